"""``knowshow demo``: try Knowshow on this computer, with worked examples from published cases."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from knowshow.cli.output import print_json, say, write_table
from knowshow.errors import OperationError

if TYPE_CHECKING:
    from knowshow.project.demo import Person


def demo(
    port: Annotated[
        int | None,
        typer.Option(min=0, max=65535, metavar="N", help="The port; 0: any free one. Without it: 8000, or the next."),
    ] = None,
    host: Annotated[str, typer.Option(help="127.0.0.1 or ::1. The demo answers this computer only.")] = "127.0.0.1",
    as_json: Annotated[bool, typer.Option("--json", help="Print address and sign-in as JSON, then serve.")] = False,
) -> None:
    """Try it here, with worked examples. It has a database and people of its own; Ctrl-C stops it."""
    from knowshow.project import demo as demos
    from knowshow.project import running, serving

    _check_loopback(host)
    folder = demos.enter()
    with running.held(folder, "demo"):
        listening = serving.listen("127.0.0.1" if host == "localhost" else host, port)
        if port is None and listening.port != serving.USUAL_PORT:
            say(f"Port {serving.USUAL_PORT} is taken; the demo uses {listening.port}.")
        password = demos.new_password()
        people: list[Person] = []
        show = _shown_as_json if as_json else _shown
        serving.serve(
            serving.Service(
                kind="demo",
                folder=folder,
                listening=listening,
                threads=serving.USUAL_THREADS,
                tell=say,
                prepare=lambda: people.extend(_prepare(password)),
                ready=lambda: show(listening.address, people, password, folder),
            )
        )


def _check_loopback(host: str) -> None:
    from knowshow.project import serving

    if not serving.is_loopback(host):
        raise OperationError(
            f"The demo answers this computer only, so not on {host}. To serve others: knowshow serve --host {host}"
        )


def _prepare(password: str) -> list[Person]:
    """Make database, people and examples ready; the web server loads itself meanwhile."""
    from knowshow.cli.migrating import bring_up_to_date
    from knowshow.project import database
    from knowshow.project import demo as demos

    database.open_database()
    bring_up_to_date()
    people = demos.prepare(password, say)
    say("Starting the web server and the background worker ...")
    return people


def _shown(address: str, people: list[Person], password: str, folder: Path) -> None:
    write_table([("Open", address), ("Password", f"{password}   (new at each start, the same for all)")])
    write_table([("Sign in as", "Role"), *((person.email, person.role) for person in people)])
    write_table([("Kept in", f"{folder}   (remove the folder to begin afresh)"), ("Stop with", "Ctrl-C")])


def _shown_as_json(address: str, people: list[Person], password: str, folder: Path) -> None:
    print_json(
        {
            "address": address,
            "password": password,
            "people": [{"email": one.email, "name": one.name, "role": one.role} for one in people],
            "folder": str(folder),
            "pid": os.getpid(),
        }
    )
