"""``knowshow score`` on a made-up index, whole process: 26 companies with 28,000 answers, 1,000 with a million.

The index is invented here and always the same: 335 elements in 58 indicators and 12 families, companies with a head
office, a branch and services of which some combine first. Targets: at most 1 s for the small one; at most 10 s and
1 GB for the large one. The bare start of the command stands beside it.
Run: ``python3 dev.py bench scoring``.
"""

from __future__ import annotations

import csv
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ELEMENTS, INDICATORS, FAMILIES, CATEGORIES = 335, 58, 12, 3
LABELS = ("yes", "partly", "no", "not said", "n/a")
#: Each role with how many subjects of it a company has.
PARTS = (("office", 1), ("branch", 1), ("contract", 2), ("service", 5))
RUNS = 3


@dataclass(frozen=True)
class Size:
    """How much is scored, and what it may cost."""

    name: str
    companies: int
    answers: int
    seconds: float
    bytes: float


SIZES = (
    Size("26 companies, 28,000 answers", 26, 28_000, 1.0, 1e9),
    Size("1,000 companies, 1,000,000 answers", 1_000, 1_000_000, 10.0, 1e9),
)


def methodology() -> dict[str, object]:
    """Return the made-up index."""
    return {
        "knowshow": "methodology/1",
        "id": "made-up",
        "title": "A made-up index",
        "scales": {"plain": dict(zip(LABELS, (100, 50, 0, 0, None), strict=True))},
        "default_scale": "plain",
        "roles": [role for role, _ in PARTS],
        "composites": {
            "office": {"of": [{"role": "office"}]},
            "branch": {"of": [{"role": "branch"}]},
            "contracts": {"of": [{"role": "contract"}]},
            "services": {"of": [{"composite": "contracts"}, {"each": "service"}]},
        },
        "scopes": {"whole": ["office", "branch", "services"], "services": ["services"]},
        "ops": {"subject": "mean", "total": {"op": "mean", "over": "tops"}},
        "ranking": {"within": "company_type"},
        "nodes": [*groups(), *elements()],
    }


def groups() -> Iterator[dict[str, object]]:
    """Yield categories, families and indicators; half of the indicators belong to no family."""
    for number in range(CATEGORIES):
        yield {"id": f"C{number}", "kind": "category"}
    for number in range(FAMILIES):
        yield {"id": f"F{number}", "kind": "family", "parent": f"C{number % CATEGORIES}"}
    for number in range(INDICATORS):
        parent = f"F{number // 2 % FAMILIES}" if number % 2 else f"C{number % CATEGORIES}"
        scope = "whole" if number % 4 == 0 else "services"
        yield {"id": f"I{number}", "kind": "indicator", "parent": parent, "scope": scope}


def elements() -> Iterator[dict[str, object]]:
    """Yield the elements, spread over the indicators."""
    for number in range(ELEMENTS):
        yield {"id": f"E{number}", "kind": "element", "parent": f"I{number % INDICATORS}"}


def subjects(company: int) -> Iterator[tuple[str, str]]:
    """Yield the subjects of a company with their roles."""
    for role, count in PARTS:
        for number in range(count):
            yield f"{role} {number + 1} of {company}", role


def cells(company: int) -> Iterator[tuple[str, int]]:
    """Yield each question that is asked of each subject."""
    for subject, role in subjects(company):
        for number in range(ELEMENTS):
            if role in {"contract", "service"} or number % INDICATORS % 4 == 0:
                yield subject, number


def write_folder(folder: Path, size: Size) -> None:
    """Write the index with as many answers as the size says, spread evenly over the companies."""
    folder.mkdir()
    (folder / "methodology.json").write_text(json.dumps(methodology()), encoding="utf-8")
    with (folder / "subjects.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("company", "company_label", "company_type", "subject", "role", "service_class"))
        for one in range(size.companies):
            kind = ("maker", "carrier")[one % 2]
            writer.writerows((f"company-{one}", f"Company {one}", kind, *subject, "") for subject in subjects(one))
    with (folder / "answers.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("company", "subject", "indicator", "element", "component", "answer"))
        writer.writerows(answers(size))


def answers(size: Size) -> Iterator[tuple[str, ...]]:
    """Yield the rows of answers: always the same ones."""
    state = 1
    for one in range(size.companies):
        wanted = size.answers * (one + 1) // size.companies - size.answers * one // size.companies
        for _, (subject, number) in zip(range(wanted), cells(one), strict=False):
            state = (state * 1103515245 + 12345) % 2**31
            label = LABELS[(state >> 16) % len(LABELS)]
            yield f"company-{one}", subject, f"I{number % INDICATORS}", f"E{number}", "", label


def run(command: list[str]) -> tuple[float, float, float]:
    """Run a whole process; return its seconds, those of the processor, and its peak in bytes."""
    start = time.perf_counter()
    pid = os.posix_spawn(
        command[0], command, os.environ, file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    )
    _, status, usage = os.wait4(pid, 0)
    seconds = time.perf_counter() - start
    if status:
        raise subprocess.CalledProcessError(status, command)
    return seconds, usage.ru_utime + usage.ru_stime, _peak(usage)


def _peak(usage: resource.struct_rusage) -> float:
    return float(usage.ru_maxrss) * (1 if sys.platform == "darwin" else 1024)


def main() -> int:
    """Print figures and ratios; exit 1 if a limit is passed."""
    command = [sys.executable, "-m", "knowshow.cli.main"]
    run([*command, "--version"])  # the first run compiles what the others find
    bare = statistics.median(run([*command, "--version"])[0] for _ in range(RUNS))
    print(f"{'bare start':<38}{bare:6.2f} s")
    is_over = False
    with tempfile.TemporaryDirectory() as home:
        for number, size in enumerate(SIZES):
            folder = Path(home) / str(number)
            write_folder(folder, size)
            found = [run([*command, "score", str(folder)]) for _ in range(RUNS)]
            seconds, processor = (statistics.median(one[place] for one in found) for place in (0, 1))
            peak = max(one[2] for one in found)
            figures = f"{seconds:6.2f} s (processor {processor:5.2f} s) {peak / 1e6:6.0f} MB"
            print(f"{size.name:<38}{figures}   score / bare start {seconds / bare:6.1f}")
            is_over = is_over or seconds > size.seconds or peak > size.bytes
    return int(is_over)


if __name__ == "__main__":
    sys.exit(main())
