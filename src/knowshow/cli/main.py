"""The root command. Exit codes: 0 done, 1 problems found that were asked for, 2 bad usage or bad input.

Sub-commands import what they need when they run, so that a small command stays quick.
"""

from __future__ import annotations

import sys
from typing import Annotated, NoReturn

import typer

import knowshow
from knowshow.cli import (
    assess,
    audit,
    backup,
    benchmark,
    canon,
    demo,
    doctor,
    grievance,
    migrating,
    score,
    serve,
    user,
)
from knowshow.errors import KnowshowError

app = typer.Typer(
    name="knowshow",
    help="Know and show that technology respects human rights.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("demo")(demo.demo)
app.command("assess")(assess.assess)
app.command("score")(score.score)
app.command("serve")(serve.serve)
app.command("migrate")(migrating.migrate)
app.add_typer(user.app, name="user")
app.command("doctor")(doctor.doctor)
app.command("backup")(backup.backup)
app.command("restore")(backup.restore)
app.add_typer(audit.app, name="audit")
app.add_typer(grievance.app, name="grievance")
app.add_typer(benchmark.app, name="benchmark")
app.add_typer(canon.app, name="canon")


def _print_version(asked: bool) -> None:
    if asked:
        typer.echo(f"knowshow {knowshow.__version__}")
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and leave.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    """Know and show that technology respects human rights."""


def run() -> None:
    """Run the command line; turn our own errors, and those of disk and database, into one message and exit code 2."""
    try:
        app()
    except KnowshowError as error:
        _leave(str(error))
    except OSError as error:
        _leave(": ".join(filter(None, (str(error.filename or ""), error.strerror or str(error)))))
    except KeyboardInterrupt:
        sys.stderr.write("knowshow: stopped; nothing half written is left behind.\n")
        sys.exit(130)
    except Exception as error:
        if not _is_of_database(error):
            raise
        _leave(f"The database refused: {error}. Look: knowshow doctor")


def _leave(message: str) -> NoReturn:
    sys.stderr.write(f"knowshow: {message}\n")
    sys.exit(2)


def _is_of_database(error: Exception) -> bool:
    """Whether the database raised it; a command that loaded no database need not ask."""
    database = sys.modules.get("django.db")
    return database is not None and isinstance(error, database.DatabaseError)


if __name__ == "__main__":
    run()
