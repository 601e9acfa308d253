"""The process that works in the background: figures and report files (GP 21). ``serving.py`` starts it.

One runs for each data folder. What a predecessor had begun when it was cut off is begun again.
"""

from __future__ import annotations

import hashlib
import logging
import os
import secrets
import signal
import socket
import sys
import time
from datetime import date, timedelta
from types import FrameType
from typing import TYPE_CHECKING, Final

from knowshow.project import database, environment, housekeeping, leash

if TYPE_CHECKING:
    from django_tasks_db.backend import TaskResult
    from django_tasks_db.management.commands.db_worker import Worker

#: Above this, a worker that has nothing to do ends, and a fresh one takes its place.
LARGEST_MIB: Final = 150
_PAUSE = 0.5
_ATTEMPTS = 3
#: Seconds between two looks for messages that are due.
_BETWEEN_MAILS = 300.0
_KEEP_RESULTS = timedelta(days=14)


def main() -> None:
    """Work until told to stop."""
    leash.hold()
    database.load()
    leash.loaded()
    if hasattr(os, "nice"):
        os.nice(5)  # pages go first
    tidy()
    tell_failures()
    worker = make()
    _stop_politely(worker)
    nights, mailing = Housekeeping(), Mailing()
    while worker.running:
        nights.look()
        mailing.look()
        if _has_work():
            worker.run()
            if memory_mib() > LARGEST_MIB:
                return
        time.sleep(_PAUSE)


class Housekeeping:
    """What is done once a day, and at the start: cases whose time is over go, and people are told of it before."""

    def __init__(self) -> None:
        self._done_on: date | None = None

    def look(self) -> None:
        """Do what is due. What fails is said in one line and tried again tomorrow; all else goes on."""
        from django.db import close_old_connections
        from django.utils import timezone

        today = timezone.localdate()
        if self._done_on == today:
            return
        self._done_on = today
        close_old_connections()
        try:
            failed = set(housekeeping.keep_house().failed)
        except Exception as error:  # noqa: BLE001  (the worker goes on, whatever it is)
            failed = {type(error).__name__}
        if failed:
            sys.stderr.write(f"Housekeeping failed ({'; '.join(sorted(failed))}). Look: knowshow doctor\n")
            sys.stderr.flush()


class Mailing:
    """What is told by e-mail: looked for every few minutes."""

    def __init__(self) -> None:
        self._next = 0.0

    def look(self) -> None:
        """Send what is due. What fails is said in one line, without an address, and tried again; other work goes on."""
        from django.conf import settings
        from django.db import close_old_connections

        if not settings.EMAIL_HOST or time.monotonic() < self._next:
            return
        self._next = time.monotonic() + _BETWEEN_MAILS
        close_old_connections()
        try:
            _send_notices()
        except Exception as error:  # noqa: BLE001  (the worker goes on, whatever it is)
            sys.stderr.write(f"Messages could not be sent ({type(error).__name__}). Look: knowshow doctor\n")
            sys.stderr.flush()


def _send_notices() -> None:
    from knowshow.remedy.services import notices

    notices.send_notices()


def tell_failures() -> None:
    """Say in one line what failed, without the words that a person may have written; the rest is for the doctor."""
    from django_tasks_db.compat import TASKS_LOGGER, task_finished

    logging.getLogger(TASKS_LOGGER).setLevel(logging.CRITICAL)
    task_finished.connect(_tell_failure)


def _tell_failure(task_result: TaskResult[..., object], **_more: object) -> None:
    from django_tasks_db.compat import TaskResultStatus

    if task_result.status == TaskResultStatus.FAILED:
        kind = task_result.errors[-1].exception_class_path.rpartition(".")[2]
        sys.stderr.write(f"Background work failed: {task_result.task.name} ({kind}). Look: knowshow doctor\n")
        sys.stderr.flush()


def make() -> Worker:
    """Return the library's worker, set to do what waits and then come back."""
    from django_tasks_db.management.commands.db_worker import Worker

    return Worker(
        queue_names=["default"],
        excluded_queue_names=[],
        backend_name="default",
        worker_id=f"{_place()}-{secrets.token_hex(4)}",
        interval=0,
        batch=True,
        startup_delay=False,
        max_tasks=None,
    )


def tidy() -> None:
    """Begin again what was cut off, draw what was never drawn, and let go of old results and ended sessions."""
    from django.contrib.sessions.backends.db import SessionStore
    from django.utils import timezone
    from django_tasks_db.models import DBTaskResult

    take_up()
    draw_missing()
    DBTaskResult.objects.finished().filter(finished_at__lt=timezone.now() - _KEEP_RESULTS).delete()
    SessionStore.clear_expired()


def take_up() -> int:
    """Put back the tasks that a worker of this data folder had begun and never ended; give up after three times."""
    from django_tasks_db.models import DBTaskResult

    begun = [task for task in DBTaskResult.objects.running() if str(task.worker_ids[-1]).startswith(_place())]
    for task in begun:
        if len(task.worker_ids) >= _ATTEMPTS:
            task.set_failed(RuntimeError(f"The worker ended during this task {_ATTEMPTS} times."))
        else:
            DBTaskResult.objects.filter(pk=task.pk).update(status="READY", started_at=None)
    return len(begun)


def draw_missing() -> int:
    """Ask for the figures of what has none, unless such work waits; return how many lacked them."""
    return _draw_assessments() + _draw_publications()


def _draw_publications() -> int:
    from knowshow.benchmarks import tasks

    return 0 if _waits(tasks.draw_figures.module_path) else tasks.draw_missing()


def _waits(task_path: str) -> bool:
    from django_tasks_db.models import DBTaskResult

    return bool(DBTaskResult.objects.ready().filter(task_path=task_path).exists())


def _draw_assessments() -> int:
    from knowshow.respect import tasks
    from knowshow.respect.models import Assessment

    if _waits(tasks.draw_figures.module_path):
        return 0
    lacking = Assessment.objects.filter(figures__isnull=True, archived_at__isnull=True)
    for assessment in lacking:
        tasks.draw_later(assessment)
    return len(lacking)


def memory_mib() -> float:
    """Return how much memory this process holds, or nothing where the system does not say."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 - a fixed address of the system
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1024**2
    except OSError:
        return 0


def _has_work() -> bool:
    """Look without a lock whether a task waits, so that waiting costs the database nothing."""
    from django.db import close_old_connections
    from django_tasks_db.models import DBTaskResult

    close_old_connections()
    return bool(DBTaskResult.objects.ready().exists())


def _place() -> str:
    """Name this machine and data folder: only one worker has them at a time."""
    place = f"{socket.gethostname()}:{environment.home()}"
    return hashlib.sha256(place.encode()).hexdigest()[:16]


def _stop_politely(worker: Worker) -> None:
    """On a signal, end the task at hand first; without one, leave at once."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        worker.running = False
        if not worker.running_task:
            sys.exit(0)

    signal.signal(signal.SIGTERM, stop)


if __name__ == "__main__":
    main()
