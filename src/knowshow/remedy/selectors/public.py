"""What everybody may know of a mechanism: whether it takes reports, its texts, who sits in it by role (GP 31 b, c)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db.models import CharField, Exists, OuterRef, Q
from django.db.models.functions import Cast

from knowshow.foundation.models import HistoryEntry
from knowshow.remedy.filing.clocks import calendar_of, policy_of
from knowshow.remedy.models import Case, Mechanism, Seat, SeatRole
from knowshow.remedy.standing import active

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from django.db.models import QuerySet

#: Seats whose holders may come to read a report.
_READING: Final = (SeatRole.INTAKE, SeatRole.HANDLER, SeatRole.REVIEWER, SeatRole.CUSTODIAN, SeatRole.INTERPRETER)
_FALLBACK: Final = "en"


def open_mechanisms() -> list[Mechanism]:
    """Return the mechanisms that take reports, in the order of their names."""
    return list(Mechanism.objects.filter(is_open=True).select_related("organisation"))


def public_mechanisms() -> QuerySet[Mechanism]:
    """Return those that are or were open, the open ones first: a closed one still answers, and says where to turn.

    One that is still being set up is nobody's business: whose it will be, and that it will be, is not public.
    """
    opened = HistoryEntry.objects.filter(
        subject_type=Mechanism._meta.label_lower,
        subject_id=Cast(OuterRef("pk"), CharField()),
        action="remedy.mechanism.opened",
    )
    was_open = Q(is_open=True) | Exists(Case.objects.filter(mechanism=OuterRef("pk"))) | Exists(opened)
    return Mechanism.objects.filter(was_open).select_related("organisation").order_by("-is_open", "name", "pk")


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
class Ways:
    """What there is beside writing here: nobody is led to a page that has nothing to say."""

    record: bool = False
    helplines: bool = False
    spoken: bool = False


def ways_in() -> Ways:
    """Return which pages have something behind them: a public record, helplines, a way to speak.

    It is asked at every page: what closed mechanisms have is looked at only where the open ones lack it.
    """
    rows = list(Mechanism.objects.values_list("is_open", "texts"))
    found = _ways([texts for is_open, texts in rows if is_open])
    if found == _ways([texts for _is_open, texts in rows]):
        return found
    return _ways(list(public_mechanisms().values_list("texts", flat=True)))


def _ways(texts: Sequence[Mapping[str, Mapping[str, str]]]) -> Ways:
    has = {name: any(said.get(name) for one in texts for said in one.values()) for name in ("helplines", "spoken")}
    return Ways(record=bool(texts), **has)


@dataclass(frozen=True, slots=True)
class PublicSeat:
    """A seat as the public sees it: what its holder does, where, and its label; never a name."""

    pk: int
    label: str
    unit: str
    is_outside: bool
    role: str

    @property
    def words(self) -> str:
        """What tells a stranger who that is: the role first, since a label may say nothing to her."""
        where = f" ({self.unit})" if self.unit else ""
        role = str(SeatRole(self.role).label)
        return f"{role}{where}: {self.label}" if self.label and self.label != role else f"{role}{where}"


def public_seats(mechanism: Mechanism) -> list[PublicSeat]:
    """Return the seats whose holders might come to read a report."""
    found = Seat.objects.filter(active(), mechanism=mechanism, role__in=_READING, user__is_active=True)
    return [PublicSeat(one.pk, one.label, one.unit, one.is_outside, one.role) for one in found.order_by("label", "pk")]


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
