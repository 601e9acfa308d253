"""A published ranking of 26 companies with 28,000 answers, and one of 14 by 58 indicators: every page of the portal.

The server is the portal's own process on the embedded database in a temporary folder; pages are asked for over HTTP by
nobody in particular, the charts drawn. Bound of the issue "One scoring engine": p95 of the ranking page at most 100 ms.
Run: ``python3 dev.py bench ranking_page``.
"""

from __future__ import annotations

import contextlib
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from scoring import INDICATORS, Size, write_folder

SIZES = (Size("26 companies, 28,000 answers", 26, 28_000, 0, 0), Size("14 companies, 15,000 answers", 14, 15_000, 0, 0))
ROUNDS = 60
DOWNLOADS = 20
BOUND = 100.0
Measured = list[tuple[str, float, str, float | None]]


def main() -> int:
    """Publish, measure, print a table; exit 1 if a bound is passed."""
    with tempfile.TemporaryDirectory(prefix="knowshow-benchmark-") as home:
        os.environ.update(
            KNOWSHOW_HOME=home,
            DATABASE_URL="",
            DJANGO_SETTINGS_MODULE="knowshow.project.settings",
            KNOWSHOW_PORTAL_HOSTS="127.0.0.1",
        )
        measured = _build(Path(home)) + _serve()
    width = max(len(name) for name, *_ in measured)
    for name, value, unit, bound in measured:
        verdict = "" if bound is None else f"  at most {bound:g} {unit}: {'yes' if value <= bound else 'NO'}"
        print(f"{name:{width}}  {value:8.1f} {unit}{verdict}")
    return int(any(bound is not None and value > bound for _name, value, _unit, bound in measured))


def _build(home: Path) -> Measured:
    """Take both indices in through the services, publish them, draw their charts; time each."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from knowshow.benchmarks.reports import stored
    from knowshow.benchmarks.services import imports, publications
    from knowshow.foundation.models import Membership, Organisation, Role, User

    lead = User.objects.create_user("lead@example.org", "only for this benchmark", name="Lead")
    organisation = Organisation.objects.create(name="Example Institute")
    Membership.objects.create(organisation=organisation, user=lead, role=Role.LEAD)
    measured: Measured = []
    for size in SIZES:
        folder = home / f"index-{size.companies}"
        write_folder(folder, size)
        files = {path.name: path.read_bytes() for path in folder.iterdir()}
        run = imports.check_folder(actor=lead, organisation=organisation, files=files, title=f"Index {size.companies}")
        edition = imports.run_import(actor=lead, run=run).edition
        assert edition is not None
        edition.refresh_from_db()
        start = time.perf_counter()
        made = publications.publish_edition(
            actor=lead, edition=edition, revision=edition.revision, unfinished_reason="A benchmark."
        )
        measured.append((f"publish {size.name}", time.perf_counter() - start, "s", None))
        start = time.perf_counter()
        stored.draw(made.pk)
        measured.append((f"draw {size.name}", time.perf_counter() - start, "s", None))
    return measured


def _serve() -> Measured:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "knowshow.project.web",
        "portal",
        "--listen",
        f"127.0.0.1:{port}",
        "--threads",
        "4",
    ]
    server = subprocess.Popen(command, stdin=subprocess.PIPE)
    try:
        return _measured(f"http://127.0.0.1:{port}/rankings/", server.pid)
    finally:
        server.terminate()
        server.wait()


def _measured(base: str, pid: int) -> Measured:
    _wait(base)
    chance = random.Random(3)
    rows: Measured = []
    for size in SIZES:
        for name, path in _pages(size, chance).items():
            url = f"{base}index-{size.companies}/1/"
            is_download = "download" in name
            rounds = DOWNLOADS if is_download else ROUNDS
            before = _processor(pid)
            times = sorted(_timed(url + path()) for _ in range(rounds))
            spent = (_processor(pid) - before) / rounds * 1000
            title = f"{size.companies} companies, {name}"
            rows.append((f"{title}, processor of the portal", spent, "ms", None))
            rows.append((f"{title}, median", statistics.median(times), "ms", None))
            rows.append((f"{title}, p95", times[int(len(times) * 0.95) - 1], "ms", None if is_download else BOUND))
    times = sorted(_timed(base) for _ in range(ROUNDS))
    rows.append(("list of rankings, p95", times[int(len(times) * 0.95) - 1], "ms", BOUND))
    rows.append(("memory of the portal", _memory(pid), "MiB", 150.0))
    return rows


def _pages(size: Size, chance: random.Random) -> dict[str, Callable[[], str]]:
    """Return the pages, each with an address that differs from one request to the next where it can."""

    def company() -> str:
        return f"companies/company-{chance.randrange(size.companies)}/"

    def node() -> str:
        return f"I{chance.randrange(INDICATORS)}/"

    return {
        "ranking": lambda: "",
        "companies": lambda: "companies/",
        "one company": company,
        "one company on one indicator": lambda: company() + node(),
        "indicators": lambda: "indicators/",
        "one indicator": lambda: "indicators/" + node(),
        "shares of answers": lambda: "answers/",
        "methodology": lambda: "methodology/",
        "data": lambda: "data/",
        "download of all answers": lambda: "data/answers.csv",
        "download to recompute": lambda: "recompute.zip",
    }


def _wait(url: str) -> float:
    for _ in range(200):
        with contextlib.suppress(OSError):
            return _timed(url)
        time.sleep(0.1)
    sys.exit("The portal did not start.")


def _timed(url: str) -> float:
    start = time.perf_counter()
    with urllib.request.urlopen(url, timeout=60) as answer:
        answer.read()
    return (time.perf_counter() - start) * 1000


def _processor(pid: int) -> float:
    """Return the seconds of the processor that a process has used: on a busy machine, the steadier measure."""
    if not (path := Path(f"/proc/{pid}/stat")).exists():
        return 0.0
    words = path.read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


def _memory(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    peak = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(peak.split()[1]) / 1024


if __name__ == "__main__":
    sys.exit(main())
