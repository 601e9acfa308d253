"""From stored rows to the records of the scoring engine: methodologies, answers, scores.

Scores are worked out when somebody asks, and kept in memory for as long as nothing they rest on has changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

import msgspec
from django.db.models import Count, Max

from knowshow.benchmarks.filing.newest import Newest
from knowshow.benchmarks.models import Answer, Edition, Entry, Methodology
from knowshow.scoring import Company, Scores, Sheet, Subject, methodology_from, score
from knowshow.scoring.plan import Plan

if TYPE_CHECKING:
    from knowshow.benchmarks.models import PublishedScore, Questionnaire
    from knowshow.scoring.methodology import Methodology as Record

#: The subject of a questionnaire: the one thing that it is about.
ABOUT: Final = ""
#: So many methodologies, and editions, are kept ready.
_KEPT: Final = 12

_plans: Newest[Plan] = Newest(_KEPT)
_scores: Newest[Scores] = Newest(_KEPT)


# ---- methodologies -----------------------------------------------------------------------------------------


def plan_of(methodology: Methodology) -> Plan:
    """Return the methodology, ready for scoring; read once for each content."""
    digest = methodology.digest
    return _plans.of(digest, digest, lambda: Plan(methodology_from(methodology.content, str(methodology))))


def record_of(methodology: Methodology) -> Record:
    """Return the methodology as its file says it."""
    return plan_of(methodology).methodology


# ---- answers -----------------------------------------------------------------------------------------------


def company_of(entry: Entry) -> Company:
    """Return what the engine knows of a company in an edition."""
    company = entry.company
    subjects = [Subject(one.name, one.role, one.service_class) for one in entry.subjects.all()]
    return Company(company.key, company.name, company.company_type, subjects)


def sheet_of(edition: Edition, entries: Iterable[Entry] | None = None) -> Sheet:
    """Return the current answers of an edition, or of some of its companies."""
    chosen = list(entries_of(edition) if entries is None else entries)
    sheet = Sheet(
        record_of(edition.methodology), (company_of(one) for one in chosen), plan=plan_of(edition.methodology)
    )
    asked = {(one.company.key, part.name) for one in chosen for part in one.subjects.all()}
    for company, subject, node, component, label in current_answers(edition, [one.company_id for one in chosen]):
        if (company, subject) in asked and node in sheet.plan.leaves:
            sheet.give(company, subject, node, label, component=component)
    return sheet


def published_sheet(plan: Plan, rows: Iterable[PublishedScore]) -> Sheet:
    """Return the answers of companies as a publication holds them: what everybody can read, and nothing newer."""
    sheet = Sheet(plan.methodology, (), plan=plan)
    for row in rows:
        parts = [Subject(one["name"], one["role"], one["service_class"]) for one in row.subjects]
        sheet.add(Company(row.company_key, row.company_name, row.company_type, parts))
        for said in row.answers:
            if said["node"] in plan.leaves:
                place = (row.company_key, said.get("subject", ""), said["node"])
                sheet.give(*place, said["labels"], component=said.get("component", ""))
    return sheet


def entries_of(edition: Edition) -> Sequence[Entry]:
    """Return the companies of an edition, with their subjects."""
    return list(edition.entries.select_related("company").prefetch_related("subjects").order_by("company__name", "pk"))


Row = tuple[str, str, str, str, Any]  # Any: a label or several, as JSON holds it


def current_answers(edition: Edition, companies: Sequence[int]) -> Iterator[Row]:
    """Yield company, subject, node, component and label of each current answer, in a fixed order."""
    found = Answer.objects.filter(edition=edition, is_current=True)
    if len(companies) == 1:
        found = found.filter(subject__company__in=companies)
    yield from found.order_by("subject__company__key", "subject__name", "node", "component").values_list(
        "subject__company__key", "subject__name", "node", "component", "label"
    )


def answers_digest(edition: Edition) -> str:
    """Return a fingerprint of the companies, their subjects and all current answers of an edition."""
    entries = entries_of(edition)
    facts = [msgspec.to_builtins(company_of(one)) for one in entries]
    found = hashlib.sha256(msgspec.json.encode(facts))
    for row in current_answers(edition, [one.company_id for one in entries]):
        found.update(msgspec.json.encode(row))
    return found.hexdigest()


# ---- scores ------------------------------------------------------------------------------------------------


def scores_of(edition: Edition) -> Scores:
    """Return the scores of an edition as its answers stand now."""
    return _scores.of(edition.pk, mark_of(edition), lambda: score(sheet_of(edition)))


def mark_of(edition: Edition) -> tuple[object, ...]:
    """Tell apart states of an edition without reading its answers, which are only ever added to.

    They are counted too: of two that are given at once, the one with the lower key may be stored last.
    """
    answers = Answer.objects.filter(edition=edition).aggregate(last=Max("pk"), count=Count("pk"))
    entries = edition.entries.aggregate(
        count=Count("pk", distinct=True),
        parts=Count("subjects"),
        moved=Max("updated_at"),
        renamed=Max("company__updated_at"),
        regrouped=Max("subjects__updated_at"),
    )
    return (edition.pk, edition.methodology.digest, *answers.values(), *entries.values())


# ---- questionnaires ----------------------------------------------------------------------------------------


def questionnaire_sheet(questionnaire: Questionnaire) -> Sheet:
    """Return the answers of a questionnaire: one company with one subject."""
    plan = plan_of(questionnaire.methodology)
    label = questionnaire.about or questionnaire.title
    sheet = Sheet(plan.methodology, [Company("about", label, "", [Subject(ABOUT)])], plan=plan)
    for node, answer in questionnaire.answers.items():
        if node in plan.leaves:
            sheet.give("about", ABOUT, node, answer)
    return sheet
