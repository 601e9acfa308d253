"""Somebody tells what happened: with one answer or with many, and nothing that she wrote is ever lost."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.utils import timezone
from django.utils.formats import date_format

from knowshow.foundation.vault import KeyPair
from knowshow.remedy import envelopes
from knowshow.remedy.models import Case, CaseKey, Entry, MatchName, Mechanism, SealedPart, Seat
from knowshow.remedy.rules import receipts
from knowshow.remedy.selectors.public import promised
from knowshow.remedy.services import intake, lanes
from knowshow.remedy.views.portal import drafts
from knowshow.remedy.views.portal._receipts import Opened
from tests import make
from tests.page import words_of
from tests.remedy import seats

pytestmark = pytest.mark.django_db

STORY = "They closed my account.\nNobody tells me why: حسابي"


@pytest.fixture
def mechanism():
    return make.mechanism()


@pytest.fixture
def first(as_public, mechanism):
    page = as_public.get("/write/")
    assert page.heading == page.title == "What happened?"
    return page


def receipt_of(page):
    """The reference and the words that a page carries."""
    form = next(one for one in page.forms if "words" in one.names)
    return {"reference": form.fields["reference"], "words": form.fields["words"]}


def opened(page):
    """The case of the receipt on a page, opened with it."""
    held = receipt_of(page)
    secret = receipts.secret_bytes(tuple(held["words"].split()))
    return intake.open_with_receipt(reference=held["reference"], secrets=[secret])


def told(page):
    """What is stored under the receipt of a page, opened with it."""
    person = opened(page)
    return [envelopes.read_entry(one, person.secrets) for one in person.case.entries.order_by("number")]


def part(page, what):
    """Name or contact under the receipt of a page, opened with it."""
    person = opened(page)
    return envelopes.open_part(person.case.parts.get(what=what), person.keys.parts[what])


# ---- one answer ---------------------------------------------------------------------------------------------


def test_one_answer_is_a_report(first):
    page = first.submit("Send now", text=STORY, safe="no")
    assert page.heading == page.title == "Your receipt"
    case = Case.objects.get()
    assert (case.stage, case.is_draft, case.is_confirmed, case.channel) == ("received", False, False, "web")
    assert CaseKey.objects.filter(case=case).count() == 1
    (report,) = told(page)
    assert (report["text"], report["safe"], report["language"]) == (STORY, "no", "en")


def test_nothing_of_it_is_legible_in_the_database(first):
    first.submit("Send now", text=STORY)
    raw = [bytes(one) for one in Entry.objects.values_list("sealed", flat=True)]
    assert raw
    assert not any(b"account" in one for one in raw)


def test_nothing_is_stored_before_she_sends_or_saves(first):
    page = first.submit("Continue", text=STORY)
    assert page.heading == "What it is about"
    assert not Case.objects.exists()


def test_the_receipt_names_a_reference_eight_words_and_their_numbers(first):
    page = first.submit("Send now", text=STORY)
    held = receipt_of(page)
    words = held["words"].split()
    (listed,) = page.by_class("words")
    said = "".join(listed.itertext())
    assert all(word in said and receipts.number_of(word) in said for word in words)
    assert held["reference"] == Case.objects.get().reference
    (paper,) = page.by_class("receipt")
    assert "Knowshow" not in "".join(paper.itertext())


def test_the_same_form_twice_is_the_same_report_with_the_same_receipt(first):
    one = first.submit("Send now", text=STORY)
    again = first.submit("Send now", text=STORY)
    assert Case.objects.count() == 1
    assert receipt_of(one) == receipt_of(again)
    assert len(told(again)) == 1


def test_the_same_form_with_more_words_adds_them(first):
    first.submit("Send now", text=STORY)
    page = first.submit("Send now", text=f"{STORY} And again today.")
    assert Case.objects.count() == 1
    assert [one["text"] for one in told(page)] == [STORY, f"{STORY} And again today."]


def test_every_page_that_is_fetched_has_a_receipt_of_its_own(as_public, first):
    assert receipt_of(first) != receipt_of(as_public.get("/write/"))


# ---- two retyped words --------------------------------------------------------------------------------------


def typed(page, *, change=lambda word: word):
    form = page.form("I have kept my receipt")
    words = receipt_of(page)["words"].split()
    places = [name for name in form.names if name.startswith("word") and name != "words"]
    return {name: change(words[int(name.removeprefix("word")) - 1]) for name in places}


def test_two_retyped_words_prove_that_the_receipt_was_kept(first):
    page = first.submit("Send now", text=STORY)
    page = page.submit("I have kept my receipt", **typed(page, change=str.upper))
    assert page.heading == "You have your receipt"
    assert Case.objects.get().is_confirmed


def test_numbers_do_as_well_as_words(first):
    page = first.submit("Send now", text=STORY)
    page = page.submit("I have kept my receipt", **typed(page, change=receipts.number_of))
    assert Case.objects.get().is_confirmed


def test_a_mistyped_word_shows_the_receipt_again(first):
    page = first.submit("Send now", text=STORY)
    again = page.submit("I have kept my receipt", status=422, **typed(page, change=lambda _word: "zzzz"))
    assert again.heading == "Your receipt"
    assert again.errors
    assert receipt_of(again) == receipt_of(page)
    assert not Case.objects.get().is_confirmed
    assert typed(again) == typed(page), "it says once more, so the places are the same"
    again.submit("I have kept my receipt", **typed(again))
    assert Case.objects.get().is_confirmed


@pytest.mark.parametrize("places", ["", "1", "1,1", "0,9", "1,2,3", "x", "9" * 5000])
def test_places_that_no_page_of_ours_asks_for_are_drawn_anew(first, places):
    page = first.submit("Send now", text=STORY)
    form = page.form("I have kept my receipt")
    data = form.filled(typed(page, change=lambda _word: "zzzz"), button="I have kept my receipt") | {"places": places}
    again = page.client.post("/receipt/", data, status=422)
    assert len(typed(again)) == 2


def test_who_needs_more_time_loses_nothing(first):
    page = first.submit("Send now", text=STORY)
    later = page.submit("I need more time")
    assert later.heading == "Take your time"
    shown = later.submit("Show my receipt again")
    assert receipt_of(shown) == receipt_of(page)
    shown.submit("I have kept my receipt", **typed(shown))
    assert Case.objects.get().is_confirmed


def test_the_receipt_in_another_language_is_the_same_receipt(first):
    page = first.submit("Send now", text=STORY)
    other = page.submit("العربية")
    assert other.root.get("dir") == "rtl"
    assert receipt_of(other) == receipt_of(page)


def test_the_days_of_what_happens_next_are_those_of_the_published_clock(first, mechanism):
    mechanism.clocks = {"acknowledged": 1, "admissible": 1, "assessed": 1}
    mechanism.save()
    page = first.submit("Send now", text=STORY)
    days = promised(mechanism, timezone.localdate())
    assert timezone.localdate() < days.acknowledged_on < days.assessed_on
    shown = [one.get("datetime") for one in page.all("time")]
    assert shown == [days.acknowledged_on.isoformat(), days.assessed_on.isoformat()]


# ---- more answers -------------------------------------------------------------------------------------------


def onward(page, times=1, **fields):
    for number in range(times):
        page = page.submit("Continue", **(fields if number == 0 else {}))
    return page


def to(page, heading):
    """Go on until the page with this heading."""
    for _ in range(20):
        if page.heading == heading:
            return page
        page = page.submit("Continue")
    raise AssertionError(heading)


def test_what_was_written_travels_from_page_to_page(first):
    page = onward(first, text=STORY, safe="yes")
    page = page.submit("Continue", **{"q.product": "An app for rides", "q.company": "Example"})
    page = page.submit("Continue", **{"q.when.words": "since spring", "q.ongoing": "yes"})
    back = page.submit("Back").submit("Back").submit("Back")
    assert back.form("Send now").fields["text"].replace("\r\n", "\n") == STORY
    page = to(back, "Check and send")
    assert "since spring" in page.main
    page = page.submit("Send my report")
    (report,) = told(page)
    assert report["text"] == STORY
    assert report["question_set"] == "general.v1"
    assert report["answers"]["product"] == "An app for rides"
    assert report["answers"]["when"] == {"words": "since spring"}


def test_a_question_that_follows_from_an_answer_is_asked_and_otherwise_not(first):
    page = to(onward(first, text=STORY), "Your safety")
    assert page.submit("Continue", **{"q.fear": "no"}).heading == "About you"
    assert page.submit("Continue", **{"q.fear": "yes"}).heading == "More about your safety"


def test_an_answer_whose_question_vanished_is_not_sent(first):
    page = to(onward(first, text=STORY), "Your safety").submit("Continue", **{"q.fear": "yes"})
    page = page.submit("Continue", **{"q.fear_from": ["boss"]})
    page = page.submit("Back").submit("Back").submit("Continue", **{"q.fear": "no"})
    (report,) = told(page.submit("Send now"))
    assert "fear_from" not in report["answers"]


def test_name_and_contact_stand_apart_from_the_report(first):
    page = _to_you(first).submit(
        "Send now", name="Amal Example", contact="Ring my sister", email="amal@example.org", notices=True
    )
    (report,) = told(page)
    assert "Amal" not in str(report)
    assert part(page, "identity") == {"name": "Amal Example"}
    assert part(page, "contact") == {"contact": "Ring my sister", "email": "amal@example.org"}


def _to_you(first):
    """The page on which name and contact can be given."""
    page = onward(first, text=STORY)
    for _ in range(20):
        if "email" in page.form("Send now").names - set(hidden(page)):
            return page
        page = page.submit("Continue")
    raise AssertionError


def hidden(page):
    return [one.get("name") for one in page.all("input") if one.get("type") == "hidden"]


@pytest.mark.parametrize(("said", "shown"), [("handlers", "Yes, those who work on my case"), ("ask", "Ask me first")])
def test_what_she_allows_beforehand_is_shown_once_more_before_it_is_sent(said, shown, first):
    page = to(_to_you(first).submit("Continue", name="Amina", consent=said), "Check and send")
    assert f"May those who work on your case be told your name? {shown}" in page.main


def test_without_a_name_nothing_is_sealed_apart(first):
    first.submit("Send now", text=STORY)
    assert not SealedPart.objects.exists()


@pytest.mark.parametrize("fields", [{"email": "not an address"}, {"notices": True}])
def test_notices_need_an_address_and_the_page_says_so_with_everything_on_it(first, fields):
    page = _to_you(first).submit("Send now", status=422, name="Amal", **fields)
    assert page.errors
    form = page.form("Send now")
    assert form.fields["name"] == "Amal"
    assert form.fields["text"].replace("\r\n", "\n") == STORY
    assert not Case.objects.exists()


def test_who_speaks_for_others_is_known_from_the_answers(first):
    page = to(onward(first, text=STORY), "About you").submit("Continue", **{"q.writing_for": "group_asked"})
    page.submit("Send now")
    assert Case.objects.get().standing == "group"


@pytest.mark.parametrize("questions", ["general", "account", "surveillance"])
def test_whoever_speaks_for_a_group_is_asked_for_her_mandate_by_every_set(as_public, questions):
    make.mechanism(question_set=questions)
    page = to(as_public.get("/write/").submit("Continue", text=STORY), "About you")
    page = page.submit("Continue", **{"q.writing_for": "group_asked"})
    assert page.heading == "Speaking for others"
    page = page.submit("Continue", **{"q.how_asked": "At the meeting in May.", "q.group_size": "40"}).submit("Send now")
    report = told(page)[0]
    assert report["answers"]["how_asked"] == "At the meeting in May."
    assert Case.objects.get().standing == "group"


def test_a_page_from_before_keeps_the_version_in_which_it_was_begun(as_public):
    make.mechanism(question_set="account")
    data = as_public.get("/write/").form("Send now").filled({"text": STORY}, button="Send now")
    page = as_public.post("/write/", {**data, "set": "account.v1", "q.what": ["closed"]})
    assert told(page)[0]["question_set"] == "account.v1"
    assert told(page)[0]["answers"]["what"] == ["closed"]


def test_a_version_without_these_questions_leaves_them_to_a_page_of_their_own(as_public):
    make.mechanism(question_set="account")
    data = as_public.get("/write/").form("Continue").filled({"text": STORY})
    page = as_public.post("/write/", {**data, "set": "account.v1", "do": "to:you"})
    page = page.submit("Send now", standing="represented", needs="An interpreter for Amharic")
    assert Case.objects.get().standing == "represented"
    assert told(page)[0]["answers"]["needs"] == "An interpreter for Amharic"


def test_what_it_is_about_can_be_chosen_where_a_mechanism_names_it(as_public):
    make.mechanism(products=[{"key": "rides", "name": "Rides"}])
    page = onward(as_public.get("/write/"), text=STORY)
    page.submit("Send now", product="rides")
    assert Case.objects.get().product == "rides"


# ---- who should not read it ---------------------------------------------------------------------------------


def test_whoever_the_report_concerns_gets_no_key(first, mechanism):
    other = seats.seated(mechanism, "intake", name="Omar Other")
    concerned = Seat.objects.exclude(user=other).get()
    page = to(onward(first, text=STORY), "Who should not read it?")
    page.submit("Send now", concerns=[concerned.pk])
    assert [key.user for key in CaseKey.objects.all()] == [other]
    assert Case.objects.get().marks["conflict_declared"]


def test_the_page_shows_labels_and_no_names(first, mechanism):
    page = to(onward(first, text=STORY), "Who should not read it?")
    seat = Seat.objects.get()
    assert seat.label in page.main
    assert seat.user.name not in page.html


def test_nobody_sends_what_nobody_could_read(first, mechanism):
    page = to(onward(first, text=STORY), "Who should not read it?")
    page = page.submit("Send now", status=422, concerns=[Seat.objects.get().pk])
    assert "Nobody would be left" in page.errors[0]
    assert not Case.objects.exists()


def test_where_trustees_could_open_it_everybody_may_be_left_out(first, mechanism):
    mechanism.recovery_public = KeyPair.new().public
    mechanism.save()
    page = to(onward(first, text=STORY), "Who should not read it?")
    page = page.submit("Send now", concerns=[Seat.objects.get().pk])
    for _ in range(2):
        assert "Nobody of the team can open your report today" in page.main
        assert "Only the trustees can, together." in page.main
        assert "Your report waits, sealed, for a person." not in page.main
        page = page.submit("I need more time") if page.heading == "Your receipt" else page
    assert not CaseKey.objects.exists()
    assert Case.objects.get().recovery_sealed


# ---- others -------------------------------------------------------------------------------------------------


def test_whom_she_names_is_sealed_to_the_trustees(as_public):
    pair = KeyPair.new()
    make.mechanism(asks_matching=True, matching_public=pair.public)
    page = to(onward(as_public.get("/write/"), text=STORY), "You may not be the only one")
    page.submit("Send now", matching="The Example Company\n\n  Mr  Example ")
    case = Case.objects.select_related("mechanism").get()
    found = [envelopes.open_name(case, pair, bytes(one.sealed)) for one in MatchName.objects.order_by("pk")]
    assert found == ["The Example Company", "Mr Example"]


@pytest.fixture
def code(mechanism):
    reader = Seat.objects.get().user
    until = timezone.localdate() + timedelta(days=30)
    return lanes.make_group_code(actor=reader, mechanism=mechanism, label="Drivers", expected=40, until=until)


def test_a_groups_code_is_asked_on_the_first_page_and_counted(as_public, code):
    as_public.get("/write/").submit("Send now", text=STORY, group=" ".join(code.words).upper())
    assert Case.objects.get().group_code == code.code
    code.code.refresh_from_db()
    assert code.code.used == 1


@pytest.mark.parametrize("pressed", ["Continue", "Send now"])
def test_a_code_that_nobody_knows_is_told_but_stops_no_report(as_public, code, pressed):
    page = as_public.get("/write/")
    again = page.submit(pressed, status=422, text=STORY, group="abacus abacus abacus abacus")
    assert "We do not know this code" in again.errors[0]
    again.submit("Send now")
    assert Case.objects.get().group_code is None


def test_in_a_flood_reports_wait_apart_and_none_is_refused_and_a_groups_come_through(as_public, mechanism, code):
    mechanism.slow_after = 1
    mechanism.save()
    for group in ("", "", " ".join(code.words)):
        fields = {"text": STORY, "group": group, "do": "send"}
        assert as_public.post("/write/", fields).heading == "Your receipt"
    assert [one.lane for one in Case.objects.order_by("pk")] == ["ordinary", "slow", "ordinary"]


# ---- nothing is lost ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("button", ["Continue", "Send now", "Save and finish later"])
def test_an_empty_page_says_what_is_missing(first, button):
    page = first.submit(button, status=422, text="  \n", safe="unsure")
    assert page.heading == "What happened?"
    assert page.errors == ["There are no words yet. Write a few."]
    assert page.form("Send now").fields["safe"] == "unsure"


@pytest.mark.parametrize("button", ["Continue", "Send now", "Save and finish later"])
def test_too_long_a_text_comes_back_whole_with_the_room_there_is(first, button):
    long = "ب" * 100_001
    page = first.submit(button, status=422, text=long)
    assert "100,000" in page.errors[0]
    assert page.form("Send now").fields["text"] == long


def test_an_answer_that_is_too_long_leads_to_its_page(first):
    page = onward(first, text=STORY).submit("Send now", status=422, **{"q.product": "x" * 301})
    assert page.heading == "What it is about"
    assert "300" in page.errors[0]
    assert page.form("Send now").fields["q.product"] == "x" * 301


def test_more_than_the_server_takes_at_once_has_a_page_that_helps(as_public, mechanism):
    page = as_public.get("/write/")
    answer = as_public.ask("post", "/write/", data=f"text={'x' * 2_200_000}",
                           content_type="application/x-www-form-urlencoded")  # fmt: skip
    assert answer.status_code == 413
    assert "100,000 characters" in answer.content.decode()
    assert page.heading == "What happened?"


@pytest.mark.parametrize("headers", [{"Origin": "https://elsewhere.example.org"}, {"Sec-Fetch-Site": "cross-site"}])
def test_a_form_from_another_site_is_shown_again_and_not_taken(as_public, first, headers):
    data = first.form("Send now").filled({"text": STORY}, button="Send now")
    page = as_public.post("/write/", data, **headers)
    assert page.heading == "Please check and send again"
    assert not Case.objects.exists()
    assert page.submit("Send again").heading == "Your receipt"
    assert Case.objects.count() == 1


def test_a_form_from_this_site_is_taken(as_public, first):
    data = first.form("Send now").filled({"text": STORY}, button="Send now")
    page = as_public.post("/write/", data, Origin="http://testserver", **{"Sec-Fetch-Site": "same-origin"})
    assert page.heading == "Your receipt"


@contextmanager
def database_that_fails(message, *, when=lambda _sql: True):
    def refuse(execute, sql, params, many, context):
        if when(sql):
            raise OperationalError(message)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        yield


@pytest.mark.parametrize(
    ("message", "when"),
    [
        ("unable to open database file", lambda _sql: True),
        ("database is locked", lambda sql: sql.startswith("INSERT")),
        ("database or disk is full", lambda sql: sql.startswith("INSERT")),
    ],
)
@pytest.mark.parametrize("button", ["Send now", "Save and finish later"])
def test_where_nothing_can_be_stored_her_words_stay_and_can_be_sent_again(first, message, when, button):
    with database_that_fails(message, when=when):
        page = first.submit(button, status=503, text=STORY, safe="yes")
    assert page.heading == "It is not stored yet"
    assert STORY.split("\n", maxsplit=1)[0] in page.main
    assert message not in page.text
    page = page.submit("Send again")
    assert page.heading == "Your receipt"
    assert receipt_of(page) == receipt_of(first)
    assert told(page)[0]["text"] == STORY


def test_what_fails_is_logged_without_a_word_of_hers(first, caplog):
    with database_that_fails(f"could not store {STORY}"):
        first.submit("Send now", status=503, text=STORY)
    assert "OperationalError" in caplog.text
    assert "closed my account" not in caplog.text


def test_a_mechanism_that_closed_meanwhile_says_where_else_to_turn_and_shows_her_words(first, mechanism):
    make.report(mechanism)
    mechanism.is_open = False
    mechanism.texts = {"en": {"helplines": "Ask the ombudsperson of Example."}}
    mechanism.save()
    page = first.submit("Send now", status=409, text=STORY)
    assert "Gone." in first.submit("Send now", status=409, text="Gone.").main, "a few words are words too"
    assert page.heading == "You cannot write here now"
    assert STORY.split("\n", maxsplit=1)[0] in page.main
    assert "Ask the ombudsperson of Example." in page.main


def test_where_nobody_has_a_key_nothing_is_taken_and_the_page_says_where_else_to_turn(as_public):
    seats.mechanism(make.organisation())
    page = as_public.get("/write/")
    assert page.heading == "You cannot write here now"
    assert not page.forms


def test_where_several_take_reports_she_chooses_and_it_is_carried_on(as_public):
    one, other = make.mechanism(), make.mechanism(name="Another mechanism")
    page = as_public.get("/write/")
    assert page.heading == "To whom do you want to write?"
    page = page.submit("Continue", to=other.code)
    page = page.submit("Continue", text=STORY).submit("Send now")
    assert Case.objects.get().mechanism == other
    assert Mechanism.objects.count() == 2
    assert one.cases.count() == 0


def test_another_language_keeps_what_was_written(first):
    page = first.submit("Français", text=STORY, safe="no")
    assert page.url == "/fr/write/"
    form = next(one for one in page.forms if "text" in one.names)
    assert form.fields["text"].replace("\r\n", "\n") == STORY
    assert form.fields["safe"] == "no"
    page = page.client.submit(form, button=form.buttons[1])
    assert Case.objects.get().language == "fr"


@pytest.mark.parametrize("day", ["spring", "2026-02-31"])
def test_a_day_that_is_none_is_told_once_and_kept_as_it_was_written(first, day):
    page = onward(first, text=STORY).submit("Continue", **{"q.product": "An app for rides"})
    again = page.submit("Continue", status=422, **{"q.when.start": day})
    assert "it is kept as you wrote it" in again.errors[0]
    assert day in again.html
    assert again.submit("Continue").heading != again.heading


def test_every_part_can_be_changed_from_the_last_page(first):
    page = first.submit("Continue", text=STORY)
    page = to(page.submit("Continue", **{"q.product": "An app"}), "Check and send")
    buttons = [words_of(one) for one in page.all("button") if (one.get("value") or "").startswith("to:")]
    assert len(buttons) == 4
    changed = page.submit(next(one for one in buttons if one.startswith("Change:") and "not read" not in one))
    assert "An app" in changed.html


def test_who_might_read_it_is_told_by_what_they_do_and_where(first):
    seat = Seat.objects.get()
    Seat.objects.filter(pk=seat.pk).update(label="Casework 1", unit="Trust and safety")
    page = to(onward(first, text=STORY), "Who should not read it?")
    assert "Intake (Trust and safety): Casework 1" in page.main


def test_no_language_on_a_page_that_is_written_on_leads_away_from_the_words(first):
    for page in (first, first.submit("Continue", text=STORY)):
        assert not [one for one in page.all("a") if one.get("hreflang")]
        (form,) = [one for one in page.all("form") if one.get("action") == "/write/"]
        above = [one for one in page.all("button") if one.get("form")]
        assert {one.get("form") for one in above} == {form.get("id")}
        assert {one.get("formaction") for one in above} >= {"/fr/write/", "/ar/write/"}
        assert "loses what you wrote" in page.main
        assert above[0].get("value") == "next", "what the Enter key presses in a field"


def test_what_no_page_of_ours_would_send_is_left_out(as_public, first):
    data = first.form("Send now").filled({"text": STORY}, button="Send now")
    strange = {"set": "general.v99", "q.fear": "perhaps", "q.when.start": "x", "concerns": ["-1", "x", "9" * 30],
               "safe": "maybe", "standing": "king", "at": "nowhere"}  # fmt: skip
    page = as_public.post("/write/", {**data, **strange})
    (report,) = told(page)
    assert (report["question_set"], report["safe"]) == ("general.v1", "")
    assert "fear" not in report["answers"]


def test_a_receipt_that_was_tampered_with_is_replaced(as_public, first):
    data = first.form("Send now").filled({"text": STORY}, button="Send now")
    page = as_public.post("/write/", {**data, "words": "hunter2"})
    assert len(receipt_of(page)["words"].split()) == 8


# ---- save and finish later ----------------------------------------------------------------------------------


def test_what_is_saved_opens_with_the_receipt_alone(first):
    page = first.submit("Save and finish later", text=STORY)
    assert "It is saved, and not sent yet." in page.main
    case = Case.objects.get()
    assert case.is_draft
    assert case.keep_until
    assert not CaseKey.objects.exists()
    assert told(page)[0]["text"] == STORY


def test_each_page_of_what_she_saves_says_how_long_it_is_kept(as_public):
    make.mechanism(draft_days=21)
    page = as_public.get("/write/")
    assert "What you save is kept for 21 days." in page.main
    saved = page.submit("Save and finish later", text=STORY)
    case = Case.objects.get()
    assert case.keep_until == timezone.localdate() + timedelta(days=21)
    said = f"It is kept until {date_format(case.keep_until, 'j M Y')}"
    assert said in saved.main
    later = saved.submit("I need more time")
    assert said in later.main
    assert said in later.submit("Show my receipt again").main
    again = later.submit("Go on writing")
    assert said in again.main
    assert "You saved this for: Example mechanism" in again.main


def test_what_is_sent_says_nothing_of_a_day_on_which_it_goes(first):
    assert "It is kept until" not in first.submit("Send now", text=STORY).main


def test_a_draft_comes_back_whole_and_is_sent_with_the_same_receipt(as_public, mechanism):
    saved = _to_you(as_public.get("/write/")).submit(
        "Save and finish later", name="Amal", email="amal@example.org", notices=True, consent="handlers"
    )
    held = receipt_of(saved)
    writing = drafts.writing_of(Opened(opened(saved), held["reference"], tuple(held["words"].split())))
    assert (writing.text, writing.name, writing.email) == (STORY, "Amal", "amal@example.org")
    assert (writing.wants_notices, writing.consent) == (True, "handlers")
    page = as_public.post("/write/", {**dict(writing.fields()), **writing.receipt, "do": "send"})
    case = Case.objects.get()
    assert (case.is_draft, case.stage) == (False, "received")
    assert receipt_of(page) == held
    assert CaseKey.objects.filter(case=case).exists()
    assert "kept" not in told(page)[0]


def test_a_name_that_was_taken_back_before_sending_is_gone(as_public, mechanism):
    saved = _to_you(as_public.get("/write/")).submit("Save and finish later", name="Amal Example")
    assert part(saved, "identity") == {"name": "Amal Example"}
    page = as_public.post("/write/", {**receipt_of(saved), "text": STORY, "do": "send"})
    assert part(page, "identity") == {}
