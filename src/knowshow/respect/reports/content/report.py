"""What a report says, in words and in order, before any format: the web page, the PDF and Word all say this (GP 21).

``report_of`` turns a ranked assessment into the records of ``records.py``. Nothing here knows a library, a request
or the database, and headings stand here too, so that no two formats can differ.

>>> from knowshow.respect.rules.assessed import assess
>>> from knowshow.respect.rules.assessment import Assessment, Subject
>>> empty = assess(Assessment(title="Camera", subject=Subject(name="Camera")))
>>> report_of(empty, today=date(2026, 11, 9)).headline
'No impact has been rated yet, so nothing can be put in order.'
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

import knowshow
from knowshow import canon
from knowshow.respect.reports.content import contrast, gaps, summary
from knowshow.respect.reports.content import issues as wording
from knowshow.respect.reports.content.citations import Citations, named
from knowshow.respect.reports.content.gaps import SetAside
from knowshow.respect.reports.content.phrasing import day, listed, sentence
from knowshow.respect.reports.content.records import (
    RULE,
    SCALES,
    BusinessRisk,
    Fact,
    Issue,
    Report,
    ScaleLevel,
    ScaleTable,
    Unrated,
)
from knowshow.respect.rules.assessed import Assessed
from knowshow.respect.rules.assessment import FORMAT, Assessment
from knowshow.respect.rules.salience import SEVERITY_FIRST, WithinTier
from knowshow.respect.rules.severity import RULE_VERSION
from knowshow.respect.rules.statement import place_name

#: The headings of a report, by the name of its part; in the order in which the parts stand.
HEADINGS: Final = {
    "summary": "In short",
    "decisions": "What the board is asked to decide",
    "about": "About this assessment",
    "order": "The salient issues, in order",
    "issues": "Each issue",
    "unrated": "Not rated yet",
    "business_risk": "Business risk, apart",
    "heat_map": "What a heat map would have said",
    "weak_spots": "Weak spots of this assessment",
    "missing": "What is not in the data",
    "method": "How the order was made",
    "sources": "Sources",
}

#: The headings inside an issue.
ISSUE_HEADINGS: Final = {
    "reasons": "Why it stands here",
    "affected": "Who is affected, and how",
    "ratings": "How grave it is",
    "disagreement": "Where assessors differ",
    "involvement": "How the company is involved",
    "duties": "What this tier asks for",
    "actions": "What is done",
    "override": "Override, beside the order",
    "other_methods": "Other methods, kept apart from the order",
    "notes": "Notes",
}

#: The heads of the columns and the small labels, so that they too are the same everywhere.
LABELS: Final = {
    "rank": "Rank",
    "tier": "Tier",
    "issue": "Who, which right, through what",
    "severity": "Severity",
    "state": "State",
    "likelihood": "Likelihood",
    "involvement": "Involvement",
    "total": "Impacts",
    "actual": "Actual",
    "potential": "Potential",
    "without_plan": "Without a plan",
    "criterion": "Criterion",
    "level": "Level",
    "meaning": "What the level means",
    "rationale": "Rationale",
    "evidence": "Evidence",
    "no_evidence": "No evidence is named.",
    "from_affected_people": "From people affected",
    "confidence": "Confidence",
    "basis": "Basis",
    "decides": "Decides the place",
    "action": "Action",
    "kind": "Kind",
    "owner": "Owner",
    "due": "Due",
    "no_owner": "No owner",
    "no_due": "No date",
    "late": "late",
    "no_actions": "No action is planned.",
    "also": "Also for this tier",
    "answers": "The guided questions",
    "factors": "Facts that weigh",
    "follows": "What follows",
    "quoted": "Quoted",
    "method_name": "Method",
    "inverted": "Pairs turned round",
    "share": "Share",
    "rule": "Rule",
    "where": "Where",
    "seen": "What was seen",
    "remedy": "What would mend it",
    "set_aside": "Set aside",
    "no_weak_spots": "The rules point at nothing.",
    "risk": "Risk to the business",
    "contents": "Contents",
    "page": "Page",
    "worked_example": "A worked example",
    "through": "through",
    "issue_short": "Issue",
    "likelihood_short": "Likelihood",
    "no_plan": "No plan yet",
    "no_risk": "No risk to the business was noted.",
    "data": "The data as a table",
    "csv": "Data (CSV)",
}

_KINDS: Final = {
    "screening": "Screening",
    "delta": "Change only",
    "full": "Full",
    "heightened": "Heightened, conflict-affected",
    "exit": "Responsible exit",
}
_LIFECYCLES: Final = {
    "": "",
    "design": "Design",
    "development": "Development",
    "deployment": "Deployment",
    "use": "Use",
    "retirement": "Retirement",
}

__all__ = ["HEADINGS", "ISSUE_HEADINGS", "LABELS", "Report", "SetAside", "report_of"]


def report_of(assessed: Assessed, *, today: date, set_aside: Sequence[SetAside] = (), state: str = "") -> Report:
    """Say everything that a report says, from the title block to the sources.

    ``set_aside`` and ``state`` are what the workspace knows and a file does not: weak spots that were set aside, and
    whether the content is a draft, frozen or approved.
    """
    assessment = assessed.assessment
    cited = Citations()
    for source in (assessment.source, *assessment.sources):
        cited.number(source)
    around = wording.Around(today=today, cited=cited)
    told = tuple(wording.issue(ranked, around) for ranked in assessed.impacts)
    return Report(
        title=assessment.title,
        kicker=". ".join(filter(None, (f"Human rights assessment: {assessment.subject.name}", state))),
        company=assessment.company,
        subject=assessment.subject.name,
        description=assessment.subject.description,
        facts=tuple(_facts(assessment, today, state)),
        headline=summary.headline(assessed),
        summary=summary.paragraphs(assessed, told, today),
        tiers=summary.tier_counts(assessed),
        decisions=summary.decisions(assessed, today),
        notice=_notice(assessment),
        note=assessment.note,
        issues=told,
        unrated=tuple(_unrated(assessed)),
        empty="" if told else "No impacts are rated yet. Write one, and rate it for the group that is harmed most.",
        business_risk_note=_BUSINESS_RISK,
        business_risks=tuple(_business_risks(assessed, told)),
        heat_map=contrast.heat_map_part(assessed, told),
        weak_spots=gaps.weak_spots(assessed, told, today=today, set_aside=set_aside),
        missing=gaps.missing(assessed),
        method=tuple(_method(assessment.within_tier)),
        method_facts=tuple(_method_facts(assessment, today)),
        scales=tuple(_scale(name) for name in (*wording.CRITERIA, "likelihood")),
        sources=cited.lines(),
        printed_on=day(today),
    )


def _facts(assessment: Assessment, today: date, state: str) -> Iterator[Fact]:
    subject = assessment.subject
    pairs = (
        ("Company", assessment.company),
        ("Product or service", subject.name),
        ("Technology", listed(_technology_name(key) for key in subject.technology)),
        ("Stage", _LIFECYCLES[subject.lifecycle]),
        ("Countries", listed(place_name(code) for code in subject.countries)),
        ("Business relationships", "; ".join(map(wording.relationship_words, subject.business_relationships))),
        ("Assessment", _KINDS[assessment.kind]),
        ("Assessed on", day(assessment.assessed_on)),
        ("State", state),
        ("This report", day(today)),
    )
    return (Fact(name, value) for name, value in pairs if value)


def _technology_name(key: str) -> str:
    record = canon.technologies().get(key)
    return record.name if record else key


def _notice(assessment: Assessment) -> str:
    """Whose the facts are and whose the ratings, where the facts were taken from a publication."""
    if assessment.source is None:
        return ""
    raters = {rating.by.strip().casefold() for impact in assessment.impacts for rating in impact.ratings}
    ours = all(not rater or rater.startswith("knowshow") for rater in raters)
    whose = "Knowshow’s own" if ours else "those of the assessors named"
    alleged = any(impact.status_word == "alleged" for impact in assessment.impacts)
    text = (
        f"The facts are taken from public sources, first of all {named(assessment.source)}. "
        f"The ratings are {whose}, not the source’s and not the company’s."
    )
    return f"{text} What is alleged is marked as an allegation." if alleged else text


def _unrated(assessed: Assessed) -> Iterator[Unrated]:
    for impact in assessed.unrated:
        yield Unrated(
            id=impact.id,
            sentence=wording.told_sentence(impact),
            state=wording.STATES[impact.state],
            status=wording.STATUS_WORDS[impact.status_word],
        )


_BUSINESS_RISK: Final = (
    "What an issue may cost the company is noted here and nowhere else. It plays no part in the order, "
    "which looks at the harm to people only."
)


def _business_risks(assessed: Assessed, told: Sequence[Issue]) -> Iterator[BusinessRisk]:
    for ranked, issue in zip(assessed.impacts, told, strict=True):
        if ranked.impact.business_risk:
            yield BusinessRisk(rank=issue.rank, label=issue.label, words=sentence(ranked.impact.business_risk))


# ---- method ------------------------------------------------------------------------------------------------


def _method(within: WithinTier) -> Iterator[str]:
    yield (
        "The subject of this assessment is harm to people, not risk to the business. Severity is judged for each "
        "group that is affected, on three criteria: how grave the harm is (scale), how many people it reaches "
        "(scope), and how hard it is to put right (irremediability). The three are never added, multiplied or "
        "averaged (Guiding Principle 14 and its commentary)."
    )
    yield (
        "The tier is the scale, raised by one if the scope is 4 and by one if the irremediability is 4, up to tier 4. "
        "Any criterion can raise the tier; none can lower it. Of several ratings the gravest decides, so that a small "
        "group at heightened risk is never averaged away."
    )
    yield f"{_ORDER[within]} Where all of these are equal, the order is only that of the names."
    yield (
        "Likelihood is a word. It never changes a tier, and the unknown counts as actual until it is known. "
        "Existing measures are not subtracted: the ratings that decide are those before measures. To stand lower in "
        "the order means to come later, not to be accepted (Guiding Principle 24)."
    )


_ORDER: Final[dict[str, str]] = {
    "severity_first": (
        "Issues stand in the order of tier; inside a tier, first those whose harm delay would make irremediable "
        "(Guiding Principle 24), then by scale, irremediability and scope, and only then by likelihood."
    ),
    "likelihood_first": (
        "Issues stand in the order of tier; inside a tier, first those whose harm delay would make irremediable "
        "(Guiding Principle 24), then, as this assessment is set, by likelihood before scale, irremediability and "
        "scope. This is not the default: inside a tier, it can put a milder impact above a graver one."
    ),
}


def _method_facts(assessment: Assessment, today: date) -> Iterator[Fact]:
    within = "Severity first (the default)" if assessment.within_tier == SEVERITY_FIRST else "Likelihood first"
    yield Fact(RULE, RULE_VERSION)
    yield Fact(SCALES, canon.scales()["scale"].version)
    yield Fact("Release of the standards’ data", canon.release)
    yield Fact("Inside a tier", within)
    yield Fact("Format of the file", FORMAT)
    yield Fact("Software", f"Knowshow {knowshow.__version__}")
    yield Fact("Report made on", day(today))


def _scale(name: str) -> ScaleTable:
    found = canon.scales()[name]
    levels = tuple(
        ScaleLevel(value=one.value, title=one.title, text=wording.without_title(one.title, one.text))
        for one in found.levels
    )
    return ScaleTable(name=found.name, question=found.text, levels=levels)
