"""Taking 28,000 answers of 26 companies into the workspace, from the files to the last answer stored.

    .venv/bin/python -m benchmarks.answers_import

On the embedded database, and on PostgreSQL where its server programs are installed: a cluster of its own, thrown away
afterwards. Bound of the issue "One scoring engine": at most 10 s. Beside it stands the same file taken in once more,
into the same edition, which changes nothing.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.scoring import SIZES, write_folder
from tools import postgres

BOUND = 10.0


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
        command = [sys.executable, "-m", "benchmarks.answers_import", home]
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
    from knowshow.benchmarks.models import Answer
    from knowshow.benchmarks.services import imports
    from knowshow.foundation.models import Membership, Organisation, Role, User

    lead = User.objects.create_user("lead@example.org", "only for this benchmark", name="Lead")
    organisation = Organisation.objects.create(name="Example Institute")
    Membership.objects.create(organisation=organisation, user=lead, role=Role.LEAD)
    write_folder(home / "index", SIZES[0])
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
    assert Answer.objects.filter(is_current=True).count() == SIZES[0].answers
    with timed("once more"):
        again = imports.check_folder(actor=lead, organisation=organisation, files=files, edition=run.edition)
        imports.run_import(actor=lead, run=again)
    assert Answer.objects.count() == SIZES[0].answers
    return found


if __name__ == "__main__":
    if sys.argv[1:]:
        print(json.dumps(_measured(Path(sys.argv[1]))))
    else:
        sys.exit(main())
