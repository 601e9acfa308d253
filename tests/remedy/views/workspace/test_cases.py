"""The list of cases and the page of one: who gets in, what is shown, and what is not."""

import pytest

from knowshow.foundation import unlocked
from knowshow.remedy.models import CaseKey, SeatRole
from knowshow.remedy.rules.stages import Stage
from knowshow.remedy.services import keys, links, messages, person, safety
from tests.page import PageClient
from tests.remedy import make, seats

pytestmark = pytest.mark.django_db


@pytest.fixture
def hanna(mechanism):
    """Who reads new reports."""
    return seats.seated(mechanism, SeatRole.INTAKE, SeatRole.HANDLER)


@pytest.fixture
def client(hanna):
    return seats.opened(hanna)


@pytest.fixture
def who(hanna, mechanism):
    """A person who sent a report."""
    return make.person(mechanism)


def _url(who, rest=""):
    return f"/remedy/cases/{who.case.pk}/{rest}"


#: Every page of a case that is fetched.
PAGES = (
    "", "note/", "facts/", "facts/material/", "files/add/", "acknowledge/", "admissible/", "assess/", "dialogue/",
    "reopen/", "pause/", "resume/", "rate/", "classify/", "remedy/", "remedy/offer/", "tasks/", "tasks/add/", "safety/",
    "safety/plan/", "people/", "people/give/", "links/add/", "referrals/propose/", "history/",
)  # fmt: skip
#: And every one that acts at once.
ACTS = ("answer/", "export.json", "print/", "tasks/1/end/", "links/1/remove/", "sealed/1/")
BOTH_SIDES = ("", "facts/", "remedy/")


# ---- who gets in -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rest", PAGES)
def test_each_page_opens_for_who_was_given_the_case(client, who, rest):
    page = client.get(_url(who, rest))
    assert who.case.reference in page.title
    assert "account" not in page.title


@pytest.mark.parametrize("rest", PAGES)
def test_somebody_of_the_team_without_the_key_finds_nothing(mechanism, who, rest):
    other = seats.opened(seats.seated(mechanism, SeatRole.HANDLER, name="Nora Newcomer"))
    other.get(_url(who, rest), status=404)


@pytest.mark.parametrize("rest", ACTS)
def test_no_act_is_open_to_somebody_without_the_key(mechanism, who, rest):
    other = seats.opened(seats.seated(mechanism, SeatRole.HANDLER, name="Nora Newcomer"))
    other.post(_url(who, rest), {"text": "Hello."}, status=404)


@pytest.mark.parametrize("rest", ["", *ACTS])
def test_an_outsider_finds_nothing_even_with_cases_of_her_own(who, outsider, rest):
    theirs = seats.mechanism(outsider.memberships.get().organisation)
    page = seats.opened(seats.seated(theirs, SeatRole.INTAKE, name="Olga Other"))
    (page.post if rest else page.get)(_url(who, rest), status=404)


@pytest.mark.parametrize("rest", ["", "people/"])
def test_the_lead_without_a_seat_opens_no_case(as_lead, who, rest):
    page = as_lead.get(_url(who, rest), status=302)
    assert page.location.startswith("/remedy/open/")


def test_an_administrator_with_a_key_of_her_own_opens_no_case(mechanism, who):
    seats.opened(seats.seated(mechanism, SeatRole.ADMINISTRATOR, name="Adam Admin")).get(_url(who), status=404)


def test_whoever_has_not_opened_her_cases_is_led_to_where_she_does(hanna, who):
    page = PageClient(hanna).get(_url(who), status=302)
    assert page.location.startswith("/remedy/open/?next=")


def test_when_the_keys_are_forgotten_nothing_opens(client, who):
    unlocked.forget_all()
    assert client.get(_url(who), status=302).location.startswith("/remedy/open/")


@pytest.mark.parametrize("role", [SeatRole.INTERPRETER, SeatRole.ADVISER])
def test_interpreter_and_adviser_open_what_both_sides_see(who, role):
    user = make.given(who, role).user
    page = seats.opened(user)
    for rest in BOTH_SIDES:
        assert who.case.reference in page.get(_url(who, rest)).title
    for rest in PAGES:
        if rest not in BOTH_SIDES:
            page.get(_url(who, rest), status=403)


@pytest.mark.parametrize("role", [SeatRole.INTERPRETER, SeatRole.ADVISER])
def test_interpreter_and_adviser_see_no_note_no_rating_and_no_way_to_act(who, role):
    messages.write_note(actor=make.handler(who), text="The third case of this kind.")
    page = seats.opened(make.given(who, role).user).get(_url(who))
    assert "The third case of this kind." not in page.main
    assert not page.has_link("Rate")
    assert not page.has_link("Add a note")
    assert make.STORY in page.main


def test_a_seat_that_has_ended_opens_nothing(client, hanna, who):
    from django.utils import timezone

    hanna.seats.update(until=timezone.localdate())
    client.get(_url(who), status=404)


# ---- the list ------------------------------------------------------------------------------------------------


def test_the_list_shows_the_case_and_not_a_word_of_the_story(client, who):
    page = client.get("/remedy/cases/")
    assert page.rows[0][0].startswith(who.case.reference)
    assert "account" not in page.main.lower()
    assert "machine" not in page.main.lower()


def test_the_list_says_what_is_unread(client, who):
    assert "Unread" in client.get("/remedy/cases/").rows[0][0]
    client.get(_url(who))
    assert "Unread" not in client.get("/remedy/cases/").rows[0][0]


def test_the_list_is_searched_by_reference(client, who, mechanism):
    other = make.person(mechanism)
    page = client.get("/remedy/cases/").submit("Filter", reference=other.case.reference.replace("-", ""))
    assert [row[0].split()[0] for row in page.rows] == [other.case.reference]
    assert "No case fits" in client.get("/remedy/cases/?reference=0000-0000").headings


def test_a_filter_that_is_not_known_narrows_nothing(client, who):
    page = client.get("/remedy/cases/?stage=nonsense&mechanism=x&state=&language=%00")
    assert len(page.rows) == 1


def test_an_empty_list_says_what_will_be_here(client):
    assert "No cases are waiting" in client.get("/remedy/cases/").headings


def test_whoever_holds_another_seat_is_told_so(mechanism):
    page = seats.opened(seats.seated(mechanism, SeatRole.ANALYST, name="Anna Analyst")).get("/remedy/cases/")
    assert "No cases for you" in page.headings


def test_many_cases_are_shown_page_by_page(client, who, mechanism, monkeypatch):
    from knowshow.remedy.views.workspace import cases

    monkeypatch.setattr(cases, "_PER_PAGE", 2)
    for _ in range(2):
        make.person(mechanism)
    page = client.get("/remedy/cases/")
    assert len(page.rows) == 2
    assert len(page.click("Next").rows) == 1


# ---- the dialogue --------------------------------------------------------------------------------------------


def test_the_page_shows_what_she_wrote_the_stage_and_what_to_do_next(client, who):
    page = client.get(_url(who))
    assert page.heading == f"Case {who.case.reference}"
    assert make.STORY in page.main
    assert "0 of 5 days" in page.main
    assert page.has_link("Acknowledge")


def test_an_answer_is_sent(client, who):
    page = client.get(_url(who)).submit("Send the answer", text="We look into it.")
    assert page.notices == ["The answer is sent."]
    assert "We look into it." in page.main


def test_an_answer_without_words_is_refused_and_nothing_is_lost(client, who):
    page = client.get(_url(who)).submit("Send the answer", text=" ")
    assert page.errors == ["Answer: This field is required."]
    assert make.STORY in page.main


def test_where_it_is_not_safe_the_page_says_so_and_asks_for_a_second_look(client, who):
    person.say_whether_safe(actor=make.again(who), answer="no")
    page = client.get(_url(who))
    assert "The person said that it is not safe to answer. Write only what gives nobody away." in page.main
    page = page.submit("Send the answer", text="There is news.")
    assert "not safe" in page.errors[0]
    page = page.submit("Send the answer", text="There is news.", although_unsafe=True)
    assert page.notices == ["The answer is sent."]


def test_a_draft_goes_to_the_interpreter_and_then_to_the_person(client, who):
    interpreter = seats.opened(make.given(who, SeatRole.INTERPRETER).user)
    page = client.get(_url(who)).submit("Show it to the interpreter first", text="We look into it.")
    assert "draft, not sent yet" in page.main
    number = who.case.entries.last().number
    translated = interpreter.get(_url(who)).click(f"Translate Message {number}")
    page = translated.submit("Add the translation", language="ar", text="نحن ندرس الأمر.")
    assert "نحن ندرس الأمر." in page.main
    page = client.get(_url(who)).click(f"Send the draft {number}").submit("Send it to the person")
    assert page.notices == ["The answer is sent."]
    assert "draft, sent" in page.main
    assert who.case.entries.filter(audience="both", kind="translation").count() == 1


def test_a_note_is_marked_as_not_shown_to_the_person(client, who):
    page = client.get(_url(who)).click("Add a note").submit("Add the note", text="The third case of this kind.")
    assert "not shown to the person" in page.main
    assert who.case.entries.get(kind="note").audience == "internal"


def test_the_adviser_advises_and_the_handler_does_not(client, who):
    adviser = seats.opened(make.given(who, SeatRole.ADVISER).user)
    page = adviser.get(_url(who)).click("Give advice").submit("Give this advice", text="Ask the inspectorate too.")
    assert "Ask the inspectorate too." in page.main
    client.get(_url(who, "advice/"), status=404)


def test_an_entry_that_one_cannot_open_is_not_translated(who):
    note = messages.write_note(actor=make.handler(who), text="The third case of this kind.")
    page = seats.opened(make.given(who, SeatRole.INTERPRETER).user)
    page.get(_url(who, f"entries/{note.number}/translate/"), status=404)
    page.get(_url(who, "entries/999/translate/"), status=404)


def test_retaliation_stands_on_top_and_is_answered(client, who):
    safety.report_retaliation(actor=make.again(who), text="They cut my shifts.")
    page = client.get(_url(who)).click("Answer it")
    assert "They cut my shifts." in page.main
    page = page.submit("Tell the person", text="We spoke with them today.")
    assert page.notices == ["The person can read the answer."]
    assert "answered" in page.main


def test_a_request_for_deletion_is_shown(client, who):
    person.ask_for_erasure(actor=make.again(who))
    assert "that everything be erased" in client.get(_url(who)).main


def test_linked_cases_are_named_and_open_only_for_who_was_given_them(client, who, hanna, mechanism):
    other = make.person(mechanism)
    links.link_case(actor=make.handler(who), reference=other.case.reference, kind="related", reason="The same signal.")
    assert client.get(_url(who)).has_link(other.case.reference)
    CaseKey.objects.filter(case=other.case).delete()
    page = client.get(_url(who))
    assert other.case.reference in page.main
    assert not page.has_link(other.case.reference)


@pytest.mark.parametrize("stage", list(Stage))
def test_every_stage_has_a_page_and_says_what_comes_next(client, hanna, mechanism, stage):
    who = make.at(stage, mechanism)
    page = client.get(_url(who))
    assert "Next step" in page.headings
    for rest in ("remedy/", "history/", "safety/", "people/"):
        client.get(_url(who, rest))


def test_the_address_and_the_title_tell_no_story(client, who):
    page = client.get(_url(who))
    assert page.title == f"Case {who.case.reference} - Knowshow"
    assert all("machine" not in address and "fourteenth" not in address for _words, address in page.links)


def test_what_she_wrote_is_shown_as_words_and_never_as_a_page(client, hanna, mechanism):
    who = make.person(mechanism, text="<script>alert(1)</script> & <b>bold</b>")
    page = client.get(_url(who))
    assert "<script>alert(1)</script> & <b>bold</b>" in page.main


def test_giving_a_case_anew_after_a_lost_key_opens_it_again(client, who, hanna, mechanism):
    other = make.given(who, SeatRole.HANDLER, name="Hugo Handler").user
    keys.make_keys(actor=other, passphrase=seats.PASSPHRASE)
    seats.opened(other).get(_url(who), status=404)
    keys.rewrap_for(actor=make.handler(who, hanna), user=other)
    assert make.STORY in seats.opened(other).get(_url(who)).main
