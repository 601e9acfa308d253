"""Enter a figure of GP 31 that no case tells: what a survey or a check found, of which days, and how."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from knowshow.errors import BadInputError, Place
from knowshow.foundation import history
from knowshow.remedy.models import MechanismFact
from knowshow.remedy.rules.gp31 import MechanismFacts
from knowshow.remedy.services.learning import LEARNING
from knowshow.remedy.standing import may_administer, require_seat

if TYPE_CHECKING:
    from datetime import date

    from knowshow.foundation.models import User
    from knowshow.remedy.models import Mechanism


@transaction.atomic
def enter_fact(
    *, actor: User, mechanism: Mechanism, indicator: str, value: float, period_from: date, period_to: date, grade: str,
    source: str,
) -> MechanismFact:  # fmt: skip
    """Keep a figure with its days, its evidence and its source; of two for the same days the later counts."""
    if not may_administer(actor, mechanism):
        require_seat(actor, mechanism, *LEARNING)
    if indicator not in MechanismFacts.__dataclass_fields__:
        raise BadInputError("There is no such figure.", place=Place(field="indicator"))
    if period_to < period_from:
        raise BadInputError("The last day is before the first.", place=Place(field="period_to"))
    if _is_share(indicator) and not 0 <= value <= 1:
        raise BadInputError("A share lies between 0 and 1.", place=Place(field="value"), remedy="Write 40 % as 0.4.")
    whole = value if _is_share(indicator) else int(value)
    made = MechanismFact.objects.create(
        mechanism=mechanism, indicator=indicator, value=whole, period_from=period_from, period_to=period_to,
        grade=grade, source=source.strip(),
    )  # fmt: skip
    history.record(actor=actor, action="remedy.learning.fact_entered", organisation=None, subject=made, to_the_day=True)
    return made


def _is_share(indicator: str) -> bool:
    return indicator in {"awareness", "trust_of_users", "trust_of_non_users"}
