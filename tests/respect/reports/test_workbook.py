"""The workbook and the form: what stands on which sheet, that text stays text, and that LibreOffice shows it."""

import io
import json
import os
import shutil
import subprocess
import sys

import msgspec
import openpyxl
import pytest

from knowshow.respect.reports.workbook import choices as offered
from knowshow.respect.reports.workbook import form as blank
from knowshow.respect.reports.workbook import read_xlsx, render_xlsx, template_xlsx
from knowshow.respect.reports.workbook.choices import lists
from knowshow.respect.rules import reading
from knowshow.respect.rules.assessed import assess
from knowshow.respect.rules.severity import Likelihood
from tests.respect.reports.assessments import DAY, FULL
from tests.respect.rules.files import SOUND, sound

SHOWN = ["Ranking", "Weak spots", "Heat map", "Business risk", "Method"]


def opened(content):
    return openpyxl.load_workbook(io.BytesIO(content))


@pytest.fixture(scope="module")
def form():
    return opened(template_xlsx())


@pytest.fixture(scope="module")
def book():
    return opened(render_xlsx(assess(FULL), today=DAY))


def words_on(page):
    return [str(cell.value) for row in page.iter_rows() for cell in row if cell.value is not None]


def test_the_form_begins_with_plain_words_and_ends_with_the_lists(form):
    assert form.sheetnames == ["Read me", *(one.name for one in blank.SHEETS), "Lists"]


def test_headings_are_told_apart_on_each_sheet():
    for one in blank.SHEETS:
        titles = [column.title.casefold() for column in one.columns]
        assert len(set(titles)) == len(titles), one.name


def test_every_field_of_the_records_has_its_column():
    """A field added to the records and forgotten here would be lost on the way through Excel."""
    from knowshow.respect.rules import assessment as records

    owners = {
        records.Rating: (blank.RATINGS, "", set()),
        records.Evidence: (blank.EVIDENCE, "", set()),
        records.Action: (blank.ACTIONS, "", {"source"}),
        records.Statement: (blank.IMPACTS, "statement.", set()),
        records.Override: (blank.DECISIONS, "override.", set()),
        records.Disagreement: (blank.DECISIONS, "disagreement.", set()),
        records.Involvement: (blank.INVOLVEMENT, "involvement.", {"answers", "quoted_from"}),
        records.Relationship: (blank.RELATIONSHIPS, "", set()),
        records.Subject: (blank.ASSESSMENT, "subject.", {"business_relationships"}),
        records.Impact: (blank.IMPACTS, "", {"statement", "ratings", "disagreement", "involvement", "actions",
                                                  "override", "other_methods"}),
        records.OtherMethod: (blank.OTHER_METHODS, "", set()),
        records.Assessment: (blank.ASSESSMENT, "", {"knowshow", "subject", "source", "sources", "impacts"}),
    }  # fmt: skip
    for record, (where, prefix, elsewhere) in owners.items():
        keys = {column.key for column in where.columns}
        missing = {name for name in record.__struct_fields__ if f"{prefix}{name}" not in keys} - elsewhere
        assert not missing, record


def test_every_literal_of_the_records_is_on_its_list():
    from typing import get_args

    from knowshow.respect.rules import assessment as records

    pairs = {
        "state": records.State, "effect": records.Effect, "confidence": records.Confidence, "kind": records.Kind,
        "conclusion": records.Conclusion, "status_word": records.StatusWord, "lifecycle": records.Lifecycle,
        "basis": records.Basis, "action_kind": records.ActionKind, "action_state": records.ActionState,
        "within_tier": records.WithinTier,
    }  # fmt: skip
    for name, literal in pairs.items():
        assert {one.id for one in lists()[name].entries} == set(get_args(literal)) - {""}, name


def test_no_two_entries_of_a_list_can_be_taken_for_each_other():
    for choices in lists().values():
        meanings = [word for one in choices.entries for word in {one.id.casefold(), one.name.casefold()} if word]
        clashes = {word for word in meanings if meanings.count(word) > 1}
        assert not clashes, choices.id


def test_drop_downs_show_usable_words(form):
    rules = {str(rule.sqref): rule for rule in form["Ratings"].data_validations.dataValidation}
    rule = next(rule for cells, rule in rules.items() if cells.startswith("C"))
    name, cells = next(form.defined_names[rule.formula1].destinations)
    assert form[name][cells][0][0].value == "CHI – Children and adolescents"
    assert rule.errorStyle == "warning"


def test_each_prompt_fits_into_excel(form):
    for name in form.sheetnames:
        for rule in form[name].data_validations.dataValidation:
            assert len(rule.prompt or "") <= 255
            assert len(rule.promptTitle or "") <= 32


def test_the_scale_texts_stand_at_the_choice(form):
    page = form["Ratings"]
    comment = page["D4"].comment.text
    assert all(level.text in comment for level in offered.lists()["scale"].entries)
    assert page["H6"].data_type == "f"


@pytest.mark.parametrize("name", [one.name for one in blank.SHEETS])
def test_headings_stay_in_sight_and_repeat_in_print(form, name):
    page = form[name]
    assert page.freeze_panes
    assert page.page_setup.fitToHeight == 0
    if name != "Assessment":
        assert page.print_title_rows == "$3:$4"
        assert page.page_setup.orientation == "landscape"


def test_the_workbook_shows_first_and_then_holds_the_form(book):
    assert book.sheetnames == [*SHOWN, "Read me", *(one.name for one in blank.SHEETS), "Lists"]


def test_the_ranking_says_tier_in_sign_and_figure_with_the_reason(book):
    page = book["Ranking"]
    assert [page["A6"].value, page["B6"].value] == [1, "⬢ Tier 4"]
    assert page["C6"].value.startswith(
        "Women who left a violent partner are allegedly harmed in their right to privacy"
    )
    assert "Tier 4" in page["D6"].value
    assert page["E6"].value == "4 – Gravest"
    assert page.conditional_formatting


def test_business_risk_never_stands_on_the_ranking(book):
    found = opened(render_xlsx(assess(with_risk("Fines of nine figures")), today=DAY))
    assert "Fines of nine figures." in words_on(found["Business risk"])
    assert not [word for word in words_on(found["Ranking"]) if "Fines" in word]


def with_risk(words):
    first = msgspec.structs.replace(FULL.impacts[0], business_risk=words)
    return msgspec.structs.replace(FULL, impacts=(first, *FULL.impacts[1:]))


def test_the_heat_map_sheet_lists_the_pairs_that_turn():
    grave, mild = FULL.impacts[0], FULL.impacts[1]
    rating = grave.ratings[0]
    unlikely = msgspec.structs.replace(grave, state="potential", ratings=(rated(rating, 4, 1, 4, "remote"),))
    certain = msgspec.structs.replace(mild, state="actual", ratings=(rated(rating, 1, 4, 1, "actual"),))
    turned = msgspec.structs.replace(FULL, impacts=(unlikely, certain))
    found = opened(render_xlsx(assess(turned), today=DAY))
    assert [word for word in words_on(found["Heat map"]) if "(score 3) would stand below" in word]
    assert [word for word in words_on(found["Heat map"]) if word == "sinks 1"]


def rated(rating, scale, scope, irremediability, likelihood):
    return msgspec.structs.replace(
        rating, scale=scale, scope=scope, irremediability=irremediability, likelihood=Likelihood(likelihood)
    )


def test_unrated_impacts_are_shown_apart():
    draft = msgspec.structs.replace(FULL.impacts[1], ratings=())
    found = opened(render_xlsx(assess(msgspec.structs.replace(FULL, impacts=(FULL.impacts[0], draft))), today=DAY))
    assert found["Ranking"]["B7"].value == "Not rated"


def test_an_assessment_without_impacts_makes_a_workbook():
    found = opened(render_xlsx(assess(msgspec.structs.replace(FULL, impacts=())), today=DAY))
    assert found["Ranking"]["A6"].value is None


def test_no_text_of_the_assessment_becomes_a_formula(book):
    own = {"Impacts", "Ratings"}
    for page in book.worksheets:
        formulas = [cell.coordinate for row in page.iter_rows() for cell in row if cell.data_type == "f"]
        assert page.title in own or not formulas, page.title
    cell = book["Assessment"]["B7"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=SUM(Example Ltd)", "s", True)


# Through the command line.


def knowshow(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "knowshow.cli.main", "assess", *map(str, arguments)], capture_output=True, check=False
    )


def test_the_excel_habit_goes_both_ways_on_the_command_line(tmp_path):
    (tmp_path / "a.yaml").write_text(SOUND, encoding="utf-8")
    assert knowshow(tmp_path / "a.yaml", "--xlsx", tmp_path / "a.xlsx").returncode == 0
    assert knowshow("--import-xlsx", tmp_path / "a.xlsx", "--out", tmp_path / "b.yaml").returncode == 0
    assert reading.read_file(tmp_path / "b.yaml") == reading.read_bytes(sound(), "a.yaml")
    ranked = [json.loads(knowshow(tmp_path / name, "--json").stdout) for name in ("a.yaml", "a.xlsx")]
    assert ranked[0] == ranked[1]


def test_a_bad_workbook_exits_2_with_one_line_and_writes_nothing(tmp_path):
    book = opened(template_xlsx())
    book["Assessment"]["B6"], book["Assessment"]["B13"] = "=1+1", "Finder"
    book.save(tmp_path / "bad.xlsx")
    done = knowshow("--import-xlsx", tmp_path / "bad.xlsx", "--out", tmp_path / "out.yaml")
    assert (done.returncode, done.stdout) == (2, b"")
    assert len(done.stderr.decode().splitlines()) == 1
    assert "bad.xlsx, sheet Assessment, cell B6: A formula stands here" in done.stderr.decode()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad.xlsx"]


def test_ranking_a_yaml_file_does_not_load_the_excel_library(tmp_path):
    (tmp_path / "a.yaml").write_text(SOUND, encoding="utf-8")
    code = (
        "import sys; sys.argv = ['knowshow', 'assess', sys.argv[1], '--json']\n"
        "from knowshow.cli.main import app\n"
        "try: app()\nexcept SystemExit: pass\n"
        "assert not {'openpyxl', 'docx'} & set(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code, tmp_path / "a.yaml"], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()


@pytest.mark.programs
def test_libreoffice_shows_the_workbook_and_works_out_the_form(tmp_path):
    if not shutil.which("soffice"):
        pytest.skip("LibreOffice is not installed")
    (tmp_path / "a.xlsx").write_bytes(render_xlsx(assess(FULL), today=DAY))
    convert(tmp_path, "a.xlsx", "pdf")
    said = subprocess.run(["pdftotext", "-layout", tmp_path / "a.pdf", "-"], capture_output=True, check=True)
    text = said.stdout.decode()
    assert "⬢ Tier 4" in text
    assert "=SUM(Example Ltd)" in text
    assert "Women who left a violent" in text


@pytest.mark.programs
def test_libreoffice_saves_it_so_that_it_is_read_the_same(tmp_path):
    if not shutil.which("soffice"):
        pytest.skip("LibreOffice is not installed")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.xlsx").write_bytes(render_xlsx(assess(FULL), today=DAY))
    convert(tmp_path, "in/a.xlsx", "xlsx")
    assert read_xlsx(tmp_path / "a.xlsx", "a.xlsx") == FULL
    found = openpyxl.load_workbook(tmp_path / "a.xlsx", data_only=True)
    assert found["Ratings"]["G6"].value == 4
    assert found["Ratings"]["H6"].value.startswith("Scale: Life, bodily or sexual integrity")
    assert found["Impacts"]["J6"].value == (
        "Women who left a violent partner are allegedly harmed in their right to privacy "
        "through sharing that stays on (KE)"
    )


def convert(folder, name, kind):
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", kind, "--outdir", str(folder), str(folder / name)]
    environment = {**os.environ, "HOME": str(folder)}
    subprocess.run(command, capture_output=True, check=True, timeout=120, env=environment)
