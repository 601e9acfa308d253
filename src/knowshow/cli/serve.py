"""``knowshow serve``: the workspace for an organisation, behind the operator's own https proxy."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from knowshow.cli.output import print_json, say
from knowshow.errors import OperationError


def serve(
    host: Annotated[str, typer.Option(help="The address to listen on. Keep it, if a proxy on this machine asks.")] = (
        "127.0.0.1"
    ),
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port to listen on; 0: any free one.")] = 8000,
    threads: Annotated[int, typer.Option(min=1, max=64, help="How many requests are answered side by side.")] = 4,
    as_json: Annotated[bool, typer.Option("--json", help="Print the address as JSON, then serve.")] = False,
) -> None:
    """Serve the workspace and its background worker. Ctrl-C or SIGTERM stops both."""
    from knowshow.project import environment, running, serving

    folder = environment.home()
    with running.held(folder, "server"):
        _check(host)
        listening = serving.listen(host, port)
        say("Starting the web server and the background worker ...")
        serving.serve(
            serving.Service(
                kind="server",
                folder=folder,
                listening=listening,
                threads=threads,
                tell=say,
                ready=lambda: _show(listening.address, as_json=as_json),
            )
        )


def _check(host: str) -> None:
    """Refuse what must not be served: no tables, the demo's accounts, pages that show programming errors."""
    from knowshow.project import database, environment, serving

    database.open_database()
    _require_migrated()
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


def _refuse_demo() -> None:
    from knowshow.foundation.models import User

    count = User.objects.filter(is_demo=True, is_active=True).count()
    if count:
        raise OperationError(
            f"The database holds {count} demo accounts, whose password was shown on a screen."
            " Close them: knowshow user remove-demo"
        )


def _show(address: str, *, as_json: bool) -> None:
    from knowshow.project import environment

    names = ", ".join(environment.HOSTS.words)
    say(f"Knowshow answers at {address} to the names {names}. Ctrl-C stops it.")
    if as_json:
        print_json({"address": address, "names": environment.HOSTS.words, "pid": os.getpid()})
