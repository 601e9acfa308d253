"""What the pages of one case share: who may open them, the head with stages and clocks, tabs, forms that act."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import wraps
from typing import TYPE_CHECKING, Final, cast

from django.contrib import messages
from django.forms import CharField, Form
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from knowshow.foundation.forms.attempts import attempt
from knowshow.remedy.forms.casework import SecondLookForm
from knowshow.remedy.models import KeyScope, SeatRole, TaskState
from knowshow.remedy.rules.languages import languages
from knowshow.remedy.rules.stages import Stage
from knowshow.remedy.selectors import case_page
from knowshow.remedy.selectors.cases import cases_visible_to
from knowshow.remedy.services.messages import must_look_twice
from knowshow.remedy.standing import Handler, open_case
from knowshow.remedy.views.workspace._opened import OpenedRequest, opened_page

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

#: A view of a case: request, actor, and what else stands in the address.
_View = Callable[..., HttpResponseBase]
#: Pages that both sides could see open for interpreters and advisers too.
_BESIDE: Final = ("case", "case_facts", "case_remedy")


def case_page_view(view: _View) -> _View:
    """Open a case for whoever was given it; a case that she was not given does not exist for her."""

    @wraps(view)
    def page(request: OpenedRequest, pk: int, **address: int) -> HttpResponseBase:
        return view(request, opened_or_404(request, pk), **address)

    return never_cache(opened_page(cast("_View", page)))


def handler_page(view: _View) -> _View:
    """Open a case for those who handle it; whoever only reads or translates is refused."""

    @wraps(view)
    def page(request: OpenedRequest, actor: Handler, **address: int) -> HttpResponseBase:
        actor.require_handling()
        return view(request, actor, **address)

    return case_page_view(page)


def opened_or_404(request: OpenedRequest, pk: int) -> Handler:
    """Return the actor at work on a case of the organisation that she was given."""
    case = cases_visible_to(request.user, request.organisation).filter(pk=pk).first()
    if case is None:
        raise Http404
    # Every form that writes to her has the same box for the second look.
    looked = request.method == "POST" and "although_unsafe" in request.POST
    return replace(open_case(request.user, request.case_keys, case), although_unsafe=looked)


def show(
    request: OpenedRequest, template: str, actor: Handler, current: str, context: Mapping[str, object], *steps: str
) -> HttpResponse:
    """Render a page of a case. The title is the reference, never the story."""
    case = actor.case
    here = reverse("remedy:case", args=[case.pk])
    name = _("Case {reference}").format(reference=case.reference)
    crumbs = [(_("Cases"), reverse("remedy:cases")), (name, here if steps else ""), *((one, "") for one in steps)]
    shared: dict[str, object] = {
        "title": name,
        "case": case,
        "actor": actor,
        "crumbs": crumbs,
        "tabs": tabs_of(actor, current),
        "line": case_page.folded(case_page.line_of(case)),
        "facts": _facts(actor),
    }
    return render(request, f"remedy/workspace/case/{template}.html", {**shared, **context})


def tabs_of(actor: Handler, current: str) -> list[dict[str, object]]:
    """Return the pages of a case that open for somebody."""
    case = actor.case
    pages: list[tuple[str, str, int | None]] = [
        ("case", _("Dialogue"), None),
        ("case_facts", _("Facts and evidence"), case.files.filter(copy_of=None).count() or None),
        ("case_remedy", _("Remedy"), None),
        ("case_tasks", _("Tasks"), case.tasks.filter(state=TaskState.OPEN).count() or None),
        ("case_safety", _("Safety plan"), None),
        ("case_people", _("People and keys"), None),
        ("case_history", _("History"), None),
    ]
    return [
        {"label": label, "url": reverse(f"remedy:{name}", args=[case.pk]), "current": name == current, "count": count}
        for name, label, count in pages
        if actor.handles or name in _BESIDE
    ]


def _facts(actor: Handler) -> list[tuple[StrOrPromise, StrOrPromise]]:
    case = actor.case
    return [
        (_("Written by"), case.get_standing_display()),
        (_("Language"), _language(actor)),
        (_("Reached us"), case.get_channel_display()),
        (
            _("Handled by"),
            ", ".join(one.label for one in case_page.holders_of(actor) if one.given.scope == KeyScope.CASE),
        ),
        (_("Lane"), "" if case.lane == "ordinary" else case.get_lane_display()),
    ]


def _language(actor: Handler) -> str:
    names = {one.code: one.name for one in languages()}
    name = names.get(actor.case.language, actor.case.language)
    has_interpreter = actor.case.keys.filter(role=SeatRole.INTERPRETER).exists()
    return _("{language}, interpreter assigned").format(language=name) if has_interpreter else name


# ---- forms that act ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Ask:
    """A page that asks before something is done: what it is called, its button, what is said afterwards."""

    title: str
    verb: str
    said: str
    #: The page of the case to go back to.
    back: str = "case"
    #: What will happen, and whether it can be undone.
    words: str = ""
    danger: bool = False
    #: What is written here never reaches the person.
    is_internal: bool = False


def ask(
    request: OpenedRequest,
    actor: Handler,
    page: Ask,
    form: Form,
    act: Callable[[], object],
    **more: object,
) -> HttpResponseBase:
    """Show a form; when it is sent, act and go back, or say at the field why not."""
    back = reverse(f"remedy:{page.back}", args=[actor.case.pk])
    if request.method == "POST" and form.is_valid():
        attempt(form, act)
        if not form.errors:
            messages.success(request, page.said)
            return redirect(back)
    context = {"title": titled(page.title, actor), "page": page, "form": form, "back_url": back, **more}
    if not page.is_internal and _has_words(form):
        context["second_look"] = second_look(request, actor)
    return show(request, "form", actor, page.back, context, page.title)


def second_look(request: OpenedRequest, actor: Handler) -> SecondLookForm | None:
    """Return the box for a second look at words to a person who said that it is not safe; nothing where it is."""
    return SecondLookForm(request.POST or None) if must_look_twice(actor) else None


def _has_words(form: Form) -> bool:
    return any(type(field) is CharField for field in form.fields.values()) and "although_unsafe" not in form.fields


def empty_form(request: OpenedRequest) -> Form:
    """Make a form without fields: a question that is answered by its button."""
    form = Form(request.POST)
    form.is_bound = request.method == "POST"
    return form


def titled(words: str, actor: Handler) -> str:
    """Return the title of a page that does something: what, and to which case."""
    return f"{words} – {actor.case.reference}"


def stage_of(actor: Handler) -> Stage:
    """Return the stage in which the case stands."""
    return Stage(actor.case.stage)
