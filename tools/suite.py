"""The test suite, on both databases: all of it on SQLite, then what touches the database on PostgreSQL.

Each run is shared out among workers, which have a database and a data folder of their own. ``-n0`` runs it in one
process, for a debugger.
"""

from __future__ import annotations

import os
import subprocess

from tools import environment, postgres
from tools.environment import say

_NOTHING_COLLECTED = 5
#: More would wait for each other: tests that serve, or start a browser, keep several processes busy.
_MOST_WORKERS = 4
#: The tests of one file stay together, in their order: they share what is made once for a file.
_SHARED_OUT = ("--dist=loadfile", "--no-loadscope-reorder")


def run(arguments: list[str]) -> int:
    """Run the tests twice and return 1 if either run failed."""
    strict = bool(os.environ.get("CI")) or "--strict-skips" in arguments
    say("tests on SQLite")
    codes = [_pytest(arguments, {"DATABASE_URL": ""})]
    if not _touches_database():
        return int(any(codes))
    if not postgres.is_there():
        say("PostgreSQL is not here: the second run is skipped (see above how to get it).")
        return int(strict or bool(codes[0]))
    say("database tests on a throw-away PostgreSQL cluster")
    try:
        with postgres.cluster() as address:
            code = _pytest([*arguments, "--database-only"], {"DATABASE_URL": address})
    except postgres.PostgresError as error:
        say(f"PostgreSQL could not be used: {error}")
        return 1
    codes.append(0 if code == _NOTHING_COLLECTED and arguments else code)
    return int(any(codes))


def _pytest(arguments: list[str], settings: dict[str, str]) -> int:
    command = [environment.python(), "-m", "pytest", *_workers(arguments), *arguments]
    return subprocess.call(command, cwd=environment.ROOT, env={**os.environ, **settings})


def _workers(arguments: list[str]) -> list[str]:
    """Share the tests out among the processor's cores; one file is run faster by this process than by others."""
    number = min(os.cpu_count() or 1, _MOST_WORKERS)
    if number == 1 or sum(".py" in argument for argument in arguments) == 1:
        return []
    return [f"--numprocesses={number}", *_SHARED_OUT]


def _touches_database() -> bool:
    """Whether any test asks for the database: without one, a second run would have nothing to do."""
    return any(
        "django_db" in path.read_text(encoding="utf-8") for path in (environment.ROOT / "tests").rglob("test_*.py")
    )
