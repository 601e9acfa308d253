"""``knowshow doctor``: what each check sees, and what it says to do."""

import json
import os
from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from knowshow.project import diagnosis, environment
from knowshow.project.diagnosis import State
from knowshow.remedy.models import CaseKey, StageEntry
from knowshow.remedy.services import notices_key, shredding
from tests import make
from tests.remedy import make as cases
from tests.remedy import seats

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def usual_umask():
    """Opening the database makes new files private; the tests after these keep their own habit."""
    former = os.umask(0o022)
    yield
    os.umask(former)


@pytest.fixture
def home(tmp_path, monkeypatch):
    folder = tmp_path / "home"
    monkeypatch.setenv("KNOWSHOW_HOME", str(folder))
    monkeypatch.delenv("KNOWSHOW_HOSTS")
    return folder


def found(name):
    return {finding.check: finding for finding in diagnosis.examine()}[name]


def task(**fields):
    made = DBTaskResult.objects.create(
        args_kwargs={"args": [], "kwargs": {}},
        task_path="knowshow.respect.tasks.draw_figures",
        backend_name="default",
        run_after=timezone.now() - timedelta(days=1),
    )
    DBTaskResult.objects.filter(pk=made.pk).update(**fields)


def test_a_sound_installation_has_no_problem(home):
    make.member(make.organisation(), "lead")
    problems = [one for one in diagnosis.examine() if one.state == State.PROBLEM]
    assert problems == []


def test_a_folder_that_others_may_enter_is_a_problem(home):
    environment.home().chmod(0o755)
    seen = found("Data folder")
    assert seen.state == State.PROBLEM
    assert seen.remedy == f"chmod 700 {home}"


def test_a_key_that_others_may_read_is_a_problem(home, monkeypatch):
    monkeypatch.delenv("KNOWSHOW_SECRET_KEY")
    environment.secret_key()
    (home / "secret-key").chmod(0o644)
    assert found("Secret key").remedy == f"chmod 600 {home / 'secret-key'}"


def test_a_key_that_is_too_short_is_a_problem(monkeypatch):
    monkeypatch.setenv("KNOWSHOW_SECRET_KEY", "short")
    seen = found("Secret key")
    assert seen.state == State.PROBLEM
    assert "5 characters" in seen.saw
    assert "short" not in seen.saw


@pytest.mark.parametrize(
    ("settings", "state", "says"),
    [
        ({"HOSTS": "localhost"}, State.OK, "this computer only"),
        ({"HOSTS": "knowshow.example.org"}, State.PROBLEM, "without https"),
        ({"HOSTS": "knowshow.example.org", "HTTPS": "yes"}, State.PROBLEM, "no proxy"),
        ({"HOSTS": "knowshow.example.org", "HTTPS": "yes", "BEHIND_PROXY": "yes"}, State.OK, "https"),
        ({"HOSTS": "*"}, State.PROBLEM, "any name"),
        ({"DEBUG": "yes"}, State.PROBLEM, "KNOWSHOW_DEBUG is on"),
        ({"HTTPS": "perhaps"}, State.PROBLEM, "Write yes or no"),
    ],
)
def test_settings_are_judged_together(monkeypatch, settings, state, says):
    for name, value in settings.items():
        monkeypatch.setenv(f"KNOWSHOW_{name}", value)
    seen = found("Settings")
    assert (seen.state, says in seen.saw) == (state, True), seen


@pytest.mark.parametrize(
    ("settings", "state", "says"),
    [
        ({}, State.OK, "this computer only"),
        ({"PORTAL_HOSTS": "*"}, State.PROBLEM, "any name"),
        ({"PORTAL_HOSTS": "a.example.org", "HOSTS": "b.example.org,a.example.org"}, State.PROBLEM, "cookies"),
        ({"PORTAL_HOSTS": "a.example.org"}, State.PROBLEM, "without https"),
        ({"PORTAL_HOSTS": "a.example.org", "HTTPS": "yes"}, State.WARNING, "who publishes"),
        (
            {"PORTAL_HOSTS": "a.example.org", "HTTPS": "yes", "PORTAL_NAME": "Acme", "PORTAL_CONTACT": "a@example.org"},
            State.OK,
            "a.example.org",
        ),
    ],
)
def test_the_portal_is_judged_apart(monkeypatch, settings, state, says):
    for name, value in settings.items():
        monkeypatch.setenv(f"KNOWSHOW_{name}", value)
    seen = found("Portal")
    assert (seen.state, says in seen.saw) == (state, True), seen


def test_a_full_disk_is_a_problem_before_it_is_full(monkeypatch):
    for free, state in ((50 * 1024**2, State.PROBLEM), (1024**3, State.WARNING), (9 * 1024**3, State.OK)):
        monkeypatch.setattr("shutil.disk_usage", lambda _folder, free=free: type("Usage", (), {"free": free}))
        assert found("Disk").state == state


def test_open_demo_accounts_are_a_warning_with_the_command_that_closes_them():
    make.account("Demo", is_demo=True)
    seen = found("Demo accounts")
    assert seen.state == State.WARNING
    assert "knowshow user remove-demo" in seen.remedy


def test_an_organisation_that_nobody_leads_is_a_warning():
    make.member(make.organisation("Adrift"), "observer")
    seen = found("People")
    assert seen.state == State.WARNING
    assert "Adrift" in seen.saw


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({"enqueued_at": timedelta(minutes=1)}, State.OK),
        ({"enqueued_at": timedelta(minutes=6)}, State.PROBLEM),
        ({"status": "RUNNING", "started_at": timedelta(minutes=10)}, State.OK),
        ({"status": "RUNNING", "started_at": timedelta(minutes=31)}, State.PROBLEM),
        ({"status": "FAILED", "finished_at": timedelta(days=1)}, State.WARNING),
        ({"status": "FAILED", "finished_at": timedelta(days=8)}, State.OK),
    ],
)
def test_work_that_waits_hangs_or_failed_is_seen(fields, state):
    now = timezone.now()
    task(**{name: now - value if isinstance(value, timedelta) else value for name, value in fields.items()})
    assert found("Background").state == state


def test_a_check_that_fails_is_a_finding_and_the_others_go_on(monkeypatch):
    monkeypatch.setattr("shutil.disk_usage", lambda _folder: 1 / 0)
    findings = {one.check: one for one in diagnosis.examine()}
    assert findings["Disk"].state == State.PROBLEM
    assert "ZeroDivisionError" in findings["Disk"].saw
    assert findings["Python"].state == State.OK


def test_the_command_exits_1_for_a_problem_and_prints_what_to_do(monkeypatch, capsys):
    from typer.testing import CliRunner

    from knowshow.cli.main import app

    monkeypatch.setenv("KNOWSHOW_DEBUG", "yes")
    done = CliRunner().invoke(app, ["doctor"])
    assert done.exit_code == 1
    assert "Turn it off" in done.stdout
    as_json = CliRunner().invoke(app, ["doctor", "--json"])
    assert {one["state"] for one in json.loads(as_json.stdout)} >= {"ok", "problem"}


# ---- the grievance mechanism -------------------------------------------------------------------------------


@pytest.fixture
def mechanism(home, settings):
    """A mechanism with a handler who reads reports, on a data folder of this test's own."""
    settings.HOME = environment.home()
    return cases.mechanism()


def test_without_a_mechanism_nothing_is_amiss(home):
    names = ("Case keys", "Recovery", "Clocks", "Notices", "Erasure", "Files")
    assert {found(name).state for name in names} == {State.OK}


def test_a_case_that_opens_for_nobody_is_a_problem(mechanism):
    cases.person(mechanism)
    assert found("Case keys").state == State.OK
    CaseKey.objects.update(until=timezone.localdate())
    seen = found("Case keys")
    assert (seen.state, seen.saw) == (State.PROBLEM, "Cases that nobody can open today: 1.")


def test_a_seat_without_a_key_is_a_warning(mechanism):
    seats.seated(mechanism, "reviewer", name="Rina Reviewer", has_key=False)
    seen = found("Case keys")
    assert seen.state == State.WARNING
    assert "Rina" not in seen.saw


def test_a_mechanism_without_trustees_is_a_warning(mechanism):
    assert found("Recovery").state == State.WARNING


def test_cases_that_are_late_are_counted(mechanism):
    cases.person(mechanism)
    StageEntry.objects.update(due_on=timezone.localdate() - timedelta(days=1))
    assert found("Clocks").saw == "Cases that are late by the published clocks: 1."


def test_contacts_that_no_longer_open_are_a_problem(mechanism):
    mechanism.notice_public = notices_key.notice_pair().public
    mechanism.save()
    cases.person(mechanism, contact={"email": "amina@example.org"}, wants_notices=True)
    assert found("Notices").state == State.WARNING
    (environment.home() / notices_key.FILE).unlink()
    assert found("Notices").state == State.PROBLEM


def test_a_key_for_messages_that_others_may_read_is_a_problem(mechanism):
    notices_key.notice_pair()
    (environment.home() / notices_key.FILE).chmod(0o644)
    assert found("Notices").remedy.startswith("chmod 600")


def test_an_erased_case_that_came_back_is_a_problem(mechanism):
    who = cases.person(mechanism)
    shredding.remember([who.case.code])
    assert found("Erasure").state == State.PROBLEM


def test_safety_texts_that_nobody_has_read_are_a_warning(home):
    assert "Arabic" in found("Translations").saw or "العربية" in found("Translations").saw
