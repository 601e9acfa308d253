"""The cases of a group are worked on at once, and each person decides for herself and is told of nobody else."""

from dataclasses import replace
from itertools import pairwise

import pytest

from knowshow.errors import BadInputError, ConflictError, NotAllowedError, SealError
from knowshow.remedy import envelopes
from knowshow.remedy.models import CaseKey, CaseLink, Entry, Offer, SeatRole
from knowshow.remedy.rules.stages import Stage
from knowshow.remedy.services import groups, links, messages, offers
from knowshow.remedy.services.offers import FREE
from tests.remedy import make, seats

pytestmark = pytest.mark.django_db


def _group(count=3, stage=Stage.ASSESSED, **facts):
    """So many people of one mechanism, linked as a group in a chain."""
    of = make.mechanism()
    people = [make.at(stage, of, **facts) for _ in range(count)]
    for one, other in pairwise(people):
        _link(one, other)
    return people


def _link(one, other, kind="group"):
    links.link_case(actor=make.handler(one), reference=other.case.reference, kind=kind, reason="One village.")


def _read(who):
    return [envelopes.read_entry(one, who.secrets) for one in make.again(who).case.entries.filter(audience="both")]


def _references(people):
    return tuple(sorted(one.case.reference for one in people))


def test_a_group_reaches_through_links_of_its_kind_and_no_further():
    people = _group(3)
    apart = make.at(Stage.ASSESSED, people[0].case.mechanism)
    _link(people[2], apart, kind="related")
    for one in people:
        found = groups.group_of(make.handler(one))
        assert tuple(each.case.reference for each in found.members) == _references(people)
        assert found.closed_to_her == 0


def test_a_case_that_was_not_given_to_her_is_counted_and_nothing_more():
    people = _group(3)
    handler = make.handler(people[0])
    CaseKey.objects.filter(case=people[1].case).delete()
    found = groups.group_of(handler)
    assert tuple(one.case.reference for one in found.members) == _references([people[0], people[2]])
    assert found.closed_to_her == 1


def test_who_only_translates_acts_for_nobody():
    people = _group(2)
    interpreter = make.given(people[0], SeatRole.INTERPRETER, name="Ida Interpreter")
    with pytest.raises(NotAllowedError):
        groups.answer_all(actor=interpreter, text="We write to all of you.")


def test_one_word_is_sealed_to_each_apart_and_names_no_other_case():
    people = _group(3)
    done = groups.answer_all(actor=make.handler(people[0]), text="We write to all of you.")
    assert (done.done, done.left) == (_references(people), ())
    for one in people:
        assert _read(one)[-1] == {"text": "We write to all of you."}
        others = [each.case.reference for each in people if each is not one]
        assert not any(reference in str(_read(one)) for reference in others)


def test_who_said_that_it_is_not_safe_is_left_out_and_named_to_the_handler():
    people = _group(2)
    unsafe = make.at(Stage.ASSESSED, people[0].case.mechanism, safe="no")
    _link(people[0], unsafe)
    done = groups.answer_all(actor=make.handler(people[0]), text="We write to all of you.")
    assert done.done == _references(people)
    assert [(one.reference, one.why) for one in done.left] == [
        (unsafe.case.reference, "The person said that it is not safe to answer.")
    ]
    assert {"text": "We write to all of you."} not in _read(unsafe)


def test_whatever_is_written_to_all_leaves_out_who_said_that_it_is_not_safe():
    safe = make.person()
    unsafe = make.person(safe.case.mechanism, safe="no")
    _link(safe, unsafe)
    asked_of = replace(make.handler(safe), although_unsafe=True)
    done = groups.acknowledge_all(actor=asked_of, text="It has arrived.")
    assert done.done == (safe.case.reference,)
    assert [(one.reference, one.why) for one in done.left] == [
        (unsafe.case.reference, "The person said that it is not safe to answer.")
    ]
    assert make.fresh(unsafe.case).stage == Stage.RECEIVED
    assert groups.acknowledge_all(actor=replace(make.handler(unsafe), although_unsafe=True), text="Again.").done == ()


def test_the_same_remedy_is_offered_to_each_and_each_decides_for_herself():
    people = _group(3)
    done = groups.offer_all(
        actor=make.handler(people[0]), text="The same for each of you.", remedies=make.parts(), terms=FREE
    )
    assert done.done == _references(people)
    assert Offer.objects.filter(state="open").count() == 3
    offers.accept_offer(actor=make.again(people[0]), offer=people[0].case.offers.get())
    offers.refuse_offer(actor=make.again(people[1]), offer=people[1].case.offers.get())
    stages = [make.fresh(one.case).stage for one in people]
    assert stages == [Stage.AGREED, Stage.DIALOGUE, Stage.REMEDY_OFFERED]


def test_an_offer_that_one_of_them_has_already_is_not_replaced_unseen():
    people = _group(2)
    make.offer(people[1], "apology")
    done = groups.offer_all(actor=make.handler(people[0]), text="For all.", remedies=make.parts(), terms=FREE)
    assert done.done == (people[0].case.reference,)
    assert [one.reference for one in done.left] == [people[1].case.reference]
    assert people[1].case.offers.get().remedies.get().kind == "apology"


def test_an_offer_that_no_person_may_be_made_is_refused_before_anybody_gets_it():
    people = _group(2)
    with pytest.raises(BadInputError):
        groups.offer_all(
            actor=make.handler(people[0]), text="For all.", remedies=make.parts(), terms=FREE,
            open_until=make.later(1),
        )  # fmt: skip
    assert not Offer.objects.exists()


def test_a_proof_reaches_those_to_whom_it_is_owed_and_nobody_else():
    people = _group(3)
    groups.offer_all(actor=make.handler(people[0]), text="For all.", remedies=make.parts("restitution"), terms=FREE)
    for one in people[:2]:
        offers.accept_offer(actor=make.again(one), offer=one.case.offers.get())
    done = groups.prove_all(actor=make.handler(people[0]), kind="restitution", text="Paid on the first of the month.")
    assert done.done == _references(people[:2])
    assert [one.reference for one in done.left] == [people[2].case.reference]
    assert [make.fresh(one.case).stage for one in people] == [
        Stage.IMPLEMENTED, Stage.IMPLEMENTED, Stage.REMEDY_OFFERED,
    ]  # fmt: skip


def test_only_those_are_told_of_the_arrival_to_whom_it_was_not_said():
    people = _group(2, stage=Stage.RECEIVED)
    told = make.at(Stage.ACKNOWLEDGED, people[0].case.mechanism)
    _link(people[0], told)
    done = groups.acknowledge_all(actor=make.handler(people[0]), text="Your report has arrived.")
    assert done.done == _references(people)
    assert [one.reference for one in done.left] == [told.case.reference]


def test_reports_with_the_code_of_one_group_are_taken_into_it():
    of = make.mechanism()
    code = seats.group_code(of)
    people = [make.person(of, group_code=code) for _ in range(3)]
    stranger = make.person(of)
    twice = make.person(of, group_code=code)
    _link(people[0], twice, kind="duplicate")
    handler = make.handler(people[0])
    assert {one.reference for one in groups.of_same_code(handler)} == set(_references(people[1:]))
    assert groups.gather(actor=handler) == 2
    assert CaseLink.objects.get(other=twice.case).kind == "duplicate", "it stays what somebody said that it is"
    assert tuple(one.case.reference for one in groups.group_of(handler).members) == _references(people)
    assert stranger.case.pk not in CaseLink.objects.values_list("other", flat=True)
    with pytest.raises(ConflictError):
        groups.gather(actor=make.handler(people[0]))


# ---- several who gather, and links of others -----------------------------------------------------------------


def _of_one_code(count):
    of = make.mechanism()
    code = seats.group_code(of)
    return [make.person(of, group_code=code) for _ in range(count)]


def test_a_duplicate_of_another_member_of_the_group_stays_a_duplicate():
    people = _of_one_code(3)
    _link(people[0], people[1])
    _link(people[1], people[2], kind="duplicate")
    handler = make.handler(people[0])
    assert groups.of_same_code(handler) == []
    with pytest.raises(ConflictError):
        groups.gather(actor=handler)


def test_what_another_member_gathered_is_joined_by_one_link_and_never_doubled():
    people = _of_one_code(4)
    _link(people[2], people[3])
    assert groups.gather(actor=make.handler(people[0])) == 3
    assert CaseLink.objects.count() == 3
    for one in people:
        assert groups.of_same_code(make.handler(one)) == []
        assert tuple(each.case.reference for each in groups.group_of(make.handler(one)).members) == _references(people)


def test_whoever_gathers_after_somebody_else_finds_nothing_left():
    people = _of_one_code(3)
    before = make.handler(people[1])
    groups.gather(actor=make.handler(people[0]))
    with pytest.raises(ConflictError):
        groups.gather(actor=before)
    assert CaseLink.objects.count() == 2


def test_a_case_that_was_erased_is_not_counted_as_one_that_was_not_given():
    people = _group(3)
    type(people[1].case).objects.filter(pk=people[1].case.pk).update(shredded_on=make.later(0))
    assert groups.group_of(make.handler(people[0])).closed_to_her == 0


# ---- what was damaged ----------------------------------------------------------------------------------------


def _flipped(sealed):
    held = bytearray(sealed)
    held[len(held) // 2] ^= 1
    return bytes(held)


def _damage_key(who):
    key = CaseKey.objects.get(case=who.case, scope="case")
    CaseKey.objects.filter(pk=key.pk).update(sealed=_flipped(key.sealed))


def _damage_entry(who):
    entry = who.case.entries.get(kind="report")
    Entry.objects.filter(pk=entry.pk).update(sealed=_flipped(entry.sealed))


def test_a_case_whose_key_was_changed_is_left_with_the_reason_and_not_taken_for_somebody_elses():
    people = _group(3)
    handler = make.handler(people[0])
    _damage_key(people[1])
    found = groups.group_of(handler)
    assert (found.closed_to_her, [one.reference for one in found.left]) == (0, [people[1].case.reference])
    done = groups.answer_all(actor=handler, text="We write to all of you.")
    assert done.done == _references([people[0], people[2]])
    assert [(one.reference, one.why) for one in done.left] == [(people[1].case.reference, str(SealError()))]


def test_who_can_not_be_asked_whether_it_is_safe_is_not_answered():
    people = _group(2)
    _damage_entry(people[1])
    done = groups.answer_all(actor=make.handler(people[0]), text="We write to all of you.")
    assert done.done == (people[0].case.reference,)
    assert [(one.reference, one.why) for one in done.left] == [(people[1].case.reference, str(SealError()))]
    assert not make.again(people[1]).case.entries.filter(kind="message").exists()


def test_safety_is_told_of_each_case_and_of_a_damaged_one_nothing():
    people = _group(2)
    unsafe = make.at(Stage.ASSESSED, people[0].case.mechanism, safe="no")
    _damage_entry(people[1])
    handlers = [make.handler(one) for one in (*people, unsafe)]
    assert messages.are_safe_to_answer(handlers) == {people[0].case.pk: "unsure", unsafe.case.pk: "no"}


# ---- what was sent twice -------------------------------------------------------------------------------------


def _seen(people):
    return {one.case.pk: make.fresh(one.case).entry_count for one in people}


def _entries(people):
    return [make.fresh(one.case).entry_count for one in people]


def _twice(people, act, **said):
    """What came of it the first time, and that the second time is answered alike and changes nothing."""
    seen = _seen(people)
    first = act(actor=make.handler(people[0]), seen=seen, **said)
    count = _entries(people)
    assert act(actor=make.handler(people[0]), seen=seen, **said) == first
    assert _entries(people) == count
    return first


def test_a_word_to_all_that_is_sent_twice_is_written_once():
    people = _group(3)
    assert _twice(people, groups.answer_all, text="We write to all of you.").done == _references(people)


def test_an_acknowledgement_that_is_sent_twice_is_written_once():
    people = _group(2, stage=Stage.RECEIVED)
    assert _twice(people, groups.acknowledge_all, text="It has arrived.").done == _references(people)


def test_an_offer_that_is_sent_twice_is_made_once():
    people = _group(2)
    said = {"text": "For all.", "remedies": make.parts(), "terms": FREE}
    assert _twice(people, groups.offer_all, **said).done == _references(people)
    assert Offer.objects.count() == 2


def test_a_proof_that_is_sent_twice_is_shown_once():
    people = _group(2, stage=Stage.AGREED)
    assert _twice(people, groups.prove_all, kind="restitution", text="Paid.").done == _references(people)


def test_the_same_words_on_another_day_are_sent_again():
    people = _group(2)
    for _ in range(2):
        done = groups.answer_all(actor=make.handler(people[0]), text="It takes longer.", seen=_seen(people))
        assert done.done == _references(people)
    assert [one["text"] for one in _read(people[1]) if one.get("text") == "It takes longer."] == [
        "It takes longer."
    ] * 2


def test_who_joined_the_group_after_the_page_was_shown_is_not_written_to_unseen():
    people = _group(2)
    seen = _seen(people)
    later = make.at(Stage.ASSESSED, people[0].case.mechanism)
    _link(people[0], later)
    seen[people[0].case.pk] = make.fresh(people[0].case).entry_count
    done = groups.answer_all(actor=make.handler(people[0]), text="We write to all of you.", seen=seen)
    assert done.done == _references(people)
    assert [one.reference for one in done.left] == [later.case.reference]
