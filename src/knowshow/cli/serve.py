"""``knowshow serve``: workspace and portal of an organisation, behind the operator's own https proxy."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated

import typer

from knowshow.cli.output import print_json, say
from knowshow.errors import OperationError

if TYPE_CHECKING:
    from knowshow.project.serving import Listening, Service


def serve(
    host: Annotated[str, typer.Option(help="The address to listen on. Keep it, if a proxy on this machine asks.")] = (
        "127.0.0.1"
    ),
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port of the workspace; 0: any free one.")] = 8000,
    portal_port: Annotated[
        int | None,
        typer.Option(
            min=0,
            max=65535,
            metavar="M",
            help="The port of the portal. Without it: the one after that of the workspace.",
        ),
    ] = None,
    portal: Annotated[bool, typer.Option(help="Serve the portal, too: what is published, for everybody.")] = True,
    threads: Annotated[int, typer.Option(min=1, max=64, help="How many requests each answers side by side.")] = 4,
    as_json: Annotated[bool, typer.Option("--json", help="Print the addresses as JSON, then serve.")] = False,
) -> None:
    """Serve the workspace, the portal and the background worker. Ctrl-C or SIGTERM stops them all."""
    from knowshow.project import environment, running, serving

    folder = environment.home()
    with running.held(folder, "server"):
        _check(host)
        service = serving.Service(
            kind="server",
            folder=folder,
            listening=serving.listen(host, port),
            portal=_listen_beside(host, port, portal_port) if portal else None,
            threads=threads,
            tell=say,
            ready=lambda: _show(service, as_json=as_json),
        )
        say("Starting the web servers and the background worker ...")
        serving.serve(service)


def _listen_beside(host: str, port: int, portal_port: int | None) -> Listening:
    """Take the portal's port. A proxy counts on it, so another is not taken in its place."""
    from knowshow.project import serving

    beside = port + 1 if port else 0
    return serving.listen(host, beside if portal_port is None else portal_port, "--portal-port")


def _check(host: str) -> None:
    """Refuse what must not be served: no tables, the demo's accounts, pages that show programming errors."""
    from knowshow.project import database, environment, serving

    database.open_database()
    _require_migrated()
    _erase_again()
    _refuse_demo()
    if serving.is_loopback(host):
        return
    if environment.DEBUG.is_on:
        raise OperationError(f"{environment.DEBUG.name} is on, and {host} is reached by others. Turn it off.")
    if not environment.HTTPS.is_on:
        say(
            "Careful: passwords travel unencrypted. Put a proxy with https in front, then set KNOWSHOW_HTTPS=yes"
            " and KNOWSHOW_BEHIND_PROXY=yes."
        )


def _require_migrated() -> None:
    from knowshow.project import database, demo, environment

    try:
        database.require_migrated()
    except OperationError as error:
        other = environment.home() / demo.FOLDER
        if database.applied() or not other.exists():
            raise
        raise OperationError(f"{error}\n(The demo's data, in {other}, are never served to others.)") from error


def _erase_again() -> None:
    """Before anybody is served: what was erased, and came back with a backup, is erased again."""
    from knowshow.remedy.services import shredding

    if count := shredding.shred_again():
        say(f"Erased again what a backup had brought back: {count} {'case' if count == 1 else 'cases'}.")


def _refuse_demo() -> None:
    from knowshow.foundation.models import User

    count = User.objects.filter(is_demo=True, is_active=True).count()
    if count:
        raise OperationError(
            f"The database holds {count} demo accounts, whose password was shown on a screen."
            " Close them: knowshow user remove-demo"
        )


def _show(service: Service, *, as_json: bool) -> None:
    from knowshow.project import environment

    names, portal_names = environment.HOSTS.words, environment.PORTAL_HOSTS.words
    address = service.listening.address
    portal = service.portal.address if service.portal else None
    say(f"Knowshow answers at {address} to the names {', '.join(names)}. Ctrl-C stops it.")
    if portal:
        say(f"The portal answers at {portal} to the names {', '.join(portal_names)}.")
    if as_json:
        more = {"portal": portal, "portal_names": portal_names if portal else []}
        print_json({"address": address, "names": names, **more, "pid": os.getpid()})
