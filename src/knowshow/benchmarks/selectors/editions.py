"""Editions that a member may see, and how far the research on each company has come."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Max, Q

from knowshow.benchmarks.filing import can_carry, entries_of, scores_of
from knowshow.benchmarks.filing.asked import Count as AnswerCount
from knowshow.benchmarks.filing.asked import counts_of
from knowshow.benchmarks.filing.obstacles import Obstacle, obstacles_of, unconfirmed_of
from knowshow.benchmarks.models import (
    Edition,
    EditionState,
    Entry,
    Feedback,
    FeedbackState,
    Publication,
    PublicationState,
    Step,
    Subject,
)
from knowshow.foundation.permissions import Permission, require
from knowshow.scoring.standing import rank_companies, rounded_score

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from knowshow.foundation.models import Organisation, User


def editions_visible_to(actor: User, organisation: Organisation) -> QuerySet[Edition]:
    """Return every edition of the organisation, those put away too."""
    require(actor, Permission.VIEW, organisation)
    return Edition.objects.filter(organisation=organisation).select_related("organisation", "methodology", "previous")


def editions_listed(
    actor: User, organisation: Organisation, *, q: str = "", archived: bool = False
) -> QuerySet[Edition]:
    """Return editions with ``company_count``, ``final_count`` and ``last_number`` (the newest that stands)."""
    found = editions_visible_to(actor, organisation)
    found = found.filter(state=EditionState.ARCHIVED) if archived else found.exclude(state=EditionState.ARCHIVED)
    for word in q.split():
        found = found.filter(Q(title__icontains=word) | Q(period__icontains=word))
    standing = Q(publications__state=PublicationState.PUBLISHED)
    return found.annotate(
        company_count=Count("entries", distinct=True),
        final_count=Count("entries", filter=Q(entries__step=Step.FINAL), distinct=True),
        last_number=Max("publications__number", filter=standing),
    )


def entries_visible_to(actor: User, organisation: Organisation) -> QuerySet[Entry]:
    """Return every company in every edition of the organisation."""
    require(actor, Permission.VIEW, organisation)
    return Entry.objects.filter(edition__organisation=organisation).select_related(
        "edition__organisation", "edition__methodology", "edition__previous", "company", "researcher", "reviewer"
    )


@dataclass(frozen=True, slots=True)
class Progress:
    """One company in an edition: its step, how much is answered, its score so far, what waits."""

    entry: Entry
    count: AnswerCount
    score: float | None
    rounded: float | None
    rank: int | None
    band: str
    #: Why there is no score.
    state: str
    open_feedback: int
    #: Answers of last year that nobody has confirmed or replaced.
    to_confirm: int


def progress_of(actor: User, edition: Edition) -> list[Progress]:
    """Return how far each company is, by name."""
    require(actor, Permission.VIEW, edition.organisation)
    scores, counts = scores_of(edition), counts_of(edition)
    ranks, feedback, waiting = rank_companies(scores), _open_feedback(edition), unconfirmed_of(edition)
    people = {one.pk: one for one in edition.entries.select_related("researcher", "reviewer")}
    found = []
    for entry in entries_of(edition):
        entry.researcher, entry.reviewer = people[entry.pk].researcher, people[entry.pk].reviewer
        key, values = entry.company.key, scores.companies[entry.company.key]
        found.append(
            Progress(
                entry=entry,
                count=counts[key],
                score=values.total,
                rounded=rounded_score(scores.plan, values.total),
                rank=ranks.get(key),
                band=values.bands.get("TOTAL", ""),
                state=values.states.get("TOTAL", ""),
                open_feedback=feedback[entry.pk],
                to_confirm=waiting[entry.company_id],
            )
        )
    return found


def step_counts(actor: User, edition: Edition) -> list[tuple[Step, int]]:
    """Return how many companies are in each step, in the order of the steps."""
    require(actor, Permission.VIEW, edition.organisation)
    found = Counter(edition.entries.values_list("step", flat=True))
    return [(step, found[step]) for step in Step]


def publications_of(actor: User, edition: Edition) -> QuerySet[Publication]:
    """Return what was published of an edition, newest first."""
    require(actor, Permission.VIEW, edition.organisation)
    return (
        edition.publications.defer("results", "differences")
        .select_related("published_by", "withdrawn_by")
        .order_by("-number")
    )


def obstacles_before(actor: User, edition: Edition) -> list[Obstacle]:
    """Return what is in the way of publishing an edition, bars first."""
    require(actor, Permission.VIEW, edition.organisation)
    return obstacles_of(edition)


def may_carry(actor: User, edition: Edition, rows: Sequence[Progress]) -> bool:
    """Whether any answer of the last edition could be carried over to a question that is still open."""
    require(actor, Permission.VIEW, edition.organisation)
    steps = {Step.IMPORT, Step.COLLECT}
    waiting = [one.entry.pk for one in rows if one.entry.step in steps and one.count.unanswered]
    return bool(waiting) and can_carry(edition, Subject.objects.filter(entries__in=waiting))


def _open_feedback(edition: Edition) -> Counter[int]:
    rows = Feedback.objects.filter(entry__edition=edition, state=FeedbackState.OPEN)
    return Counter(rows.values_list("entry_id", flat=True))
