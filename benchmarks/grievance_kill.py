"""The portal is killed (``kill -9``) at random moments while 8 people write, 200 times, and started again each time.

Every report that was acknowledged is there afterwards and opens, with its receipt and for the intake team; no report,
acknowledged or not, is half there: none without its entry, its keys, its stage, none with a file that is cut.
Run: ``python3 dev.py bench grievance_kill``, or ``benchmarks/grievance_kill.py --times 200 --postgres``.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.reporting.killing import Killed
from tests.reporting.place import Place, database
from tools import postgres


def main() -> int:
    """Kill it as often as was asked for; print what was found; exit 1 if anything is lost or half there."""
    parser = argparse.ArgumentParser(description="Kill the portal while people write.")
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--senders", type=int, default=8)
    parser.add_argument("--database-url", default="", help="PostgreSQL; a database is made beside the one it names")
    parser.add_argument("--postgres", action="store_true", help="PostgreSQL: a cluster of its own, thrown away")
    given = parser.parse_args()
    with (
        _address(given) as named,
        tempfile.TemporaryDirectory(prefix="knowshow-benchmark-") as folder,
        database(named) as address,
    ):
        killed = Killed(Place(Path(folder) / "home", address), times=given.times, senders=given.senders)
        found = killed.found()
    print(
        json.dumps(
            {
                "database": "PostgreSQL" if named else "SQLite",
                "killed": given.times,
                "acknowledged": len(killed.sent),
                "unanswered": killed.unanswered,
                "refused": len(killed.refused),
                "cases": found["cases"],
                "lost": len(found["lost"]),
                "half": len(found["half"]),
            }
        )
    )
    for said in [*killed.refused[:3], *list(found["lost"].items())[:5], *list(found["half"].items())[:5]]:
        print(said, file=sys.stderr)
    return int(bool(found["lost"] or found["half"] or killed.refused))


@contextlib.contextmanager
def _address(given: argparse.Namespace) -> Iterator[str]:
    if given.postgres:
        with postgres.cluster() as address:
            yield address
    else:
        yield given.database_url


if __name__ == "__main__":
    sys.exit(main())
