"""The locks: every package with its hashes, for all platforms, none younger than a week, no address of a registry."""

from __future__ import annotations

import re
import subprocess
import tomllib
from datetime import UTC, datetime, timedelta

from tools import environment
from tools.environment import ROOT, say

_COOL_OFF = timedelta(days=7)
_ADDRESS = re.compile(r"https?://|file:|^-|@ ", re.MULTILINE)
_OPTIONS = (
    "--extra=postgres", "--universal", "--generate-hashes", "--no-emit-index-url", "--no-header", "--quiet",
    "--python-version=3.11",
)  # fmt: skip


def write() -> int:
    """Resolve both locks, and write neither if one of them failed or names an address."""
    resolved = {name: _resolve(name) for name in ("dev", "run")}
    if None in resolved.values():
        return 1
    for name, text in resolved.items():
        (ROOT / "locks" / f"{name}.txt").write_text(str(text), encoding="utf-8")
    say("wrote locks/run.txt and locks/dev.txt")
    return 0


def _resolve(name: str) -> str | None:
    """Resolve one lock; the build backend is part of it, so that nothing is fetched without a hash."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        backend = "\n".join(tomllib.load(file)["build-system"]["requires"])
    until = (datetime.now(UTC) - _COOL_OFF).date().isoformat()
    groups = ["--group=dev"] if name == "dev" else []
    command = [environment.program("uv"), "pip", "compile", "pyproject.toml", "-", *groups, *_OPTIONS]
    done = subprocess.run(
        [*command, f"--exclude-newer={until}"], cwd=ROOT, input=backend, capture_output=True, text=True
    )
    if done.returncode:
        say(f"uv could not resolve locks/{name}.txt: {done.stderr.strip()}")
        return None
    if found := _ADDRESS.search(done.stdout):
        line = done.stdout[: found.start()].count("\n") + 1
        say(f"locks/{name}.txt would name an address in line {line}; nothing was written.")
        return None
    return done.stdout
