"""Sources: documents that answers rest on, each with a number, an archived copy and its fingerprint."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, TypedDict

from django.db import transaction
from django.db.models import Max

from knowshow.benchmarks.models import Source
from knowshow.benchmarks.services import _acts
from knowshow.errors import BadInputError, ConflictError, Place
from knowshow.foundation.models import Organisation

if TYPE_CHECKING:
    from datetime import date
    from typing import Unpack

    from knowshow.foundation.models import Attachment, User

_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_WHO: Final = (_acts.Permission.RESEARCH, _acts.Permission.REVIEW)


class SourceFields(TypedDict, total=False):
    """What can be said of a source."""

    title: str
    url: str
    document_date: date | None
    accessed_on: date | None
    archived_url: str
    attachment: Attachment | None
    sha256: str
    note: str


@transaction.atomic
def add_source(*, actor: User, organisation: Organisation, **fields: Unpack[SourceFields]) -> Source:
    """Add a source; it gets the next number. The fingerprint of an attached copy is taken from the copy."""
    _acts.require_any(actor, _WHO, organisation)
    facts = _checked(organisation, {"title": "", **fields})
    Organisation.objects.select_for_update().get(pk=organisation.pk)  # two people never take one number
    last = Source.objects.filter(organisation=organisation).aggregate(last=Max("number"))["last"] or 0
    made = Source.objects.create(organisation=organisation, number=last + 1, added_by=actor, **facts)
    _acts.note(actor=actor, action="source.added", organisation=organisation, subject=made)
    return made


@transaction.atomic
def change_source(*, actor: User, source: Source, revision: int, **changes: Unpack[SourceFields]) -> Source:
    """Correct what is said of a source. Where it was cited, its address stays: another document is another source."""
    _acts.require_any(actor, _WHO, source.organisation)
    facts = _checked(source.organisation, changes)
    if facts.get("url", source.url) != source.url and source.url and source.citations.exists():
        raise ConflictError("Answers cite this source, so its address stays. Add another source for another document.")
    if "sha256" in facts and source.sha256 and facts["sha256"] != source.sha256 and source.citations.exists():
        raise ConflictError("Answers cite this source, so its archived copy stays. Add another source for a new copy.")
    changed = _acts.save_changes(source, revision=revision, changes=facts)
    _acts.note(actor=actor, action="source.changed", organisation=source.organisation, subject=source, changed=changed)
    return source


def _checked(organisation: Organisation, fields: SourceFields) -> dict[str, Any]:
    facts: dict[str, Any] = {**fields}  # Any: values of fields
    if "title" in fields:
        facts["title"] = _acts.check_line("title", fields["title"], maximum=1_000)
    if "url" in fields:
        facts["url"] = _acts.check_address("url", fields["url"])
    if "archived_url" in fields:
        facts["archived_url"] = _acts.check_address("archived_url", fields["archived_url"])
    if "note" in fields:
        facts["note"] = _acts.check_words("note", fields["note"], may_be_empty=True)
    attachment = fields.get("attachment")
    _acts.same_organisation(organisation, attachment)
    if attachment is not None:
        facts["sha256"] = _fingerprint(fields.get("sha256", ""), attachment)
    elif "sha256" in fields:
        facts["sha256"] = _whole(fields["sha256"])
    return facts


def _fingerprint(said: str, attachment: Attachment) -> str:
    if said.strip() and _whole(said) != attachment.digest:
        raise BadInputError(
            "The archived copy has another fingerprint.",
            place=Place(field="sha256"),
            remedy="Leave it empty: it is taken from the copy. Or check that this is the right file.",
        )
    return attachment.digest


def _whole(said: str) -> str:
    clean = "".join(said.split()).lower()
    if clean and not _SHA256.fullmatch(clean):
        raise BadInputError(
            "This is not a SHA-256 fingerprint.",
            place=Place(field="sha256"),
            remedy="It has 64 signs, 0 to 9 and a to f; or leave it empty.",
        )
    return clean
