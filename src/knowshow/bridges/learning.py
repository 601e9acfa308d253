"""From remedy to respect: what people complain of asks that a product be looked at again (GP 20, 22, 31 g).

What goes over is an issue in the team's own words, a product, a day and the canon's trigger: no case, no reference, no
words of a person. What came of it comes back as an answer that the team reads.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.utils import timezone

from knowshow import canon
from knowshow.errors import BadInputError, Place
from knowshow.remedy.selectors.learning import is_cluster
from knowshow.remedy.services.learning import LEARNING
from knowshow.remedy.standing import require_seat
from knowshow.respect.models import Product
from knowshow.respect.selectors.reassessments import raised_by
from knowshow.respect.services.reassessments import ask_reassessment

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from django.db.models import QuerySet

    from knowshow.foundation.models import User
    from knowshow.remedy.models import SystemicIssue
    from knowshow.respect.models import Reassessment

#: The canon's trigger for a cluster of grievances, and for one grave case.
CLUSTER: Final = "TR-12"
#: A single issue that is no cluster yet: long enough for a look, short enough to matter.
_USUAL_DAYS: Final = 30


def products_for(issue: SystemicIssue) -> QuerySet[Product]:
    """Return the products of the organisation that can be looked at again, the one of the issue first by its name."""
    return Product.objects.filter(organisation=issue.mechanism.organisation, archived_at__isnull=True).order_by(
        "name", "pk"
    )


def likely_product(issue: SystemicIssue) -> Product | None:
    """Return the product that is called like the one people complain of; nothing where none is."""
    names = {one["key"]: one["name"] for one in issue.mechanism.products}
    wanted = names.get(issue.product, "")
    return products_for(issue).filter(name__iexact=wanted).first() if wanted else None


def trigger_of(issue: SystemicIssue) -> str:
    """Return the canon's trigger that the issue's cases fulfil; nothing while they are few and not of the gravest."""
    return CLUSTER if is_cluster(issue) else ""


def due_on(issue: SystemicIssue) -> date:
    """Return the day by which the product should be looked at: the trigger's, or a month."""
    trigger = canon.triggers().get(trigger_of(issue))
    days = (trigger.within_days if trigger else None) or _USUAL_DAYS
    return timezone.localdate() + timedelta(days=days)


def ask_again(*, actor: User, issue: SystemicIssue, product: Product, reason: str, due: date) -> Sequence[Reassessment]:
    """Ask for it in the name of somebody who learns from cases; the same issue asks once while it is open."""
    require_seat(actor, issue.mechanism, *LEARNING)
    if product.organisation_id != issue.mechanism.organisation_id:
        raise BadInputError("This product is of another organisation.", place=Place(field="product"))
    return ask_reassessment(
        actor=actor, product=product, reason=reason, due_on=due, trigger=trigger_of(issue), origin=origin_of(issue)
    )


def what_came_of(issue: SystemicIssue) -> QuerySet[Reassessment]:
    """Return what this issue asked for, with the answers."""
    return raised_by(origin_of(issue), issue.mechanism.organisation)


def origin_of(issue: SystemicIssue) -> str:
    """Name the issue for the other pillar, which knows nothing else of it."""
    return f"remedy.systemic_issue:{issue.pk}"
