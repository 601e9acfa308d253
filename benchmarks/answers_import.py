"""Taking 28,000 answers of 26 companies into the workspace, from the files to the last answer stored.

Every answer has a comment and cites one or two of 600 sources. On the embedded database, and on PostgreSQL where its
server programs are installed: a cluster of its own, thrown away afterwards. Bound of the issue "One scoring engine": at
most 10 s. Beside it stands the same file taken in once more, into the same edition, which changes nothing.
Run: ``python3 dev.py bench answers_import``.
"""

from __future__ import annotations

import contextlib
import csv
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1]))

from scoring import SIZES, write_folder

from tools import postgres

BOUND = 10.0
SOURCES = 600


def main() -> int:
    """Measure on each database in a process of its own, print a table; exit 1 if the bound is passed."""
    is_over = _told("SQLite", "")
    if postgres.is_there():
        with postgres.cluster() as address:
            is_over = _told("PostgreSQL", address) or is_over
    else:
        print("PostgreSQL is not installed here.")
    return int(is_over)


def _told(name: str, address: str) -> bool:
    with tempfile.TemporaryDirectory(prefix="knowshow-benchmark-") as home:
        kept = {"KNOWSHOW_HOME": home, "DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "knowshow.project.settings"}
        command = [sys.executable, __file__, home]
        said = json.loads(subprocess.check_output(command, env={**os.environ, **kept}, text=True))
    whole = said["check"][0] + said["take in"][0]
    for step, (seconds, processor) in said.items():
        print(f"{name:11} {step:12} {seconds:6.2f} s  (processor {processor:5.2f} s)")
    print(f"{name:11} {'whole':12} {whole:6.2f} s   at most {BOUND:g} s: {'yes' if whole <= BOUND else 'NO'}")
    return whole > BOUND


def _measured(home: Path) -> dict[str, tuple[float, float]]:
    """Take the answers in through the services; tell the seconds of each step, and of the processor."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from knowshow.benchmarks.models import Answer, AnswerSource, Source
    from knowshow.benchmarks.services import imports
    from knowshow.foundation.models import Membership, Organisation, Role, User

    lead = User.objects.create_user("lead@example.org", "only for this benchmark", name="Lead")
    organisation = Organisation.objects.create(name="Example Institute")
    Membership.objects.create(organisation=organisation, user=lead, role=Role.LEAD)
    write_folder(home / "index", SIZES[0])
    _cite(home / "index")
    files = {path.name: path.read_bytes() for path in (home / "index").iterdir()}
    found: dict[str, tuple[float, float]] = {}

    @contextlib.contextmanager
    def timed(step: str) -> Iterator[None]:
        wall, processor = time.perf_counter(), time.process_time()
        yield
        found[step] = (time.perf_counter() - wall, time.process_time() - processor)

    with timed("check"):
        run = imports.check_folder(actor=lead, organisation=organisation, files=files)
    with timed("take in"):
        run = imports.run_import(actor=lead, run=run)
    assert run.state == "done", run.problems[:3]
    assert Answer.objects.filter(is_current=True).exclude(comment="").count() == SIZES[0].answers
    cited = AnswerSource.objects.count()
    with timed("once more"):
        again = imports.check_folder(actor=lead, organisation=organisation, files=files, edition=run.edition)
        imports.run_import(actor=lead, run=again)
    assert (Answer.objects.count(), Source.objects.count()) == (SIZES[0].answers, SOURCES)
    assert AnswerSource.objects.count() == cited > SIZES[0].answers
    return found


def _cite(folder: Path) -> None:
    """Give every answer a comment and sources, and write the table of sources."""
    with (folder / "answers.csv").open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    with (folder / "answers.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*head, "comment", "sources"])
        for place, row in enumerate(rows):
            first, second = 1 + place % SOURCES, 1 + place // 7 % SOURCES
            cited = f"{first} p. {place % 40}; {second}" if place % 2 else f"{first} section {place % 9}"
            writer.writerow([*row, f"Found on page {place % 40}, in the part on what {row[1]} says of this.", cited])
    with (folder / "sources.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("number", "title", "url", "document_date", "accessed_on"))
        for number in range(1, SOURCES + 1):
            address = f"https://example.org/{number}"
            writer.writerow((number, f"Document {number}", address, "2026-03-01", "2026-06-15"))


if __name__ == "__main__":
    if sys.argv[1:]:
        print(json.dumps(_measured(Path(sys.argv[1]))))
    else:
        sys.exit(main())
