"""``knowshow backup`` and ``knowshow restore``: everything in one file, and back again."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from knowshow.cli.output import print_json, say, show_progress
from knowshow.errors import OperationError

if TYPE_CHECKING:
    from knowshow.project.backups import Manifest
    from knowshow.project.restoring import Restored

AsJson = Annotated[bool, typer.Option("--json", help="Print what the backup holds as JSON.")]


def backup(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="The archive to write, such as knowshow-2027-01-31.zip.")
    ],
    as_json: AsJson = False,
) -> None:
    """Write all data into one archive. The server may run meanwhile. Keep it as safe as the data themselves."""
    from knowshow.project import backups

    with show_progress("Packing") as tell:
        manifest = backups.write(file, tell)
    if as_json:
        print_json(_plain(manifest))
    else:
        size = file.stat().st_size / 1000**2
        say(f"Wrote {file}: the database and the attached files ({_attached(manifest)}), {max(size, 0.1):.1f} MB.")


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="An archive that knowshow backup wrote.")],
    force: Annotated[bool, typer.Option("--force", help="Replace the data that are here, once confirmed.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="With --force: do not ask.")] = False,
    as_json: AsJson = False,
) -> None:
    """Put a backup back. It is checked first, then takes the place of what is here, wholly or not at all."""
    from knowshow.project import restoring

    manifest = restoring.read_manifest(file)
    if restoring.holds_data():
        _ask(manifest, force=force, yes=yes)
    with show_progress("Unpacking") as tell:
        restored = restoring.restore(file, tell)
    if as_json:
        print_json({**_plain(manifest), "former": str(restored.former) if restored.former else None})
    else:
        _tell(restored)


def _ask(manifest: Manifest, *, force: bool, yes: bool) -> None:
    from knowshow.project import environment

    folder = environment.home()
    if not force:
        raise OperationError(f"{folder} holds data already. To replace them: --force. Nothing was changed.")
    if yes:
        return
    if not sys.stdin.isatty():
        raise OperationError("Nobody is there to confirm. To replace the data without being asked: --force --yes")
    lost = "" if manifest.database == "sqlite" else " What PostgreSQL holds now is not kept."
    question = f"Replace the data in {folder} by those of {_moment(manifest)}?{lost}"
    if not typer.confirm(question, err=True):
        raise OperationError("Nothing was changed.")


def _tell(restored: Restored) -> None:
    from knowshow.project import database

    count = _attached(restored.manifest)
    say(f"The data of {_moment(restored.manifest)} are in place, with their attached files ({count}).")
    if restored.former:
        what = "What was here before is" if database.is_embedded() else "The attached files from before are"
        say(f"{what} kept in {restored.former}; remove that folder when all is well.")
    database.open_database()
    if database.pending():
        say("This version needs newer tables. Now: knowshow migrate")
    elif count := _erased_again():
        say(f"Erased again, since it was erased after this backup: {count} {'case' if count == 1 else 'cases'}.")


def _erased_again() -> int:
    """A backup must not bring back what was erased since (``serve`` looks once more)."""
    from knowshow.remedy.services import shredding

    return shredding.shred_again()


def _attached(manifest: Manifest) -> int:
    return sum(member.name.startswith("files/") for member in manifest.members)


def _moment(manifest: Manifest) -> str:
    return f"{manifest.made_at:%d %B %Y, %H:%M} UTC"


def _plain(manifest: Manifest) -> dict[str, object]:
    return {
        "made_at": manifest.made_at.isoformat(),
        "version": manifest.version,
        "database": manifest.database,
        "bytes": manifest.size,
        "attached_files": _attached(manifest),
    }
