"""The order of salience, proved over every pair; the heat maps, counted over the same."""

import runpy
from dataclasses import dataclass, replace
from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowshow.respect.rules import heat_maps
from knowshow.respect.rules.salience import Standing, gravest, order, order_code, steps, why_above
from knowshow.respect.rules.severity import LEVELS, LIKELIHOOD_PLACE, Likelihood, Severity, tier, tier_reason
from tests.real_data import real_file


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


# ---- what the method promises, over the whole space --------------------------------------------------------


def test_a_step_up_on_any_criterion_never_ranks_lower_whatever_the_likelihood():
    for rating in EVERY:
        for name in ("scale", "scope", "irremediability"):
            if getattr(rating, name) < 4:
                graver = replace(rating, **{name: getattr(rating, name) + 1})
                assert all(order_code(replace(graver, likelihood=word)) < order_code(rating) for word in Likelihood)


def test_the_tier_is_at_least_the_scale_and_scale_4_is_tier_4():
    for criteria in product(LEVELS, LEVELS, LEVELS):
        assert criteria[0] <= tier(*criteria) <= 4
        assert criteria[0] < 4 or tier(*criteria) == 4


def test_likelihood_changes_no_tier_and_orders_only_equals_over_the_whole_space():
    by_severity = {}
    for rating in EVERY:
        by_severity.setdefault(severity(rating), []).append(order_code(rating))
    spans = sorted((min(codes), max(codes)) for codes in by_severity.values())
    assert all(upper[1] < lower[0] for upper, lower in pairwise(spans))


def test_unknown_ranks_as_actual_and_never_below_known_over_the_whole_space():
    for rating in EVERY:
        unknown = order_code(replace(rating, likelihood="unknown"))
        assert unknown == order_code(replace(rating, likelihood="actual")) <= order_code(rating)


def test_the_delay_clause_lifts_within_its_tier_and_never_lowers():
    for one, two in product(EVERY[::5], EVERY):
        if severity(one).tier < severity(two).tier:
            assert order_code(one, delay=True) > order_code(two)
        if severity(one).tier == severity(two).tier:
            assert order_code(one, delay=True) < order_code(two)


def test_the_alternative_setting_keeps_tiers_and_the_delay_clause_first():
    for rating in EVERY:
        plain, urgent = (order_code(rating, delay=d, within_tier="likelihood_first") for d in (False, True))
        assert urgent < plain
        assert plain // 640 == 4 - severity(rating).tier


def test_an_inherent_rating_decides_whatever_the_residual_one_says():
    inherent, residual = Rating(2, 1, 1), Rating(4, 4, 4, basis="residual")
    assert gravest([residual, inherent]) is inherent
    assert gravest([residual]) is residual


def test_of_equal_ratings_the_first_group_by_its_identifier_decides():
    assert gravest([Rating(group="WOM"), Rating(group="CHI")]).group == "CHI"


@given(
    st.lists(ratings, min_size=1, max_size=6), st.booleans(), st.sampled_from(["severity_first", "likelihood_first"])
)
def test_the_gravest_rating_is_none_other_than_the_first_in_the_order(found, delay, within):
    deciding = gravest(found, delay=delay, within_tier=within)
    assert all(
        order_code(deciding, delay=delay, within_tier=within) <= order_code(one, delay=delay, within_tier=within)
        for one in found
    )


@given(impacts, st.sampled_from(["severity_first", "likelihood_first"]))
def test_the_order_is_that_of_code_and_identifier(found, within):
    def key(impact):
        delay = impact.delay_makes_irremediable
        deciding = gravest(impact.ratings, delay=delay, within_tier=within)
        return order_code(deciding, delay=delay, within_tier=within), impact.id

    assert order(found, within_tier=within) == sorted(found, key=key)


@given(impacts, ratings)
def test_one_more_rating_never_ranks_an_impact_lower(found, more):
    before = [impact.id for impact in order(found)]
    for index, impact in enumerate(found):
        graver = [*found[:index], replace(impact, ratings=(*impact.ratings, more)), *found[index + 1 :]]
        assert [one.id for one in order(graver)].index(impact.id) <= before.index(impact.id)


REASONS = [
    (((4, 1, 1, "remote"), False), ((3, 3, 3, "actual"), True), "tier", "a graver tier (tier 4 against 3)"),
    (((3, 1, 1, "remote"), True), ((3, 3, 3, "actual"), False), "delay", "(Guiding Principle 24)"),
    (((3, 1, 1, "remote"), False), ((2, 4, 3, "actual"), False), "scale", "graver for each person (scale 3 against 2)"),
    (((3, 1, 2, "remote"), False), ((3, 3, 1, "actual"), False), "irremediability", "(irremediability 2 against 1)"),
    (((3, 2, 1, "remote"), False), ((3, 1, 1, "actual"), False), "scope", "more people are harmed (scope 2 against 1)"),
    (((3, 1, 1, "actual"), False), ((3, 1, 1, "remote"), False), "likelihood", "equally grave, and it is more likely"),
    (((3, 1, 1, "unknown"), False), ((3, 1, 1, "remote"), False), "likelihood", "counts as actual until it is known"),
    (((3, 1, 1, "actual"), False), ((3, 1, 1, "unknown"), False), "id", "only that of their names"),
    (((3, 1, 1, "actual"), True), ((3, 1, 1, "actual"), True), "id", "only that of their names"),
]


@pytest.mark.parametrize(("upper", "lower", "criterion", "words"), REASONS)
def test_each_step_of_the_order_has_its_words(upper, lower, criterion, words):
    above, below = (Standing.of(Rating(*values), delay=delay) for values, delay in (upper, lower))
    why = why_above(above, below)
    assert why.criterion == criterion
    assert words in why.clause


def test_the_words_cover_every_step():
    assert {row[2] for row in REASONS} == {*steps(), "id"}


def test_with_likelihood_first_the_reason_does_not_say_equally_grave_of_what_is_not():
    above, below = Standing(Severity(3, 1, 1), "actual"), Standing(Severity(3, 3, 3), "remote")
    why = why_above(above, below, within_tier="likelihood_first")
    assert (why.criterion, why.clause) == ("likelihood", "it is more likely (actual against remote)")


def test_every_pair_of_the_space_has_its_reason_and_it_agrees_with_the_order():
    for one, two in product(EVERY[::3], EVERY[::5]):
        upper, lower = (one, two) if order_code(one) <= order_code(two) else (two, one)
        why = why_above(Standing.of(upper, delay=False), Standing.of(lower, delay=False))
        assert (why.criterion == "id") == (order_code(one) == order_code(two))


# ---- what a heat map would have said -----------------------------------------------------------------------


@given(st.lists(ratings, max_size=25))
def test_inversions_are_counted_and_listed_as_pair_by_pair(found):
    placed = [(severity(one), one.likelihood) for one in sorted(found, key=order_code)]
    expected = [
        (upper, lower)
        for upper in range(len(placed))
        for lower in range(upper + 1, len(placed))
        if placed[upper][0] != placed[lower][0]
        and heat_maps.mean_times_likelihood(*placed[upper]) < heat_maps.mean_times_likelihood(*placed[lower])
    ]
    assert heat_maps.inverted_pairs(placed, at_most=1_000) == (expected, len(expected))
    listed, count = heat_maps.inverted_pairs(placed, at_most=3)
    assert (len(listed), count) == (min(3, len(expected)), len(expected))


def test_the_reference_counts_nothing_that_a_heat_map_ties():
    assert heat_maps.measure(lambda _severity, _likelihood: 1.0).inverted == 0
    assert heat_maps.measure(lambda found, _: -found.scale - found.scope - found.irremediability).percent == 100.0


@pytest.mark.real_data
def test_the_published_reference_agrees_on_every_key_and_score():
    path = real_file("respect/salience_check.py")
    reference = runpy.run_path(str(path))
    rows = [(*levels, word) for *levels, word in product(LEVELS, LEVELS, LEVELS, reference["LIKELIHOOD"])]
    by_reference = sorted(rows, key=lambda row: reference["key"](*row, ident=str(row)))
    by_ours = sorted(rows, key=lambda row: (order_code(Rating(*row)), str(row)))
    assert by_reference == by_ours
    for name, heat_map in heat_maps.HEAT_MAPS.items():
        assert [reference["MAPS"][name](row) for row in rows] == [
            heat_map(severity(Rating(*row)), row[3]) for row in rows
        ]
