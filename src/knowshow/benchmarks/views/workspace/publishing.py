"""Publish an edition: what is in the way, the confirmation, what was published, corrections, withdrawal (GP 21)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from knowshow.benchmarks.forms.base import ReasonForm
from knowshow.benchmarks.forms.decisions import CorrectForm, PublishForm
from knowshow.benchmarks.models import Publication, PublicationFigure
from knowshow.benchmarks.selectors.editions import obstacles_before, publications_of
from knowshow.benchmarks.services import publications as services
from knowshow.benchmarks.views.workspace._pages import about_edition, edition_or_404, posted, require_review, show
from knowshow.foundation.forms.attempts import attempt, succeeds
from knowshow.foundation.membership import MemberRequest, member_page

if TYPE_CHECKING:
    from knowshow.benchmarks.filing import Obstacle
    from knowshow.benchmarks.models import Edition


#: What is drawn, without the drawings.
_FIGURES: Final = Prefetch("figures", PublicationFigure.objects.only("publication", "kind", "caption"))


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def publish(request: MemberRequest, pk: int) -> HttpResponse:
    """Show what is in the way and what was published; publish, or publish a correction."""
    edition = edition_or_404(request, pk)
    obstacles = obstacles_before(request.user, edition)
    publications = list(publications_of(request.user, edition).prefetch_related(_FIGURES))
    form = _form(request, edition, obstacles, is_first=not publications)
    if request.method == "POST":
        require_review(request)
        if posted(request, form) and (made := _published(request, edition, form, is_first=not publications)):
            said = _("Publication {number} is made. Its figures are drawn in the background.")
            messages.success(request, said.format(number=made.number))
            return redirect("benchmarks:publish", pk=pk)
    context = about_edition(
        edition,
        "publish",
        title=_("Publication"),
        obstacles=[(one, _mend(one)) for one in obstacles],
        bars=any(one.is_bar for one in obstacles),
        publications=[(one, address_of(edition, one), one.figures.all()) for one in publications],
        form=form,
    )
    return show(request, "publication/publish", context)


def _form(
    request: MemberRequest, edition: Edition, obstacles: list[Obstacle], *, is_first: bool
) -> PublishForm | CorrectForm:
    kind = PublishForm if is_first else CorrectForm
    return kind(request.POST or None, asks_reason=bool(obstacles), initial={"revision": edition.revision})


def _published(
    request: MemberRequest, edition: Edition, form: PublishForm | CorrectForm, *, is_first: bool
) -> Publication | None:
    facts = {"actor": request.user, "edition": edition, **form.cleaned_data}
    if is_first:
        return attempt(form, services.publish_edition, **facts)
    return attempt(form, services.correct_edition, **facts)


def _mend(obstacle: Obstacle) -> str:
    """Return where an obstacle is put out of the way."""
    entry = obstacle.entry
    if entry is None:
        return ""
    if obstacle.kind == "feedback":
        return reverse("benchmarks:edition_feedback", args=[entry.edition_id]) + f"?company={entry.pk}&state=open"
    pages = {"blocked": "entry_open", "gaps": "entry_open", "unconfirmed": "entry_confirm"}
    return reverse(f"benchmarks:{pages.get(obstacle.kind, 'entry')}", args=[entry.pk])


def address_of(edition: Edition, publication: Publication) -> str:
    """Return the public address of a publication; without its server where none is known."""
    return f"{import_string(settings.PORTAL_ADDRESS)()}/rankings/{edition.slug}/{publication.number}/"


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def withdraw(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask for a reason, then take a publication back; its address stays and shows the reason."""
    require_review(request)
    mine = Publication.objects.filter(edition__organisation=request.organisation).defer("results")
    found = get_object_or_404(mine.select_related("edition__organisation"), pk=pk)
    form = ReasonForm(request.POST or None)
    back = reverse("benchmarks:publish", args=[found.edition_id])
    if posted(request, form) and succeeds(
        form, services.withdraw_publication, actor=request.user, publication=found, **form.cleaned_data
    ):
        messages.success(request, _("Withdrawn. In its place everybody reads the reason."))
        return redirect(back)
    verb = _("Withdraw publication {number}").format(number=found.number)
    context = {
        "title": f"{verb}: {found.edition.title}",
        "words": _(
            "Its scores, answers and figures leave the portal at once; a browser that has just shown them may do so for"
            " five more minutes. The address stays, and shows the reason you give here. This cannot be"
            " undone: what is right again is published as a correction, with the next number."
        ),
        "verb": verb,
        "form": form,
        "back_url": back,
        "danger": True,
    }
    return show(request, "confirm", context)
