"""The worker's part: figures follow the content, report files are made whole, and say why where they are not."""

import stat
from datetime import timedelta

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone
from django_tasks import default_task_backend

from knowshow.errors import BadInputError, ConflictError, MissingProgramError, NotAllowedError
from knowshow.foundation.models import HistoryEntry
from knowshow.respect.models import FileState, ReportFile
from knowshow.respect.reports import html, stored
from knowshow.respect.reports.figures import KINDS
from knowshow.respect.selectors.results import results_of
from knowshow.respect.services import approvals, findings, report_files
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(tmp_path, settings):
    """A data folder of this test's own."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def assessment(organisation, assessor):
    """An assessment of two rated impacts."""
    return make.imported(organisation, actor=assessor)


def asked(assessment, actor, form="html"):
    return report_files.request_report(actor=actor, assessment=assessment, format=form)


def made(assessment, actor, form="html"):
    """A report that was asked for and made."""
    file = asked(assessment, actor, form)
    stored.make(file.pk)
    file.refresh_from_db()
    return file


# ---- figures -----------------------------------------------------------------------------------------------


def test_figures_are_drawn_for_the_content_as_it_stands(assessment):
    stored.draw(assessment.pk)

    assert tuple(figure.kind for figure in assessment.figures.all()) == KINDS
    assert results_of(assessment, {}).are_current


def test_figures_of_older_content_are_drawn_anew_and_others_are_left(assessment, assessor):
    stored.draw(assessment.pk)
    first = list(assessment.figures.values_list("drawn_at", flat=True))
    stored.draw(assessment.pk)
    assert list(assessment.figures.values_list("drawn_at", flat=True)) == first

    make.rated_impact(assessment, actor=assessor, levels=(4, 4, 4))
    assert not results_of(assessment, {}).are_current
    stored.draw(assessment.pk)

    assert results_of(assessment, {}).are_current
    assert len(assessment.figures.get(kind="criteria").table["rows"]) == 3


def test_an_assessment_that_lost_its_ratings_loses_its_figures_and_waits_for_none(assessment, assessor):
    stored.draw(assessment.pk)
    assessment.impacts.update(archived_at=timezone.now())
    stored.draw(assessment.pk)

    assert not assessment.figures.exists()
    assert not results_of(assessment, {}).is_waiting


def test_a_drawing_of_what_is_gone_does_nothing():
    stored.draw(10**6)
    stored.make(10**6)


def test_every_change_asks_for_new_figures(assessment, assessor, django_capture_on_commit_callbacks):
    default_task_backend.clear()
    with django_capture_on_commit_callbacks(execute=True):
        make.rating(assessment.impacts.first(), actor=assessor, scale=4)

    assert [task.task.name for task in default_task_backend.results] == ["draw_figures"]


def test_the_page_shows_figures_with_their_data(assessment, as_observer):
    stored.draw(assessment.pk)
    shown = as_observer.get(reverse("respect:reports", args=[assessment.pk]))
    figure = assessment.figures.get(kind="criteria")
    data = as_observer.download(reverse("respect:figure", args=[assessment.pk, "criteria", "csv"]))

    assert figure.caption in shown.text
    assert b"Older persons: work they freely choose" in data.content


# ---- report files ------------------------------------------------------------------------------------------


def test_a_report_is_asked_for_made_and_opened(assessment, observer):
    file = made(assessment, observer)

    assert (file.state, file.message) == (FileState.READY, "")
    with report_files.open_report(actor=observer, report=file) as content:
        page = content.read()
    assert len(page) == file.size
    assert "Ranked first, above issue 2" in page.decode()


@pytest.mark.parametrize(("form", "start"), [("html", b"<!doctype html>"), ("pdf", b"%PDF-")])
def test_each_format_is_what_it_says(form, start, assessment, observer):
    with report_files.open_report(actor=observer, report=made(assessment, observer, form)) as content:
        assert content.read(len(start)) == start


def test_asking_puts_one_task_in_the_queue_and_one_entry_in_the_history(
    assessment, observer, django_capture_on_commit_callbacks
):
    default_task_backend.clear()
    with django_capture_on_commit_callbacks(execute=True):
        first = asked(assessment, observer)
        second = asked(assessment, observer)

    assert first == second
    assert [task.task.name for task in default_task_backend.results] == ["make_report"]
    assert HistoryEntry.objects.filter(action="respect.report.requested").count() == 1


def test_another_format_or_other_content_is_another_file(assessment, assessor):
    first = asked(assessment, assessor)
    other = asked(assessment, assessor, "pdf")
    make.rated_impact(assessment, actor=assessor)

    assert len({first.pk, other.pk, asked(assessment, assessor).pk}) == 3


def test_a_format_that_does_not_exist_is_refused(assessment, assessor):
    with pytest.raises(BadInputError, match="html, pdf"):
        asked(assessment, assessor, "exe")


def test_an_outsider_may_neither_ask_nor_open(assessment, assessor, outsider, stranger):
    file = made(assessment, assessor)

    for person in (outsider, stranger):
        with pytest.raises(NotAllowedError):
            asked(assessment, person)
        with pytest.raises(NotAllowedError):
            report_files.open_report(actor=person, report=file)


def test_an_outsider_finds_no_page_of_it_either(assessment, assessor, as_outsider):
    file = made(assessment, assessor)

    as_outsider.get(reverse("respect:report", args=[file.pk]), status=404)
    as_outsider.post(reverse("respect:report_request", args=[assessment.pk]), {"format": "pdf"}, status=404)
    assert assessment.report_files.count() == 1


def test_the_page_hands_the_file_out_under_the_name_of_the_assessment(assessment, observer, as_observer):
    file = made(assessment, observer)
    response = as_observer.download(reverse("respect:report", args=[file.pk]))
    response.close()

    assert "hiring-assistant-first-assessment.html" in response.headers["Content-Disposition"]


def test_a_report_that_waits_cannot_be_opened(assessment, assessor):
    with pytest.raises(ConflictError, match="not ready"):
        report_files.open_report(actor=assessor, report=asked(assessment, assessor))


def test_a_missing_program_leaves_its_message_and_no_file(assessment, assessor, monkeypatch, folder):
    def absent(*_, **__):
        raise MissingProgramError("A PDF needs Pango: apt install it.")

    monkeypatch.setattr("knowshow.respect.reports.pdf.render_pdf", absent)
    file = made(assessment, assessor, "pdf")

    assert (file.state, file.message) == (FileState.FAILED, "A PDF needs Pango: apt install it.")
    assert not [path for path in folder.rglob("*") if path.is_file()]


def test_an_unexpected_failure_says_what_to_do_and_not_what_the_content_was(assessment, assessor, monkeypatch, caplog):
    monkeypatch.setattr(html, "render_html", lambda *_, **__: 1 / 0)
    file = made(assessment, assessor)

    assert file.state == FileState.FAILED
    assert "Ask for it again" in file.message
    assert "division" not in file.message
    assert "could not be made" in caplog.text


def test_after_a_failure_one_can_ask_again(assessment, assessor, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(html, "render_html", lambda *_, **__: 1 / 0)
        failed = made(assessment, assessor)
    again = made(assessment, assessor)

    assert again.pk != failed.pk
    assert again.state == FileState.READY
    assert not ReportFile.objects.filter(pk=failed.pk).exists()


def test_only_the_newest_few_of_a_format_are_kept_on_disk_and_in_the_list(assessment, assessor, folder, time_machine):
    made(assessment, assessor, "pdf")
    for day in range(stored.KEPT + 2):
        time_machine.move_to(timezone.now() + timedelta(days=day))
        make.rated_impact(assessment, actor=assessor)
        newest = made(assessment, assessor)

    assert assessment.report_files.filter(format="html").count() == stored.KEPT
    assert len(list(folder.rglob("*.html"))) == stored.KEPT
    assert len(list(folder.rglob("*.pdf"))) == 1
    assert stored.path_of(newest).exists()


def test_content_that_changed_while_it_waited_is_reported_as_it_stands(assessment, assessor):
    file = asked(assessment, assessor)
    made_up = make.rated_impact(assessment, actor=assessor, feature="a feature that came later")
    stored.make(file.pk)
    file.refresh_from_db()

    assert made_up.feature in stored.path_of(file).read_text(encoding="utf-8")
    assert results_of(assessment, {}).formats[0].is_current


def test_only_the_owner_of_the_server_may_read_the_bytes(assessment, assessor):
    mode = stored.path_of(made(assessment, assessor)).stat().st_mode

    assert stat.S_IMODE(mode) == 0o600


def test_a_file_lost_from_the_data_folder_is_told_and_can_be_made_again(assessment, assessor):
    file = made(assessment, assessor)
    stored.path_of(file).unlink()

    with pytest.raises(ConflictError, match="gone"):
        report_files.open_report(actor=assessor, report=file)
    assert asked(assessment, assessor).state == FileState.WAITING


def test_a_weak_spot_that_was_set_aside_stands_with_its_reason(assessment, assessor):
    from knowshow.respect.selectors.findings import findings_of

    seen = findings_of(assessment)[0]
    findings.dismiss_finding(
        actor=assessor, assessment=assessment, rule=seen.rule.id, subject=seen.finding.subject,
        fingerprint=seen.fingerprint, reason="Asked in March; the notes are with the works council.",
    )  # fmt: skip
    page = stored.path_of(made(assessment, assessor)).read_text(encoding="utf-8")

    assert "the notes are with the works council" in page


def test_the_workbook_of_the_worker_names_what_was_set_aside_and_why(assessment, assessor):
    from knowshow.respect.selectors.findings import findings_of

    seen = findings_of(assessment)[0]
    findings.dismiss_finding(
        actor=assessor, assessment=assessment, rule=seen.rule.id, subject=seen.finding.subject,
        fingerprint=seen.fingerprint, reason="Asked in March; the notes are with the works council.",
    )  # fmt: skip
    book = openpyxl.load_workbook(stored.path_of(made(assessment, assessor, "xlsx")))
    reasons = {row[0].value: row[5].value for row in book["Weak spots"].iter_rows(min_row=6) if row[5].value}

    assert reasons.keys() == {seen.rule.id}
    assert reasons[seen.rule.id].startswith("Asked in March; the notes are with the works council. (Ada Assessor, ")


def test_a_report_whose_worker_was_stopped_can_be_asked_for_again(assessment, assessor, as_assessor, time_machine):
    first = asked(assessment, assessor)
    assert asked(assessment, assessor) == first

    time_machine.move_to(timezone.now() + timedelta(minutes=16))
    page = as_assessor.get(reverse("respect:reports", args=[assessment.pk]))
    second = asked(assessment, assessor)

    assert "Stopped half-way" in page.text
    assert second != first
    stored.make(second.pk)
    second.refresh_from_db()
    with report_files.open_report(actor=assessor, report=second) as file:
        assert file.read(9) == b"<!doctype"


def test_a_report_says_whether_it_is_a_draft_waits_or_was_approved(assessment, assessor, reviewer):
    def said():
        with report_files.open_report(actor=assessor, report=made(assessment, assessor)) as file:
            return file.read().decode()

    assert "Draft, not approved" in said()
    approval = make.approval(assessment, actor=assessor)
    assert "Version 1, waits for approval" in said()
    approvals.decide_approval(actor=reviewer, approval=approval, decision="approved")
    assert "Version 1, approved by Remi Reviewer on" in said()
