"""Questionnaires that a member may see; where one stands: its sections, its level, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.db.models import Q

from knowshow.benchmarks.filing import ABOUT, plan_of, questionnaire_sheet
from knowshow.benchmarks.models import Methodology, MethodologyState, Questionnaire
from knowshow.foundation.permissions import Permission, require
from knowshow.scoring.conditions import holds
from knowshow.scoring.engine import CompanyScores, Evaluation
from knowshow.scoring.explaining import Explanation, explain
from knowshow.scoring.methodology import Node, Op
from knowshow.scoring.sensitivity import Range, Swing, range_of, swings
from knowshow.scoring.sheet import Subject

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from knowshow.foundation.models import Organisation, User
    from knowshow.scoring.plan import Plan

#: A section with more questions is shown in its parts.
LARGEST_SECTION = 45
#: How many answers are named as those that count most.
WEIGHTIEST = 5
_COMPANY = "about"


def questionnaires_visible_to(actor: User, organisation: Organisation) -> QuerySet[Questionnaire]:
    """Return the questionnaires of the organisation."""
    require(actor, Permission.VIEW, organisation)
    return Questionnaire.objects.filter(organisation=organisation).select_related("methodology", "organisation")


def questionnaires_listed(
    actor: User, organisation: Organisation, *, q: str = "", state: str = ""
) -> QuerySet[Questionnaire]:
    """Return the questionnaires that match, newest change first."""
    found = questionnaires_visible_to(actor, organisation).order_by("-updated_at", "-pk")
    if q:
        found = found.filter(Q(title__icontains=q) | Q(about__icontains=q) | Q(methodology__title__icontains=q))
    return found.filter(state=state) if state else found


def instruments_of(actor: User, organisation: Organisation) -> list[Methodology]:
    """Return the published methodologies that ask about one thing, so that they can be answered as a questionnaire."""
    require(actor, Permission.VIEW, organisation)
    found = Methodology.objects.filter(organisation=organisation, state=MethodologyState.PUBLISHED)
    return [one for one in found if not one.content.get("roles")]


@dataclass(frozen=True, slots=True)
class Section:
    """One page of questions."""

    number: int
    key: str
    title: str
    questions: int
    answered: int
    #: Whether anything in it applies, given the answers so far.
    is_shown: bool

    @property
    def is_done(self) -> bool:
        """Whether every question that applies is answered."""
        return self.answered >= self.questions


@dataclass(frozen=True, slots=True)
class Item:
    """A heading or a question in a section, in the order of the methodology."""

    node: Node
    is_heading: bool
    depth: int


class Standing:
    """Where a questionnaire stands, given its answers."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        self.questionnaire = questionnaire
        self.plan: Plan = plan_of(questionnaire.methodology)
        self.sheet = questionnaire_sheet(questionnaire)
        self.evaluation = Evaluation(self.sheet, _COMPANY)
        self._subject = Subject(ABOUT)

    # ---- sections ------------------------------------------------------------------------------------------

    @cached_property
    def sections(self) -> list[Section]:
        """The pages of questions, those that do not apply among them."""
        return [self._section(number, key) for number, key in enumerate(section_keys(self.plan), start=1)]

    @property
    def shown(self) -> list[Section]:
        """The pages that apply."""
        return [section for section in self.sections if section.is_shown]

    def _section(self, number: int, key: str) -> Section:
        items = [item.node for item in self.items(key) if not item.is_heading]
        asked = [node for node in items if not node.is_text]
        answered = sum(node.id in self.questionnaire.answers for node in asked)
        return Section(number, key, self.plan.nodes[key].title or key, len(asked), answered, bool(items))

    def items(self, key: str) -> list[Item]:
        """Return the headings and questions of a section that apply."""
        found = list(self._items(key, 0))
        return [item for place, item in enumerate(found) if not item.is_heading or _has_content(found, place)]

    def _items(self, key: str, depth: int) -> Iterator[Item]:
        node = self.plan.nodes[key]
        if not self.applies(node):
            return
        if node.is_text or key in self.plan.leaves:
            yield Item(node, is_heading=False, depth=depth)
            return
        if depth:
            yield Item(node, is_heading=True, depth=depth)
        for child in self.plan.in_file[key]:
            yield from self._items(child, depth + 1)

    def applies(self, node: Node) -> bool:
        """Whether a node is asked, given the answers so far; what stands above it has been looked at."""
        return not node.applies_if or holds(node.applies_if, self.evaluation.asked_of(self._subject))

    @property
    def questions(self) -> int:
        """How many questions apply."""
        return sum(section.questions for section in self.shown)

    @property
    def answered(self) -> int:
        """How many of them are answered."""
        return sum(section.answered for section in self.shown)

    @property
    def hidden_sections(self) -> list[Section]:
        """The pages that do not apply, given the answers."""
        return [section for section in self.sections if not section.is_shown]

    @property
    def open(self) -> int:
        """How many of them are still to be answered."""
        return self.questions - self.answered

    @property
    def left_behind(self) -> list[Node]:
        """The questions that were answered and no longer apply: their answers are kept and never count."""
        hidden = self.evaluation.hidden(self._subject)
        leaves = self.plan.leaves.values()
        return [leaf.node for leaf in leaves if leaf.place in hidden and leaf.node.id in self.questionnaire.answers]

    # ---- the result ----------------------------------------------------------------------------------------

    @cached_property
    def scores(self) -> CompanyScores:
        """The value of every node."""
        return self.evaluation.scores()

    @cached_property
    def why(self) -> Explanation:
        """The total, and everything that went into it."""
        return explain(self.sheet, _COMPANY)

    @property
    def result(self) -> Explanation:
        """The result: the total, or the one node that it consists of."""
        found = self.why
        return found.children[0] if len(found.children) == 1 and found.children[0].band == found.band else found

    @property
    def weightiest(self) -> list[Explanation]:
        """The answers that add most points to the result, where it is a sum; a mean has none that stand out."""
        leaves = {
            one.key: one
            for _, one in self.result.walk()
            if one.key in self.plan.leaves and one.value is not None and one.value > 0
        }
        is_sum = all(self.plan.rules[key].op is Op.SUM for key in self._sums)
        ordered = sorted(leaves.values(), key=lambda one: -(one.value or 0))
        return ordered[:WEIGHTIEST] if is_sum else []

    @property
    def _sums(self) -> list[str]:
        return [key for _, one in self.result.walk() if (key := one.key) in self.plan.rules]

    @cached_property
    def swings(self) -> list[Swing]:
        """The unanswered questions that move the result most."""
        return swings(self.sheet, _COMPANY)

    @cached_property
    def range(self) -> Range:
        """Between which figures the result can end."""
        return range_of(self.sheet, _COMPANY)

    def words_of(self, node: str, label: object) -> str:
        """Return an answer as its scale words it."""
        if label is None:
            return ""
        labels = [str(one) for one in label] if isinstance(label, list) else [str(label)]
        leaf = self.plan.leaves.get(node)
        if leaf is None:
            return ", ".join(labels)
        known = leaf.entries
        return ", ".join(known[one].text or one if one in known else one for one in labels)

    def answer_of(self, node: str) -> str:
        """Return the current answer in words; nothing where there is none."""
        return self.words_of(node, self.questionnaire.answers.get(node))

    def adds(self, key: str) -> list[tuple[str, float]]:
        """Return what a section adds to each sum that counts it: title and points."""
        below = {leaf.node.id: leaf for leaf in self.plan.leaves_below(key)}
        found = []
        for node in self.plan.combined:
            counted = [child for child in node.of if child in below]
            if counted and self.plan.rules[node.id].op is Op.SUM:
                values = (self.evaluation.leaf_value(below[child], self._subject) for child in counted)
                points = sum(value for value in values if isinstance(value, float))
                found.append((node.title or node.id, points))
        return found


def section_keys(plan: Plan) -> list[str]:
    """Return the nodes that are shown as a page each: the tops of the tree, or their parts where they are large."""
    found: list[str] = []
    for node in plan.methodology.nodes:
        if node.parent is None and (plan.in_file[node.id] or _is_question(plan, node)):
            found.extend(_parts(plan, node.id))
    return found


def _parts(plan: Plan, key: str) -> list[str]:
    below = plan.in_file[key]
    groups = [child for child in below if plan.in_file[child]]
    if len(groups) < len(below) or len(below) < 2 or _size(plan, key) <= LARGEST_SECTION:  # noqa: PLR2004 - several
        return [key]
    return [part for child in below for part in _parts(plan, child)]


def _size(plan: Plan, key: str) -> int:
    below = plan.in_file[key]
    return sum(_size(plan, child) for child in below) if below else 1


def _is_question(plan: Plan, node: Node) -> bool:
    return node.is_text or node.id in plan.leaves


def _has_content(items: list[Item], place: int) -> bool:
    """Whether a heading has a question under it."""
    own = items[place]
    after = items[place + 1 :]
    for item in after:
        if not item.is_heading:
            return item.depth > own.depth
        if item.depth <= own.depth:
            return False
    return False
