"""What the pages of a ranking say: ranks, kinds of answers, reasons, and what has no figure."""

import pytest

from knowshow.scoring.explaining import in_figures
from tests.benchmarks import make, rankings
from tests.page import classes_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def publication(organisation):
    return make.published(organisation, title="Small index 2026", attribution="By the example institute.")


def page_of(client, publication, name, **more):
    return client.get(make.address(client, publication, name, **more))


# ---- kinds of answers --------------------------------------------------------------------------------------


def test_a_no_a_silence_a_gap_and_what_does_not_apply_are_told_apart(as_public, publication):
    page = page_of(as_public, publication, "company_node", company="bolt", node="G1")
    assert [row[1] for row in page.tables[0][1:3]] == ["no", "N/A"]
    privacy = page_of(as_public, publication, "company_node", company="bolt", node="P1")
    assert [row[1] for row in privacy.tables[0][1:3]] == ["no disclosure found", "not researched"]
    marks = [_mark(page, "no"), _mark(page, "N/A"), _mark(privacy, "no disclosure found")]
    assert marks == ["answer-no", "answer-not_applicable", "answer-no_disclosure"]
    assert "It has no board." in page.main, "why it does not apply"


def _mark(page, label):
    (found,) = [one for one in page.by_class("answer") if "".join(one.itertext()) == label]
    return next(name for name in classes_of(found) if name.startswith("answer-"))


def test_an_indicator_shows_what_each_company_answered(as_public, publication):
    page = page_of(as_public, publication, "indicator", node="P1")
    assert page.tables[1][1:] == [["Acme", "Search", "yes"], ["Bolt", "Search", "no disclosure found"]]
    assert page.tables[2][1:] == [["Acme", "Search", "post, phone"]], "Bolt was not researched"


def test_a_question_that_nobody_researched_says_so(as_public, organisation):
    made = rankings.edition(organisation)
    rankings.answer(rankings.entry(made, about=rankings.company(organisation, name="Acme")), "G1.1")
    made = make.published(made, reason="A pilot.")
    assert page_of(as_public, made, "indicator", node="P1").main.count("Not researched.") == 3


def test_shares_count_each_kind_apart(as_public, publication):
    page = page_of(as_public, publication, "answers")
    head, *found = page.tables[0]
    governance = dict(zip(head, found[0], strict=True))
    privacy = dict(zip(head, found[1], strict=True))
    assert (governance["yes"], governance["no"], governance["N/A"]) == ("2", "1", "1")
    assert (governance["no disclosure found"], governance["Not researched"]) == ("0", "0")
    assert (privacy["no disclosure found"], privacy["Not researched"]) == ("1", "1")


# ---- reasons -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("company", ["acme", "bolt"])
@pytest.mark.parametrize("node", ["G", "G1", "P", "P1"])
def test_the_reason_on_the_page_gives_the_published_score(company, node, as_public, publication):
    page = page_of(as_public, publication, "company_node", company=company, node=node)
    stored = publication.scores.get(company_slug=company).values[node]["value"]
    assert page.context["why"].value == pytest.approx(stored)
    assert page.main.partition("Because:")[0].split()[-1] == in_figures(stored)
    assert page.context["why"].because in page.main


def test_a_score_stays_explained_as_published_after_the_research_went_on(as_public, publication):
    before = page_of(as_public, publication, "company_node", company="bolt", node="G1").context["why"]
    make.corrected(publication, label="partial")
    assert page_of(as_public, publication, "company_node", company="bolt", node="G1").context["why"] == before
    assert before.value == 0


def test_comment_and_source_stand_beside_the_answer(as_public, publication):
    page = page_of(as_public, publication, "company_node", company="acme", node="G1")
    assert make.COMMENT in page.main
    assert page.link("Privacy policy") == "https://example.org/privacy"
    assert page.link("1").endswith("#source-1")


# ---- ranks -------------------------------------------------------------------------------------------------


def kinds(organisation, *, within, third="yes"):
    """Two platforms and a carrier."""
    facts = {"a": ("Acme", "platform", "yes"), "b": ("Bolt", "platform", "no"), "c": ("Cell", "carrier", third)}
    return make.from_files(
        organisation,
        index=rankings.index(ranking={"within": within}),
        subjects=[(key, name, kind, "Group", "group", "") for key, (name, kind, _) in facts.items()],
        answers=[(key, "Group", "G1.1", "", label) for key, (_, _, label) in facts.items()],
    )


def test_types_of_companies_are_ranked_apart_where_the_methodology_says_so(as_public, organisation):
    page = page_of(as_public, kinds(organisation, within="company_type"), "ranking")
    assert page.headings[:2] == ["Carrier: all scores", "Platform: all scores"]
    carriers, platforms = ([row[:2] for row in make.without_gaps(one[1:])] for one in page.tables)
    assert carriers == [["1", "Cell"]]
    assert platforms == [["1", "Acme"], ["2", "Bolt"]]


def test_types_of_companies_are_ranked_as_one_otherwise(as_public, organisation):
    page = page_of(as_public, kinds(organisation, within="all", third="partial"), "ranking")
    assert page.headings == ["All scores"]
    assert [row[:2] for row in make.without_gaps(page.rows)] == [["1", "Acme"], ["2", "Cell"], ["3", "Bolt"]]


@pytest.mark.parametrize(("within", "said"), [("company_type", "rank 2 of 2"), ("all", "rank 3 of 3")])
def test_a_company_stands_among_those_it_is_ranked_with(within, said, as_public, organisation):
    made = kinds(organisation, within=within)
    assert said in page_of(as_public, made, "company", company="bolt").main


def test_where_types_are_ranked_apart_an_indicator_says_of_which_type_a_rank_is(as_public, organisation):
    page = page_of(as_public, kinds(organisation, within="company_type"), "indicator", node="G1")
    assert [row[:3] for row in page.tables[0][1:]] == [
        ["1", "Acme", "Platform"],
        ["1", "Cell", "Carrier"],
        ["2", "Bolt", "Platform"],
    ]


def test_equal_scores_share_a_rank(as_public, organisation):
    page = page_of(as_public, kinds(organisation, within="all"), "ranking")
    assert [row[:2] for row in make.without_gaps(page.rows)] == [["1", "Acme"], ["1", "Cell"], ["3", "Bolt"]]


def test_a_company_without_a_score_stands_last_without_a_rank_and_says_why(as_public, organisation):
    made = make.from_files(
        organisation,
        subjects=[("a", "Acme", "", "Group", "group", ""), ("z", "Zero", "", "Group", "group", "")],
        answers=[("a", "Group", "G1.1", "", "no"), *[("z", "Group", node, "", "N/A") for node in ("G1.1", "G1.2")]],
    )
    page = page_of(as_public, made, "ranking")
    assert [row[:3] for row in make.without_gaps(page.rows)] == [["1", "Acme", "0"], ["–", "Zero", "not applicable"]]
    said = page_of(as_public, made, "company", company="zero").main
    assert "not applicable" in said
    assert "rank" not in said.partition("Every score")[0].replace("Ranking", "")
    assert "not applicable" in page_of(as_public, made, "company_node", company="zero", node="G1").main


BANDS = [{"label": "Behind", "upto": 40}, {"label": "On the way", "upto": 80}, {"label": "Ahead"}]


def test_bands_stand_beside_the_scores(as_public, organisation):
    index = rankings.index(ops={"total": {"op": "mean", "over": "tops", "then": [{"bands": BANDS}]}})
    made = make.from_files(
        organisation,
        index=index,
        subjects=[(key, name, "", "Group", "group", "") for key, name in (("a", "Acme"), ("b", "Bolt"))],
        answers=[("a", "Group", "G1.1", "", "yes"), ("b", "Group", "G1.1", "", "no")],
    )
    page = page_of(as_public, made, "ranking")
    assert [row[1] for row in make.without_gaps(page.rows)] == ["Acme Ahead", "Bolt Behind"]
    assert "Ahead" in page_of(as_public, made, "company", company="acme").main


def test_an_index_without_categories_has_all_its_pages(as_public, organisation):
    index = rankings.index(
        nodes=[{"id": f"Q{place}", "title": f"Question {place}", "scope": "company"} for place in (1, 2)]
    )
    made = make.from_files(
        organisation,
        index=index,
        subjects=[("acme", "Acme", "", "Group", "group", "")],
        answers=[("acme", "Group", "Q1", "", "yes"), ("acme", "Group", "Q2", "", "no")],
    )
    places = [*make.PAGES[:3], *make.PAGES[4:5], *make.PAGES[7:]]
    places += [("company_node", {"company": "acme", "node": "Q2"}), ("indicator", {"node": "Q2"})]
    for name, more in places:
        assert page_of(as_public, made, name, **more).heading
    assert page_of(as_public, made, "company_node", company="acme", node="Q2").tables[0][1] == ["Q2 Question 2", "no"]


# ---- change ------------------------------------------------------------------------------------------------


def test_change_names_the_year_before_and_how_far_each_company_moved(as_public, organisation, publication):
    second = make.corrected(make.followed(publication, title="Small index 2027"))
    page = page_of(as_public, second, "changes")
    assert [row[1:] for row in page.rows] == [["87.5", "87.5", "0"], ["0.0", "50.0", "+50.0"]]
    assert "Compared with “Small index 2026”" in page.main
    assert page.link("See that edition") == "/rankings/small-index-2026/1/"
    assert "left out" not in page.main


def test_change_says_how_much_is_left_out(as_public, organisation, publication):
    nodes = [*rankings.index()["nodes"], {"id": "G1.9", "parent": "G1", "title": "New"}]
    nodes[2] = {**nodes[2], "is_comparable": False}
    by = rankings.methodology(organisation, version="2", nodes=nodes)
    made = make.published(organisation, by=by, previous=publication.edition)
    assert "2 questions of this year are left out" in page_of(as_public, made, "changes").main


# ---- facts -------------------------------------------------------------------------------------------------


def test_the_ranking_says_who_published_what_under_which_licence(as_public, organisation):
    made = make.published(organisation, licence="CC BY-SA 4.0", note="First year.\nTwo companies.")
    page = page_of(as_public, made, "ranking")
    for said in ("Example Company", "CC BY-SA 4.0", "First year.", "2 companies, scored from 7 answers."):
        assert said in page.main


def test_the_attribution_is_told_for_those_who_cite_it(as_public, publication):
    assert "By the example institute." in page_of(as_public, publication, "data").main


def test_the_methodology_is_told_in_words_with_what_each_answer_counts(as_public, publication):
    page = page_of(as_public, publication, "methodology")
    (silence,) = [row for one in page.tables for row in one if row[0] == "no disclosure found"]
    assert silence[1] == "0"
    assert "silent" in silence[2]
    assert "Is there a policy?" in page.main


def test_companies_stand_by_name_with_their_total(as_public, publication):
    assert [row[0] for row in page_of(as_public, publication, "companies").rows] == ["Acme", "Bolt"]
