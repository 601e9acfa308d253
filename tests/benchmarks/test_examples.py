"""The worked example of a ranking: invented, said to be so on every page, and loaded once."""

import json

import pytest
import yaml
from typer.testing import CliRunner

from knowshow.benchmarks.models import Answer, Edition, Methodology, Publication
from knowshow.benchmarks.reports import stored
from knowshow.benchmarks.services import examples
from knowshow.cli.main import app
from knowshow.errors import NotAllowedError
from knowshow.project import demo
from knowshow.scoring import methodology_from
from tests.benchmarks import make

pytestmark = pytest.mark.django_db
FOLDER = examples._folder()


@pytest.fixture
def loaded(organisation, lead):
    assert examples.load_example(actor=lead, organisation=organisation) == 2
    return Publication.objects.get(edition__slug="invented-example-2026")


def test_both_years_are_published_and_the_second_says_what_changed(loaded):
    assert list(Publication.objects.order_by("edition__period").values_list("edition__period", flat=True)) == [
        "2025",
        "2026",
    ]
    rows = loaded.results["changes"]["rows"]
    assert len(rows) == 6
    assert {one["after"] > one["before"] for one in rows} == {True, False}, "some rose, some fell"


def test_it_shows_each_kind_of_answer_and_a_gap(loaded):
    first = Publication.objects.get(edition__slug="invented-example-2025")
    assert {one["state"] for one in first.results["labels"]} == {"answer", "no", "no_disclosure", "not_applicable"}
    counts = [share["counts"] for share in first.results["shares"]]
    assert all(any(label in one for one in counts) for label in ("yes", "partial", "no", "no disclosure found", "N/A"))
    assert sum(share["not_researched"] for share in first.results["shares"]) > 0


def test_comments_and_sources_stand_beside_answers(loaded):
    said = [one for row in loaded.scores.all() for one in row.answers if one.get("comment")]
    assert len(said) == 18
    assert all(one["sources"] for one in said)
    sources = [source for row in loaded.scores.all() for source in row.sources]
    assert all(one["url"].startswith("https://example.org/") for one in sources)
    assert all("invented" in one["title"] for one in sources)


def test_every_page_says_that_it_is_invented(as_public, loaded):
    stored.draw(loaded.pk)
    assert {one.kind.split(":")[0] for one in loaded.figures.all()} >= {"ranking", "heat-map", "answers", "slopes"}
    pages = [url for url in make.every_address(as_public, loaded) if url.endswith("/") and "/acme/" not in url]
    chosen = [*pages[:10], *pages[10::9]]
    for url in chosen:
        assert "Invented example" in as_public.get(url).text, url
    assert "no company, answer or source in it is real" in as_public.get(pages[0]).main


def test_companies_are_named_so_that_nobody_takes_them_for_real_ones(loaded):
    assert all(name.startswith("Example ") for name in loaded.scores.values_list("company_name", flat=True))


def test_it_is_loaded_once(organisation, lead, loaded):
    answers = Answer.objects.count()
    assert examples.load_example(actor=lead, organisation=organisation) == 0
    assert Answer.objects.count() == answers
    assert Edition.objects.count() == 2


def test_the_demo_loads_it_and_says_so_once(organisation, lead):
    said = []
    assert [demo.load_ranking(lead, organisation, said.append) for _start in range(2)] == [2, 0]
    assert said == ["Loaded an invented example of a ranking; the portal shows it."]


def test_a_demo_in_which_it_cannot_be_loaded_starts_all_the_same(organisation, lead):
    make.edition(organisation, title="Invented example 2025")
    methodology = Edition.objects.get().methodology
    Methodology.objects.filter(pk=methodology.pk).update(key="example-transparency", title="Another one")
    said = []
    assert demo.load_ranking(lead, organisation, said.append) == 0
    assert "was left out" in said[0]
    assert Edition.objects.count() == 1, "nothing of it stays"


def test_a_stranger_cannot_load_it(organisation, outsider):
    with pytest.raises(NotAllowedError):
        examples.load_example(actor=outsider, organisation=organisation)


def test_the_folders_are_scored_by_the_command_too(tmp_path):
    for year in examples.YEARS:
        folder = tmp_path / year
        folder.mkdir()
        for name in ("subjects.csv", "answers.csv"):
            (folder / name).write_bytes((FOLDER / f"transparency-{year}" / name).read_bytes())
        (folder / "methodology.yaml").write_bytes((FOLDER / "methodology.yaml").read_bytes())
        result = CliRunner().invoke(app, ["score", str(folder), "--json"])
        assert result.exit_code == 0, result.output
        assert len(json.loads(result.stdout)["companies"]) == 6


def test_the_index_is_as_large_as_it_says_it_is():
    record = methodology_from((FOLDER / "methodology.yaml").read_bytes(), "methodology.yaml")
    parents = {one.parent for one in record.nodes}
    indicators = [one for one in record.nodes if one.kind == "indicator"]
    questions = [one for one in record.nodes if one.id not in parents]
    assert f"{len(indicators)} indicators and {len(questions)} questions" in (FOLDER / "README.md").read_text()
    assert all(one["title"].endswith("?") for one in yaml.safe_load((FOLDER / "methodology.yaml").read_text())["nodes"]
               if one["id"] in {question.id for question in questions})  # fmt: skip
