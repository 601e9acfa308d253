"""What only the person can decide: an offer, whether a remedy came true, an appeal, who may know what (GP 22, 31 f, h).

Every page that asks says what a yes means, that nothing takes the way to a court from her, and that she may take her
time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from knowshow.remedy.forms.portal_returning import MayAddForm, ProposalForm, ReferralForm, TimeForm, WordsForm
from knowshow.remedy.models import (
    Appeal,
    AppealState,
    Case,
    EntryKind,
    Match,
    Offer,
    Referral,
    ReferralState,
    Remedy,
    Reveal,
)
from knowshow.remedy.rules.stages import APPEALABLE, Stage
from knowshow.remedy.selectors.person_page import OfferShown, person_page
from knowshow.remedy.selectors.person_words import APPEAL_WAITS
from knowshow.remedy.services import appeals, matching, offers, referrals, remedies, reveals
from knowshow.remedy.services.once import ask_for_time
from knowshow.remedy.standing import Person
from knowshow.remedy.views.portal._asking import Act, Question, acted
from knowshow.remedy.views.portal._receipts import Opened, receipt_page
from knowshow.remedy.views.portal.returning import show_page

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from knowshow.remedy.forms.portal_returning import ReturnForm

Data = Mapping[str, Any]  # Any: what a form holds
_TALKING: Final = frozenset({Stage.ASSESSED, Stage.DIALOGUE})


@receipt_page
def decide(request: HttpRequest, opened: Opened) -> HttpResponse:
    """Ask whether she means it, then do what she decided."""
    return acted(request, opened, ACTS, show_page)


# ---- an offer --------------------------------------------------------------------------------------------------


def _offer(person: Person, number: int) -> Offer | None:
    """Return an offer of her case that waits for her."""
    if person.case.stage != Stage.REMEDY_OFFERED:
        return None
    found = Offer.objects.select_related("entry").filter(
        case=person.case, pk=number, state="open", is_from_person=False
    )
    return found.first()


def _shown(person: Person, offer: Offer) -> OfferShown | None:
    return next((one for one in person_page(person).offers if one.pk == offer.pk), None)


def _ask_accept(person: Person, offer: Offer) -> Question:
    shown = _shown(person, offer)
    return Question(
        _("Accept this offer?"),
        (
            _("You give up nothing. You can still go to a court or to any other body."),
            _("Nothing in it obliges you to be silent."),
            _("Your receipt signs your yes. Nobody else can say it for you."),
            _("From now on we must do each part by its day, and you tell us whether it was done."),
            _("You can ask somebody for advice first. The offer stays open meanwhile."),
        ),
        _("Yes, I accept the offer"),
        parts=shown.parts if shown else (),
        quoted=shown.text if shown else "",
    )


def _ask_refuse(_person: Person, _offer: Offer) -> Question:
    points = (_("You owe no reason."), _("You lose nothing. We go on looking for a remedy with you."))
    return Question(_("Refuse this offer?"), points, _("Yes, I refuse the offer"))


def _ask_counter(person: Person, offer: Offer) -> Question:
    shown = _shown(person, offer)
    points = (_("Your proposal takes the place of our offer. We answer it, with reasons."),)
    return Question(_("Propose something else"), points, _("Send my proposal"), parts=shown.parts if shown else ())


def _ask_time(_person: Person, offer: Offer) -> Question:
    points = [_("You may always take more time. The offer does not get worse by it.")]
    if offer.open_until:
        points.append(_("Until now the offer is open until %(day)s.") % {"day": _day(offer.open_until)})
    return Question(_("Ask for more time"), tuple(points), _("Ask for more time"))


def _counter(person: Person, offer: Offer | None, form: ReturnForm) -> None:
    offers.counter_offer(actor=person, text=form.cleaned_data["text"], remedies=form.parts, offer=offer)


def _talking(person: Person, _number: int) -> Case | None:
    return person.case if person.case.stage in _TALKING else None


def _ask_propose(_person: Person, _case: Case) -> Question:
    points = (_("Say what would put it right, part by part if you like. We answer, with reasons."),)
    return Question(_("Propose a remedy"), points, _("Send my proposal"))


# ---- what was agreed -------------------------------------------------------------------------------------------


def _remedy(person: Person, number: int) -> Remedy | None:
    return Remedy.objects.select_related("offer__entry", "proof").filter(case=person.case, pk=number).first()


def _verifiable(person: Person, number: int) -> Remedy | None:
    shown = {one.pk for one in person_page(person).remedies if one.may_verify}
    return _remedy(person, number) if number in shown else None


def _disputable(person: Person, number: int) -> Remedy | None:
    shown = {one.pk for one in person_page(person).remedies if one.may_dispute}
    return _remedy(person, number) if number in shown else None


def _what(person: Person, remedy: Remedy) -> str:
    found = [one for one in person_page(person).remedies if one.pk == remedy.pk]
    return f"{found[0].kind}: {found[0].what}" if found else ""


def _ask_verify(person: Person, remedy: Remedy) -> Question:
    points = (
        _("Only you can say this. Nobody of the team can say it for you."),
        _("If it turns out otherwise later, you can still tell us here."),
    )
    return Question(_("Was it carried out?"), points, _("Yes, it was carried out"), quoted=_what(person, remedy))


def _ask_dispute(person: Person, remedy: Remedy) -> Question:
    points = (_("Say what is missing or different. Our clock runs on from the day that was promised."),)
    return Question(_("Was it not carried out?"), points, _("No, it was not carried out"),
                    quoted=_what(person, remedy))  # fmt: skip


# ---- an appeal -------------------------------------------------------------------------------------------------


def _appealable(person: Person, _number: int) -> Case | None:
    return person.case if person.case.stage in APPEALABLE else None


def _ask_appeal(person: Person, _case: Case) -> Question:
    return Question(
        _("Appeal against the decision?"),
        (
            *_who_looks(person),
            _("An offer stays open meanwhile. You can take the appeal back.")
            if person_page(person).open_offer
            else _("You can take the appeal back."),
            _("You need no appeal to go to a court or to another body. That way stays open."),
        ),
        _("Send my appeal"),
    )


def _who_looks(person: Person) -> tuple[str, ...]:
    """Say who looks at an appeal and by when; where nobody is left who could, only that."""
    appeal = person_page(person).appeal
    if appeal.has_nobody:
        return (str(APPEAL_WAITS[True]),)
    return (
        _("Somebody else looks at it: a reviewer who decided nothing in your case."),
        _("You get a decision, with reasons, by %(day)s.") % {"day": _day(appeal.due_on)},
    )


def _open_appeal(person: Person, number: int) -> Appeal | None:
    found = Appeal.objects.select_related("entry").filter(case=person.case, pk=number, state=AppealState.OPEN)
    return found.first()


def _ask_appeal_back(_person: Person, _appeal: Appeal) -> Question:
    points = (_("Your case stands again where it stood before. You can appeal again later."),)
    return Question(_("Take the appeal back?"), points, _("Yes, I take it back"))


# ---- who may know what -----------------------------------------------------------------------------------------


def _reveal(person: Person, number: int) -> Reveal | None:
    found = Reveal.objects.select_related("part").filter(part__case=person.case, pk=number, state="asked").first()
    if found is not None:
        found.part.case = person.case
    return found


def _revealed(person: Person, number: int) -> Reveal | None:
    shown = {one.pk for one in person_page(person).revealed}
    return Reveal.objects.select_related("part").filter(pk=number).first() if number in shown else None


def _ask_reveal_back(_person: Person, _reveal: Reveal) -> Question:
    points = (_("From now on it opens for nobody of the team. Whoever needs it asks again."),)
    warning = _("What somebody has seen cannot be made unseen.")
    return Question(_("Seal it again?"), points, _("Yes, seal it again"), warning=warning)


_SHOW: Final = {
    "identity": gettext_lazy("Show your name?"),
    "original": gettext_lazy("Open the original of your file?"),
    "contact": gettext_lazy("Show how to reach you?"),
}


def _ask_reveal(person: Person, reveal: Reveal) -> Question:
    asked = next((one for one in person_page(person).reveals if one.pk == reveal.pk), None)
    who, what = (asked.who, asked.what) if asked else ("", reveal.part.what)
    files = (_("Whoever sees your name can also open the originals of your files."),)
    return Question(
        str(_SHOW.get(what, "")),
        (
            *(files if asked and asked.opens_files else ()),
            _("Only this seat sees it: %(who)s. Nobody else of the team does.") % {"who": who},
            _("It closes again by itself. Number of days: %(days)s.") % {"days": reveal.days},
            _("You read here each day on which it was looked at."),
        ),
        _("Yes, show it"),
        quoted=asked.reason if asked else "",
        warning=_("What somebody has seen cannot be made unseen."),
    )


def _ask_reveal_no(_person: Person, _reveal: Reveal) -> Question:
    points = (_("It stays sealed. Your case goes on all the same."),)
    return Question(_("Keep it sealed?"), points, _("Yes, keep it sealed"))


def _answer_reveal(*, agrees: bool) -> Callable[[Person, Reveal, ReturnForm], None]:
    def do(person: Person, reveal: Reveal, _form: ReturnForm) -> None:
        reveals.answer_reveal(actor=person, reveal=reveal, agrees=agrees)

    return do


def _referral(*states: str) -> Callable[[Person, int], Referral | None]:
    def find(person: Person, number: int) -> Referral | None:
        found = Referral.objects.select_related("entry").filter(case=person.case, pk=number, state__in=states)
        return found.first()

    return find


def _ask_referral(person: Person, referral: Referral) -> Question:
    shown = next(one for one in person_page(person).referrals if one.pk == referral.pk)
    return Question(
        _("Let another body deal with it?"),
        (
            _("Which body: %(body)s") % {"body": shown.body},
            _("What for: %(purpose)s") % {"purpose": shown.purpose},
            _("Only what is marked goes there. You can read afterwards what was sent."),
            _("Until it is sent you can take your consent back."),
        ),
        _("Yes, it may be told what is marked"),
        quoted=shown.text,
        warning=_("What was sent cannot be called back."),
    )


def _referral_form(person: Person, referral: Referral, data: Data | None) -> ReferralForm:
    shown = next(one for one in person_page(person).referrals if one.pk == referral.pk)
    return ReferralForm(data, offered=shown.fields)


def _agree_referral(person: Person, referral: Referral, form: ReturnForm) -> None:
    given = form.cleaned_data
    referrals.answer_referral(
        actor=person, referral=referral, fields=given["fields_agreed"], until=given["until"], text=given["text"]
    )


def _ask_referral_no(_person: Person, _referral: Referral) -> Question:
    points = (_("Nothing is sent. Your case goes on here."),)
    return Question(_("Tell the other body nothing?"), points, _("Yes, tell them nothing"))


def _ask_referral_back(_person: Person, _referral: Referral) -> Question:
    points = (_("It was not sent yet. If you take your consent back, it is not sent."),)
    return Question(_("Take your consent back?"), points, _("Yes, I take it back"))


def _match(person: Person, number: int) -> Match | None:
    return Match.objects.filter(pk=number).first() if number in person_page(person).matches else None


_MATCH: Final = gettext_lazy(
    "The other person is asked the same, and knows as little of you. "
    "Neither of you is told who the other is, unless you both agree."
)


def _ask_match(_person: Person, _match: Match) -> Question:
    return Question(_("Somebody else named the same"), (str(_MATCH),), _("Yes, if the other person agrees, too"))


def _ask_match_no(_person: Person, _match: Match) -> Question:
    return Question(_("Somebody else named the same"), (str(_MATCH),), _("No, tell nobody"))


def _day(day: date) -> str:
    return date_format(day, pgettext("day", "j M Y"))


def _accepts(said: bool, **more: object) -> Callable[[Any, Data], dict[str, object]]:
    return lambda subject, _data: {"accepts": said, **more, **_remedy_kind(subject)}


def _remedy_kind(subject: object) -> dict[str, object]:
    return {"remedy": subject.kind} if isinstance(subject, Remedy) else {}


def _text(subject: object, data: Data) -> dict[str, object]:  # noqa: ARG001  (each act is asked alike)
    return {"text": data.get("text", "")}


_ANSWERED: Final = gettext_lazy("We have your answer.")
ACTS: Final[Mapping[str, Act]] = {
    "accept": Act(
        _offer, _ask_accept,
        lambda person, offer, form: _nothing(
            offers.accept_offer(actor=person, offer=offer, text=form.cleaned_data["text"])
        ),
        gettext_lazy("You accepted the offer. Now we must carry it out."),
        EntryKind.DECISION, _accepts(True), lambda _p, _o, data: MayAddForm(data),
    ),
    "refuse": Act(
        _offer, _ask_refuse,
        lambda person, offer, form: _nothing(
            offers.refuse_offer(actor=person, offer=offer, text=form.cleaned_data["text"])
        ),
        gettext_lazy("You refused the offer. We go on looking for a remedy with you."),
        EntryKind.DECISION, _accepts(False), lambda _p, _o, data: MayAddForm(data),
    ),
    "counter": Act(
        _offer, _ask_counter, _counter, gettext_lazy("We have your proposal, and answer it."), EntryKind.COUNTER,
        _text, lambda _p, _o, data: ProposalForm(data), is_repeatable=True, template="return/propose",
    ),
    "propose": Act(
        _talking, _ask_propose, lambda person, _case, form: _counter(person, None, form),
        gettext_lazy("We have your proposal, and answer it."), EntryKind.COUNTER, _text,
        lambda _p, _c, data: ProposalForm(data), is_repeatable=True, template="return/propose",
    ),
    "time": Act(
        _offer, _ask_time,
        lambda person, offer, form: _nothing(
            ask_for_time(actor=person, offer=offer, until=form.cleaned_data["until"], text=form.cleaned_data["text"])
        ),
        gettext_lazy("You asked for more time. We answer here."), EntryKind.REQUEST,
        lambda _o, data: {"event": "more_time_asked", "text": data.get("text", "")},
        lambda _p, _o, data: TimeForm(data), is_repeatable=True,
    ),
    "verify": Act(
        _verifiable, _ask_verify,
        lambda person, remedy, form: _nothing(
            remedies.verify_remedy(actor=person, remedy=remedy, text=form.cleaned_data["text"])
        ),
        gettext_lazy("You said that it was carried out."), EntryKind.DECISION,
        _accepts(True, event="remedy_verified"), lambda _p, _r, data: MayAddForm(data),
    ),
    "dispute": Act(
        _disputable, _ask_dispute,
        lambda person, remedy, form: _nothing(
            remedies.dispute_remedy(actor=person, remedy=remedy, text=form.cleaned_data["text"])
        ),
        gettext_lazy("You said that it was not carried out. It is for us to act now."), EntryKind.DECISION,
        _accepts(False, event="remedy_disputed"), lambda _p, _r, data: WordsForm(data),
    ),
    "appeal": Act(
        _appealable, _ask_appeal,
        lambda person, _case, form: _nothing(
            appeals.lodge_appeal(actor=person, text=form.cleaned_data["text"])
        ),
        gettext_lazy("We have your appeal."), EntryKind.APPEAL, _text,
        lambda _p, _c, data: WordsForm(data),
    ),
    "appeal_back": Act(
        _open_appeal, _ask_appeal_back,
        lambda person, appeal, form: _nothing(
            appeals.withdraw_appeal(actor=person, appeal=appeal, text=form.cleaned_data["text"])
        ),
        gettext_lazy("You took the appeal back."), EntryKind.STAGE, lambda _a, _d: {"from": Stage.APPEALED},
        lambda _p, _a, data: MayAddForm(data),
    ),
    "reveal": Act(
        _reveal, _ask_reveal, _answer_reveal(agrees=True), _ANSWERED, EntryKind.CONSENT,
        lambda _r, _d: {"about": "reveal", "answer": "yes"},
    ),
    "reveal_no": Act(
        _reveal, _ask_reveal_no, _answer_reveal(agrees=False), _ANSWERED, EntryKind.CONSENT,
        lambda _r, _d: {"about": "reveal", "answer": "no"},
    ),
    "reveal_back": Act(
        _revealed, _ask_reveal_back,
        lambda person, reveal, _form: _nothing(reveals.take_consent_back(actor=person, reveal=reveal)),
        gettext_lazy("You took your consent back. It is sealed again."), EntryKind.CONSENT,
        lambda _r, _d: {"about": "reveal", "answer": "back"},
    ),
    "referral": Act(
        _referral(ReferralState.PROPOSED), _ask_referral, _agree_referral, _ANSWERED, EntryKind.CONSENT,
        lambda _r, _d: {"about": "referral", "answer": "yes"}, _referral_form,
    ),
    "referral_no": Act(
        _referral(ReferralState.PROPOSED), _ask_referral_no,
        lambda person, referral, form: _nothing(
            referrals.answer_referral(actor=person, referral=referral, fields=(), text=form.cleaned_data["text"])
        ),
        _ANSWERED, EntryKind.CONSENT, lambda _r, _d: {"about": "referral", "answer": "no"},
        lambda _p, _r, data: MayAddForm(data),
    ),
    "referral_back": Act(
        _referral(ReferralState.CONSENTED), _ask_referral_back,
        lambda person, referral, _form: _nothing(referrals.withdraw_consent(actor=person, referral=referral)),
        gettext_lazy("You took your consent back. Nothing is sent."), EntryKind.CONSENT,
        lambda _r, _d: {"about": "referral", "answer": "no"},
    ),
    "match": Act(
        _match, _ask_match,
        lambda person, match, _form: _nothing(matching.answer_match(actor=person, match=match, agrees=True)),
        _ANSWERED, EntryKind.CONSENT, lambda _m, _d: {"about": "matching", "answer": "yes"},
    ),
    "match_no": Act(
        _match, _ask_match_no,
        lambda person, match, _form: _nothing(matching.answer_match(actor=person, match=match, agrees=False)),
        _ANSWERED, EntryKind.CONSENT, lambda _m, _d: {"about": "matching", "answer": "no"},
    ),
}  # fmt: skip


def _nothing(_made: object) -> None:
    """An act leaves her keys as they were."""
