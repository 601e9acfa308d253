"""The virtual environment: made once, filled from a hashed lock, and left alone until a lock changes.

Nothing is installed that the lock does not name with a hash; the project itself is linked in, not copied.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Self

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "knowshow-installed.json"
_PROGRAMS = VENV / ("Scripts" if os.name == "nt" else "bin")
_SUFFIX = ".exe" if os.name == "nt" else ""
_PINNED = re.compile(r"^[a-z0-9][\w.\[\]-]*==", re.MULTILINE)


def say(text: str) -> None:
    """Tell the person at the terminal what is going on, on standard error."""
    print(f"dev.py: {text}", file=sys.stderr, flush=True)  # noqa: T201 - this is the one place that prints


def program(name: str) -> Path:
    """Return the path of a program installed in the environment."""
    return _PROGRAMS / f"{name}{_SUFFIX}"


def python() -> str:
    """Return the path of the environment's Python."""
    return str(program("python"))


def install(lock: str) -> None:
    """Make the environment hold what ``locks/<lock>.txt`` names; do nothing if it already does.

    The development lock holds everything that the run lock holds, so either satisfies a run.
    """
    wanted = {name: _fingerprint(name) for name in ("run", "dev")}
    found = _recorded()
    if found.get(lock) == wanted[lock] or (lock == "run" and found.get("dev") == wanted["dev"]):
        return
    if not program("python").exists():
        _make()
    pip = _pip()
    STAMP.unlink(missing_ok=True)
    say(f"installing the packages named in locks/{lock}.txt (the first time this takes a minute) ...")
    _install(pip, ["--require-hashes", "--no-deps", "-r", str(ROOT / "locks" / f"{lock}.txt")], f"locks/{lock}.txt")
    _install(pip, ["--no-deps", "--no-build-isolation", "-e", str(ROOT)], "this project")
    STAMP.write_text(json.dumps({lock: wanted[lock]}), encoding="utf-8")


def _fingerprint(lock: str) -> str:
    """Digest what an installation depends on: the lock, the package's description, the Python."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        declared = tomllib.load(file)
    parts = [declared["project"], declared["build-system"], list(sys.version_info[:2]), str(ROOT)]
    digest = hashlib.sha256(json.dumps(parts, sort_keys=True).encode())
    digest.update((ROOT / "locks" / f"{lock}.txt").read_bytes())
    return digest.hexdigest()


def _recorded() -> dict[str, str]:
    if not program("python").exists():
        return {}
    try:
        recorded = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return recorded if isinstance(recorded, dict) else {}


def _make() -> None:
    """Make an empty environment; one without pip needs no more than Python itself, even where Debian splits it."""
    say("making .venv/ ...")
    if VENV.exists():
        shutil.rmtree(VENV)
    made = subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(VENV)], capture_output=True, text=True)
    if made.returncode:
        sys.exit(
            f"dev.py: could not make the virtual environment .venv/: {_last_line(made.stdout + made.stderr)}\n"
            "Check that Python's venv module is there (Debian: apt-get install python3-venv) and run this again."
        )


def _pip() -> list[str]:
    """Return a pip that installs into the environment: its own, this Python's, or a fresh one of its own."""
    own = [python(), "-m", "pip"]
    borrowed = [sys.executable, "-m", "pip", "--python", python()]
    for candidate in (own, borrowed):
        if subprocess.run([*candidate, "--version"], capture_output=True).returncode == 0:
            return candidate
    bundled = subprocess.run([python(), "-m", "ensurepip"], capture_output=True, text=True)
    if bundled.returncode:
        sys.exit(
            "dev.py: there is no pip to install packages with.\n"
            "Install it (Debian: apt-get install python3-pip) and run this again."
        )
    return own


def _install(pip: list[str], arguments: list[str], what: str) -> None:
    options = ["--disable-pip-version-check", "--no-input", "--progress-bar=off"]
    said = []
    command = [*pip, "install", *options, *arguments]
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as running,
        _Progress(arguments) as progress,
    ):
        for line in running.stdout or ():
            said.append(line.rstrip())
            progress.hear(line.strip())
    if running.returncode:
        sys.exit(_explanation(what, [line for line in said if line.strip()]))


class _Progress:
    """Tells how far pip is: one line that moves in a terminal, a line every twenty packages in a log."""

    _EVERY = 20

    def __init__(self, arguments: list[str]) -> None:
        locks = [Path(name) for name in arguments if name.endswith(".txt")]
        self.total = sum(len(_PINNED.findall(lock.read_text(encoding="utf-8"))) for lock in locks)
        self.done = 0
        self.moves = sys.stderr.isatty()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_failure: object) -> None:
        if self.moves:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)  # noqa: T201

    def hear(self, line: str) -> None:
        """Take in a line of pip's."""
        if line.startswith("Installing collected packages"):
            self._tell("all fetched; unpacking ...", is_news=self.total > 0)
        elif line.startswith(("Collecting ", "Processing ")) and self.total:
            self.done += 1
            name = line.split()[1].partition("==")[0].rpartition("/")[2]
            self._tell(f"package {self.done} of {self.total}: {name}", is_news=self.done % self._EVERY == 0)

    def _tell(self, text: str, *, is_news: bool) -> None:
        if self.moves:
            print(f"\r\x1b[Kdev.py: {text}", end="", file=sys.stderr, flush=True)  # noqa: T201
        elif is_news:
            say(text)


def _explanation(what: str, said: list[str]) -> str:
    reasons = [line for line in said if line.startswith("ERROR")] or said[-3:]
    return (
        f"dev.py: pip could not install {what}:\n  "
        + "\n  ".join(reasons)
        + "\nCheck the connection to your package index (pip's own configuration is used) and run this again; "
        "nothing needs to be undone."
    )


def _last_line(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "no reason was given"
