"""The companies that wait for a person: hers to research, or hers to review."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from knowshow.benchmarks.models import EditionState, Entry
from knowshow.benchmarks.rules.steps import ORDER, RESEARCH, REVIEW, answers_in
from knowshow.foundation.permissions import Permission, may
from knowshow.foundation.waiting import Waiting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowshow.foundation.models import Organisation, User

_SHOWN: Final = 6
_FOR_RESEARCH: Final = tuple(step for step in ORDER if RESEARCH in answers_in(step))
_FOR_REVIEW: Final = tuple(step for step in ORDER if REVIEW in answers_in(step))


def companies_waiting_for(actor: User, organisation: Organisation) -> Sequence[Waiting]:
    """Return the companies whose step is this person's to do."""
    if not may(actor, Permission.VIEW, organisation):
        return ()
    mine = Q(researcher=actor, step__in=_FOR_RESEARCH) | Q(reviewer=actor, step__in=_FOR_REVIEW)
    found = Entry.objects.filter(mine, edition__organisation=organisation, edition__state=EditionState.RESEARCH)
    return [_told(entry) for entry in found.select_related("company", "edition").order_by("pk")[:_SHOWN]]


def _told(entry: Entry) -> Waiting:
    return Waiting(
        kind=gettext_lazy("Research"),
        icon="benchmarks",
        words=_("{company} in “{edition}”").format(company=entry.company, edition=entry.edition),
        url=reverse("benchmarks:entry", args=[entry.pk]),
        note=entry.get_step_display(),
    )
