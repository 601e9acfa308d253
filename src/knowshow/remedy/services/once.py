"""What a person sent twice happens once: a page sent again, a double tap, an answer that never arrived (GP 31 b).

Her page carries the number of the last entry that it shows. What she has said since then, word for word, is the same
act once more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from knowshow.remedy import envelopes
from knowshow.remedy.models import Audience, Author, EntryKind
from knowshow.remedy.services import _acts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from django.db.models import QuerySet

    from knowshow.remedy.envelopes import CaseSecrets
    from knowshow.remedy.models import Entry, Offer
    from knowshow.remedy.standing import Handler, Person


def said_since(actor: Person, after: int, kind: str, said: Mapping[str, object]) -> bool:
    """Whether the person has said this since the entry of this number."""
    hers = actor.case.entries.filter(author=Author.PERSON, kind=kind, number__gt=after)
    return _says(hers, actor.secrets, said)


def was_said_by(actor: Handler, after: int, kind: str, said: Mapping[str, object]) -> bool:
    """Whether this member has said this to the person since the entry of this number."""
    hers = actor.case.entries.filter(author=Author.MEMBER, user=actor.user, kind=kind, number__gt=after)
    return _says(hers.filter(audience=Audience.BOTH), actor.secrets, said)


def _says(entries: QuerySet[Entry], secrets: CaseSecrets, said: Mapping[str, object]) -> bool:
    return any(said.items() <= envelopes.read_entry(entry, secrets).items() for entry in entries)


@transaction.atomic
def once(*, actor: Person, after: int, kind: str, said: Mapping[str, object], act: Callable[[], object]) -> bool:
    """Do something unless it was done since the page that it comes from; return whether it was done now."""
    _acts.hold(actor.case)
    if said_since(actor, after, kind, said):
        return False
    act()
    return True


@transaction.atomic
def ask_for_time(*, actor: Person, offer: Offer, until: date | None, text: str = "") -> Entry:
    """Ask that an offer stays open longer: the team reads it, and extends the offer (GP 31 h)."""
    _acts.hold(actor.case)
    offer.entry.case = actor.case
    content = {"event": "more_time_asked", "until": until.isoformat() if until else "", "text": text}
    entry = _acts.append(actor, content, kind=EntryKind.REQUEST, about=offer.entry)
    _acts.note(actor, "remedy.offer.more_time_asked", actor.case)
    return entry
