"""Which answers of the last edition can be carried over: where the question is asked alike and has no answer yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from knowshow.benchmarks.filing.comparing import alike
from knowshow.benchmarks.filing.scores import plan_of
from knowshow.benchmarks.models import Answer
from knowshow.errors import BadInputError
from knowshow.scoring.sheet import code_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

    from knowshow.benchmarks.models import Edition, Subject
    from knowshow.scoring.plan import Plan


def carried(edition: Edition, subjects: QuerySet[Subject]) -> Iterator[tuple[Answer, str]]:
    """Yield last year's answers about these parts, each with the question that asks the same this year."""
    plan = plan_of(edition.methodology)
    now_asked = {was: now for now, was in alike(plan).items() if now in plan.leaves or plan.nodes[now].is_text}
    given = set(_current(edition.pk, subjects).values_list("subject_id", "node", "component"))
    for one in _current(edition.previous_id, subjects).select_related("subject").order_by("pk").iterator():
        node = now_asked.get(one.node, "")
        if node and (one.subject_id, node, one.component) not in given and _still_fits(plan, node, one):
            yield one, node


def can_carry(edition: Edition, subjects: QuerySet[Subject]) -> bool:
    """Whether anything would come."""
    return edition.previous_id is not None and any(True for _ in carried(edition, subjects))


def _current(edition: int | None, subjects: QuerySet[Subject]) -> QuerySet[Answer]:
    return Answer.objects.filter(edition=edition, subject__in=subjects, is_current=True)


def _still_fits(plan: Plan, node: str, answer: Answer) -> bool:
    """Whether this year's question takes last year's answer."""
    if answer.component and answer.component not in plan.methodology.components:
        return False
    leaf = plan.leaves.get(node)
    if leaf is None:
        return isinstance(answer.label, str)
    try:
        return plan.takes(node, answer.subject.role, answer.component) and bool(code_of(leaf, answer.label))
    except BadInputError:
        return False
