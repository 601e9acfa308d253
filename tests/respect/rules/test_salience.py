"""The order of salience, proved over every pair; the heat maps, counted over the same."""

from dataclasses import dataclass, replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowshow.respect.rules import heat_maps
from knowshow.respect.rules.salience import Standing, gravest, order, order_code, why_above
from knowshow.respect.rules.severity import LEVELS, LIKELIHOOD_PLACE, Likelihood, Severity, tier, tier_reason


@dataclass(frozen=True)
class Rating:
    scale: int = 2
    scope: int = 2
    irremediability: int = 2
    likelihood: str = "foreseeable"
    group: str = "GEN"
    basis: str = "inherent"


@dataclass(frozen=True)
class Impact:
    id: str
    ratings: tuple[Rating, ...]
    delay_makes_irremediable: bool = False
    business_risk: str = ""


EVERY = [Rating(*levels, likelihood) for *levels, likelihood in product(LEVELS, LEVELS, LEVELS, Likelihood)]

GOLDEN = {
    "incitement before mass violence": ((4, 4, 4), 4),
    "false-match arrest of one person": ((3, 1, 3), 3),
    "homes watched by staff": ((3, 3, 4), 4),
    "location-trail leak": ((2, 4, 4), 4),
    "dismissal by algorithm": ((3, 2, 2), 3),
    "VPN removal in one country": ((2, 4, 2), 3),
    "inaccessible checkout": ((2, 3, 1), 2),
    "spam": ((1, 4, 1), 2),
}

levels = st.integers(1, 4)
ratings = st.builds(Rating, levels, levels, levels, st.sampled_from(list(Likelihood)), st.sampled_from(["CHI", "GEN"]))
impacts = st.lists(
    st.builds(
        Impact,
        st.text("abcdefgh", min_size=1, max_size=6),
        st.lists(ratings, min_size=1, max_size=3).map(tuple),
        st.booleans(),
    ),
    max_size=12,
    unique_by=lambda impact: impact.id,
)


def severity(rating):
    return Severity(rating.scale, rating.scope, rating.irremediability)


@pytest.mark.parametrize(("name", "case"), GOLDEN.items())
def test_golden_cases_have_their_tier(name, case):
    criteria, expected = case
    assert tier(*criteria) == expected, name


def test_tiers_are_spread_as_published():
    tiers = [tier(*criteria) for criteria in product(LEVELS, LEVELS, LEVELS)]
    assert [tiers.count(level) for level in (4, 3, 2, 1)] == [24, 16, 15, 9]


def test_no_impact_ranks_below_one_that_it_dominates_over_all_33696_pairs():
    pairs = [(a, b) for a in EVERY for b in EVERY if severity(a).dominates(severity(b))]
    assert len(pairs) == 33_696
    assert not [pair for pair in pairs if order_code(pair[0]) > order_code(pair[1])]


def test_the_delay_clause_alone_can_move_a_milder_impact_up_and_only_within_its_tier():
    for graver, milder in ((a, b) for a in EVERY for b in EVERY if severity(a).dominates(severity(b))):
        moved = order_code(graver) > order_code(milder, delay=True)
        assert not moved or severity(graver).tier == severity(milder).tier


def test_order_codes_are_exactly_the_published_key():
    def key(rating, delay):
        criteria = (-rating.scale, -rating.irremediability, -rating.scope)
        return (-severity(rating).tier, not delay, *criteria, LIKELIHOOD_PLACE[rating.likelihood])

    rows = [(rating, delay) for rating in EVERY for delay in (False, True)]
    by_code = sorted(rows, key=lambda row: order_code(row[0], delay=row[1]))
    assert [key(*row) for row in by_code] == sorted(key(*row) for row in rows)


@pytest.mark.parametrize("name", heat_maps.HEAT_MAPS)
def test_the_shares_that_reports_quote_are_counted(name):
    assert heat_maps.measure(heat_maps.HEAT_MAPS[name]) == heat_maps.MEASURED[name]


def test_the_shares_are_those_of_the_method_document():
    assert [round(measured.percent, 1) for measured in heat_maps.MEASURED.values()] == [23.0, 23.5, 24.5]


def test_likelihood_first_within_a_tier_inverts_pairs_and_so_is_not_the_default():
    pairs = heat_maps.comparable_pairs()

    def code(standing):
        criteria, likelihood = standing
        rating = Rating(criteria.scale, criteria.scope, criteria.irremediability, likelihood)
        return order_code(rating, within_tier="likelihood_first")

    inverted = sum(code(graver) > code(milder) for graver, milder in pairs)
    assert (inverted, round(100 * inverted / len(pairs), 1)) == (2_940, 8.7)


@pytest.mark.parametrize("rating", EVERY[::7])
def test_unknown_never_ranks_below_known(rating):
    unknown = replace(rating, likelihood="unknown")
    assert order_code(unknown) <= order_code(rating)


@pytest.mark.parametrize("likelihood", Likelihood)
def test_likelihood_never_changes_the_tier_or_passes_a_graver_impact(likelihood):
    few = Impact("killing", (Rating(4, 1, 4, "remote"),))
    many = Impact("spam", (Rating(1, 4, 1, likelihood),))
    assert [impact.id for impact in order([many, few])] == ["killing", "spam"]


@given(impacts, st.randoms())
def test_any_input_order_gives_the_same_order(found, random):
    shuffled = list(found)
    random.shuffle(shuffled)
    assert order(shuffled) == order(found)


@given(impacts)
def test_business_risk_changes_nothing(found):
    risky = [replace(impact, business_risk="high") for impact in found]
    assert [impact.id for impact in order(risky)] == [impact.id for impact in order(found)]


@given(impacts, levels)
def test_a_graver_rating_of_one_group_never_moves_an_impact_down(found, level):
    for impact in found:
        raised = replace(impact, ratings=(*impact.ratings, Rating(4, level, 4, "actual")))
        others = [other for other in found if other.id != impact.id]
        before = [one.id for one in order(found)].index(impact.id)
        after = [one.id for one in order([*others, raised])].index(impact.id)
        assert after <= before


def test_the_gravest_group_decides_and_a_small_group_is_never_averaged_away():
    few = Rating(4, 1, 4, "foreseeable", group="HRD")
    many = Rating(2, 3, 1, "actual", group="GEN")
    assert gravest([many, few]) is few


def test_measures_in_place_do_not_lower_the_rating_that_decides():
    inherent, residual = Rating(3, 2, 3), Rating(1, 1, 1, basis="residual")
    assert gravest([residual, inherent]) is inherent
    assert gravest([residual]) is residual


def test_an_impact_without_a_rating_has_no_place():
    with pytest.raises(ValueError, match="without a rating"):
        gravest([])


@given(ratings, ratings, st.booleans(), st.booleans())
def test_every_pair_has_a_reason_that_names_the_first_difference(one, two, delay_one, delay_two):
    upper, lower = sorted([(one, delay_one), (two, delay_two)], key=lambda pair: order_code(pair[0], delay=pair[1]))
    why = why_above(Standing.of(upper[0], delay=upper[1]), Standing.of(lower[0], delay=lower[1]))
    same = order_code(upper[0], delay=upper[1]) == order_code(lower[0], delay=lower[1])
    assert (why.criterion == "id") == same
    if why.criterion in {"scale", "scope", "irremediability"}:
        assert getattr(upper[0], why.criterion) > getattr(lower[0], why.criterion)


def test_the_reason_says_that_the_unknown_counts_as_actual():
    upper = Standing(Severity(3, 2, 2), "unknown")
    assert "counts as actual" in why_above(upper, Standing(Severity(3, 2, 2), "remote")).clause


@pytest.mark.parametrize(
    ("criteria", "words"),
    [
        ((3, 1, 4), "raised by 1 because the harm cannot be restored"),
        ((2, 4, 4), "raised by 2"),
        ((2, 2, 2), "neither scope nor irremediability is 4"),
        ((4, 4, 1), "scale 4 is the gravest by itself; also, so many"),
        ((4, 1, 1), "Tier 4: the tier of its scale"),
    ],
)
def test_a_tier_says_how_it_came_about(criteria, words):
    assert words in tier_reason(Severity(*criteria))
