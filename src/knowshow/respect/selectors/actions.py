"""What is planned, by whom, by when, over all assessments or in one (GP 19, 20)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db.models import F, Q
from django.utils import timezone

from knowshow.foundation.permissions import Permission, require
from knowshow.respect.models import Action, ActionState

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.db.models.expressions import Combinable

    from knowshow.foundation.models import Organisation, User
    from knowshow.respect.models import Assessment

OPEN: Final = (ActionState.PLANNED, ActionState.IN_PROGRESS)
#: What is due stands first, and what has no day last, on every database.
DUE_FIRST: Final[tuple[Combinable | str, ...]] = (F("due_on").asc(nulls_last=True), "impact__order_code", "pk")
_SORTS: Final[dict[str, tuple[Combinable | str, ...]]] = {
    "due": DUE_FIRST,
    "gravest": ("impact__order_code", F("due_on").asc(nulls_last=True), "pk"),
    "state": ("state", F("due_on").asc(nulls_last=True), "pk"),
}


@dataclass(frozen=True, slots=True)
class WantedActions:
    """What narrows a list of actions."""

    q: str = ""
    state: str = ""
    owner: str = ""
    kind: str = ""
    sort: str = "due"


def actions_visible_to(actor: User, organisation: Organisation) -> QuerySet[Action]:
    """Return every action of the organisation, removed ones too."""
    require(actor, Permission.VIEW, organisation)
    return Action.objects.filter(organisation=organisation).select_related(
        "impact", "impact__assessment", "impact__assessment__product", "organisation", "owner"
    )


def actions_listed(
    actor: User, organisation: Organisation, wanted: WantedActions, *, assessment: Assessment | None = None
) -> QuerySet[Action]:
    """Return the actions that count: neither removed nor of an archived impact."""
    found = actions_visible_to(actor, organisation).filter(removed_at__isnull=True)
    if assessment is None:
        found = found.filter(impact__is_listed=True)
    else:
        found = found.filter(impact__assessment=assessment, impact__archived_at__isnull=True)
    for word in wanted.q.split():
        found = found.filter(
            Q(title__icontains=word) | Q(owner_name__icontains=word) | Q(impact__search_text__contains=word.lower())
        )
    if wanted.kind:
        found = found.filter(kind=wanted.kind)
    found = found.filter(_state(wanted.state)).filter(_owner(actor, wanted.owner))
    return found.order_by(*_SORTS.get(wanted.sort, _SORTS["due"]))


def _state(word: str) -> Q:
    if word == "open":
        return Q(state__in=OPEN)
    if word == "late":
        return Q(state__in=OPEN, due_on__lt=timezone.localdate())
    return Q(state=word) if word in ActionState.values else Q()


def _owner(actor: User, word: str) -> Q:
    if word == "me":
        return Q(owner=actor)
    return Q(owner__isnull=True, owner_name="") if word == "nobody" else Q()
