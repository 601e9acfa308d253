"""Keys that a member has opened: in this process's memory only, sealed under what her browser's cookie holds.

Whoever reads the memory without the cookie, or has the cookie without the memory, has nothing. They go after half an
hour without use, at sign-out, and when the server stops.
"""

from __future__ import annotations

import base64
import threading
import time
from dataclasses import dataclass
from typing import Final

from knowshow.errors import SealError
from knowshow.foundation import vault

#: Seconds without use after which keys are forgotten.
IDLE: Final = 30 * 60
_MOST: Final = 10_000


@dataclass
class _Held:
    sealed: bytes
    used_at: float


_held: Final[dict[bytes, _Held]] = {}
_guard: Final = threading.Lock()


def keep(secret: bytes) -> str:
    """Hold a secret in memory; return the words of the cookie that opens it."""
    token = vault.new_key()
    with _guard:
        _sweep()
        _held[_place(token)] = _Held(vault.lock(vault.subkey(token, "unlocked"), secret, b"unlocked"), time.monotonic())
    return base64.urlsafe_b64encode(token).decode()


def held(cookie: str) -> bytes:
    """Return the secret; nothing where it was forgotten, or the cookie is another."""
    token = _token(cookie)
    with _guard:
        _sweep()
        found = _held.get(_place(token)) if token else None
        if found is None:
            return b""
        found.used_at = time.monotonic()
    try:
        return vault.unlock(vault.subkey(token, "unlocked"), found.sealed, b"unlocked")
    except SealError:
        return b""


def forget(cookie: str) -> None:
    """Forget a secret."""
    token = _token(cookie)
    with _guard:
        _held.pop(_place(token), None)


def forget_all() -> None:
    """Forget every secret."""
    with _guard:
        _held.clear()


def _token(cookie: str) -> bytes:
    try:
        token = base64.b64decode(cookie, altchars=b"-_", validate=True)
    except ValueError:
        return b""
    return token if len(token) == vault.KEY_BYTES else b""


def _place(token: bytes) -> bytes:
    return vault.digest(b"unlocked place", token)


def _sweep() -> None:
    """Let go of what was not used for long, and of the oldest where there are too many."""
    until = time.monotonic() - IDLE
    for place in [place for place, one in _held.items() if one.used_at < until]:
        del _held[place]
    while len(_held) >= _MOST:
        del _held[min(_held, key=lambda place: _held[place].used_at)]
