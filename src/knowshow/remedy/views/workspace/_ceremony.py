"""Shares on their way to the trustees: held in memory between two pages, one shown at a time, each shown once.

What is held is sealed under a token that travels in the form of the page. It is forgotten when the next page is asked
for, after half an hour, and when the server stops; then the key is drawn again. Nothing was in force until the end.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field, replace
from typing import Final

import msgspec

from knowshow.foundation import unlocked
from knowshow.remedy.services.recovery import Drawn, Named

_PROVEN: Final = 2


@dataclass(frozen=True, slots=True)
class Ceremony:
    """A key that is being handed out: what for, by whom, and how far it has come."""

    what: str
    mechanism_id: int
    user_id: int
    needed: int
    public: str
    names: tuple[str, ...]
    outside: tuple[bool, ...]
    #: The shares that are still to be handed out; the first is the one in hand.
    shares: tuple[str, ...] = field(repr=False)
    #: Whether the share in hand was shown already, and which of its words are asked for.
    was_shown: bool = False
    places: tuple[int, ...] = ()

    @classmethod
    def of(cls, drawn: Drawn, what: str, mechanism_id: int, user_id: int) -> Ceremony:
        """Begin to hand out a key that was drawn."""
        names = tuple(one.name for one in drawn.trustees)
        outside = tuple(one.is_outside for one in drawn.trustees)
        return cls(what, mechanism_id, user_id, drawn.needed, drawn.public.hex(), names, outside, drawn.shares)

    @property
    def number(self) -> int:
        """Whose turn it is, from 1."""
        return len(self.names) - len(self.shares) + 1

    @property
    def name(self) -> str:
        """Whose turn it is."""
        return self.names[self.number - 1]

    @property
    def is_over(self) -> bool:
        """Whether every trustee has proven her share."""
        return not self.shares

    @property
    def drawn(self) -> Drawn:
        """What is put in force at the end: no share is in it any more."""
        people = tuple(Named(name, outside) for name, outside in zip(self.names, self.outside, strict=True))
        return Drawn(bytes.fromhex(self.public), self.needed, people, self.shares)

    def shown(self) -> Ceremony:
        """Note that the share in hand is on the page now, and choose the words that are asked for."""
        words = len(self.shares[0].split())
        places = tuple(sorted(secrets.SystemRandom().sample(range(1, words + 1), _PROVEN)))
        return replace(self, was_shown=True, places=places)

    def proven(self) -> Ceremony:
        """Go on to the next trustee."""
        return replace(self, shares=self.shares[1:], was_shown=False, places=())


def hold(ceremony: Ceremony) -> str:
    """Hold it in memory; return the token that brings it back, once."""
    return unlocked.keep(msgspec.json.encode(ceremony))


def take(token: str, *, mechanism_id: int, user_id: int) -> Ceremony | None:
    """Return what a token brings back, and forget it; nothing where it is used up, or somebody else's."""
    held = unlocked.held(token)
    unlocked.forget(token)
    if not held:
        return None
    found = msgspec.json.decode(held, type=Ceremony)
    return found if (found.mechanism_id, found.user_id) == (mechanism_id, user_id) else None
