"""The database as commands meet it: opened with a clear message if it cannot be, and brought up to date."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from knowshow.errors import MissingProgramError, OperationError
from knowshow.project import environment, staging

if TYPE_CHECKING:
    from django.db.migrations import Migration

_ONLY_OWNER = 0o077
_FAR = "Check DATABASE_URL, and that the database runs and lets this program in."


def open_database() -> None:
    """Load the product and look into its database; what is made from now on only its owner may read."""
    load()
    reach()


def load() -> None:
    """Load Django with the product's settings, having finished a restore that was cut short."""
    import django

    os.umask(_ONLY_OWNER)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "knowshow.project.settings")
    staging.finish(environment.home())
    try:
        django.setup()
    except ValueError as error:  # what reading DATABASE_URL raises; it may repeat a password
        raise OperationError(
            "DATABASE_URL is not an address such as postgres://name:password@host/database."
        ) from error


def reach() -> None:
    """Connect to the database, or say why that cannot be done."""
    from django.core.exceptions import ImproperlyConfigured
    from django.db import DatabaseError, connection

    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except ImproperlyConfigured as error:
        raise MissingProgramError("PostgreSQL needs one more package: pip install 'knowshow[postgres]'.") from error
    except DatabaseError as error:
        raise OperationError(f"The database cannot be used: {_first_line(error)}. {_advice()}") from error


def is_embedded() -> bool:
    """Whether the database is the file in the data folder."""
    return not environment.DATABASE.text


def pending() -> list[Migration]:
    """Return the migrations that this version has and the database lacks, in order."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [migration for migration, _backwards in plan]


def applied() -> list[str]:
    """Return the names of the migrations that the database has."""
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder

    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def of_newer_version(migrations: Iterable[str]) -> list[str]:
    """Return those of our own migrations that this version does not know."""
    from django.apps import apps
    from django.db.migrations.loader import MigrationLoader

    ours = {app.label for app in apps.get_app_configs() if app.name.startswith("knowshow.")}
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    return [name for name in migrations if name.partition(".")[0] in ours and name not in known]


def refuse_newer() -> None:
    """Refuse a database that a newer version has changed: this one would misread it."""
    if newer := of_newer_version(applied()):
        raise OperationError(
            f"The database was changed by a newer version of Knowshow ({newer[-1]}). Install that version again."
        )


def require_migrated() -> None:
    """Refuse a database that lacks what this version needs, or that a newer version has changed."""
    refuse_newer()
    if not (missing := pending()):
        return
    if not applied():
        raise OperationError("The database is empty. Make its tables: knowshow migrate")
    raise OperationError(
        f"The database lacks {_count(len(missing), 'migration')} of this version. Make a backup, then: knowshow migrate"
    )


def migrate(tell: Callable[[int, int, str], None]) -> int:
    """Bring the database up to date, saying which migration of how many is at work; return how many there were."""
    from django.core.management import call_command
    from django.core.management.commands.migrate import Command

    refuse_newer()
    total = len(pending())
    if not total:
        return 0

    class Told(Command):
        """Django's command, which tells its progress to us."""

        done = 0

        def migration_progress_callback(
            self,
            action: str,
            migration: Migration | None = None,
            fake: bool = False,  # noqa: ARG002  (the signature is Django's)
        ) -> None:
            if action == "apply_start" and migration is not None:
                self.done += 1
                tell(self.done, total, f"{migration.app_label}.{migration.name}")

    call_command(Told(), verbosity=0, interactive=False)
    return total


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")


def _advice() -> str:
    if not is_embedded():
        return _FAR
    return (
        f"Check that {environment.home()} may be written and its disk has room, or put a backup back: knowshow restore"
    )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
