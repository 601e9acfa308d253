"""The data of a ranking: tables that a spreadsheet opens safely, and a folder that anybody can score again."""

import csv
import io
import json

import pytest
from typer.testing import CliRunner

from knowshow.cli.main import app
from knowshow.scoring import methodology_from
from tests.benchmarks import make, rankings

pytestmark = pytest.mark.django_db
FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def rows(response):
    """A table as a list of dictionaries."""
    content = b"".join(response) if response.streaming else response.content
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def table(client, publication, name):
    return rows(client.download(make.address(client, publication, "table", name=name)))


@pytest.fixture
def publication(organisation):
    return make.published(organisation, title="Small index 2026", licence="CC BY 4.0")


@pytest.fixture
def hostile(organisation):
    """A publication in which everything that people write begins as a formula does."""
    made = rankings.edition(organisation)
    entry = rankings.answered(
        rankings.entry(made, about=rankings.company(organisation, name='=HYPERLINK("https://example.org")', key="acme"))
    )
    source = rankings.source(organisation, title="+1+1", url="https://example.org/a")
    cited = [make.Citation(source, "@SUM(A1)")]
    rankings.answer(entry, "G1.1", comment="=cmd|' /C calc'!A0\x0b", sources=cited)
    rankings.answer(entry, "G1.2", "N/A", na_reason="-2+3")
    rankings.answer(entry, "P1.3", "-we tell people")
    rankings.moved(entry, "final")
    return make.published(made)


# ---- tables ------------------------------------------------------------------------------------------------


def test_scores_say_every_node_in_full_precision(as_public, publication):
    found = {(row["company"], row["node"]): row for row in table(as_public, publication, "scores")}
    assert len(found) == 2 * 5, "two companies by total, two categories and two indicators"
    total = found["acme", "TOTAL"]
    assert (total["score"], total["rounded"], total["rank"]) == ("87.5", "88.0", "1")
    assert found["bolt", "G1"]["score"] == "0.0"


def test_answers_say_of_whom_what_why_and_from_where(as_public, publication):
    found = {(row["company"], row["element"]): row for row in table(as_public, publication, "answers")}
    first = found["acme", "G1.1"]
    assert (first["subject"], first["answer"], first["comment"]) == ("Group", "yes", make.COMMENT)
    assert first["sources"] == "1 page 3"
    assert found["acme", "P1.2"]["answer"] == "post; phone"
    assert found["bolt", "G1.1"]["state"] == "no"
    assert found["bolt", "G1.2"]["state"] == "not_applicable"
    assert found["bolt", "P1.1"]["state"] == "no_disclosure"
    assert ("bolt", "P1.2") not in found, "nobody researched it"


def test_sources_stand_once(as_public, publication):
    (row,) = table(as_public, publication, "sources")
    assert (row["number"], row["title"], row["url"]) == ("1", "Privacy policy", "https://example.org/privacy")


def test_companies_stand_with_their_parts(as_public, publication):
    found = [(row["company"], row["subject"], row["role"]) for row in table(as_public, publication, "subjects")]
    assert found == [(key, *part) for key in ("acme", "bolt") for part in (("Group", "group"), ("Search", "service"))]


@pytest.mark.parametrize("name", ["scores", "answers", "subjects", "sources"])
def test_no_cell_of_a_table_is_a_formula(name, as_public, hostile):
    found = [cell for row in table(as_public, hostile, name) for cell in row.values()]
    assert not [cell for cell in found if cell.startswith(FORMULAS)]
    assert any(cell.startswith("'") for cell in found), "what people wrote is there all the same"


def test_no_cell_of_a_figure_is_a_formula(as_public, publication):
    make.figure(publication)
    response = as_public.download(make.address(as_public, publication, "figure", kind="ranking", form="csv"))
    assert response.content.startswith("\ufeff".encode()), "spreadsheets read it as UTF-8"
    assert rows(response) == [{"Company": "Acme", "Total": "100"}, {"Company": "'=Bolt", "Total": "0"}]


def test_a_figure_is_handed_out_as_it_was_drawn(as_public, publication):
    stored = make.figure(publication)
    response = as_public.download(make.address(as_public, publication, "figure", kind="ranking", form="json"))
    assert json.loads(response.content) == stored.spec
    assert response.headers["Content-Disposition"] == 'attachment; filename="small-index-2026-1-ranking.vl.json"'


@pytest.mark.parametrize("name", ["scores", "answers", "subjects", "sources"])
def test_a_table_is_for_everybody_and_named_for_its_publication(name, as_public, publication):
    response = as_public.download(make.address(as_public, publication, "table", name=name))
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"] == f'attachment; filename="small-index-2026-1-{name}.csv"'
    assert response.headers["Cache-Control"].startswith("public")


# ---- everything --------------------------------------------------------------------------------------------


def test_everything_says_what_the_pages_say(as_public, publication):
    said = json.loads(as_public.download(make.address(as_public, publication, "everything")).content)
    assert said["edition"]["title"] == "Small index 2026"
    assert said["edition"]["licence"] == "CC BY 4.0"
    assert [(one["name"], one["rank"], one["rounded"]) for one in said["scores"]] == [("Acme", 1, 88), ("Bolt", 2, 0)]
    assert said["publication"]["methodology_digest"] == publication.methodology_digest
    assert {one["node"] for one in said["scores"][1]["answers"]} == {"G1.1", "G1.2", "P1.1"}


def test_the_methodology_is_the_one_that_was_published(as_public, publication):
    content = as_public.download(make.address(as_public, publication, "methodology_file")).content
    from knowshow.scoring import fingerprint

    assert fingerprint(methodology_from(content, "methodology.json")) == publication.methodology_digest


# ---- recompute ---------------------------------------------------------------------------------------------


def recomputed(client, publication, folder):
    """Unpack the folder and let the command compare every figure, as the page of data says."""
    response = client.download(make.address(client, publication, "folder"))
    for name, content in make.unpacked(response.content).items():
        (folder / name).write_bytes(content)
    return CliRunner().invoke(app, ["score", str(folder), "--compare", "--json"])


def test_anybody_recomputes_every_score(as_public, publication, tmp_path):
    result = recomputed(as_public, publication, tmp_path)
    assert result.exit_code == 0, result.output
    said = json.loads(result.stdout)
    assert said["compared"] == {"expected_scores.csv": 10}
    assert said["differences"] == []


def test_a_score_that_was_tampered_with_is_found(as_public, publication, tmp_path):
    assert recomputed(as_public, publication, tmp_path).exit_code == 0
    path = tmp_path / "expected_scores.csv"
    path.write_text(path.read_text().replace("87.5", "97.5"))
    result = CliRunner().invoke(app, ["score", str(tmp_path), "--compare"])
    assert result.exit_code == 1
    assert "97.5" in result.output


def test_answers_in_free_words_do_not_stand_in_the_way(as_public, hostile, tmp_path):
    result = recomputed(as_public, hostile, tmp_path)
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["differences"] == []


def test_no_comment_in_the_folder_is_a_formula(as_public, hostile, tmp_path):
    assert recomputed(as_public, hostile, tmp_path).exit_code == 0
    for name in ("answers.csv", "sources.csv", "subjects.csv"):
        for row in csv.DictReader(io.StringIO((tmp_path / name).read_text(encoding="utf-8"))):
            assert not [cell for cell in row.values() if cell.startswith(FORMULAS)], name


LABELS = ["yes; in part", "-5 to 0", "=", "مدى", "a, b", 'say "so"', "<b>"]


def test_labels_and_keys_with_odd_signs_are_recomputed(as_public, organisation, tmp_path):
    nodes = [{**one, **({"scale": "odd"} if one["id"].startswith("G1.") else {})} for one in rankings.index()["nodes"]]
    index = rankings.index(nodes=nodes)
    index["scales"]["odd"] = {label: 10 * place for place, label in enumerate(LABELS)}
    made = make.from_files(
        organisation,
        index=index,
        subjects=[(f"-{place}", f"Company {place}", "", "=Group", "group", "") for place in range(len(LABELS))],
        answers=[(f"-{place}", "=Group", "G1.1", "", label) for place, label in enumerate(LABELS)],
    )
    result = recomputed(as_public, made, tmp_path)
    assert result.exit_code == 0, result.output
    said = json.loads(result.stdout)
    assert said["compared"]["expected_scores.csv"] == len(LABELS) * 5
    assert said["differences"] == []


def test_the_page_of_data_names_every_download(as_public, publication):
    page = as_public.get(make.address(as_public, publication, "data"))
    offered = {address for _words, address in page.links}
    wanted = [one for one in make.FILES if one[0] != "figure"]
    assert set(make.addresses(as_public, publication, wanted)) <= offered
    assert "knowshow score FOLDER --compare" in page.main
    assert "Licence: CC BY 4.0." in page.main
