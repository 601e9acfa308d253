"""The process that answers the browser: one WSGI server with a few threads. ``serving.py`` starts it."""

from __future__ import annotations

import argparse
import logging
import socket
from typing import Any

from knowshow.project import environment, leash

#: Attached files have at most 25 MB; a form may carry a few.
_LARGEST_REQUEST = 64 * 1024 * 1024


def main() -> None:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser(prog="python -m knowshow.project.web")
    parser.add_argument("--socket", type=int, help="an open socket to listen on")
    parser.add_argument("--listen", help="host:port, where no socket can be handed over")
    parser.add_argument("--threads", type=int, required=True)
    given = parser.parse_args()
    leash.hold()
    _serve(_where(given), given.threads)


def _where(given: argparse.Namespace) -> dict[str, Any]:
    if given.socket is None:
        return {"listen": given.listen}
    return {"sockets": [socket.socket(fileno=given.socket)]}


def _serve(where: dict[str, Any], threads: int) -> None:
    from waitress.server import create_server

    from knowshow.project import database

    database.load()
    from knowshow.project.wsgi import application

    leash.loaded()
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a few requests that wait are no news
    create_server(
        application, **where, **_proxy(), threads=threads, ident=None, max_request_body_size=_LARGEST_REQUEST
    ).run()


def _proxy() -> dict[str, Any]:
    """Believe a proxy in front, only where the operator says that there is one.

    It says that the browser speaks https, and from where: guessing at sign-in is counted for each place apart.
    """
    if not environment.PROXY.is_on:
        return {"clear_untrusted_proxy_headers": True}
    return {
        "trusted_proxy": "*",
        "trusted_proxy_headers": {"x-forwarded-proto", "x-forwarded-for"},
        "clear_untrusted_proxy_headers": True,
    }


if __name__ == "__main__":
    main()
