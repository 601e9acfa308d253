"""The process that answers the browser: one WSGI server with a few threads. ``serving.py`` starts one for each face.

The workspace and the portal are the same program with other settings. Each loads only what its pages need.
"""

from __future__ import annotations

import argparse
import logging
import os
import socket
from typing import Any, Final

from knowshow.project import environment, leash
from knowshow.project.serving import PORTAL, WORKSPACE

_SETTINGS: Final = {WORKSPACE: "knowshow.project.settings", PORTAL: "knowshow.project.portal.settings"}
#: Attached files have at most 25 MB, and a form of the workspace may carry a few.
_LARGEST_REQUEST: Final = {WORKSPACE: 64 * 1024 * 1024, PORTAL: 26 * 1024 * 1024}
#: More than any answer holds. What is sent and answered waits in memory: a temporary file would hold it in plain.
_NEVER: Final = 1024 * 1024 * 1024


def main() -> None:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser(prog="python -m knowshow.project.web")
    parser.add_argument("face", choices=_SETTINGS, help="whom it serves: members, or everybody")
    parser.add_argument("--socket", type=int, help="an open socket to listen on")
    parser.add_argument("--listen", help="host:port, where no socket can be handed over")
    parser.add_argument("--threads", type=int, required=True)
    given = parser.parse_args()
    leash.hold()
    os.environ["DJANGO_SETTINGS_MODULE"] = _SETTINGS[given.face]
    _serve(given.face, _where(given), given.threads)


def _where(given: argparse.Namespace) -> dict[str, Any]:
    if given.socket is None:
        return {"listen": given.listen}
    return {"sockets": [socket.socket(fileno=given.socket)]}


def _serve(face: str, where: dict[str, Any], threads: int) -> None:
    from waitress.server import TcpWSGIServer, create_server

    from knowshow.project import database

    database.load()
    from knowshow.project.unread import Channel
    from knowshow.project.warming import warm
    from knowshow.project.wsgi import application

    warm()
    leash.loaded()
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a few requests that wait are no news
    limits = {
        "threads": threads,
        "max_request_body_size": _LARGEST_REQUEST[face],
        "inbuf_overflow": _NEVER,
        "outbuf_overflow": _NEVER,
    }
    TcpWSGIServer.channel_class = Channel
    create_server(application, **where, **_proxy(face), **limits, ident=None).run()


def _proxy(face: str) -> dict[str, Any]:
    """Believe a proxy in front, only where the operator says that there is one.

    It says that the browser speaks https. To the workspace it says from where, too: guessing at sign-in is counted for
    each place apart. The portal has no use for that, so it is not told.
    """
    if not environment.PROXY.is_on:
        return {"clear_untrusted_proxy_headers": True}
    believed = {"x-forwarded-proto"} if face == PORTAL else {"x-forwarded-proto", "x-forwarded-for"}
    return {"trusted_proxy": "*", "trusted_proxy_headers": believed, "clear_untrusted_proxy_headers": True}


if __name__ == "__main__":
    main()
