"""Trustees: draw a key for them, hand out its shares one by one, use it in the open (grievance.md 2.7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from knowshow.foundation.forms.attempts import attempt
from knowshow.foundation.membership import MemberRequest, case_team_page, key_of
from knowshow.remedy.forms.recovery import DrawForm, ProofForm, UseForm
from knowshow.remedy.models import CaseKey, Seat
from knowshow.remedy.services import recovery as services
from knowshow.remedy.standing import HANDLING, active, case_keys_of, open_case
from knowshow.remedy.views.workspace._ceremony import Ceremony, hold, take
from knowshow.remedy.views.workspace._mechanism import administered_or_404, seated_or_404, show
from knowshow.remedy.views.workspace._opened import OpenedRequest, opened_page

if TYPE_CHECKING:
    from knowshow.remedy.models import Mechanism
    from knowshow.remedy.selectors.seated import Sitting

_RECOVERY: Final = "recovery"
_MATCHING: Final = "matching"


@require_safe
@case_team_page
def trustees(request: MemberRequest, pk: int) -> HttpResponse:
    """Show who holds shares, which keys there are, and each use of the recovery key."""
    sitting = administered_or_404(request, pk)
    mechanism = sitting.mechanism
    context = {
        "title": _("Trustees"),
        "trustees": mechanism.trustees.all(),
        "uses": mechanism.recoveries.select_related("actor", "opened_for"),
        "lost": len(services.opened_for_nobody(mechanism)),
        "handles": sitting.holds(*HANDLING),
    }
    return show(request, "recovery/trustees", sitting, "trustees", context, (_("Trustees"), ""))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@case_team_page
def recovery_draw(request: MemberRequest, pk: int) -> HttpResponse:
    """Draw the key that opens cases when people and passphrases are gone."""
    return _draw(request, pk, _RECOVERY)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@case_team_page
def matching_draw(request: MemberRequest, pk: int) -> HttpResponse:
    """Draw the key under which names given for matching are sealed."""
    return _draw(request, pk, _MATCHING)


def _draw(request: MemberRequest, pk: int, what: str) -> HttpResponse:
    """Ask who holds shares, draw the key, and lead to the first of them."""
    sitting = administered_or_404(request, pk)
    form = DrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        drawn = attempt(form, services.draw, trustees=form.trustees(), needed=form.cleaned_data["needed"])
        if drawn is not None:
            return _turn(request, sitting, Ceremony.of(drawn, what, pk, request.user.pk))
    title = _("Make the recovery key") if what == _RECOVERY else _("Make the matching key")
    context = {"title": title, "form": form, "what": what}
    return show(request, "recovery/draw", sitting, "trustees", context, _step(pk), (title, ""))


@require_POST
@never_cache
@case_team_page
def share(request: MemberRequest, pk: int) -> HttpResponse:
    """Go on with handing out shares: show the one in hand, or have its holder prove that her paper can be read."""
    sitting = administered_or_404(request, pk)
    ceremony = take(request.POST.get("token", ""), mechanism_id=pk, user_id=request.user.pk)
    if ceremony is None:
        messages.warning(request, _("This page was used already, or too much time went by. Make the key again."))
        return redirect("remedy:trustees", pk=pk)
    if not ceremony.was_shown:
        return _shown(request, sitting, ceremony)
    return _proven(request, sitting, ceremony)


def _turn(request: MemberRequest, sitting: Sitting, ceremony: Ceremony) -> HttpResponse:
    """Ask for the next trustee, or put the key in force when all have their shares."""
    if ceremony.is_over:
        act = services.put_in_force if ceremony.what == _RECOVERY else services.put_matching_in_force
        act(actor=request.user, mechanism=sitting.mechanism, drawn=ceremony.drawn)
        messages.success(request, _("Every trustee has her share. The key is in force."))
        return redirect("remedy:trustees", pk=sitting.mechanism.pk)
    context = {
        "title": _("%(name)s, come to the screen") % {"name": ceremony.name},
        "ceremony": ceremony,
        "token": hold(ceremony),
    }
    return show(request, "recovery/turn", sitting, "trustees", context, _step(sitting.mechanism.pk))


def _shown(request: MemberRequest, sitting: Sitting, ceremony: Ceremony) -> HttpResponse:
    """Show one share, once."""
    next_one = ceremony.shown()
    context = {
        "title": _("Share %(number)s of %(of)s") % {"number": ceremony.number, "of": len(ceremony.names)},
        "ceremony": ceremony,
        "words": ceremony.shares[0].split(),
        "form": ProofForm(places=next_one.places),
        "token": hold(next_one),
    }
    return show(request, "recovery/share", sitting, "trustees", context)


def _proven(request: MemberRequest, sitting: Sitting, ceremony: Ceremony) -> HttpResponse:
    """Take two words of the paper; go on if they are right, ask again if not."""
    form = ProofForm(request.POST, places=ceremony.places)
    if form.is_valid():
        if form.is_right_for(ceremony.shares[0]):
            return _turn(request, sitting, ceremony.proven())
        form.add_error(None, _("These are not the words at these places. Look at the paper again."))
    context = {
        "title": _("Share %(number)s of %(of)s") % {"number": ceremony.number, "of": len(ceremony.names)},
        "ceremony": ceremony,
        "words": (),
        "form": form,
        "token": hold(ceremony),
    }
    return show(request, "recovery/share", sitting, "trustees", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@case_team_page
def recovery_use(request: MemberRequest, pk: int) -> HttpResponse:
    """Open cases for a member with shares that the trustees type; everybody concerned is told."""
    sitting = administered_or_404(request, pk)
    mechanism = sitting.mechanism
    seats = Seat.objects.filter(active(), mechanism=mechanism, role__in=HANDLING).select_related("user")
    form = UseForm(request.POST or None, seats=seats, needed=mechanism.recovery_needed)
    if request.method == "POST" and form.is_valid():
        seat = get_object_or_404(seats, pk=key_of(form.cleaned_data["seat"]))
        used = attempt(
            form,
            services.use_recovery,
            actor=request.user,
            mechanism=mechanism,
            shares=form.shares(),
            reason=form.cleaned_data["reason"],
            user=seat.user,
            role=seat.role,
            references=form.references_given(),
        )
        if used is not None:
            said = ngettext("%(count)s case is open again.", "%(count)s cases are open again.", used.cases)
            messages.success(request, said % {"count": used.cases})
            return redirect("remedy:trustees", pk=pk)
    context = {"title": _("Use the recovery key"), "form": form, "lost": len(services.opened_for_nobody(mechanism))}
    return show(request, "recovery/use", sitting, "trustees", context, _step(pk), (_("Use the recovery key"), ""))


@require_POST
@opened_page
def seal_anew(request: OpenedRequest, pk: int) -> HttpResponse:
    """Seal the cases that one opens to the recovery key that is in force now."""
    mechanism = seated_or_404(request, pk, *HANDLING).mechanism
    done = sum(_is_sealed_anew(request, given) for given in _mine(request, mechanism))
    said = ngettext("%(count)s case is sealed anew.", "%(count)s cases are sealed anew.", done)
    messages.success(request, said % {"count": done})
    return redirect("remedy:mechanism", pk=pk)


def _mine(request: OpenedRequest, mechanism: Mechanism) -> list[CaseKey]:
    found = CaseKey.objects.filter(case_keys_of(request.user), case__mechanism=mechanism, case__shredded_on=None)
    return list(found.filter(role__in=HANDLING, scope="case").select_related("case__mechanism__organisation"))


def _is_sealed_anew(request: OpenedRequest, given: CaseKey) -> bool:
    return services.seal_anew(actor=open_case(request.user, request.case_keys, given.case))


def _step(pk: int) -> tuple[object, str]:
    return (_("Trustees"), reverse("remedy:trustees", args=[pk]))
