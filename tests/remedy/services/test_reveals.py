"""A name is seen by one member, for some days, with the person's yes or by several custodians; she reads of it."""

import pytest
from django.utils import timezone

from knowshow.errors import BadInputError, ConflictError, NotAllowedError
from knowshow.remedy import envelopes
from knowshow.remedy.models import PartShare, Reveal, SeatRole
from knowshow.remedy.selectors import person_words
from knowshow.remedy.selectors.person_page import person_page
from knowshow.remedy.services import keys, person, reveals
from tests.remedy import make, seats

pytestmark = pytest.mark.django_db
NAME = {"name": "Nadia"}


def _named(consent="ask", custodians=0):
    of = make.mechanism()
    found = [seats.seated(of, SeatRole.CUSTODIAN, name=f"Custodian {n}") for n in range(custodians)]
    who = make.person(of, identity=NAME, standing="confidential", consent=consent)
    return (who, *found)


def _asked(who, days=10):
    return reveals.ask_reveal(
        actor=make.handler(who), part=who.case.parts.get(), days=days, reason="To pay what was agreed."
    )


def _give(custodian, reveal, **said):
    keys = make.member_keys(custodian)
    return reveals.give_share(actor=custodian, keys=keys, reveal=Reveal.objects.get(pk=reveal.pk), **said)


def _events(who):
    return [envelopes.read_entry(one, who.secrets).get("event") for one in who.case.entries.filter(audience="both")]


def test_the_person_reads_who_asks_in_which_seat_and_why():
    (who,) = _named()
    reveal = _asked(who)
    said = envelopes.read_entry(who.case.entries.last(), who.secrets)
    assert said == {"event": "reveal_asked", "what": "identity", "days": 10, "text": "To pay what was agreed.",
                    "role": "intake", "reveal": reveal.pk}  # fmt: skip


def test_with_her_yes_it_opens_for_the_member_who_asked_and_she_reads_that_it_was_looked_at():
    (who,) = _named()
    reveal = _asked(who)
    reveals.answer_reveal(actor=make.again(who), reveal=reveal, agrees=True)
    assert reveals.look(actor=make.handler(who), reveal=Reveal.objects.get()) == NAME
    reveals.look(actor=make.handler(who), reveal=Reveal.objects.get())
    assert _events(who).count("reveal_looked") == 1


def test_it_opens_for_nobody_else():
    (who,) = _named()
    reveal = _asked(who)
    reveals.answer_reveal(actor=make.again(who), reveal=reveal, agrees=True)
    other = make.given(who, SeatRole.HANDLER, name="Hugo Handler")
    with pytest.raises(NotAllowedError):
        reveals.look(actor=other, reveal=Reveal.objects.get())


def test_with_her_no_nothing_opens():
    (who,) = _named()
    reveal = _asked(who)
    reveals.answer_reveal(actor=make.again(who), reveal=reveal, agrees=False)
    with pytest.raises(NotAllowedError):
        reveals.look(actor=make.handler(who), reveal=Reveal.objects.get())
    with pytest.raises(ConflictError):
        reveals.answer_reveal(actor=make.again(who), reveal=reveal, agrees=True)


def test_it_closes_when_its_days_are_over_and_the_key_is_dropped():
    (who,) = _named()
    reveal = _asked(who)
    reveals.answer_reveal(actor=make.again(who), reveal=reveal, agrees=True)
    Reveal.objects.update(until=make.later(-1))
    with pytest.raises(NotAllowedError):
        reveals.look(actor=make.handler(who), reveal=Reveal.objects.get())
    assert reveals.end_expired() == 1
    ended = Reveal.objects.get()
    assert (ended.state, bytes(ended.sealed_key), ended.sealed_shares) == ("ended", b"", [])


def test_two_custodians_open_it_together_where_she_said_that_the_team_may_know():
    who, first, second, _third = _named("handlers", custodians=3)
    reveal = _asked(who)
    assert _give(first, reveal).state == "asked"
    with pytest.raises(NotAllowedError):
        reveals.look(actor=make.handler(who), reveal=Reveal.objects.get())
    assert _give(second, reveal).state == "open"
    assert reveals.look(actor=make.handler(who), reveal=Reveal.objects.get()) == NAME
    assert _events(who).count("reveal_share") == 2


def test_one_custodian_gives_one_share():
    who, first, _second = _named("handlers", custodians=2)
    reveal = _asked(who)
    _give(first, reveal)
    with pytest.raises(ConflictError):
        _give(first, reveal)


def test_without_her_consent_only_an_emergency_opens_and_she_reads_the_reason():
    who, first, second = _named(custodians=2)
    reveal = _asked(who)
    with pytest.raises(NotAllowedError):
        _give(first, reveal)
    with pytest.raises(BadInputError):
        _give(first, reveal, is_emergency=True)
    for custodian in (first, second):
        _give(custodian, reveal, is_emergency=True, reason="Somebody threatens her life.")
    assert Reveal.objects.get().is_emergency
    said = envelopes.read_entry(who.case.entries.last(), who.secrets)
    assert (said["emergency"], said["text"]) == (True, "Somebody threatens her life.")


def test_who_asked_does_not_open_it_for_herself_as_a_custodian():
    who, first, _second = _named("handlers", custodians=2)
    reveal = _asked(who)
    Reveal.objects.update(user=first)
    with pytest.raises(NotAllowedError):
        _give(first, reveal)


def test_a_custodian_without_a_share_and_somebody_without_the_seat_open_nothing():
    who, _first = _named("handlers", custodians=1)
    reveal = _asked(who)
    late = seats.seated(who.case.mechanism, SeatRole.CUSTODIAN, name="Lara Late")
    with pytest.raises(NotAllowedError):
        _give(late, reveal)
    other = seats.seated(who.case.mechanism, SeatRole.HANDLER, name="Hugo Handler")
    with pytest.raises(NotAllowedError):
        _give(other, reveal)


def test_a_custodian_refuses_with_a_reason_that_she_reads():
    who, first = _named("handlers", custodians=1)
    reveal = _asked(who)
    reveals.refuse_share(actor=first, reveal=reveal, reason="The handler does not need it.")
    assert _events(who)[-1] == "reveal_refused"
    with pytest.raises(ConflictError):
        _give(first, reveal)
    with pytest.raises(ConflictError):
        reveals.refuse_share(actor=first, reveal=Reveal.objects.get(), reason="Still not.")


def test_after_a_custodians_no_she_is_still_asked_and_can_say_yes():
    who, first = _named("handlers", custodians=1)
    reveal = _asked(who)
    reveals.refuse_share(actor=first, reveal=reveal, reason="The handler does not need it.")
    assert [one.pk for one in person_page(make.again(who)).reveals] == [reveal.pk]
    reveals.answer_reveal(actor=make.again(who), reveal=reveal, agrees=True)
    assert reveals.look(actor=make.handler(who), reveal=Reveal.objects.get()) == NAME


def test_one_asks_once_for_some_days_and_can_take_it_back():
    (who,) = _named()
    with pytest.raises(BadInputError):
        _asked(who, days=365)
    reveal = _asked(who)
    with pytest.raises(ConflictError):
        _asked(who)
    reveals.end_reveal(actor=make.handler(who), reveal=reveal)
    assert Reveal.objects.get().state == "ended"


def test_an_interpreter_does_not_ask():
    (who,) = _named()
    with pytest.raises(NotAllowedError):
        reveals.ask_reveal(
            actor=make.given(who, SeatRole.INTERPRETER), part=who.case.parts.get(), days=3, reason="To know."
        )


def test_a_yes_lasts_as_many_days_as_she_read():
    (who,) = _named()
    reveals.answer_reveal(actor=make.again(who), reveal=_asked(who, days=3), agrees=True)
    assert Reveal.objects.get().until == make.later(3) > timezone.localdate()


def test_the_reason_is_sealed_to_each_custodian_and_to_nobody_else():
    who, cleo, cara = _named("handlers", custodians=2)
    late = seats.seated(who.case.mechanism, SeatRole.CUSTODIAN, name="Lara Late")
    reveal = _asked(who)
    assert b"To pay" not in str(reveal.sealed_reasons).encode()
    said = [reveals.reason_of(make.member_keys(one), Reveal.objects.get()) for one in (cleo, cara, late)]
    assert said == ["To pay what was agreed.", "To pay what was agreed.", ""]


def test_a_reason_that_was_swapped_does_not_open():
    who, cleo, cara = _named("handlers", custodians=2)
    reveal = _asked(who)
    first, second = reveal.sealed_reasons
    reveal.sealed_reasons = [{**first, "sealed": second["sealed"]}, {**second, "sealed": first["sealed"]}]
    assert reveals.reason_of(make.member_keys(cleo), reveal) == reveals.reason_of(make.member_keys(cara), reveal) == ""


def test_reasons_go_when_the_request_ends():
    who, *_custodians = _named("handlers", custodians=2)
    reveal = _asked(who)
    reveals.end_reveal(actor=make.handler(who), reveal=reveal)
    assert Reveal.objects.get().sealed_reasons == []


def test_what_she_takes_back_is_sealed_for_everybody_and_custodians_have_to_ask_again():
    who, *custodians = _named("handlers", custodians=2)
    other = make.given(who, SeatRole.HANDLER, name="Hugo Handler")
    part = who.case.parts.get()
    asked = [_asked(who), reveals.ask_reveal(actor=other, part=part, days=5, reason="To call her.")]
    for reveal in asked:
        for custodian in custodians:
            _give(custodian, reveal)
    reveals.take_consent_back(actor=make.again(who), reveal=asked[0])
    assert set(Reveal.objects.values_list("state", flat=True)) == {"ended"}
    with pytest.raises(NotAllowedError):
        _give(custodians[0], _asked(who))


def test_a_no_ends_what_she_let_everybody_know_beforehand():
    who, custodian = _named("handlers", custodians=1)
    reveals.answer_reveal(actor=make.again(who), reveal=_asked(who), agrees=False)
    with pytest.raises(NotAllowedError):
        _give(custodian, _asked(who))


def test_looking_at_the_contact_is_told_apart_from_looking_at_the_name():
    of = make.mechanism()
    who = make.person(of, identity=NAME, contact={"contact": "0123"}, standing="confidential", consent="ask")
    for part in who.case.parts.all():
        asked = reveals.ask_reveal(actor=make.handler(who), part=part, days=5, reason="To call her.")
        reveals.answer_reveal(actor=make.again(who), reveal=asked, agrees=True)
        reveals.look(actor=make.handler(who), reveal=Reveal.objects.get(pk=asked.pk))
    assert _events(who).count("reveal_looked") == 2


def test_what_has_run_out_can_be_asked_for_again_before_the_worker_has_come_by():
    (who,) = _named()
    reveals.answer_reveal(actor=make.again(who), reveal=_asked(who), agrees=True)
    Reveal.objects.update(until=make.later(-1))
    assert _asked(who).state == "asked"


def _new_key(user):
    former = make.member_keys(user)
    keys.make_keys(actor=user, passphrase=seats.PASSPHRASE, former=former)


def test_a_custodians_new_key_keeps_her_share_and_what_is_open_for_who_asked():
    who, cleo, cara = _named("handlers", custodians=2)
    reveal = _asked(who)
    _give(cleo, reveal)
    _new_key(cara)
    _give(cara, reveal)
    hanna = make.handler(who).user
    _new_key(hanna)
    assert reveals.look(actor=make.handler(who, hanna), reveal=Reveal.objects.get()) == NAME


def test_a_share_whose_key_is_lost_is_dropped_and_made_anew_when_she_writes_her_name_again():
    who, cleo, cara = _named("handlers", custodians=2)
    keys.make_keys(actor=cara, passphrase=seats.PASSPHRASE)
    assert set(PartShare.objects.values_list("user", flat=True)) == {cleo.pk}
    person.put_part(actor=make.again(who), what="identity", content=NAME, consent="handlers")
    reveal = _asked(who)
    for custodian in (cleo, cara):
        _give(custodian, reveal)
    assert reveals.look(actor=make.handler(who), reveal=Reveal.objects.get()) == NAME


def test_one_share_of_two_is_not_told_as_an_open_name():
    who, cleo, cara = _named("ask", custodians=2)
    reveal = _asked(who)
    told = []
    for custodian in (cleo, cara):
        _give(custodian, reveal, is_emergency=True, reason="She is in danger.")
        said = envelopes.read_entry(make.again(who).case.entries.filter(kind="system").last(), who.secrets)
        told.append(person_words._reveal("reveal_share", said))
    assert told == [
        "A custodian gave a share of the key to your name.",
        "In an emergency, a custodian opened your name without asking you first.",
    ]


def test_who_wants_to_be_asked_from_now_on_ends_what_custodians_opened_but_not_what_she_agreed_to():
    who, custodian = _named("handlers", custodians=1)
    first = _give(custodian, _asked(who))
    other = make.given(who, SeatRole.HANDLER, name="Hugo Handler")
    second = reveals.ask_reveal(actor=other, part=who.case.parts.get(), days=5, reason="To write to her lawyer.")
    reveals.answer_reveal(actor=make.again(who), reveal=second, agrees=True)
    person.put_part(actor=make.again(who), what="identity", content=NAME, consent="ask")
    assert not Reveal.objects.get(pk=first.pk).is_current
    assert Reveal.objects.get(pk=second.pk).is_current
    with pytest.raises(NotAllowedError):
        reveals.look(actor=make.handler(who), reveal=Reveal.objects.get(pk=first.pk))
