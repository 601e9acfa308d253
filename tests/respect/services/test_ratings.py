"""Ratings are only ever added; the gravest decides; the place follows from them and is never edited."""

import pytest

from knowshow.errors import BadInputError, ConflictError, NotAllowedError, UnknownIdError
from knowshow.foundation.services import members
from knowshow.respect.models import UNRATED, Impact, Rating
from knowshow.respect.services import disagreements, impacts, ratings
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def impact():
    """An impact that nobody has rated."""
    return make.impact()


def test_before_the_first_rating_there_is_no_place(impact):
    assert (impact.tier, impact.order_code) == (None, UNRATED)


def test_a_rating_gives_tier_and_place(impact):
    make.rating(impact, scale=3, scope=4, irremediability=1)

    assert (impact.tier, impact.scale, impact.deciding_group) == (4, 3, "OLD")


def test_a_second_rating_of_the_same_person_replaces_the_first_and_keeps_it(impact):
    first = make.rating(impact, scale=4)
    make.rating(impact, scale=2)

    first.refresh_from_db()
    assert not first.is_current
    assert impact.ratings.count() == 2
    assert impact.scale == 2


def test_a_stored_rating_cannot_be_changed(impact):
    rating = make.rating(impact)
    rating.scale = 1

    with pytest.raises(ConflictError, match="Rate again"):
        rating.save()


def test_a_stored_rating_cannot_be_deleted(impact):
    with pytest.raises(ConflictError):
        make.rating(impact).delete()


def test_of_several_groups_the_gravest_decides(impact):
    make.rating(impact, scale=2)
    make.rating(impact, group="CHI", scale=4)

    assert impact.deciding_group == "CHI"


def test_of_two_assessors_the_graver_counts(impact):
    make.rating(impact, scale=2)
    make.rating(impact, scale=3, assessor_name="Outside expert")

    assert impact.scale == 3
    assert impact.has_open_disagreement


def test_a_rating_entered_under_a_colleagues_name_replaces_nothing_of_hers(impact):
    assessor = make.member(impact.organisation, name="Ada Assessor")
    make.rating(impact, scale=4)

    make.rating(impact, actor=assessor, scale=1, assessor_name="Lena Lead")

    assert impact.scale == 4
    assert impact.has_open_disagreement


def test_two_colleagues_of_one_name_keep_a_rating_each(impact):
    make.rating(impact, scale=4)

    make.rating(impact, actor=make.member(impact.organisation, name="Lena Lead"), scale=1)

    assert impact.scale == 4


def test_whoever_changed_her_name_still_replaces_her_own_rating(impact):
    make.rating(impact, scale=4)
    lead = members.rename(actor=make.lead_of(impact.organisation), name="Lena Later")

    make.rating(impact, actor=lead, scale=2)

    assert impact.scale == 2
    assert not impact.ratings_differ


def test_an_outside_expert_is_known_by_name(impact):
    make.rating(impact, scale=4, assessor_name="Outside expert")

    make.rating(impact, scale=2, assessor_name="Outside expert")

    assert impact.scale == 2


def test_a_member_replaces_what_a_file_said_in_her_name(impact):
    make.rating(impact, scale=4, assessor_name="Lena Lead")

    make.rating(impact, scale=2)

    assert impact.scale == 2


def test_unknown_likelihood_never_ranks_below_a_known_one():
    assessment = make.assessment()
    known = make.impact(assessment)
    unknown = make.impact(assessment)
    make.rating(known, likelihood="expected")
    make.rating(unknown, likelihood="unknown")

    assert unknown.order_code < known.order_code


def test_business_risk_does_not_move_an_impact(impact):
    make.rating(impact)
    before = impact.order_code

    impacts.change_impact(
        actor=make.lead_of(impact.organisation), impact=impact, revision=impact.revision, business_risk="high"
    )

    impact.refresh_from_db()
    assert impact.order_code == before


def test_the_delay_clause_moves_it_up_and_needs_a_reason(impact):
    make.rating(impact)
    before, lead = impact.order_code, make.lead_of(impact.organisation)
    with pytest.raises(BadInputError, match="no reason"):
        impacts.change_impact(actor=lead, impact=impact, revision=impact.revision, delay_makes_irremediable=True)

    impacts.change_impact(
        actor=lead,
        impact=impact,
        revision=impact.revision,
        delay_makes_irremediable=True,
        delay_rationale="Footage is deleted after thirty days.",
    )

    impact.refresh_from_db()
    assert impact.order_code < before


def test_a_rating_sees_what_was_said_of_the_impact_meanwhile(impact):
    make.rating(impact)
    lead, opened = make.lead_of(impact.organisation), Impact.objects.get(pk=impact.pk)
    changes = {"delay_makes_irremediable": True, "delay_rationale": "Footage is deleted after thirty days."}
    impacts.change_impact(actor=lead, impact=impact, revision=impact.revision, **changes)
    impact.refresh_from_db()
    with_delay = impact.order_code

    make.rating(opened)

    assert opened.order_code == with_delay


def test_a_rating_is_withdrawn_once(impact):
    rating = make.rating(impact)
    lead, opened = make.lead_of(impact.organisation), Rating.objects.get(pk=rating.pk)
    ratings.withdraw_rating(actor=lead, rating=rating, reason="The wrong group.")

    with pytest.raises(ConflictError, match="before"):
        ratings.withdraw_rating(actor=lead, rating=opened, reason="Another reason.")


def test_withdrawing_keeps_the_rating_and_its_reason(impact):
    rating = make.rating(impact)

    ratings.withdraw_rating(actor=make.lead_of(impact.organisation), rating=rating, reason="The wrong group.")

    impact.refresh_from_db()
    assert impact.tier is None
    assert impact.ratings.get().withdrawal_reason == "The wrong group."


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"scale": 0}, "scale"),
        ({"scope": 5}, "scope"),
        ({"irremediability": 9}, "irremediability"),
        ({"likelihood": "certain"}, "likelihood"),
        ({"likelihood": "actual"}, "likelihood"),
        ({"rationale": "  "}, "rationale"),
        ({"confidence": "very"}, "confidence"),
        ({"group": "XYZ"}, "group"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(fields, field, impact):
    with pytest.raises(BadInputError) as refusal:
        make.rating(impact, **fields)

    assert refusal.value.place.field == field
    assert not impact.ratings.exists()


def test_an_unknown_group_names_the_nearest(impact):
    with pytest.raises(UnknownIdError, match="Did you mean"):
        make.rating(impact, group="CHL")


@pytest.mark.parametrize("role", ["reviewer", "observer"])
def test_who_does_not_assess_cannot_rate(role, impact):
    with pytest.raises(NotAllowedError):
        make.rating(impact, actor=make.member(impact.organisation, role))


def test_a_new_rating_reopens_what_was_settled(impact):
    settled = make.disagreement(impact)
    lead = make.lead_of(impact.organisation)
    disagreements.resolve_disagreement(actor=lead, disagreement=settled, note="The expert asked the people.")

    make.rating(impact, scale=1, scope=1)

    impact.refresh_from_db()
    assert impact.has_open_disagreement


def test_nobody_settles_ratings_that_agree(impact):
    make.rating(impact)

    with pytest.raises(ConflictError, match="do not differ"):
        disagreements.name_resolver(
            actor=make.lead_of(impact.organisation), impact=impact, group="OLD", resolver_name="Somebody"
        )
