"""Where somebody sits: the mechanisms whose pages open for her, and in which roles (GP 31 a)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowshow.foundation.permissions import Permission, may
from knowshow.remedy.models import Mechanism, Seat, SeatRole
from knowshow.remedy.standing import active

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from knowshow.foundation.models import Organisation, User


@dataclass(frozen=True, slots=True)
class Sitting:
    """Somebody in one mechanism: her roles there, and whether she may change how it works."""

    mechanism: Mechanism
    roles: frozenset[str]
    administers: bool

    @property
    def role_names(self) -> list[str]:
        """The roles in words."""
        return [str(role.label) for role in SeatRole if role in self.roles]

    def holds(self, *roles: str) -> bool:
        """Whether she holds one of these seats."""
        return not self.roles.isdisjoint(roles)


def sittings_of(*, actor: User, organisation: Organisation) -> list[Sitting]:
    """Return the mechanisms of an organisation that open for somebody: where she sits, or all that she administers."""
    seats = _seats_of(actor, Mechanism.objects.filter(organisation=organisation))
    leads = may(actor, Permission.MANAGE, organisation)
    found = Mechanism.objects.filter(organisation=organisation).select_related("organisation")
    return [
        Sitting(one, roles, leads or SeatRole.ADMINISTRATOR in roles)
        for one in found
        if (roles := seats.get(one.pk, frozenset())) or leads
    ]


def _seats_of(actor: User, mechanisms: QuerySet[Mechanism]) -> dict[int, frozenset[str]]:
    if not actor.is_active:
        return {}
    found: dict[int, set[str]] = {}
    seats: Iterable[Seat] = Seat.objects.filter(active(), user=actor, mechanism__in=mechanisms)
    for seat in seats:
        found.setdefault(seat.mechanism_id, set()).add(seat.role)
    return {pk: frozenset(roles) for pk, roles in found.items()}
