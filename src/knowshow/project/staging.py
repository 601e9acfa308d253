"""The swap at the end of a restore: what was staged takes the place of what was there, wholly, however often cut short.

A restore unpacks into a staging folder inside the data folder and checks everything there. One file, written last,
says that the staging is complete, and what is to be swapped. Before that file exists nothing has changed; after it,
the swap is finished by whoever opens the data folder next.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

STAGED: Final = ".restoring"
DATABASE: Final = "knowshow.sqlite3"
FILES: Final = "files"
KEY: Final = "secret-key"
_JOURNALS: Final = (f"{DATABASE}-wal", f"{DATABASE}-shm")
_PLAN: Final = "complete.json"


def held_by(home: Path) -> list[str]:
    """Return which parts of an organisation's data stand in the folder; empty ones do not count."""
    files = [FILES] if any((home / FILES).glob("*/*")) else []
    return [DATABASE, *files] if _has_tables(home / DATABASE) else files


def _has_tables(path: Path) -> bool:
    """Whether a database file holds anything; one that cannot be read may, so it counts."""
    if not path.exists():
        return False
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as opened:
            return bool(opened.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])
    except sqlite3.Error:
        return True


def begin(home: Path) -> Path:
    """Make an empty staging folder; the rest of a restore that was cut short before it was complete goes away."""
    folder = home / STAGED
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(mode=0o700)
    return folder


def commit(home: Path) -> None:
    """Declare the staging complete. From here on the restore happens, even if this process ends now."""
    folder = home / STAGED
    new = [name for name in (DATABASE, FILES, KEY) if (folder / name).exists()]
    gone = [*new, *(_JOURNALS if DATABASE in new else ())]
    plan = {
        "former": f"before-restore-{datetime.now(UTC):%Y%m%d-%H%M%S}",
        "old": [name for name in gone if (home / name).exists()],
        "new": new,
    }
    draft = folder / f"{_PLAN}.part"
    with draft.open("w", encoding="utf-8") as file:
        json.dump(plan, file)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(folder / _PLAN)


def finish(home: Path) -> Path | None:
    """Swap, if a complete staging waits; return the folder that now holds what was there before."""
    folder = home / STAGED
    if not (folder / _PLAN).exists():
        return None
    plan = json.loads((folder / _PLAN).read_text(encoding="utf-8"))
    former = home / str(plan["former"])
    former.mkdir(mode=0o700, exist_ok=True)
    for name in plan["old"]:
        if not (former / name).exists() and (home / name).exists():
            (home / name).rename(former / name)
    for name in plan["new"]:
        if (folder / name).exists():
            (folder / name).rename(home / name)
    shutil.rmtree(folder)
    if set(plan["old"]) - {KEY}:
        return former
    shutil.rmtree(former)  # a key without data is worth nothing
    return None
