"""The portal as the process it is, with its own settings, on what the database of the tests holds.

PostgreSQL it reads itself. The SQLite of the tests stands in the memory of this process, so it is copied into a file
that the portal reads, before each visit.
"""

import contextlib
import http.client
import os
import sqlite3
import subprocess
import sys
import time
from urllib.parse import quote

from django.db import connection

from knowshow.project import environment, running, serving

_PATIENCE = 60


@contextlib.contextmanager
def served(home):
    """Serve the portal until the block is left."""
    listening = serving.listen("127.0.0.1", 0)
    portal = Portal(home, listening.address)
    portal.catch_up()
    process = subprocess.Popen(
        [sys.executable, "-m", "knowshow.project.web", "portal", "--socket", str(listening.socket.fileno()),
         "--threads", "2"],
        stdin=subprocess.PIPE,
        pass_fds=[listening.socket.fileno()],
        env=_surroundings(home),
    )  # fmt: skip
    listening.socket.close()
    try:
        portal.wait(process)
        yield portal
    finally:
        process.stdin.close()
        process.wait(_PATIENCE)


class Portal:
    """A portal that runs, and where."""

    def __init__(self, home, address):
        self.home = home
        self.address = address

    def catch_up(self):
        """Let it know what was stored since; a reader asks for it before each visit."""
        if connection.vendor != "sqlite":
            return
        connection.ensure_connection()
        with contextlib.closing(sqlite3.connect(self.home / "knowshow.sqlite3")) as copy:
            connection.connection.backup(copy)

    def wait(self, process):
        """Wait until its first page answers."""
        until = time.monotonic() + _PATIENCE
        while not self._answers():
            assert process.poll() is None, "The portal ended by itself."
            assert time.monotonic() < until, "The portal does not answer."
            time.sleep(0.1)

    def _answers(self):
        host, _, port = self.address.removeprefix("http://").rstrip("/").partition(":")
        asked = http.client.HTTPConnection(host, int(port), timeout=_PATIENCE)
        with contextlib.suppress(ConnectionError), contextlib.closing(asked):
            asked.request("GET", "/")
            status = asked.getresponse().status
            assert status == http.HTTPStatus.OK, f"The portal's first page answers {status}."
            return True
        return False

    @contextlib.contextmanager
    def announced(self, workspace):
        """Let the workspace know where both are reached, as `knowshow serve` does."""
        home = environment.home()
        with running.held(home, "server"):
            running.announce(home, running.Server("server", os.getpid(), f"{workspace}/", self.address))
            yield self


def _surroundings(home):
    """Its environment: a home of its own, the database of the tests, readers who know who publishes."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("KNOWSHOW_", "DJANGO_"))}
    ours = {"KNOWSHOW_HOME": str(home), "KNOWSHOW_PORTAL_NAME": "The example institute", "DATABASE_URL": _database()}
    return {**kept, "PYTHONPATH": os.pathsep.join(sys.path), **ours}


def _database():
    """The address of the tests' database; nothing where it is in memory."""
    if connection.vendor == "sqlite":
        return ""
    held = connection.settings_dict
    who = f"{quote(held['USER'], '')}:{quote(held['PASSWORD'], '')}"
    return f"postgresql://{who}@{quote(held['HOST'], '')}:{held['PORT']}/{held['NAME']}"
