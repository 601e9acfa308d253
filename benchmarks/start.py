"""From ``dev.py run`` to the first page: on a bare machine, and at a later start; and what the processes hold.

Targets: at most 90 s, then at most 3 s, at most 150 MiB a worker. It copies the working tree to a temporary folder,
with a home folder of its own, so that nothing here is reused. Run: ``python3 dev.py bench start``.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.cli.running import Browser  # noqa: E402

LATER_STARTS = 5
PAGES = 120
DRAWING = "background worker, drawing"
_OURS = ("KNOWSHOW_", "DATABASE_URL", "VIRTUAL_ENV", "XDG_", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE")


class Started:
    """A demo that serves, and how long that took from the command to the first page."""

    def __init__(self, tree: Path, home: Path) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
        python = getattr(sys, "_base_executable", sys.executable)
        begun = time.perf_counter()
        self.process = subprocess.Popen(
            [python, "dev.py", "run", "--json", "--port", "0"],
            cwd=tree,
            env={**kept, "HOME": str(home)},
            stdout=subprocess.PIPE,
            text=True,
        )
        self.said = json.loads(self._answer())
        self.fetch()
        self.seconds = time.perf_counter() - begun

    def _answer(self) -> str:
        lines = []
        for line in self.process.stdout or ():
            lines.append(line)
            if line.rstrip() == "}":
                return "".join(lines)
        sys.exit("The demo did not start; its messages stand above.")

    def fetch(self) -> None:
        """Get the first page."""
        with urllib.request.urlopen(self.said["address"], timeout=60) as answer:
            answer.read()

    def memory(self) -> dict[str, int]:
        """Tell the MiB that the processes held at most while somebody looked round, and the worker at rest after it."""
        peaks: dict[str, int] = {}
        for _page in self._pages():
            for name, mib in self._held("VmHWM").items():
                peaks[name] = max(mib, peaks.get(name, 0))
        return {
            "web server, at most": peaks["web"],
            DRAWING: peaks["worker"],
            "background worker, at rest": self._at_rest(),
        }

    def _at_rest(self) -> int:
        """Wait until the figures of the examples are drawn, when a fresh worker has taken the place of the full one."""
        until = time.monotonic() + 60
        while (held := self._held("VmRSS").get("worker", 0)) > 150 and time.monotonic() < until:
            time.sleep(1)
        return held

    def _held(self, kind: str) -> dict[str, int]:
        pid = self.said["pid"]
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return {_name(int(child)): _mib(int(child), kind) for child in children}

    def _pages(self) -> Iterator[str]:
        """Sign in and follow links, each once, as somebody who looks round."""
        browser = Browser(self.said["address"])
        _where, page = browser.sign_in(self.said["people"][0]["email"], self.said["password"])
        seen, waiting = {"/"}, _links(page)
        while waiting and len(seen) < PAGES:
            if (path := waiting.pop(0)) not in seen:
                seen.add(path)
                waiting += _links(browser.get(path)[1])
                yield path

    def stop(self) -> None:
        """End it as a person would."""
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)


def _links(page: str) -> list[str]:
    return [path for path in re.findall(r'href="(/[^"#?]*)"', page) if not path.startswith(("/static/", "/account/"))]


def _name(pid: int) -> str:
    words = Path(f"/proc/{pid}/cmdline").read_text().split("\0")
    return next((word.rpartition(".")[2] for word in words if word.startswith("knowshow.project.")), str(pid))


def _mib(pid: int, kind: str) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next((int(line.split()[1]) // 1024 for line in lines if line.startswith(kind)), 0)


def _copy(tree: Path) -> None:
    """Copy what a clone would hold, as it stands in the working tree."""
    listed = subprocess.check_output(["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, text=True)
    for name in filter(None, listed.split("\0")):
        source, target = ROOT / name, tree / name
        if source.is_symlink() or source.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target, follow_symlinks=False)


def main() -> None:
    """Start in a fresh copy, then again and again; print the seconds and the memory."""
    with tempfile.TemporaryDirectory(prefix="knowshow-start-") as folder:
        tree, home = Path(folder) / "tree", Path(folder) / "home"
        home.mkdir()
        _copy(tree)
        first = Started(tree, home)
        memory = first.memory() if Path("/proc/self/status").exists() else {}
        first.stop()
        later = []
        for _ in range(LATER_STARTS):
            started = Started(tree, home)
            later.append(started.seconds)
            started.stop()
    print(f"first start, bare machine   {first.seconds:6.1f} s   (target 90)")
    usual, worst = statistics.median(later), max(later)
    print(f"later start, median of {LATER_STARTS}    {usual:6.2f} s   (target 3; worst {worst:.2f} s)")
    for name, mib in memory.items():
        print(f"{name:28} {mib:5} MiB{'' if name == DRAWING else ' (target 150)'}")
    missed = first.seconds > 90 or usual > 3 or any(mib > 150 for name, mib in memory.items() if name != DRAWING)
    sys.exit(int(missed))


if __name__ == "__main__":
    main()
