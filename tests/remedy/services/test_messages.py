"""What the team writes: the person sees what a handler decided to show, and nothing else."""

from dataclasses import replace

import pytest

from knowshow.errors import BadInputError, ConflictError, NotAllowedError, SealError
from knowshow.remedy import envelopes
from knowshow.remedy.models import Audience, SeatRole
from knowshow.remedy.rules.stages import Stage
from knowshow.remedy.services import messages, offers, person, remedies, safety, stages
from tests.remedy import make

pytestmark = pytest.mark.django_db


def _shown(who):
    """What the person's pages show her."""
    return [envelopes.read_entry(one, who.secrets) for one in who.case.entries.filter(audience=Audience.BOTH)]


def test_an_answer_is_read_by_the_person():
    who = make.person()
    messages.answer(actor=make.handler(who), text="We look into it.")
    assert _shown(who)[-1] == {"text": "We look into it."}


def test_a_note_opens_for_handlers_alone():
    who = make.person()
    note = messages.write_note(actor=make.handler(who), text="The third case of this kind.")
    interpreter = make.given(who, SeatRole.INTERPRETER)
    assert envelopes.read_entry(note, make.handler(who).secrets)["text"] == "The third case of this kind."
    for held in (who.secrets, interpreter.secrets):
        with pytest.raises(SealError):
            envelopes.read_entry(note, held)


def test_where_it_is_not_safe_an_answer_needs_a_second_look():
    who = make.person(safe="no")
    with pytest.raises(BadInputError) as refused:
        messages.answer(actor=make.handler(who), text="We look into it.")
    assert refused.value.place.field == "although_unsafe"
    messages.answer(actor=make.handler(who), text="There is news.", although_unsafe=True)
    assert _shown(who)[-1]["text"] == "There is news."


def _unsafe(stage):
    return make.at(stage, safe="no")


_TO_HER = {
    "acknowledge": (Stage.RECEIVED, lambda hanna: stages.acknowledge(actor=hanna, text="It has arrived.")),
    "take up": (
        Stage.ACKNOWLEDGED, lambda hanna: stages.decide_admissible(actor=hanna, is_admissible=True, reason="Ours.")
    ),
    "assess": (Stage.ADMISSIBLE, lambda hanna: stages.assess(actor=hanna, reason="Found.")),
    "offer": (
        Stage.ASSESSED,
        lambda hanna: offers.make_offer(actor=hanna, text="We offer this.", remedies=make.parts("apology")),
    ),
    "take back": (
        Stage.REMEDY_OFFERED,
        lambda hanna: offers.withdraw_offer(actor=hanna, offer=hanna.case.offers.get(), reason="A better one comes."),
    ),
    "prove": (
        Stage.AGREED,
        lambda hanna: remedies.prove_remedy(actor=hanna, remedy=hanna.case.remedies.first(), text="It is done."),
    ),
    "pause": (
        Stage.ADMISSIBLE, lambda hanna: stages.pause_clock(actor=hanna, why="waits_for_person", reason="We wait.")
    ),
    "material": (Stage.ADMISSIBLE, lambda hanna: messages.show_material(actor=hanna, text="They say otherwise.")),
    "plan": (Stage.ADMISSIBLE, lambda hanna: safety.make_plan(actor=hanna, text="Our plan.", owner=hanna.user)),
    "reopen": (Stage.CLOSED, lambda hanna: stages.reopen(actor=hanna, reason="There is news.")),
}  # fmt: skip


@pytest.mark.parametrize("act", _TO_HER)
def test_where_it_is_not_safe_whatever_writes_to_her_needs_a_second_look(act):
    stage, do = _TO_HER[act]
    who = _unsafe(stage)
    count = who.case.entry_count
    with pytest.raises(BadInputError, match="not safe to answer") as refused:
        do(make.handler(who))
    assert refused.value.place.field == "although_unsafe"
    assert make.fresh(who.case).entry_count == count
    do(replace(make.handler(who), although_unsafe=True))
    assert make.fresh(who.case).entry_count > count


def test_what_does_not_reach_her_needs_no_second_look():
    who = _unsafe(Stage.ADMISSIBLE)
    messages.write_note(actor=make.handler(who), text="She is known to the office.")
    assert messages.must_look_twice(make.handler(who))


def test_the_last_word_on_safety_counts():
    who = make.person(safe="no")
    person.say_whether_safe(actor=who, answer="yes")
    assert messages.is_safe_to_answer(make.handler(who)) == "yes"


def test_a_draft_is_read_by_the_interpreter_and_not_shown_to_the_person_until_it_is_sent():
    who = make.person(language="ar")
    interpreter = make.given(who, SeatRole.INTERPRETER)
    draft = messages.draft_answer(actor=make.handler(who), text="We look into it.")
    assert envelopes.read_entry(draft, interpreter.secrets)["text"] == "We look into it."
    messages.translate(actor=interpreter, entry=draft, text="نحن ندرس الأمر.", language="ar")
    assert "We look into it." not in str(_shown(who))
    messages.send_draft(actor=make.handler(who), draft=draft)
    assert [one["text"] for one in _shown(who)[-2:]] == ["We look into it.", "نحن ندرس الأمر."]
    assert _shown(who)[-1]["by"] == "interpreter"


def test_a_draft_is_sent_once():
    who = make.person()
    draft = messages.draft_answer(actor=make.handler(who), text="We look into it.")
    messages.send_draft(actor=make.handler(who), draft=draft)
    with pytest.raises(ConflictError):
        messages.send_draft(actor=make.handler(who), draft=draft)


def test_the_interpreter_sends_nothing_herself():
    who = make.person()
    interpreter = make.given(who, SeatRole.INTERPRETER)
    draft = messages.draft_answer(actor=make.handler(who), text="We look into it.")
    for act in (
        lambda: messages.send_draft(actor=interpreter, draft=draft),
        lambda: messages.answer(actor=interpreter, text="Hello."),
        lambda: messages.write_note(actor=interpreter, text="Hello."),
        lambda: messages.show_material(actor=interpreter, text="Hello."),
    ):
        with pytest.raises(NotAllowedError):
            act()


def test_a_translation_of_the_report_says_who_made_it():
    who = make.person(language="es")
    interpreter = make.given(who, SeatRole.INTERPRETER)
    report = who.case.entries.get(kind="report")
    made = messages.translate(actor=interpreter, entry=report, text="They closed my account.", language="en")
    assert made.about == report
    assert _shown(who)[-1] == {"text": "They closed my account.", "language": "en", "by": "interpreter"}


def test_notes_are_not_translated():
    who = make.person()
    note = messages.write_note(actor=make.handler(who), text="The third case of this kind.")
    with pytest.raises(NotAllowedError):
        messages.translate(actor=make.handler(who), entry=note, text="Der dritte Fall.", language="en")


def test_the_adviser_is_read_by_both_sides_and_only_she_advises():
    who = make.person()
    messages.advise(actor=make.given(who, SeatRole.ADVISER), text="You may also ask the inspectorate.")
    assert _shown(who)[-1]["text"] == "You may also ask the inspectorate."
    with pytest.raises(NotAllowedError):
        messages.advise(actor=make.handler(who), text="As a handler.")


def test_a_message_of_another_case_is_not_answered_here():
    who, other = make.person(), make.person()
    with pytest.raises(NotAllowedError):
        messages.answer(actor=make.handler(who), text="Hello.", about=other.case.entries.first())


def test_what_the_team_has_read_is_noted_to_the_day():
    who = make.person()
    assert messages.mark_read(actor=make.handler(who)) == 1
    assert messages.mark_read(actor=make.handler(who)) == 0
    person.write_message(actor=make.again(who), text="Does the money count the evenings?")
    assert who.case.entries.filter(author="person", read_on=None).count() == 1


def test_an_interpreters_reading_is_not_the_teams():
    who = make.person()
    assert messages.mark_read(actor=make.given(who, SeatRole.INTERPRETER)) == 0


def test_what_the_person_saw_before_the_decision_is_counted():
    from knowshow.remedy.rules.stages import Stage
    from knowshow.remedy.services import stages

    who = make.at(Stage.ADMISSIBLE)
    messages.show_material(actor=make.handler(who), text="The unit says that a phone was shared.")
    person.mark_read(actor=make.again(who))
    stages.assess(actor=make.handler(who), reason=make.WORDS)
    assert make.fresh(who.case).marks["saw_material_before_decision"] is True


def test_the_chain_holds_after_every_kind_of_writing():
    who = make.person()
    hand = make.handler(who)
    messages.answer(actor=hand, text="We look into it.")
    messages.write_note(actor=make.handler(who), text="A note.")
    messages.draft_answer(actor=make.handler(who), text="A draft.")
    case = make.fresh(who.case)
    from knowshow.remedy.models import MemberKey

    known = {key.user_id: frozenset({bytes(key.verify)}) for key in MemberKey.objects.all()}
    assert envelopes.broken_links(case, list(case.entries.all()), known) == []
