#!/usr/bin/env python3
"""The one entry for developers: ``run``, ``test``, ``check``, ``docs``, ``lock`` and ``bench``.

It needs Python 3.11 and nothing else: packages come from the hashed locks into ``.venv/``, and a second start
skips that work. The Makefile only repeats what stands here.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
sys.path.insert(0, str(ROOT))

if sys.version_info < (3, 11):
    sys.exit("Knowshow needs Python 3.11 or newer. Install it, then run this command with that Python.")


def run(arguments: list[str]) -> int:
    """Install what the product needs, then serve the demo."""
    from tools import environment

    environment.install("run")
    return _become([str(environment.program("knowshow")), "demo", *arguments])


def test(arguments: list[str]) -> int:
    """Install what the tests need, then run them on SQLite and again on PostgreSQL."""
    from tools import environment, programs, suite

    environment.install("dev")
    programs.install()
    return suite.run(arguments)


def check(arguments: list[str]) -> int:
    """Look at format, style, templates, types, imports, canon, migrations and documentation."""
    from tools import checks, environment

    environment.install("dev")
    return checks.run(arguments)


def docs(_arguments: list[str]) -> int:
    """Write what is made from other files: the reference pages, the portal's style sheet and its translations."""
    from tools import environment, stylesheets

    environment.install("dev")
    stylesheets.write()
    subprocess.check_call([environment.python(), "-m", "tools.catalogues", "write"], cwd=ROOT)
    return subprocess.call([environment.python(), "-m", "tests.contracts.reference", "--write"], cwd=ROOT)


def lock(_arguments: list[str]) -> int:
    """Resolve the dependencies again, for all platforms, with hashes and without addresses."""
    from tools import environment, locks

    environment.install("dev")
    return locks.write()


def bench(arguments: list[str]) -> int:
    """Run the measurements in ``benchmarks/``, or the named ones."""
    from tools import environment

    environment.install("dev")
    folder = ROOT / "benchmarks"
    known = sorted(path.stem for path in folder.glob("*.py") if not path.name.startswith("_"))
    unknown = [name for name in arguments if name not in known]
    if unknown:
        print(f"There is no benchmark {', '.join(unknown)}. There are: {', '.join(known)}.", file=sys.stderr)
        return 2
    codes = [subprocess.call([environment.python(), folder / f"{name}.py"], cwd=ROOT) for name in arguments or known]
    return int(any(codes))


COMMANDS = {command.__name__: command for command in (run, test, check, docs, lock, bench)}


def main() -> int:
    """Find the command and hand it the rest of the line."""
    listing = "\n".join(f"  {name:6} {command.__doc__}" for name, command in COMMANDS.items())
    parser = argparse.ArgumentParser(
        prog="python3 dev.py", epilog=f"commands:\n{listing}", formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("command", choices=COMMANDS, metavar="command", help="one of the commands below")
    parser.add_argument("arguments", nargs=argparse.REMAINDER, help="passed on as they are")
    chosen = parser.parse_args()
    signal.signal(signal.SIGTERM, _leave)
    return COMMANDS[chosen.command](chosen.arguments)


def _leave(number: int, _frame: object) -> None:
    """Turn a polite kill into an exit, so that clean-up runs."""
    sys.exit(128 + number)


def _become(command: list[str]) -> int:
    """Replace this process where the system can, so that signals reach the servers."""
    if os.name == "posix":
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os.execv(command[0], command)  # noqa: S606 - the program we installed, with the caller's own arguments
    try:
        return subprocess.call(command)
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
