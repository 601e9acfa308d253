"""Whom a report concerns: sealed in the case, and kept from its keys for as long as it lasts (GP 31 a).

Who is concerned stands nowhere in clear: whoever has the database must not learn that a report is about one of the
team. Whoever gives a key has opened the case, and so can read it; the person can too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from knowshow.errors import ConflictError
from knowshow.remedy.models import EntryKind, Seat
from knowshow.remedy.services import _acts
from knowshow.remedy.standing import CONCERNS, concerned

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowshow.foundation.models import User
    from knowshow.remedy.envelopes import CaseSecrets
    from knowshow.remedy.models import Case
    from knowshow.remedy.standing import Person

__all__ = ["concerned", "keep", "refuse"]


def keep(person: Person, seats: Sequence[int]) -> None:
    """Seal whom the report concerns, by seat and by holder, also where a seat has ended meanwhile."""
    found = list(Seat.objects.filter(mechanism=person.case.mechanism, pk__in=seats).order_by("pk"))
    users = sorted({one.user_id for one in found} - concerned(person.case, person.secrets))
    if users:
        labels = ", ".join(one.label for one in found if one.user_id in users)
        _acts.append(person, {"event": CONCERNS, "users": users, "text": labels}, kind=EntryKind.SYSTEM)


def refuse(case: Case, secrets: CaseSecrets, user: User) -> None:
    """Raise ``ConflictError`` for somebody whom the report concerns."""
    if user.pk in concerned(case, secrets):
        raise ConflictError("The report concerns this member. She gets no key to it.")
