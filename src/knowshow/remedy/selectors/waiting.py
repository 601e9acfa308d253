"""The cases that wait for a person, for the start page: counts only, no reference, no word (GP 31 c, f)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from knowshow.foundation.permissions import Permission, may
from knowshow.foundation.waiting import Waiting
from knowshow.remedy.models import Appeal, AppealState, Reveal, RevealState, Seat, SeatRole
from knowshow.remedy.selectors.cases import WAITS, cases_visible_to
from knowshow.remedy.standing import active

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowshow.foundation.models import Organisation, User

#: What is counted, gravest first.
_ORDER: Final = ("retaliation", "late", "time", "unread")
#: Who is told that an appeal waits, beside the human rights lead.
_TOLD_OF_APPEALS: Final = (SeatRole.REVIEWER, SeatRole.ADMINISTRATOR)


def cases_waiting_for(actor: User, organisation: Organisation) -> Sequence[Waiting]:
    """Return how many cases have a report of retaliation or a request for time, are late, or hold something unread."""
    found: dict[str, Any] = (  # Any: counts
        cases_visible_to(actor, organisation)
        .order_by()
        .aggregate(**{name: Count("pk", filter=WAITS[name]()) for name in _ORDER})
    )
    return [_told(name, found[name]) for name in _ORDER if found[name]]


def appeals_waiting_for(actor: User, organisation: Organisation) -> Sequence[Waiting]:
    """Return the appeals that were given to no reviewer yet: for reviewers, and for whoever can seat one.

    Neither needs to open the case: that an appeal waits is all that is told.
    """
    leads = may(actor, Permission.MANAGE, organisation)
    seats = Seat.objects.filter(active(), user=actor, user__is_active=True, role__in=_TOLD_OF_APPEALS)
    hers = Q() if leads else Q(case__mechanism__in=seats.values("mechanism"))
    found = Appeal.objects.filter(
        hers, state=AppealState.OPEN, reviewer=None, case__mechanism__organisation=organisation,
        case__shredded_on=None,
    )  # fmt: skip
    counted = found.values_list("case__mechanism").annotate(Count("pk")).order_by("case__mechanism")
    return [_appeals(mechanism, count) for mechanism, count in counted]


def _appeals(mechanism: int, count: int) -> Waiting:
    words = ngettext("{count} appeal waits for a reviewer", "{count} appeals wait for a reviewer", count)
    return Waiting(
        kind=_("Cases"),
        icon="remedy",
        words=words.format(count=count),
        url=reverse("remedy:team", args=[mechanism]),
        note=_g("It goes to one who has not decided in the case. If nobody is left, seat one."),
    )


def requests_waiting_for(actor: User, organisation: Organisation) -> Sequence[Waiting]:
    """Return the requests to see a name or a contact that wait for this custodian's share or her no."""
    seats = Seat.objects.filter(active(), user=actor, user__is_active=True, role=SeatRole.CUSTODIAN)
    found = Reveal.objects.filter(
        state=RevealState.ASKED, custodian_refused_on=None, part__shares__user=actor, part__case__shredded_on=None,
        part__case__mechanism__organisation=organisation, part__case__mechanism__in=seats.values("mechanism"),
    ).exclude(user=actor)  # fmt: skip
    rows = found.values_list("part__case__mechanism", "sealed_shares").order_by("part__case__mechanism")
    counted = Counter(of for of, shares in rows if all(one["by"] != actor.pk for one in shares))
    return [_requests(mechanism, count) for mechanism, count in counted.items()]


def _requests(mechanism: int, count: int) -> Waiting:
    words = ngettext(
        "{count} request to see a name or a contact waits for custodians",
        "{count} requests to see a name or a contact wait for custodians",
        count,
    )
    url = reverse("remedy:custody", args=[mechanism])
    return Waiting(kind=_("Cases"), icon="remedy", words=words.format(count=count), url=url)


def _told(name: str, count: int) -> Waiting:
    return Waiting(
        kind=_("Cases"),
        icon="remedy",
        words=_words(name, count).format(count=count),
        url=f"{reverse('remedy:cases')}?state=all&waiting={name}",
    )


def _words(name: str, count: int) -> str:
    if name == "retaliation":
        return ngettext("{count} person reports retaliation", "{count} people report retaliation", count)
    if name == "late":
        return ngettext("{count} case is late", "{count} cases are late", count)
    if name == "time":
        return ngettext("{count} person asks for more time", "{count} people ask for more time", count)
    return ngettext("{count} case has something unread", "{count} cases have something unread", count)
