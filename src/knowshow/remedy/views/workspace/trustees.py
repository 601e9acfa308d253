"""Trustees: draw a key for them, show each share at another sign-in, use it in the open (grievance.md 2.7)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, cast

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from knowshow.errors import ConflictError, NotAllowedError
from knowshow.foundation import accounts
from knowshow.foundation.forms.attempts import attempt
from knowshow.foundation.membership import MemberRequest, case_team_page, key_of
from knowshow.foundation.models import Membership
from knowshow.remedy.forms.recovery import DrawForm, ProofForm, UseForm
from knowshow.remedy.models import CaseKey, Mechanism, Seat
from knowshow.remedy.selectors.seated import Sitting, sittings_of
from knowshow.remedy.services import recovery as services
from knowshow.remedy.standing import HANDLING, active, case_keys_of, open_case
from knowshow.remedy.views.workspace import _ceremony
from knowshow.remedy.views.workspace._ceremony import Ceremony, Share
from knowshow.remedy.views.workspace._guarded import ask_for_second_factor, guarded_page
from knowshow.remedy.views.workspace._mechanism import administered_or_404, confirm, seated_or_404, show
from knowshow.remedy.views.workspace._opened import OpenedRequest, opened_page

if TYPE_CHECKING:
    from knowshow.foundation.models import User

_RECOVERY: Final = "recovery"
_MATCHING: Final = "matching"


@require_safe
@case_team_page
def trustees(request: MemberRequest, pk: int) -> HttpResponse:
    """Show who holds shares, which keys there are, how far one has come, and each use of the recovery key."""
    sitting = administered_or_404(request, pk)
    mechanism = sitting.mechanism
    ceremony = _ceremony.running(pk)
    people, uses = mechanism.trustees.all(), mechanism.recoveries.select_related("actor", "opened_for")
    context = {
        "title": _("Trustees"),
        "trustees": people,
        "uses": uses,
        "is_worn": bool(people) and uses.filter(on__gte=people[0].given_on).exists(),
        "lost": len(services.opened_for_nobody(mechanism)),
        "handles": sitting.holds(*HANDLING),
        "ceremony": ceremony,
        "handing_out": _with_keepers(ceremony) if ceremony else [],
        "is_mine": ceremony is not None and ceremony.share_of(request.user.pk) is not None,
        "share_url": request.build_absolute_uri(reverse("remedy:share", args=[pk])),
    }
    return show(request, "recovery/trustees", sitting, "trustees", context, (_("Trustees"), ""))


def _with_keepers(ceremony: Ceremony) -> list[tuple[Share, str]]:
    users = get_user_model().objects.in_bulk([one.keeper for one in ceremony.shares])
    return [(one, str(users.get(one.keeper, ""))) for one in ceremony.shares]


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@case_team_page
@guarded_page
def recovery_draw(request: MemberRequest, sitting: Sitting) -> HttpResponse:
    """Draw the key that opens cases when people and passphrases are gone."""
    return _draw(request, sitting, _RECOVERY)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@case_team_page
@guarded_page
def matching_draw(request: MemberRequest, sitting: Sitting) -> HttpResponse:
    """Draw the key under which names given for matching are sealed."""
    return _draw(request, sitting, _MATCHING)


def _draw(request: MemberRequest, sitting: Sitting, what: str) -> HttpResponse:
    """Ask who holds shares and at whose sign-in each is shown, and draw the key; whoever draws it sees none."""
    pk = sitting.mechanism.pk
    if _ceremony.running(pk):
        return _one_at_a_time(request, pk)
    members = Membership.objects.filter(organisation=request.organisation, user__is_active=True).select_related("user")
    form = DrawForm(request.POST or None, members=members)
    if request.method == "POST" and form.is_valid():
        drawn = attempt(
            form, services.draw_to_hand_out, actor=request.user, mechanism=sitting.mechanism,
            trustees=form.trustees(), needed=form.cleaned_data["needed"], for_recovery=what == _RECOVERY,
        )  # fmt: skip
        if drawn is not None:
            if not _ceremony.begin(Ceremony.of(drawn, what, pk, request.user.pk)):
                return _one_at_a_time(request, pk)
            messages.success(request, _("The key is drawn. Each share waits at the sign-in of its member now."))
            return redirect("remedy:trustees", pk=pk)
    title = _("Make the recovery key") if what == _RECOVERY else _("Make the matching key")
    context = {"title": title, "form": form, "what": what}
    return show(request, "recovery/draw", sitting, "trustees", context, _step(pk), (title, ""))


def _one_at_a_time(request: MemberRequest, pk: int) -> HttpResponse:
    """Refuse to draw a key while another is handed out: its papers would be worth nothing, and nobody would know."""
    messages.warning(request, _("A key is being handed out. Wait until it is in force, or stop it here first."))
    return redirect("remedy:trustees", pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@case_team_page
@guarded_page
def draw_finish(request: MemberRequest, sitting: Sitting) -> HttpResponse:
    """Put a key in force whose papers are all proven, where that was refused with the last of them."""
    pk = sitting.mechanism.pk
    found = _ceremony.running(pk)
    if found is None or not found.is_over:
        messages.warning(request, _("There is no key whose shares are all on paper."))
        return redirect("remedy:trustees", pk=pk)
    if request.method == "POST":
        _put_in_force(request.user, sitting.mechanism, found)
        messages.success(request, _("The key is in force."))
        return redirect("remedy:trustees", pk=pk)
    words = _("Every share is on paper. From now on, what comes is sealed to this key, and no more to a former one.")
    back_url = reverse("remedy:trustees", args=[pk])
    verb = _("Put the key in force")
    return confirm(request, sitting, title=verb, words=words, verb=verb, back_url=back_url)


def _put_in_force(actor: User, mechanism: Mechanism, ceremony: Ceremony) -> None:
    """Put a key in force, and only then forget it: whatever refuses, the papers stay good."""
    act = services.put_in_force if ceremony.what == _RECOVERY else services.put_matching_in_force
    act(actor=actor, mechanism=mechanism, drawn=ceremony.drawn)
    _ceremony.end(ceremony)


@require_POST
@case_team_page
def draw_stop(request: MemberRequest, pk: int) -> HttpResponse:
    """Forget the shares that wait: no key is made."""
    administered_or_404(request, pk)
    _ceremony.stop(pk)
    messages.success(request, _("The shares are forgotten. Nothing has changed."))
    return redirect("remedy:trustees", pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@case_team_page
def share(request: MemberRequest, pk: int) -> HttpResponse:
    """Show the share that waits for this very member, once, and have its holder prove that her paper can be read."""
    mechanism = get_object_or_404(Mechanism, pk=pk, organisation=request.organisation)
    ceremony = _ceremony.running(pk)
    mine = ceremony.share_of(request.user.pk) if ceremony else None
    if ceremony is None or mine is None or mine.is_proven:
        return _nothing_waits(request)
    if not accounts.used_second_factor(request):
        return ask_for_second_factor(request, _("This page opens with a second factor"))
    if mine.was_shown:
        return _proven(request, mechanism, ceremony, mine)
    if request.method != "POST":
        context = {"title": _("%(name)s, come to the screen") % {"name": mine.name}, "share": mine}
        return _show_share(request, "turn", mechanism, ceremony, context)
    return _shown(request, mechanism, ceremony)


def _nothing_waits(request: MemberRequest) -> HttpResponse:
    if request.method != "POST":
        raise Http404
    messages.warning(request, _("No share waits for you: it is on paper already, or too much time went by."))
    return redirect("remedy:mechanisms")


def _shown(request: MemberRequest, mechanism: Mechanism, ceremony: Ceremony) -> HttpResponse:
    """Show a share, once, and write down at whose sign-in."""
    mine = _ceremony.show(mechanism.pk, request.user.pk)
    if mine is None:
        return _nothing_waits(request)
    services.note_shown(actor=request.user, mechanism=mechanism, number=mine.number)
    context = {"share": mine, "words": mine.words.split(), "form": ProofForm(places=mine.places)}
    return _show_share(request, "share", mechanism, ceremony, context)


def _proven(request: MemberRequest, mechanism: Mechanism, ceremony: Ceremony, mine: Share) -> HttpResponse:
    """Take two words of the paper; note it if they are right, ask again if not."""
    form = ProofForm(request.POST or None, places=mine.places)
    if request.method == "POST" and form.is_valid():
        if form.is_right_for(mine.words):
            return _on_paper(request, mechanism)
        form.add_error(None, _("These are not the words at these places. Look at the paper again."))
    return _show_share(request, "share", mechanism, ceremony, {"share": mine, "words": (), "form": form})


def _on_paper(request: MemberRequest, mechanism: Mechanism) -> HttpResponse:
    """Note that a share is on paper; with the last of them the key is in force, in the name of who drew it."""
    found = _ceremony.prove(mechanism.pk, request.user.pk)
    if found is None or not found.is_over:
        messages.success(request, _("The share is on paper. The key is in force when the last one is."))
    elif _is_in_force(mechanism, found):
        messages.success(request, _("Every trustee has her share. The key is in force."))
    else:
        said = _(
            "Every share is on paper, but the key is not in force yet. Keep the paper, and tell the administrator."
        )
        messages.warning(request, said)
    return redirect("remedy:mechanisms")


def _is_in_force(mechanism: Mechanism, ceremony: Ceremony) -> bool:
    """Put a key in force in the name of who drew it; where that is refused, somebody else does on the trustees' page.

    She may have left meanwhile, or a case may open for the former trustees alone.
    """
    drawer = get_user_model().objects.filter(pk=ceremony.user_id).first()
    if drawer is None:
        return False
    try:
        _put_in_force(drawer, mechanism, ceremony)
    except (ConflictError, NotAllowedError):
        return False
    return True


def _show_share(
    request: MemberRequest, template: str, mechanism: Mechanism, ceremony: Ceremony, context: Mapping[str, object]
) -> HttpResponse:
    """Render a page of the handing out, also for a member who has no seat here: she sees nothing else of it."""
    mine = sittings_of(actor=request.user, organisation=request.organisation)
    sitting = next((one for one in mine if one.mechanism.pk == mechanism.pk), None)
    share = cast("Share", context["share"])
    title = _("Share %(number)s of %(of)s") % {"number": share.number, "of": len(ceremony.shares)}
    shared = {"title": title, "of": len(ceremony.shares), "needed": ceremony.needed}
    if sitting is None:
        crumbs = [(_("Mechanisms"), reverse("remedy:mechanisms")), (mechanism.name, "")]
        shared |= {"tabs": (), "crumbs": crumbs}
        sitting = Sitting(mechanism, frozenset(), administers=False)
    return show(request, f"recovery/{template}", sitting, "trustees", {**shared, **context})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@case_team_page
@guarded_page
def recovery_use(request: MemberRequest, sitting: Sitting) -> HttpResponse:
    """Open cases for another member with shares that the trustees type; everybody concerned is told."""
    mechanism = sitting.mechanism
    pk = mechanism.pk
    seats = Seat.objects.filter(active(), mechanism=mechanism, role__in=HANDLING).select_related("user")
    seats = seats.exclude(user=request.user)
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
