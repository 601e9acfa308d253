"""Serve the workspace and the portal: two web servers and a background worker, from the first page until Ctrl-C."""

from __future__ import annotations

import contextlib
import errno
import http.client
import ipaddress
import os
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from knowshow.errors import OperationError
from knowshow.project import environment, running
from knowshow.project.processes import Group, Process, interruptible

WORKSPACE: Final = "workspace"
PORTAL: Final = "portal"
#: What each server is called when it ends by itself.
_CALLED: Final = {WORKSPACE: "web server", PORTAL: "portal's web server"}

USUAL_PORT: Final = 8000
USUAL_THREADS: Final = 4
_PORTS_TRIED = 20
_LAST_PORT = 65535
_PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Listening:
    """A socket that listens already, so that nobody can take the port any more."""

    socket: socket.socket
    host: str
    port: int

    @property
    def address(self) -> str:
        """Where a browser on this machine finds it."""
        shown = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{shown}:{self.port}/"


@dataclass(frozen=True, slots=True)
class Service:
    """What is to be served, and whom to tell."""

    kind: str
    folder: Path
    #: Where the workspace listens, and the portal; without the latter there is no portal.
    listening: Listening
    portal: Listening | None
    threads: int
    tell: Callable[[str], None]
    #: Done while the web servers start, before anybody is told that they answer.
    prepare: Callable[[], None] = field(default=lambda: None)
    #: Called once the first page of each has answered.
    ready: Callable[[], None] = field(default=lambda: None)

    @property
    def faces(self) -> dict[str, Listening]:
        """What is served, and where each of it listens."""
        return {WORKSPACE: self.listening, **({PORTAL: self.portal} if self.portal else {})}


def listen(host: str, port: int, option: str = "--port") -> Listening:
    """Listen on this port; 0 stands for any free one."""
    try:
        return _bound(host, port)
    except _TakenError as error:
        raise OperationError(
            f"Port {port} of {host} is taken by another program. Choose another: {option} {port + 1}"
        ) from error


def listen_from(host: str, first: int) -> Listening:
    """Listen on the first free port from this one on."""
    for number in range(first, min(first + _PORTS_TRIED, _LAST_PORT + 1)):
        with contextlib.suppress(_TakenError):
            return _bound(host, number)
    return listen(host, 0)


def is_loopback(host: str) -> bool:
    """Whether only this computer reaches the host.

    >>> is_loopback("127.0.0.1"), is_loopback("localhost"), is_loopback("0.0.0.0"), is_loopback("example.org")
    (True, True, False, False)
    """
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def serve(service: Service) -> None:
    """Serve until Ctrl-C or a polite kill; leave no process behind, whatever happens."""
    group = Group([_web(face, listening, service.threads) for face, listening in service.faces.items()], service.tell)
    with interruptible(), group.started():
        for listening in service.faces.values():
            listening.socket.close()
        service.prepare()
        group.add(Process("background worker", "knowshow.project.worker", is_renewed=True))
        for face, listening in service.faces.items():
            _wait_for_first_page(face, listening, group)
        running.announce(service.folder, _announced(service))
        service.ready()
        with contextlib.suppress(KeyboardInterrupt):
            group.watch()
        service.tell("Stopping ...")


def _announced(service: Service) -> running.Server:
    portal = service.portal.address if service.portal else ""
    return running.Server(service.kind, os.getpid(), service.listening.address, portal)


class _TakenError(Exception):
    """The port is taken."""


def _bound(host: str, port: int) -> Listening:
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        sock = socket.socket(family, kind, protocol)
    except OSError as error:
        raise OperationError(f"There is no address {host!r} to listen on: {error.strerror}.") from error
    try:
        if os.name == "posix":
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind(address)
        sock.listen(128)
    except OSError as error:
        sock.close()
        if error.errno in {errno.EADDRINUSE, getattr(errno, "WSAEADDRINUSE", errno.EADDRINUSE)}:
            raise _TakenError from error
        raise OperationError(f"Nothing can listen on port {port} of {host}: {error.strerror}.") from error
    return Listening(sock, host, int(sock.getsockname()[1]))


def _web(face: str, listening: Listening, threads: int) -> Process:
    sockets = [listening.socket.fileno()] if os.name == "posix" else []
    where = ["--socket", str(sockets[0])] if sockets else ["--listen", f"{listening.host}:{listening.port}"]
    arguments = [face, *where, "--threads", str(threads)]
    return Process(_CALLED[face], "knowshow.project.web", arguments=arguments, sockets=sockets)


def _wait_for_first_page(face: str, listening: Listening, group: Group) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        group.look()
        with _patient():
            status = _first_page(face, listening)
            if status < http.HTTPStatus.INTERNAL_SERVER_ERROR:
                return
            raise OperationError(f"The first page of the {face} fails (status {status}); the reason stands above.")
        time.sleep(0.1)
    raise OperationError(f"The first page of the {face} did not answer within {_PATIENCE:.0f} seconds.")


@contextlib.contextmanager
def _patient() -> Iterator[None]:
    """Take a server that does not answer yet for what it is."""
    with contextlib.suppress(ConnectionError, TimeoutError, http.client.RemoteDisconnected):
        yield


def _first_page(face: str, listening: Listening) -> int:
    """Return the status of the first page: the workspace sends whoever is signed out on to it."""
    status, onward = _answer(face, listening, "/")
    return _answer(face, listening, onward)[0] if onward.startswith("/") else status


def _answer(face: str, listening: Listening, path: str) -> tuple[int, str]:
    """Ask as a browser would that came by the right name and, where there is a proxy, through it."""
    host = listening.host if listening.host not in {"0.0.0.0", "::"} else "localhost"  # noqa: S104 - a comparison
    connection = http.client.HTTPConnection(host, listening.port, timeout=_PATIENCE)
    try:
        connection.request("GET", path, headers={"Host": _name(face), "X-Forwarded-Proto": "https"})
        answer = connection.getresponse()
        return answer.status, answer.getheader("Location", "")
    finally:
        connection.close()


def _name(face: str) -> str:
    names = environment.PORTAL_HOSTS if face == PORTAL else environment.HOSTS
    first = next(iter(names.words), "localhost")
    return "localhost" if first == "*" else first.lstrip(".")
