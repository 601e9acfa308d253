"""A backup: one archive with the database, the attached files, the key, and a manifest that proves each of them.

It is made while the server runs, and appears whole or not at all. Only its owner may read it: it holds everything.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import subprocess
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Literal

import msgspec

import knowshow
from knowshow.errors import BadInputError, MissingProgramError, OperationError, Place
from knowshow.project import database, environment, staging

FORMAT: Final = "knowshow-backup/1"
MANIFEST: Final = "manifest.json"
DUMP: Final = "database.dump"
_CHUNK = 1024 * 1024


class Member(msgspec.Struct, frozen=True):
    """One file of the archive."""

    name: str
    size: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True):
    """What the archive holds, and what made it."""

    format: str
    made_at: datetime
    version: str
    database: Literal["sqlite", "postgresql"]
    migrations: tuple[str, ...]
    members: tuple[Member, ...]

    @property
    def size(self) -> int:
        """How many bytes it unpacks to."""
        return sum(member.size for member in self.members)


def write(target: Path, tell: Callable[[int, int, str], None]) -> Manifest:
    """Write a backup. Refuses a name that is taken: an older backup is never overwritten."""
    database.open_database()
    migrations = tuple(database.applied())
    if not migrations:
        raise OperationError(f"There is nothing to keep yet: the database of {environment.home()} is empty.")
    if target.exists():
        raise BadInputError("This name is taken.", place=Place(str(target)), remedy="Choose another.")
    with _appearing(target) as draft, tempfile.TemporaryDirectory(dir=environment.home(), prefix=".backup-") as folder:
        return _pack(draft, Path(folder), migrations, tell)


def _pack(draft: Path, folder: Path, migrations: tuple[str, ...], tell: Callable[[int, int, str], None]) -> Manifest:
    """Take the database first: what it names is then among the files, whatever is added meanwhile."""
    kept = database.is_embedded()
    copy = _copy(folder) if kept else _dump(folder)
    sources = {copy.name: copy, **dict(_files(environment.home()))}
    members = []
    with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, (name, path) in enumerate(sources.items(), start=1):
            tell(number, len(sources), name)
            members.append(_add(archive, name, path))
        manifest = Manifest(
            format=FORMAT,
            made_at=datetime.now(UTC).replace(microsecond=0),
            version=knowshow.__version__,
            database="sqlite" if kept else "postgresql",
            migrations=migrations,
            members=tuple(members),
        )
        archive.writestr(MANIFEST, msgspec.json.format(msgspec.json.encode(manifest), indent=2))
    return manifest


def _copy(folder: Path) -> Path:
    """Copy the embedded database as it stands at one moment, while others read and write."""
    copy = folder / staging.DATABASE
    address = f"{(environment.home() / staging.DATABASE).as_uri()}?mode=ro"
    with closing(sqlite3.connect(address, uri=True)) as source, closing(sqlite3.connect(copy)) as made:
        source.backup(made)
    return copy


def _dump(folder: Path) -> Path:
    copy = folder / DUMP
    call_postgres("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={copy}")
    return copy


def call_postgres(program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's client programs on our database; the password never stands on its command line."""
    from django.db import connection

    found = shutil.which(program)
    if found is None:
        raise MissingProgramError(f"{program} is absent. Debian: apt-get install postgresql-client")
    facts = connection.settings_dict
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    surroundings = {**os.environ, **{name: str(facts[key]) for name, key in names.items() if facts.get(key)}}
    done = subprocess.run(  # noqa: S603 - a program of PostgreSQL, found in the search path
        [found, *arguments], env=surroundings, capture_output=True, text=True, check=False
    )
    if done.returncode:
        said = (done.stderr.strip().splitlines() or ["no reason was given"])[0]
        raise OperationError(f"{said}. Nothing was changed.")


def _files(home: Path) -> Iterator[tuple[str, Path]]:
    if not environment.SECRET_KEY.text:
        yield staging.KEY, home / staging.KEY
    for path in sorted((home / staging.FILES).rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield path.relative_to(home).as_posix(), path


def _add(archive: zipfile.ZipFile, name: str, path: Path) -> Member:
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as source, archive.open(name, "w", force_zip64=True) as place:
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
            place.write(chunk)
    return Member(name, size, digest.hexdigest())


@contextmanager
def _appearing(target: Path) -> Iterator[Path]:
    """Hand out a draft beside the target, which takes its name at the end, or disappears."""
    try:
        handle, name = tempfile.mkstemp(dir=target.absolute().parent, prefix=f".{target.name}.", suffix=".part")
    except OSError as error:
        raise BadInputError(
            f"The backup cannot be written: {error.strerror}.",
            place=Place(str(target)),
            remedy="Choose a folder that exists and that you may write to.",
        ) from None
    os.close(handle)
    draft = Path(name)
    try:
        yield draft
        _flush(draft)
        draft.replace(target)
    except OSError as error:
        raise OperationError(f"{target}: The backup could not be finished: {error.strerror or error}.") from error
    finally:
        draft.unlink(missing_ok=True)


def _flush(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
