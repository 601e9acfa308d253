"""How people reach the workspace: what links that leave it begin with."""

from __future__ import annotations

from urllib.parse import urlsplit

from knowshow.errors import BadInputError, Place
from knowshow.project import environment, running
from knowshow.project.serving import USUAL_PORT, is_loopback


def base_address(given: str = "") -> str:
    """Return what is given, or what the settings say: the first of ``KNOWSHOW_HOSTS``, over https if it is on."""
    if given:
        return _checked(given)
    name = next(iter(environment.HOSTS.words), "localhost").lstrip(".")
    if name == "*" or is_loopback(name.strip("[]")):
        server = running.found(environment.home())
        return server.address.rstrip("/") if server and server.address else f"http://localhost:{USUAL_PORT}"
    return f"{'https' if environment.HTTPS.is_on else 'http'}://{name}"


def portal_address() -> str:
    """Return what addresses of the portal begin with; nothing where none is reached from here."""
    name = next(iter(environment.PORTAL_HOSTS.words), "").lstrip(".")
    if name and name != "*" and not is_loopback(name.strip("[]")):
        return f"{'https' if environment.HTTPS.is_on else 'http'}://{name}"
    server = running.found(environment.home())
    return server.portal.rstrip("/") if server else ""


def _checked(given: str) -> str:
    try:
        parts = urlsplit(given.strip())
        sound = parts.scheme in {"http", "https"} and bool(parts.hostname) and not parts.query and not parts.fragment
    except ValueError:
        sound = False
    if not sound:
        raise BadInputError(
            f"{given!r} is not an address.",
            place=Place(field="--address"),
            remedy="Such as https://knowshow.example.org",
        )
    return given.strip().rstrip("/")
