"""An impact as lists show it: the sentence in words, what decides its place, and how far the plan is."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from django.utils import timezone
from django.utils.translation import gettext as _

from knowshow.respect.models import Action, ActionState, BusinessRisk, Conclusion, ImpactState, Override
from knowshow.respect.rules.severity import Severity, tier_reason
from knowshow.respect.rules.statement import group_name, likelihood_name, place_name, right_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from knowshow.respect.models import Impact

_OPEN: Final = {ActionState.PLANNED, ActionState.IN_PROGRESS}


@dataclass(frozen=True, slots=True)
class Plan:
    """What is planned for one impact."""

    total: int = 0
    effective: int = 0
    without_owner: int = 0
    next_due_on: date | None = None
    is_late: bool = False

    @property
    def words(self) -> str:
        """How far the plan is."""
        if not self.total:
            return _("None planned")
        return _("{effective} of {total} effective").format(effective=self.effective, total=self.total)


@dataclass(frozen=True, slots=True)
class ImpactRow:
    """One line of a list of impacts. Its parts of speech are ready for the structured sentence."""

    impact: Impact
    group: str
    lead: str
    right: str
    place: str
    rank: int | None = None
    why: str = ""
    plan: Plan = field(default_factory=Plan)
    override: Override | None = None

    @property
    def pk(self) -> int:
        """The impact's key."""
        return self.impact.pk

    @property
    def feature(self) -> str:
        """What of the product does it."""
        return self.impact.feature

    @property
    def state(self) -> str:
        """Actual or potential."""
        return self.impact.state

    @property
    def tier(self) -> int | None:
        """The computed tier; none before the first rating."""
        return self.impact.tier

    @property
    def badges(self) -> Iterator[tuple[str, str]]:
        """What a list says of the impact in one to three words each, with the kind of the badge."""
        impact = self.impact
        yield impact.get_state_display(), ""
        if impact.status_word:
            yield impact.get_status_word_display(), "caution"
        if impact.likelihood and impact.state == ImpactState.POTENTIAL:
            yield likelihood_name(impact.likelihood), ""
        if impact.involvement_conclusion != Conclusion.UNDETERMINED:
            yield impact.get_involvement_conclusion_display(), ""
        if impact.delay_makes_irremediable:
            yield _("Delay makes it irremediable"), "caution"
        if impact.has_open_disagreement:
            yield _("Ratings differ"), "caution"
        if self.override:
            said = _("Override: tier {tier}") if self.override.is_approved else _("Override to tier {tier} proposed")
            yield said.format(tier=self.override.tier), "info"

    @property
    def reason(self) -> str:
        """Why it stands here, and whose rating decides where it is another group's than the sentence's."""
        reason = self.why or self.tier_why
        if not self.decided_for:
            return reason
        return f"{reason} {_('The rating for {group} decides.').format(group=self.decided_for)}"

    @property
    def business_risk(self) -> str:
        """What was said of risk to the business, in words; kept apart from the order."""
        said = self.impact.business_risk
        return str(dict(BusinessRisk.choices).get(said, said))

    @property
    def decided_for(self) -> str:
        """The group whose rating decides, where it is another than that of the sentence."""
        deciding = self.impact.deciding_group
        return group_name(deciding) if deciding and deciding != self.impact.group else ""

    @property
    def tier_why(self) -> str:
        """How the tier came about."""
        impact = self.impact
        if impact.scale is None or impact.scope is None or impact.irremediability is None:
            return ""
        return tier_reason(Severity(impact.scale, impact.scope, impact.irremediability))


def row_of(
    impact: Impact,
    *,
    rank: int | None = None,
    why: str = "",
    plan: Plan | None = None,
    override: Override | None = None,
) -> ImpactRow:
    """Put an impact into words."""
    lead, right = right_words(impact.right)
    return ImpactRow(
        impact=impact,
        group=impact.who or group_name(impact.group),
        lead=lead,
        right=right,
        place=place_name(impact.place),
        rank=rank,
        why=why,
        plan=plan or Plan(),
        override=override,
    )


def plans_of(impacts: Iterable[int]) -> dict[int, Plan]:
    """Return the plan of each impact, in one query; impacts without an action are absent."""
    found: dict[int, list[Action]] = defaultdict(list)
    actions = Action.objects.filter(impact__in=list(impacts), removed_at__isnull=True)
    for action in actions.only("impact_id", "state", "due_on", "owner_id", "owner_name"):
        found[action.impact_id].append(action)
    return {impact: _plan(mine) for impact, mine in found.items()}


def _plan(actions: list[Action]) -> Plan:
    kept = [action for action in actions if action.state != ActionState.DROPPED]
    waiting = [action for action in kept if action.state in _OPEN]
    due = min((action.due_on for action in waiting if action.due_on), default=None)
    return Plan(
        total=len(kept),
        effective=sum(action.state == ActionState.EFFECTIVE for action in kept),
        without_owner=sum(not action.has_owner for action in waiting),
        next_due_on=due,
        is_late=due is not None and due < timezone.localdate(),
    )


def overrides_of(impacts: Iterable[int]) -> dict[int, Override]:
    """Return the override beside each impact that has one, asked for or approved, in one query."""
    alive = Override.objects.filter(impact__in=list(impacts), refused_at__isnull=True, withdrawn_at__isnull=True)
    return {override.impact_id: override for override in alive}
