"""What researchers see: progress, the matrix, one indicator with last year's answers, what is left."""

import pytest

from knowshow.benchmarks.models import Step
from knowshow.benchmarks.selectors import companies, editions, research, scores
from knowshow.benchmarks.services import answers
from knowshow.errors import NotAllowedError
from tests.benchmarks import rankings

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition(organisation):
    """Acme with every question answered, Bolt with one."""
    made = rankings.edition(organisation, title="Small index 2026")
    rankings.answered(rankings.entry(made, about=rankings.company(organisation, name="Acme")))
    rankings.answer(rankings.entry(made, about=rankings.company(organisation, name="Bolt")), label="no")
    return made


def _entry(edition, name):
    return editions.entries_visible_to(edition.created_by, edition.organisation).get(company__name=name)


# ---- editions and progress ---------------------------------------------------------------------------------


def test_editions_are_listed_with_how_many_companies_are_final(edition, observer, organisation):
    rankings.moved(edition.entries.get(company__name="Acme"), "final")
    (found,) = editions.editions_listed(observer, organisation, q="small 2026")
    assert (found.company_count, found.final_count, found.last_number) == (2, 1, None)
    assert not editions.editions_listed(observer, organisation, archived=True).exists()


def test_progress_counts_what_is_asked_and_answered(edition, observer):
    acme, bolt = editions.progress_of(observer, edition)
    assert (acme.entry.company.name, acme.count.asked, acme.count.answered, acme.count.percent) == ("Acme", 4, 4, 100)
    assert (bolt.count.asked, bolt.count.answered, bolt.count.percent) == (4, 1, 25)
    assert (acme.rounded, acme.rank, bolt.rounded, bolt.rank) == (88, 1, 0, 2)


def test_progress_follows_a_new_answer_at_once(edition, observer):
    assert editions.progress_of(observer, edition)[1].count.answered == 1
    rankings.answer(edition.entries.get(company__name="Bolt"), "P1.1")
    assert editions.progress_of(observer, edition)[1].count.answered == 2


def test_a_question_that_does_not_apply_is_not_asked(organisation, observer):
    nodes = rankings.index()["nodes"]
    nodes[7]["applies_if"] = {"node": "P1.1", "is": "yes"}
    edition = rankings.edition(by=rankings.methodology(organisation, nodes=nodes))
    entry = rankings.entry(edition)
    assert editions.progress_of(observer, edition)[0].count.asked == 3
    rankings.answer(entry, "P1.1", "yes")
    assert editions.progress_of(observer, edition)[0].count.asked == 4


def test_an_answer_that_cannot_tell_counts_as_looked_at(organisation, observer):
    edition = rankings.edition(organisation)
    rankings.answer(rankings.entry(edition), label="unknown")
    (progress,) = editions.progress_of(observer, edition)
    assert (progress.count.answered, progress.score, progress.state) == (1, None, "missing")


def test_progress_tells_what_waits(organisation, lead):
    last = rankings.answered(rankings.entry(rankings.edition(organisation)))
    entry = rankings.entry(rankings.edition(by=last.edition.methodology, previous=last.edition), about=last.company)
    answers.carry_over(actor=lead, entry=entry)
    answers.confirm_answer(actor=lead, answer=entry.edition.answers.get(node="G1.1"))
    rankings.remark(rankings.moved(entry, "company_feedback"))
    (progress,) = editions.progress_of(lead, entry.edition)
    assert (progress.to_confirm, progress.open_feedback) == (3, 1)
    assert {one.node for one in research.to_confirm(lead, entry)} == {"G1.2", "P1.1", "P1.2"}


def test_steps_are_counted_in_their_order(edition, observer):
    rankings.moved(edition.entries.get(company__name="Acme"), "final")
    found = editions.step_counts(observer, edition)
    assert [step for step, _count in found] == list(Step)
    assert {step.value: count for step, count in found if count} == {"collect": 1, "final": 1}


def test_progress_takes_few_queries_however_many_companies(
    organisation, observer, django_assert_max_num_queries, edition
):
    for _ in range(4):
        rankings.entry(edition)
    with django_assert_max_num_queries(25):
        editions.progress_of(observer, edition)


# ---- indicators and the matrix -----------------------------------------------------------------------------


def test_indicators_say_what_they_stand_under(edition, observer):
    found = research.indicators_of(observer, edition)
    assert [(one.id, one.group.id, [node.id for node in one.above]) for one in found] == [
        ("G1", "G", ["G"]),
        ("P1", "P", ["P"]),
    ]


def test_the_matrix_shows_value_and_progress(edition, observer):
    governance, privacy = research.matrix_of(observer, edition)
    assert [(one.value, one.asked, one.answered, one.is_whole) for one in governance.cells] == [
        (100, 2, 2, True),
        (0, 2, 1, False),
    ]
    assert [(one.value, one.state) for one in privacy.cells] == [(75, ""), (None, "missing")]


# ---- one indicator of one company --------------------------------------------------------------------------


def test_an_indicator_shows_each_question_of_each_part(edition, observer):
    found = research.answers_of(observer, _entry(edition, "Acme"), "P1")
    assert [(row.node.id, [cell.subject.name for cell in row.cells]) for row in found.rows] == [
        ("P1.1", ["Search"]),
        ("P1.2", ["Search"]),
        ("P1.3", ["Group", "Search"]),
    ]
    assert found.rows[0].labels == ("yes", "partial", "no", "no disclosure found", "unknown", "N/A")
    assert (found.value, found.values["Search"], found.previous, found.following) == (75, 75, "G1", "")


def test_what_is_not_answered_has_no_answer(edition, observer):
    found = research.answers_of(observer, _entry(edition, "Bolt"), "G1")
    cells = {row.node.id: row.cells[0] for row in found.rows}
    assert (cells["G1.1"].current.label, cells["G1.1"].is_asked) == ("no", True)
    assert (cells["G1.2"].current, cells["G1.2"].known, cells["G1.2"].is_asked) == (None, 0, True)


def test_every_step_keeps_its_answer(edition, observer, reviewer):
    entry = _entry(edition, "Acme")
    rankings.moved(entry, "review")
    rankings.answer(entry, "G1.1", "partial", actor=reviewer)
    (cell,) = research.answers_of(observer, entry, "G1").rows[0].cells
    assert [(one.step, one.label) for one in cell.given] == [("review", "partial"), ("collect", "yes")]


def test_last_years_answer_stands_beside(organisation, lead):
    last = rankings.answered(rankings.entry(rankings.edition(organisation)), G1_1="no")
    nodes = rankings.index()["nodes"]
    nodes[2] |= {"id": "G1.8", "comparable_with": "G1.1"}
    by = rankings.methodology(organisation, version="2", nodes=nodes)
    entry = rankings.entry(rankings.edition(by=by, previous=last.edition), about=last.company)
    rankings.answer(entry, "G1.8", "yes")
    row = next(one for one in research.answers_of(lead, entry, "G1").rows if one.node.id == "G1.8")
    assert (row.cells[0].current.label, row.cells[0].last_year.label) == ("yes", "no")
    assert row.cells[0].differs_from_last_year


def test_an_unknown_indicator_is_none(edition, observer):
    assert research.answers_of(observer, _entry(edition, "Acme"), "G9") is None


def test_what_is_left_is_listed_by_company(edition, observer):
    found = [(one.entry.company.name, one.subject, one.node.id) for one in research.unanswered_of(observer, edition)]
    assert found == [("Bolt", "Group", "G1.2"), ("Bolt", "Search", "P1.1"), ("Bolt", "Search", "P1.2")]
    assert list(research.unanswered_of(observer, edition, entry=_entry(edition, "Acme"))) == []


# ---- scores ------------------------------------------------------------------------------------------------


def test_a_score_says_why(edition, observer):
    entry = _entry(edition, "Acme")
    told = scores.explanation_of(observer, entry, "G1")
    assert (told.value, told.kind) == (100, "indicator")
    assert scores.explanation_of(observer, entry).value == 87.5


def test_what_would_move_a_score_most_comes_first(edition, observer):
    first = scores.swings_of(observer, _entry(edition, "Bolt"))[0]
    assert first.spread == max(one.spread for one in scores.swings_of(observer, _entry(edition, "Bolt")))
    found = scores.range_for(observer, _entry(edition, "Bolt"))
    assert found.lowest <= found.now <= found.highest


# ---- who may look ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["outsider", "stranger", "contact"])
@pytest.mark.parametrize(
    "look",
    [
        lambda actor, edition, entry: editions.editions_listed(actor, edition.organisation),
        lambda actor, edition, entry: editions.entries_visible_to(actor, edition.organisation),
        lambda actor, edition, entry: editions.progress_of(actor, edition),
        lambda actor, edition, entry: editions.step_counts(actor, edition),
        lambda actor, edition, entry: editions.publications_of(actor, edition),
        lambda actor, edition, entry: editions.obstacles_before(actor, edition),
        lambda actor, edition, entry: research.indicators_of(actor, edition),
        lambda actor, edition, entry: research.matrix_of(actor, edition),
        lambda actor, edition, entry: research.answers_of(actor, entry, "G1"),
        lambda actor, edition, entry: research.unanswered_of(actor, edition),
        lambda actor, edition, entry: research.to_confirm(actor, entry),
        lambda actor, edition, entry: scores.scores_of(actor, edition),
        lambda actor, edition, entry: scores.explanation_of(actor, entry),
        lambda actor, edition, entry: scores.swings_of(actor, entry),
        lambda actor, edition, entry: scores.range_for(actor, entry),
        lambda actor, edition, entry: scores.comparison_of(actor, edition),
        lambda actor, edition, entry: companies.companies_listed(actor, edition.organisation),
        lambda actor, edition, entry: companies.sources_listed(actor, edition.organisation),
    ],
)
def test_nobody_else_sees_anything(who, look, edition, request):
    entry = edition.entries.get(company__name="Acme")
    actor = rankings.contact(entry.company).membership.user if who == "contact" else request.getfixturevalue(who)
    with pytest.raises(NotAllowedError):
        look(actor, edition, entry)


# ---- companies and sources ---------------------------------------------------------------------------------


def test_companies_are_found_by_name_and_by_identifier(edition, lead, organisation):
    from knowshow.benchmarks.services.companies import add_identifier

    acme = edition.entries.get(company__name="Acme").company
    add_identifier(actor=lead, company=acme, scheme="lei", value="5493006MHB84DD0ZWV18")
    for words in ("acm", "5493006mhb84dd0zwv18"):
        (found,) = companies.companies_listed(lead, organisation, q=words)
        assert (found.name, found.subject_count, found.edition_count) == ("Acme", 2, 1)


def test_sources_are_found_by_number_and_say_how_often_they_are_cited(edition, lead, organisation):
    rankings.source(organisation)
    source = rankings.source(organisation, title="Annual report")
    rankings.answer(edition.entries.get(company__name="Bolt"), "G1.2", sources=[answers.Citation(source)])
    (found,) = companies.sources_listed(lead, organisation, q="2")
    assert (found.title, found.citation_count) == ("Annual report", 1)
