"""What the page of a case shows to whom: the team all, interpreter and adviser what both sides see."""

import re
from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from knowshow.remedy.models import Entry, SeatRole
from knowshow.remedy.rules.stages import Stage
from knowshow.remedy.selectors import case_page
from knowshow.remedy.selectors.person_page import person_page
from knowshow.remedy.services import coding, messages, remedies, stages, tasks
from knowshow.remedy.services.coding import Severity
from tests.remedy import make, seats

pytestmark = pytest.mark.django_db


def _texts(actor):
    return [one.text for one in case_page.opened(actor)]


def _told():
    who = make.person(language="ar")
    messages.write_note(actor=make.handler(who), text="The third case of this kind.")
    messages.draft_answer(actor=make.handler(who), text="A draft for the interpreter.")
    messages.answer(actor=make.handler(who), text="We look into it.")
    return who


def test_handlers_read_all_of_it():
    assert {"The third case of this kind.", "A draft for the interpreter.", "We look into it.", make.STORY} <= set(
        _texts(make.handler(_told()))
    )


def test_the_interpreter_reads_what_both_sides_see_and_drafts():
    texts = _texts(make.given(_told(), SeatRole.INTERPRETER))
    assert "A draft for the interpreter." in texts
    assert "The third case of this kind." not in texts


def test_the_adviser_reads_what_both_sides_see():
    texts = _texts(make.given(_told(), SeatRole.ADVISER))
    assert "We look into it." in texts
    assert not {"A draft for the interpreter.", "The third case of this kind."} & set(texts)


def test_a_translation_stands_with_what_it_translates():
    who = _told()
    report = who.case.entries.get(kind="report")
    messages.translate(actor=make.handler(who), entry=report, text="أغلق حسابي", language="ar")
    first = case_page.opened(make.handler(who))[0]
    assert [one.text for one in first.translations] == ["أغلق حسابي"]
    assert "أغلق حسابي" not in _texts(make.handler(who))


def test_members_are_named_by_their_seats():
    who = _told()
    label = who.case.mechanism.seats.get(role="intake").label
    assert {str(one.who) for one in case_page.opened(make.handler(who))} == {"The person", label}


def test_the_line_says_used_and_allowed_days_and_what_is_ahead():
    who = make.at(Stage.ACKNOWLEDGED)
    line = case_page.line_of(who.case)
    assert [one.state for one in line[:3]] == ["done", "now", "next"]
    assert "0 of 10 days" in line[1].words
    assert str(line[-1].label) == "Closed"


def test_a_stage_that_the_person_decides_is_never_late():
    who = make.at(Stage.REMEDY_OFFERED)
    now = next(one for one in case_page.line_of(who.case) if one.state == "now")
    assert "the person decides" in now.words
    assert not now.is_late


def test_a_late_stage_says_late():
    who = make.person()
    entry = who.case.stages.get()
    entry.entered_on -= timedelta(days=30)
    entry.due_on -= timedelta(days=30)
    entry.save()
    now = case_page.line_of(make.fresh(who.case))[0]
    assert now.is_late
    assert "late by" in now.words


def test_both_sides_read_the_same_of_a_day_that_was_missed_on_a_friday():
    who = make.at(Stage.ADMISSIBLE)
    who.case.stages.filter(left_on=None).update(entered_on=date(2026, 11, 6), due_on=date(2026, 11, 13))
    who.case.stages.filter(left_on__isnull=False).update(entered_on=date(2026, 11, 6), left_on=date(2026, 11, 6))
    for day, words, late in (("14", "late since 14 Nov", 0), ("16", "late by 1 day", 1), ("17", "late by 2 days", 2)):
        with time_machine.travel(f"2026-11-{day}T12:00:00+00:00", tick=False):
            now = next(one for one in case_page.line_of(make.fresh(who.case)) if one.state == "now")
            hers = person_page(make.again(who)).running
            assert now.is_late
            assert now.words.endswith(words)
            assert (hers.look, hers.clock.days_late) == ("late", late)


def test_a_part_is_not_late_while_our_clock_stands_still_and_both_sides_read_so():
    who = make.at(Stage.AGREED)
    stages.pause_clock(actor=make.handler(who), why="asked_by_person", reason="She asked.")
    with time_machine.travel(timezone.now() + timedelta(days=90), tick=False):
        parts = case_page.offers_of(make.handler(who))[0].parts
        hers = person_page(make.again(who)).remedies
        assert [one.days_late for one in parts] == [one.days_late for one in hers] == [0, 0]
        assert not any(one.may_dispute for one in hers)
        stages.resume_clock(actor=make.handler(who))
    with time_machine.travel(timezone.now() + timedelta(days=130), tick=False):
        parts = case_page.offers_of(make.handler(who))[0].parts
        hers = person_page(make.again(who)).remedies
        assert [one.days_late for one in parts] == [one.days_late for one in hers]
        assert all(one.days_late and one.may_dispute for one in hers)


def test_a_paused_clock_says_that_it_stands_still():
    who = make.at(Stage.ADMISSIBLE)
    stages.pause_clock(actor=make.handler(who), why="safety", reason="She asked.")
    assert "stands still" in next(one.words for one in case_page.line_of(make.fresh(who.case)) if one.state == "now")


def test_an_offer_is_shown_with_its_parts():
    who = make.at(Stage.REMEDY_OFFERED)
    offer = case_page.offers_of(make.handler(who))[0]
    assert [(str(one.kind), one.what) for one in offer.parts] == [
        ("Restitution", "restitution as agreed"),
        ("Financial compensation", "compensation as agreed"),
    ]


def test_the_reasons_of_the_last_rating_are_shown():
    who = make.person()
    for reasons in ("At first sight.", "After the talk."):
        coding.rate(
            actor=make.handler(who), severity=Severity(3, 1, 1), urgency="days", retaliation_risk="low",
            reasons=reasons,
        )  # fmt: skip
    actor = make.handler(who)
    found = case_page.severity_of(actor, case_page.opened(actor))
    assert (found.tier, found.reasons) == (3, "After the talk.")


def test_answers_to_questions_are_told_in_words():
    who = make.person(question_set="general.v1", answers={})
    actor = make.handler(who)
    assert case_page.told_of(case_page.opened(actor)[0], "en") == ()


def test_only_who_can_open_the_case_is_asked_to_do_something():
    who = make.person()
    seats.seated(who.case.mechanism, SeatRole.HANDLER, name="Nora Newcomer")
    actor = make.handler(who)
    assert [pk for pk, _label in case_page.owners_of(actor)] == [str(actor.user.pk)]
    assert [one.user.name for one in case_page.seats_to_give(actor, SeatRole.HANDLER)] == ["Nora Newcomer"]


def test_whom_the_report_concerns_is_in_no_list_of_those_to_be_given_it():
    of = make.mechanism()
    karl = seats.seated(of, SeatRole.HANDLER, SeatRole.REVIEWER, name="Karl Concerned")
    who = make.person(of, concerns=[karl.seats.get(role=SeatRole.HANDLER).pk])
    assert case_page.seats_to_give(make.handler(who), SeatRole.HANDLER, SeatRole.REVIEWER) == []


def test_tasks_that_wait_come_first_with_their_words():
    who = make.person()
    done = tasks.add_task(actor=make.handler(who), text="First.", due_on=make.later(1))
    tasks.add_task(actor=make.handler(who), text="Second.", due_on=make.later(2))
    tasks.finish_task(actor=make.handler(who), task=done)
    assert [one.text for one in case_page.tasks_of(make.handler(who))] == ["Second.", "First."]


def test_a_chain_that_was_tampered_with_is_told():
    who = _told()
    assert case_page.chain_is_whole(make.handler(who)) == []
    Entry.objects.filter(case=who.case, number=2).delete()
    assert case_page.chain_is_whole(make.handler(who)) == [2, 3]


def test_a_step_that_follows_from_her_word_is_not_told_as_hers():
    who = make.at(Stage.IMPLEMENTED)
    remedies.dispute_remedy(actor=who, remedy=who.case.remedies.first(), text="I got nothing.")
    decided, step = case_page.opened(make.handler(who))[-2:]
    assert (str(decided.who), decided.text) == ("The person", "I got nothing.")
    assert (str(step.who), str(step.step), step.text) == ("The system", "Still to be carried out", "")


def _figures(words):
    return re.findall(r"(\d+) of (\d+)", words)


@pytest.mark.parametrize("stage", list(Stage))
def test_both_sides_read_the_same_figures_under_the_same_names(stage):
    who = make.at(stage)
    hers = [
        (step.label, [(str(step.clock.used_days), str(step.clock.allowed_days))] if step.clock.allowed_days else [])
        for step in person_page(who).steps
        if step.look != "next"
    ]
    ours = [(str(one.label), _figures(one.words)) for one in case_page.line_of(who.case) if one.state != "next"]
    assert ours == hers


def test_both_sides_read_how_long_what_is_ahead_may_take():
    who = make.at(Stage.ACKNOWLEDGED)
    ahead = [one.words for one in case_page.line_of(who.case) if one.state == "next"]
    assert ahead[0] == "then 20 days"
    assert "then 20 days of the person" in ahead


def test_a_line_that_is_too_long_says_how_much_of_it_is_folded():
    who = make.at(Stage.DIALOGUE)
    for _ in range(3):
        stages.assess(actor=make.handler(who), reason=make.WORDS)
        stages.open_dialogue(actor=make.handler(who), reason=make.WORDS)
    whole = case_page.line_of(make.fresh(who.case))
    shown = case_page.folded(whole)
    assert (str(shown[0].label), shown[0].words) == ("Before", f"{len(whole) - len(shown) + 1} steps, see the history")
    assert shown[1:] == whole[len(whole) - len(shown) + 1 :]
    assert case_page.folded(whole[-5:]) == whole[-5:]
