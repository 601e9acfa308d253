"""Ask that a product be looked at again, and say what came of it (GP 17 c, 20, 31 g)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from knowshow.errors import BadInputError, ConflictError, NotAllowedError, Place
from knowshow.foundation.models import Role
from knowshow.foundation.permissions import role_of
from knowshow.respect.models import Assessment, Reassessment, ReassessmentState
from knowshow.respect.services import _acts

if TYPE_CHECKING:
    from datetime import date

    from knowshow.foundation.models import User
    from knowshow.respect.models import Product


@transaction.atomic
def ask_reassessment(
    *, actor: User, product: Product, reason: str, due_on: date, trigger: str = "", origin: str = ""
) -> list[Reassessment]:
    """Ask it of every assessment of the product that is in use, or of the product where there is none.

    Whoever works here may ask, also somebody of a case team who sees no assessment: harm is seen where people complain.
    The same origin asks once; asked again while it is open, it gives what stands.
    """
    if role_of(actor, product.organisation) in {"", Role.COMPANY}:
        raise NotAllowedError("Only people of this organisation may ask for a reassessment.")
    if due_on < timezone.localdate():
        raise BadInputError("This day has passed.", place=Place(field="due_on"), remedy="Choose a day to come.")
    facts = {"reason": _acts.check_words("reason", reason), "trigger": trigger, "asked_by": actor, "due_on": due_on}
    about: list[Assessment | None] = [*_in_use(product)]
    return [_asked(actor, product, assessment, origin, facts) for assessment in about or [None]]


@transaction.atomic
def answer_reassessment(*, actor: User, reassessment: Reassessment, state: str, answer: str) -> Reassessment:
    """Say what came of it; whoever asked reads the answer."""
    _acts.require(actor, _acts.Permission.ASSESS, reassessment.organisation)
    if state not in {ReassessmentState.DONE, ReassessmentState.DECLINED}:
        raise BadInputError("Choose what came of it.", place=Place(field="state"))
    _acts.hold(reassessment, "state")
    if not reassessment.is_open:
        raise ConflictError("Somebody has answered this meanwhile. Nothing of yours was saved.")
    reassessment.state, reassessment.answer = state, _acts.check_words("answer", answer)
    reassessment.answered_by, reassessment.answered_on = actor, timezone.localdate()
    reassessment.save(update_fields=["state", "answer", "answered_by", "answered_on"])
    _note(actor, reassessment, "answered")
    return reassessment


def _in_use(product: Product) -> list[Assessment]:
    return list(product.assessments.filter(archived_at__isnull=True).order_by("pk"))


def _asked(
    actor: User, product: Product, assessment: Assessment | None, origin: str, facts: dict[str, object]
) -> Reassessment:
    if origin:
        stands = Reassessment.objects.filter(
            product=product, assessment=assessment, origin=origin, state=ReassessmentState.OPEN
        ).first()
        if stands is not None:
            return stands
    made = Reassessment.objects.create(
        organisation=product.organisation, product=product, assessment=assessment, origin=origin, **facts
    )
    _note(actor, made, "asked")
    return made


def _note(actor: User, reassessment: Reassessment, what: str) -> None:
    _acts.note(
        actor=actor,
        action=f"respect.reassessment.{what}",
        organisation=reassessment.organisation,
        subject=reassessment,
    )
