"""Feedback of companies: for members all of it; for a company's contact what concerns her company, and no more.

What a contact sees holds no name of a researcher: only answers, comments and sources.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowshow.benchmarks.filing import plan_of
from knowshow.benchmarks.models import Answer, Edition, EditionState, Entry, Feedback, Step
from knowshow.benchmarks.rules.steps import OPEN_TO_COMPANY
from knowshow.benchmarks.selectors.research import Indicator, indicators_in
from knowshow.errors import NotAllowedError
from knowshow.foundation.permissions import Permission, require

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.db.models import QuerySet

    from knowshow.benchmarks.models import AnswerSource
    from knowshow.foundation.models import Organisation, User
    from knowshow.scoring.methodology import Node


def feedback_of(actor: User, edition: Edition, *, state: str = "") -> QuerySet[Feedback]:
    """Return what companies said of an edition, newest first."""
    require(actor, Permission.VIEW, edition.organisation)
    found = Feedback.objects.filter(entry__edition=edition).select_related(
        "entry__company", "entry__edition__organisation", "answer", "subject", "author", "decided_by"
    )
    return found.filter(state=state) if state else found


# ---- for a company's contact -------------------------------------------------------------------------------


def entries_for_contact(actor: User, organisation: Organisation) -> QuerySet[Entry]:
    """Return the editions of one's companies whose answers are open to the company."""
    require(actor, Permission.ANSWER_AS_COMPANY, organisation)
    mine = Entry.objects.filter(
        company__contacts__membership__user=actor,
        company__contacts__membership__organisation=organisation,
        edition__organisation=organisation,
        step__in=OPEN_TO_COMPANY,
    )
    found = mine.exclude(edition__state=EditionState.ARCHIVED).distinct()
    return found.select_related("edition__organisation", "edition__methodology", "company").order_by("-edition__period")


def takes_feedback(entry: Entry) -> bool:
    """Whether the company may say something now, or only read."""
    return entry.step == Step.COMPANY_FEEDBACK


@dataclass(frozen=True, slots=True)
class PlainSource:
    """A source as a contact sees it."""

    number: int
    title: str
    url: str
    archived_url: str
    document_date: date | None
    accessed_on: date | None
    locator: str


@dataclass(frozen=True, slots=True)
class PlainAnswer:
    """An answer as a contact sees it: without who gave it, and without what was answered before."""

    #: For the form of feedback; ``give_feedback`` takes the answer of this key.
    pk: int
    node: Node
    subject: str
    component: str
    labels: tuple[str, ...]
    comment: str
    na_reason: str
    sources: tuple[PlainSource, ...]
    feedback: tuple[PlainFeedback, ...] = ()


@dataclass(frozen=True, slots=True)
class PlainFeedback:
    """What a company said, and what became of it, without who decided."""

    pk: int
    node: str
    subject: str
    text: str
    evidence_url: str
    state: str
    state_words: str
    outcome: str
    given_at: datetime
    is_mine: bool


def indicators_for_contact(actor: User, entry: Entry) -> list[Indicator]:
    """Return what was asked about one's company."""
    _open_to(actor, entry)
    return indicators_in(plan_of(entry.edition.methodology))


def answers_for_contact(actor: User, entry: Entry, node: str = "") -> list[PlainAnswer]:
    """Return the current answers about one's company, under one indicator or all, with what was said of them."""
    _open_to(actor, entry)
    plan = plan_of(entry.edition.methodology)
    order = {key: place for place, key in enumerate(plan.nodes)}
    rows = Answer.objects.filter(edition=entry.edition, is_current=True, subject__in=entry.subjects.all())
    if node:
        below = {one.id for one in plan.methodology.nodes if node in {over.id for over in plan.above(one.id)}}
        rows = rows.filter(node__in=below)
    said: dict[tuple[str, str], list[PlainFeedback]] = defaultdict(list)
    for one in feedback_for_contact(actor, entry):
        said[one.node, one.subject].append(one)
    found = [row for row in rows.select_related("subject").prefetch_related("citations__source") if row.node in order]
    found.sort(key=lambda row: (order[row.node], row.subject.position, row.component))
    return [_plain(row, plan.nodes[row.node], said[row.node, row.subject.name]) for row in found]


def answer_for_contact(actor: User, entry: Entry, pk: int) -> Answer | None:
    """Return one current answer about one's company, to hand it to ``give_feedback``."""
    _open_to(actor, entry)
    rows = Answer.objects.filter(edition=entry.edition, is_current=True, subject__in=entry.subjects.all())
    return rows.filter(pk=pk).first()


def feedback_for_contact(actor: User, entry: Entry) -> list[PlainFeedback]:
    """Return everything that the company's contacts have said, newest first."""
    _open_to(actor, entry)
    return [_plain_feedback(one, actor) for one in entry.feedback.select_related("subject").order_by("-pk")]


def _open_to(actor: User, entry: Entry) -> None:
    """Refuse whoever is no contact of the company, or one whose company may not look yet."""
    if not entries_for_contact(actor, entry.edition.organisation).filter(pk=entry.pk).exists():
        raise NotAllowedError("This is not open to you: it is about another company, or not open to yours yet.")


def _plain(row: Answer, node: Node, feedback: list[PlainFeedback]) -> PlainAnswer:
    sources = tuple(_plain_source(one) for one in row.citations.all())
    return PlainAnswer(
        pk=row.pk,
        node=node,
        subject=row.subject.name,
        component=row.component,
        labels=tuple(row.labels),
        comment=row.comment,
        na_reason=row.na_reason,
        sources=sources,
        feedback=tuple(feedback),
    )


def _plain_source(cited: AnswerSource) -> PlainSource:
    source = cited.source
    days = (source.document_date, source.accessed_on)
    return PlainSource(source.number, source.title, source.url, source.archived_url, *days, cited.locator)


def _plain_feedback(one: Feedback, actor: User) -> PlainFeedback:
    return PlainFeedback(
        pk=one.pk,
        node=one.node,
        subject=one.subject.name if one.subject else "",
        text=one.text,
        evidence_url=one.evidence_url,
        state=one.state,
        state_words=one.get_state_display(),
        outcome=one.outcome,
        given_at=one.created_at,
        is_mine=one.author_id == actor.pk,
    )
