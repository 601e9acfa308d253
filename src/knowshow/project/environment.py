"""The settings that an operator gives through environment variables, each with its meaning and default.

This list is the only place that reads them; ``docs/reference/settings.md`` is made from it.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from knowshow.errors import OperationError


@dataclass(frozen=True, slots=True)
class Variable:
    """One environment variable."""

    name: str
    meaning: str
    default: str = ""
    #: What stands in the documentation in place of a default that depends on the machine.
    shown_default: str = ""

    @property
    def text(self) -> str:
        """Its value, or the default."""
        return os.environ.get(self.name, "").strip() or self.default

    @property
    def is_on(self) -> bool:
        """Whether a switch is on. Refuses what is neither yes nor no."""
        said = self.text.lower()
        if said in {"1", "true", "yes", "on"}:
            return True
        if said in {"0", "false", "no", "off", ""}:
            return False
        raise OperationError(f"{self.name} is {self.text!r}. Write yes or no.")

    @property
    def words(self) -> list[str]:
        """The values of a list, written with commas between them."""
        return [word.strip() for word in self.text.split(",") if word.strip()]

    @property
    def number(self) -> int:
        """Its value as a whole number."""
        try:
            return int(self.text)
        except ValueError as error:
            raise OperationError(f"{self.name} is {self.text!r}. Write a whole number.") from error


HOME: Final = Variable(
    "KNOWSHOW_HOME",
    "The data folder: the embedded database, attached files, the secret key. Back it up; let nobody else read it.",
    shown_default="the user's data folder, such as ~/.local/share/knowshow",
)
DATABASE: Final = Variable(
    "DATABASE_URL",
    "The database, such as postgres://name:password@host/database (install knowshow[postgres]).",
    shown_default="SQLite in the data folder",
)
SECRET_KEY: Final = Variable(
    "KNOWSHOW_SECRET_KEY",
    "Signs sessions and links. At least 32 characters.",
    shown_default="made once, kept in the data folder",
)
HOSTS: Final = Variable(
    "KNOWSHOW_HOSTS", "The names under which the workspace is reached, with commas between them.", "localhost,127.0.0.1"
)
PORTAL_HOSTS: Final = Variable(
    "KNOWSHOW_PORTAL_HOSTS",
    "The names under which the portal is reached, with commas between them: not those of the workspace.",
    "localhost,127.0.0.1",
)
PORTAL_NAME: Final = Variable("KNOWSHOW_PORTAL_NAME", "Who publishes on the portal: a name that readers know.")
PORTAL_CONTACT: Final = Variable(
    "KNOWSHOW_PORTAL_CONTACT", "Where readers of the portal report a mistake or a barrier: an e-mail address."
)
HTTPS: Final = Variable(
    "KNOWSHOW_HTTPS", "Whether people reach it over https: cookies are then sent over https only.", "no"
)
PROXY: Final = Variable(
    "KNOWSHOW_BEHIND_PROXY",
    "Whether one proxy in front sets X-Forwarded-Proto and X-Forwarded-For, and strips them from requests.",
    "no",
)
EMAIL_HOST: Final = Variable("KNOWSHOW_EMAIL_HOST", "The mail server. Without one, messages are not sent.")
EMAIL_PORT: Final = Variable("KNOWSHOW_EMAIL_PORT", "Its port; STARTTLS is used.", "587")
EMAIL_USER: Final = Variable("KNOWSHOW_EMAIL_USER", "The name to sign in to the mail server with.")
EMAIL_PASSWORD: Final = Variable("KNOWSHOW_EMAIL_PASSWORD", "The password for it.")
EMAIL_FROM: Final = Variable("KNOWSHOW_EMAIL_FROM", "The sender of messages.", "knowshow@localhost")
PUZZLE_BITS: Final = Variable(
    "KNOWSHOW_PUZZLE_BITS",
    "How hard the work is that the portal offers to browsers while it is attacked: each further bit doubles it, 24 at "
    "most; 0 offers the plain question alone.",
    "16",
)
LANGUAGE: Final = Variable("KNOWSHOW_LANGUAGE", "The language of the workspace.", "en")
TIME_ZONE: Final = Variable("KNOWSHOW_TIME_ZONE", "The time zone in which pages show times.", "UTC")
DEBUG: Final = Variable(
    "KNOWSHOW_DEBUG", "Show programming errors in the browser. Never on a server that others reach.", "no"
)

VARIABLES: Final = (
    HOME,
    DATABASE,
    SECRET_KEY,
    HOSTS,
    PORTAL_HOSTS,
    PORTAL_NAME,
    PORTAL_CONTACT,
    HTTPS,
    PROXY,
    EMAIL_HOST,
    EMAIL_PORT,
    EMAIL_USER,
    EMAIL_PASSWORD,
    EMAIL_FROM,
    PUZZLE_BITS,
    LANGUAGE,
    TIME_ZONE,
    DEBUG,
)

_SHORTEST_KEY: Final = 32
_MOST_BITS: Final = 24


def home() -> Path:
    """Return the data folder, which only its owner may enter; it is made if absent."""
    folder = Path(HOME.text or _user_folder()).expanduser().absolute()
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise OperationError(
            f"The data folder {folder} cannot be made: {error.strerror}. Name another with KNOWSHOW_HOME."
        ) from error
    return folder


def secret_key() -> str:
    """Return the operator's key, or the one kept in the data folder, which is made at the first start."""
    if given := SECRET_KEY.text:
        if len(given) < _SHORTEST_KEY:
            raise OperationError(f"KNOWSHOW_SECRET_KEY has {len(given)} characters; it needs {_SHORTEST_KEY}.")
        return given
    path = home() / "secret-key"
    if not path.exists():
        _write_private(path, secrets.token_urlsafe(48))
    return path.read_text(encoding="utf-8").strip()


def puzzle_bits() -> int:
    """Return how hard the portal's puzzles are. What no telephone could solve is refused."""
    bits = PUZZLE_BITS.number
    if not 0 <= bits <= _MOST_BITS:
        raise OperationError(f"{PUZZLE_BITS.name} is {bits}. Write a number from 0 to {_MOST_BITS}.")
    return bits


def _write_private(path: Path, text: str) -> None:
    """Write a file that only its owner may read; a second process that comes first wins."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    except OSError:
        draft.replace(path)
        return
    draft.unlink()


def _user_folder() -> str:
    from platformdirs import user_data_dir

    return user_data_dir("knowshow", appauthor=False)
