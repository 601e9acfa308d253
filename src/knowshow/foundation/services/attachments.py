"""Keep a file that a member attaches, and hand it back only to members."""

from __future__ import annotations

import hashlib
import mimetypes
import re
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from django.core.files.base import File
from django.db import transaction

from knowshow.errors import BadInputError, Place
from knowshow.foundation import history
from knowshow.foundation.models import Attachment
from knowshow.foundation.permissions import Permission, require

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

    from knowshow.foundation.models import Organisation, User

LARGEST: Final = 25 * 1024 * 1024
#: What a file may be: documents, tables, pictures, sound. Never something that a browser would run.
KINDS: Final = frozenset(
    {
        *("pdf", "docx", "xlsx", "pptx", "odt", "ods", "odp", "rtf", "txt", "md", "csv", "json", "yaml", "yml"),
        *("png", "jpg", "jpeg", "webp", "gif", "mp3", "ogg", "wav", "mp4", "webm", "eml", "zip"),
    }
)
_LONGEST_NAME: Final = 200


@transaction.atomic
def keep_file(*, actor: User, organisation: Organisation, upload: UploadedFile[bytes]) -> Attachment:
    """Store the file. Refuses an empty one, one above 25 MB, and one of a kind that is not a document."""
    require(actor, Permission.ASSESS, organisation)
    name = _safe_name(upload.name or "")
    _check(name, upload.size or 0)
    attachment = Attachment.objects.create(
        organisation=organisation,
        name=name,
        media_type=mimetypes.guess_type(name)[0] or "application/octet-stream",
        size=upload.size or 0,
        digest=_digest(upload),
        file=File(upload, name=name),
        added_by=actor,
    )
    history.record(actor=actor, action="foundation.file.added", organisation=organisation, subject=attachment)
    return attachment


def _check(name: str, size: int) -> None:
    place = Place(field="file")
    kind = PurePath(name).suffix.lower().lstrip(".")
    if kind not in KINDS:
        raise BadInputError(
            f"A file of the kind “{kind or 'without an ending'}” cannot be attached.",
            place=place,
            remedy="Attach a document, a table, a picture or a sound; put anything else into a ZIP file.",
        )
    if size > LARGEST:
        raise BadInputError(
            f"The file has {size // 1024**2} MB.", place=place, remedy="Attach at most 25 MB, or link to it."
        )
    if not size:
        raise BadInputError("The file is empty.", place=place, remedy="Choose another.")


def _safe_name(name: str) -> str:
    """Keep the last part of the name, without signs that a system could take for something else."""
    last = re.split(r"[/\\]", name)[-1]
    clean = "".join(sign if sign.isprintable() and sign not in '<>:"|?*' else "_" for sign in last).strip(" .")
    stem, suffix = PurePath(clean).stem, PurePath(clean).suffix
    return f"{stem[: _LONGEST_NAME - len(suffix)]}{suffix}" or "file"


def _digest(upload: UploadedFile[bytes]) -> str:
    found = hashlib.sha256()
    for chunk in upload.chunks():
        found.update(chunk)
    upload.seek(0)
    return found.hexdigest()
