"""``knowshow migrate``: bring the database up to date, telling how far it is."""

from __future__ import annotations

from typing import Annotated

import typer

from knowshow.cli.output import print_json, say, show_progress


def migrate(as_json: Annotated[bool, typer.Option("--json", help="Print how many there were.")] = False) -> None:
    """Make or update the tables of the database. Make a backup first."""
    from knowshow.project import database

    database.open_database()
    done = bring_up_to_date()
    if as_json:
        print_json({"applied": done})
    elif not done:
        say("The database is up to date.")


def bring_up_to_date() -> int:
    """Apply what is pending with a line of progress; return how many migrations there were."""
    from knowshow.project import database

    with show_progress("Making the database" if not database.applied() else "Updating the database") as tell:
        return database.migrate(tell)
