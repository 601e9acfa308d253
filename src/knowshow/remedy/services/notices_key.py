"""The key pair of the worker that sends notices: its secret half stands in the data folder, never in the database.

Whoever takes the database learns no contact; whoever takes the whole server can write to those who asked to be told.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from django.conf import settings

from knowshow.errors import OperationError
from knowshow.foundation.vault import KEY_BYTES, KeyPair

if TYPE_CHECKING:
    from pathlib import Path

FILE: Final = "notice-key"


def notice_pair() -> KeyPair:
    """Return the pair of this installation; its file is made the first time, for its owner's eyes only."""
    return stored_pair() or _made()


def stored_pair() -> KeyPair | None:
    """Return the pair where there is one; nothing where it was never made here."""
    try:
        secret = bytes.fromhex(_path().read_text(encoding="ascii").strip())
    except FileNotFoundError:
        return None
    except ValueError:
        secret = b""
    if len(secret) != KEY_BYTES:
        raise OperationError(f"The file {FILE} in the data folder is damaged. Bring it back from a backup.")
    return KeyPair.of(secret)


def _made() -> KeyPair:
    """Write a new pair, unless another process was quicker."""
    pair = KeyPair.new()
    try:
        handle = os.open(_path(), os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return notice_pair()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(pair.secret.hex() + "\n")
    return pair


def _path() -> Path:
    path: Path = settings.HOME / FILE
    return path
