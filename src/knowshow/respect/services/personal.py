"""Where Pillar II keeps the name of a member as words, and how it goes when she is to be forgotten.

Frozen versions are left alone: an approval is bound to their exact content, names included.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from knowshow.respect.models import Action, Assessment, Disagreement, Impact, Override, Rating
from knowshow.respect.services import approvals

if TYPE_CHECKING:
    from django.db.models import Model

    from knowshow.foundation.models import User

#: A record, the field that points at the account, and the way from the record to its assessment.
_NAMED: Final[tuple[tuple[type[Model], str, str], ...]] = (
    (Rating, "assessor", "impact__assessment"),
    (Action, "owner", "impact__assessment"),
    (Impact, "owner", "assessment"),
    (Disagreement, "resolver", "impact__assessment"),
    (Override, "proposed_by", "impact__assessment"),
    (Override, "approved_by", "impact__assessment"),
)


def forget_name(user: User, alias: str) -> None:
    """Replace the person's name by the alias in all assessments; an approval of one that says it reopens."""
    touched = _forget_decider(user, alias)
    for model, field, way in _NAMED:
        named = model._default_manager.filter(**{field: user}).exclude(**{f"{field}_name": ""})
        touched |= set(named.values_list(way, flat=True))
        named.update(**{f"{field}_name": alias})
    for assessment in Assessment.objects.filter(pk__in=touched):
        approvals.content_changed(actor=None, assessment=assessment, what="a person's name was erased")


def _forget_decider(user: User, alias: str) -> set[int]:
    """Who concluded on involvement is kept as words only, so they are compared, in her own organisations alone."""
    said = [word for word in (user.name, user.email) if word]
    found = Impact.objects.filter(organisation__memberships__user=user, involvement_decided_by__in=said)
    keys = list(found.values_list("pk", "assessment"))
    Impact.objects.filter(pk__in=[pk for pk, _assessment in keys]).update(involvement_decided_by=alias)
    return {assessment for _pk, assessment in keys}
