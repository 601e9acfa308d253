"""Put a backup back: checked to the last byte beside what is there, then swapped in, wholly or not at all."""

from __future__ import annotations

import hashlib
import re
import shutil
import sqlite3
import zipfile
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

import msgspec

from knowshow.errors import BadInputError, OperationError, Place, UnreadableFileError
from knowshow.project import backups, database, environment, running, staging
from knowshow.project.backups import DUMP, MANIFEST, Manifest, Member

_LARGEST_MANIFEST: Final = 64 * 1024 * 1024
_CHUNK = 1024 * 1024
_PART = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*")


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back, and where the former data are kept."""

    manifest: Manifest
    former: Path | None


def read_manifest(archive: Path) -> Manifest:
    """Return what a backup says of itself. Refuses a file that is none, or that this version cannot take."""
    try:
        with zipfile.ZipFile(archive) as opened:
            return _manifest(opened, archive)
    except FileNotFoundError:
        raise BadInputError("There is no such file.", place=Place(str(archive))) from None
    except (OSError, zipfile.BadZipFile, KeyError, msgspec.MsgspecError, NotImplementedError) as error:
        raise UnreadableFileError(
            "This is not a backup of Knowshow, or it is damaged.",
            place=Place(str(archive)),
            remedy="Take another one. Nothing was changed.",
        ) from error


def holds_data() -> bool:
    """Whether there is anything here that a restore would replace."""
    if staging.held_by(environment.home()):
        return True
    if database.is_embedded():
        return False
    database.open_database()
    return bool(database.applied())


def restore(archive: Path, tell: Callable[[int, int, str], None]) -> Restored:
    """Put the backup in the place of what is here. What was here is kept in a folder beside it."""
    home = environment.home()
    manifest = read_manifest(archive)
    with running.held(home, "restore"):
        database.load()
        _check_fit(manifest, archive)
        _stage(archive, manifest, staging.begin(home), tell)
        if manifest.database == "postgresql":
            _load_dump(home / staging.STAGED / DUMP)
        staging.commit(home)
        return Restored(manifest, staging.finish(home))


def _manifest(opened: zipfile.ZipFile, archive: Path) -> Manifest:
    if opened.getinfo(MANIFEST).file_size > _LARGEST_MANIFEST:
        raise KeyError(MANIFEST)
    manifest = msgspec.json.decode(opened.read(MANIFEST), type=Manifest)
    if manifest.format != backups.FORMAT:
        raise BadInputError(
            f"Its format is {manifest.format!r}; this version reads {backups.FORMAT!r}.",
            place=Place(str(archive)),
            remedy="Install the version of Knowshow that made it, or a newer one.",
        )
    _check_names(opened, manifest, archive)
    return manifest


def _check_names(opened: zipfile.ZipFile, manifest: Manifest, archive: Path) -> None:
    """Refuse names that would leave the data folder, come twice, or are not what the manifest lists."""
    stored = Counter(opened.namelist())
    listed = Counter([MANIFEST, *(member.name for member in manifest.members)])
    strange = [name for name in listed if name != MANIFEST and not _is_ours(name)]
    data = DUMP if manifest.database == "postgresql" else staging.DATABASE
    if strange or stored != listed or max(listed.values()) > 1 or data not in listed:
        raise UnreadableFileError(
            "Its content is not what its manifest lists.",
            place=Place(str(archive)),
            remedy="Take another one, and find out who changed it. Nothing was changed here.",
        )


def _is_ours(name: str) -> bool:
    if name in {staging.DATABASE, staging.KEY, DUMP}:
        return True
    parts = PurePosixPath(name).parts
    plain = all(_PART.fullmatch(part) for part in parts) and "/".join(parts) == name
    return plain and len(parts) > 1 and parts[0] == staging.FILES


def _check_fit(manifest: Manifest, archive: Path) -> None:
    """Refuse a backup of a newer version, of another kind of database, or one that the disk cannot hold."""
    from django.db import connection

    if manifest.database != connection.vendor:
        raise OperationError(
            f"{archive} holds a database of {manifest.database}; this installation uses {connection.vendor}."
            f" Set {environment.DATABASE.name} accordingly. Nothing was changed."
        )
    if database.of_newer_version(manifest.migrations):
        raise OperationError(
            f"{archive} was made by Knowshow {manifest.version}, which is newer than this one. Install that version"
            " first. Nothing was changed."
        )
    if shutil.disk_usage(environment.home()).free < manifest.size:
        raise OperationError(f"The disk has no room for {manifest.size // 1024**2} MB. Nothing was changed.")


def _stage(archive: Path, manifest: Manifest, folder: Path, tell: Callable[[int, int, str], None]) -> None:
    (folder / staging.FILES).mkdir(mode=0o700)
    try:
        with zipfile.ZipFile(archive) as opened:
            for number, member in enumerate(manifest.members, start=1):
                tell(number, len(manifest.members), member.name)
                _unpack(opened, member, folder / member.name)
        if manifest.database == "sqlite":
            _check_database(folder / staging.DATABASE)
    except (zipfile.BadZipFile, EOFError, _DamagedError, sqlite3.DatabaseError) as error:
        shutil.rmtree(folder)
        raise UnreadableFileError(
            f"The backup is damaged ({error}).",
            place=Place(str(archive)),
            remedy="Take another one. Nothing was changed.",
        ) from error


class _DamagedError(Exception):
    """A part of the archive is not what it was."""


def _unpack(opened: zipfile.ZipFile, member: Member, target: Path) -> None:
    """Write one file, and compare its length and digest with the manifest."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    digest, left = hashlib.sha256(), member.size
    with opened.open(member.name) as source, target.open("xb") as place:
        while left >= 0 and (chunk := source.read(_CHUNK)):
            left -= len(chunk)
            digest.update(chunk)
            place.write(chunk)
    if left or digest.hexdigest() != member.sha256:
        raise _DamagedError(f"{member.name} is not what it was")


def _check_database(path: Path) -> None:
    with closing(sqlite3.connect(path)) as opened:
        verdict = opened.execute("PRAGMA quick_check(1)").fetchone()[0]
    if verdict != "ok":
        raise _DamagedError(verdict)
    for journal in path.parent.glob(f"{path.name}-*"):
        journal.unlink()


def _load_dump(dump: Path) -> None:
    """Load PostgreSQL's own dump in one transaction: all of it, or nothing."""
    from django.db import connection

    options = ("--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error")
    backups.call_postgres("pg_restore", *options, f"--dbname={connection.settings_dict['NAME']}", str(dump))
    dump.unlink()
