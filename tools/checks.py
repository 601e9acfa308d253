"""The checks before a push: each runs, whatever the others say, and a table tells which failed.

Name some to run only those: ``python3 dev.py check style types``.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

from tools import environment
from tools.environment import ROOT, say

_OURS = ("src", "tests", "benchmarks", "tools", "dev.py")

#: Each check: its name, and the program of the environment with its arguments.
CHECKS = {
    "format": ["ruff", "format", "--check", "--quiet", *_OURS],
    "style": ["ruff", "check", "--quiet", *_OURS],
    "templates": ["djlint", "--lint", "--quiet", "src"],
    "types": ["mypy", "--no-error-summary"],
    "imports": ["lint-imports", "--config", "importlinter.ini"],
    "canon": ["knowshow", "canon", "check"],
    "migrations": ["python", "-m", "django", "makemigrations", "--check", "--dry-run"],
    "documentation": ["python", "-m", "tests.contracts.reference"],
    "catalogues": ["python", "-m", "tools.catalogues", "check"],
}


@dataclass(frozen=True, slots=True)
class Result:
    """How one check ended, with what it printed."""

    name: str
    failed: bool
    seconds: float
    output: str


def run(arguments: list[str]) -> int:
    """Run the named checks, or all; print what failed, then the table. Return 1 if one failed, 2 for a wrong name."""
    unknown = [name for name in arguments if name not in CHECKS]
    if unknown:
        say(f"There is no check {', '.join(unknown)}. There are: {', '.join(CHECKS)}.")
        return 2
    with _own_data_folder() as settings, ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        results = list(pool.map(lambda name: _result(name, settings), arguments or CHECKS))
    for result in results:
        if result.failed:
            say(f"{result.name}:\n{result.output.strip()}\n")
    for result in results:
        say(f"{result.name:14} {'FAILED' if result.failed else 'passed'}  {result.seconds:5.1f} s")
    return int(any(result.failed for result in results))


@contextmanager
def _own_data_folder() -> Iterator[dict[str, str]]:
    """Keep the checks away from the data of whoever runs them."""
    with tempfile.TemporaryDirectory(prefix="knowshow-checks-") as folder:
        own = {"KNOWSHOW_HOME": folder, "DATABASE_URL": "", "DJANGO_SETTINGS_MODULE": "knowshow.project.settings"}
        yield {**os.environ, **own}


def _result(name: str, settings: dict[str, str]) -> Result:
    program, *arguments = CHECKS[name]
    start = time.monotonic()
    done = subprocess.run(
        [environment.program(program), *arguments], cwd=ROOT, env=settings, capture_output=True, text=True
    )
    return Result(name, done.returncode != 0, time.monotonic() - start, done.stdout + done.stderr)


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
