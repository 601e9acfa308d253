"""Files of a case: sealed as soon as they arrive, with a cleaned copy beside the original (GP 31 b, f).

What a file hides (a place, a name) is told to the person who sends it. Until she chooses, handlers can open the
cleaned copy at most: the original stands apart, under the key of the identity. Nothing ever waits in plain, neither in
the database nor on the disk; each file fails or arrives by itself.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.db import Error, transaction
from django.utils import timezone

from knowshow.errors import BadInputError, ConflictError, NotAllowedError, OperationError, Place, SealError
from knowshow.foundation import vault
from knowshow.foundation.apart import apart
from knowshow.foundation.models.fields import new_code
from knowshow.remedy import envelopes
from knowshow.remedy.models import Audience, Author, CaseFile, EntryKind, KeyScope
from knowshow.remedy.rules import metadata
from knowshow.remedy.services import _acts, _parts, reveals
from knowshow.remedy.standing import Handler, Person

if TYPE_CHECKING:
    from knowshow.foundation.apart import Failure
    from knowshow.remedy.models import Reveal
    from knowshow.remedy.rules.metadata import Examined, Inspection

MOST_BYTES: Final = metadata.MOST_BYTES
_FOLDER: Final = "sealed"
_UNFINISHED: Final = ".part"
_CHUNK: Final = 1024 * 1024
#: Seconds for which a file that no case has is left alone, beyond the day on which it came.
_GRACE: Final = 86_400
_AT_ONCE: Final = 500
Facts = Mapping[str, Any]  # Any: names, numbers, findings


@dataclass(frozen=True, slots=True)
class Added:
    """What was stored of one file, and what was found in it."""

    original: CaseFile
    #: The copy without what was hidden, if one could be made and something was hidden.
    cleaned: CaseFile | None
    inspection: Inspection
    #: As the person holds them from now on: a first file that stands apart adds a key to her receipt.
    actor: Handler | Person

    @property
    def waits(self) -> bool:
        """Whether she is asked which of the two is used."""
        return self.original.is_kept_apart


def add_file(*, actor: Handler | Person, content: bytes, name: str, audience: str = Audience.BOTH) -> Added:
    """Seal and store a file. Of a person's file that hides something, handlers get the cleaned copy at most."""
    _check(content)
    found = metadata.examine(content, name)
    is_apart = isinstance(actor, Person) and not _is_plain(found.inspection)
    shown = metadata.safe_name(name)
    original = _Made.of(actor, content, shown, found.inspection, audience, is_apart=is_apart)
    made = [original]
    if is_apart and found.cleaned is not None:
        made.append(_cleaned(actor, found, original, audience))
    with _written(made):
        actor = _store(actor, made)
    return Added(original.file, made[1].file if made[1:] else None, found.inspection, actor)


def choose_copy(*, actor: Person, file: CaseFile, cleaned: bool) -> CaseFile:
    """Let handlers have the cleaned copy, as they do already, or the file as it is; return what they have now.

    As it is, it is sealed anew, under the key that they hold, and the cleaned copy goes.
    """
    _require_own(actor, file)
    copy = file.copies.first()
    if cleaned:
        if copy is None:
            raise ConflictError("No cleaned copy could be made of this file.")
        return copy
    facts = facts_of(actor=actor, file=file)
    content = b"".join(read_file(actor=actor, file=file))
    again = _Made.sealed(actor, content, {**facts, "key": ""}, file.audience)
    with _written([again]):
        _replace(actor, file, again)
    forget_stored([file.code, *([copy.code] if copy else [])])
    return again.file


def take_out(*, actor: Person, file: CaseFile) -> None:
    """Take a file out that waits for its person's choice: it was never used."""
    _require_own(actor, file)
    codes = [file.code, *file.copies.values_list("code", flat=True)]
    _take_out(actor, file)
    forget_stored(codes)


def facts_of(*, actor: Handler | Person, file: CaseFile) -> Facts:
    """Return what is known of a file: name, kind, size, digests, findings.

    One that stands apart opens for its person, who holds the identity's key; for a handler see ``open_original``.
    """
    _require_of_case(actor, file)
    if not file.is_kept_apart:
        return envelopes.read_file_facts(file, actor.secrets)
    held = actor.keys.parts.get(KeyScope.IDENTITY, b"") if isinstance(actor, Person) else b""
    if not held:
        raise SealError
    return envelopes.read_file_facts_apart(file, held)


def read_file(*, actor: Handler | Person, file: CaseFile) -> Iterator[bytes]:
    """Return a file piece by piece; the whole of it was opened and compared with its digest before the first."""
    return _opened(file, facts_of(actor=actor, file=file))


@transaction.atomic
def open_original(*, actor: Handler, file: CaseFile, reveal: Reveal) -> tuple[Facts, Iterator[bytes]]:
    """Open a file that stands apart with the identity's key, while that is open for this member.

    The file may tell who, where or when: each opening is told to the person in her case, to the day.
    """
    _require_of_case(actor, file)
    if not file.is_kept_apart or reveal.part.what != KeyScope.IDENTITY:
        raise ConflictError("This file does not stand apart.")
    _acts.hold(actor.case)
    reveal.refresh_from_db()
    facts = envelopes.read_file_facts_apart(file, reveals.part_key(actor, reveal))
    pieces = _opened(file, facts)
    _acts.tell_once_a_day(actor, {"event": "file_looked", "file": file.code, "role": actor.role})
    _acts.note(actor, "remedy.file_looked", actor.case)
    return facts, pieces


def _opened(file: CaseFile, facts: Facts) -> Iterator[bytes]:
    pieces = list(envelopes.unlock_file(file, bytes.fromhex(facts["key"]), _stored(file.code)))
    told = hashlib.sha256()
    for piece in pieces:
        told.update(piece)
    if told.hexdigest() != facts["sha256"]:
        raise SealError
    return iter(pieces)


def sweep_orphans(failures: list[Failure] | None = None) -> int:
    """Remove sealed files that no case has: what was erased, or was cut off while it came; return how many went.

    A file shows the day only, and its case may be committed after midnight: so none goes on that day or the next.
    """
    folder = _folder()
    if not folder.is_dir():
        return 0
    failures = [] if failures is None else failures
    before = _midnight() - _GRACE
    old = [path for path in folder.iterdir() if _is_file_of_before(path, before)]
    known = _known(path.name for path in old)
    orphans = [path for path in old if path.name not in known]
    for path in orphans:
        with apart(failures, "files that no case has"):
            path.unlink(missing_ok=True)
    return sum(not path.exists() for path in orphans)


def _is_file_of_before(path: Path, moment: float) -> bool:
    """Whether a file is older; one that was taken out meanwhile is none."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return False
    return stat.S_ISREG(found.st_mode) and found.st_mtime < moment


def _known(names: Iterable[str]) -> set[str]:
    """Return which of these a case has, a draft's too; asked for in parts, as a database takes no endless question."""
    asked = sorted(names)
    parts = (asked[start : start + _AT_ONCE] for start in range(0, len(asked), _AT_ONCE))
    return {code for part in parts for code in CaseFile.objects.filter(code__in=part).values_list("code", flat=True)}


# ---- making ------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Made:
    """A file that is sealed, its facts not yet: they wait for the key under which they are put."""

    file: CaseFile
    facts: dict[str, Any]  # Any: names, numbers, findings
    pieces: Iterator[bytes]

    @classmethod
    def of(
        cls, actor: Handler | Person, content: bytes, name: str, found: Inspection, audience: str, *, is_apart: bool
    ) -> _Made:
        """Seal an original as it came."""
        findings = [{"kind": one.kind.value, "shown": one.shown, "stays": one.stays} for one in found.findings]
        facts = {"name": name, "kind": found.media_type, "findings": findings}
        return cls.sealed(actor, content, facts, audience, is_apart=is_apart)

    @classmethod
    def sealed(
        cls,
        actor: Handler | Person,
        content: bytes,
        facts: Facts,
        audience: str,
        *,
        is_apart: bool = False,
        is_cleaned: bool = False,
    ) -> _Made:
        """Seal bytes under a key of their own, which goes into the facts."""
        key = vault.new_key()
        signer = actor.signer
        file = CaseFile(
            case=actor.case, code=new_code(), audience=audience, author=signer.author, user_id=signer.user_id,
            is_kept_apart=is_apart, is_cleaned=is_cleaned, stored_size=vault.stream_size(len(content)),
        )  # fmt: skip
        own = {"size": len(content), "sha256": hashlib.sha256(content).hexdigest(), "key": key.hex()}
        return cls(file, {**facts, **own}, envelopes.lock_file(file, key, _chunks(content), len(content)))


def _chunks(content: bytes) -> Iterator[bytes]:
    return (content[start : start + _CHUNK] for start in range(0, len(content), _CHUNK))


def _cleaned(actor: Handler | Person, found: Examined, original: _Made, audience: str) -> _Made:
    """Seal the cleaned copy. Its name says only what kind of file it is; the digest of the original stands beside."""
    facts = {
        "name": metadata.neutral_name(found.inspection),
        "kind": found.inspection.media_type,
        "findings": [],
        "original_sha256": original.facts["sha256"],
    }
    return _Made.sealed(actor, found.cleaned or b"", facts, audience, is_cleaned=True)


def _is_plain(found: Inspection) -> bool:
    """Whether somebody looked and found nothing: then there is nothing to choose."""
    return found.was_looked_at and not found.findings


@transaction.atomic
def _store(actor: Handler | Person, made: list[_Made]) -> Handler | Person:
    _acts.hold(actor.case)
    pins: dict[str, str] = {}
    if isinstance(actor, Person) and made[0].file.is_kept_apart:
        actor, pins = _with_identity(_parts.current(actor))
    for one in made:
        if one is not made[0]:
            one.file.copy_of = made[0].file
        _save(actor, one)
    _tell(actor, "file_added", made[0].file, pins)
    return actor


@transaction.atomic
def _replace(actor: Person, old: CaseFile, new: _Made) -> None:
    _acts.hold(actor.case)
    _save(actor, new)
    old.delete()
    _tell(actor, "file_as_it_is", new.file)


@transaction.atomic
def _take_out(actor: Person, file: CaseFile) -> None:
    _acts.hold(actor.case)
    file.delete()
    _tell(actor, "file_taken_out", file)


def _save(actor: Handler | Person, one: _Made) -> None:
    one.file.sealed = (
        envelopes.seal_file_facts_apart(one.file, one.facts, actor.keys.parts[KeyScope.IDENTITY])
        if one.file.is_kept_apart and isinstance(actor, Person)
        else envelopes.seal_file_facts(one.file, one.facts, actor.secrets)
    )
    one.file.signature = envelopes.sign_file(one.file, actor.signer)
    one.file.save()


def _tell(actor: Handler | Person, event: str, file: CaseFile, pins: Mapping[str, str] | None = None) -> None:
    """Tell in the case itself, so that the chain holds it: a file that vanishes is missed."""
    said = {"event": event, "file": file.code}
    _acts.append(actor, said, kind=EntryKind.SYSTEM, audience=file.audience, pins=pins)
    _acts.note(actor, f"remedy.{event}", actor.case)


def _with_identity(person: Person) -> tuple[Person, dict[str, str]]:
    """Make the key of the identity, with nothing in it yet, where the person gave no name; say what she signs."""
    if KeyScope.IDENTITY in person.keys.parts:
        return person, {}
    person, part = _parts.made(person, KeyScope.IDENTITY, {}, "ask", for_notices=False)
    _parts.store(person, part)
    return person, _parts.pins(part)


def _check(content: bytes) -> None:
    if not content:
        raise BadInputError("The file is empty.", place=Place(field="file"))
    if len(content) > MOST_BYTES:
        limit = MOST_BYTES // 1024 // 1024
        raise BadInputError(
            f"The file is larger than {limit} megabytes.", place=Place(field="file"),
            remedy="Send a part of it, a smaller copy, or describe it in words.",
        )  # fmt: skip


def _require_of_case(actor: Handler | Person, file: CaseFile) -> None:
    if file.case_id != actor.case.pk:
        raise NotAllowedError("This file belongs to another case.")


def _require_own(actor: Person, file: CaseFile) -> None:
    _require_of_case(actor, file)
    if file.author != Author.PERSON or not file.is_kept_apart:
        raise ConflictError("This file does not wait for a choice any more.")


# ---- the disk ----------------------------------------------------------------------------------------------


class _written:  # noqa: N801  (it is used like a function)
    """Write sealed files, and remove them again if the act that needs them fails."""

    def __init__(self, made: list[_Made]) -> None:
        self._made = made

    def __enter__(self) -> None:
        try:
            for one in self._made:
                _write(one.file.code, one.pieces)
        except OSError as error:
            forget_stored(one.file.code for one in self._made)
            raise OperationError("The file could not be stored: the disk is full, or cannot be written.") from error

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None:
            forget_stored(self._without_case())

    def _without_case(self) -> set[str]:
        """Return those that no case has: a database whose answer was lost may have stored them nevertheless.

        Where it does not say so, the bytes stay, and go with the next sweep if nobody has them.
        """
        codes = {one.file.code for one in self._made}
        try:
            return codes - _known(codes)
        except Error:
            return set()


def _write(code: str, pieces: Iterable[bytes]) -> None:
    """Write a file whole, or not at all. Its time on the disk is that of the day, no finer."""
    folder = _folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = folder / f"{code}{_UNFINISHED}"
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
        for piece in pieces:
            stream.write(piece)
        stream.flush()
        os.fsync(stream.fileno())
    os.utime(unfinished, (_midnight(), _midnight()))
    unfinished.rename(folder / code)
    _settle(folder)


def _settle(folder: Path) -> None:
    """Have the name survive a power cut too, where the system can promise it."""
    if os.name != "posix":
        return
    held = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(held)
    finally:
        os.close(held)


def _stored(code: str) -> Iterator[bytes]:
    try:
        with (_folder() / code).open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                yield chunk
    except OSError as error:
        raise SealError from error


def forget_stored(codes: Iterable[str]) -> None:
    """Remove sealed bytes from the disk; those that are gone already are no matter."""
    for code in codes:
        for name in (code, f"{code}{_UNFINISHED}"):
            with suppress(OSError):
                (_folder() / name).unlink(missing_ok=True)


def _folder() -> Path:
    return Path(settings.MEDIA_ROOT) / _FOLDER


def _midnight() -> float:
    return datetime.combine(timezone.localdate(), time(), UTC).timestamp()
