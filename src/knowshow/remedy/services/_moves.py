"""Move a held case to another stage: the rule decides, the reason is sealed, the clocks run on (GP 31 c, f)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from knowshow.errors import ConflictError, NotAllowedError
from knowshow.remedy.models import EntryKind, SeatRole
from knowshow.remedy.rules import stages, survey
from knowshow.remedy.rules.stages import Outcome, Stage, Step, Who
from knowshow.remedy.services import _acts, _clocks
from knowshow.remedy.standing import Handler, Person

if TYPE_CHECKING:
    from collections.abc import Mapping

    from knowshow.remedy.models import Case, Entry


@dataclass(frozen=True, slots=True)
class Letter:
    """What the other side is told with a step: why, where else to turn (courts included), how to appeal."""

    reason: str = ""
    other_routes: str = ""
    appeal: str = ""


def who_of(actor: Handler | Person) -> Who:
    """Say as whom somebody moves a case: a reviewer only where an appeal is decided."""
    if isinstance(actor, Person):
        return Who.PERSON
    is_review = actor.role == SeatRole.REVIEWER and actor.case.stage == Stage.APPEALED
    return Who.REVIEWER if is_review else Who.HANDLER


def move(
    actor: Handler | Person,
    to: Stage,
    letter: Letter,
    *,
    outcome: Outcome | None = None,
    came_from: Stage | None = None,
    who: Who | None = None,
    about: Entry | None = None,
) -> Entry:
    """Take a step that is open, and write why. The case is held already.

    ``who`` is given where an act of one side follows from what the other has signed before.
    """
    case = actor.case
    start = Stage(case.stage)
    _require(case, _step(start, to, who or who_of(actor), letter, outcome, came_from))
    content = {
        "from": start, "to": to, "outcome": outcome or "", "reason": letter.reason,
        "other_routes": letter.other_routes, "appeal": letter.appeal,
    }  # fmt: skip
    entry = _acts.append(actor, content, kind=EntryKind.STAGE, about=about)
    _settle(case, outcome)
    _clocks.enter(case, to)
    _acts.note(actor, f"remedy.case.{to}", case)
    return entry


def mark(case: Case, facts: Mapping[str, object]) -> None:
    """Note facts of a case that only GP 31 counts, as codes. The case is held already."""
    case.refresh_from_db(fields=["marks"])
    case.marks = {**case.marks, **facts}
    case.save(update_fields=["marks"])


def require_of(actor: Handler | Person, case_id: int) -> None:
    """Refuse a record that belongs to another case than the one at work."""
    if case_id != actor.case.pk:
        raise NotAllowedError("This belongs to another case.")


def _step(start: Stage, to: Stage, who: Who, letter: Letter, outcome: Outcome | None, came_from: Stage | None) -> Step:
    return Step(
        start, to, who, outcome, has_reason=bool(letter.reason.strip()),
        tells_other_routes=bool(letter.other_routes.strip()), tells_appeal=bool(letter.appeal.strip()),
        came_from=came_from,
    )  # fmt: skip


def _require(case: Case, step: Step) -> None:
    if case.is_draft:
        raise ConflictError("This report was not sent yet.")
    verdict = stages.judge(step)
    if not verdict.is_allowed:
        raise ConflictError(" ".join(verdict.words))


def untold(marks: Mapping[str, object]) -> dict[str, object]:
    """Return the marks of a case without those that say that both sides were told of its erasure: its time is new."""
    return {name: value for name, value in marks.items() if name not in {"told_of_erasure", "told_on"}}


def _settle(case: Case, outcome: Outcome | None) -> None:
    """Note how a case ended, until when it is kept, and on which days the person is asked; or that it runs again."""
    today = timezone.localdate()
    case.closed_on = today if outcome else None
    case.keep_until = today + timedelta(days=case.mechanism.keep_days) if outcome else None
    # An appeal keeps the outcome that it is about, until it is decided.
    case.outcome = outcome or case.outcome
    case.refresh_from_db(fields=["marks"])
    case.marks = untold(case.marks)
    case.save(update_fields=["closed_on", "keep_until", "outcome", "marks"])
    for wave in survey.Wave if outcome else ():
        case.survey_invitations.get_or_create(wave=wave, defaults={"due_on": survey.due_on(today, wave)})
