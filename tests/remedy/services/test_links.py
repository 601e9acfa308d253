"""Cases that belong together are linked by somebody who can open both."""

import pytest

from knowshow.errors import BadInputError, ConflictError, NotAllowedError
from knowshow.remedy import envelopes
from knowshow.remedy.models import CaseKey, CaseLink
from knowshow.remedy.services import links
from tests.remedy import make

pytestmark = pytest.mark.django_db


def _two():
    of = make.mechanism()
    return make.person(of), make.person(of)


def _link(who, other, **said):
    facts = {"reference": other.case.reference, "kind": "duplicate", "reason": "The same words twice."} | said
    return links.link_case(actor=make.handler(who), **facts)


def test_two_cases_are_linked_with_an_internal_reason():
    who, other = _two()
    link = _link(who, other)
    assert (link.case, link.other, link.kind) == (who.case, other.case, "duplicate")
    note = who.case.entries.get(kind="note")
    assert note.audience == "internal"
    assert envelopes.read_entry(note, make.handler(who).secrets)["text"] == "The same words twice."


def test_two_cases_are_linked_once_in_either_direction():
    who, other = _two()
    _link(who, other)
    with pytest.raises(ConflictError):
        _link(who, other)
    with pytest.raises(ConflictError):
        _link(other, who)


def test_a_case_that_one_cannot_open_is_not_there():
    who, other = _two()
    CaseKey.objects.filter(case=other.case).delete()
    with pytest.raises(BadInputError) as refused:
        _link(who, other)
    assert other.case.reference not in str(refused.value)


def test_a_case_is_not_linked_with_itself_nor_across_mechanisms():
    who, _other = _two()
    for other in (who, make.person()):
        with pytest.raises(BadInputError):
            _link(who, other)


def test_a_link_is_taken_away_from_either_side_and_by_nobody_else():
    who, other = _two()
    link = _link(who, other)
    with pytest.raises(NotAllowedError):
        links.unlink_case(actor=make.handler(make.person(who.case.mechanism)), link=link)
    links.unlink_case(actor=make.handler(other), link=link)
    assert not CaseLink.objects.exists()


def test_a_case_whose_key_still_waits_for_her_is_not_there():
    who, other = _two()
    CaseKey.objects.filter(case=other.case).update(sealed=b"")
    with pytest.raises(BadInputError):
        _link(who, other)


def test_a_case_that_was_erased_is_not_there():
    who, other = _two()
    type(other.case).objects.filter(pk=other.case.pk).update(shredded_on=make.later(0))
    with pytest.raises(BadInputError):
        _link(who, other)
