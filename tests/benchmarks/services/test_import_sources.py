"""Comments, reasons and sources come in with the answers: whole, once, and each wrong row told."""

from datetime import date

import pytest
from typer.testing import CliRunner

from knowshow.benchmarks.models import Answer, AnswerSource, Source
from knowshow.benchmarks.selectors import portal
from knowshow.benchmarks.services import imports
from knowshow.cli.main import app
from tests.benchmarks import make, rankings

pytestmark = pytest.mark.django_db

ANSWERS = """company,subject,element,answer,comment,na_reason,sources
acme,Group,G1.1,yes,"Page 3, in May.",,12 p. 4; 15
acme,Group,G1.2,N/A,,It has no board.,
acme,Search,P1.1,no,,,https://example.org/help section 2 https://example.org/faq
acme,Search,P1.3,In their own words,,,15
bolt,Group,G1.1,partial,,,
"""
SOURCES = """number,title,url,document_date,accessed_on,archived_url,sha256
12,Policy,https://example.org/policy,2026-05-01,2026-06-15,https://archive.example.org/1,{hash}
15,Report on paper,,2026-01-31,,,
""".format(hash="a" * 64)


@pytest.fixture(autouse=True)
def _files(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path


def _check(actor, organisation, answers=ANSWERS, sources=SOURCES, **fields):
    files = rankings.folder(answers=answers)
    if sources:
        files["sources.csv"] = sources.encode()
    return imports.check_folder(actor=actor, organisation=organisation, files=files, **fields)


def _taken_in(actor, organisation, *args, **fields):
    run = _check(actor, organisation, *args, **fields)
    assert run.problems == []
    return imports.run_import(actor=actor, run=run)


def _cited(node):
    rows = AnswerSource.objects.filter(answer__node=node, answer__is_current=True).order_by("pk")
    return [(one.source.title, one.locator) for one in rows.select_related("source")]


def test_the_preview_counts_them(assessor, organisation):
    run = _check(assessor, organisation)
    assert {name: run.plan[name] for name in ("answers", "comments", "sources", "new_sources")} == {
        "answers": 5, "comments": 2, "sources": 4, "new_sources": 4,
    }  # fmt: skip
    assert not Source.objects.exists()


def test_they_come_in_with_the_answers(assessor, organisation):
    _taken_in(assessor, organisation)
    assert Answer.objects.get(node="G1.1", subject__company__key="acme").comment == "Page 3, in May."
    assert Answer.objects.get(node="G1.2").na_reason == "It has no board."
    assert Answer.objects.get(node="P1.3").label == "In their own words"
    assert _cited("G1.1") == [("Policy", "p. 4"), ("Report on paper", "")]
    assert _cited("P1.1") == [("https://example.org/help", "section 2"), ("https://example.org/faq", "")]
    policy = Source.objects.get(title="Policy")
    assert (policy.document_date, policy.accessed_on, policy.sha256) == (date(2026, 5, 1), date(2026, 6, 15), "a" * 64)
    assert (policy.archived_url, policy.added_by) == ("https://archive.example.org/1", assessor)
    assert sorted(Source.objects.values_list("number", flat=True)) == [1, 2, 3, 4]


def test_a_source_that_is_here_is_found_again(assessor, organisation):
    here = rankings.source(organisation, title="Our policy of May", url="https://example.org/policy")
    run = _check(assessor, organisation)
    assert (run.plan["sources"], run.plan["new_sources"]) == (4, 3)
    imports.run_import(actor=assessor, run=run)
    assert Source.objects.count() == 4
    assert [one.source for one in AnswerSource.objects.filter(locator="p. 4")] == [here]


def test_a_later_state_of_the_same_page_is_another_source(assessor, organisation):
    rankings.source(organisation, url="https://example.org/policy", document_date=date(2025, 5, 1))
    _taken_in(assessor, organisation)
    assert Source.objects.filter(url="https://example.org/policy").count() == 2


def test_the_same_folder_brought_again_changes_nothing(assessor, organisation):
    edition = _taken_in(assessor, organisation).edition
    again = _check(assessor, organisation, edition=edition)
    assert (again.plan["same_answers"], again.plan["new_sources"]) == (5, 0)
    imports.run_import(actor=assessor, run=again)
    assert (Answer.objects.count(), AnswerSource.objects.count(), Source.objects.count()) == (5, 5, 4)


def test_an_import_that_was_cut_off_doubles_no_source(assessor, organisation, monkeypatch):
    monkeypatch.setattr(imports, "PIECE", 1)
    run = _check(assessor, organisation)
    for _piece in range(5):
        imports.run_import(actor=assessor, run=run, most=1)
    assert (run.state, Source.objects.count(), AnswerSource.objects.count()) == ("done", 4, 5)


def test_a_new_comment_replaces_the_answer_and_what_is_left_empty_stays(assessor, organisation):
    edition = _taken_in(assessor, organisation).edition
    said = "company,subject,element,answer,comment\nacme,Group,G1.1,yes,Page 7.\nacme,Group,G1.2,N/A,\n"
    run = imports.check_folder(
        actor=assessor, organisation=organisation, files={"answers.csv": said.encode()}, edition=edition
    )
    assert (run.plan["same_answers"], run.plan["changed_answers"]) == (1, 1)
    imports.run_import(actor=assessor, run=run)
    now = Answer.objects.get(node="G1.1", subject__company__key="acme", is_current=True)
    assert (now.comment, now.supersedes.comment) == ("Page 7.", "Page 3, in May.")
    assert _cited("G1.1") == [("Policy", "p. 4"), ("Report on paper", "")]


@pytest.mark.parametrize(
    ("row", "what", "remedy"),
    [
        ("bolt,Group,G1.2,yes,,,13", "There is no source 13", "The numbers in sources.csv: 12, 15"),
        ("bolt,Group,G1.2,yes,,,page 4", "'page' is neither the number of a source nor an address", "sources.csv"),
        ("bolt,Group,G1.2,yes,,,https://", "not a web address", "https://"),
        ("bolt,Group,G1.2,yes,,It has no board.,", "na_reason says why", "column comment"),
        ("bolt,Group,G1.2,,They did not reply.,,", "and no answer", "Fill the column answer"),
        (f"bolt,Group,G1.2,yes,,,12 {'x' * 301}", "too long", "300"),
        ("bolt,Groupe,P1.3,Words,,,", "bolt has no subject 'Groupe'", 'Did you mean "Group"'),
        ("acme,Search,P1.3,Words,,,", "There is an answer already: acme, Search, P1.3", "Keep one"),
    ],
)
def test_a_wrong_row_of_answers_is_told(row, what, remedy, assessor, organisation):
    (problem,) = _check(assessor, organisation, f"{ANSWERS}{row}\n").problems
    assert (problem["file"], problem["row"]) == ("answers.csv", 7)
    assert what in problem["what"]
    assert remedy in problem["remedy"]


@pytest.mark.parametrize(
    ("row", "what", "remedy"),
    [
        ("16,Title,javascript:1,,,,", "url: This is not a web address", "https://"),
        ("16,Title,,1.5.2026,,,", "document_date: '1.5.2026' is not a date", "2026-05-31"),
        ("16,Title,,,2026-02-30,,", "accessed_on: '2026-02-30' is not a date", "2026-05-31"),
        ("16,Title,,,,ftp://example.org,", "archived_url: This is not a web address", "https://"),
        ("16,Title,,,,,abc", "sha256: This is not a SHA-256", "64 signs"),
        ("16,,,,,,", "title: It is empty", "few words"),
        ("x,Title,,,,,", "number: 'x' is not a number", "1, 2, 3"),
        ("15,Title,,,,,", "The number 15 stands twice", "its own"),
    ],
)
def test_a_wrong_row_of_sources_is_told(row, what, remedy, assessor, organisation):
    (problem,) = _check(assessor, organisation, sources=f"{SOURCES}{row}\n").problems
    assert (problem["file"], problem["row"]) == ("sources.csv", 4)
    assert what in problem["what"]
    assert remedy in problem["remedy"]


def test_numbers_without_a_table_are_told(assessor, organisation):
    problems = _check(assessor, organisation, sources="").problems
    assert [one["row"] for one in problems] == [2, 5]
    assert "There is no sources.csv that names 12" in problems[0]["what"]


def test_what_is_published_comes_in_again_as_it_was(as_public, organisation, lead):
    published = make.published(organisation)
    files = {
        "methodology.json": rankings.folder()["methodology.json"],
        **{
            f"{name}.csv": make.answer_to(as_public, make.address(as_public, published, "table", name=name))[1]
            for name in ("subjects", "answers", "sources")
        },
    }
    run = imports.check_folder(actor=lead, organisation=organisation, files=files, title="Again")
    assert run.problems == []
    edition = imports.run_import(actor=lead, run=run).edition
    again = make.published(edition)
    assert list(portal.answer_rows(again)) == list(portal.answer_rows(published))
    assert list(portal.source_rows(again)) == list(portal.source_rows(published))
    assert Source.objects.filter(organisation=organisation).count() == 1


def test_the_folder_that_is_handed_out_comes_in_and_agrees_with_itself(as_public, organisation, lead):
    published = make.published(organisation)
    response = as_public.download(make.address(as_public, published, "folder"))
    run = imports.check_folder(
        actor=lead, organisation=organisation, files=make.unpacked(response.content), title="Again"
    )
    assert run.problems == []
    assert (run.plan["comments"], run.plan["sources"], run.plan["new_sources"]) == (2, 1, 0)
    again = make.published(imports.run_import(actor=lead, run=run).edition)
    assert again.results["publisher"]["total"] > 0
    assert again.differences == []


def test_a_table_of_wikirate_comes_in_with_comments_and_addresses(assessor, organisation, tmp_path):
    table = tmp_path / "answers.csv"
    table.write_text(
        "metric,company,year,value,source,comment\n"
        "Walk+Policy,Acme,2026,Yes,https://a.example; https://b.example/x,=Page 3\n"
        "Walk+Policy,Bolt,2026,No,,\n"
    )
    done = CliRunner().invoke(app, ["benchmark", "wikirate", str(table), "--out", str(tmp_path / "made")])
    assert done.exit_code == 0, done.output
    files = {path.name: path.read_bytes() for path in (tmp_path / "made").iterdir()}
    run = imports.check_folder(actor=assessor, organisation=organisation, files=files)
    assert run.problems == []
    assert (run.plan["answers"], run.plan["comments"], run.plan["sources"]) == (2, 1, 2)
    imports.run_import(actor=assessor, run=run)
    assert Answer.objects.exclude(comment="").get().comment == "=Page 3"
    assert sorted(Source.objects.values_list("url", flat=True)) == ["https://a.example", "https://b.example/x"]


def test_a_label_that_was_kept_from_being_a_formula_is_read_as_it_was(assessor, organisation):
    scales = {**rankings.INDEX["scales"], "found": {"-1": 0, "yes": 100, "no": 0, "partial": 50}}
    answers = "company,subject,element,answer\nacme,Group,G1.1,'-1\n"
    files = rankings.folder(answers=answers, scales=scales)
    run = imports.check_folder(actor=assessor, organisation=organisation, files=files)
    assert run.problems == []
    imports.run_import(actor=assessor, run=run)
    assert Answer.objects.get().label == "-1"
