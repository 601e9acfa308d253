"""One adverse impact: its page, the structured sentence, suggestions from the catalogue, archive (GP 17, 18)."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from knowshow import canon
from knowshow.foundation.forms.attempts import attempt
from knowshow.foundation.membership import MemberRequest, member_page
from knowshow.respect.forms.impacts import (
    ImpactChangeForm,
    ImpactForm,
    SuggestionsForm,
    initial_from,
    initial_of,
)
from knowshow.respect.models import Assessment, Impact
from knowshow.respect.rules.involvement import CONSEQUENCES
from knowshow.respect.selectors.findings import findings_of
from knowshow.respect.selectors.impacts import impact_page, suggested_harms
from knowshow.respect.selectors.rows import row_of
from knowshow.respect.services import impacts as services
from knowshow.respect.views._pages import (
    about_assessment,
    address_of,
    assessment_or_404,
    crumbs,
    impact_or_404,
    posted,
    require_assess,
    show,
)
from knowshow.ui import sentences


@require_safe
@member_page
def impact(request: MemberRequest, pk: int) -> HttpResponse:
    """Show an impact: place and reason, ratings, involvement, duties, actions, weak spots."""
    found = impact_or_404(request, pk)
    context = about_impact(found, "") | {
        "detail": impact_page(found),
        "consequence": CONSEQUENCES.get(found.involvement_conclusion, ""),
        "findings": [
            one for one in findings_of(found.assessment) if one.finding.impact == found.slug and not one.dismissal
        ],
    }
    return show(request, "respect/impacts/detail.html", context)


def about_impact(impact: Impact, title: str, **context: object) -> dict[str, object]:
    """Return what every page of an impact shows: the sentence, and where it stands."""
    row = row_of(impact)
    told = sentences.as_text(
        group=row.group, lead=row.lead, right=row.right, feature=row.feature, place=row.place, state=row.state
    )
    assessment = impact.assessment
    name = f"{row.group}: {row.right}"
    steps = [(assessment.title, address_of(assessment)), (name, address_of(impact) if title else "")]
    if title:
        steps.append((title, ""))
    return {
        "impact": impact,
        "assessment": assessment,
        "row": row,
        "title": title or told,
        "crumbs": crumbs(*steps),
        **context,
    }


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def suggestions(request: MemberRequest, pk: int) -> HttpResponse:
    """Choose harms of the catalogue that may happen here; each becomes a draft to be made precise."""
    require_assess(request)
    found = assessment_or_404(request, pk)
    everything = request.GET.get("all") == "yes"
    harms = suggested_harms(() if everything else found.product.technologies)
    form = SuggestionsForm(request.POST or None, harms=harms)
    if posted(request, form):
        added = attempt(form, _add_drafts, request, found, form.cleaned_data)
        if added is not None:
            words = ngettext("{count} draft is added.", "{count} drafts are added.", added).format(count=added)
            messages.success(request, words + " " + _("Open each, make its sentence precise, and rate it."))
            return redirect("respect:assessment", pk=pk)
    context = about_assessment(
        found,
        "assessment",
        form=form,
        harms=_told(harms),
        everything=everything,
        chosen=form["harms"].value() or [],
    )
    return show(request, "respect/impacts/suggestions.html", context | {"title": _("Who may be harmed?")})


def _told(harms: list[canon.records.Harm]) -> list[dict[str, object]]:
    """Each suggestion in words, with how far it was checked."""
    return [
        {
            "harm": harm,
            "technology": canon.technologies()[harm.technology].name,
            "groups": [canon.groups()[key].name for key in harm.groups],
            "rights": [canon.rights()[key].name for key in harm.rights],
        }
        for harm in harms
    ]


@transaction.atomic
def _add_drafts(request: MemberRequest, assessment: Assessment, said: dict[str, object]) -> int:
    """Add one impact for each chosen harm, all or none."""
    chosen = [canon.harms()[key] for key in said["harms"]]  # type: ignore[attr-defined]  # a list of ids
    for harm in chosen:
        services.add_impact(
            actor=request.user,
            assessment=assessment,
            feature=str(said["feature"]),
            how=_("Suggested by the catalogue of harms ({id}): {text} Rewrite this for your product.").format(
                id=harm.id, text=harm.text
            ),
            **initial_from(harm),  # type: ignore[arg-type]  # the names of the fields
        )
    return len(chosen)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def impact_add(request: MemberRequest, pk: int) -> HttpResponse:
    """Write an impact as the structured sentence, then rate it."""
    require_assess(request)
    found = assessment_or_404(request, pk)
    harm = canon.harms().get(request.GET.get("harm", ""))
    form = ImpactForm(
        request.POST or None, initial=initial_from(harm) if harm else None, organisation=request.organisation
    )
    if posted(request, form):
        added = attempt(form, services.add_impact, actor=request.user, assessment=found, **form.facts())
        if added is not None:
            messages.success(request, _("The impact is written down. Now rate how grave it is."))
            return redirect("respect:rate", pk=added.pk)
    title = _("Write an impact")
    context = {"assessment": found, "form": form, "harm": harm, "title": title}
    context["crumbs"] = crumbs((found.title, address_of(found)), (title, ""))
    context["back_url"] = address_of(found)
    return show(request, "respect/impacts/form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def impact_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change what is said of an impact; its ratings stay as they are."""
    require_assess(request)
    found = impact_or_404(request, pk)
    form = ImpactChangeForm(request.POST or None, initial=initial_of(found), organisation=request.organisation)
    if posted(request, form):
        revision = form.cleaned_data["revision"]
        if attempt(form, services.change_impact, actor=request.user, impact=found, revision=revision, **form.facts()):
            messages.success(request, _("Saved."))
            return redirect("respect:impact", pk=pk)
    context = about_impact(found, _("Change the sentence"), form=form, back_url=address_of(found))
    return show(request, "respect/impacts/form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def impact_archive(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask, then put an impact away, or take it back."""
    require_assess(request)
    found = impact_or_404(request, pk)
    was_archived = found.is_archived
    if request.method == "POST":
        act = services.restore_impact if was_archived else services.archive_impact
        act(actor=request.user, impact=found, revision=found.revision)
        messages.success(request, _("Restored.") if was_archived else _("Archived. You can restore it here."))
        return redirect("respect:impact", pk=pk)
    words = (
        _("The impact comes back into the order and the report.")
        if was_archived
        else _("The impact leaves the order and the report. Its ratings stay on record, and you can restore it.")
    )
    verb = _("Restore the impact") if was_archived else _("Archive the impact")
    context = about_impact(found, verb, words=words, verb=verb, back_url=reverse("respect:impact", args=[pk]))
    return show(request, "respect/confirm.html", context)
