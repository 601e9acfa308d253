"""What a person can tell us at any time: how safe it is, who she is, that it should end or be erased (GP 31 b, f)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from knowshow.remedy.filing.given import STANDING_CONSENT, that_let_team_know
from knowshow.remedy.forms.portal_returning import DetailsForm, MayAddForm, SafeForm, SurveyForm, WordsForm
from knowshow.remedy.models import Case, EntryKind, KeyScope, SealedPart
from knowshow.remedy.rules import stages
from knowshow.remedy.rules.stages import Stage, Who
from knowshow.remedy.selectors.person_page import contact_of, name_of, person_page
from knowshow.remedy.services import person as persons
from knowshow.remedy.services import safety, surveys
from knowshow.remedy.services import stages as steps
from knowshow.remedy.standing import Person
from knowshow.remedy.views.portal._asking import Act, Question, acted
from knowshow.remedy.views.portal._receipts import Opened, receipt_page
from knowshow.remedy.views.portal.returning import show_page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from knowshow.remedy.forms.portal_returning import ReturnForm

Data = Mapping[str, Any]  # Any: what a form holds


@receipt_page
def tell(request: HttpRequest, opened: Opened) -> HttpResponse:
    """Ask what she wants to tell, then take it."""
    return acted(request, opened, ACTS, show_page)


def _case(person: Person, _number: int) -> Case | None:
    return None if person.case.is_draft else person.case


# ---- safety ----------------------------------------------------------------------------------------------------


def _ask_safe(_person: Person, _case: Case) -> Question:
    points = (_("You can change this at any time. It changes nothing else in your case."),)
    return Question(_("How safe it is"), points, _("Tell this"))


def _ask_retaliation(_person: Person, case: Case) -> Question:
    days = steps_policy(case)
    return Question(
        _("Does somebody make you pay for speaking up?"),
        (
            _("For example a threat, a dismissal, fewer shifts, a closed account, or pressure on your family."),
            _("Your case goes first from now on. Working days until you get an answer: %(days)s.") % {"days": days},
            _("In danger now? We cannot send help. Call the emergency number where you are."),
        ),
        _("Tell this"),
    )


def steps_policy(case: Case) -> int:
    """Return in how many working days a report of retaliation is answered."""
    from knowshow.remedy.filing.clocks import policy_of

    return policy_of(case.mechanism).retaliation


# ---- name and contact ------------------------------------------------------------------------------------------


def _ask_details(_person: Person, _case: Case) -> Question:
    points = (
        _("Both are your choice, each by itself. They are sealed apart from your report."),
        _("Empty a field to take out what stands in it."),
    )
    return Question(_("Name and contact"), points, _("Keep this"))


def _details_form(person: Person, _case: Case, data: Data | None) -> DetailsForm:
    contact = contact_of(person)
    parts = _parts_of(person)
    # One choice for both: what is allowed for either is shown as allowed, so that it can be taken back.
    is_allowed = STANDING_CONSENT in _agreed(parts).values()
    initial = {
        "name": name_of(person),
        "consent": STANDING_CONSENT if is_allowed else "ask",
        "contact": contact.get("contact", ""),
        "email": contact.get("email", ""),
        "notices": bool(contact) and bool(parts[KeyScope.CONTACT].for_notices),
    }
    return DetailsForm(data, initial=initial)


def _parts_of(person: Person) -> dict[str, SealedPart]:
    parts = {part.what: part for part in person.case.parts.all()}
    for part in parts.values():
        part.case = person.case
    return parts


def _agreed(parts: Mapping[str, SealedPart]) -> dict[str, str]:
    """Return what she chose for each, as she signed it: a choice that is not hers counts as none."""
    said = that_let_team_know(parts.values())
    return {what: STANDING_CONSENT if part.pk in said else "ask" for what, part in parts.items()}


def _keep_details(person: Person, case: Case, form: ReturnForm) -> Person:
    """Keep what was changed, and only that: each change is told in the case."""
    given, before = form.cleaned_data, form.initial
    stored = _agreed(_parts_of(person))
    if (given["name"].strip(), given["consent"]) != (before["name"], stored.get(KeyScope.IDENTITY, "ask")) and (
        given["name"].strip() or before["name"]
    ):
        identity = {"name": given["name"].strip()} if given["name"].strip() else {}
        keys = persons.put_part(actor=person, what=KeyScope.IDENTITY, content=identity, consent=given["consent"])
        person = Person(case, keys)
    is_other = any((given[name] or "") != (before[name] or "") for name in ("contact", "email", "notices"))
    if is_other or given["consent"] != stored.get(KeyScope.CONTACT, given["consent"]):
        contact = {name: given[name].strip() for name in ("contact", "email") if given[name].strip()}
        keys = persons.put_part(
            actor=person, what=KeyScope.CONTACT, content=contact, consent=given["consent"],
            for_notices=given["notices"],
        )  # fmt: skip
        person = Person(case, keys)
    return person


# ---- the end ---------------------------------------------------------------------------------------------------


def _endable(person: Person, _number: int) -> Case | None:
    case = person.case
    return case if not case.is_draft and stages.endings(Stage(case.stage), Who.PERSON) else None


def _ask_end(_person: Person, _case: Case) -> Question:
    return Question(
        _("End your case?"),
        (
            _("You owe no reason. Nothing more happens here, and an offer that is open is no longer open."),
            _("You can appeal later, and you can still go to a court or to any other body."),
        ),
        _("Yes, end my case"),
    )


def _erasable(person: Person, _number: int) -> Case | None:
    case = person.case
    return None if case.is_draft or case.erasure_asked_on else case


def _ask_erase(_person: Person, case: Case) -> Question:
    points = [
        _("We look at it and tell you here what was done."),
        _("With the case goes what was agreed and every proof. Take a copy with you first."),
    ]
    if case.is_held:
        points.append(_("For now the law obliges us to keep your case. We erase it when that ends."))
    warning = _("What is erased cannot be brought back, not even by us.")
    return Question(_("Ask that everything is erased?"), tuple(points), _("Yes, ask for it"), warning=warning)


# ---- how fair it was -------------------------------------------------------------------------------------------


def _invited(person: Person, _number: int) -> str | None:
    return (person_page(person).survey_wave or None) if not person.case.is_draft else None


def _ask_survey(_person: Person, _wave: str) -> Question:
    points = (
        _("Nobody can see whose answer it is: it is stored without your reference."),
        _("You may skip each question, or all of them."),
    )
    return Question(_("How fair was it?"), points, _("Send my answers"))


def _answer_survey(person: Person, wave: str, form: ReturnForm) -> None:
    surveys.answer_survey(actor=person, wave=wave, answers=dict(form.cleaned_data))


def _nothing(_made: object) -> None:
    """An act leaves her keys as they were."""


ACTS: Final[Mapping[str, Act]] = {
    "safe": Act(
        _case, _ask_safe,
        lambda person, _case, form: _nothing(
            persons.say_whether_safe(actor=person, answer=form.cleaned_data["safe"])
        ),
        gettext_lazy("We know now how safe it is."), EntryKind.SAFETY,
        lambda _case, data: {"safe": data.get("safe", "")},
        lambda person, _case, data: SafeForm(data, initial={"safe": person_page(person).safe}), is_repeatable=True,
    ),
    "retaliation": Act(
        _case, _ask_retaliation,
        lambda person, _case, form: _nothing(
            safety.report_retaliation(actor=person, text=form.cleaned_data["text"])
        ),
        gettext_lazy("We know it now. Your case goes first."), EntryKind.REQUEST,
        lambda _case, data: {"event": "retaliation_reported", "text": data.get("text", "")},
        lambda _p, _c, data: WordsForm(data), is_repeatable=True,
    ),
    "details": Act(
        _case, _ask_details, _keep_details, gettext_lazy("It is kept, sealed apart."), EntryKind.SYSTEM,
        lambda _case, _data: {"event": "identity_given"}, _details_form,
    ),
    "end": Act(
        _endable, _ask_end,
        lambda person, _case, form: _nothing(steps.withdraw(actor=person, text=form.cleaned_data["text"])),
        gettext_lazy("Your case has ended, as you wished."), EntryKind.STAGE,
        lambda _case, _data: {"to": Stage.CLOSED}, lambda _p, _c, data: MayAddForm(data),
    ),
    "erase": Act(
        _erasable, _ask_erase, lambda person, _case, _form: _nothing(persons.ask_for_erasure(actor=person)),
        gettext_lazy("You asked that everything be erased. We answer here."), EntryKind.REQUEST,
        lambda _case, _data: {"event": "erasure_asked"}, is_repeatable=True,
    ),
    "survey": Act(
        _invited, _ask_survey, _answer_survey, gettext_lazy("We have your answers, without your reference."),
        EntryKind.SURVEY, lambda _wave, _data: {"none": "of this kind is ever stored"},
        lambda _p, _w, data: SurveyForm(data), template="return/survey",
    ),
}  # fmt: skip
