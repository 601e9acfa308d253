"""A throw-away PostgreSQL cluster: made in a temporary folder, bound to loopback, gone afterwards."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_NAME = "knowshow"
_FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=40"


class PostgresError(Exception):
    """A cluster could not be made or started."""


def is_there() -> bool:
    """Tell whether this machine has PostgreSQL's server programs."""
    return _programs() is not None


@contextlib.contextmanager
def cluster() -> Iterator[str]:
    """Make and start a cluster, hand out its address as DATABASE_URL, and remove it whatever happens."""
    programs = _programs()
    if programs is None:
        raise PostgresError("PostgreSQL's server programs are not installed.")
    folder = Path(tempfile.mkdtemp(prefix="knowshow-pg-", dir="/tmp" if os.name == "posix" else None))  # noqa: S108 - a short, reachable path
    try:
        if _must_drop_root():
            shutil.chown(folder, _other_owner(), None)
        with _started(programs, folder) as address:
            yield address
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _started(programs: Path, folder: Path) -> Iterator[str]:
    password, port, data = secrets.token_urlsafe(16), _free_port(), folder / "data"
    secret = folder / "password"
    secret.write_text(password, encoding="utf-8")
    if _must_drop_root():
        shutil.chown(secret, _other_owner(), None)
    _call(programs / "initdb", "-D", data, "-U", _NAME, f"--pwfile={secret}", "-A", "scram-sha-256", "-E", "UTF8",
          "--locale=C", "--no-sync", cwd=folder)  # fmt: skip
    secret.unlink()
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' {_FAST}"
    _call(programs / "pg_ctl", "-D", data, "-l", folder / "log", "-w", "-o", options, "start", cwd=folder)
    try:
        yield f"postgresql://{_NAME}:{password}@127.0.0.1:{port}/postgres"
    finally:
        _call(programs / "pg_ctl", "-D", data, "-m", "immediate", "stop", cwd=folder)


def _call(*command: object, cwd: Path) -> None:
    """Run one of PostgreSQL's programs as somebody who is not root, who may not run it."""
    owner: dict[str, Any] = {}  # subprocess types these three apart
    if _must_drop_root():
        owner = {"user": _other_owner(), "group": _group_of(_other_owner()), "extra_groups": []}
    # The server outlives pg_ctl and would hold a pipe open, so the output goes to a file.
    with tempfile.TemporaryFile("w+") as said:
        done = subprocess.run([str(part) for part in command], stdout=said, stderr=said, cwd=cwd, **owner)
        if done.returncode:
            said.seek(0)
            raise PostgresError(f"{Path(str(command[0])).name} failed: {said.read().strip()[-500:]}")


def _programs() -> Path | None:
    """Find the folder of PostgreSQL's server programs; Debian keeps them out of the search path."""
    folders = [Path(found).resolve().parent] if (found := shutil.which("initdb")) else []
    for pattern in ("usr/lib/postgresql/*/bin", "opt/homebrew/opt/postgresql*/bin", "usr/local/opt/postgresql*/bin"):
        folders += sorted(Path("/").glob(pattern), key=_version, reverse=True)
    return next((folder for folder in folders if shutil.which("initdb", path=folder)), None)


def _version(folder: Path) -> int:
    return int((re.findall(r"\d+", str(folder)) or ["0"])[0])


def _must_drop_root() -> bool:
    return os.name == "posix" and os.geteuid() == 0


def _other_owner() -> str:
    import pwd

    names = {entry.pw_name for entry in pwd.getpwall()}
    return _POSTGRES if _POSTGRES in names else "nobody"


def _group_of(owner: str) -> int:
    import pwd

    return pwd.getpwnam(owner).pw_gid


_POSTGRES = "postgres"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
