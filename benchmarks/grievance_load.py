"""Reports as people send them: many at once, to a portal of its own, and every acknowledged one read back.

A report is three requests: the form, the words, two words of the receipt retyped. ``p50_s`` and ``p95_s`` are seconds
of all three together; ``posted_p95_s`` is that of the one which is acknowledged. Each person has an address of her own
and a connection of her own, and reads the forms as a browser does. Afterwards each report that was acknowledged is
opened with its receipt and as a member of the intake team, and compared with what was sent: what differs is lost. Some
come back over the web with their receipt. ``cpu_s_each`` is the processor of the portal alone; clients run beside it.

Targets of the issue "A grievance mechanism people can trust", on two cores: none lost, none refused; at 8 senders at
least 20 a second, p95 at most 0.5 s, 0.04 s of the processor each; return at most 0.1 s; start at most 3 s; at most
150 MiB, flat after 10,000 reports (``--long 10000``).

Run: ``python3 dev.py bench grievance_load`` (1, 2, 4, 8 and 32 senders, on both databases), or by itself:
``benchmarks/grievance_load.py --senders 8 --reports 500 --json``.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.reporting.person import Connection, NoAnswerError, Sent, come_back, report, words_of
from tests.reporting.place import Place, Portal, database
from tools import postgres

SENDERS = (1, 2, 4, 8, 32)
REPORTS = 500
RETURNS = 40
#: Bounds at 8 senders; those without a number of senders hold everywhere.
MOST = {"refused": 0, "lost": 0, "return_p95_s": 0.1, "start_s": 3.0, "rss_mib": 150.0}
MOST_AT_8 = {"p95_s": 0.5, "cpu_s_each": 0.04}
LEAST_AT_8 = {"per_second": 20.0}
Figures = dict[str, Any]


def main() -> int:
    """Measure what was asked for; print JSON or a line each; exit 1 if a bound is passed."""
    parser = argparse.ArgumentParser(description="Send reports to a portal of its own, and read them back.")
    parser.add_argument("--senders", type=int, help="how many people write at once")
    parser.add_argument("--reports", type=int, default=REPORTS, help="how many reports in all")
    parser.add_argument("--long", type=int, metavar="N", help="send so many, and show the memory on the way")
    parser.add_argument("--all", action="store_true", help="1, 2, 4, 8 and 32 senders in turn (also without options)")
    parser.add_argument("--database-url", default="", help="PostgreSQL; a database is made beside the one it names")
    parser.add_argument("--postgres", action="store_true", help="PostgreSQL: a cluster of its own, thrown away")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON, one object a line")
    given = parser.parse_args()
    with _databases(given) as addresses:
        found = [
            _figures(name, address, senders, given.long or given.reports, is_long=bool(given.long))
            for name, address in addresses.items()
            for senders in _senders(given)
            if not _say(given, name, senders)
        ]
    for one in found:
        print(json.dumps(one) if given.json else _line(one))
    return int(any(_missed(one) for one in found))


def _say(given: argparse.Namespace, name: str, senders: int) -> None:
    if not given.json:
        print(f"{name}, {senders} at once ...", file=sys.stderr)


def _senders(given: argparse.Namespace) -> tuple[int, ...]:
    if given.senders:
        return (given.senders,)
    return (8,) if given.long else SENDERS


@contextlib.contextmanager
def _databases(given: argparse.Namespace) -> Iterator[dict[str, str]]:
    """Hand out the databases by name: the one that was asked for, or both."""
    wants_all = given.all or not (given.senders or given.long)
    if given.database_url:
        yield {"PostgreSQL": given.database_url}
    elif given.postgres or (wants_all and postgres.is_there()):
        with postgres.cluster() as address:
            yield {"PostgreSQL": address} if given.postgres else {"SQLite": "", "PostgreSQL": address}
    else:
        yield {"SQLite": ""}


def _figures(name: str, given: str, senders: int, reports: int, *, is_long: bool) -> Figures:
    with tempfile.TemporaryDirectory(prefix="knowshow-benchmark-") as folder, database(given) as address:
        place = Place(Path(folder) / "home", address)
        with place.served() as portal:
            crowd = Crowd(portal, senders, reports, is_long=is_long)
            measured = crowd.measured()
        found = place.read_back(crowd.sent)
    lost = {**found["lost"], **found["half"]}
    for reference, said in list(lost.items())[:5]:
        print(f"{reference}: {said}", file=sys.stderr)
    return {
        **measured,
        "lost": len(lost),
        "database": name,
        "senders": senders,
        "load_1m": round(os.getloadavg()[0], 2),
    }


class Crowd:
    """People who write at the same time, until so many reports were sent."""

    def __init__(self, portal: Portal, senders: int, reports: int, *, is_long: bool) -> None:
        self.portal, self.senders, self.is_long = portal, senders, is_long
        self.sent: list[Sent] = []
        self.refused: list[str] = []
        self.memory: list[float] = []
        self._left = iter(range(reports))
        self._guard = threading.Lock()

    def measured(self) -> Figures:
        """Send them all, then let some come back; return the figures."""
        report(Connection(self.portal.address), "The first finds everything cold.")
        before, processor = self.portal.memory_mib(), self.portal.processor_s()
        begun = time.perf_counter()
        self._send()
        wall, spent = time.perf_counter() - begun, self.portal.processor_s() - processor
        returns = [_returned(self.portal, one) for one in self.sent[:: max(1, len(self.sent) // RETURNS)]]
        for said in self.refused[:3]:
            print(said, file=sys.stderr)
        return {
            "accepted": len(self.sent),
            "refused": len(self.refused),
            "lost": 0,
            "per_second": round(len(self.sent) / wall, 2),
            **_spread("", [one.whole_s for one in self.sent]),
            "cpu_s_each": round(spent / max(len(self.sent), 1), 4),
            "rss_mib": round(self.portal.memory_mib("VmHWM"), 1),
            "posted_p95_s": _spread("", [one.posted_s for one in self.sent])["p95_s"],
            "return_p95_s": _spread("", returns)["p95_s"],
            "start_s": round(self.portal.start_s, 2),
            "rss_before_mib": round(before, 1),
            "rss_after_mib": round(self.portal.memory_mib(), 1),
            **({"rss_on_the_way_mib": [round(one, 1) for one in self.memory]} if self.is_long else {}),
        }

    def _send(self) -> None:
        threads = [threading.Thread(target=self._write) for _ in range(self.senders)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _write(self) -> None:
        while (number := self._next()) is not None:
            try:
                sent = report(Connection(self.portal.address), words_of(number))
                assert sent.is_confirmed, "the two words were not taken"
            except (AssertionError, NoAnswerError, KeyError) as error:
                self.refused.append(f"{type(error).__name__}: {error}"[:300])  # counted, never hidden
            else:
                self.sent.append(sent)

    def _next(self) -> int | None:
        with self._guard:
            number = next(self._left, None)
            if self.is_long and number is not None and number % 1000 == 0:
                self.memory.append(self.portal.memory_mib())
            return number


def _returned(portal: Portal, sent: Sent) -> float:
    """Come back with the receipt; seconds until the report was on the page."""
    connection = Connection(portal.address)
    connection.get("/receipt/")
    begun = time.perf_counter()
    page = come_back(connection, sent.reference, sent.words)
    seconds = time.perf_counter() - begun
    assert sent.text.split(":")[0] in page.text, "The report is not on the page that its receipt opens."
    return seconds


def _spread(prefix: str, seconds: list[float]) -> dict[str, float]:
    if not seconds:
        return {f"{prefix}p50_s": 0.0, f"{prefix}p95_s": 0.0}
    ordered = sorted(seconds)
    p95 = ordered[min(len(ordered) - 1, round(0.95 * (len(ordered) - 1)))]
    return {f"{prefix}p50_s": round(statistics.median(ordered), 3), f"{prefix}p95_s": round(p95, 3)}


def _missed(one: Figures) -> list[str]:
    """Return the figures that pass a bound."""
    is_eight = one["senders"] == 8
    most = {**MOST, **(MOST_AT_8 if is_eight else {})}
    least = LEAST_AT_8 if is_eight else {}
    over = [name for name, bound in most.items() if one[name] > bound]
    return over + [name for name, bound in least.items() if one[name] < bound]


def _line(one: Figures) -> str:
    missed = _missed(one)
    shown = " ".join(f"{name} {value}" for name, value in one.items() if name not in {"database", "senders"})
    return (
        f"{one['database']:10} {one['senders']:2} at once: {shown}  {'MISSED ' + ', '.join(missed) if missed else 'ok'}"
    )


if __name__ == "__main__":
    sys.exit(main())
