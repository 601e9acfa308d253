"""What everybody may know of a mechanism: whether it takes reports, its texts, who sits in it by role (GP 31 b, c)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from knowshow.remedy.filing.clocks import calendar_of, policy_of
from knowshow.remedy.models import Mechanism, Seat, SeatRole
from knowshow.remedy.standing import active

if TYPE_CHECKING:
    from datetime import date

#: Seats whose holders may come to read a report.
_READING: Final = (SeatRole.INTAKE, SeatRole.HANDLER, SeatRole.REVIEWER, SeatRole.CUSTODIAN, SeatRole.INTERPRETER)
_FALLBACK: Final = "en"


def open_mechanisms() -> list[Mechanism]:
    """Return the mechanisms that take reports, in the order of their names."""
    return list(Mechanism.objects.filter(is_open=True).select_related("organisation"))


def all_mechanisms() -> list[Mechanism]:
    """Return all of them: one that is closed still answers, and still says where else to turn."""
    return list(Mechanism.objects.select_related("organisation").order_by("-is_open", "name", "pk"))


@dataclass(frozen=True, slots=True)
class PublicText:
    """A text of a mechanism, and the language in which it is written."""

    words: str
    language: str


def text_of(mechanism: Mechanism, name: str, language: str) -> PublicText | None:
    """Return one of a mechanism's texts: in this language, or else in English, or in any that it has."""
    found = {code: texts.get(name, "") for code, texts in mechanism.texts.items()}
    for code in (language, _FALLBACK, *found):
        if found.get(code):
            return PublicText(found[code], code)
    return None


@dataclass(frozen=True, slots=True)
class PublicSeat:
    """A seat as the public sees it: a label and where in the company, never a name."""

    pk: int
    label: str
    unit: str
    is_outside: bool


def public_seats(mechanism: Mechanism) -> list[PublicSeat]:
    """Return the seats whose holders might come to read a report."""
    found = Seat.objects.filter(active(), mechanism=mechanism, role__in=_READING, user__is_active=True)
    return [PublicSeat(one.pk, one.label, one.unit, one.is_outside) for one in found.order_by("label", "pk")]


@dataclass(frozen=True, slots=True)
class Promised:
    """The days that a person who reports on a day can count on."""

    reported_on: date
    acknowledged_days: int
    acknowledged_on: date
    assessed_on: date


def promised(mechanism: Mechanism, reported_on: date) -> Promised:
    """Return by when she hears from us, and by when she has a first assessment, on the published clocks."""
    policy, calendar = policy_of(mechanism), calendar_of(mechanism)
    acknowledged_on = calendar.add(reported_on, policy.acknowledged)
    assessed_on = calendar.add(calendar.add(acknowledged_on, policy.admissible), policy.assessed)
    return Promised(reported_on, policy.acknowledged, acknowledged_on, assessed_on)
