"""The custodian's page: who asks to see a name or a contact, and whether her share opens it (GP 31 b, f)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from knowshow.foundation.forms.attempts import succeeds
from knowshow.remedy.filing.given import lets_team_know, that_let_team_know
from knowshow.remedy.forms.custody import ReasonForm
from knowshow.remedy.models import PartShare, Reveal, Seat, SeatRole
from knowshow.remedy.selectors.case_words import state_words
from knowshow.remedy.services import reveals as services
from knowshow.remedy.standing import active
from knowshow.remedy.views.workspace._mechanism import seated_or_404, show
from knowshow.remedy.views.workspace._opened import OpenedRequest, opened_page

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from django.db.models import QuerySet
    from django_stubs_ext import StrOrPromise

    from knowshow.remedy.selectors.seated import Sitting


@dataclass(frozen=True, slots=True)
class _Line:
    """A request as the custodian sees it: the case by reference, who asks by seat, how far it has come."""

    reveal: Reveal
    asked_by: str
    reason: str
    has_consent: bool
    given: int
    needed: int
    is_mine_given: bool

    @property
    def state(self) -> StrOrPromise:
        """How far it has come, and who said no."""
        return state_words(self.reveal)

    @property
    def waits(self) -> bool:
        """Whether her share would count."""
        return self.reveal.waits_for_custodians and not self.is_mine_given


@require_safe
@opened_page
def custody(request: OpenedRequest, pk: int) -> HttpResponse:
    """List the requests of which one holds a share, those that wait first."""
    sitting = seated_or_404(request, pk, SeatRole.CUSTODIAN)
    lines = _lines(request, sitting, list(_mine(request, sitting)))
    context = {
        "title": _("Requests to see a name"),
        "lines": sorted(lines, key=lambda one: not one.waits),
    }
    return show(request, "custody/list", sitting, "custody", context, (_("Requests to see a name"), ""))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@opened_page
def share_give(request: OpenedRequest, pk: int, reveal: int) -> HttpResponse:
    """Ask, then seal one's share to the member who asked; without consent, with a reason that the person reads."""
    sitting = seated_or_404(request, pk, SeatRole.CUSTODIAN)
    found = get_object_or_404(_mine(request, sitting), pk=reveal)
    is_emergency = not lets_team_know(found.part)
    form = ReasonForm(request.POST or None)
    if not is_emergency:
        form.fields["reason"].required = False
    if request.method == "POST" and form.is_valid():
        act = services.give_share
        if succeeds(
            form, act, actor=request.user, keys=request.case_keys, reveal=found, is_emergency=is_emergency,
            reason=form.cleaned_data["reason"] if is_emergency else "",
        ):  # fmt: skip
            messages.success(request, _("Your share is given. The person reads it in her case."))
            return redirect("remedy:custody", pk=pk)
    context = {
        "title": _("Give your share"),
        "form": form if is_emergency else None,
        "line": _lines(request, sitting, [found])[0],
        "is_emergency": is_emergency,
    }
    return show(request, "custody/give", sitting, "custody", context, _step(pk), (_("Give your share"), ""))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@opened_page
def share_refuse(request: OpenedRequest, pk: int, reveal: int) -> HttpResponse:
    """Refuse, with a reason that the person reads."""
    sitting = seated_or_404(request, pk, SeatRole.CUSTODIAN)
    found = get_object_or_404(_mine(request, sitting), pk=reveal)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if succeeds(form, services.refuse_share, actor=request.user, reveal=found, reason=reason):
            messages.success(request, _("Refused. The person reads it in her case."))
            return redirect("remedy:custody", pk=pk)
    context = {"title": _("Refuse the request"), "form": form, "line": _lines(request, sitting, [found])[0]}
    return show(request, "custody/refuse", sitting, "custody", context, _step(pk), (_("Refuse the request"), ""))


def _mine(request: OpenedRequest, sitting: Sitting) -> QuerySet[Reveal]:
    """Return the requests for parts of which one holds a share; one's own requests are others' to answer."""
    found = Reveal.objects.filter(
        part__case__mechanism=sitting.mechanism, part__case__shredded_on=None, part__shares__user=request.user
    )
    return found.exclude(user=request.user).select_related("part__case__mechanism__organisation", "user").distinct()


def _lines(request: OpenedRequest, sitting: Sitting, reveals: Sequence[Reveal]) -> list[_Line]:
    """Return requests as the custodian sees them, with as many questions for twenty as for one."""
    parts = [one.part for one in reveals]
    mine = PartShare.objects.filter(part__in=parts, user=request.user).values_list("part_id", "needed")
    return [
        _Line(
            one,
            ", ".join(seats) or _("somebody who has left"),
            services.reason_of(request.case_keys, one),
            has_consent,
            len(one.sealed_shares),
            needed,
            any(share["by"] == request.user.pk for share in one.sealed_shares),
        )
        for one, seats, has_consent, needed in _known(sitting, reveals, that_let_team_know(parts), dict(mine))
    ]


def _known(
    sitting: Sitting, reveals: Sequence[Reveal], agreed: set[int], needed: Mapping[int, int]
) -> Iterator[tuple[Reveal, list[str], bool, int]]:
    """Put to each request who asks, by seat, whether the person agreed beforehand, and how many shares it takes."""
    asking = {one.user_id for one in reveals}
    seats: dict[int | None, list[str]] = {user: [] for user in asking}
    for seat in Seat.objects.filter(active(), mechanism=sitting.mechanism, user__in=asking):
        seats[seat.user_id].append(f"{seat.label} ({seat.get_role_display()})")
    for one in reveals:
        yield one, seats[one.user_id], one.part_id in agreed, needed.get(one.part_id, 0)


def _step(pk: int) -> tuple[object, str]:
    return (_("Requests to see a name"), reverse("remedy:custody", args=[pk]))
