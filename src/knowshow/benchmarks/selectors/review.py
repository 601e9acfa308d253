"""The second look: what nobody has reviewed, where two people differ, one question across companies, what changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Count, F, OuterRef, Subquery

from knowshow.benchmarks.filing import entries_of, plan_of
from knowshow.benchmarks.filing.comparing import alike
from knowshow.benchmarks.models import Answer, Step
from knowshow.foundation.permissions import Permission, require

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from knowshow.benchmarks.models import Edition, Entry
    from knowshow.benchmarks.selectors.editions import Progress
    from knowshow.foundation.models import User
    from knowshow.scoring.methodology import Node

#: The steps before anybody reviews.
FIRST: Final = (Step.IMPORT, Step.COLLECT)
#: An answer that so few of a hundred give is worth a second look, where at least so many are compared.
_RARE: Final = 15
_ENOUGH: Final = 5


# ---- what to do next ---------------------------------------------------------------------------------------


class Todo(StrEnum):
    """The next thing to do about a company."""

    CONFIRM = "confirm"
    ANSWER = "answer"
    REVIEW = "review"
    RECONCILE = "reconcile"
    DECIDE = "decide"
    ADVANCE = "advance"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Work:
    """How far one company is, and what waits."""

    progress: Progress
    unreviewed: int
    differing: int

    @property
    def entry(self) -> Entry:
        """The company in the edition."""
        return self.progress.entry

    @property
    def unanswered(self) -> int:
        """How many questions wait for an answer."""
        return self.progress.count.asked - self.progress.count.answered

    @property
    def waits(self) -> dict[Todo, int]:
        """What waits in the step that the company is in, in the order in which it is done."""
        research = {Todo.CONFIRM: self.progress.to_confirm, Todo.ANSWER: self.unanswered}
        by_step = {
            Step.IMPORT: research,
            Step.COLLECT: research,
            Step.REVIEW: {Todo.REVIEW: self.unreviewed},
            Step.RECONCILE: {Todo.RECONCILE: self.differing},
        }
        return by_step.get(Step(self.entry.step), {Todo.DECIDE: self.progress.open_feedback})

    @property
    def todo(self) -> Todo:
        """The next thing to do."""
        first = next((kind for kind, count in self.waits.items() if count), None)
        return first or (Todo.NOTHING if self.entry.step == Step.FINAL else Todo.ADVANCE)

    @property
    def waiting(self) -> int:
        """How many of that there are."""
        return self.waits.get(self.todo, 0)


def work_on(actor: User, edition: Edition, rows: Sequence[Progress]) -> list[Work]:
    """Return what waits in each company of an edition."""
    require(actor, Permission.VIEW, edition.organisation)
    current = Answer.objects.filter(edition=edition, is_current=True)
    unreviewed = _by_company(current.filter(step__in=FIRST))
    differing = _by_company(_differing(current))
    return [Work(one, unreviewed[one.entry.company_id], differing[one.entry.company_id]) for one in rows]


def _by_company(answers: QuerySet[Answer]) -> Counter[int]:
    rows = answers.order_by().values_list("subject__company").annotate(count=Count("pk"))
    return Counter(dict(rows))


def _differing(current: QuerySet[Answer]) -> QuerySet[Answer]:
    """Narrow current answers to those of the review that differ from what stood before it."""
    first = Answer.objects.filter(
        edition=OuterRef("edition"),
        subject=OuterRef("subject"),
        node=OuterRef("node"),
        component=OuterRef("component"),
        step__in=FIRST,
    ).order_by("-pk")
    found = current.filter(step=Step.REVIEW).annotate(first_label=Subquery(first.values("label")[:1]))
    return found.filter(first_label__isnull=False).exclude(first_label=F("label"))


def unreviewed_of(actor: User, entry: Entry) -> Counter[str]:
    """Return for each question how many of its answers only one person has looked at."""
    require(actor, Permission.VIEW, entry.edition.organisation)
    current = Answer.objects.filter(edition=entry.edition, subject__company=entry.company_id, is_current=True)
    return Counter(current.filter(step__in=FIRST).values_list("node", flat=True))


# ---- where two people differ -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Difference:
    """A question that was answered in two ways."""

    node: Node
    first: Answer
    review: Answer


def differences_of(actor: User, entry: Entry) -> list[Difference]:
    """Return the questions that researcher and reviewer answered in different ways, and that nobody has settled."""
    require(actor, Permission.VIEW, entry.edition.organisation)
    plan = plan_of(entry.edition.methodology)
    mine = Answer.objects.filter(edition=entry.edition, subject__company=entry.company_id)
    related = mine.select_related("author", "subject").prefetch_related("citations__source")
    reviews = [one for one in _differing(related.filter(is_current=True)) if one.node in plan.nodes]
    firsts: dict[tuple[int, str, str], Answer] = {}
    for one in related.filter(node__in={one.node for one in reviews}, step__in=FIRST).order_by("pk"):
        firsts[one.subject_id, one.node, one.component] = one
    order = {key: place for place, key in enumerate(plan.nodes)}
    reviews.sort(key=lambda one: (order[one.node], one.subject.position, one.component))
    return [Difference(plan.nodes[one.node], firsts[one.subject_id, one.node, one.component], one) for one in reviews]


# ---- one question across companies -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AcrossAnswer:
    """One part of one company on the question that is looked at."""

    entry: Entry
    subject: str
    service_class: str
    component: str
    answer: Answer | None
    is_rare: bool = False

    @property
    def lacks(self) -> str:
        """What a reader would miss: nothing, the comment, or the sources."""
        if self.answer is None:
            return ""
        if not self.answer.comment.strip():
            return "comment"
        return "" if self.answer.citations.all() else "sources"


@dataclass(frozen=True, slots=True)
class AcrossQuestion:
    """One question in all companies."""

    node: Node
    labels: tuple[str, ...]
    rows: list[AcrossAnswer]
    #: How often each answer was given; nothing where nobody has answered.
    shares: list[tuple[str, int]]


def across(actor: User, edition: Edition, node: str) -> AcrossQuestion | None:
    """Return one question in all companies, by name; nothing for one that is not asked."""
    require(actor, Permission.VIEW, edition.organisation)
    plan = plan_of(edition.methodology)
    asked = plan.nodes.get(node)
    if asked is None or not (node in plan.leaves or asked.is_text):
        return None
    given = Answer.objects.filter(edition=edition, node=node, is_current=True).select_related("author")
    by_subject: dict[int, list[Answer]] = {}
    for one in given.prefetch_related("citations__source").order_by("component"):
        by_subject.setdefault(one.subject_id, []).append(one)
    leaf = plan.leaves.get(node)
    rows: list[AcrossAnswer] = []
    for entry in entries_of(edition):
        for subject in entry.subjects.all():
            answers = by_subject.get(subject.pk, [])
            is_asked = leaf is None or (
                leaf.place not in plan.unasked(subject.role)
                and leaf.place not in plan.preset(entry.company.company_type, subject.service_class)
            )
            rows += [AcrossAnswer(entry, subject.name, subject.service_class, one.component, one) for one in answers]
            if is_asked and not answers:
                rows.append(AcrossAnswer(entry, subject.name, subject.service_class, "", None))
    counts = Counter(one.answer.words for one in rows if one.answer)
    labels = leaf.labels if leaf else ()
    shares = [(label, counts[label]) for label in (labels or sorted(counts)) if counts[label]]
    return AcrossQuestion(asked, labels, _marked(rows, counts), shares)


def _marked(rows: list[AcrossAnswer], counts: Counter[str]) -> list[AcrossAnswer]:
    """Mark the answers that few others give."""
    from dataclasses import replace

    whole = sum(counts.values())
    rare = {label for label, count in counts.items() if whole >= _ENOUGH and 100 * count <= _RARE * whole}
    return [replace(one, is_rare=one.answer is not None and one.answer.words in rare) for one in rows]


# ---- year on year ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ChangedAnswer:
    """An answer that is not that of the last edition."""

    entry: Entry
    subject: str
    node: Node
    component: str
    before: str
    after: str
    answer: int


def changed_answers(actor: User, edition: Edition, *, company: str = "") -> list[ChangedAnswer]:
    """Return the answers that differ from last year's, over the questions that both years ask alike."""
    require(actor, Permission.VIEW, edition.organisation)
    if edition.previous_id is None:
        return []
    plan = plan_of(edition.methodology)
    same = alike(plan)
    entries = {one.company_id: one for one in entries_of(edition) if company in {"", one.company.key}}
    before = {row[:3]: row[3] for row in _answers(edition.previous_id, entries)}
    found = []
    for subject, node, component, label, name, owner, pk in _answers(edition.pk, entries):
        last = before.get((subject, same.get(node, ""), component))
        if last is not None and last != label:
            change = (_words(last), _words(label), pk)
            found.append(ChangedAnswer(entries[owner], name, plan.nodes[node], component, *change))
    order = {key: place for place, key in enumerate(plan.nodes)}
    return sorted(found, key=lambda one: (one.entry.company.name, order[one.node.id], one.subject))


def _answers(edition: int, entries: dict[int, Entry]) -> list[tuple[Any, ...]]:  # Any: rows of the database
    found = Answer.objects.filter(edition=edition, is_current=True, subject__company__in=entries)
    return list(found.values_list("subject", "node", "component", "label", "subject__name", "subject__company", "pk"))


def _words(label: str | list[str]) -> str:
    return ", ".join(label) if isinstance(label, list) else str(label)
