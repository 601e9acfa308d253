"""One server for one data folder: who holds it says where it serves; the system lets go of it when it ends."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from knowshow.errors import OperationError


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs: what it is, its process and its address; and that of the portal, where it serves one."""

    kind: str
    pid: int
    address: str
    portal: str = ""


@contextlib.contextmanager
def held(folder: Path, kind: str) -> Iterator[None]:
    """Hold the data folder for as long as the block runs. Refuses one that another server holds."""
    path = folder / "server.lock"
    path.touch(mode=0o600)
    with path.open("a+") as lock:
        if not _try_lock(lock):
            raise OperationError(_taken(folder, kind))
        try:
            yield
        finally:
            (folder / "server.json").unlink(missing_ok=True)


def announce(folder: Path, server: Server) -> None:
    """Write down what serves this data folder."""
    draft = folder / f"server.json.{server.pid}"
    draft.write_text(json.dumps(asdict(server)), encoding="utf-8")
    draft.replace(folder / "server.json")


def found(folder: Path) -> Server | None:
    """Return what serves this data folder at the moment; ``None`` when nothing does."""
    path = folder / "server.lock"
    if not path.exists():
        return None
    with path.open("a+") as lock:
        if _try_lock(lock):
            return None
    try:
        return Server(**json.loads((folder / "server.json").read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return Server("server", 0, "")


def _taken(folder: Path, kind: str) -> str:
    server = found(folder)
    what = "A demo" if server and server.kind == "demo" else "A server"
    where = f" at {server.address} (process {server.pid})" if server and server.address else ""
    todo = "Use it, or stop it first" if kind in {"demo", "server"} else "Stop it first"
    return f"{what} is running on {folder}{where}. {todo}."


def _try_lock(lock: IO[str]) -> bool:
    """Take the lock if nobody has it; closing the file gives it back."""
    try:
        if os.name == "nt":
            import msvcrt

            lock.seek(0)
            msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            import fcntl

            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
