"""A portal with a home and a database of its own: set up, served, killed, served again, read back."""

import contextlib
import json
import os
import secrets
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

from knowshow.project import serving
from tests.reporting.person import Connection, NoAnswerError

ROOT = Path(__file__).resolve().parents[2]
_PATIENCE = 60
#: Runs what follows it with a bound on how large a file may grow: beyond it, writing fails as on a full disk.
_LIMITED = """
import os, resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]),) * 2)
os.execv(sys.argv[2], sys.argv[2:])
"""
_OURS = ("KNOWSHOW_", "DJANGO_", "DATABASE_URL")


@contextlib.contextmanager
def database(given):
    """Hand out the address of an empty database: nothing for SQLite in the home; else one beside the given, for now."""
    if not given:
        yield ""
        return
    import psycopg

    name = f"reports_{secrets.token_hex(4)}"
    with psycopg.connect(given, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        try:
            yield urlsplit(given)._replace(path=f"/{name}").geturl()
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


class Place:
    """A mechanism that takes reports, in a folder of its own."""

    def __init__(self, home, database_url="", **settings):
        self.home = Path(home)
        self.temporary = self.home / "temporary"
        self.temporary.mkdir(parents=True)
        kept = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
        ours = {
            "KNOWSHOW_HOME": str(self.home),
            "DATABASE_URL": database_url,
            "KNOWSHOW_PORTAL_HOSTS": "127.0.0.1",
            "TMPDIR": str(self.temporary),
            "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
        }
        self.surroundings = {**kept, **ours, **settings}
        self.facts = self._ask("set-up", {})

    def read_back(self, sent):
        """Tell which acknowledged reports are lost, which rows are half there, and how many cases there are."""
        return self._ask("read", {**self.facts, "sent": [one.as_json() for one in sent]})

    def work(self, sent, **texts):
        """Let the team work on a case from beginning to end, and its person answer."""
        return self._ask("work", {**sent.as_json(), **texts})

    def _ask(self, what, given):
        done = subprocess.run(
            [sys.executable, "-m", "tests.reporting.office", what],
            input=json.dumps(given),
            capture_output=True,
            text=True,
            cwd=ROOT,
            env={**self.surroundings, "DJANGO_SETTINGS_MODULE": "knowshow.project.settings"},
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    @contextlib.contextmanager
    def served(self, **more):
        """Serve it until the block is left."""
        portal = Portal(self, **more)
        try:
            portal.wait()
            yield portal
        finally:
            portal.end()


class Portal:
    """The process that answers; what it says stands in a file beside the home."""

    def __init__(self, place, *, threads=4, profile="", largest_file=0, port=0):
        self.said = place.home / "said.txt"
        listening = serving.listen("127.0.0.1", port)
        self.address, self.port = listening.address, listening.port
        self.begun = time.perf_counter()
        program = ["-m", "cProfile", "-o", profile] if profile else []
        limit = [sys.executable, "-c", _LIMITED, str(largest_file)] if largest_file else []
        with self.said.open("a") as said:
            self.process = subprocess.Popen(
                [*limit, sys.executable, *program, "-m", "knowshow.project.web", "portal",
                 "--socket", str(listening.socket.fileno()), "--threads", str(threads)],
                stdin=subprocess.PIPE, stdout=said, stderr=said, pass_fds=[listening.socket.fileno()],
                env=place.surroundings, cwd=ROOT,
            )  # fmt: skip
        listening.socket.close()
        self.start_s = 0.0

    def wait(self):
        """Wait for its first page, and note how long it took."""
        until = time.monotonic() + _PATIENCE
        while True:
            with contextlib.suppress(NoAnswerError):
                with contextlib.closing(Connection(self.address)) as asked:
                    assert asked.get("/").status == 200
                self.start_s = time.perf_counter() - self.begun
                return
            assert self.process.poll() is None, f"The portal ended ({self.process.poll()}): {self.said.read_text()}"
            assert time.monotonic() < until, "The portal does not answer."
            time.sleep(0.02)

    def kill(self):
        """End it as a power cut would, in the middle of whatever it does."""
        self.process.send_signal(signal.SIGKILL)
        self.end()

    def end(self):
        """Ask it to end."""
        self.process.stdin.close()
        self.process.wait(_PATIENCE)

    def processor_s(self):
        """Seconds of the processor that it has used."""
        words = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")

    def memory_mib(self, kind="VmRSS"):
        """What it holds now, or held at most (`VmHWM`)."""
        lines = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith(kind)) / 1024
