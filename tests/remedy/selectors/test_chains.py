"""What people write while the chains are checked raises no alarm; what was changed does."""

import pytest

from knowshow.remedy.models import Entry, SealedPart, SeatRole
from knowshow.remedy.selectors.chains import case_chains
from knowshow.remedy.services import keys, messages, person
from tests.remedy import make, seats

pytestmark = pytest.mark.django_db


def test_a_case_in_which_somebody_writes_meanwhile_is_whole():
    of = make.mechanism()
    make.person(of)
    second = make.person(of)
    chains = case_chains()
    next(chains)
    person.write_message(actor=make.again(second), text="One more thing that I remember.")
    assert next(chains).is_whole


def test_a_member_who_made_her_key_meanwhile_is_known():
    of = make.mechanism()
    make.person(of)
    second = make.person(of)
    chains = case_chains()
    next(chains)
    newcomer = seats.seated(of, SeatRole.HANDLER, name="Nora Newcomer")
    keys.give_case(actor=make.handler(second), user=newcomer, role=SeatRole.HANDLER)
    messages.answer(actor=make.handler(second, newcomer), text="I take this over.")
    assert next(chains).is_whole


def test_a_case_that_was_changed_meanwhile_is_broken():
    of = make.mechanism()
    make.person(of)
    second = make.person(of, identity={"name": "Nadia"}, standing="named")
    chains = case_chains()
    next(chains)
    Entry.objects.filter(case=second.case).update(kind="facts")
    SealedPart.objects.update(consent="handlers")
    found = next(chains)
    assert (found.broken, found.not_as_given, found.is_whole) == ((1,), ("identity",), False)
