"""The roles in words, for whoever gives one (GP 19: responsibility is assigned to a level and a function)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from knowshow.foundation.models import GIVEN_ROLES, Role

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_DUTIES: Final[dict[str, StrOrPromise]] = {
    Role.LEAD: _("Does everything: assesses, decides, adds and removes members. There is always at least one."),
    Role.ASSESSOR: _("Describes products, writes and rates impacts, plans actions. Asks for approval, gives none."),
    Role.REVIEWER: _("Reads everything; approves assessments, confirms overrides, settles ratings that differ."),
    Role.OBSERVER: _("Reads everything and changes nothing."),
    Role.COMPANY: _("Belongs to a researched company: sees the answers about it and comments on them, nothing else."),
    Role.CASE_TEAM: _("Sits in a grievance mechanism from outside: opens what her seats there allow, nothing else."),
}


@dataclass(frozen=True, slots=True)
class Described:
    """A role as a choice of a form shows it: its name, and what it may do as the hint beside it."""

    name: StrOrPromise
    hint: StrOrPromise

    def __str__(self) -> str:
        """Show the name."""
        return str(self.name)


def duty_of(role: str) -> str:
    """Return what somebody with this role does."""
    return str(_DUTIES.get(role, ""))


def described() -> list[tuple[str, Described]]:
    """Return every role that can be given with what it may do, the widest first."""
    return [(role.value, Described(role.label, _DUTIES[role])) for role in GIVEN_ROLES]
