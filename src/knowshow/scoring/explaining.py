"""Why a score is what it is: the tree of everything that went into it, each with its reason in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from knowshow.errors import BadInputError
from knowshow.scoring.conditions import holds, in_words
from knowshow.scoring.engine import Evaluation
from knowshow.scoring.methodology import TOTAL, Band, Composite, Member, Missing, Modifier, Node, Op, Step
from knowshow.scoring.plan import EVERYBODY, AskedNode, Leaf
from knowshow.scoring.sheet import Sheet, Subject, nearest
from knowshow.scoring.steps import applies, band_of, modified, rounded
from knowshow.scoring.values import Absent, Combining, Value, number, state
from knowshow.scoring.words import ENGLISH, Words, chained, counted, marked

_OPS = {
    Op.MEAN: marked("the mean of {what}"),
    Op.WEIGHTED_MEAN: marked("the weighted mean of {what}"),
    Op.SUM: marked("the sum of {what}"),
    Op.MIN: marked("the lowest of {what}"),
    Op.MAX: marked("the highest of {what}"),
    Op.COUNT: marked("how many are met of {what}"),
    Op.FRACTION: marked("the share that is met of {what}"),
    Op.ALL: marked("whether all are met of {what}"),
    Op.ANY: marked("whether any is met of {what}"),
}
#: Operations that give back the only value there is.
_SELECTING = frozenset({Op.MEAN, Op.WEIGHTED_MEAN, Op.SUM, Op.MIN, Op.MAX})


@dataclass(frozen=True, slots=True)
class Explanation:
    """A value, why it is so, and what it was made of."""

    #: The node's id, the subject's key, or the name of a composite.
    key: str
    title: str
    #: ``total``, the node's kind, ``composite``, ``subject`` or ``component``.
    kind: str
    value: float | None
    state: str
    because: str
    band: str = ""
    children: tuple[Explanation, ...] = ()

    def walk(self, depth: int = 0) -> Iterator[tuple[int, Explanation]]:
        """Yield it and everything below, with how deep it stands."""
        yield depth, self
        for child in self.children:
            yield from child.walk(depth + 1)


def explain(
    sheet: Sheet, company: str, node: str = TOTAL, *, subject: str | None = None, words: Words = ENGLISH
) -> Explanation:
    """Explain the value of a node for a company, or for one of its subjects; in English, or in other words.

    Raises ``BadInputError`` for a company, subject or node that is not there, naming the nearest.
    """
    if company not in sheet.companies:
        raise BadInputError(f"There is no company {company!r}.", remedy=nearest(company, sheet.companies, "There are"))
    teller = _Teller(Evaluation(sheet, company), words)
    if node != TOTAL and node not in sheet.plan.nodes:
        raise BadInputError(f"There is no node {node!r}.", remedy=nearest(node, sheet.plan.nodes, "There are"))
    if subject is None:
        return teller.of_company(node)
    found = next((one for one in sheet.companies[company].subjects if one.key == subject), None)
    if found is None:
        known = [one.key for one in sheet.companies[company].subjects]
        raise BadInputError(f"{company} has no subject {subject!r}.", remedy=nearest(subject, known, "Its subjects"))
    asked = sheet.plan.asked_as(node)
    return teller.of_subject(asked, found) if asked else teller.of_node(node, found, "")


class _Teller:
    """Walks the tree as the evaluation does, and says at each step why."""

    def __init__(self, evaluation: Evaluation, words: Words) -> None:
        self.evaluation = evaluation
        self.words = words
        self.say = words.gettext
        self.plan = evaluation.plan

    # ---- the company ---------------------------------------------------------------------------------------

    def of_company(self, key: str) -> Explanation:
        """Explain the company's value of a node."""
        if key == TOTAL:
            children = [self.of_company(child) for child in self.plan.total_over]
            reason = self._reason(self.plan.total_rule, children)
            return self._stepped(TOTAL, self.say("Total"), "total", reason, children, self.plan.total.then)
        node = self.plan.nodes[key]
        asked = self.plan.asked_as(key)
        if asked is None:
            children = [self.of_company(child) for child in self.plan.children[key]]
            reason = self._reason(self.plan.rules[key], children)
        else:
            children = self._of_composites(asked)
            if len(children) == 1 and asked.composites == (EVERYBODY,):
                only = children[0]
                children, reason = list(only.children), only.because
            else:
                reason = self._reason(asked.rule, children)
        return self._stepped(key, node.title, node.kind, reason, children, node.then)

    def _stepped(
        self, key: str, title: str, kind: str, reason: str, children: list[Explanation], steps: list[Step]
    ) -> Explanation:
        value = self.evaluation.value(key)
        words = [reason, *self._steps(self.evaluation.combined(key), steps)] if steps else [reason]
        return Explanation(
            key=key,
            title=title or key,
            kind=kind,
            value=number(value),
            state=state(value),
            because="; ".join(words),
            band=self.evaluation.band(key),
            children=tuple(children),
        )

    def _steps(self, value: Value, steps: list[Step]) -> Iterator[str]:
        for step in steps:
            if not isinstance(value, float):
                return
            if step.modifier:
                rule, other = step.modifier, self.evaluation.value(step.modifier.node)
                yield self._modifier_words(rule, other)
                value = modified(value, rule, other)
            if step.round:
                if (shown := rounded(value, step.round)) != value:
                    yield self.say("rounded to {figures}").format(figures=in_figures(shown))
                value = shown
            if step.bands and (band := band_of(value, step.bands)):
                yield self._band_words(band)

    def _band_words(self, band: Band) -> str:
        if band.upto is None:
            return self.say("so “{band}” (above all others)").format(band=band.label)
        return self.say("so “{band}” (up to {limit})").format(band=band.label, limit=in_figures(band.upto))

    def _title(self, key: str) -> str:
        return self.plan.nodes[key].title or key

    # ---- composites ----------------------------------------------------------------------------------------

    def _of_composites(self, asked: AskedNode) -> list[Explanation]:
        found = (self._of_composite(key, asked) for key in asked.composites)
        return [one for one in found if one is not None]

    def _of_composite(self, key: str, asked: AskedNode) -> Explanation | None:
        composite = self.plan.composite(key)
        children = [child for member in composite.of for child in self._of_member(composite, member, asked)]
        if not children:
            return None
        if len(children) == 1 and children[0].kind == "subject" and composite.op in _SELECTING:
            return children[0]
        title = composite.title or (key if key != EVERYBODY else self.say("all subjects"))
        rule = self.evaluation.rule_of(composite.op, asked, len(children))
        return self._composite(key, title, rule, self.evaluation.composite_value(key, asked), children)

    def _of_member(self, composite: Composite, member: Member, asked: AskedNode) -> list[Explanation]:
        """Explain what a member brings, as the evaluation takes it: see ``Evaluation.member_values``."""
        if member.composite:
            inner = self._of_composite(member.composite, asked)
            return [] if inner is None else [inner]
        subjects = [self.of_subject(asked, subject) for subject in self.evaluation.members(member)]
        if member.role and subjects and len(composite.of) > 1 and (len(subjects) > 1 or composite.op not in _SELECTING):
            (value,) = self.evaluation.member_values(composite, member, asked)
            rule = self.evaluation.rule_of(composite.op, asked, len(subjects))
            return [self._composite(member.role, member.role, rule, value, subjects)]
        return subjects

    def _composite(
        self, key: str, title: str, rule: Combining, value: Value | None, children: list[Explanation]
    ) -> Explanation:
        found = Absent.NOT_APPLICABLE if value is None else value
        return Explanation(
            key=key, title=title, kind="composite", value=number(found), state=state(found),
            because=self._reason(rule, children), children=tuple(children),
        )  # fmt: skip

    # ---- one subject ---------------------------------------------------------------------------------------

    def of_subject(self, asked: AskedNode, subject: Subject) -> Explanation:
        """Explain a subject's value of a node that is asked of it."""
        components = self.evaluation.components(asked, subject)
        parts = [self.of_node(asked.node.id, subject, component) for component in components]
        value = self.evaluation.subject_value(asked, subject)
        only = parts[0]
        if len(parts) == 1:
            return Explanation(
                key=subject.key, title=subject.key or self._name(), kind="subject", value=number(value),
                state=state(value), because=only.because, children=only.children,
            )  # fmt: skip
        rule = self.evaluation.rule_of(self.plan.op("component"), asked, len(parts))
        return Explanation(
            key=subject.key, title=subject.key, kind="subject", value=number(value), state=state(value),
            because=self._reason(rule, parts), children=tuple(parts),
        )  # fmt: skip

    def _name(self) -> str:
        return self.evaluation.company.name

    def of_node(self, key: str, subject: Subject, component: str) -> Explanation:
        """Explain a subject's value of a node at or below one that is asked of it."""
        leaf = self.plan.leaves.get(key)
        value = self.evaluation.node_value(key, subject, component)
        node = self.plan.nodes[key]
        if leaf is not None:
            return self._told(node, value, self._leaf_reason(leaf, subject, component), component)
        children = [self.of_node(child, subject, component) for child in self.plan.children[key]]
        return self._told(node, value, self._reason(self.plan.rules[key], children), component, children)

    def _told(
        self, node: Node, value: Value, because: str, component: str, children: list[Explanation] | None = None
    ) -> Explanation:
        title = f"{node.title or node.id}, {component}" if component else node.title or node.id
        return Explanation(
            key=node.id, title=title, kind=node.kind, value=number(value), state=state(value), because=because,
            children=tuple(children or ()),
        )  # fmt: skip

    def _leaf_reason(self, leaf: Leaf, subject: Subject, component: str) -> str:
        evaluation = self.evaluation
        labels = evaluation.sheet.labels(evaluation.company.key, subject.key, leaf.node.id, component)
        said = chained(self.words, (f"“{leaf.entries[label].text or label}”" for label in labels))
        if evaluation.visible_only and leaf.place in evaluation.hidden(subject):
            return self._hidden_reason(self._condition(leaf, subject), said)
        if labels:
            return self.say("answered {answer}").format(answer=said)
        if evaluation.leaf_value(leaf, subject, component) is Absent.NOT_APPLICABLE:
            whom = subject.service_class or evaluation.company.type
            return self.say("not asked of {whom}").format(whom=whom) if whom else self.say("not asked of it")
        return self.say("nobody has answered it")

    def _hidden_reason(self, condition: str, said: str) -> str:
        words = [self.say("it applies only where {condition}").format(condition=condition)]
        if said:
            words.append(self.say("{answer} is not counted").format(answer=said))
        return "; ".join(words)

    def _condition(self, leaf: Leaf, subject: Subject) -> str:
        asked = self.evaluation.asked_of(subject)
        failing = next(one for one in self.plan.conditions[leaf.node.id] if not holds(one, asked))
        return in_words(failing, self._title, self._label, self.words)

    def _label(self, node: str, label: str) -> str:
        leaf = self.plan.leaves.get(node)
        text = leaf.entries[label].text if leaf and label in leaf.entries else ""
        return f"“{text or label}”"

    # ---- words ---------------------------------------------------------------------------------------------

    def _reason(self, rule: Combining, children: list[Explanation]) -> str:
        are_zero = [_is_zero(rule, place, child) for place, child in enumerate(children)]
        as_zero = [child for child, zero in zip(children, are_zero, strict=True) if zero]
        counted_in = [child for child, zero in zip(children, are_zero, strict=True) if zero or child.value is not None]
        absent = [child for child, zero in zip(children, are_zero, strict=True) if not zero and child.value is None]
        if not counted_in:
            return self._nothing(absent)
        if len(counted_in) == 1 and not absent and not as_zero and rule.op in _SELECTING:
            return self._as_one(counted_in[0])
        zeros = self.say("{count} not researched, counted as zero").format(count=len(as_zero)) if as_zero else ""
        told = self.say(_OPS[rule.op]).format(what=self._kinds(counted_in))
        return "; ".join(filter(None, (told, zeros, self._left_out(absent))))

    def _nothing(self, absent: list[Explanation]) -> str:
        if not absent:
            return self.say("nothing stands below it")
        return self.say("nothing below it has a value: {why}").format(why=self._left_out(absent))

    def _as_one(self, only: Explanation) -> str:
        """Say that a value is that of its one part, and how that came about."""
        if only.kind in {"composite", "subject"} and only.children:
            return self.say("{reason}, for {part}").format(reason=only.because, part=only.title)
        pattern = self.say("as {part} ({reason})") if only.children else self.say("as {part}")
        return pattern.format(part=only.title, reason=only.because)

    def _kinds(self, children: list[Explanation]) -> str:
        """Say what is combined: 1 family and 1 indicator."""
        kinds = list(dict.fromkeys(child.kind for child in children))
        if "composite" in kinds:
            return chained(self.words, (child.title for child in children))
        if "component" in kinds:
            return self.words.ngettext("{count} part", "{count} parts", len(children)).format(count=len(children))
        counts = [sum(child.kind == kind for child in children) for kind in kinds]
        pairs = zip(kinds, counts, strict=True)
        return chained(self.words, (counted(self.words, kind, count) for kind, count in pairs))

    def _left_out(self, absent: list[Explanation]) -> str:
        silent = sum(child.state == Absent.MISSING.value for child in absent)
        blocked = sum(child.state == Absent.BLOCKED.value for child in absent)
        not_applicable = len(absent) - silent - blocked
        told = (
            (not_applicable, self.say("{count} not applicable")),
            (silent, self.say("{count} not researched")),
            (blocked, self.say("{count} needed before publication")),
        )
        return ", ".join(pattern.format(count=count) for count, pattern in told if count)

    # ---- rules that change a value -------------------------------------------------------------------------

    def _modifier_words(self, rule: Modifier, other: Value) -> str:
        title, figures = self._title(rule.node), in_figures(number(other))
        if not applies(rule, other):
            pattern = self.say("unchanged, since {node} is {figures}, not {asked}")
            return pattern.format(node=title, figures=figures, asked=self._asked(rule))
        told = self.say("{change}, since {node} is {figures}, {asked}").format(
            change=self._change(rule), node=title, figures=figures, asked=self._asked(rule)
        )
        return f"{told}: {rule.because.rstrip('.')}" if rule.because else told

    def _asked(self, rule: Modifier) -> str:
        if rule.at_least is not None:
            return self.say("at least {limit}").format(limit=in_figures(rule.at_least))
        if rule.at_most is not None:
            return self.say("at most {limit}").format(limit=in_figures(rule.at_most))
        return self.say("known")

    def _change(self, rule: Modifier) -> str:
        changes = [self.say("times {factor}").format(factor=in_figures(rule.multiply))] if rule.multiply != 1 else []
        changes += [self.say("plus {figures}").format(figures=in_figures(rule.add))] if rule.add else []
        return chained(self.words, changes) or self.say("limited")


def _is_zero(rule: Combining, place: int, child: Explanation) -> bool:
    return child.state == Absent.MISSING.value and rule.policy(place) is Missing.ZERO


def in_figures(value: float | None) -> str:
    """Write a number with two decimals at most; nothing as a dash.

    >>> in_figures(57.3), in_figures(6.704545), in_figures(50.0), in_figures(None)
    ('57.3', '6.7', '50', '–')
    """
    if value is None:
        return "–"
    return f"{round(value, 2) + 0.0:.2f}".rstrip("0").rstrip(".")
