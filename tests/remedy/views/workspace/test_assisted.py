"""Reports that come by phone or on paper: the same report, the same receipt, whose words are shown once."""

import pytest
from django.utils.translation import gettext, override

from knowshow.remedy import envelopes
from knowshow.remedy.models import Case, CaseKey, KeyScope, SeatRole
from knowshow.remedy.rules import receipts
from knowshow.remedy.rules.languages import languages
from knowshow.remedy.services import intake
from tests.page import PageClient, words_of
from tests.remedy import seats

pytestmark = pytest.mark.django_db
TOLD = {"channel": "phone", "language": "es", "text": "Me quitaron la cuenta.", "safe": "yes"}


@pytest.fixture
def mechanism(organisation):
    return seats.mechanism(organisation, question_set="general")


@pytest.fixture
def member(mechanism):
    return seats.seated(mechanism, SeatRole.INTAKE)


@pytest.fixture
def form(mechanism, member):
    return PageClient(member).get(f"/remedy/mechanisms/{mechanism.pk}/intake/")


def take_in(form, **more):
    return form.submit("Take the report in", **{**TOLD, **more})


def opened(page):
    """The case of a receipt, opened with the words on its page."""
    words = tuple(page.all("b", within=one)[0].text for one in page.all("li", within=page.all("ol")[0]))
    reference = page.headings[0]
    return intake.open_with_receipt(reference=reference, secrets=[receipts.secret_bytes(words)])


def test_the_receipt_opens_what_was_told(form):
    page = take_in(form)
    person = opened(page)
    told = envelopes.read_entry(person.case.entries.get(), person.secrets)
    assert (told["text"], told["language"], told["safe"]) == ("Me quitaron la cuenta.", "es", "yes")
    assert (person.case.channel, person.case.stage, person.case.language) == ("phone", "received", "es")


def test_the_words_are_shown_on_no_other_page(form, member, mechanism):
    page = take_in(form)
    words = [one.text for one in page.all("b", within=page.all("ol")[0])]
    client = PageClient(member)
    for address in ("", "intake/", "lanes/"):
        shown = client.get(f"/remedy/mechanisms/{mechanism.pk}/{address}").text.split()
        assert not set(words) <= set(shown)


def test_the_same_form_sent_twice_is_one_report(form):
    first, second = take_in(form), take_in(form)
    assert Case.objects.count() == 1
    assert opened(first).case == opened(second).case


def test_answers_are_sealed_and_follow_questions_appear_when_asked_for(form):
    page = form.submit("Show the questions that follow", **TOLD, **{"q.fear": "yes", "q.harms": ["money", "work"]})
    assert "q.fear_from" in page.form("Take the report in").names
    assert page.form("Take the report in").fields["text"] == "Me quitaron la cuenta."
    person = opened(page.submit("Take the report in", **{"q.fear_from": ["boss"]}))
    told = envelopes.read_entry(person.case.entries.get(), person.secrets)
    assert told["answers"] == {"harms": ["work", "money"], "fear": "yes", "fear_from": ["boss"]}
    assert told["question_set"] == "general.v1"


def test_a_name_is_sealed_apart(form, mechanism):
    custodian = seats.seated(mechanism, SeatRole.CUSTODIAN, name="Cleo Custodian")
    case = opened(take_in(form, name="Amal Example", contact="by the baker")).case
    assert {part.what for part in case.parts.all()} == {KeyScope.IDENTITY, KeyScope.CONTACT}
    assert {share.user for part in case.parts.all() for share in part.shares.all()} == {custodian}


def test_whom_it_concerns_gets_no_key(mechanism, member):
    other = seats.seated(mechanism, SeatRole.INTAKE, name="Olga Other")
    form = PageClient(member).get(f"/remedy/mechanisms/{mechanism.pk}/intake/")
    take_in(form, concerns=[str(other.seats.get().pk)])
    assert [one.user for one in CaseKey.objects.all()] == [member]


def test_without_words_nothing_is_taken_in(form):
    page = take_in(form, text=" ")
    assert page.errors
    assert not Case.objects.exists()


def test_a_closed_mechanism_takes_nothing_in(form, mechanism):
    mechanism.is_open = False
    mechanism.save()
    assert "takes no reports now" in take_in(form).errors[0]


@pytest.mark.parametrize("language", [one.code for one in languages()])
def test_the_form_on_paper_exists_in_each_language(language, mechanism, member):
    page = PageClient(member).get(f"/remedy/mechanisms/{mechanism.pk}/intake/paper/{language}/")
    assert len(page.all("section")) > 20
    assert page.root.get("lang").lower() == language
    assert page.root.get("dir") == ("rtl" if language == "ar" else "ltr")


def test_the_receipt_names_no_service_on_paper(form):
    page = take_in(form)
    assert page.title == "Receipt"
    assert "Knowshow" not in page.text


def test_the_receipt_speaks_the_language_of_the_person_and_tells_the_way_back(form, monkeypatch):
    monkeypatch.setenv("KNOWSHOW_PORTAL_HOSTS", "speak.example.org")
    page = take_in(form, language="ar")
    (paper,) = page.by_class("panel")
    assert (paper.get("lang"), paper.get("dir")) == ("ar", "rtl")
    assert "speak.example.org/ar/return/" in words_of(paper)
    with override("ar"):
        for words in ("Your eight words. Tell nobody, not even us", "Read an answer"):
            assert gettext(words) != words
            assert gettext(words) in words_of(paper)


def test_where_no_portal_is_known_no_address_is_made_up(form, monkeypatch):
    monkeypatch.delenv("KNOWSHOW_PORTAL_HOSTS", raising=False)
    assert "/return/" not in take_in(form).text
