"""Erase a case for good: its keys go, what was sealed is overwritten, and no backup brings it back (GP 31 f).

What stays is a bare row with days and codes, for the figures; nothing in it opens, and nobody is named.

The codes of erased cases stand in a file of the data folder too, which no backup replaces. A code is written there
**before** the database commits: were the server cut off in between, the next start erases what the decision was about,
rather than forget the decision. Beside each code stands what the case held when it was decided: a copy from a backup
never holds more; a case that does was written to after a decision that was never carried out, and is kept.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from knowshow.errors import ConflictError, OperationError
from knowshow.foundation.apart import Failure, apart
from knowshow.remedy.models import (
    Case,
    CaseFile,
    CaseLink,
    Entry,
    Match,
    Offer,
    Remedy,
    SealedPart,
    Shredded,
)
from knowshow.remedy.services import _acts, files

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from knowshow.foundation.models import User

#: Stands in the data folder, beside the database and outside every backup.
FILE: Final = "shredded"
#: Why a case was erased.
RETENTION, PERSON, DRAFT = "retention", "person", "draft"
#: Stands beside the code of a case that was written to after a decision which was never carried out.
_KEPT: Final = "-"
#: So many codes are looked for at once: a database takes no question of any length.
_AT_ONCE: Final = 500
_BLANK: Final = {
    "receipt_locked": b"", "receipt_salt": b"", "confirm_digest": b"", "person_verify": b"", "public_key": b"",
    "recovery_sealed": b"", "chain_head": b"", "entry_count": 0, "hold_reason": "", "group_code": None,
    "erasure_asked_on": None, "keep_until": None,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Decision:
    """That a case is to be erased: why, and how many entries it held; of an older list, only that."""

    reason: str = ""
    entries: int | None = None

    @classmethod
    def read(cls, words: list[str]) -> _Decision:
        """Return what stands beside a code."""
        reason, entries = words if len(words) == 2 else ("", "")  # noqa: PLR2004  (both, or an older line)
        return cls(reason, int(entries)) if entries.isdigit() else cls()

    def stands(self, case: Case) -> bool:
        """Whether nothing came into the case since: a draft may have been saved or sent, somebody may have written."""
        if self.reason == DRAFT and not (case.is_draft and case.keep_until and case.keep_until < timezone.localdate()):
            return False
        return self.entries is None or case.entry_count <= self.entries

    def __str__(self) -> str:
        return "" if self.entries is None else f" {self.reason} {self.entries}"


@transaction.atomic
def shred_case(*, actor: User | None, case: Case, reason: str) -> bool:
    """Erase a case; say whether it was done. Refused while a legal hold is on it; what is erased stays erased."""
    case.refresh_from_db(from_queryset=Case.objects.select_for_update(of=("self",)))
    if case.shredded_on:
        return False
    if case.is_held:
        raise ConflictError("A legal hold is on this case. It is erased when the hold is lifted.")
    _remember({case.code: _Decision(reason, case.entry_count)})
    _drop(case)
    Shredded.objects.get_or_create(code=case.code, defaults={"reason": reason})
    if not case.is_draft:
        _acts.note(actor, "remedy.case.erased", case)
    return True


def shred_again() -> int:
    """Erase what was erased before and came back with a backup; return how many cases that were.

    A hold does not stop it: the decision is older than the copy. One that fails stops no other; at the end it is said
    (``OperationError``), so that nobody serves what was erased.
    """
    remember(Shredded.objects.values_list("code", flat=True))
    count, failures = 0, list[Failure]()
    for case in came_back():
        with apart(failures, "cases that came back", of=case.code):
            count += _erased_again(case)
    if failures:
        raise OperationError(
            f"Cases that were erased before, came back, and could not be erased again: {len(failures)}"
            f" ({', '.join(sorted({one.kind for one in failures}))}). Look: knowshow doctor"
        )
    return count


def came_back() -> Iterator[Case]:
    """Return the cases that were erased and are there again."""
    codes = sorted(_decisions())
    for start in range(0, len(codes), _AT_ONCE):
        yield from Case.objects.filter(code__in=codes[start : start + _AT_ONCE], shredded_on__isnull=True)


def remember(codes: Iterable[str]) -> None:
    """Write codes into the list outside the database, through to the disk; those that stand there stay as they are."""
    known = _decisions()
    _remember({code: _Decision() for code in codes if code not in known})


def remembered() -> frozenset[str]:
    """Return the codes of all cases that were ever erased here."""
    return frozenset(_decisions())


def _remember(decided: dict[str, _Decision]) -> None:
    known = _decisions()
    _write("".join(f"{code}{one}\n" for code, one in decided.items() if known.get(code) != one))


def _decisions() -> dict[str, _Decision]:
    """Return what was decided of each case; the last line of a case counts."""
    found: dict[str, _Decision] = {}
    with suppress(FileNotFoundError):
        for line in _path().read_text(encoding="ascii", errors="replace").splitlines():
            code, *words = line.split() or [""]
            if words == [_KEPT]:
                found.pop(code, None)
            elif code.isascii() and code.isalnum():  # a power cut leaves zeros, which no database takes
                found[code] = _Decision.read(words)
    return found


def _write(lines: str) -> None:
    """Add to the list, through to the disk; nothing in it is ever changed, so that two programs may add at once."""
    if not lines:
        return
    handle = os.open(_path(), os.O_CREAT | os.O_APPEND | os.O_RDWR, 0o600)
    with os.fdopen(handle, "ab") as file:
        file.write(_after_what_was_cut_off(handle) + lines.encode("ascii"))
        file.flush()
        os.fsync(file.fileno())


def _after_what_was_cut_off(handle: int) -> bytes:
    """Return a line end where the last line has none: a full disk or a power cut left half of it."""
    size = os.fstat(handle).st_size
    if not size:
        return b""
    os.lseek(handle, size - 1, os.SEEK_SET)
    return b"" if os.read(handle, 1) == b"\n" else b"\n"


@transaction.atomic
def _erased_again(case: Case) -> bool:
    """Erase a case that came back, unless it was written to since the decision, which is forgotten then."""
    case.refresh_from_db(from_queryset=Case.objects.select_for_update(of=("self",)))
    decision = _decisions().get(case.code)
    if decision is None or case.shredded_on:
        return False
    if not decision.stands(case):
        _write(f"{case.code} {_KEPT}\n")
        return False
    _drop(case)
    Shredded.objects.get_or_create(code=case.code, defaults={"reason": decision.reason or RETENTION})
    return True


def _drop(case: Case) -> None:
    """Overwrite what is sealed, then let go of the rows; sealed bytes on the disk go once it is committed."""
    codes = list(case.files.values_list("code", flat=True))
    Entry.objects.filter(case=case).update(sealed=b"", signature=b"", chain=b"", signer=b"")
    CaseFile.objects.filter(case=case).update(sealed=b"", signature=b"")
    SealedPart.objects.filter(case=case).update(sealed=b"", for_notices=b"", public_key=b"")
    case.keys.update(sealed=b"")
    case.match_names.update(sealed=b"")
    case.match_tags.all().delete()
    related = (
        case.keys, case.files, case.parts, case.tasks, case.check_ins, case.referrals, case.match_names, case.notices,
        case.survey_invitations,
    )  # fmt: skip
    for rows in related:
        rows.all().delete()
    CaseLink.objects.filter(case=case).delete()
    CaseLink.objects.filter(other=case).delete()
    case.stories.clear()
    Match.objects.filter(first=case).delete()
    Match.objects.filter(second=case).delete()
    _drop_entries(case)
    for name, value in _BLANK.items():
        setattr(case, name, value)
    case.shredded_on = timezone.localdate()
    case.save(update_fields=[*_BLANK, "shredded_on"])
    transaction.on_commit(lambda: files.forget_stored(codes))


def _drop_entries(case: Case) -> None:
    """Let go of all entries but those on which a figure hangs; these hold nothing any more."""
    Remedy.objects.filter(case=case).update(proof=None)
    Offer.objects.filter(case=case).update(decision=None)
    case.appeals.update(decision=None, reviewer=None)
    hung = {
        *case.offers.values_list("entry_id", flat=True),
        *case.appeals.values_list("entry_id", flat=True),
        *case.retaliation_reports.values_list("entry_id", flat=True),
    }
    Entry.objects.filter(case=case, pk__in=hung).update(user=None, role="", about=None, read_on=None)
    Entry.objects.filter(case=case).exclude(pk__in=hung).delete()


def _path() -> Path:
    path: Path = settings.HOME / FILE
    return path
