"""The night's work for cases: each step apart; the operator is told step and kind, and nothing that was written."""

import stat
from datetime import date, timedelta

import pytest
from django.utils import timezone

from knowshow.project import diagnosis, environment, housekeeping, running, worker
from knowshow.project.diagnosis import State
from knowshow.remedy.models import Case, Referral
from tests.remedy import make
from tests.remedy.services.test_referrals import _sent
from tests.remedy.services.test_retention import closed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(monkeypatch, settings, tmp_path):
    folder = tmp_path / "home"
    monkeypatch.setenv("KNOWSHOW_HOME", str(folder))
    monkeypatch.delenv("KNOWSHOW_HOSTS", raising=False)
    settings.HOME, settings.MEDIA_ROOT = environment.home(), tmp_path / "files"
    return environment.home()


def found():
    return {one.check: one for one in diagnosis.examine()}["Housekeeping"]


def broken():
    """A closed case whose row was damaged."""
    who = closed()
    Case.objects.filter(pk=who.case.pk).update(marks=["Maria wrote this"])
    return who.case


def test_a_night_without_failures_is_told_by_its_day():
    assert found().state == State.OK
    night = housekeeping.keep_house()
    assert night == housekeeping.last() == housekeeping.Night(timezone.localdate())
    assert found().saw == f"done on {night.on}"


def test_one_step_that_fails_stops_none_of_the_others_and_the_doctor_says_so():
    case, over = broken(), closed()
    waits = make.person()
    _sent(waits)
    Referral.objects.update(receipt_due_on=make.later(-1))
    housekeeping.keep_house()
    assert make.fresh(over.case).shredded_on
    assert Referral.objects.get().receipt_due_on is None
    seen = found()
    assert seen.state == State.PROBLEM
    assert "closed cases: AttributeError" in seen.saw
    for told in ("Maria", case.code, case.reference):
        assert told not in seen.saw + seen.remedy


def test_what_was_mended_is_no_problem_after_a_whole_run_by_hand():
    case = broken()
    housekeeping.keep_house()
    assert found().state == State.PROBLEM
    Case.objects.filter(pk=case.pk).update(marks={})
    assert housekeeping.keep_house_now().failures == []
    assert found().state == State.OK


def test_a_list_of_erased_cases_that_cannot_be_read_does_not_stop_the_night(home):
    (home / "shredded").mkdir()
    who = closed(keep_until=timezone.localdate() + timedelta(days=5))
    night = housekeeping.keep_house()
    assert night.failed == ("cases that came back: IsADirectoryError",)
    assert make.fresh(who.case).marks["told_of_erasure"] == 7


@pytest.mark.django_db(transaction=True)
def test_the_worker_says_it_in_one_line_and_goes_on(capsys):
    case = broken()
    worker.Housekeeping().look()
    said = capsys.readouterr().err.splitlines()
    assert said[-1] == "Housekeeping failed (closed cases: AttributeError). Look: knowshow doctor"
    assert not any("Maria" in line or case.code in line for line in said)


def test_what_is_kept_of_a_night_is_for_the_owner_only(home):
    housekeeping.keep_house()
    assert stat.S_IMODE((home / housekeeping.FILE).stat().st_mode) == 0o600


def test_a_server_that_runs_without_doing_it_is_a_problem(home):
    housekeeping._keep(housekeeping.Night(timezone.localdate() - timedelta(days=2)))
    assert found().state == State.OK, "nothing runs"
    with running.held(home, "server"):
        assert found().state == State.PROBLEM


def test_a_night_of_before_is_read():
    housekeeping._keep(housekeeping.Night(date(2026, 1, 1), ("retention: OSError",)))
    assert housekeeping.last().failed == ("retention: OSError",)
