"""What is held about one person who works here: what a pillar does when she is to be forgotten, and what is never told.

Who she is stands in her account; records point at it. Some records also keep her name as words, since a file or a
report shows them. The pillar that stores such words says here how they go.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from knowshow.foundation.models import User

Forget = Callable[["User", str], None]

_forgets: list[Forget] = []

#: Fields that open an account or a session, or are no one's facts: an export leaves them out. So it does with what
#: stands sealed: it is of somebody who was harmed, and a copy outside the database is one more to be stolen.
WITHHELD: Final = frozenset(
    {"password", "data", "session_key", "session_data", "key", "ip", "search_text"}
    | {"locked", "salt", "sealed", "sealed_key", "sealed_shares", "signature", "signer", "chain", "verify"}
)


def on_erasure(forget: Forget) -> None:
    """Have a pillar replace the person's name by another where it keeps it as words."""
    if forget not in _forgets:
        _forgets.append(forget)


def forget_everywhere(user: User, alias: str) -> None:
    """Let every pillar forget the name; the account still has it."""
    for forget in _forgets:
        forget(user, alias)
