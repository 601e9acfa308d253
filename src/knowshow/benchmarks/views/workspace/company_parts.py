"""What belongs to a company: its parts, the numbers by which it is known, the people who speak for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from knowshow.benchmarks.filing import record_of
from knowshow.benchmarks.forms.companies import ContactForm, IdentifierForm, SubjectForm, initial_of_subject
from knowshow.benchmarks.models import CompanyContact, Identifier, Methodology, Subject
from knowshow.benchmarks.services import companies as services
from knowshow.benchmarks.services import contacts as contact_services
from knowshow.benchmarks.views.workspace._pages import company_or_404, posted, require_research, show
from knowshow.benchmarks.views.workspace.companies import crumbs
from knowshow.foundation import accounts, mail
from knowshow.foundation.forms.attempts import attempt, succeeds
from knowshow.foundation.membership import MemberRequest, member_page
from knowshow.foundation.permissions import Permission, require

if TYPE_CHECKING:
    from django.forms import Form

    from knowshow.benchmarks.models import Company

# ---- parts -------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def subject_add(request: MemberRequest, pk: int) -> HttpResponse:
    """Add a part of a company."""
    require_research(request)
    found = company_or_404(request, pk)
    form = SubjectForm(request.POST or None, **_known(request))
    if posted(request, form) and succeeds(
        form, services.add_subject, actor=request.user, company=found, **form.facts()
    ):
        messages.success(request, _("“{name}” is added.").format(name=form.cleaned_data["name"]))
        return redirect(_after(request, found, "benchmarks:subject_add"))
    return _form_page(request, found, form, _("Add a part"), _("Add the part"), another=True)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def subject_edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change a part of a company."""
    require_research(request)
    mine = Subject.objects.filter(company__organisation=request.organisation)
    subject = get_object_or_404(mine.select_related("company__organisation"), pk=pk)
    form = SubjectForm(request.POST or None, initial=initial_of_subject(subject), **_known(request))
    if posted(request, form) and succeeds(
        form, services.change_subject, actor=request.user, subject=subject, **form.facts()
    ):
        messages.success(request, _("Saved."))
        return redirect("benchmarks:company", pk=subject.company_id)
    title = _("Change {name}").format(name=subject.name)
    return _form_page(request, subject.company, form, title, _("Save the part"))


def _known(request: MemberRequest) -> dict[str, Any]:  # Any: options of the form
    """Return the roles that methodologies here know, and the classes that parts here have."""
    roles = {
        role
        for one in Methodology.objects.filter(organisation=request.organisation)[:20]
        for role in record_of(one).roles
    }
    classes = Subject.objects.filter(company__organisation=request.organisation).order_by("service_class")
    return {"roles": roles, "classes": classes.values_list("service_class", flat=True).distinct()}


# ---- numbers -----------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def identifier_add(request: MemberRequest, pk: int) -> HttpResponse:
    """Add a number by which others know the company."""
    require_research(request)
    found = company_or_404(request, pk)
    form = IdentifierForm(request.POST or None)
    if posted(request, form) and succeeds(
        form, services.add_identifier, actor=request.user, company=found, **form.facts()
    ):
        messages.success(request, _("The number is added."))
        return redirect(_after(request, found, "benchmarks:identifier_add"))
    return _form_page(request, found, form, _("Add a number"), _("Add the number"), another=True)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def identifier_remove(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask, then take a number off a company."""
    require_research(request)
    mine = Identifier.objects.filter(company__organisation=request.organisation)
    identifier = get_object_or_404(mine.select_related("company__organisation"), pk=pk)
    back = reverse("benchmarks:company", args=[identifier.company_id])
    if request.method == "POST":
        services.remove_identifier(actor=request.user, identifier=identifier)
        messages.success(request, _("The number is removed."))
        return redirect(back)
    verb = _("Remove the number")
    words = _(
        "For a number that was never this company's. One that has ended stays, with the day on which it ended: add it"
        " anew with that day."
    )
    context = {"title": f"{verb}: {identifier}", "words": words, "verb": verb, "back_url": back, "danger": True}
    return show(request, "confirm", context)


# ---- contacts ----------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def contact_invite(request: MemberRequest, pk: int) -> HttpResponse:
    """Let somebody speak for a company, and hand over the link that opens the account."""
    require(request.user, Permission.MANAGE, request.organisation)
    found = company_or_404(request, pk)
    form = ContactForm(request.POST or None)
    if posted(request, form):
        contact = attempt(form, contact_services.invite_contact, actor=request.user, company=found, **form.facts())
        if contact is not None:
            return _hand_over(request, contact)
    return _form_page(request, found, form, _("Invite a contact"), _("Invite the contact"), contact=True)


def _hand_over(request: MemberRequest, contact: CompanyContact) -> HttpResponse:
    """Send the link, or show it once, in the answer itself: it is kept nowhere."""
    user, company = contact.membership.user, contact.company
    address = request.build_absolute_uri(accounts.password_link(user)) if not user.has_usable_password() else ""
    sent = bool(address) and mail.send_link(to=user, address=address, organisation=request.organisation)
    context = {
        "title": _("Contact invited"),
        "contact": contact,
        "company": company,
        "sent": sent,
        "address": "" if sent else address,
        "crumbs": crumbs((company.name, reverse("benchmarks:company", args=[company.pk])), (_("Contact invited"), "")),
    }
    return show(request, "companies/invited", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def contact_remove(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask, then end that somebody speaks for a company."""
    require(request.user, Permission.MANAGE, request.organisation)
    mine = CompanyContact.objects.filter(company__organisation=request.organisation)
    contact = get_object_or_404(mine.select_related("company__organisation", "membership__user"), pk=pk)
    back = reverse("benchmarks:company", args=[contact.company_id])
    if request.method == "POST":
        contact_services.remove_contact(actor=request.user, contact=contact)
        messages.success(request, _("This person no longer speaks for the company."))
        return redirect(back)
    verb = _("Remove the contact")
    words = _("She can no longer open anything of {company}, from now on. What she wrote stays.").format(
        company=contact.company
    )
    context = {
        "title": f"{verb}: {contact.membership.user}",
        "words": words,
        "verb": verb,
        "back_url": back,
        "danger": True,
    }
    return show(request, "confirm", context)


# ---- the page of a form ------------------------------------------------------------------------------------


def _after(request: MemberRequest, company: Company, again: str) -> str:
    """Go on with another one if that was the button, or back to the company."""
    return reverse(again if "another" in request.POST else "benchmarks:company", args=[company.pk])


def _form_page(
    request: MemberRequest, company: Company, form: Form, title: str, verb: str, **extra: object
) -> HttpResponse:
    steps = crumbs((company.name, reverse("benchmarks:company", args=[company.pk])), (title, ""))
    context = {"title": title, "form": form, "verb": verb, "company": company, "crumbs": steps, **extra}
    return show(request, "companies/part", context)
