"""Lay out one salient issue in Word: who is harmed, why it stands there, how grave it is, what is done."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from knowshow.respect.reports.content import ISSUE_HEADINGS, LABELS
from knowshow.respect.reports.content.records import (
    ActionPart,
    Criterion,
    DisagreementPart,
    EvidenceLine,
    Fact,
    InvolvementPart,
    Issue,
    RatingPart,
)
from knowshow.respect.reports.word.parts import Paper, Said, Words, tag
from knowshow.respect.reports.word.style import LEAD, NOTICE, SMALL
from knowshow.respect.rules.statement import Sentence

_BULLET: Final = "List Bullet"
_GRAVEST: Final = 4


def spoken(sentence: Sentence) -> list[Said]:
    """Return the structured sentence: its parts strong, the grammar between them quiet."""
    grammar = " ".join(part for part in (sentence.verb, sentence.lead) if part)
    place = [Said(f" ({sentence.place})")] if sentence.place else []
    return [
        Said(sentence.who, strong=True),
        Said(f" {grammar} "),
        Said(sentence.right, strong=True),
        Said(f" {LABELS['through']} "),
        Said(sentence.feature, strong=True),
        *place,
    ]


def write_issue(paper: Paper, issue: Issue) -> None:
    """Write what is said of one issue."""
    paper.heading(f"{issue.rank}. {issue.label}", 2)
    _head(paper, issue)
    _section(paper, "reasons")
    paper.texts(dict.fromkeys((*issue.reasons, issue.place)), _BULLET)
    _affected(paper, issue)
    if issue.override:
        _section(paper, "override")
        paper.text(f"{issue.override.words} {issue.override.reason}", NOTICE)
        paper.text(issue.override.signed, SMALL)
    _section(paper, "ratings")
    for rating in issue.ratings:
        _rating(paper, rating)
    for part in issue.disagreements:
        _disagreement(paper, part)
    _involvement(paper, issue.involvement)
    _actions(paper, issue)
    paper.text((Said(f"{ISSUE_HEADINGS['duties']}: ", strong=True), " ".join(issue.duties)), SMALL)
    if issue.other_methods:
        _section(paper, "other_methods")
        paper.texts(issue.other_methods, _BULLET)
    if issue.notes:
        _section(paper, "notes")
        paper.text(issue.notes)


def _section(paper: Paper, name: str) -> None:
    paper.heading(ISSUE_HEADINGS[name], 3)


def _head(paper: Paper, issue: Issue) -> None:
    line = paper.text("", SMALL)
    tag(line, f"{LABELS['tier']} {issue.tier}", issue.tier)
    status = f" · {issue.status}" if issue.status else ""
    line.add_run(
        f"  {issue.state}{status} · {LABELS['likelihood']}: {issue.likelihood.lower()} · {issue.involvement.conclusion}"
    )
    line.paragraph_format.keep_with_next = True
    paragraph = paper.text(spoken(issue.sentence), LEAD)
    for run in paragraph.runs:
        run.bold = run.bold or False
    if issue.status_note:
        paper.text(issue.status_note, NOTICE)


def _affected(paper: Paper, issue: Issue) -> None:
    if not (issue.how or issue.facts):
        return
    _section(paper, "affected")
    if issue.how:
        paper.text(issue.how)
    if issue.facts:
        paper.text("\n".join(f"{fact.name}: {fact.value}" for fact in issue.facts), SMALL)


def _rating(paper: Paper, rating: RatingPart) -> None:
    decides = [Said(f"  {LABELS['decides']}", quiet=True)] if rating.decides else []
    paper.text([Said(rating.group, strong=True), *decides]).paragraph_format.keep_with_next = True
    heads = (*(part.name for part in rating.criteria), LABELS["likelihood"])
    levels: tuple[Words, ...] = tuple(_level(part) for part in rating.criteria)
    likelihood = (Said(rating.likelihood, strong=True), Said(f"\n{rating.likelihood_text}", quiet=True))
    paper.table(heads, [(*levels, likelihood)], (4.05, 4.05, 4.05, 4.05), first=False)
    paper.text(rating.rationale)
    paper.text((Said(f"{LABELS['evidence']}: ", strong=True), *_evidence(rating.evidence)), SMALL)
    confidence = f"{LABELS['confidence']}: {rating.confidence.lower()}"
    paper.text(f"{rating.by}. {confidence}. {rating.basis}.".removeprefix(". "), SMALL)


def _level(part: Criterion) -> Words:
    """A criterion's level in figures and words; the method note has the whole text of the scale."""
    brief = [Said(f"\n{part.brief}", quiet=True)] if part.brief else []
    return (f"{level_words(part.value)}\n", Said(part.title, strong=True), *brief)


def level_words(value: int) -> str:
    """Write a level as four steps with its figure: never summed, told apart without colour."""
    return f"{'■' * value}{'□' * (_GRAVEST - value)} {value}"


def _evidence(lines: tuple[EvidenceLine, ...]) -> Iterator[str | Said]:
    if not lines:
        yield LABELS["no_evidence"]
    for place, line in enumerate(lines):
        note = f", {line.note}" if line.note else ""
        yield f"{'; ' if place else ''}{line.title} [{line.number}]{note}"
        if line.from_affected_people:
            yield Said(f" ({LABELS['from_affected_people'].lower()})", strong=True)


def _disagreement(paper: Paper, part: DisagreementPart) -> None:
    paper.heading(f"{ISSUE_HEADINGS['disagreement']}: {part.group}", 3)
    paper.texts(part.spread, _BULLET)
    paper.text(f"{part.standing} {part.note}".strip(), NOTICE)


def _involvement(paper: Paper, part: InvolvementPart) -> None:
    _section(paper, "involvement")
    paper.text((Said(f"{part.conclusion}. ", strong=True), f"{part.reason} ", Said(part.decided, quiet=True)))
    cited = f"{part.quoted_from} [{part.source_number}]" if part.quoted_from else ""
    if part.quote:
        paper.text(f"“{part.quote}”", "Quote")
        if cited:
            paper.text(cited, SMALL)
    elif cited:
        paper.text(f"{LABELS['quoted']}: {cited}", SMALL)
    paper.text((Said(f"{LABELS['follows']}: ", strong=True), part.consequence))
    if part.factors:
        paper.text((Said(f"{LABELS['factors']}: ", strong=True), f"{', '.join(part.factors)}."))
    if part.answers:
        paper.text([said for answer in part.answers for said in _answer(answer)], SMALL)


def _answer(answer: Fact) -> tuple[str, Said]:
    return f"{answer.name} ", Said(f"{answer.value}\n", strong=True)


def _actions(paper: Paper, issue: Issue) -> None:
    _section(paper, "actions")
    if not issue.actions:
        paper.text((f"{LABELS['no_actions']} ", Said(issue.plan_owed, strong=True)))
        return
    heads = [LABELS[name] for name in ("action", "kind", "owner", "due", "state")]
    paper.table(heads, [_action(action) for action in issue.actions], (5.8, 2.6, 2.8, 2.8, 2.2))


def _action(action: ActionPart) -> tuple[Words, ...]:
    details = [Said(f"\n{detail}", quiet=True) for detail in action.details]
    late = [Said(f", {LABELS['late']}", strong=True)] if action.is_late else []
    return (
        (Said(action.title, strong=True), *details),
        action.kind,
        action.owner or LABELS["no_owner"],
        (action.due or LABELS["no_due"], *late),
        action.state,
    )
