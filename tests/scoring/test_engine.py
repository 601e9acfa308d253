"""From answers to scores: the tree, who is asked, what applies, what is missing. Figures are worked out by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowshow.errors import BadInputError
from knowshow.scoring import TOTAL, score
from tests.scoring.building import group, index, scored, sheet, value

# ---- the tree ----------------------------------------------------------------------------------------------

TWO_GROUPS = [*group("A", "a1", "a2", parent="TOP"), *group("B", "b1", parent="TOP"), {"id": "TOP", "kind": "top"}]


def test_a_node_is_the_mean_of_its_children_unless_it_says_more():
    found = scored(index(TWO_GROUPS), {"a1": "full", "a2": "none", "b1": "full"})
    assert found.values == {"A": 50, "B": 100, "TOP": 75, TOTAL: 75}


@pytest.mark.parametrize(
    ("total", "expected"),
    [
        ({"over": "categories"}, 75), ({"over": "tops", "op": "sum"}, 150), ({"over": ["B"]}, 100),
        ({"over": ["A", "B"], "op": "min"}, 50), ({"over": "tops", "op": "fraction", "points": 10}, 5), ("max", 75),
        ({"then": [{"modifier": {"node": "B", "at_least": 100, "multiply": 0.5}}]}, 37.5),
    ],
)  # fmt: skip
def test_the_total_is_made_of_what_the_methodology_names(total, expected):
    made = index(TWO_GROUPS, ops={"total": total})
    assert value(made, {"a1": "full", "a2": "none", "b1": "full"}) == expected


def test_the_operation_of_a_kind_holds_where_a_node_names_none():
    nodes = [*group("A", "a1", "a2"), *group("B", "b1", "b2", op="max")]
    found = scored(index(nodes, ops={"group": "sum"}), {"a1": "full", "a2": "half", "b1": "full", "b2": "none"})
    assert (found.values["A"], found.values["B"]) == (150, 100)


def test_a_subtotal_adds_up_what_stands_elsewhere():
    nodes = [
        *group("A", "a1", "a2"),
        *group("B", "b1"),
        {"id": "sub", "kind": "subtotal", "of": ["a2", "b1"], "op": "sum"},
    ]
    made = index(nodes, ops={"total": {"over": ["A", "B"]}})
    found = scored(made, {"a1": "none", "a2": "half", "b1": "full"})
    assert found.values == {"A": 25, "B": 100, "sub": 150, TOTAL: 62.5}


def test_weights_count_in_a_weighted_mean_and_nowhere_else():
    nodes = group("A", {"id": "a1", "weight": 3}, "a2")
    answers = {"a1": "full", "a2": "none"}
    assert value(index(nodes, ops={"group": "weighted_mean"}), answers) == 75
    assert value(index(nodes), answers) == 50


@pytest.mark.parametrize(("op", "expected"), [("count", 1), ("fraction", 30), ("all", 0), ("any", 60)])
def test_a_child_is_met_from_the_most_of_its_own_scale_on(op, expected):
    nodes = group("A", "a1", {"id": "a2", "scale": "short"}, op=op, points=60)
    made = index(nodes, scales={"s": {"full": 100, "half": 50}, "short": {"full": 2, "half": 1}})
    assert value(made, {"a1": "half", "a2": "full"}) == expected


def test_a_node_may_say_from_where_on_a_child_is_met():
    assert value(index(group("A", "a1", "a2", op="count", met_at=50)), {"a1": "half", "a2": "none"}) == 1


def test_an_index_may_be_one_question_and_a_root_may_be_empty_of_scores():
    assert value(index(["q"]), {"q": "half"}) == 50
    words = [{"id": "W", "kind": "section"}, {"id": "w", "parent": "W", "is_text": True}, *group("A", "a1")]
    assert value(index(words), {"a1": "half"}) == 50


# ---- missing and not applicable ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("missing", "node", "category", "total"),
    [
        ("skip", 100, 100, 100),
        ("zero", 50, 25, 25),
        ("propagate", "missing", "missing", "missing"),
        ("block", "blocked", "blocked", "blocked"),
    ],
)
def test_a_missing_answer_counts_as_the_methodology_says(missing, node, category, total):
    found = index(TWO_GROUPS, missing=missing)
    given = {"a1": "full"}
    assert [value(found, given, one) for one in ("A", "TOP", TOTAL)] == [node, category, total]


@pytest.mark.parametrize("silence", [{}, {"b1": "unclear"}])
@pytest.mark.parametrize(
    ("where", "policy", "expected"),
    [
        ("b1", "zero", (100, 0, 50)), ("b1", "skip", (100, "missing", 100)),
        ("b1", "block", (100, "blocked", "blocked")),
        ("b1", "propagate", (100, "missing", 100)), ("B", "zero", (100, 0, 50)),
        ("TOP", "zero", (100, "missing", 50)), ("TOP", "propagate", (100, "missing", "missing")),
        ("TOP", "block", (100, "missing", "blocked")),
    ],
)  # fmt: skip
def test_a_policy_may_stand_on_a_question_a_group_or_a_category(where, policy, expected, silence):
    nodes = [{**node, "missing": policy} if node["id"] == where else node for node in map(_as_node, TWO_GROUPS)]
    found = scored(index(nodes), {"a1": "full", "a2": "full", **silence})
    assert tuple(found.states.get(one, found.values[one]) for one in ("A", "B", "TOP")) == expected


def _as_node(said):
    return {"id": said} if isinstance(said, str) else said


@pytest.mark.parametrize("missing", ["skip", "zero", "propagate", "block"])
def test_what_does_not_apply_is_left_out_under_every_policy(missing):
    found = scored(index(TWO_GROUPS, missing=missing), {"a1": "full", "a2": "n/a", "b1": "n/a"})
    assert found.values == {"A": 100, "B": None, "TOP": 100, TOTAL: 100}
    assert found.states == {"B": "not_applicable"}


def test_where_nothing_applies_nothing_comes_out_and_no_zero():
    found = scored(index(TWO_GROUPS, missing="zero"), {"a1": "n/a", "a2": "n/a", "b1": "n/a"})
    assert set(found.states.values()) == {"not_applicable"}
    assert found.total is None


# ---- what applies ------------------------------------------------------------------------------------------


def test_a_type_or_class_that_is_not_asked_is_not_missing_and_an_answer_all_the_same_counts():
    nodes = group("A", "a1", {"id": "a2", "not_applicable_to": ["bank"]}, missing="zero")
    nodes += group("B", "b1", not_applicable_to_service_classes=["email"])
    email = {"subjects": [("mail", "", "email")]}
    assert value(index(nodes), {("mail", "a1"): "full"}, "A", type="maker", **email) == 50
    assert value(index(nodes), {("mail", "a1"): "full"}, "A", type="bank", **email) == 100
    assert value(index(nodes), {("mail", "a1"): "full", ("mail", "a2"): "none"}, "A", type="bank", **email) == 50
    assert value(index(nodes), {("mail", "a1"): "full"}, "B", **email) == "not_applicable"


def test_an_answer_to_what_does_not_apply_never_counts():
    nodes = group("A", "a1", {"id": "a2", "applies_if": {"node": "a1", "is": "full"}})
    assert value(index(nodes), {"a1": "full", "a2": "none"}) == 50
    assert value(index(nodes), {"a1": "half", "a2": "full"}) == 50
    everything = score(sheet(index(nodes), {"a1": "half", "a2": "full"}), visible_only=False)
    assert everything.companies["a"].total == 75


def test_a_condition_on_a_group_holds_for_all_below_it_and_for_each_subject_apart():
    nodes = [
        {"id": "A", "kind": "group", "scope": "all"},
        {"id": "a1", "parent": "A"},
        {"id": "A2", "kind": "part", "parent": "A", "applies_if": {"not": {"service_class": ["email"]}}},
        {"id": "a2", "parent": "A2"},
    ]
    made = index(nodes, roles=["s"], composites={"s": {"of": [{"each": "s"}]}}, scopes={"all": ["s"]})
    answers = {("mail", "a1"): "full", ("mail", "a2"): "none", ("shop", "a1"): "full", ("shop", "a2"): "none"}
    assert value(made, answers, subjects=[("mail", "s", "email"), ("shop", "s", "shop")]) == 75


def test_the_points_of_several_choices_add_up():
    made = index(
        group("A", {"id": "a1", "choices": "many", "scale": "m"}),
        scales={"s": {"p": 1}, "m": {"x": 2, "y": 3, "z": -1, "?": None}},
    )
    for chosen, expected in (
        ("x", 2),
        (["x", "y"], 5),
        (["x", "z", "x"], 1),
        (["?"], "not_applicable"),
        ([], "missing"),
    ):
        assert value(made, {"a1": chosen}) == expected


def test_a_step_changes_a_value_after_it_is_combined_and_a_band_stands_beside_it():
    bands = [{"label": "low", "upto": 50}, {"label": "high"}]
    then = [{"modifier": {"node": "B", "at_least": 100, "multiply": 0.85}}, {"round": {}}, {"bands": bands}]
    made = index([*group("A", "a1", "a2", then=then), *group("B", "b1")])
    strong, weak = ({"a1": "full", "a2": "half", "b1": said} for said in ("full", "half"))
    assert (scored(made, strong).values["A"], scored(made, strong).bands) == (64, {"A": "high"})
    assert scored(made, weak).values["A"] == 75


# ---- who is asked ------------------------------------------------------------------------------------------

MILLS = {
    "roles": ["office", "mill", "farm"],
    "composites": {
        "office": {"of": [{"role": "office"}]},
        "mills": {"of": [{"role": "mill"}], "op": "min"},
        "sites": {"of": [{"composite": "mills"}, {"each": "farm"}]},
    },
    "scopes": {"all": ["office", "sites"], "worst": {"of": ["office", "sites"], "op": "min"}, "sites": ["sites"]},
}
SITES = [("hq", "office"), ("m1", "mill"), ("m2", "mill"), ("f1", "farm"), ("f2", "farm")]


def mills(scope, **more):
    return index([{"id": "A", "kind": "indicator", "scope": scope, **more}, {"id": "a1", "parent": "A"}], **MILLS)


ANSWERS = {("hq", "a1"): "full", ("m1", "a1"): "half", ("m2", "a1"): "full", ("f1", "a1"): "full", ("f2", "a1"): "none"}


@pytest.mark.parametrize(
    ("scope", "more", "expected"),
    # mills: the lower of 50 and 100. sites: the mean of 50, 100 and 0.
    [("sites", {}, 50), ("all", {}, 75), ("worst", {}, 50)],
)
def test_composites_of_composites_combine_as_they_say(scope, more, expected):
    answers = {key: label for key, label in ANSWERS.items() if scope != "sites" or key[0] != "hq"}
    assert value(mills(scope, **more), answers, "A", subjects=SITES) == expected


def test_a_composite_without_members_is_left_out():
    assert value(mills("all"), {("hq", "a1"): "half"}, "A", subjects=[("hq", "office")]) == 50
    assert value(mills("sites"), {}, "A", subjects=[("hq", "office")]) == "not_applicable"


@pytest.mark.parametrize(("op", "expected"), [("all", 0), ("any", 40), ("count", 1), ("fraction", 20)])
def test_a_composite_is_met_where_it_has_the_most_that_the_node_can_give(op, expected):
    scopes = {"met": {"of": ["office", "sites"], "op": op}}
    nodes = [{"id": "A", "kind": "indicator", "scope": "met", "points": 40}, {"id": "a1", "parent": "A"}]
    assert value(index(nodes, **{**MILLS, "scopes": scopes}), ANSWERS, "A", subjects=SITES) == expected


def test_all_subjects_of_a_role_are_met_one_by_one():
    made = index(
        [{"id": "A", "kind": "indicator", "scope": "s"}, {"id": "a1", "parent": "A"}],
        roles=["mill"], composites={"mills": {"of": [{"role": "mill"}], "op": "count"}}, scopes={"s": ["mills"]},
    )  # fmt: skip
    mills = [("m1", "mill"), ("m2", "mill"), ("m3", "mill")]
    assert (
        value(
            made,
            {(one, "a1"): said for one, said in zip(("m1", "m2", "m3"), ("full", "full", "half"), strict=True)},
            "A",
            subjects=mills,
        )
        == 2
    )


def test_below_a_scope_a_node_is_found_for_each_subject_and_then_for_the_company():
    nodes = [
        {"id": "A", "kind": "indicator", "scope": "all"},
        {"id": "P", "kind": "part", "parent": "A", "op": "min"},
        {"id": "p1", "parent": "P"},
        {"id": "p2", "parent": "P"},
    ]
    subjects = [("hq", "office"), ("f1", "farm")]
    answers = {("hq", "p1"): "full", ("hq", "p2"): "none", ("f1", "p1"): "none", ("f1", "p2"): "full"}
    found = scored(index(nodes, **MILLS), answers, subjects=subjects)
    assert found.values == {"A": 0, "P": 0, TOTAL: 0}
    assert found.subjects == {"hq": {"A": 0}, "f1": {"A": 0}}


def test_without_scopes_all_subjects_are_asked_and_their_mean_counts():
    answers = {("x", "a1"): "full", ("x", "a2"): "none", ("y", "a1"): "full"}
    found = scored(index(group("A", "a1", "a2")), answers, subjects=["x", "y"])
    assert found.values["A"] == 75
    assert found.subjects == {"x": {"A": 50}, "y": {"A": 100}}


@pytest.mark.parametrize("named", [True, False])
def test_an_indicator_answered_twice_is_the_mean_of_its_two_parts(named):
    more = {"components": ["speech", "privacy"]} if named else {}
    made = index(group("A", "a1", "a2", **more), components=["speech", "privacy"])
    answers = {
        ("", "a1", "speech"): "full",
        ("", "a2", "speech"): "n/a",
        ("", "a1", "privacy"): "none",
        ("", "a2", "privacy"): "half",
    }
    assert value(made, answers) == (100 + 25) / 2


def test_a_part_that_nobody_answered_is_missing_where_the_parts_are_named():
    made = index(group("A", "a1", components=["x", "y"], missing="zero"), components=["x", "y"])
    assert value(made, {("", "a1", "x"): "full"}) == 50


# ---- properties --------------------------------------------------------------------------------------------

LABELS = ("none", "half", "full")
QUESTIONS = ("a1", "a2", "b1")
SHEETS = st.dictionaries(
    st.sampled_from([(s, q) for s in "xy" for q in QUESTIONS]), st.sampled_from((*LABELS, "n/a", "unclear"))
)


@given(SHEETS, st.data())
def test_a_better_answer_never_lowers_a_mean_that_skips(answers, data):
    better = [key for key, label in answers.items() if label in LABELS[:2]]
    if not better:
        return
    key = data.draw(st.sampled_from(better))
    raised = {**answers, key: LABELS[LABELS.index(answers[key]) + 1]}
    made = index(TWO_GROUPS)
    assert value(made, raised, subjects="xy") >= value(made, answers, subjects="xy")


@given(SHEETS, st.randoms(use_true_random=False))
def test_neither_the_order_of_rows_nor_a_second_time_changes_a_bit(answers, random):
    shuffled = random.sample(list(answers.items()), len(answers))
    first = scored(index(TWO_GROUPS), answers, subjects="xy")
    second = scored(index(TWO_GROUPS), dict(shuffled), subjects="yx")
    assert repr(first.values) == repr(second.values) == repr(scored(index(TWO_GROUPS), answers, subjects="xy").values)


# ---- what is refused ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (("b", "hq", "a1", "full"), "There is no company 'b'. The companies: a."),
        (("a", "hqq", "a1", "full"), "a has no subject 'hqq'. Did you mean \"hq\"?"),
        (("a", "hq", "a11", "full"), "does not ask 'a11'. Did you mean \"a1\"?"),
        (("a", "hq", "A", "full"), "'A' is not answered: it combines others."),
        (("a", "hq", "a1", "Full"), "a1 has no answer 'Full'. Did you mean \"full\"?"),
        (("a", "hq", "a1", ["full", "half"]), "a1 takes one answer, not 2."),
        (("a", "hq", "a1", "full", "whole"), "no component 'whole'. Its components: none."),
        (("a", "f1", "a1", "full"), "a1 is not asked of 'f1', whose role is 'farm'. It is asked of: office."),
    ],
)
def test_what_is_not_there_is_refused_with_the_nearest(given, says):
    scopes = {**MILLS, "scopes": {"office": ["office"]}}
    made = index([{"id": "A", "kind": "indicator", "scope": "office"}, {"id": "a1", "parent": "A"}], **scopes)
    company, subject, node, answer, *component = given
    with pytest.raises(BadInputError) as caught:
        sheet(made, {}, [("hq", "office"), ("f1", "farm")]).give(
            company, subject, node, answer, component="".join(component)
        )
    assert says in str(caught.value)


def test_a_second_answer_is_refused_and_so_is_one_for_a_part_that_a_question_has_not():
    made = index(group("A", "a1", components=["x"]), components=["x", "y"])
    found = sheet(made, {("", "a1", "x"): "full"})
    for component, says in (
        ("x", "There is an answer already"),
        ("y", "answered for parts"),
        ("", "answered for parts"),
    ):
        with pytest.raises(BadInputError, match=says):
            found.give("a", "", "a1", "full", component=component)
