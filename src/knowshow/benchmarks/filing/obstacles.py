"""What stands between an edition and its publication."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from knowshow.benchmarks.filing.asked import counts_of
from knowshow.benchmarks.filing.scores import entries_of, scores_of, sheet_of
from knowshow.benchmarks.models import Answer, Feedback, FeedbackState, Step
from knowshow.scoring.engine import Evaluation
from knowshow.scoring.methodology import Missing
from knowshow.scoring.sensitivity import unanswered

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from knowshow.benchmarks.models import Edition, Entry
    from knowshow.scoring.plan import Plan


class Kind(StrEnum):
    """What is in the way."""

    EMPTY = "empty"
    BLOCKED = "blocked"
    UNFINISHED = "unfinished"
    FEEDBACK = "feedback"
    GAPS = "gaps"
    UNCONFIRMED = "unconfirmed"


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One thing that is in the way. One that is no bar can be passed with a reason that everybody reads."""

    kind: Kind
    words: str
    entry: Entry | None = None
    node: str = ""
    subject: str = ""

    @property
    def is_bar(self) -> bool:
        """Whether no reason helps."""
        return self.kind in {Kind.EMPTY, Kind.BLOCKED}


def obstacles_of(edition: Edition) -> list[Obstacle]:
    """Return what is in the way of publishing an edition as it stands, bars first."""
    entries = entries_of(edition)
    if not entries:
        return [Obstacle(Kind.EMPTY, _("The edition holds no company."))]
    found = [
        *_blocked(edition, entries),
        *_unfinished(entries),
        *_gaps(edition, entries),
        *_unconfirmed(edition, entries),
        *_open_feedback(edition),
    ]
    return sorted(found, key=lambda one: not one.is_bar)


def _blocked(edition: Edition, entries: Sequence[Entry]) -> Iterator[Obstacle]:
    scores = scores_of(edition)
    blocked = [one for one in entries if "blocked" in scores.companies[one.company.key].states.values()]
    sheet = sheet_of(edition, blocked) if blocked else None
    for entry in blocked:
        evaluation = Evaluation(sheet, entry.company.key)  # type: ignore[arg-type]  # there is one where any is blocked
        for subject, leaf, _component in unanswered(evaluation):
            if _blocks(scores.plan, leaf.node.id):
                words = _("{company}: {node} must be answered before publication.").format(
                    company=entry.company, node=leaf.node.id
                )
                yield Obstacle(Kind.BLOCKED, words, entry, leaf.node.id, subject.key)


def _blocks(plan: Plan, node: str) -> bool:
    """Whether the node that combines a question holds publication up while it is unanswered."""
    return any((plan.nodes[key].missing or plan.methodology.missing) is Missing.BLOCK for key in plan.parents[node])


def _unfinished(entries: Sequence[Entry]) -> Iterator[Obstacle]:
    for entry in entries:
        if entry.step != Step.FINAL:
            words = _("{company} is in the step “{step}”.").format(company=entry.company, step=entry.get_step_display())
            yield Obstacle(Kind.UNFINISHED, words, entry)


def _gaps(edition: Edition, entries: Sequence[Entry]) -> Iterator[Obstacle]:
    """Yield the companies that are ranked although something about them is not researched."""
    counts = counts_of(edition)
    for entry in entries:
        count = counts[entry.company.key].unanswered
        if count:
            words = ngettext(
                "{company} has {count} question that nobody has researched.",
                "{company} has {count} questions that nobody has researched.",
                count,
            )
            yield Obstacle(Kind.GAPS, words.format(company=entry.company, count=count), entry)


def _unconfirmed(edition: Edition, entries: Sequence[Entry]) -> Iterator[Obstacle]:
    """Yield the companies with answers that were carried over, and that nobody has looked at since."""
    waiting = unconfirmed_of(edition)
    for entry in entries:
        count = waiting[entry.company_id]
        if count:
            words = ngettext(
                "{company} has {count} answer of last year that nobody confirmed.",
                "{company} has {count} answers of last year that nobody confirmed.",
                count,
            )
            yield Obstacle(Kind.UNCONFIRMED, words.format(company=entry.company, count=count), entry)


def unconfirmed_of(edition: Edition) -> Counter[int]:
    """Return by company how many answers were carried over and neither confirmed nor replaced."""
    rows = Answer.objects.filter(edition=edition, is_current=True, step=Step.IMPORT, subject__entries__edition=edition)
    return Counter(dict(rows.order_by().values_list("subject__company").annotate(count=Count("pk", distinct=True))))


def _open_feedback(edition: Edition) -> Iterator[Obstacle]:
    waiting = Feedback.objects.filter(entry__edition=edition, state=FeedbackState.OPEN)
    for one in waiting.select_related("entry__company"):
        words = _("{company} gave feedback that nobody has decided on.").format(company=one.entry.company)
        yield Obstacle(Kind.FEEDBACK, words, one.entry, one.node)
