"""Her page as records: complete, in order, by seat, and with as many queries for much as for little."""

import pytest
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from knowshow.remedy.models import Audience, CaseKey, EntryKind, Seat, SeatRole
from knowshow.remedy.rules.stages import NEXT_WORDS, Outcome, Stage
from knowshow.remedy.rules.survey import QUESTIONS
from knowshow.remedy.selectors import person_words
from knowshow.remedy.selectors.person_page import person_page
from knowshow.remedy.services import messages, offers, referrals, stages
from knowshow.remedy.services import person as persons
from tests.remedy import make

pytestmark = pytest.mark.django_db
MOST_QUERIES = 24


def _page(who):
    return person_page(make.again(who))


@pytest.mark.parametrize("stage", list(Stage))
def test_every_stage_has_its_words_and_its_line(stage):
    page = _page(make.at(stage))
    assert page.stage
    assert page.next_words
    assert page.steps[-1].label
    looks = [step.look for step in page.steps]
    assert looks.count("now") + looks.count("late") == 1


def test_the_line_shows_used_and_allowed_days_and_whose_clock_it_is():
    page = _page(make.at(Stage.REMEDY_OFFERED))
    now = page.running
    assert (now.label, now.is_ours, now.clock.allowed_days) == ("Remedy offered", False, 20)
    assert page.steps[0].is_ours
    assert [step.label for step in page.steps[-4:]] == ["Agreed", "Carried out", "Verified", "Closed"]


def test_entries_stand_in_order_and_none_is_left_out_or_shown_that_is_not_hers():
    who = make.at(Stage.ACKNOWLEDGED)
    messages.answer(actor=make.handler(who), text="First.")
    messages.write_note(actor=make.handler(who), text="Hidden.")
    persons.write_message(actor=make.again(who), text="Second.")
    page = _page(who)
    shown = who.case.entries.filter(audience=Audience.BOTH).order_by("number")
    assert [line.number for line in page.lines] == [entry.number for entry in shown]
    assert [line.text for line in page.lines][-2:] == ["First.", "Second."]
    assert [line.is_hers for line in page.lines][-2:] == [False, True]


def test_only_what_the_other_side_wrote_can_be_new():
    who = make.at(Stage.ACKNOWLEDGED)
    assert _page(who).new_count == 1
    persons.mark_read(actor=make.again(who))
    assert _page(who).new_count == 0


def test_a_translation_in_the_language_of_the_page_comes_first():
    who = make.person()
    entry = messages.answer(actor=make.handler(who), text="First.")
    for language in ("es", "fr"):
        messages.translate(actor=make.handler(who), entry=entry, text=f"In {language}.", language=language)
    with translation.override("fr"):
        (line,) = [one for one in _page(who).lines if one.translations]
    assert [one.language for one in line.translations] == ["fr", "es"]


def test_an_offer_is_open_to_her_only_while_she_can_decide_on_it():
    who = make.at(Stage.REMEDY_OFFERED)
    assert _page(who).open_offer.parts[0].what == "restitution as agreed"
    offers.refuse_offer(actor=make.again(who), offer=who.case.offers.get())
    page = _page(who)
    assert page.open_offer is None
    assert page.offers[0].state_words == "Refused"


def test_remedies_are_hers_to_verify_once_there_is_proof():
    assert not any(one.may_verify or one.may_dispute for one in _page(make.at(Stage.AGREED)).remedies)
    assert all(one.may_verify and one.may_dispute for one in _page(make.at(Stage.IMPLEMENTED)).remedies)
    assert all(one.may_dispute and not one.may_verify for one in _page(make.at(Stage.VERIFIED)).remedies)


def test_readers_are_those_whose_key_opens_it_and_whose_seat_is_theirs_today():
    who = make.person()
    joined = make.given(who, SeatRole.REVIEWER)
    assert len(_page(who).readers) == 2
    Seat.objects.filter(user=joined.user).update(until="2020-01-01")
    assert len(_page(who).readers) == 1
    CaseKey.objects.filter(case=who.case).update(until="2020-01-01")
    assert _page(who).readers == ()


def test_what_waits_for_her_is_counted():
    who = make.at(Stage.ADMISSIBLE)
    assert _page(who).asked == 0
    referrals.propose_referral(
        actor=make.handler(who), body="A body", purpose="A purpose", fields=["summary"], text="We think so."
    )
    assert _page(who).asked == 1


def test_the_end_is_told_with_reason_other_routes_and_appeal():
    who = make.at(Stage.ASSESSED)
    stages.close(
        actor=make.handler(who), outcome=Outcome.NOT_UPHELD, reason=make.WORDS, other_routes=make.ROUTES,
        appeal=make.APPEAL,
    )  # fmt: skip
    page = _page(who)
    last = page.lines[-1]
    assert page.outcome == "It was not upheld."
    assert last.text == make.WORDS
    assert [words for _label, words in last.details] == [make.ROUTES, make.APPEAL]
    assert page.appeal.can


def test_two_hundred_entries_take_no_more_queries_than_a_few():
    from django.db import connection

    few, many = make.at(Stage.REMEDY_OFFERED), make.at(Stage.REMEDY_OFFERED)
    # Her passphrase is slow on purpose: the handler opens the case once.
    handler = make.handler(many)
    for number in range(100):
        messages.answer(actor=handler, text=f"Answer {number}.")
        persons.write_message(actor=make.again(many), text=f"Message {number}.")
    counted = []
    for who in (few, many):
        person = make.again(who)
        with CaptureQueriesContext(connection) as queries:
            page = person_page(person)
        counted.append(len(queries))
    assert len(page.lines) > 200
    assert counted[0] == counted[1] <= MOST_QUERIES


# ---- words -----------------------------------------------------------------------------------------------------


def test_words_of_next_steps_and_of_the_survey_are_those_of_the_rules():
    with translation.override("en"):
        assert {f"next.{stage}": str(words) for stage, words in person_words.NEXT.items()} == dict(NEXT_WORDS)
        assert {key: str(words) for key, words in person_words.SURVEY.items()} == {
            one.key: one.words for one in QUESTIONS
        }


def test_every_outcome_and_every_field_of_a_referral_has_words():
    assert set(person_words.ENDED) == set(Outcome)
    assert set(person_words.PASSED_ON) == set(referrals.FIELDS)
    assert set(person_words.PAUSES) == set(stages.PAUSE_REASONS)


_OPENED = {"event": "reveal_share", "what": "identity", "emergency": True, "is_open": True}


@pytest.mark.parametrize(
    ("kind", "author", "content", "words"),
    [
        (EntryKind.SYSTEM, "member", {"event": "joined", "role": "reviewer"}, "Reviewer can open your case."),
        (EntryKind.SYSTEM, "system", _OPENED, "emergency"),
        (EntryKind.SYSTEM, "member", {"event": "offer_extended", "until": "2026-12-24"}, "until 24 Dec 2026"),
        (EntryKind.SYSTEM, "system", {"event": "erased_soon", "on": "2026-12-24"}, "your case is erased."),
        (EntryKind.SYSTEM, "member", {"event": "hold_set"}, "obliges us to keep your case."),
        (EntryKind.SYSTEM, "member", {"event": "exported", "role": "handler"}, "made a copy of your case outside"),
        (EntryKind.SYSTEM, "member", {"event": "file_looked", "role": "handler"}, "opened the original of a file."),
        (EntryKind.SYSTEM, "member", {"event": "never heard of", "text": "x"}, "Casework 2 noted this."),
        (EntryKind.REQUEST, "member", {"event": "reveal_asked", "what": "contact", "role": "handler", "days": 1},
         "It is for 1 day."),
        (EntryKind.DECISION, "member", {"accepts": True}, "We agree to what you propose."),
        (EntryKind.DECISION, "member", {"accepts": False, "about": "appeal"}, "After your appeal, it stands."),
        (EntryKind.STAGE, "member", {"to": "closed", "outcome": "referred"}, "Another body deals with it."),
        (EntryKind.REFERRAL, "member", {"body": "A body", "packet": {"to": "A body"}}, "was sent to: A body"),
    ],
)  # fmt: skip
def test_what_happened_is_said_in_a_plain_sentence(kind, author, content, words):
    assert words in person_words.headline(kind, author, content, "Casework 2")


@pytest.mark.parametrize("event", ["reveal_asked", "reveal_looked", "reveal_refused", "reveal_ended", "reveal_share"])
def test_without_a_name_no_sentence_speaks_of_one_that_was_opened(event):
    content = {"event": event, "what": "identity", "role": "handler", "days": 3}
    said = person_words.headline(EntryKind.SYSTEM, "member", content, "Casework 2", has_name=False)
    assert "original" in said or "there is none" in said
    assert "our name" in person_words.headline(EntryKind.SYSTEM, "member", content, "Casework 2")


def test_what_is_no_day_has_no_words():
    assert person_words.day_words("soon") == ""


def test_every_event_that_both_sides_are_told_of_has_a_sentence_of_its_own():
    from knowshow.remedy.selectors import case_words

    not_hers = {"linked", "does_not_open"}
    for event in set(case_words._EVENTS) - not_hers:
        said = person_words.headline(EntryKind.SYSTEM, "member", {"event": event, "what": "identity"}, "Nobody")
        assert not said.startswith("Nobody"), event
