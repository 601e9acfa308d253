"""Score companies: answers become values of subjects, subjects combine, nodes combine upwards to one total.

Nothing is rounded on the way, but where a methodology says so: figures are rounded once, when they are shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import fsum

from knowshow.scoring.conditions import Asked, holds
from knowshow.scoring.methodology import TOTAL, Composite, Member, Op
from knowshow.scoring.plan import AskedNode, Leaf, Plan
from knowshow.scoring.sheet import Code, Company, Sheet, Subject, labels_of
from knowshow.scoring.steps import taken
from knowshow.scoring.values import Absent, Combining, Value, alike, combine, number, state


@dataclass(frozen=True, slots=True)
class CompanyScores:
    """What came out for one company. Values are in full precision; nothing is ``None``, with its state beside it."""

    company: Company
    #: The value of each combined node and of ``TOTAL``, in the order of the methodology.
    values: dict[str, float | None]
    #: Why there is no value: ``not_applicable``, ``missing`` or ``blocked``.
    states: dict[str, str]
    bands: dict[str, str]
    #: For each subject, the value of each node that is asked of it.
    subjects: dict[str, dict[str, float | None]]

    @property
    def total(self) -> float | None:
        """The score of the whole company."""
        return self.values[TOTAL]


@dataclass(frozen=True, slots=True)
class Scores:
    """What came out for all companies, by key, in the order of the sheet."""

    plan: Plan
    companies: dict[str, CompanyScores] = field(default_factory=dict)


def score(sheet: Sheet, *, visible_only: bool = True) -> Scores:
    """Score every company of a sheet.

    ``visible_only`` leaves out answers to questions that do not apply (``applies_if``): nobody was asked them. Without
    it they count, which is only of use to compare with a tool that counts them.
    """
    return Scores(
        sheet.plan,
        {key: score_company(sheet, key, visible_only=visible_only) for key in sheet.companies},
    )


def score_company(sheet: Sheet, company: str, *, visible_only: bool = True) -> CompanyScores:
    """Score one company of a sheet."""
    return Evaluation(sheet, company, visible_only=visible_only).scores()


class Evaluation:
    """The values of one company, each found once."""

    def __init__(
        self,
        sheet: Sheet,
        company: str,
        *,
        visible_only: bool = True,
        given: Mapping[tuple[str, str, int], Code] | None = None,
    ) -> None:
        """Prepare the values; ``given`` adds answers of subject, component and place as if they had been given."""
        self.sheet = sheet
        self._given = dict(given or {})
        self.plan = sheet.plan
        self.company = sheet.companies[company]
        self.visible_only = visible_only
        self._values: dict[str, Value] = {}
        self._bands: dict[str, str] = {}
        self._of_subjects: dict[tuple[str, str], Value] = {}
        self._hidden: dict[str, frozenset[int]] = {}

    def with_answer(self, subject: Subject, component: str, leaf: Leaf, code: Code) -> Evaluation:
        """Return the evaluation with one more answer: what does not depend on it is not found again."""
        given = {**self._given, (subject.key, component, leaf.place): code}
        other = Evaluation(self.sheet, self.company.key, visible_only=self.visible_only, given=given)
        if leaf.node.id not in self.plan.conditional:
            stale = self.plan.dependents(leaf.node.id)
            other._values = {key: value for key, value in self._values.items() if key not in stale}
            other._bands = {key: band for key, band in self._bands.items() if key not in stale}
            other._of_subjects = {key: value for key, value in self._of_subjects.items() if key[0] not in stale}
            other._hidden = self._hidden
        return other

    def with_answers(self, given: Mapping[tuple[str, str, int], Code]) -> Evaluation:
        """Return the evaluation with more answers, by subject, component and place."""
        both = {**self._given, **given}
        return Evaluation(self.sheet, self.company.key, visible_only=self.visible_only, given=both)

    def scores(self) -> CompanyScores:
        """Find every value."""
        found: dict[str, Value] = {node.id: self.value(node.id) for node in self.plan.combined}
        for key, asked in self.plan.asked.items():
            if key not in found:
                found[key] = self.value(asked.node.id)
        found[TOTAL] = self.value(TOTAL)
        return CompanyScores(
            company=self.company,
            values={key: number(value) for key, value in found.items()},
            states={key: state(value) for key, value in found.items() if not isinstance(value, float)},
            bands=dict(self._bands),
            subjects={subject.key: dict(self._subject_values(subject)) for subject in self.company.subjects},
        )

    def _subject_values(self, subject: Subject) -> Iterator[tuple[str, float | None]]:
        for key, asked in self.plan.asked.items():
            if asked.is_asked_of(subject.role):
                yield key, number(self.subject_value(asked, subject))

    # ---- values of the company -----------------------------------------------------------------------------

    def value(self, key: str) -> Value:
        """Return the company's value of a node, after its steps."""
        if key not in self._values:
            value, band = self.stepped(key, self.combined(key))
            self._values[key] = value
            if band:
                self._bands[key] = band
        return self._values[key]

    def band(self, key: str) -> str:
        """Return the label of the band that a node's value falls in; nothing without bands."""
        self.value(key)
        return self._bands.get(key, "")

    def stepped(self, key: str, value: Value) -> tuple[Value, str]:
        """Take the steps of a node on its combined value."""
        steps = self.plan.total.then if key == TOTAL else self.plan.nodes[key].then
        return taken(value, steps, self.value) if steps else (value, "")

    def combined(self, key: str) -> Value:
        """Return the value of a node before its steps."""
        if key == TOTAL:
            return combine(self.plan.total_rule, [self.value(child) for child in self.plan.total_over])
        asked = self.plan.asked_as(key)
        if asked is not None:
            return self.asked_value(asked)
        return combine(self.plan.rules[key], [self.value(child) for child in self.plan.children[key]])

    # ---- composites ----------------------------------------------------------------------------------------

    def asked_value(self, asked: AskedNode) -> Value:
        """Combine the composites in the scope of a node; one without members is left out."""
        values = [self.composite_value(key, asked) for key in asked.composites]
        return combine(asked.rule, [value for value in values if value is not None])

    def composite_value(self, key: str, asked: AskedNode) -> Value | None:
        """Return the value of a composite; nothing if the company has none of its members."""
        composite = self.plan.composite(key)
        values = [value for member in composite.of for value in self.member_values(composite, member, asked)]
        return combine(self.rule_of(composite.op, asked, len(values)), values) if values else None

    def member_values(self, composite: Composite, member: Member, asked: AskedNode) -> list[Value]:
        """Return the values that a member brings: several where each subject is one, or where there is no other."""
        if member.composite:
            inner = self.composite_value(member.composite, asked)
            return [] if inner is None else [inner]
        values = [self.subject_value(asked, subject) for subject in self.members(member)]
        if member.role and values and len(composite.of) > 1:
            return [combine(self.rule_of(composite.op, asked, len(values)), values)]
        return values

    def members(self, member: Member) -> Sequence[Subject]:
        """Return the subjects that a member takes in."""
        role = member.role or member.each
        return [subject for subject in self.company.subjects if role is None or subject.role == role]

    def rule_of(self, op: Op, asked: AskedNode, size: int) -> Combining:
        """Return how so many subjects, or parts of one, combine: each counts alike, and is met as the node is."""
        return alike(op, asked.rule.missing, size, asked.rule.met_at[0], asked.rule.points)

    # ---- values of one subject -----------------------------------------------------------------------------

    def subject_value(self, asked: AskedNode, subject: Subject) -> Value:
        """Return a subject's value of a node that is asked of it: the components it was answered for, combined."""
        key = (asked.node.id, subject.key)
        if key not in self._of_subjects:
            self._of_subjects[key] = self._subject_value(asked, subject)
        return self._of_subjects[key]

    def _subject_value(self, asked: AskedNode, subject: Subject) -> Value:
        components = self.components(asked, subject)
        values = [self.component_value(asked, subject, component) for component in components]
        if len(values) == 1:
            return values[0]
        return combine(self.rule_of(self.plan.op("component"), asked, len(values)), values)

    def components(self, asked: AskedNode, subject: Subject) -> Sequence[str]:
        """Return the components that a subject answers a node for: those named, else those given."""
        rows = self.sheet.components(self.company.key, subject.key)
        if asked.components:
            return asked.components
        if len(rows) <= 1:
            return list(rows) or [""]
        places = [leaf.place for leaf in self.plan.leaves_below(asked.node.id)]
        return [name for name, cells in rows.items() if any(cells[place] for place in places)] or [""]

    def component_value(self, asked: AskedNode, subject: Subject, component: str) -> Value:
        """Return a subject's value of a node for one component."""
        if asked.plain:
            cells = self._cells(subject, component)
            points = [
                value
                for place, worth in asked.plain
                if isinstance(value := worth[cells[place]], float)  # type: ignore[index]  # plain: one answer each
            ]
            return fsum(points) / len(points) if points else self._plain_absence(asked, subject, cells)
        return self.node_value(asked.node.id, subject, component)

    def _plain_absence(self, asked: AskedNode, subject: Subject, cells: Sequence[Code]) -> Absent:
        """Say why a plain node has no value: missing, if anything that applies has no answer that counts."""
        preset = self.plan.preset(self.company.type, subject.service_class)
        silent = (
            place not in preset if not cells[place] else worth[cells[place]] is Absent.MISSING  # type: ignore[index]  # plain: one answer each
            for place, worth in asked.plain
        )
        return Absent.MISSING if any(silent) else Absent.NOT_APPLICABLE

    def node_value(self, key: str, subject: Subject, component: str) -> Value:
        """Return a subject's value of a node at or below one that is asked of it."""
        leaf = self.plan.leaves.get(key)
        if leaf is not None:
            return self.leaf_value(leaf, subject, component)
        values = [self.node_value(child, subject, component) for child in self.plan.children[key]]
        return combine(self.plan.rules[key], values)

    def leaf_value(self, leaf: Leaf, subject: Subject, component: str = "") -> Value:
        """Return what a subject's answer to a question is worth."""
        if self.visible_only and leaf.place in self.hidden(subject):
            return Absent.NOT_APPLICABLE
        code = self._cells(subject, component)[leaf.place]
        if not code:
            return self._unanswered(leaf, subject)
        if isinstance(code, int):
            return leaf.worth[code]
        return _several([leaf.worth[one] for one in code])

    def _unanswered(self, leaf: Leaf, subject: Subject) -> Absent:
        preset = self.plan.preset(self.company.type, subject.service_class)
        return Absent.NOT_APPLICABLE if leaf.place in preset else Absent.MISSING

    def _cells(self, subject: Subject, component: str) -> Sequence[Code]:
        rows = self.sheet.components(self.company.key, subject.key)
        cells = rows.get(component) or self._empty
        return self._filled(cells, subject, component) if self._given else cells

    def _filled(self, cells: Sequence[Code], subject: Subject, component: str) -> Sequence[Code]:
        key = (subject.key, component)
        if key not in self._rows:
            self._rows[key] = filled = list(cells)
            for (of, name, place), code in self._given.items():
                if (of, name) == key:
                    filled[place] = code
        return self._rows[key]

    @cached_property
    def _rows(self) -> dict[tuple[str, str], Sequence[Code]]:
        return {}

    @cached_property
    def _empty(self) -> list[Code]:
        return [0] * len(self.plan.leaves)

    # ---- what applies --------------------------------------------------------------------------------------

    def hidden(self, subject: Subject) -> frozenset[int]:
        """Return the places of the questions that do not apply to a subject, given what it has answered."""
        if not self.plan.conditions:
            return frozenset()
        if subject.key not in self._hidden:
            asked = self.asked_of(subject)
            self._hidden[subject.key] = frozenset(
                self.plan.leaves[key].place
                for key, conditions in self.plan.conditions.items()
                if not all(holds(condition, asked) for condition in conditions)
            )
        return self._hidden[subject.key]

    def asked_of(self, subject: Subject) -> Asked:
        """Return what conditions look at."""
        key = self.company.key
        return Asked(
            role=subject.role,
            service_class=subject.service_class,
            company_type=self.company.type,
            labels=lambda node: self._labels(key, subject, node),
        )

    def _labels(self, company: str, subject: Subject, node: str) -> list[str]:
        leaf = self.plan.leaves.get(node)
        for (key, _name, place), code in self._given.items():
            if leaf and key == subject.key and place == leaf.place:
                return labels_of(leaf, code)
        return self.sheet.labels(company, subject.key, node)


def _several(values: Sequence[Value]) -> Value:
    """Add up the choices of one answer; "not applicable" among them says that the question is."""
    numbers = [value for value in values if isinstance(value, float)]
    if numbers:
        return fsum(numbers)
    return values[0] if values else Absent.MISSING
