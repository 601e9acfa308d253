"""One worked example for each methodology, computed by hand."""

import pytest

from knowshow.scoring import Company, Sheet, Subject, score
from knowshow.scoring.library import own_methodology


def scored(key, answers, company=None):
    """Score one company; ``answers`` maps a node, or the beginning of its id, to a label."""
    company = company or Company("a")
    sheet = Sheet(own_methodology(key), [company])
    for leaf in sheet.plan.leaves.values():
        label = answers.get(leaf.node.id) or answers.get(leaf.node.parent) or answers.get("")
        if label:
            sheet.give(company.key, "", leaf.node.id, label)
    return score(sheet).companies[company.key]


def test_a_mechanism_is_as_effective_as_its_weakest_criterion():
    # Predictable: five questions in use (60), one on paper (20): 320 / 6. All else works.
    scores = scored(
        "gp31-effectiveness",
        {"": "works", "operator": "company", "predictable": "in use", "predictable-3": "on paper"},
    )
    assert scores.values["predictable"] == pytest.approx(320 / 6)
    assert scores.values["average"] == pytest.approx((700 + 320 / 6) / 8)
    assert (scores.total, scores.bands["TOTAL"]) == (pytest.approx(320 / 6), "partly effective")


def test_a_mechanism_that_takes_away_the_way_to_court_is_not_rights_compatible():
    scores = scored("gp31-effectiveness", {"": "works", "operator": "company", "rights-compatible-3": "no"})
    assert scores.values["rights-compatible"] == 25  # 500 / 6, capped
    assert scores.total == 25


def test_what_nobody_knows_about_a_mechanism_counts_for_nothing():
    scores = scored("gp31-effectiveness", {"": "works", "operator": "company", "transparent-5": "not known"})
    assert scores.values["transparent"] == 80


def test_a_state_mechanism_is_not_asked_for_dialogue():
    scores = scored("gp31-effectiveness", {"": "works", "operator": "state", "dialogue": "no"})
    assert scores.states["dialogue"] == "not_applicable"
    assert scores.total == 100


def test_a_perfect_statement_that_nobody_lives_is_capped():
    # Commitment 100, embedding "set up" throughout (30), business model shown to work (100): mean 76.7, capped at 50.
    parts = ("leadership", "responsibilities", "incentives", "training", "processes", "voices")
    letters = (*(f"commitment-{letter}" for letter in "abcde"), "commitment-content")
    answers = dict.fromkeys(parts, "set up") | dict.fromkeys(letters, "yes") | {"business-model": "shown"}
    scores = scored("gp16-embedding", answers)
    assert scores.values["embedding"] == pytest.approx(30)
    assert scores.values["gp16-met"] == 5
    assert (scores.total, scores.bands["TOTAL"]) == (50, "on paper")


def test_a_statement_that_is_lived_is_not_capped():
    # Commitment 100, embedding and business model 70 each.
    letters = (*(f"commitment-{letter}" for letter in "abcde"), "commitment-content")
    scores = scored("gp16-embedding", {"": "in use"} | dict.fromkeys(letters, "yes"))
    assert (scores.total, scores.bands["TOTAL"]) == (pytest.approx(80), "embedded")


PARTS = [Subject("group", "company"), Subject("video", "service"), Subject("chat", "service")]


def moderated(video, chat, type_=""):
    """Return a sheet in which the company meets all it is asked, and its two services as told."""
    sheet = Sheet(own_methodology("santa-clara"), [Company("a", type=type_, subjects=PARTS)])
    for leaf in sheet.plan.leaves.values():
        scope = sheet.plan.nodes[leaf.node.parent].scope
        for subject, label in {"company": [("group", "met")], "services": [("video", video), ("chat", chat)]}.get(
            scope, []
        ):
            if label:
                sheet.give("a", subject, leaf.node.id, label)
    return sheet


def test_a_checklist_counts_what_is_met_by_each_service():
    # Numbers, notice, appeal and rules: all met by one service, none by the other (partly is not met): 50 each.
    # Four foundational principles at 100: (4 x 100 + 4 x 50) / 8.
    scores = score(moderated("met", "partly")).companies["a"]
    assert scores.values["O1"] == 50
    assert scores.subjects["chat"]["O1"] == 0
    assert scores.values["S"] is None
    assert scores.total == 75


def test_one_gap_in_the_research_of_one_service_blocks_the_company():
    scores = score(moderated("met", None)).companies["a"]
    assert scores.states["TOTAL"] == "blocked"
    assert scores.subjects["video"]["O1"] == 100


def test_a_small_company_is_not_asked_the_operational_principles():
    sheet = Sheet(own_methodology("santa-clara"), [Company("a", type="small", subjects=PARTS[:2])])
    for leaf in sheet.plan.leaves.values():
        scope = sheet.plan.nodes[leaf.node.parent].scope
        if leaf.node.id.startswith("F"):
            sheet.give("a", "group" if scope == "company" else "video", leaf.node.id, "met")
    scores = score(sheet).companies["a"]
    assert scores.states["O"] == "not_applicable"
    assert scores.total == 100


def test_the_part_for_states_is_asked_of_states_only():
    sheet = Sheet(own_methodology("santa-clara"), [Company("Atlantis", subjects=[Subject("", "state")])])
    for leaf in sheet.plan.leaves.values():
        if leaf.node.id.startswith("S"):
            sheet.give("Atlantis", "", leaf.node.id, "met" if leaf.node.id.startswith("S1") else "no disclosure found")
    scores = score(sheet).companies["Atlantis"]
    assert scores.states["F"] == "not_applicable"
    assert scores.values["S"] == scores.total == 50


def test_the_reporting_framework_has_8_and_23_questions_and_four_on_focus():
    nodes = own_methodology("ungprf-completeness").nodes
    tags = [tag for node in nodes for tag in node.tags]
    assert [tags.count(tag) for tag in ("overarching", "supporting", "focus")] == [8, 23, 4]


def test_a_report_with_an_explained_omission_and_nothing_to_report():
    # C6: overarching, C6.1 to C6.4 in full; C6.5 had nothing to report and is left out: 100.
    # A1: full, none, omission explained (25), full: 225 / 4. All else full.
    scores = scored(
        "ungprf-completeness", {"": "full", "A1.1": "none", "A1.2": "omission explained", "C6.5": "nothing to report"}
    )
    assert scores.values["C6"] == 100
    assert scores.values["A1"] == 56.25
    assert scores.values["supporting"] == 20
    assert scores.values["minimum"] == 100
    assert scores.total == pytest.approx((8 * 100 + 56.25) / 9)


def test_a_report_below_the_minimum_is_named_as_such():
    scores = scored("ungprf-completeness", {"": "full", "B1": "omission explained"})
    assert scores.values["minimum"] == 0


def chrb(allegations):
    """Score the template: everything 2, the supply chain 1, and the allegations as told."""
    subjects = [Subject("", "company"), *(Subject(f"case {n}", "allegation") for n in range(len(allegations)))]
    sheet = Sheet(own_methodology("chrb-template"), [Company("a", subjects=subjects)])
    for leaf in sheet.plan.leaves.values():
        over = sheet.plan.nodes[leaf.node.parent]
        if over.scope == "allegations":
            for number, label in enumerate(allegations):
                sheet.give("a", f"case {number}", leaf.node.id, label)
        else:
            for component in over.components or [""]:
                sheet.give("a", "", leaf.node.id, "1" if component == "supply chain" else "2", component=component)
    return score(sheet).companies["a"]


def test_without_allegations_the_other_themes_share_their_weight():
    # D is the mean of two tracks, 75. (10 x 100 + 25 x 100 + 20 x 100 + 25 x 75) / 80
    scores = chrb([])
    assert scores.states["E"] == "not_applicable"
    assert (scores.total, scores.bands["TOTAL"]) == (92.1875, "90-100")


def test_allegations_are_scored_apart_and_averaged():
    # (10 x 100 + 25 x 100 + 20 x 100 + 25 x 75 + 20 x (0 + 50) / 2) / 100
    assert chrb(["0", "1"]).total == 78.75
    assert chrb(["0", "1"]).bands["TOTAL"] == "70-80"


def test_the_template_holds_no_indicator_text():
    methodology = own_methodology("chrb-template")
    indicators = [node for node in methodology.nodes if node.kind == "indicator"]
    assert indicators
    assert all(node.title.startswith("Placeholder ") and "placeholder" in node.tags for node in indicators)
    assert not methodology.licence_allows_text
