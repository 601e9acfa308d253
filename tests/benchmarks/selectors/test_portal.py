"""Everybody reads what is published, and nothing before; what is offered for download can be scored again."""

import csv
import json
import time

import pytest

from knowshow.benchmarks.selectors import portal
from knowshow.benchmarks.services import publications
from knowshow.scoring import score
from knowshow.scoring.folder import read_folder
from tests.benchmarks import rankings

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition(organisation):
    """Two companies at their last step."""
    made = rankings.edition(organisation, title="Small index 2026")
    rankings.final(rankings.entry(made, about=rankings.company(organisation, name="Acme")))
    rankings.final(rankings.entry(made, about=rankings.company(organisation, name="Bolt")), G1_1="no", P1_1="partial")
    return made


def _publish(edition, lead, **fields):
    edition.refresh_from_db()
    return publications.publish_edition(actor=lead, edition=edition, revision=edition.revision, **fields)


def _corrected(edition, lead):
    bolt = rankings.moved(edition.entries.get(company__name="Bolt"), "reconcile")
    rankings.answer(bolt, "G1.1", "yes")
    rankings.moved(bolt, "final")
    edition.refresh_from_db()
    return publications.correct_edition(actor=lead, edition=edition, revision=edition.revision, note="Overlooked.")


def test_nothing_shows_before_it_is_published(edition):
    assert portal.publications_listed() == []
    assert portal.publication_of("small-index-2026") is None


def test_the_newest_that_stands_is_shown_and_each_number_keeps_its_address(edition, lead):
    first = _publish(edition, lead)
    second = _corrected(edition, lead)
    assert portal.publications_listed() == [second]
    assert portal.publication_of("small-index-2026") == second
    assert portal.publication_of("small-index-2026", 1) == first
    assert portal.publication_of("small-index-2026", 3) is None
    assert [one.number for one in portal.numbers_of(first)] == [2, 1]


def test_a_withdrawn_one_leaves_the_list_and_keeps_its_address(edition, lead):
    made = _publish(edition, lead)
    publications.withdraw_publication(actor=lead, publication=made, reason="The wrong file.")
    assert portal.publications_listed() == []
    found = portal.publication_of("small-index-2026")
    assert (found.number, found.is_withdrawn, found.withdrawal_reason) == (1, True, "The wrong file.")


def test_a_withdrawn_correction_does_not_bring_back_what_it_corrected(edition, lead):
    first, second = _publish(edition, lead), _corrected(edition, lead)
    publications.withdraw_publication(actor=lead, publication=second, reason="A slip.")
    assert portal.publication_of("small-index-2026") == second
    assert portal.publication_of("small-index-2026", first.number) == first
    assert portal.publications_listed() == []


def test_a_ranking_page_takes_two_queries(edition, lead, django_assert_num_queries):
    _publish(edition, lead)
    with django_assert_num_queries(2):
        found = portal.publication_of("small-index-2026")
        assert [one.company_name for one in portal.companies_of(found)] == ["Acme", "Bolt"]
        assert found.results["edition"]["title"] == "Small index 2026"


def test_companies_and_nodes_are_found_by_their_names_in_addresses(edition, lead):
    made = _publish(edition, lead)
    assert portal.company_of(made, "bolt").rounded == 50
    assert portal.company_of(made, "coil") is None
    assert [one.node for one in portal.nodes_of(made)] == ["G", "G1", "P", "P1"]
    assert portal.node_of(made, "G1").title == "Commitment"
    assert portal.node_of(made, "G9") is None


def test_figures_come_in_the_order_asked_for(edition, lead):
    from django.utils import timezone

    made = _publish(edition, lead)
    for kind in ("ranking", "heat-map"):
        made.figures.create(kind=kind, svg="<svg/>", drawn_at=timezone.now())
    assert [one.kind for one in portal.figures_of(made, "heat-map", "slopes", "ranking")] == ["heat-map", "ranking"]
    assert len(portal.figures_of(made)) == 2


def _write(path, rows):
    with path.open("w", newline="") as file:
        csv.writer(file).writerows(rows)


def test_what_is_offered_for_download_gives_the_same_scores_again(edition, lead, tmp_path):
    made = _publish(edition, lead)
    _write(tmp_path / "subjects.csv", portal.subject_rows(made))
    _write(tmp_path / "answers.csv", portal.answer_rows(made))
    (tmp_path / "methodology.json").write_text(json.dumps(portal.methodology_of(made)))
    again = score(read_folder(tmp_path).sheet)
    published = {one.company_key: one.total for one in made.scores.all()}
    assert {key: one.total for key, one in again.companies.items()} == published


def test_every_score_stands_in_the_table(edition, lead):
    heading, *rows = portal.score_rows(_publish(edition, lead))
    assert heading[:6] == ("company", "company_label", "company_type", "rank", "node", "score")
    totals = [row for row in rows if row[4] == "TOTAL"]
    assert [(row[0], row[3], row[5], row[6]) for row in totals] == [("Acme", 1, 87.5, 88), ("Bolt", 2, 50, 50)]
    assert len(rows) == 2 * 5


def test_sources_are_listed_once(organisation, lead):
    from knowshow.benchmarks.services.answers import Citation

    edition = rankings.edition(organisation)
    source = rankings.source(organisation)
    for _ in range(2):
        entry = rankings.entry(edition)
        rankings.answer(entry, sources=[Citation(source, "p. 1")])
        rankings.moved(entry, "final")
    made = _publish(edition, lead, unfinished_reason="A pilot.")
    heading, *rows = portal.source_rows(made)
    assert (heading[0], [row[0] for row in rows]) == ("number", [1])
    assert list(portal.answer_rows(made))[1][8] == "1 p. 1"


def test_a_methodology_whose_wording_is_not_free_is_not_handed_out(organisation, lead):
    by = rankings.methodology(organisation, licence_allows_text=False)
    made = _publish(rankings.final(rankings.entry(rankings.edition(by=by))).edition, lead)
    assert portal.methodology_of(made) is None


def test_one_file_holds_everything_and_no_name_of_a_researcher(edition, lead):
    found = json.dumps(portal.whole(_publish(edition, lead)))
    assert json.loads(found)["scores"][0]["name"] == "Acme"
    assert lead.email not in found
    assert str(lead) not in found


def test_a_ranking_of_many_is_read_fast(organisation, lead):
    """What the ranking page reads, of 100 companies, takes a small part of the 100 ms that the page may take."""
    from knowshow.benchmarks.models import Publication, PublishedScore

    made = Publication.objects.create(edition=rankings.edition(organisation), number=1, title="Many", results={})
    values = {f"N{number}": {"value": 50.0, "rounded": 50.0} for number in range(73)}
    PublishedScore.objects.bulk_create(
        PublishedScore(
            publication=made,
            position=number,
            company_slug=f"c{number}",
            company_key=f"c{number}",
            company_name=f"Company {number}",
            values=values,
            answers=[{"node": "N1", "labels": ["yes"]}] * 500,
        )
        for number in range(100)
    )
    started = time.perf_counter()
    assert len(portal.companies_of(portal.publication_of(made.edition.slug))) == 100
    assert time.perf_counter() - started < 0.05
