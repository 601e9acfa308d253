"""Erase a case for good: its keys go, what was sealed is overwritten, and no backup brings it back (GP 31 f).

What stays is a bare row with days and codes, for the figures; nothing in it opens, and nobody is named.

The codes of erased cases stand in a file of the data folder too, which no backup replaces. A code is written there
**before** the database commits: were the server cut off in between, the next start erases what the decision was about,
rather than forget the decision.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from knowshow.errors import ConflictError
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
    from collections.abc import Callable, Iterable

    from knowshow.foundation.models import User

#: Stands in the data folder, beside the database and outside every backup.
FILE: Final = "shredded"
#: Why a case was erased.
RETENTION, PERSON, DRAFT = "retention", "person", "draft"
_BLANK: Final = {
    "receipt_locked": b"", "receipt_salt": b"", "confirm_digest": b"", "person_verify": b"", "public_key": b"",
    "recovery_sealed": b"", "chain_head": b"", "entry_count": 0, "hold_reason": "", "group_code": None,
    "erasure_asked_on": None, "keep_until": None,
}  # fmt: skip


@transaction.atomic
def shred_case(
    *, actor: User | None, case: Case, reason: str, still: Callable[[Case], bool] = lambda _case: True
) -> bool:
    """Erase a case; say whether it was done. Refused while a legal hold is on it; what is erased stays erased.

    ``still`` says whether the reason holds for the case as it is by now: a draft may have been sent meanwhile.
    """
    case.refresh_from_db(from_queryset=Case.objects.select_for_update(of=("self",)))
    if case.shredded_on or not still(case):
        return False
    if case.is_held:
        raise ConflictError("A legal hold is on this case. It is erased when the hold is lifted.")
    remember([case.code])
    _drop(case)
    Shredded.objects.get_or_create(code=case.code, defaults={"reason": reason})
    if not case.is_draft:
        _acts.note(actor, "remedy.case.erased", case)
    return True


def shred_again() -> int:
    """Erase what was erased before and came back with a backup; return how many cases that were.

    A hold does not stop it: the decision is older than the copy.
    """
    codes = remembered()
    came_back = Case.objects.filter(code__in=codes, shredded_on__isnull=True).exclude(code="")
    count = 0
    for case in came_back:
        with transaction.atomic():
            _drop(case)
            Shredded.objects.get_or_create(code=case.code, defaults={"reason": RETENTION})
        count += 1
    return count


def remember(codes: Iterable[str]) -> None:
    """Write codes into the list outside the database, through to the disk."""
    new = [code for code in codes if code not in remembered()]
    if not new:
        return
    handle = os.open(_path(), os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write("".join(f"{code}\n" for code in new))
        file.flush()
        os.fsync(file.fileno())


def remembered() -> frozenset[str]:
    """Return the codes of all cases that were ever erased here."""
    with suppress(FileNotFoundError):
        return frozenset(_path().read_text(encoding="ascii").split())
    return frozenset()


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
