"""An index comes in from files in two steps: all that is wrong is told, and what is right goes in once."""

import io
import zipfile
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from knowshow.benchmarks.filing import scores_of
from knowshow.benchmarks.models import Answer, Company, Edition, ImportRun, Methodology
from knowshow.benchmarks.services import editions, imports
from knowshow.errors import BadInputError, ConflictError, NotAllowedError, UnreadableFileError
from knowshow.foundation.models import HistoryEntry
from tests.benchmarks import rankings
from tests.zips import lying_zip

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path


def _check(actor, organisation, files=None, **fields):
    return imports.check_folder(
        actor=actor, organisation=organisation, files=files or rankings.folder(), **{"period": "2026", **fields}
    )


def _taken_in(actor, organisation, **fields):
    return imports.run_import(actor=actor, run=_check(actor, organisation, **fields))


def test_checking_takes_nothing_in_and_says_what_it_would_make(assessor, organisation):
    run = _check(assessor, organisation)
    assert (run.state, run.total, run.problems) == ("checked", 5, [])
    assert run.plan["new_companies"] == ["Acme", "Bolt"]
    assert (run.plan["companies"], run.plan["subjects"], run.plan["methodology_is_new"]) == (2, 3, True)
    assert [model.objects.count() for model in (Company, Edition, Methodology)] == [0, 0, 0]


def test_taking_in_makes_an_edition_with_companies_parts_and_answers(assessor, organisation):
    run = _taken_in(assessor, organisation, title="Small index 2026")
    edition = run.edition
    assert (run.state, run.done, edition.title, edition.slug) == ("done", 5, "Small index 2026", "small-index-2026")
    assert edition.methodology.is_published
    assert {one.step for one in edition.entries.all()} == {"collect"}
    assert set(Answer.objects.values_list("step", flat=True)) == {"collect"}
    found = scores_of(edition).companies["acme"]
    assert (found.values["G1"], found.values["P1"]) == (50, 25)
    assert Answer.objects.get(node="P1.2").label == ["post", "phone"]


def test_what_waited_is_gone_when_it_is_in(assessor, organisation, tmp_path, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        _taken_in(assessor, organisation)
    assert list((tmp_path / "imports").iterdir()) == []


@pytest.mark.parametrize(
    ("line", "row", "what", "remedy"),
    [
        ("bolt,Group,G1,G1.2,,maybe so", 7, "G1.2 has no answer 'maybe so'", "Its answers: yes"),
        ("acme,Groupe,G1,G1.2,,yes", 7, "acme has no subject 'Groupe'", 'Did you mean "Group"'),
        ("acmee,Group,G1,G1.2,,yes", 7, "no company 'acmee'", 'Did you mean "acme"'),
        ("bolt,Group,G1,G1.3,,yes", 7, "does not ask 'G1.3'", 'Did you mean "G1.'),
        ("bolt,Group,G1,G1.1,,no", 7, "There is an answer already: bolt, Group, G1.1", "Keep one"),
        ("bolt,Group,P1,G1.2,,no", 7, "G1.2 does not stand under P1", "It stands under G1"),
    ],
)
def test_a_wrong_row_is_told_with_file_row_and_the_nearest_value(line, row, what, remedy, assessor, organisation):
    run = _check(assessor, organisation, rankings.folder(answers=f"{rankings.ANSWERS}{line}\n"))
    (problem,) = run.problems
    assert (run.state, problem["file"], problem["row"]) == ("failed", "answers.csv", row)
    assert what in problem["what"]
    assert remedy in problem["remedy"]


def test_the_search_for_problems_ends(assessor, organisation):
    rows = "".join(f"acme,Group,G1,G9.{number},,yes\n" for number in range(1_500))
    run = _check(assessor, organisation, rankings.folder(answers=rankings.ANSWERS + rows))
    assert run.message == "1000 or more problems. Nothing was taken in."


def test_every_wrong_row_is_told_and_nothing_is_taken_in(assessor, organisation):
    rows = "".join(f"acme,Group,G1,G1.1,,wrong {number}\n" for number in range(300))
    run = _check(assessor, organisation, rankings.folder(answers=rankings.ANSWERS + rows))
    assert (len(run.problems), run.message) == (imports.SHOWN, "300 problems. Nothing was taken in.")
    with pytest.raises(ConflictError, match="was refused"):
        imports.run_import(actor=assessor, run=run)
    assert not Answer.objects.exists()


@pytest.mark.parametrize(
    ("files", "what"),
    [
        ({"answers.csv": b"company\n"}, "no file subjects.csv"),
        ({**rankings.folder(), "answers.csv": b"company,answer\n"}, "no column 'element'"),
        ({**rankings.folder(), "methodology.json": b"{"}, "not JSON"),
        (rankings.folder(nodes=[{"id": "A", "parent": "B"}, {"id": "B", "parent": "A"}]), "circle"),
        (rankings.folder(subjects=rankings.SUBJECTS + "bolt,Bolt,telco,Shop,retail,\n"), "no role 'retail'"),
    ],
)
def test_files_that_do_not_fit_together_are_told(files, what, assessor, organisation):
    run = _check(assessor, organisation, files)
    assert run.state == "failed"
    assert what in run.problems[0]["what"]
    assert "/" not in run.problems[0]["file"]


def test_a_methodology_that_was_changed_after_publication_is_told(assessor, organisation):
    rankings.methodology(organisation)
    run = _check(assessor, organisation, rankings.folder(title="Changed"))
    assert "Give the changed file a new version" in run.problems[0]["what"]


def test_a_part_with_another_role_here_is_told(assessor, organisation):
    _taken_in(assessor, organisation)
    other = rankings.SUBJECTS.replace("acme,Acme,platform,Search,service", "acme,Acme,platform,Search,group")
    run = _check(assessor, organisation, rankings.folder(subjects=other))
    assert "“Search” of acme is known here as service search" in run.problems[0]["what"]


def test_a_company_with_another_type_here_is_told_with_its_row(assessor, organisation):
    _taken_in(assessor, organisation)
    other = rankings.SUBJECTS.replace("bolt,Bolt,telco", "bolt,Bolt,platform")
    (problem,) = _check(assessor, organisation, rankings.folder(subjects=other)).problems
    assert (problem["row"], problem["what"]) == (4, "bolt is known here as telco.")


@pytest.mark.parametrize("row", [f"bolt,Bolt,telco,{'x' * 201},group,\n", "bolt,Bolt,telco,S\0hop,group,\n"])
def test_what_cannot_be_stored_is_told_with_its_row(row, assessor, organisation):
    run = _check(assessor, organisation, rankings.folder(subjects=rankings.SUBJECTS + row))
    assert (run.state, run.problems[0]["row"]) == ("failed", 5)


def test_a_file_without_parts_asks_companies_as_a_whole(assessor, organisation):
    nodes = [{"id": "Q", "kind": "indicator"}, {"id": "Q.1", "parent": "Q"}]
    plain = {"roles": [], "composites": {}, "scopes": {}, "ops": {}, "nodes": nodes}
    files = rankings.folder(
        subjects="company,company_label\nacme,Acme\n", answers="company,element,answer\nacme,Q.1,partial\n", **plain
    )
    edition = imports.run_import(actor=assessor, run=_check(assessor, organisation, files)).edition
    assert Answer.objects.get().subject.name == "Acme"
    assert scores_of(edition).companies["acme"].total == 50
    again = _check(assessor, organisation, files, edition=edition)
    assert (again.state, again.plan["same_answers"]) == ("checked", 1), again.problems


def test_an_import_that_was_cut_off_goes_on_and_brings_nothing_twice(assessor, organisation, monkeypatch):
    monkeypatch.setattr(imports, "PIECE", 2)
    run = _check(assessor, organisation)
    imports.run_import(actor=assessor, run=run, most=2)
    assert (run.state, run.done, Answer.objects.count()) == ("running", 2, 2)

    resumed = imports.run_import(actor=assessor, run=ImportRun.objects.get(pk=run.pk))
    assert (resumed.state, resumed.done, Answer.objects.count()) == ("done", 5, 5)
    assert Edition.objects.count() == 1
    with pytest.raises(ConflictError, match="is done"):
        imports.run_import(actor=assessor, run=resumed)


def test_what_somebody_answered_meanwhile_is_seen(assessor, organisation, monkeypatch):
    monkeypatch.setattr(imports, "PIECE", 2)
    run = _check(assessor, organisation)
    imports.run_import(actor=assessor, run=run, most=2)
    bolt = run.edition.entries.get(company__key="bolt")
    mine = rankings.answer(bolt, label="no", subject=bolt.company.subjects.get())
    imports.run_import(actor=assessor, run=run)
    assert Answer.objects.get(subject__company__key="bolt", is_current=True).supersedes == mine


def test_a_piece_that_fails_leaves_neither_answers_nor_a_mark(assessor, organisation, monkeypatch):
    monkeypatch.setattr(imports, "PIECE", 2)
    run = _check(assessor, organisation)
    imports.run_import(actor=assessor, run=run, most=2)
    save = ImportRun.save

    def fail(self, **fields):
        if self.done > 2:
            raise OSError("the disk is full")
        save(self, **fields)

    monkeypatch.setattr(ImportRun, "save", fail)
    with pytest.raises(OSError, match="full"):
        imports.run_import(actor=assessor, run=ImportRun.objects.get(pk=run.pk))
    assert (ImportRun.objects.get(pk=run.pk).done, Answer.objects.count()) == (2, 2)


def test_answers_for_an_edition_that_is_here_replace_what_differs_and_leave_the_rest(assessor, organisation):
    edition = _taken_in(assessor, organisation).edition
    changed = rankings.ANSWERS.replace("acme,Group,G1,G1.2,,no", "acme,Group,G1,G1.2,,partial")
    run = _check(assessor, organisation, {"answers.csv": changed.encode()}, edition=edition)
    assert {name: run.plan[name] for name in ("new_answers", "same_answers", "changed_answers")} == {
        "new_answers": 0,
        "same_answers": 4,
        "changed_answers": 1,
    }
    imports.run_import(actor=assessor, run=run)
    assert Answer.objects.count() == 6
    assert [one.label for one in Answer.objects.filter(node="G1.2").order_by("pk")] == ["no", "partial"]
    assert Answer.objects.get(node="G1.2", is_current=True).supersedes.label == "no"


def test_another_methodology_does_not_come_into_an_edition(assessor, organisation):
    edition = _taken_in(assessor, organisation).edition
    run = _check(assessor, organisation, rankings.folder(version="2"), edition=edition)
    assert "another methodology" in run.problems[0]["what"]


def test_a_company_that_is_final_takes_no_file(assessor, organisation):
    edition = _taken_in(assessor, organisation).edition
    rankings.moved(edition.entries.get(company__key="bolt"), "final")
    run = _check(assessor, organisation, {"answers.csv": rankings.ANSWERS.encode()}, edition=edition)
    assert "Bolt is in the step “Final”" in run.problems[0]["what"]


@pytest.mark.parametrize("step", ["review", "final"])
def test_a_company_that_moved_on_after_the_check_takes_no_answer(step, assessor, organisation):
    edition = _taken_in(assessor, organisation).edition
    changed = rankings.ANSWERS.replace("acme,Group,G1,G1.2,,no", "acme,Group,G1,G1.2,,yes").encode()
    run = _check(assessor, organisation, {"answers.csv": changed}, edition=edition)
    acme = rankings.moved(edition.entries.get(company__key="acme"), step)
    with pytest.raises(ConflictError, match="by now, in which no file is taken in"):
        imports.run_import(actor=assessor, run=run)
    assert (Answer.objects.count(), ImportRun.objects.get(pk=run.pk).done) == (5, 0)

    rankings.moved(acme, "collect")
    imports.run_import(actor=assessor, run=run)
    assert Answer.objects.get(node="G1.2", is_current=True).step == "collect"


def test_an_edition_that_was_put_away_after_the_check_takes_no_file(assessor, lead, organisation):
    edition = _taken_in(assessor, organisation).edition
    run = _check(assessor, organisation, {"answers.csv": rankings.ANSWERS.encode()}, edition=edition)
    editions.archive_edition(actor=lead, edition=edition, revision=edition.revision)
    with pytest.raises(ConflictError, match="put away"):
        imports.run_import(actor=assessor, run=ImportRun.objects.get(pk=run.pk))


def test_the_history_tells_of_an_import_once_and_not_of_each_answer(assessor, organisation):
    _taken_in(assessor, organisation)
    acts = list(HistoryEntry.objects.order_by("pk").values_list("action", flat=True))
    assert acts[-1] == "benchmarks.import.finished"
    assert "benchmarks.answer.given" not in acts


def test_what_was_checked_can_be_let_go(assessor, organisation, django_capture_on_commit_callbacks):
    run = _check(assessor, organisation)
    with django_capture_on_commit_callbacks(execute=True):
        imports.forget_import(actor=assessor, run=run)
    assert not ImportRun.objects.exists()
    assert HistoryEntry.objects.latest("pk").action == "benchmarks.import.forgotten"
    assert list((Path(settings.MEDIA_ROOT) / "imports").iterdir()) == []


def test_an_import_that_cannot_go_on_is_ended_and_what_is_in_stays(
    assessor, organisation, django_capture_on_commit_callbacks
):
    run = imports.run_import(actor=assessor, run=_check(assessor, organisation), most=1)
    with django_capture_on_commit_callbacks(execute=True):
        imports.forget_import(actor=assessor, run=run)
    run.refresh_from_db()
    assert (run.state, run.message) == ("failed", f"It was ended after 1 of {run.total} answers. These stay.")
    assert Answer.objects.count() == 1
    assert list((Path(settings.MEDIA_ROOT) / "imports").iterdir()) == []
    with pytest.raises(ConflictError, match="Choose the files again"):
        imports.run_import(actor=assessor, run=run)


def test_what_is_in_stays_on_record(assessor, organisation):
    run = _taken_in(assessor, organisation)
    with pytest.raises(ConflictError, match="stays on record"):
        imports.forget_import(actor=assessor, run=run)
    assert ImportRun.objects.exists()


def test_what_is_gone_from_the_data_folder_is_asked_for_again(assessor, organisation, tmp_path):
    run = _check(assessor, organisation)
    (tmp_path / run.path).unlink()
    with pytest.raises(ConflictError, match="Choose the files again"):
        imports.run_import(actor=assessor, run=run)


def _zip(files, **options):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", **options) as archive:
        for name, said in files.items():
            archive.writestr(name, said)
    return SimpleUploadedFile("index.zip", content.getvalue())


def test_a_zip_file_is_unpacked_and_folders_in_it_do_not_matter():
    files = {f"index/{name}": said for name, said in rankings.folder().items()}
    found = imports.files_of([_zip({**files, "__MACOSX/x": b"1", "index/notes.txt": b"2"})])
    assert found == rankings.folder()


def test_a_zip_file_that_unpacks_to_too_much_is_refused(monkeypatch):
    monkeypatch.setattr(imports, "LARGEST_UNPACKED", 1_000)
    bomb = _zip({"answers.csv": b"0" * 100_000}, compression=zipfile.ZIP_DEFLATED)
    with pytest.raises(UnreadableFileError, match="unpacks to more than"):
        imports.files_of([bomb])


def test_a_damaged_zip_file_is_refused():
    content = bytearray(_zip({"answers.csv": rankings.ANSWERS * 9}, compression=zipfile.ZIP_DEFLATED).read())
    for one in range(60, 72):
        content[one] ^= 0xFF
    with pytest.raises(UnreadableFileError, match="Pack it again"):
        imports.files_of([SimpleUploadedFile("index.zip", bytes(content))])


def test_a_zip_file_that_says_less_than_it_holds_is_refused():
    with pytest.raises(UnreadableFileError, match="cannot be unpacked"):
        imports.files_of([SimpleUploadedFile("index.zip", lying_zip("answers.csv", megabytes=16))])


def test_two_files_of_one_name_are_refused():
    with pytest.raises(BadInputError, match=r"two files answers\.csv"):
        imports.files_of([_zip({"2025/answers.csv": "one", "2026/answers.csv": "two"})])
    with pytest.raises(BadInputError, match=r"two files answers\.csv"):
        imports.files_of([_zip({"answers.csv": "one"}), SimpleUploadedFile("answers.csv", b"two")])


def test_a_file_that_is_too_large_is_refused(monkeypatch):
    monkeypatch.setattr(imports, "LARGEST", 10)
    with pytest.raises(BadInputError, match="put the files into a ZIP file"):
        imports.files_of([SimpleUploadedFile("answers.csv", b"0" * 11)])


@pytest.mark.parametrize("who", ["observer", "reviewer", "outsider"])
def test_only_researchers_take_files_in(who, organisation, assessor, request):
    actor = request.getfixturevalue(who)
    with pytest.raises(NotAllowedError):
        _check(actor, organisation)
    run = _check(assessor, organisation)
    with pytest.raises(NotAllowedError):
        imports.run_import(actor=actor, run=run)
    with pytest.raises(NotAllowedError):
        imports.forget_import(actor=actor, run=run)
