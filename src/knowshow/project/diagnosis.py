"""Whether this installation is sound: each check tells what it saw, how bad that is, and what to do about it."""

from __future__ import annotations

import os
import platform
import shutil
import socket
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Final

from knowshow.errors import KnowshowError
from knowshow.project import database, environment, housekeeping, running

if TYPE_CHECKING:
    from types import ModuleType

    from knowshow.remedy.models import Mechanism

_GIB: Final = 1024**3
_LONG_WAIT = timedelta(minutes=5)
_LONG_WORK = timedelta(minutes=30)
_LATELY = timedelta(days=7)
_MAIL_SECONDS = 5
#: Names under which only this computer reaches it.
_OURS: Final = {"localhost", "127.0.0.1", "::1", "[::1]"}


class State(StrEnum):
    """How bad it is."""

    OK = "ok"
    WARNING = "warning"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check saw."""

    check: str
    state: State
    saw: str
    remedy: str = ""


Verdict = tuple[State, str, str]


def examine() -> Iterator[Finding]:
    """Run every check, whatever the others say."""
    for name, check in _CHECKS.items():
        yield Finding(name, *_verdict(check))


def _verdict(check: Callable[[], Verdict]) -> Verdict:
    try:
        return check()
    except KnowshowError as error:
        return State.PROBLEM, str(error), ""
    except Exception as error:  # noqa: BLE001 - a check that fails is itself a finding
        return State.PROBLEM, f"The check failed: {type(error).__name__}: {error}", "See the other lines first."


def _ok(saw: str) -> Verdict:
    return State.OK, saw, ""


def _python() -> Verdict:
    version = platform.python_version()
    if sys.version_info < (3, 11):  # noqa: UP036 - somebody may start us with an older one
        return State.PROBLEM, f"Python {version}", "Install Python 3.11 or newer."
    return _ok(f"Python {version}, SQLite {sqlite3.sqlite_version}")


def _data_folder() -> Verdict:
    folder = environment.home()
    if not os.access(folder, os.W_OK | os.X_OK):
        return State.PROBLEM, f"{folder} may not be written.", "Give it to the account that runs Knowshow."
    if os.name == "posix" and folder.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        return State.PROBLEM, f"Others of this machine may enter {folder}.", f"chmod 700 {folder}"
    return _ok(str(folder))


def _disk() -> Verdict:
    free = shutil.disk_usage(environment.home()).free
    saw = f"{free / _GIB:.1f} GiB free in the data folder"
    if free < _GIB / 5:
        return State.PROBLEM, saw, "Make room: work can no longer be saved soon."
    if free < 2 * _GIB:
        return State.WARNING, saw, "Make room before it is needed."
    return _ok(saw)


def _secret_key() -> Verdict:
    environment.secret_key()
    if environment.SECRET_KEY.text:
        return _ok("given by the operator")
    path = environment.home() / "secret-key"
    if os.name == "posix" and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        return State.PROBLEM, f"Others of this machine may read {path}.", f"chmod 600 {path}"
    return _ok("kept in the data folder")


def _settings() -> Verdict:
    names, https = environment.HOSTS.words, environment.HTTPS.is_on
    ours = all(name in _OURS for name in names)
    if environment.DEBUG.is_on:
        return (
            State.PROBLEM,
            f"{environment.DEBUG.name} is on.",
            "Turn it off: it shows programming errors to everyone.",
        )
    if "*" in names:
        return State.PROBLEM, f"{environment.HOSTS.name} takes any name.", "Write the names that people use."
    if not ours and not https:
        remedy = f"Put a proxy with https in front; set {environment.HTTPS.name}=yes and {environment.PROXY.name}=yes."
        return State.PROBLEM, f"{', '.join(names)} is reached without https.", remedy
    if https and not environment.PROXY.is_on:
        remedy = f"Set {environment.PROXY.name}=yes, or every page sends the browser round in a circle."
        return State.PROBLEM, "https is on, but no proxy is named that speaks it.", remedy
    return _ok(f"{', '.join(names)}, {'https' if https else 'this computer only'}")


def _portal() -> Verdict:
    names = environment.PORTAL_HOSTS.words
    shared = sorted(set(names) & set(environment.HOSTS.words) - _OURS)
    if "*" in names:
        return State.PROBLEM, f"{environment.PORTAL_HOSTS.name} takes any name.", "Write the names that readers use."
    if shared:
        remedy = f"Give the portal a name of its own in {environment.PORTAL_HOSTS.name}, or serve with --no-portal."
        return (
            State.PROBLEM,
            f"{', '.join(shared)} is the name of the workspace, too: cookies would reach both.",
            remedy,
        )
    if all(name in _OURS for name in names):
        return _ok("this computer only")
    if not environment.HTTPS.is_on:
        return State.PROBLEM, f"{', '.join(names)} is reached without https.", f"Set {environment.HTTPS.name}=yes."
    if not environment.PORTAL_NAME.text or not environment.PORTAL_CONTACT.text:
        remedy = f"Set {environment.PORTAL_NAME.name} and {environment.PORTAL_CONTACT.name}."
        return State.WARNING, "Readers are not told who publishes, or where to report a mistake.", remedy
    return _ok(", ".join(names))


def _database() -> Verdict:
    database.open_database()
    database.refuse_newer()
    if missing := database.pending():
        return State.PROBLEM, f"Migrations that are pending: {len(missing)}.", "Make a backup, then: knowshow migrate"
    from django.db import connection

    if connection.vendor != "sqlite":
        return _ok(f"{connection.display_name}, up to date")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        mode = str(cursor.fetchone()[0])
        cursor.execute("PRAGMA quick_check(1)")
        sound = str(cursor.fetchone()[0])
    if sound != "ok":
        return State.PROBLEM, f"The database file is damaged: {sound}", "Put the last backup back: knowshow restore"
    if mode != "wal":
        return (
            State.WARNING,
            f"Readers wait for writers (journal mode {mode}).",
            "Move the data folder to a local disk.",
        )
    return _ok("SQLite, up to date, sound, readers never wait")


def _demo_accounts() -> Verdict:
    _need_tables()
    from knowshow.foundation.models import User

    count = User.objects.filter(is_demo=True, is_active=True).count()
    if count:
        return (
            State.WARNING,
            f"Demo accounts that are open: {count}.",
            "Before serving others: knowshow user remove-demo",
        )
    return _ok("none")


def _people() -> Verdict:
    _need_tables()
    from knowshow.foundation.models import Membership, Organisation, Role

    leads = Membership.objects.filter(role=Role.LEAD, user__is_active=True)
    without = [str(one) for one in Organisation.objects.exclude(memberships__in=leads)]
    if without:
        remedy = "Add one: knowshow user add EMAIL --organisation NAME --role lead"
        return State.WARNING, f"Without a human rights lead who can sign in: {', '.join(without)}.", remedy
    return _ok("every organisation has a human rights lead who can sign in")


def _server() -> Verdict:
    server = running.found(environment.home())
    if server is None:
        return _ok("not running at the moment")
    portal = f", the portal at {server.portal}" if server.portal else ""
    return _ok(f"running at {server.address}{portal} (process {server.pid})" if server.address else "starting")


def _background() -> Verdict:
    _need_tables()
    from django.utils import timezone
    from django_tasks_db.models import DBTaskResult

    now, tasks = timezone.now(), DBTaskResult.objects
    waiting = tasks.ready().filter(enqueued_at__lt=now - _LONG_WAIT).count()
    stuck = tasks.running().filter(started_at__lt=now - _LONG_WORK).count()
    failed = list(tasks.failed().filter(finished_at__gt=now - _LATELY).values_list("task_path", "exception_class_path"))
    if waiting or stuck:
        saw = f"Tasks that wait for more than five minutes: {waiting}; that run for more than half an hour: {stuck}."
        return State.PROBLEM, saw, "Start the server anew: knowshow serve"
    if failed:
        kinds = sorted({f"{path.rpartition('.')[2]}: {kind.rpartition('.')[2]}" for path, kind in failed})
        saw = f"Tasks that failed in the last week: {len(failed)} ({', '.join(kinds)})."
        return State.WARNING, saw, "Ask for the figure or report again; if it fails again, tell the developers."
    return _ok("no task waits or hangs")


def _pango() -> Verdict:
    try:
        import weasyprint  # noqa: F401 - it looks for Pango when it is imported
    except OSError:
        remedy = (
            "Debian: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0. macOS: brew install pango"
        )
        return State.WARNING, "Pango is absent: reports as PDF are not made.", remedy
    return _ok("there: reports as PDF are made")


def _fonts() -> Verdict:
    program = shutil.which("fc-list")
    if program is None:
        return State.WARNING, "Which fonts there are cannot be told.", "Debian: apt-get install fontconfig"
    lacking = [name for code, name in (("ar", "Arabic"), ("zh", "Chinese")) if not _has_font(program, code)]
    if lacking:
        remedy = "Debian: apt-get install fonts-noto-core fonts-noto-cjk"
        return State.WARNING, f"No font has {' or '.join(lacking)} letters: a PDF may show boxes.", remedy
    return _ok("with Latin, Arabic and Chinese letters")


def _has_font(program: str, language: str) -> bool:
    done = subprocess.run([program, f":lang={language}", "family"], capture_output=True, check=False)  # noqa: S603
    return bool(done.stdout.strip())


def _mail() -> Verdict:
    host = environment.EMAIL_HOST.text
    if not host:
        return _ok("no mail server is set: links are handed over by hand (knowshow user link)")
    try:
        socket.create_connection((host, environment.EMAIL_PORT.number), timeout=_MAIL_SECONDS).close()
    except OSError as error:
        remedy = f"Check {environment.EMAIL_HOST.name} and {environment.EMAIL_PORT.name}."
        return State.PROBLEM, f"{host} does not answer: {error.strerror or error}.", remedy
    return _ok(f"{host} answers")


def _case_keys() -> Verdict:
    """Look whether every case opens for somebody who handles cases, and every seat that needs a key has one."""
    statuses = [_readiness().keys_status(one) for one in _mechanisms()]
    if not statuses:
        return _ok("no mechanism yet")
    if closed := sum(one.opened_by_nobody for one in statuses):
        remedy = "See: knowshow grievance keys status. The trustees can open them."
        return State.PROBLEM, f"Cases that nobody can open today: {closed}.", remedy
    if waiting := [seat for one in statuses for seat in one.without_key]:
        return (
            State.WARNING,
            f"Seats without a case key: {', '.join(waiting)}.",
            "Each makes her key when she opens the cases for the first time.",
        )
    return _ok("every case opens for somebody, every seat that needs a key has one")


def _recovery() -> Verdict:
    statuses = [_readiness().recovery_status(one) for one in _mechanisms()]
    if bare := [one.mechanism for one in statuses if not one.is_made]:
        return (
            State.WARNING,
            f"Without a recovery key: {', '.join(bare)}.",
            "Its administrator makes one with the trustees: one lost passphrase loses no case then.",
        )
    if unsealed := sum(one.not_sealed for one in statuses):
        remedy = "Handlers seal a case anew when they open it. See: knowshow grievance recovery status"
        return State.WARNING, f"Cases that the trustees could not open: {unsealed}.", remedy
    return _ok("the trustees can open every case" if statuses else "no mechanism yet")


def _translations() -> Verdict:
    from knowshow.remedy.rules.languages import unreviewed

    if lacking := [one.name for one in unreviewed("safety")]:
        saw = f"Safety texts that no native speaker has read: {', '.join(lacking)}. Readers are told so."
        return State.WARNING, saw, "Have a native speaker read them, and tell the developers who did and when."
    return _ok("native speakers have read the safety texts in every language")


def _clocks() -> Verdict:
    _need_tables()
    if late := _readiness().count_late():
        return State.WARNING, f"Cases that are late by the published clocks: {late}.", "The case team sees which."
    return _ok("no case is late")


def _notices() -> Verdict:
    """Look whether the worker can read the contacts of people who asked for messages, and whether any are stuck."""
    _need_tables()
    from knowshow.remedy.models import Notice, SealedPart
    from knowshow.remedy.services import notices_key

    pair = notices_key.stored_pair()
    path = environment.home() / notices_key.FILE
    if pair and os.name == "posix" and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        return State.PROBLEM, f"Others of this machine may read {path}.", f"chmod 600 {path}"
    wanting = SealedPart.objects.exclude(for_notices=b"").count()
    others = sum(
        1 for one in _mechanisms() if one.notice_public and (not pair or bytes(one.notice_public) != pair.public)
    )
    if wanting and (pair is None or others):
        saw = "People asked for messages, and their contacts do not open with the key of this data folder."
        return State.PROBLEM, saw, f"Bring back the file {notices_key.FILE}. No backup of knowshow holds it."
    if failing := Notice.objects.filter(sent_on__isnull=True, tries__gt=2).count():
        return State.WARNING, f"Messages that could not be sent: {failing}.", "Check the mail server."
    if wanting and not environment.EMAIL_HOST.text:
        return State.WARNING, f"People who asked for messages: {wanting}. No mail server is set.", "Set one."
    return _ok("the key is there, and only its owner reads it" if pair else "nobody asked for messages yet")


def _housekeeping() -> Verdict:
    """Look whether the night's work for cases was done, and all of it."""
    _need_tables()
    from django.utils import timezone

    night, today = housekeeping.last(), timezone.localdate()
    if night is None:
        return _ok("not done yet: the server does it when it starts, and each day")
    if night.failed:
        saw = f"On {night.on}, steps that failed: {len(night.failed)} ({'; '.join(sorted(set(night.failed)))})."
        remedy = "Try now: knowshow grievance retention run. If it fails again, tell the developers what stands here."
        return State.PROBLEM, saw, remedy
    if running.found(environment.home()) and night.on < today - timedelta(days=1):
        saw = f"Last done on {night.on}: names may be open, and cases kept, for longer than was said."
        return State.PROBLEM, saw, "Start the server anew: knowshow serve"
    return _ok(f"done on {night.on}")


def _erasure() -> Verdict:
    """Look whether the database overwrites what is deleted, and whether an erased case came back."""
    _need_tables()
    from django.db import connection

    from knowshow.remedy.services import shredding

    if next(shredding.came_back(), None):
        return State.PROBLEM, "An erased case came back.", "Start the server anew, or: knowshow grievance retention run"
    if connection.vendor != "sqlite":
        return _ok("nothing erased came back; old pages go when PostgreSQL cleans up")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA secure_delete")
        is_on = int(cursor.fetchone()[0]) == 1
    if not is_on:
        return State.PROBLEM, "SQLite keeps what was deleted in its file.", "Report this: secure_delete must be on."
    return _ok("what is deleted is overwritten (secure_delete), nothing erased came back")


def _files() -> Verdict:
    _need_tables()
    from django.conf import settings

    folder = Path(settings.MEDIA_ROOT)
    if not folder.exists():
        return _ok("no file yet")
    if not os.access(folder, os.W_OK | os.X_OK):
        return State.PROBLEM, f"{folder} may not be written.", "Give it to the account that runs Knowshow."
    return _ok("there, and may be written")


def _mechanisms() -> list[Mechanism]:
    _need_tables()
    from knowshow.remedy.models import Mechanism

    return list(Mechanism.objects.all())


def _readiness() -> ModuleType:
    from knowshow.remedy.selectors import readiness

    return readiness


def _need_tables() -> None:
    database.open_database()
    database.require_migrated()


_CHECKS: Final[dict[str, Callable[[], Verdict]]] = {
    "Python": _python,
    "Data folder": _data_folder,
    "Disk": _disk,
    "Secret key": _secret_key,
    "Settings": _settings,
    "Portal": _portal,
    "Database": _database,
    "Demo accounts": _demo_accounts,
    "People": _people,
    "Server": _server,
    "Background": _background,
    "Case keys": _case_keys,
    "Recovery": _recovery,
    "Translations": _translations,
    "Clocks": _clocks,
    "Notices": _notices,
    "Housekeeping": _housekeeping,
    "Erasure": _erasure,
    "Files": _files,
    "Mail": _mail,
    "Pango": _pango,
    "Fonts": _fonts,
}
