"""Requests that a custodian refused are the person's to answer again; what she refused herself stays refused."""

import pytest

from knowshow.remedy.models import KeyScope, Reveal, SealedPart
from knowshow.remedy.services import reveals
from tests.remedy import make

pytestmark = pytest.mark.django_db(transaction=True)


def _asked():
    who = make.person(identity={"name": "Nadia"}, standing="confidential", consent="ask")
    handler, part = make.handler(who), who.case.parts.get()
    return who, reveals.ask_reveal(actor=handler, part=part, days=7, reason="To pay what was agreed.")


def test_a_no_of_a_custodian_is_told_from_a_no_of_hers(moved_to):
    who, hers = _asked()
    reveals.answer_reveal(actor=make.again(who), reveal=hers, agrees=False)
    _other, custodians = _asked()
    part, day = custodians.part_id, custodians.asked_on
    old = moved_to("remedy", "0006_due_days").get_model("remedy", "Reveal").objects
    old.filter(part_id=part).update(state="refused", answered_on=day)
    moved_to("remedy", "0007_who_refused")
    by_part = {one.part_id: (one.state, one.custodian_refused_on) for one in Reveal.objects.all()}
    assert by_part == {hers.part_id: ("refused", None), part: ("asked", day)}
    assert SealedPart.objects.filter(what=KeyScope.IDENTITY).count() == len(by_part)
