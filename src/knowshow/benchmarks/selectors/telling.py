"""A methodology in words: what is asked of whom, what each answer counts, how values become one value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from knowshow.benchmarks.filing import plan_of
from knowshow.scoring.conditions import in_words
from knowshow.scoring.explaining import in_figures
from knowshow.scoring.methodology import TOTAL, Missing, Op, Scope, State, Step, entries
from knowshow.scoring.words import counted

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from knowshow.benchmarks.models import Methodology
    from knowshow.scoring.methodology import Node
    from knowshow.scoring.plan import Plan

OPS: Final[dict[Op, StrOrPromise]] = {
    Op.MEAN: gettext_lazy("the mean"),
    Op.WEIGHTED_MEAN: gettext_lazy("the mean by weight"),
    Op.SUM: gettext_lazy("the sum"),
    Op.MIN: gettext_lazy("the lowest"),
    Op.MAX: gettext_lazy("the highest"),
    Op.COUNT: gettext_lazy("how many are met"),
    Op.FRACTION: gettext_lazy("the share that is met"),
    Op.ALL: gettext_lazy("whether all are met"),
    Op.ANY: gettext_lazy("whether any is met"),
}
MISSING: Final[dict[Missing, StrOrPromise]] = {
    Missing.SKIP: gettext_lazy("What nobody has answered is left out."),
    Missing.ZERO: gettext_lazy("What nobody has answered counts as zero."),
    Missing.PROPAGATE: gettext_lazy("Without every answer there is no score."),
    Missing.BLOCK: gettext_lazy("Without every answer there is no score, and nothing can be published."),
}
STATES: Final[dict[State, StrOrPromise]] = {
    State.ANSWER: "",
    State.NO: gettext_lazy("an answer: it says no"),
    State.NO_DISCLOSURE: gettext_lazy("nothing was found: it is silent"),
    State.NOT_APPLICABLE: gettext_lazy("does not apply, left out"),
    State.UNKNOWN: gettext_lazy("cannot be told, counts as not researched"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer of a scale, for people."""

    label: str
    text: str
    points: str
    meaning: str
    state: str


@dataclass(frozen=True, slots=True)
class ScaleTold:
    """A scale with what each answer counts."""

    key: str
    choices: list[Choice]
    used_by: int


@dataclass(frozen=True, slots=True)
class NodeTold:
    """A node of the tree in words, with what stands below it."""

    id: str
    kind: str
    title: str
    guidance: str
    combines: str
    asked_of: str
    applies: str
    scale: str
    notes: list[str]
    children: list[NodeTold]
    questions: int

    @property
    def is_question(self) -> bool:
        """Whether it is answered."""
        return not self.children


@dataclass(frozen=True, slots=True)
class Told:
    """A whole methodology in words."""

    total: str
    missing: str
    ranking: str
    scales: list[ScaleTold]
    composites: list[tuple[str, str]]
    tree: list[NodeTold]
    questions: int


def told(methodology: Methodology) -> Told:
    """Return the methodology as a page tells it."""
    plan = plan_of(methodology)
    record = plan.methodology
    return Told(
        total=_total(plan),
        missing=str(MISSING[record.missing]),
        ranking=_ranking(plan),
        scales=[scale_told(plan, key) for key in record.scales],
        composites=[(key, composite_words(plan, key)) for key in record.composites],
        tree=[_node(plan, node) for node in record.nodes if node.parent is None],
        questions=len(plan.leaves),
    )


# ---- scales ------------------------------------------------------------------------------------------------


def scale_told(plan: Plan, key: str) -> ScaleTold:
    """Return a scale in words."""
    used = sum(1 for leaf in plan.leaves.values() if (leaf.node.scale or plan.methodology.default_scale) == key)
    found = entries(plan.methodology.scales[key])
    return ScaleTold(key, [choice_told(label, entry) for label, entry in found.items()], used)


def choice_told(label: str, entry: object) -> Choice:
    """Return one answer in words."""
    from knowshow.scoring.methodology import Entry

    assert isinstance(entry, Entry)  # noqa: S101 - for the type checker
    return Choice(
        label=label,
        text=entry.text or label,
        points=in_figures(entry.value) if entry.value is not None else "",
        meaning=entry.meaning,
        state=str(STATES[entry.state]) if entry.state else "",
    )


# ---- the tree ----------------------------------------------------------------------------------------------


def _node(plan: Plan, node: Node) -> NodeTold:
    below = [_node(plan, plan.nodes[key]) for key in plan.children[node.id] if plan.nodes[key].parent == node.id]
    return NodeTold(
        id=node.id,
        kind=node.kind,
        title=node.title,
        guidance=node.guidance,
        combines=_combines(plan, node),
        asked_of=asked_of(plan, node.id),
        applies=_applies(plan, node),
        scale=(node.scale or plan.methodology.default_scale or "") if node.id in plan.leaves else "",
        notes=_notes(node),
        children=below,
        questions=sum(1 for _leaf in plan.leaves_below(node.id)),
    )


def _combines(plan: Plan, node: Node) -> str:
    if node.id not in plan.rules:
        return ""
    rule, below = plan.rules[node.id], plan.children[node.id]
    kinds = kinds_of([plan.nodes[key].kind for key in below])
    words = _("{how} of {what}").format(how=OPS[rule.op], what=kinds)
    extras = [str(MISSING[rule.missing])] if rule.missing != plan.methodology.missing else []
    return "; ".join([words, *extras, *_steps(plan, node.then)])


def kinds_of(kinds: list[str]) -> str:
    """Count things by their kind.

    >>> kinds_of(["family", "indicator", "indicator"])
    '1 family, 2 indicators'
    """
    return ", ".join(counted(translation, kind, kinds.count(kind)) for kind in dict.fromkeys(kinds))


def asked_of(plan: Plan, key: str) -> str:
    """Say which parts of a company a node is asked of; nothing where that is said above or below it."""
    asked = plan.asked.get(key)
    if asked is None or not plan.methodology.composites:
        return ""
    return ", ".join(_composite_name(plan, one) for one in asked.composites)


def _composite_name(plan: Plan, key: str) -> str:
    if key not in plan.methodology.composites:
        return _("all parts of the company")
    return plan.methodology.composites[key].title or key


def composite_words(plan: Plan, key: str) -> str:
    """Say what a composite takes in."""
    composite = plan.composite(key)
    parts = []
    for member in composite.of:
        if member.each:
            parts.append(_("each {role}").format(role=member.each))
        elif member.role:
            parts.append(_("all of the role {role}, taken together").format(role=member.role))
        elif member.composite:
            parts.append(_("“{name}” as one").format(name=_composite_name(plan, member.composite)))
    return _("{how} of {what}").format(how=OPS[composite.op], what=", ".join(parts))


def _applies(plan: Plan, node: Node) -> str:
    words = []
    if node.applies_if:
        words.append(
            in_words(node.applies_if, lambda key: plan.nodes[key].title or key, lambda _key, label: label, translation)
        )
    if node.not_applicable_to:
        words.append(_("not asked of {types}").format(types=", ".join(node.not_applicable_to)))
    if node.not_applicable_to_service_classes:
        classes = ", ".join(node.not_applicable_to_service_classes)
        words.append(_("not asked of {types}").format(types=classes))
    return "; ".join(words)


def _notes(node: Node) -> list[str]:
    found = []
    if node.weight != 1:
        found.append(_("weight {weight}").format(weight=in_figures(node.weight)))
    if node.choices == "many":
        found.append(_("several answers may be given; their points add up"))
    if node.is_text:
        found.append(_("in free words, never scored"))
    if node.components:
        found.append(_("answered once for each of: {parts}").format(parts=", ".join(node.components)))
    found.extend(node.gp_refs)
    return found


def _steps(plan: Plan, steps: list[Step]) -> list[str]:
    words = []
    for step in steps:
        if step.modifier:
            rule = step.modifier
            title = TOTAL if rule.node == TOTAL else plan.nodes[rule.node].title or rule.node
            words.append(rule.because.rstrip(".") or _("changed where “{node}” is as the rule asks").format(node=title))
        if step.round:
            words.append(_("rounded to {digits} decimals").format(digits=step.round.digits))
        if step.bands:
            words.append(
                _("as a level: {bands}").format(bands=", ".join(_band(band.label, band.upto) for band in step.bands))
            )
    return words


def _band(label: str, upto: float | None) -> str:
    return label if upto is None else _("{label} up to {limit}").format(label=label, limit=in_figures(upto))


def _total(plan: Plan) -> str:
    kinds = kinds_of([plan.nodes[key].kind for key in plan.total_over])
    words = _("{how} of {what}").format(how=OPS[plan.total.op], what=kinds)
    return "; ".join([words, *_steps(plan, plan.total.then)])


def _ranking(plan: Plan) -> str:
    rule, rounding = plan.methodology.ranking, plan.methodology.rounding
    within = _("within each type of company") if rule.within == "company_type" else _("among all companies")
    on = _("on the rounded score") if rule.on == "rounded" else _("on the exact score")
    return _("{within}, {on}; scores are shown with {digits} decimals").format(
        within=within, on=on, digits=rounding.digits
    )


def scopes_told(plan: Plan) -> list[tuple[str, str]]:
    """Return the scopes with what each takes in."""
    found = []
    for key, scope in plan.methodology.scopes.items():
        names = scope.of if isinstance(scope, Scope) else scope
        found.append((key, ", ".join(_composite_name(plan, one) for one in names)))
    return found
