"""What a person saved and has not sent: it opens with her receipt alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from knowshow.remedy import envelopes
from knowshow.remedy.models import Author, EntryKind, KeyScope, SealedPart

if TYPE_CHECKING:
    from knowshow.remedy.standing import Person

Content = Mapping[str, Any]  # Any: whatever JSON holds


@dataclass(frozen=True, slots=True)
class Draft:
    """The report as it was saved, with name and contact."""

    content: Content = field(repr=False)
    identity: Content = field(repr=False)
    contact: Content = field(repr=False)


def draft_of(person: Person) -> Draft:
    """Return what a draft says."""
    entry = person.case.entries.filter(kind=EntryKind.REPORT, author=Author.PERSON).order_by("-number").first()
    content = envelopes.read_entry(entry, person.secrets) if entry else {}
    return Draft(content, _part(person, KeyScope.IDENTITY), _part(person, KeyScope.CONTACT))


def _part(person: Person, what: KeyScope) -> Content:
    part = SealedPart.objects.filter(case=person.case, what=what).select_related("case__mechanism").first()
    return envelopes.open_part(part, person.keys.parts[what]) if part and what in person.keys.parts else {}
