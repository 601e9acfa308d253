"""Questionnaires: begin, answer section by section with the reason for the level beside, hand out and take in."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from knowshow.benchmarks.forms.questionnaires import (
    AboutForm,
    QuestionnaireFilters,
    ResultsForm,
    SectionForm,
    StartForm,
)
from knowshow.benchmarks.models import Questionnaire
from knowshow.benchmarks.selectors.questionnaires import (
    Section,
    Standing,
    instruments_of,
    questionnaires_listed,
    questionnaires_visible_to,
)
from knowshow.benchmarks.services import instruments, questionnaires
from knowshow.errors import BadInputError
from knowshow.foundation.forms.attempts import attempt, succeeds
from knowshow.foundation.membership import MemberRequest, key_of, member_page
from knowshow.foundation.permissions import Permission, may, require
from knowshow.scoring.library import own_methodologies, own_methodology

if TYPE_CHECKING:
    from collections.abc import Mapping

_PAGE = 25


@require_safe
@member_page
def listed(request: MemberRequest) -> HttpResponse:
    """List the questionnaires of the organisation."""
    filters = QuestionnaireFilters(request.GET)
    found = questionnaires_listed(request.user, request.organisation, **filters.said())
    page = Paginator(found, _PAGE).get_page(request.GET.get("page"))
    rows = [(one, Standing(one)) for one in page]
    context = {"title": _("Questionnaires"), "page": page, "rows": rows, "filters": filters}
    return _show(request, "list", {**context, "is_narrowed": bool(filters.said())})


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def add(request: MemberRequest) -> HttpResponse:
    """Begin a questionnaire."""
    _require(request)
    known = instruments_of(request.user, request.organisation)
    own = [one for key in own_methodologies() if not (one := own_methodology(key)).roles]
    form = StartForm(request.POST or None, request.FILES or None, own=own, known=known, initial=_wanted(request))
    if request.method == "POST" and form.is_valid():
        opened = attempt(form, _open, request, form)
        if opened is not None:
            messages.success(request, _("The questionnaire is open. Answer what you can; the rest can wait."))
            return redirect(_next_address(Standing(opened)))
    title = _("Begin a questionnaire")
    return _show(request, "start", {"title": title, "form": form, "crumbs": _crumbs((title, ""))})


def _wanted(request: MemberRequest) -> dict[str, str]:
    return {"methodology": request.GET.get("methodology", "")}


def _open(request: MemberRequest, form: StartForm) -> Questionnaire:
    facts = form.cleaned_data
    chosen, upload = facts["methodology"], facts["file"]
    record = instruments.read_instrument(upload.read(), upload.name) if upload else instruments.own(chosen)
    methodology = None
    if record is None:
        known = instruments_of(request.user, request.organisation)
        methodology = next((one for one in known if str(one.pk) == chosen), None)
    return questionnaires.open_questionnaire(
        actor=request.user,
        organisation=request.organisation,
        methodology=methodology,
        record=record,
        title=facts["title"],
        about=facts["about"],
    )


@require_safe
@member_page
def detail(request: MemberRequest, pk: int) -> HttpResponse:
    """Show where it stands: the result with its reasons, the sections, what is open."""
    found = _found(request, pk)
    standing = Standing(found)
    return _show(request, "detail", _about(standing, next_address=_next_address(standing)))


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def section(request: MemberRequest, pk: int, number: int) -> HttpResponse:
    """Answer one section; beside it stands the level so far, and why."""
    found = _found(request, pk)
    standing = Standing(found)
    here = _section(standing, number)
    if found.is_finished or not may(request.user, Permission.RESEARCH, request.organisation):
        return _show(request, "section_read", _about(standing, here=here, items=standing.items(here.key)))
    form = SectionForm(request.POST or None, standing=standing, items=standing.items(here.key))
    if request.method == "POST" and form.is_valid() and _succeeds(form, request, found):
        return _after(request, found, here)
    context = _about(standing, here=here, form=form, next_address=_following(standing, here))
    return _show(request, "section", context, status=200)


def _succeeds(form: SectionForm, request: MemberRequest, questionnaire: Questionnaire) -> bool:
    try:
        given = questionnaires.give_answers(
            actor=request.user,
            questionnaire=questionnaire,
            revision=form.cleaned_data["revision"],
            answers=form.answers(),
            notes=form.notes(),
        )
    except BadInputError as error:
        form.add_error(form.name_of(error.place.field), f"{error.what} {error.remedy}".strip())
        return False
    if given:
        _tell(request, Standing(questionnaire), len(given))
    return True


def _tell(request: MemberRequest, standing: Standing, changed: int) -> None:
    words = ngettext("{count} answer saved.", "{count} answers saved.", changed).format(count=changed)
    result = standing.result
    if result.band:
        words = _("{words} So far: {level}.").format(words=words, level=result.band)
    messages.success(request, words)


def _after(request: MemberRequest, questionnaire: Questionnaire, here: Section) -> HttpResponse:
    """Stay where answers have opened further questions; else go on."""
    standing = Standing(questionnaire)
    now = next(one for one in standing.sections if one.key == here.key)
    opened = now.questions - here.questions
    address = reverse("benchmarks:questionnaire_section", args=[questionnaire.pk, here.number])
    if opened > 0 and not now.is_done:
        words = ngettext(
            "Your answers open {count} more question here.", "Your answers open {count} more questions here.", opened
        )
        messages.info(request, words.format(count=opened))
        return redirect(address)
    return redirect(address if "stay" in request.POST else _following(standing, now))


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Change the title and what it is about."""
    _require(request)
    found = _found(request, pk)
    initial = {"title": found.title, "about": found.about, "revision": found.revision}
    form = AboutForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        changes = {"title": facts["title"], "about": facts["about"], "revision": facts["revision"] or 0}
        if succeeds(form, questionnaires.rename_questionnaire, actor=request.user, questionnaire=found, **changes):
            messages.success(request, _("Saved."))
            return redirect("benchmarks:questionnaire", pk=pk)
    return _show(request, "edit", {**_about(Standing(found)), "title": _("Change the title"), "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def results(request: MemberRequest, pk: int) -> HttpResponse:
    """Take answers in from a file, in place of the current ones."""
    _require(request)
    found = _found(request, pk)
    form = ResultsForm(request.POST or None, request.FILES or None, initial={"revision": found.revision})
    if request.method == "POST" and form.is_valid():
        taken = attempt(form, _take, request, found, form)
        if taken is not None:
            _tell_taken(request, *taken)
            return redirect("benchmarks:questionnaire", pk=pk)
    context = {**_about(Standing(found)), "title": _("Take answers in from a file"), "form": form}
    return _show(request, "results", context)


def _take(request: MemberRequest, questionnaire: Questionnaire, form: ResultsForm) -> tuple[int, int]:
    """Take the answers in; return how many changed, and how many were left out."""
    facts = form.cleaned_data
    upload = facts["file"]
    brought = instruments.read_results(questionnaire.methodology, upload.read(), upload.name, force=facts["force"])
    changed = questionnaires.take_results(
        actor=request.user,
        questionnaire=questionnaire,
        revision=facts["revision"],
        version=brought.version,
        answers=brought.answers,
        notes=brought.notes,
        force=facts["force"],
    )
    return len(changed), brought.left_out


def _tell_taken(request: MemberRequest, changed: int, left_out: int) -> None:
    words = ngettext("{count} answer changed.", "{count} answers changed.", changed)
    messages.success(request, words.format(count=changed))
    if left_out:
        words = ngettext(
            "{count} answer was left out: this questionnaire does not ask it.",
            "{count} answers were left out: this questionnaire does not ask them.",
            left_out,
        )
        messages.warning(request, words.format(count=left_out))


@require_safe
@member_page
def export(request: MemberRequest, pk: int) -> HttpResponse:
    """Hand out the answers as a results file, which can be taken in again."""
    found = _found(request, pk)
    content = json.dumps(instruments.results_of(found), ensure_ascii=False, indent=1)
    response = HttpResponse(content, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{slugify(found.title) or "questionnaire"}.json"'
    return response


@require_safe
@member_page
def log(request: MemberRequest, pk: int) -> HttpResponse:
    """Show every answer as it was given, the newest first."""
    found = _found(request, pk)
    standing = Standing(found)
    page = Paginator(found.log.select_related("author").order_by("-pk"), 50).get_page(request.GET.get("page"))
    rows = [(one, standing.plan.nodes.get(one.node), standing.words_of(one.node, one.label)) for one in page]
    return _show(
        request, "log", {**_about(standing), "title": _("Answers as they were given"), "page": page, "rows": rows}
    )


@require_POST
@member_page
def finish(request: MemberRequest, pk: int) -> HttpResponse:
    """Close a questionnaire, or open it again."""
    found = _found(request, pk)
    revision = key_of(request.POST.get("revision", "")) or 0
    if found.is_finished:
        questionnaires.reopen_questionnaire(actor=request.user, questionnaire=found, revision=revision)
        messages.success(request, _("The questionnaire is open again."))
    else:
        questionnaires.finish_questionnaire(actor=request.user, questionnaire=found, revision=revision)
        messages.success(request, _("The questionnaire is finished. It can be opened again."))
    return redirect("benchmarks:questionnaire", pk=pk)


# ---- what the pages share ----------------------------------------------------------------------------------


def _require(request: MemberRequest) -> None:
    require(request.user, Permission.RESEARCH, request.organisation)


def _found(request: MemberRequest, pk: int) -> Questionnaire:
    return get_object_or_404(questionnaires_visible_to(request.user, request.organisation), pk=pk)


def _section(standing: Standing, number: int) -> Section:
    found = next((one for one in standing.sections if one.number == number), None)
    if found is None:
        raise Http404
    return found


def _following(standing: Standing, here: Section) -> str:
    """Return the address of the next section that applies; after the last, of the whole."""
    pk = standing.questionnaire.pk
    after = next((one for one in standing.shown if one.number > here.number), None)
    if after is None:
        return reverse("benchmarks:questionnaire", args=[pk])
    return reverse("benchmarks:questionnaire_section", args=[pk, after.number])


def _next_address(standing: Standing) -> str:
    """Return the address of the first section that has an open question; nothing once all are answered."""
    after = next((one for one in standing.shown if not one.is_done), None)
    return reverse("benchmarks:questionnaire_section", args=[standing.questionnaire.pk, after.number]) if after else ""


def _about(standing: Standing, **context: Any) -> dict[str, Any]:  # Any: what templates take
    found = standing.questionnaire
    here = context.get("here")
    address = reverse("benchmarks:questionnaire", args=[found.pk])
    return {
        "questionnaire": found,
        "standing": standing,
        "title": here.title if here else found.title,
        "crumbs": _crumbs((found.title, address if here else "")),
        **context,
    }


def _crumbs(*steps: tuple[object, str]) -> list[tuple[object, str]]:
    return [(_("Questionnaires"), reverse("benchmarks:questionnaires")), *steps]


def _show(request: MemberRequest, name: str, context: Mapping[str, Any], *, status: int = 200) -> HttpResponse:
    can = {"research": may(request.user, Permission.RESEARCH, request.organisation)}
    return render(request, f"benchmarks/questionnaires/{name}.html", {"can": can, **context}, status=status)
