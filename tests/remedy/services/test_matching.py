"""Two people named the same: nobody is told of the other before both agree."""

import pytest

from knowshow.errors import BadInputError, ConflictError, NotAllowedError
from knowshow.foundation import vault
from knowshow.foundation.models import HistoryEntry
from knowshow.remedy.models import CaseLink, EntryKind, Match, MatchName, MatchState, MatchTag
from knowshow.remedy.selectors.person_page import person_page
from knowshow.remedy.services import matching, recovery
from knowshow.remedy.services.recovery import Named
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


def test_a_no_looks_to_the_other_like_silence(pair):
    one, two, match = pair
    before = person_page(make.again(two)).matches
    matching.answer_match(actor=one, match=match, agrees=False)
    assert person_page(make.again(two)).matches == before == (match.pk,)
    matching.answer_match(actor=make.again(two), match=Match.objects.get(), agrees=True)
    assert Match.objects.get().state == MatchState.DECLINED
    assert (_told(one), _told(two)) == (0, 0)
    assert not CaseLink.objects.exists()


def test_nobody_answers_twice_or_for_another(pair):
    one, _two, match = pair
    matching.answer_match(actor=one, match=match, agrees=True)
    with pytest.raises(ConflictError):
        matching.answer_match(actor=make.again(one), match=match, agrees=False)
    with pytest.raises(NotAllowedError):
        matching.answer_match(actor=make.person(one.case.mechanism), match=match, agrees=True)


def test_once_both_agree_those_who_work_on_them_see_the_link(pair):
    one, two, match = pair
    matching.answer_match(actor=one, match=match, agrees=True)
    assert not CaseLink.objects.exists()
    matching.answer_match(actor=two, match=Match.objects.get(), agrees=True)
    link = CaseLink.objects.get()
    assert ({link.case, link.other}, link.kind, link.linked_by) == ({one.case, two.case}, "related", None)


# ---- the comparison ----------------------------------------------------------------------------------------


@pytest.fixture
def keyed():
    """A mechanism whose trustees hold a matching key of which two of three shares are enough, and the shares."""
    of = make.mechanism()
    trustees = [Named("Union"), Named("Notary", is_outside=True), Named("Works council")]
    drawn = recovery.draw(trustees=trustees, needed=2)
    of.matching_public, of.asks_matching = drawn.public, True
    of.save()
    return of, drawn.shares


def named(of, *names):
    return make.person(of, names_for_matching=names)


def compare(of, shares):
    return matching.compare_names(actor=None, mechanism=of, shares=shares)


def test_those_who_named_the_same_are_asked_and_others_are_not(keyed):
    of, shares = keyed
    one, two, other = named(of, "Rolf Bauer"), named(of, "BAUER, Rolf"), named(of, "Rolf Baum")
    done = compare(of, shares[:2])
    assert (done.names, done.unreadable, done.matches) == (3, 0, 1)
    match = Match.objects.get()
    assert {match.first, match.second} == {one.case, two.case}
    assert person_page(make.again(one)).matches == (match.pk,)
    assert person_page(make.again(other)).matches == ()


def test_the_names_are_gone_and_the_tags_tell_none(keyed):
    of, shares = keyed
    named(of, "Rolf Bauer")
    compare(of, shares)
    assert not MatchName.objects.exists()
    tag = bytes(MatchTag.objects.get().tag)
    assert tag not in {vault.digest(form) for form in (b"bauer rolf", b"Rolf Bauer")}
    assert tag != vault.digest(of.code.encode(), b"bauer rolf")


def test_a_name_of_before_is_found_again_later_and_no_match_twice(keyed):
    of, shares = keyed
    named(of, "Rolf Bauer", "Eva Bauer")
    compare(of, shares[1:])
    named(of, "rolf bauer", "Eva  Bauer")
    assert compare(of, (shares[2], shares[0])).matches == 1
    assert compare(of, shares).matches == 0


def test_who_names_the_same_twice_matches_with_nobody(keyed):
    of, shares = keyed
    named(of, "Rolf Bauer", "rolf bauer")
    assert compare(of, shares).matches == 0
    assert MatchTag.objects.count() == 1


def test_neither_case_shows_anything_before_both_agree(keyed):
    of, shares = keyed
    one, two = named(of, "Rolf Bauer"), named(of, "Rolf Bauer")
    before = [who.case.entries.count() for who in (one, two)]
    compare(of, shares)
    assert [who.case.entries.count() for who in (one, two)] == before
    assert not CaseLink.objects.exists()


def test_two_mechanisms_are_never_compared(keyed):
    of, shares = keyed
    other = make.mechanism(matching_public=of.matching_public)
    named(of, "Rolf Bauer")
    named(other, "Rolf Bauer")
    assert compare(of, shares).matches + compare(other, shares).matches == 0
    first, second = MatchTag.objects.all()
    assert bytes(first.tag) != bytes(second.tag)


@pytest.mark.parametrize("spoil", [lambda s: s[:1], lambda s: [s[0], s[0]], lambda s: [], lambda s: ["a b c", s[1]]])
def test_too_few_or_mistyped_shares_open_nothing(keyed, spoil):
    of, shares = keyed
    named(of, "Rolf Bauer")
    with pytest.raises(BadInputError):
        compare(of, spoil(list(shares)))
    assert MatchName.objects.count() == 1
    assert not MatchTag.objects.exists()


def test_names_sealed_to_a_former_key_stay_and_are_counted(keyed):
    of, _shares = keyed
    named(of, "Rolf Bauer")
    drawn = recovery.draw(trustees=[Named("Union"), Named("Notary", is_outside=True)], needed=2)
    of.matching_public = drawn.public
    of.save()
    assert compare(of, drawn.shares).unreadable == 1
    assert MatchName.objects.count() == 1


def test_without_a_matching_key_there_is_nothing_to_compare():
    with pytest.raises(ConflictError):
        compare(make.mechanism(), ["a b c"])


def test_each_comparison_stands_in_the_history(keyed):
    of, shares = keyed
    compare(of, shares)
    assert HistoryEntry.objects.filter(action="remedy.mechanism.names_compared", organisation=of.organisation).exists()
