"""A ranking of 26 companies with 28,000 answers: taken into the workspace, published, and read by everybody.

The index is the made-up one of ``scoring.py``. Files are checked and taken in by the services that the pages call, on
SQLite and, where its programs are installed, on PostgreSQL; the portal is the real server (waitress), asked over HTTP.
Targets: check and import at most 10 s; the ranking page at most 100 ms (p95).
Run: ``python3 dev.py bench rankings``.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1]))

from scoring import SIZES, write_folder

from tools import postgres

ROUNDS = 200
Row = tuple[str, float, str, float | None]


def main() -> int:
    """Print figures; exit 1 if one is over its limit."""
    measured: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="knowshow-benchmark-") as home:
        write_folder(Path(home) / "index", SIZES[0])
        measured += _on("SQLite", home, "")
        measured += _portal(home)
    if postgres.is_there():
        with postgres.cluster() as address, tempfile.TemporaryDirectory(prefix="knowshow-benchmark-") as home:
            write_folder(Path(home) / "index", SIZES[0])
            measured += _on("PostgreSQL", home, address)
    width = max(len(name) for name, *_ in measured)
    for name, value, unit, bound in measured:
        verdict = "" if bound is None else f"  at most {bound:g} {unit}: {'yes' if value <= bound else 'NO'}"
        print(f"{name:{width}}  {value:8.2f} {unit}{verdict}")
    return int(any(bound is not None and value > bound for _name, value, _unit, bound in measured))


def _on(database: str, home: str, address: str) -> list[Row]:
    """Measure in a process of its own, so that each database has fresh settings."""
    settings = {"DJANGO_SETTINGS_MODULE": "knowshow.project.settings", "KNOWSHOW_HOSTS": "127.0.0.1"}
    environment = {**os.environ, **settings, "KNOWSHOW_HOME": home, "DATABASE_URL": address}
    command = [sys.executable, __file__, "fill", str(Path(home) / "index")]
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    found = json.loads(done.stdout.splitlines()[-1])
    return [(f"{name}, {database}", value, "s", bound) for name, value, bound in found]


def fill(folder: Path) -> None:
    """Migrate, take the index in, publish it; print the seconds as JSON."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from knowshow.benchmarks.reports import stored
    from knowshow.benchmarks.selectors.editions import progress_of
    from knowshow.benchmarks.services import imports, publications
    from knowshow.foundation.models import Membership, Organisation, Role, User

    lead = User.objects.create_user("lead@example.org", name="Lead")
    organisation = Organisation.objects.create(name="Example Institute")
    Membership.objects.create(organisation=organisation, user=lead, role=Role.LEAD)
    files = {file.name: file.read_bytes() for file in folder.iterdir()}
    with _timed() as checking:
        run = imports.check_folder(actor=lead, organisation=organisation, files=files, title="Made-up index")
    assert run.total == SIZES[0].answers, run.problems[:3]
    with _timed() as importing:
        imports.run_import(actor=lead, run=run)
    edition = run.edition
    assert edition is not None
    with _timed() as looking:
        progress_of(lead, edition)
    with _timed() as publishing:
        made = publications.publish_edition(
            actor=lead, edition=edition, revision=edition.revision, unfinished_reason="A measurement."
        )
    with _timed() as drawing:
        stored.draw(made.pk)
    print(
        json.dumps(
            [
                ("check 28,000 answers", checking[0], None),
                ("import 28,000 answers", importing[0], None),
                ("check and import", checking[0] + importing[0], 10.0),
                ("progress of all companies, first look", looking[0], None),
                ("publish", publishing[0], None),
                ("draw all figures", drawing[0], None),
            ]
        )
    )


@contextlib.contextmanager
def _timed() -> Iterator[list[float]]:
    found: list[float] = []
    start = time.perf_counter()
    yield found
    found.append(time.perf_counter() - start)


# ---- the portal --------------------------------------------------------------------------------------------


def _portal(home: str) -> list[Row]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = {"DJANGO_SETTINGS_MODULE": "knowshow.project.portal.settings", "KNOWSHOW_PORTAL_HOSTS": "127.0.0.1"}
    environment = {**os.environ, **settings, "KNOWSHOW_HOME": home, "DATABASE_URL": ""}
    command = [sys.executable, "-m", "waitress", f"--listen=127.0.0.1:{port}", "knowshow.project.wsgi:application"]
    server = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    try:
        return list(_pages(f"http://127.0.0.1:{port}/rankings/made-up-index/1/"))
    finally:
        server.terminate()
        server.wait()


def _pages(base: str) -> Iterator[Row]:
    _wait(base)
    pages = {"ranking page": "", "company page": "companies/company-3/", "indicator page": "indicators/I4/"}
    for name, address in pages.items():
        times = sorted(_milliseconds(base + address) for _ in range(ROUNDS))
        yield f"{name}, median", statistics.median(times), "ms", None
        bound = 100.0 if name == "ranking page" else None
        yield f"{name}, p95", times[int(len(times) * 0.95) - 1], "ms", bound


def _wait(url: str) -> None:
    for _ in range(100):
        with contextlib.suppress(OSError):
            urllib.request.urlopen(url).read()
            return
        time.sleep(0.1)


def _milliseconds(url: str) -> float:
    start = time.perf_counter()
    with urllib.request.urlopen(url) as answer:
        answer.read()
    return (time.perf_counter() - start) * 1000


if __name__ == "__main__":
    if sys.argv[1:2] == ["fill"]:
        fill(Path(sys.argv[2]))
    else:
        sys.exit(main())
