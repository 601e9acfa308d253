"""``knowshow grievance``: what the operator of a mechanism does, in words and as JSON, and what is refused."""

import io
import json
import os
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from knowshow.foundation.models import Role
from knowshow.project import housekeeping
from knowshow.remedy.models import Case, CaseKey, Match, MatchName, Referral, SeatRole
from knowshow.remedy.services import recovery
from knowshow.remedy.services.recovery import Named
from tests.remedy import make, seats
from tests.remedy.services.test_referrals import _sent

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def usual_umask():
    """Commands make files that only their owner reads; the tests after these keep their own habit."""
    former = os.umask(0o022)
    yield
    os.umask(former)


@pytest.fixture(autouse=True)
def home(settings, tmp_path, monkeypatch):
    """A data folder of this test's own."""
    monkeypatch.setenv("KNOWSHOW_HOME", str(tmp_path))
    settings.HOME, settings.MEDIA_ROOT = tmp_path, tmp_path / "files"


@pytest.fixture
def of():
    return make.mechanism()


@pytest.fixture
def said(command):
    """Run a command of the group with ``--json``: its exit code and what it printed."""

    def run(*arguments):
        code, out, _err = command("grievance", *arguments, "--json")
        return code, json.loads(out)

    return run


# ---- mechanisms --------------------------------------------------------------------------------------------


def test_mechanisms_are_listed_with_what_they_lack(of, said, command):
    code, (found,) = said("mechanism", "list")
    assert (code, found["name"], found["open"]) == (0, of.name, True)
    assert "recovery_key" in found["missing"]
    _code, out, _err = command("grievance", "mechanism", "list")
    assert "recovery_key" in out


def test_the_lead_closes_a_mechanism_by_its_code(of, said):
    lead = make.make.member(of.organisation, Role.LEAD)
    assert said("mechanism", "close", of.code, "--as", lead.email)[1]["open"] is False
    of.refresh_from_db()
    assert not of.is_open


def test_what_is_not_ready_is_not_opened(of, command):
    lead = make.make.member(of.organisation, Role.LEAD)
    code, _out, err = command("grievance", "mechanism", "open", of.name, "--as", lead.email)
    assert code == 2
    assert "recovery key" in err


def test_who_does_not_administer_it_closes_nothing(of, command):
    handler = seats.seated(of, SeatRole.HANDLER, name="Hedda Handler")
    code, _out, err = command("grievance", "mechanism", "close", of.name, "--as", handler.email)
    assert code == 2
    assert "administrator" in err
    of.refresh_from_db()
    assert of.is_open


@pytest.mark.parametrize(
    "arguments",
    [("mechanism", "close", "Nothing", "--as", "a@example.org"), ("keys", "status", "Nothing"), ("match", "Nothing")],
)
def test_a_mechanism_that_does_not_exist_is_bad_input(of, command, arguments):
    code, _out, err = command("grievance", *arguments)
    assert code == 2
    assert "no such mechanism" in err


def test_a_name_that_two_mechanisms_have_is_not_guessed(of, command):
    make.mechanism()
    code, _out, err = command("grievance", "keys", "status", of.name)
    assert code == 2
    assert "Several" in err


# ---- keys and trustees -------------------------------------------------------------------------------------


def test_the_status_of_keys_counts_and_names_nobody(of, said, command):
    who = make.person(of)
    _code, (found,) = said("keys", "status", of.code)
    assert (found["cases"], found["opened_by_nobody"]) == (1, 0)
    assert {seat["has_key"] for seat in found["seats"]} == {True}
    _code, out, err = command("grievance", "keys", "status")
    for told in ("Hanna", who.case.reference, make.STORY):
        assert told not in out + err


def test_cases_that_open_for_nobody_are_counted(of, said):
    make.person(of)
    CaseKey.objects.update(until=timezone.localdate())
    assert said("keys", "status")[1][0]["opened_by_nobody"] == 1


def test_the_status_of_recovery_tells_what_is_not_sealed_to_the_trustees(of, said):
    make.person(of)
    assert said("recovery", "status")[1][0]["is_made"] is False
    drawn = recovery.draw(trustees=[Named("Union"), Named("Notary", is_outside=True)], needed=2)
    recovery.put_in_force(actor=make.make.member(of.organisation, Role.LEAD), mechanism=of, drawn=drawn)
    make.person(of)
    _code, (found,) = said("recovery", "status")
    assert (found["trustees"], found["outside"], found["needed"]) == (2, 1, 2)
    assert (found["cases"], found["not_sealed"], found["uses"]) == (2, 1, 0)


# ---- matching ----------------------------------------------------------------------------------------------


@pytest.fixture
def shares(of):
    drawn = recovery.draw(trustees=[Named("Union"), Named("Notary", is_outside=True)], needed=2)
    of.matching_public = drawn.public
    of.save()
    make.person(of, names_for_matching=["Rolf Bauer"])
    make.person(of, names_for_matching=["rolf bauer"])
    return drawn.shares


def test_names_are_compared_with_shares_from_a_file(of, shares, said, tmp_path):
    file = tmp_path / "shares"
    file.write_text("\n".join(shares) + "\n")
    assert said("match", of.code, "--shares", file) == (0, {"names": 2, "unreadable": 0, "matches": 1})
    assert Match.objects.count() == 1
    assert not MatchName.objects.exists()


def test_names_are_compared_with_shares_that_are_asked_for(of, shares, command, monkeypatch):
    given = iter([*shares, ""])
    monkeypatch.setattr("getpass.getpass", lambda _prompt: next(given))
    code, out, err = command("grievance", "match", of.code)
    assert code == 0
    assert "New matches: 1" in err
    assert "Bauer" not in out + err
    assert shares[0] not in out + err


def test_too_few_shares_change_nothing_and_are_not_repeated(of, shares, command, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(shares[0]))
    code, _out, err = command("grievance", "match", of.code, "--shares", "-")
    assert code == 2
    assert "too few" in err
    assert shares[0][:20] not in err
    assert MatchName.objects.count() == 2


def test_a_file_that_is_not_there_is_bad_input(of, shares, command, tmp_path):
    assert command("grievance", "match", of.code, "--shares", tmp_path / "none")[0] == 2


# ---- retention, messages, figures --------------------------------------------------------------------------


@pytest.fixture
def over(of):
    who = make.person(of)
    who.case.entries.update(read_on=timezone.localdate())
    before = timezone.localdate() - timedelta(days=1)
    told = {"told_of_erasure": 7, "told_on": (before - timedelta(days=7)).isoformat()}
    Case.objects.filter(pk=who.case.pk).update(stage="closed", closed_on=before, keep_until=before, marks=told)
    return who.case


def test_a_dry_run_tells_and_changes_nothing(over, said):
    assert said("retention", "run", "--dry-run")[1]["cases"] == 1
    assert make.fresh(over).shredded_on is None


def test_a_run_erases(over, said):
    assert said("retention", "run")[1]["cases"] == 1
    assert make.fresh(over).shredded_on == timezone.localdate()


def test_a_run_that_cannot_do_one_case_does_the_others_and_exits_1(of, over, command):
    broken = make.person(of).case
    before = timezone.localdate() - timedelta(days=1)
    Case.objects.filter(pk=broken.pk).update(stage="closed", closed_on=before, keep_until=before, marks=["x"])
    broken.entries.update(read_on=before)
    code, _out, err = command("grievance", "retention", "run")
    assert code == 1
    assert f"Could not be done: closed cases {broken.code} (AttributeError)." in err
    assert make.fresh(over).shredded_on


def test_a_run_by_hand_does_the_whole_night_and_is_what_the_doctor_tells_of(of, over, command):
    marks = Case.objects.get().marks
    Case.objects.update(marks=["x"])
    assert housekeeping.keep_house().failed == ("closed cases: AttributeError",)
    Case.objects.update(marks=marks)
    assert command("grievance", "retention", "run", "--dry-run")[0] == 0
    assert housekeeping.last().failed, "nothing was done"
    waits = make.person(of)
    _sent(waits)
    Referral.objects.update(receipt_due_on=timezone.localdate() - timedelta(days=1))
    assert command("grievance", "retention", "run")[0] == 0
    assert housekeeping.last() == housekeeping.Night(timezone.localdate())
    assert make.fresh(over).shredded_on
    assert Referral.objects.get().receipt_due_on is None


def test_messages_are_sent_or_it_says_that_no_mail_server_is_set(of, said, command, settings):
    make.person(of)
    _code, _out, err = command("grievance", "notices", "send")
    assert "KNOWSHOW_EMAIL_HOST" in err
    settings.EMAIL_HOST = "mail.example.org"
    assert said("notices", "send")[1]["to_members"] == 1
    assert len(mail.outbox) == 1


def test_the_figures_are_eight_criteria_and_hide_what_is_small(of, command):
    make.at("closed", of)
    code, out, _err = command("grievance", "export", "figures", of.code)
    found = json.loads(out)
    assert (code, len(found["criteria"])) == (0, 8)
    shown = [one for card in found["criteria"] for one in card["results"] if one["is_suppressed"]]
    assert shown
    assert {one["value"] for one in shown} == {None}


def test_a_period_is_chosen_and_one_that_ends_before_it_begins_is_refused(of, command):
    ends = ("--from", "2026-01-01", "--to", "2026-06-30")
    found = json.loads(command("grievance", "export", "figures", of.code, *ends)[1])
    assert found["period"] == {"start": "2026-01-01", "end": "2026-06-30"}
    assert command("grievance", "export", "figures", of.code, "--from", "2026-07-01", "--to", "2026-01-01")[0] == 2
