"""Real indices go through the workspace, from their files to a publication, and come out as they were published."""

import csv

import pytest

from knowshow.benchmarks.selectors import portal
from knowshow.benchmarks.services import imports, publications
from tests.benchmarks import make
from tests.real_data import real_file

pytestmark = [pytest.mark.real_data, pytest.mark.django_db]

_FILES = ("methodology.json", "subjects.csv", "answers.csv")
_FIGURES = {
    "rdr-2022": ("scores", "subject_scores", "rankings", "service_scores"),
    "rdr-2020": ("scores", "subject_scores"),
}
#: How many figures were printed, and which of them the answers do not give, as SOURCES.md names them.
PRINTED = {"rdr-2022": 3_854, "rdr-2020": 2_508}
NAMED = {
    "rdr-2022": [
        ("Rank of Google on Governance (G)", "5", "4"),
        ("Rank of Twitter on Governance (G)", "5", "4"),
        ("Total of Google, Android mobile ecosystem", "43", "45"),
        ("Score of Google, Android mobile ecosystem on Freedom of Expression (F)", "30", "36"),
    ],
    "rdr-2020": [("Score of AT&T on Human rights due diligence (G4)", "6.7", "6.704545")],
}
#: Named in SOURCES.md: the publication differs from its own parts.
SLIPS = {("rdr-2020", "ATT", "G4")}
RANK_SLIPS = {("Google", "G"), ("Twitter", "G")}


@pytest.fixture(autouse=True)
def _files(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path


def _rows(index, name):
    with real_file(f"benchmarks/{index}/{name}").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(params=["rdr-2022", "rdr-2020"])
def index(request):
    """The folder of an index."""
    return request.param


@pytest.fixture
def publication(index, lead, organisation):
    """The index, taken in and published."""
    names = (*_FILES, *(f"expected_{name}.csv" for name in _FIGURES[index]))
    files = {name: real_file(f"benchmarks/{index}/{name}").read_bytes() for name in names}
    run = imports.check_folder(actor=lead, organisation=organisation, files=files)
    assert run.problems == []
    edition = imports.run_import(actor=lead, run=run).edition
    return publications.publish_edition(
        actor=lead, edition=edition, revision=edition.revision, unfinished_reason="Taken over from the publisher."
    )


def test_every_score_agrees_with_the_publishers(index, publication):
    found = {row.company_key: row.values for row in portal.values_of(publication)}
    differing = set()
    for row in _rows(index, "expected_scores.csv"):
        ours = found[row["company"]][row["node"]]["value"]
        theirs = float(row["score"]) if row["score"] else None
        if (ours is None) != (theirs is None) or (ours is not None and abs(ours - theirs) > 1e-6):
            differing.add((index, row["company"], row["node"]))
    assert differing == {one for one in SLIPS if one[0] == index}


@pytest.mark.parametrize("index", ["rdr-2022"], indirect=True)
def test_ranks_agree_with_those_shown_to_the_public(index, publication):
    tables = {row.node: row.table["companies"] for row in publication.nodes.all()}
    ranks = {(one["name"], node): one["rank"] for node, rows in tables.items() for one in rows}
    ranks |= {(row.company_name, "TOTAL"): row.rank for row in publication.scores.all()}
    shown = {(row["company"], row["node"]): int(row["rank"]) for row in _rows(index, "expected_rankings.csv")}
    assert len(shown) == 56
    assert {one for one, rank in shown.items() if ranks[one] != rank} == RANK_SLIPS


def test_every_slip_of_the_publisher_is_named_and_nothing_else(index, publication, as_public):
    counts = publication.results["publisher"]
    assert (counts["total"], counts["differing"], counts["left_out"]) == (PRINTED[index], len(NAMED[index]), 0)
    page = as_public.get(make.address(as_public, publication, "differences"))
    assert [tuple(row[:3]) for row in page.rows] == NAMED[index]
    ranking = as_public.get(make.address(as_public, publication, "ranking"))
    assert f"All {PRINTED[index]:,} figures that the publisher printed agree with the answers, save" in ranking.main
    assert f"{len(NAMED[index])} named" in ranking.main
    assert "not researched" not in ranking.main
