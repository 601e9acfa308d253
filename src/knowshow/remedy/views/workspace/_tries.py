"""Slow down guessing at a case passphrase: counted in this process's memory, by account, for a few minutes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.core.cache import cache

from knowshow.errors import ConflictError

if TYPE_CHECKING:
    from knowshow.foundation.models import User

#: Wrong passphrases in a row, and seconds until it may be tried again.
MOST: Final = 5
WAIT: Final = 300


def count(user: User) -> None:
    """Count one try before it is made, so that many at once count too; refuse where there were too many."""
    name = _name(user)
    cache.add(name, 0, WAIT)
    if cache.incr(name) > MOST:
        raise ConflictError("This was tried too often. Wait five minutes, then try again.")


def start_over(user: User) -> None:
    """Forget the tries: one of them was right."""
    cache.delete(_name(user))


def _name(user: User) -> str:
    return f"remedy.passphrase.{user.pk}"
