"""The cases that somebody can open, and in which order they wait: the one way to list cases (GP 29, 31 c).

A case shows in no list of somebody who holds no key of it, or whose seat has ended. Nothing of the story is here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone

from knowshow.remedy.models import (
    Appeal,
    AppealState,
    Author,
    Case,
    CaseKey,
    CheckIn,
    Entry,
    EntryKind,
    RetaliationReport,
    Seat,
    StageEntry,
)
from knowshow.remedy.rules import triage
from knowshow.remedy.rules.stages import Stage
from knowshow.remedy.selectors.oversight import HERS
from knowshow.remedy.selectors.wording import language_name
from knowshow.remedy.standing import active, case_keys_of

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from knowshow.foundation.models import Organisation, User

#: What a line of the list needs: no key, and nothing sealed, is read for it.
_FIELDS: Final = (
    "reference", "stage", "stage_since", "received_on", "language", "lane", "scale", "scope", "irremediability",
    "urgency", "retaliation_risk", "closed_on", "erasure_asked_on", "is_held", "mechanism__name",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed to; nothing narrows nothing."""

    state: str = "open"
    stage: str = ""
    language: str = ""
    lane: str = ""
    mechanism: int | None = None
    reference: str = ""
    waiting: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One case in the queue, without a word of it."""

    case: Case
    tier: int | None
    due_on: date | None
    is_hers: bool
    is_paused: bool
    is_late: bool
    is_unread: bool
    has_retaliation: bool
    reasons: tuple[str, ...]
    #: When somebody asks next whether there was retaliation, whatever else is due.
    check_in_on: date | None = None

    @property
    def language(self) -> str:
        """The language of the report, by its name."""
        return language_name(self.case.language)


def cases_visible_to(user: User, organisation: Organisation | None = None) -> QuerySet[Case]:
    """Return the cases that open for somebody: a current key sealed to her, and the seat for which it was given."""
    if not user.is_active:
        return Case.objects.none()
    sits = Seat.objects.filter(active(), user=user, mechanism=OuterRef("case__mechanism"), role=OuterRef("role"))
    keys = CaseKey.objects.filter(case_keys_of(user), Exists(sits)).exclude(sealed=b"")
    found = Case.objects.filter(pk__in=keys.values("case"), is_draft=False, shredded_on__isnull=True)
    if organisation is not None:
        found = found.filter(mechanism__organisation=organisation)
    return found.select_related("mechanism__organisation")


def queue_of(user: User, organisation: Organisation, wanted: Wanted) -> list[Line]:
    """Return the lines of the list: urgency and retaliation first, then tier, then the day that is due."""
    found = _narrowed(cases_visible_to(user, organisation), wanted)
    cases = list(_annotated(found).select_related(None).select_related("mechanism").only(*_FIELDS))
    clocks = _running(cases)
    return sorted((_line(case, clocks.get(case.pk)) for case in cases), key=_order)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many cases somebody has, and how many of them wait for her."""

    running: int
    unread: int
    late: int


def counts_of(lines: Iterable[Line]) -> Counts:
    """Count what a list shows."""
    found = list(lines)
    running = [one for one in found if one.case.stage != Stage.CLOSED]
    return Counts(len(running), sum(one.is_unread for one in found), sum(one.is_late for one in found))


def languages_of(user: User, organisation: Organisation) -> list[str]:
    """Return the languages in which people wrote, to choose from."""
    found = cases_visible_to(user, organisation).order_by().values_list("language", flat=True).distinct()
    return sorted(found)


def _narrowed(found: QuerySet[Case], wanted: Wanted) -> QuerySet[Case]:
    if wanted.state in {"open", "closed"}:
        closed = Q(stage=Stage.CLOSED)
        found = found.filter(closed if wanted.state == "closed" else ~closed)
    said = {"stage": wanted.stage, "language": wanted.language, "lane": wanted.lane, "mechanism": wanted.mechanism}
    found = found.filter(**{name: value for name, value in said.items() if value})
    if wanted.reference:
        found = found.filter(reference__contains=_digits(wanted.reference))
    return _waiting(found, wanted.waiting)


def _waiting(found: QuerySet[Case], waiting: str) -> QuerySet[Case]:
    return found.filter(WAITS[waiting]()) if waiting in WAITS else found


def _digits(typed: str) -> str:
    """Find a reference however it was typed: 7402-1938, 74021938, 7402 1938."""
    digits = "".join(character for character in typed if character.isdecimal())
    return f"{digits[:4]}-{digits[4:]}" if len(digits) > 4 else digits or typed.strip()  # noqa: PLR2004  (its first half)


def _annotated(found: QuerySet[Case]) -> QuerySet[Case]:
    paused = found.model.objects.filter(pk=OuterRef("pk"), pauses__until__isnull=True, pauses__isnull=False)
    ask_next = CheckIn.objects.filter(case=OuterRef("pk"), done_on__isnull=True).order_by("due_on").values("due_on")[:1]
    return found.annotate(
        is_unread=_unread(),
        has_retaliation=Exists(_retaliation()),
        is_paused=Exists(paused),
        check_in_on=Subquery(ask_next),
    )


def _unread() -> Exists:
    return Exists(Entry.objects.filter(case=OuterRef("pk"), author=Author.PERSON, read_on__isnull=True))


def _retaliation() -> QuerySet[RetaliationReport]:
    return RetaliationReport.objects.filter(case=OuterRef("pk"), answered_on__isnull=True)


def _late_stages() -> QuerySet[StageEntry]:
    late = StageEntry.objects.filter(case=OuterRef("pk"), left_on__isnull=True, due_on__lt=timezone.localdate())
    return late.exclude(stage__in=HERS)


def _appeals() -> QuerySet[Appeal]:
    return Appeal.objects.filter(case=OuterRef("pk"), state=AppealState.OPEN)


def _more_time() -> Exists:
    """Whether she asked for more time with an offer that is still open, and nobody has given any since."""
    given = Entry.objects.filter(
        about=OuterRef("about"), kind=EntryKind.SYSTEM, author=Author.MEMBER, number__gt=OuterRef("number")
    )
    asked = Entry.objects.filter(
        ~Exists(given), case=OuterRef("pk"), author=Author.PERSON, kind=EntryKind.REQUEST, about__offer__state="open"
    )
    return Exists(asked)


#: What a case can wait with, and how it is found.
WAITS: Final[Mapping[str, Callable[[], Exists]]] = {
    "unread": _unread,
    "late": lambda: Exists(_late_stages()),
    "appeal": lambda: Exists(_appeals()),
    "retaliation": lambda: Exists(_retaliation()),
    "time": _more_time,
}


def _running(cases: list[Case]) -> dict[int, date | None]:
    open_stages = StageEntry.objects.filter(case__in=[case.pk for case in cases], left_on__isnull=True)
    return dict(open_stages.values_list("case_id", "due_on"))


def _line(case: Case, due_on: date | None) -> Line:
    tier = triage.severity(case.scale, case.scope, case.irremediability).tier
    found = triage.place(case.urgency, case.retaliation_risk, tier, due_on, case.reference)
    is_hers = case.stage in HERS
    is_late = bool(due_on and not is_hers and due_on < timezone.localdate())
    noted: dict[str, bool] = {name: getattr(case, name) for name in ("is_paused", "is_unread", "has_retaliation")}
    asked: date | None = getattr(case, "check_in_on", None)
    return Line(case, tier, due_on, is_hers, is_late=is_late, reasons=found.reasons, check_in_on=asked, **noted)


def _order(line: Line) -> tuple[bool, bool, tuple[int, int, int, int, date, str]]:
    """Put retaliation that nobody answered before everything else, and what is closed last."""
    case = line.case
    key = triage.place(case.urgency, case.retaliation_risk, line.tier, line.due_on, case.reference).key
    return (case.stage == Stage.CLOSED, not line.has_retaliation, key)
