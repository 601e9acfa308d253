"""Read an assessment file or a CNIL PIA that a member uploads, and keep it while she looks at what it would change."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Final

import msgspec
from django.conf import settings

from knowshow.errors import BadInputError, Place
from knowshow.respect.filing import digest_of
from knowshow.respect.rules import assessment as records
from knowshow.respect.rules import pia, reading
from knowshow.respect.rules.writing import canonical_json
from knowshow.respect.services import _acts

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from knowshow.foundation.models import User
    from knowshow.respect.models import Assessment

LARGEST: Final = 10 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Brought:
    """What a member brought: the content, and how many candidates of a CNIL PIA wait to be rated."""

    record: records.Assessment
    candidates: int = 0
    left_out: tuple[str, ...] = ()


def read_new(upload: UploadedFile[bytes]) -> Brought:
    """Return what a file holds that becomes a new assessment: an assessment file, or the export of a CNIL PIA."""
    return _read(upload)


def read_upload(upload: UploadedFile[bytes]) -> records.Assessment:
    """Return the content of a file for an assessment that is there; a PIA would name its groups anew."""
    found = _read(upload)
    if found.candidates:
        raise BadInputError(
            "A CNIL PIA makes a new assessment, and updates none.",
            place=Place(field="file"),
            remedy="Import it as a new assessment. What people wrote here stays as it is.",
        )
    return found.record


def _read(upload: UploadedFile[bytes]) -> Brought:
    """Refuse a file above 10 MB, and whatever the readers refuse, with line, cell or field."""
    name = PurePath(upload.name or "file").name
    if (upload.size or 0) > LARGEST:
        raise BadInputError(
            f"{name} has {(upload.size or 0) // 1024**2} MB.",
            place=Place(field="file"),
            remedy="A file may have 10 MB. Split it, or move long texts into evidence.",
        )
    try:
        return Brought(_workbook(upload, name)) if name.lower().endswith(".xlsx") else _text(upload, name)
    except BadInputError as error:
        raise BadInputError(f"{error.place}: {error.what}", place=Place(field="file"), remedy=error.remedy) from error


def _text(upload: UploadedFile[bytes], name: str) -> Brought:
    data = upload.read()
    if not pia.looks_like_pia(data):
        return Brought(reading.read_bytes(data, name, allow_unrated=True))
    taken = pia.read_pia(data, name)
    return Brought(taken.assessment, len(taken.assessment.impacts), taken.left_out)


def _workbook(upload: UploadedFile[bytes], name: str) -> records.Assessment:
    from knowshow.respect.reports.workbook import read_xlsx

    with tempfile.NamedTemporaryFile(suffix=".xlsx", dir=_folder()) as file:
        for chunk in upload.chunks():
            file.write(chunk)
        file.flush()
        return read_xlsx(Path(file.name), name, allow_unrated=True)


def keep(*, actor: User, assessment: Assessment, record: records.Assessment) -> str:
    """Keep a file's content until the same member takes it in or brings another for this assessment.

    Returns its fingerprint, by which ``kept`` knows that it is still the same.
    """
    _acts.require(actor, _acts.Permission.ASSESS, assessment.organisation)
    path = _path(actor, assessment)
    path.write_bytes(canonical_json(record))
    path.chmod(0o600)
    return digest_of(record)


def kept(*, actor: User, assessment: Assessment, digest: str) -> records.Assessment:
    """Return what the member brought for this assessment. Refuses if she brought another file since."""
    _acts.require(actor, _acts.Permission.ASSESS, assessment.organisation)
    try:
        record = msgspec.json.decode(_path(actor, assessment).read_bytes(), type=records.Assessment)
    except FileNotFoundError:
        raise BadInputError(
            "The file is no longer here.", place=Place(field="file"), remedy="Choose it again."
        ) from None
    if digest_of(record) != digest:
        raise BadInputError(
            "You have chosen another file since this one was shown.", place=Place(field="file"), remedy="Choose again."
        )
    return record


def forget(*, actor: User, assessment: Assessment) -> None:
    """Remove what was kept."""
    _path(actor, assessment).unlink(missing_ok=True)


def _path(actor: User, assessment: Assessment) -> Path:
    return _folder() / f"{actor.pk}-{assessment.pk}.json"


def _folder() -> Path:
    """The folder for files that wait; nobody but the server may look into it."""
    folder = Path(settings.MEDIA_ROOT) / "uploads"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder
