"""The background worker: what it takes up, gives up, and lets go of."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks import task_backends
from django_tasks_db.backend import DatabaseBackend
from django_tasks_db.compat import task_finished
from django_tasks_db.models import DBTaskResult

from knowshow.project import worker
from knowshow.respect import tasks
from knowshow.respect.models import Figure
from tests import make

pytestmark = pytest.mark.django_db

PATH = "knowshow.respect.tasks.draw_figures"


def task(status="READY", worker_ids=(), task_path=PATH, **fields):
    return DBTaskResult.objects.create(
        status=status,
        worker_ids=list(worker_ids),
        args_kwargs={"args": [1], "kwargs": {}},
        task_path=task_path,
        backend_name="default",
        run_after=timezone.now(),
        **fields,
    )


def mine(number=1):
    return f"{worker._place()}-{number}"


def test_what_a_predecessor_had_begun_is_begun_again():
    begun = task("RUNNING", [mine()], started_at=timezone.now())
    assert worker.take_up() == 1
    begun.refresh_from_db()
    assert (begun.status, begun.started_at) == ("READY", None)


def test_what_a_worker_of_another_place_does_is_left_to_it():
    others = task("RUNNING", ["elsewhere-1"])
    assert worker.take_up() == 0
    others.refresh_from_db()
    assert others.status == "RUNNING"


def test_what_ended_three_workers_is_given_up():
    poison = task("RUNNING", [mine(1), mine(2), mine(3)])
    worker.take_up()
    poison.refresh_from_db()
    assert poison.status == "FAILED"
    assert "3 times" in poison.traceback


def test_old_results_go_and_newer_ones_stay():
    now = timezone.now()
    task("SUCCESSFUL", finished_at=now - timedelta(days=15))
    newer = task("FAILED", finished_at=now - timedelta(days=13))
    waiting = task()
    worker.tidy()
    assert set(DBTaskResult.objects.all()) == {newer, waiting}


def test_figures_that_were_never_drawn_are_asked_for():
    drawn, bare = make.assessment(), make.assessment()
    Figure.objects.create(assessment=drawn, kind="severity", digest="x", svg="<svg/>", drawn_at=timezone.now())
    assert worker.draw_missing() == 1
    assert bare.figures.count() == 0


def test_figures_that_are_being_drawn_are_not_asked_for_again():
    make.assessment()
    task()
    assert worker.draw_missing() == 0


def test_memory_is_told_in_mib():
    assert 20 < worker.memory_mib() < 4000


@tasks.task()
def fail(_number):
    raise ValueError("what a person wrote")


@pytest.mark.django_db(transaction=True)
def test_a_failure_is_told_in_one_line_without_what_was_written(capsys, monkeypatch):
    database = DatabaseBackend("default", {"QUEUES": ["default"], "OPTIONS": {}})
    monkeypatch.setattr(type(task_backends), "__getitem__", lambda _self, _alias: database)
    failing = task(task_path=f"{__name__}.fail")
    worker.tell_failures()
    try:
        worker.make().run()
    finally:
        task_finished.disconnect(worker._tell_failure)
    failing.refresh_from_db()
    assert failing.status == "FAILED"
    assert capsys.readouterr().err == "Background work failed: fail (ValueError). Look: knowshow doctor\n"


def test_messages_are_looked_for_every_few_minutes_and_only_with_a_mail_server(settings, monkeypatch):
    runs = []
    monkeypatch.setattr(worker, "_send_notices", lambda: runs.append(1))
    settings.EMAIL_HOST = ""
    worker.Mailing().look()
    assert runs == []
    settings.EMAIL_HOST, mailing = "mail.example.org", worker.Mailing()
    mailing.look()
    mailing.look()
    assert runs == [1]


def test_messages_that_fail_stop_nothing_and_tell_no_address(settings, monkeypatch, capsys):
    def fail():
        raise ValueError("amina@example.org")

    monkeypatch.setattr(worker, "_send_notices", fail)
    settings.EMAIL_HOST = "mail.example.org"
    worker.Mailing().look()
    assert capsys.readouterr().err == "Messages could not be sent (ValueError). Look: knowshow doctor\n"
