"""What a report says, before any format: order with reasons, an allegation as one, risk to the business apart."""

from dataclasses import fields, is_dataclass
from datetime import date

import pytest

from knowshow.respect.reports.content import HEADINGS, ISSUE_HEADINGS, LABELS, SetAside, report_of
from knowshow.respect.reports.content.contrast import measured_order
from knowshow.respect.rules.assessed import assess
from knowshow.respect.rules.assessment import Action, Disagreement, Evidence, Involvement, OtherMethod, Override, Source
from tests.respect.reports import cases
from tests.respect.reports.assessments import FULL
from tests.respect.reports.cases import TODAY, impact, rated, report


def texts(value):
    """Every text of a report."""
    if isinstance(value, str):
        return [value]
    if hasattr(value, "__struct_fields__"):
        return [text for name in value.__struct_fields__ for text in texts(getattr(value, name))]
    if is_dataclass(value):
        return [text for field in fields(value) for text in texts(getattr(value, field.name))]
    if isinstance(value, tuple):
        return [text for part in value for text in texts(part)]
    return []


def test_issues_stand_in_the_order_of_salience_each_with_the_reason_for_its_neighbour():
    said = report_of(cases.small(), today=TODAY)

    assert [issue.id for issue in said.issues] == ["age-screening", "watched-at-work"]
    assert said.issues[0].place == ("Ranked first, above issue 2 because it is of a graver tier (tier 3 against 2).")
    assert said.issues[1].place.startswith("Ranked last: issue 1 stands above because")


def test_the_headline_counts_and_names_the_gravest_tier():
    said = report(impact("a", rated(levels=(4, 1, 1))), impact("b"), impact("c"))

    assert said.headline == "Three impacts on people were found and rated. One is of tier 4, the gravest."


def test_the_first_page_says_what_is_actual_potential_and_without_a_plan():
    said = " ".join(report_of(cases.small(), today=TODAY).summary)

    assert "One is actual" in said
    assert "one is potential" in said
    assert "Issue 2 has no plan yet." in said


def test_an_allegation_is_told_as_one():
    (alleged,) = report(impact("a", status_word="alleged")).issues
    (found,) = report(impact("a", status_word="found")).issues

    assert alleged.sentence.verb == "are allegedly harmed in"
    assert "allegation" in alleged.status_note
    assert found.sentence.verb == "are harmed in"


def test_a_worked_example_says_whose_the_ratings_are():
    source = Source(title="A public report", publisher="An ombudsman", year=2025)
    ours = report(impact("a", rated(by="Knowshow reading A")), source=source)
    theirs = report(impact("a", rated(by="Ada")), source=source)

    assert "A public report (An ombudsman, 2025)" in ours.notice
    assert "Knowshow’s own" in ours.notice
    assert "Knowshow’s own" not in theirs.notice
    assert report(impact("a")).notice == ""


def test_risk_to_the_business_changes_nothing_but_its_own_section():
    without = report(impact("a"), impact("b", rated(levels=(2, 1, 1))))
    withit = report(impact("a"), impact("b", rated(levels=(2, 1, 1)), business_risk="ruin of the firm"))

    assert withit.business_risks[0].words == "Ruin of the firm."
    assert without.issues == withit.issues
    assert without.summary == withit.summary
    assert without.decisions == withit.decisions


def test_each_number_of_a_rating_comes_with_the_words_of_the_scale():
    (issue,) = report(impact("a", rated(levels=(4, 1, 2)))).issues

    assert [(part.name, part.value) for part in issue.ratings[0].criteria] == [
        ("Scale", 4), ("Scope", 1), ("Irremediability", 2),
    ]  # fmt: skip
    assert all(part.title and part.text for part in issue.ratings[0].criteria)


def test_the_rating_that_decides_comes_first_and_says_so():
    (issue,) = report(impact("a", rated("CHI", (2, 1, 1)), rated("OLD", (4, 1, 1)))).issues

    assert [(rating.group, rating.decides) for rating in issue.ratings] == [
        ("Older persons", True),
        ("Children and adolescents", False),
    ]
    assert "Older persons" in issue.reasons[1]


def test_a_disagreement_shows_its_spread_and_who_settles_it():
    ratings = (rated(levels=(2, 2, 2), by="A"), rated(levels=(4, 2, 2), likelihood="remote", by="B"))
    named = Disagreement(group="GEN", resolver="The chair")
    (open_one,) = report(impact("a", *ratings)).issues[0].disagreements
    (named_one,) = report(impact("a", *ratings, disagreement=named)).issues[0].disagreements

    assert open_one.spread == ("Scale: from 2 to 4", "Likelihood: actual and remote")
    assert open_one.standing.startswith("Nobody is named")
    assert "The chair" in named_one.standing


def test_an_override_stands_beside_the_order_and_never_in_it():
    lowered = Override(tier=1, reason="It works.", proposed_by="P")
    said = report(impact("a", rated(levels=(4, 1, 1)), override=lowered), impact("b"))

    assert [(issue.id, issue.tier) for issue in said.issues] == [("a", 4), ("b", 3)]
    assert said.issues[0].override.words == "Tier 1 in place of the computed tier 4. The order stays as computed."
    assert "not approved by a second person yet" in said.issues[0].override.signed


def test_what_another_method_says_stands_apart_and_moves_nothing():
    said = OtherMethod(method="CNIL PIA", severity="4 of 4 (maximum)", likelihood="1 of 4 (negligible)", note="A note.")
    found = report(impact("a", rated(levels=(2, 1, 1)), other_methods=(said,)), impact("b"))

    assert [(issue.id, issue.tier) for issue in found.issues] == [("b", 3), ("a", 2)]
    assert found.issues[1].other_methods == (
        "CNIL PIA severity 4 of 4 (maximum), CNIL PIA likelihood 1 of 4 (negligible). A note.",
    )


def test_involvement_prints_its_reason_its_quote_and_what_follows():
    found = Involvement(
        conclusion="contribute", reason="The default did it.", quote="It enabled it.",
        quoted_from=Source(title="A finding"), decided_by="C. Doe", on=date(2026, 3, 1), answers={"alone": "no"},
    )  # fmt: skip
    part = report(impact("a", involvement=found)).issues[0].involvement

    assert (part.conclusion, part.reason, part.quote) == (
        "Contributes to the harm", "The default did it.", "It enabled it.",
    )  # fmt: skip
    assert part.decided == "Decided by C. Doe on 1 March 2026."
    assert "remedy" in part.consequence
    assert part.answers[0].value == "No"


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (lambda: impact("a", rated(levels=(4, 1, 1))), "Name an executive for issue 1"),
        (lambda: impact("a"), "Have a plan written for issue 1"),
        (lambda: impact("a"), "Say who decides how the company is involved in issue 1"),
        (lambda: impact("a", involvement=Involvement(conclusion="cause")), "receive remedy"),
        (lambda: impact("a"), "See that the people affected are heard on issue 1"),
        (lambda: impact("a", rated(by="A"), rated(levels=(4, 1, 1), by="B")), "Name who settles the difference"),
        (lambda: impact("a", override=Override(tier=1, reason="r", proposed_by="P")), "Confirm or refuse the override"),
    ],
)
def test_the_board_is_asked_what_waits_for_it(made, words):
    assert any(words in decision for decision in report(made()).decisions)


def test_the_board_reads_by_when_a_plan_is_owed():
    day = date(2026, 3, 2)
    said = report(impact("a", rated(levels=(4, 1, 1), on=day)), impact("b", rated(on=day))).decisions

    assert "Name an executive for issue 1, outside the product line, and have a plan in 10 working days; " in said[0]
    assert said[0].endswith("owed by 16 March 2026.")
    assert said[1].endswith("owed by 1 April 2026.")


def test_the_first_page_names_what_is_late_and_what_is_due_next():
    late = Action(title="Turn it off", owner="The chair", due_on=date(2026, 1, 1))
    ahead = [Action(title=f"Step {month}", due_on=date(2027, month, 1)) for month in (5, 2)]
    done = Action(title="Old", due_on=date(2025, 1, 1), state="done")
    one = report(impact("a", actions=(late, done, *ahead)))
    two = report(impact("a", actions=(late, late)))

    assert "The next is due on 1 February 2027: “Step 2” (issue 1)." in " ".join(one.summary)
    assert (
        "Have “Turn it off” (issue 1) finished, or agree a new date: it was due on 1 January 2026; owner: The chair."
        in one.decisions
    )
    assert any("Have the two actions that are late finished" in words for words in two.decisions)


def test_where_nothing_waits_the_board_is_told_so():
    calm = impact(
        "a",
        rated(levels=(1, 1, 1), evidence=(Evidence(title="Talks", from_affected_people=True),)),
        actions=(Action(title="Watch"),),
    )

    assert report(calm).decisions == (
        "Nothing waits for a decision. Note the order of the issues, and what is done about each.",
    )


def test_the_heat_map_part_names_the_pairs_of_this_assessment_and_the_measured_shares():
    part = report(
        impact("killing", rated(levels=(4, 1, 4), likelihood="remote")), impact("spam", rated(levels=(1, 4, 1)))
    ).heat_map

    assert part.finding == "A heat map would put the two issues the other way round, the milder above the graver."
    assert "would stand below issue 2: 3 against 8 of 16." in part.turned[0].text
    assert part.more == ""
    assert [share.percent for share in part.shares] == ["23.0 %", "23.5 %", "24.5 %", "0 %"]


def test_what_turned_pairs_have_in_common_is_said_once():
    part = report(
        impact("a", rated(levels=(4, 3, 3), likelihood="remote")), impact("b", rated(levels=(3, 3, 3))),
        impact("c", rated(levels=(3, 3, 2))),
    ).heat_map  # fmt: skip

    assert [one.milder_ranks for one in part.turned] == [(2, 3)]
    assert part.more == "In each of these pairs, no criterion of the graver issue is milder, and one is graver."


def test_an_order_with_likelihood_first_does_not_claim_to_be_free_of_inversions():
    said = report(impact("a"), within_tier="likelihood_first")

    assert measured_order("likelihood_first").inverted > 0
    assert said.heat_map.shares[-1].percent != "0 %"
    assert any("not the default" in paragraph for paragraph in said.method)


def test_of_many_turned_pairs_some_are_told_and_the_rest_counted():
    part = report_of(cases.many(), today=TODAY).heat_map
    assessed = cases.many()

    told = sum(len(one.milder_ranks) for one in part.turned)

    assert len({one.graver_rank for one in part.turned}) == len(part.turned)
    assert 0 < told < assessed.inversion_count
    assert f"{assessed.inversion_count - told:,} more" in part.more


def test_sources_are_numbered_once_in_the_order_in_which_they_are_named():
    said = report(
        impact("a", rated(evidence=(Evidence(title="Second"), Evidence(title="First")))),
        sources=(Source(title="First", note="Not opened."),),
    )

    assert [(line.number, line.title, line.note) for line in said.sources] == [
        (1, "First", "Not opened."), (2, "Second", ""),
    ]  # fmt: skip
    assert [line.number for line in said.issues[0].ratings[0].evidence] == [2, 1]


def test_only_addresses_of_the_web_are_links():
    said = report_of(cases.difficult(), today=TODAY)

    assert said.sources[0].url == "javascript:alert(1)"
    assert not said.sources[0].is_link


def test_weak_spots_know_what_is_late_today_and_carry_why_one_was_set_aside():
    late = impact("a", actions=(Action(title="Do", owner="X", due_on=date(2026, 1, 1)),))
    assessed = cases.of_impacts(late)
    spot = next(one for one in assessed.problems if one.rule == "QR-07")
    said = report_of(assessed, today=TODAY, set_aside=[SetAside(spot.rule, spot.subject, spot.message, "No records.")])

    assert "QR-16" in {one.rule for one in said.weak_spots}
    assert [one.rule for one in said.weak_spots if one.set_aside == "No records."] == ["QR-07"]
    assert said.weak_spots[-1].set_aside


def test_what_is_not_in_the_data_is_said():
    said = " ".join(report(impact("a", rated(likelihood="unknown")), impact("b", ratings=())).missing)

    assert "One impact has no rating" in said
    assert "How likely the harm of issue 1 is, is not known." in said
    assert "Not given: the day of the assessment, the countries where the product is used and the business" in said


def test_the_method_names_rule_scales_canon_and_setting():
    values = {fact.name: fact.value for fact in report(impact("a")).method_facts}

    assert values["Rule of the order"] == "salience 1"
    assert values["Scales"] == "scales 1"
    assert values["Inside a tier"] == "Severity first (the default)"


def test_an_assessment_without_impacts_says_what_to_do():
    said = report()

    assert said.empty
    assert said.issues == ()


def test_every_fact_of_an_impact_is_in_the_report():
    said = "\n".join(texts(report_of(assess(FULL), today=TODAY)))

    for words in (
        "Women who left a violent partner", "sharing that stays on", "He\nfinds her.", "Once the address is known",
        "+44 shelters", "Kept safe", "A. Mwangi", "C. Doe", "The default did it.", "“It enabled it.”", "End sharing",
        "Reports a month", "Shown beside.", "Notes\twith a tab.", "An answer.", "a factor of its own", "A reseller",
    ):  # fmt: skip
        assert words in said, words


def test_no_text_of_ours_has_a_gap_where_a_word_should_be():
    said = texts(report_of(cases.many(), today=TODAY))

    assert not [text for text in said if "  " in text or " ." in text or "None" in text or "{" in text]
    assert all(text for text in (*HEADINGS.values(), *ISSUE_HEADINGS.values(), *LABELS.values()))
