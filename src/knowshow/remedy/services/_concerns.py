"""Whom a report concerns: sealed in the case, and kept from its keys for as long as it lasts (GP 31 a).

Who is concerned stands nowhere in clear: whoever has the database must not learn that a report is about one of the
team. Whoever gives a key has opened the case, and so can read it; the person can too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from knowshow.errors import ConflictError, SealError
from knowshow.remedy import envelopes
from knowshow.remedy.models import Author, EntryKind, Seat
from knowshow.remedy.services import _acts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowshow.foundation.models import User
    from knowshow.remedy.envelopes import CaseSecrets
    from knowshow.remedy.models import Case
    from knowshow.remedy.standing import Person

EVENT: Final = "concerns"


def keep(person: Person, seats: Sequence[int]) -> None:
    """Seal whom the report concerns, by seat and by holder, also where a seat has ended meanwhile."""
    found = list(Seat.objects.filter(mechanism=person.case.mechanism, pk__in=seats).order_by("pk"))
    users = sorted({one.user_id for one in found} - concerned(person.case, person.secrets))
    if users:
        labels = ", ".join(one.label for one in found if one.user_id in users)
        _acts.append(person, {"event": EVENT, "users": users, "text": labels}, kind=EntryKind.SYSTEM)


def concerned(case: Case, secrets: CaseSecrets) -> set[int]:
    """Return the members whom the report concerns, as its person said."""
    if not case.pk:
        return set()
    found: set[int] = set()
    for entry in case.entries.filter(author=Author.PERSON, kind=EntryKind.SYSTEM):
        entry.case = case
        try:
            said = envelopes.read_entry(entry, secrets)
        except SealError:  # it was changed: the verification of the chain says so
            continue
        found |= set(said["users"]) if said.get("event") == EVENT else set()
    return found


def refuse(case: Case, secrets: CaseSecrets, user: User) -> None:
    """Raise ``ConflictError`` for somebody whom the report concerns."""
    if user.pk in concerned(case, secrets):
        raise ConflictError("The report concerns this member. She gets no key to it.")
