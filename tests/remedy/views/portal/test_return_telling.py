"""What she can tell at any time: how safe it is, retaliation, her name, that it ends or is erased, how fair it was."""

import pytest
from django.utils import timezone

from knowshow.foundation.vault import KeyPair
from knowshow.remedy import envelopes
from knowshow.remedy.models import Author, EntryKind, KeyScope, RetaliationReport, SealedPart, SurveyAnswer
from knowshow.remedy.rules.stages import Stage
from tests.remedy import make as cases
from tests.remedy.returning import back

pytestmark = pytest.mark.django_db

ACTS = {
    "safe": {"safe": "no"},
    "retaliation": {"text": "They took my shifts away."},
    "details": {"name": "Amina Example", "contact": "Evenings only", "email": "amina@example.org"},
    "end": {"text": "I am tired."},
    "erase": {},
    "survey": {"could_tell": "4"},
}
every_act = pytest.mark.parametrize("act", list(ACTS))


def _start(act):
    return back(Stage.CLOSED if act == "survey" else Stage.RECEIVED)


def _stored(her):
    """What these acts could change."""
    case = her.case
    sealed = [bytes(one) for one in case.parts.values_list("sealed", flat=True)]
    return [case.entry_count, case.stage, case.erasure_asked_on, sealed, SurveyAnswer.objects.count()]


@every_act
def test_one_tap_only_asks(act):
    her = _start(act)
    before = _stored(her)
    page = her.posts("tell/", act=act)
    assert page.heading == page.title == "Please check and confirm"
    assert _stored(her) == before


@every_act
def test_sent_twice_it_happens_once_and_is_answered_alike(act):
    her = _start(act)
    before, after = _stored(her), her.case.entry_count
    first = her.tells(act, after=after, **ACTS[act])
    stored = _stored(her)
    assert stored != before
    status = 409 if act == "survey" else 200
    again = her.tells(act, status=status, after=after, **ACTS[act])
    assert _stored(her) == stored
    assert first.heading == again.heading == "Where it stands"


@every_act
def test_with_another_receipt_nothing_is_told_and_her_words_are_kept(act):
    her, other = _start(act), back()
    before = _stored(her)
    page = her.tells(act, status=422, words=other.receipt["words"], **ACTS[act])
    assert _stored(her) == before
    page.submit("Continue", words=her.receipt["words"])
    assert _stored(her) != before


@every_act
def test_a_form_from_another_site_tells_nothing(act):
    her = _start(act)
    before = _stored(her)
    page = her.page.post(
        "/return/tell/", {**her.receipt, "act": act, "do": "yes", **ACTS[act]}, Origin="https://elsewhere.example"
    )
    assert page.heading == "Please check and send again"
    assert _stored(her) == before


def test_what_we_do_not_know_leads_to_her_page():
    assert back().tells("dance").heading == "Where it stands"


# ---- safety ----------------------------------------------------------------------------------------------------


def test_she_says_that_it_is_not_safe_any_more_and_handlers_know():
    from knowshow.remedy.services import messages

    her = back()
    page = her.opens().submit("Change how safe it is").submit("Tell this", safe="no")
    assert "You said that it is not safe to answer you now." in page.main
    assert messages.is_safe_to_answer(cases.handler(her.who)) == "no"


def test_an_answer_that_is_none_is_asked_again():
    assert back().tells("safe", status=422, safe="perhaps").errors


def test_retaliation_gets_a_clock_of_its_own_and_goes_first():
    her = back()
    page = her.opens().submit("Tell us about it")
    assert "Your case goes first from now on." in page.main
    page = page.submit("Tell this", text="They took my shifts away.")
    assert "Our answer about your safety is due on" in page.main
    assert her.case.retaliation_risk == "high"
    RetaliationReport.objects.update(due_on=timezone.localdate().replace(year=2020))
    assert "Late: our answer about your safety was due on" in her.opens().main


# ---- name and contact ------------------------------------------------------------------------------------------


def test_a_name_given_later_is_sealed_apart_and_comes_back_to_her_alone():
    her = back()
    page = her.opens().submit("Change name, contact or e-mail").submit("Keep this", name="Amina Example")
    assert "Given, sealed apart" in page.main
    assert "Amina Example" not in page.html
    page = page.submit("Change name, contact or e-mail")
    assert page.form("Keep this").fields["name"] == "Amina Example"
    part = SealedPart.objects.get()
    assert (part.what, part.consent) == (KeyScope.IDENTITY, "ask")
    assert b"Amina" not in bytes(part.sealed)


def test_notices_are_switched_on_and_off_and_need_an_address():
    of = cases.mechanism(notice_public=KeyPair.new().public)
    her = back(of=of)
    page = her.tells("details", status=422, notices="on")
    assert page.errors[0].startswith("E-mail address: We need an e-mail address")
    her.tells("details", email="amina@example.org", notices="on")
    assert SealedPart.objects.get().for_notices
    her.tells("details", email="amina@example.org")
    assert not SealedPart.objects.get().for_notices
    assert "E-mail when there is something to read Off" in her.opens().main


def test_what_she_empties_is_taken_out():
    her = back()
    her.tells("details", name="Amina Example", contact="Evenings only")
    page = her.tells("details")
    assert page.main.count("Not given") == 2
    assert all(not envelopes.open_part(one, her_key(her, one)) for one in SealedPart.objects.all())


def her_key(her, part):
    """The key of a part, as her receipt opens it by now."""
    from knowshow.remedy.rules import receipts
    from knowshow.remedy.services import intake

    secret = receipts.secret_bytes(her.reported.words)
    person = intake.open_with_receipt(reference=her.reported.reference, secrets=[secret])
    part.case = person.case
    return person.keys.parts[part.what]


def test_an_address_that_is_none_comes_back_with_a_word_about_it():
    page = back().tells("details", status=422, email="not an address", name="Amina")
    assert page.errors[0].startswith("E-mail address: This is not an e-mail address.")
    assert page.form("Keep this").fields["name"] == "Amina"


# ---- the end ---------------------------------------------------------------------------------------------------


def test_she_ends_her_case_and_can_appeal_afterwards():
    her = back(Stage.REMEDY_OFFERED)
    page = her.opens().submit("End my case").submit("Yes, end my case")
    assert "You ended it." in page.main
    assert her.case.stage == Stage.CLOSED
    assert page.form("Appeal")


def test_erasure_is_explained_asked_for_and_shown():
    her = back()
    page = her.opens().submit("Ask that everything is erased")
    assert "What is erased cannot be brought back, not even by us." in page.main
    page = page.submit("Yes, ask for it")
    assert "you asked that everything be erased." in page.main
    assert her.case.erasure_asked_on == timezone.localdate()
    assert her.case.entries.get(kind=EntryKind.REQUEST).author == Author.PERSON


def test_a_legal_hold_is_told_and_never_hidden():
    her = back()
    type(her.case).objects.update(is_held=True)
    page = her.opens().submit("Ask that everything is erased")
    assert "For now the law obliges us to keep your case." in page.main
    assert "For now the law obliges us to keep your case." in page.submit("Yes, ask for it").main


def test_what_she_did_not_say_of_her_safety_is_said_to_be_not_said():
    her = back(safe="")
    assert _safe_to_answer(her) == "Not said"
    her.tells("safe", safe="unsure")
    assert _safe_to_answer(her) == "I do not know"


def _safe_to_answer(her):
    page = her.opens()
    (asked,) = [one for one in page.all("dl") if "Is it safe for us" in "".join(one.itertext())]
    return "".join(page.all("dd", within=asked)[0].itertext()).strip()


# ---- the survey ------------------------------------------------------------------------------------------------


def test_the_survey_is_asked_once_it_is_due_and_each_question_may_be_skipped():
    her = back(Stage.CLOSED)
    page = her.opens().submit("Look at the questions")
    assert [one for one in page.headings if one in {"How it was done", "What came of it"}]
    page.submit("Send my answers", could_tell="5", put_right="2")
    answer = SurveyAnswer.objects.get()
    assert answer.answers == {"could_tell": 5, "put_right": 2}
    assert "Look at the questions" not in her.opens().main


def test_that_she_tells_how_fair_it_was_is_a_wish_and_waits_for_nothing():
    her = back(Stage.CLOSED)
    page = her.opens()
    assert "If you like, tell us. Nothing in your case depends on it." in page.main
    assert "We wait for your word" not in page.main
    her.decides("appeal", text="It is not right.")
    page = her.opens()
    assert "How fair was it?" not in page.main
    assert "We wait for your word" not in page.main


def test_a_survey_that_is_skipped_whole_is_not_asked_again():
    her = back(Stage.CLOSED)
    her.opens().submit("Look at the questions").submit("Send my answers")
    assert not SurveyAnswer.objects.exists()
    assert "Look at the questions" not in her.opens().main


def test_nobody_is_asked_before_it_is_due():
    assert back(Stage.VERIFIED).tells("survey", status=409, could_tell="5").errors


def test_consent_for_the_contact_alone_is_shown_and_taken_back():
    her = back(contact={"contact": "Evenings only"}, consent="handlers")
    assert her.case.parts.get().consent == "handlers"
    page = her.posts("tell/", act="details")
    assert any(form.fields.get("consent") == "handlers" for form in page.forms)
    assert "Yes, those who work on my case" in her.opens().main
    page = her.tells("details", consent="ask", contact="Evenings only")
    assert "Yes, those who work on my case" not in her.opens().main
    assert her.case.parts.get().consent == "ask"
