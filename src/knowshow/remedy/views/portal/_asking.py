"""Acts of a person who came back: asked, confirmed, done once, and answered with her page as it stands then.

Nothing is decided by one tap. The page that asks says what the act means; the page that it answers with shows what it
did. An act that is sent twice happens once, and one that comes too late loses no word.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from knowshow.errors import BadInputError, ConflictError, NotAllowedError
from knowshow.remedy.forms.portal_returning import NoForm, ReturnForm
from knowshow.remedy.services.once import once, said_since
from knowshow.remedy.standing import Person
from knowshow.remedy.views.portal._shell import show

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django_stubs_ext import StrOrPromise

    from knowshow.remedy.selectors.person_entries import PartShown
    from knowshow.remedy.views.portal._receipts import Opened

#: What she is asked about: a record of her case, or her case itself. Each act knows its own kind.
Subject = Any
_YES: Final = "yes"
_STAY: Final = "stay"
_LONGEST_NUMBER: Final = 18


@dataclass(frozen=True, slots=True)
class Question:
    """What the page that asks says: what it is about, what it means, and the word that does it."""

    heading: str
    points: tuple[str, ...]
    button: str
    parts: tuple[PartShown, ...] = ()
    #: Words of somebody else that the act is about.
    quoted: str = ""
    #: What cannot be taken back.
    warning: str = ""


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that she can do."""

    find: Callable[[Person, int], Subject | None]
    ask: Callable[[Person, Subject], Question]
    do: Callable[[Person, Subject, ReturnForm], Person | None]
    done: StrOrPromise
    #: The entry that the act leaves behind: its kind, and by what it is known.
    kind: str
    said: Callable[[Subject, Mapping[str, Any]], Mapping[str, object]]
    form: Callable[[Person, Subject, Mapping[str, Any] | None], ReturnForm] = lambda _person, _subject, data: NoForm(
        data
    )
    #: Could be done again at any time: looked for before, and not only where it is refused.
    is_repeatable: bool = False
    template: str = "return/confirm"


@dataclass(frozen=True, slots=True)
class Came:
    """What her page tells first: what was done, or why it was not; and words of hers that are kept."""

    notice: str = ""
    problem: str = ""
    kept: str = ""
    #: Where on her page the problem is.
    anchor: str = "now"


Answer = Callable[["HttpRequest", "Opened", Came, int], "HttpResponse"]
GONE: Final = gettext_lazy("This is not open any more. Your page shows how it stands now.")


def acted(request: HttpRequest, opened: Opened, acts: Mapping[str, Act], answer: Answer) -> HttpResponse:
    """Ask about an act, or do it; ``answer`` shows her page afterwards."""
    name, at = pressed_act(request)
    act = acts.get(name)
    if act is None or opened.person.case.is_draft:
        return answer(request, opened, Came(), 200)
    subject = act.find(opened.person, at)
    pressed = request.POST.get("do", "")
    if subject is None:
        return _too_late(request, opened, act, answer)
    form = _form(request, opened.person, act, subject)
    if pressed == _YES and form.is_valid():
        return _do(request, opened, act, subject, form, answer)
    return _ask(request, opened, act, subject, form, status=422 if pressed == _YES else 200)


def pressed_act(request: HttpRequest) -> tuple[str, int]:
    """Return which act was chosen, and about which record: a button says ``accept:12``."""
    name, _colon, at = request.POST.get("act", "").partition(":")
    return name, int(at) if _is_number(at) else 0


def number(request: HttpRequest, name: str) -> int:
    """Return a posted number; 0 for anything else."""
    said = request.POST.get(name, "")
    return int(said) if _is_number(said) else 0


def _is_number(said: str) -> bool:
    return said.isascii() and said.isdecimal() and len(said) <= _LONGEST_NUMBER


def after(request: HttpRequest, person: Person) -> int:
    """Return the number of the last entry that the page showed from which this comes."""
    return number(request, "after") if "after" in request.POST else person.case.entry_count


def _form(request: HttpRequest, person: Person, act: Act, subject: Subject) -> ReturnForm:
    pressed = request.POST.get("do", "")
    form = act.form(person, subject, request.POST if pressed in {_YES, _STAY} else None)
    if pressed == _STAY:
        form.look_at_nothing()
    return form


def _do(
    request: HttpRequest, opened: Opened, act: Act, subject: Subject, form: ReturnForm, answer: Answer
) -> HttpResponse:
    person, since = opened.person, after(request, opened.person)
    said = act.said(subject, form.cleaned_data)
    changed: list[Person | None] = []
    try:
        if act.is_repeatable:
            once(actor=person, after=since, kind=act.kind, said=said,
                 act=lambda: changed.append(act.do(person, subject, form)))  # fmt: skip
        else:
            changed.append(act.do(person, subject, form))
    except BadInputError as error:
        form.add_error(error.place.field if error.place.field in form.fields else None, _("Look at this once more."))
        return _ask(request, opened, act, subject, form, status=422)
    except (ConflictError, NotAllowedError):
        return _too_late(request, opened, act, answer, said)
    return answer(request, _as_now(opened, changed), Came(notice=str(act.done)), 200)


def _as_now(opened: Opened, changed: list[Person | None]) -> Opened:
    """Her keys as they are by now: a first name or contact adds one."""
    person = next((one for one in changed if isinstance(one, Person)), None)
    return replace(opened, person=person) if person else opened


def _too_late(
    request: HttpRequest, opened: Opened, act: Act, answer: Answer, said: Mapping[str, object] | None = None
) -> HttpResponse:
    """Show that it was done already, by her; or that the case has moved on, with her words kept."""
    person = opened.person
    looked_for = said if said is not None else act.said(None, _stripped(request))
    if request.POST.get("do") == _YES and said_since(person, after(request, person), act.kind, looked_for):
        return answer(request, opened, Came(notice=str(act.done)), 200)
    kept = request.POST.get("text", "")
    return answer(request, opened, Came(problem=str(GONE), kept=kept, anchor="text" if kept else "now"), 409)


def _stripped(request: HttpRequest) -> dict[str, str]:
    """Return what was posted as the form cleaned it the first time: without its subject there is no form by now."""
    return {name: str(words).strip() for name, words in request.POST.items()}


def _ask(
    request: HttpRequest, opened: Opened, act: Act, subject: Subject, form: ReturnForm, *, status: int
) -> HttpResponse:
    person = opened.person
    context = {
        "question": act.ask(person, subject),
        "form": form,
        "receipt": opened.receipt,
        "act": request.POST.get("act", ""),
        "action": request.path,
        "after": after(request, person),
    }
    return show(request, act.template, context, mechanism=person.case.mechanism, status=status)
