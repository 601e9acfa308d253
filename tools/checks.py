"""The checks before a push: each runs, whatever the others say, and a table tells which failed."""

from __future__ import annotations

import subprocess
import time

from tools import environment
from tools.environment import ROOT, say

#: Parts whose types are checked; a package enters when its foundations have arrived.
_TYPED = (
    "src/knowshow/canon",
    "src/knowshow/cli/canon.py",
    "src/knowshow/cli/output.py",
    "src/knowshow/cli/ranking.py",
    "src/knowshow/errors.py",
    "src/knowshow/respect/rules",
)
_STYLED = ("src/knowshow/canon", "src/knowshow/cli", "src/knowshow/errors.py", "src/knowshow/respect/rules", "tests", "benchmarks")

CHECKS = {
    "format": ["ruff", "format", "--check", "--quiet", *_STYLED],
    "style": ["ruff", "check", "--quiet", *_STYLED],
    "types": ["mypy", "--no-error-summary", *_TYPED],
    "imports": ["lint-imports", "--config", "importlinter.ini"],
}


def run(_arguments: list[str]) -> int:
    """Run every check; return 1 if one failed."""
    rows = [(name, *_timed(command)) for name, command in CHECKS.items()]
    for name, failed, seconds in rows:
        say(f"{name:8} {'FAILED' if failed else 'passed'}  {seconds:5.1f} s")
    return int(any(failed for _, failed, _ in rows))


def _timed(command: list[str]) -> tuple[bool, float]:
    start = time.monotonic()
    program, *arguments = command
    code = subprocess.call([environment.program(program), *arguments], cwd=ROOT)
    return code != 0, time.monotonic() - start
