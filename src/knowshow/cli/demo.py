"""``knowshow demo``: try Knowshow on this computer, with worked examples from published cases."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated

import typer

from knowshow.cli.output import print_json, say, write_table
from knowshow.errors import OperationError

if TYPE_CHECKING:
    from knowshow.project.demo import Person
    from knowshow.project.serving import Listening, Service


def demo(
    port: Annotated[
        int | None,
        typer.Option(min=0, max=65535, metavar="N", help="The port; 0: any free one. Without it: 8000, or the next."),
    ] = None,
    portal_port: Annotated[
        int | None,
        typer.Option(min=0, max=65535, metavar="M", help="The port of the portal. Without it: the next free one."),
    ] = None,
    host: Annotated[str, typer.Option(help="127.0.0.1 or ::1. The demo answers this computer only.")] = "127.0.0.1",
    as_json: Annotated[bool, typer.Option("--json", help="Print addresses and sign-in as JSON, then serve.")] = False,
) -> None:
    """Try workspace and portal here, with worked examples, a database and people of their own. Ctrl-C stops it."""
    from knowshow.project import demo as demos
    from knowshow.project import running, serving

    _check_loopback(host)
    folder = demos.enter()
    with running.held(folder, "demo"):
        workspace, portal = _listen("127.0.0.1" if host == "localhost" else host, port, portal_port)
        password = demos.new_password()
        people: list[Person] = []
        service = serving.Service(
            kind="demo",
            folder=folder,
            listening=workspace,
            portal=portal,
            threads=serving.USUAL_THREADS,
            tell=say,
            prepare=lambda: people.extend(_prepare(password)),
            ready=lambda: (_shown_as_json if as_json else _shown)(service, people, password),
        )
        serving.serve(service)


def _listen(host: str, port: int | None, portal_port: int | None) -> tuple[Listening, Listening]:
    """Take both ports: those that were asked for, or the first that are free."""
    from knowshow.project import serving

    usual = serving.USUAL_PORT
    workspace = serving.listen_from(host, usual) if port is None else serving.listen(host, port)
    if port is None and workspace.port != usual:
        say(f"Port {usual} is taken; the demo uses {workspace.port}.")
    if portal_port is None:
        return workspace, serving.listen_from(host, workspace.port + 1)
    return workspace, serving.listen(host, portal_port, "--portal-port")


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
    say("Starting the web servers and the background worker ...")
    return people


def _shown(service: Service, people: list[Person], password: str) -> None:
    from knowshow.project import demo as demos

    faces = [
        ("Open", service.listening.address),
        ("Portal", f"{_portal(service)}   (what is published, for everybody)"),
    ]
    write_table([*faces, ("Password", f"{password}   (new at each start, the same for all)")])
    opening = demos.opening()
    write_table(
        [
            ("Case passphrase", f"{opening.passphrase}   (opens the invented cases under Remedy)"),
            ("Receipt", f"{opening.reference}   {opening.words}   (come back as a person, on the portal)"),
        ]
    )
    write_table([("Sign in as", "Role"), *((person.email, person.role) for person in people)])
    write_table([("Kept in", f"{service.folder}   (remove the folder to begin afresh)"), ("Stop with", "Ctrl-C")])


def _shown_as_json(service: Service, people: list[Person], password: str) -> None:
    from knowshow.project import demo as demos

    opening = demos.opening()
    print_json(
        {
            "address": service.listening.address,
            "portal": _portal(service),
            "password": password,
            "case_passphrase": opening.passphrase,
            "receipt": {"reference": opening.reference, "words": opening.words},
            "people": [{"email": one.email, "name": one.name, "role": one.role} for one in people],
            "folder": str(service.folder),
            "pid": os.getpid(),
        }
    )


def _portal(service: Service) -> str:
    return service.portal.address if service.portal else ""
