"""Two people named the same: nobody is told of the other before both agree."""

import pytest

from knowshow.errors import ConflictError, NotAllowedError
from knowshow.remedy.models import EntryKind, Match, MatchState
from knowshow.remedy.services import matching
from tests.remedy import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair():
    of = make.mechanism()
    one, two = make.person(of), make.person(of)
    return one, two, Match.objects.create(first=one.case, second=two.case)


def _told(who):
    return who.case.entries.filter(kind=EntryKind.SYSTEM).count()


def test_the_first_yes_tells_the_other_nothing(pair):
    one, two, match = pair
    matching.answer_match(actor=one, match=match, agrees=True)
    assert match.state == MatchState.FOUND
    assert (_told(one), _told(two)) == (0, 0)


def test_both_are_told_once_both_agree(pair):
    one, two, match = pair
    matching.answer_match(actor=two, match=match, agrees=True)
    matching.answer_match(actor=make.again(one), match=Match.objects.get(), agrees=True)
    assert Match.objects.get().state == MatchState.BOTH_AGREE
    assert (_told(one), _told(two)) == (1, 1)


def test_one_no_ends_it_and_tells_nobody(pair):
    one, two, match = pair
    matching.answer_match(actor=one, match=match, agrees=False)
    assert Match.objects.get().state == MatchState.DECLINED
    with pytest.raises(ConflictError):
        matching.answer_match(actor=two, match=Match.objects.get(), agrees=True)
    assert (_told(one), _told(two)) == (0, 0)


def test_nobody_answers_twice_or_for_another(pair):
    one, _two, match = pair
    matching.answer_match(actor=one, match=match, agrees=True)
    with pytest.raises(ConflictError):
        matching.answer_match(actor=make.again(one), match=match, agrees=False)
    with pytest.raises(NotAllowedError):
        matching.answer_match(actor=make.person(one.case.mechanism), match=match, agrees=True)
