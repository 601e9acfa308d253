"""A key on its way to the trustees: its shares wait in memory, each for one member, and each is shown once.

What waits is sealed under a token that only this process knows. It is forgotten when the key is in force, when somebody
stops it, after half an hour without use, and when the server stops. Nothing was in force until the end, and no other
key is drawn meanwhile: papers that people hold already would be worth nothing.
"""

from __future__ import annotations

import secrets
import threading
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

import msgspec

from knowshow.foundation import unlocked
from knowshow.remedy.services.recovery import Drawn, Named

if TYPE_CHECKING:
    from collections.abc import Callable

_PROVEN: Final = 2
#: By mechanism, what brings back the key that is handed out there.
_tokens: Final[dict[int, str]] = {}
_guard: Final = threading.Lock()


@dataclass(frozen=True, slots=True)
class Share:
    """One share: whose it is, at whose sign-in it is shown, and how far it has come."""

    number: int
    name: str
    is_outside: bool
    keeper: int
    #: Nothing any more once the paper was proven.
    words: str = field(repr=False)
    #: Which words are asked for, from when it was shown.
    places: tuple[int, ...] = ()

    @property
    def was_shown(self) -> bool:
        """Whether it was shown already."""
        return bool(self.places)

    @property
    def is_proven(self) -> bool:
        """Whether its holder has proven that her paper can be read."""
        return not self.words

    def shown(self) -> Share:
        """Note that it is on a page now, and choose the words that are asked for."""
        words = len(self.words.split())
        return replace(self, places=tuple(sorted(secrets.SystemRandom().sample(range(1, words + 1), _PROVEN))))

    def proven(self) -> Share:
        """Forget the words: they stand on paper."""
        return replace(self, words="")


@dataclass(frozen=True, slots=True)
class Ceremony:
    """A key that is being handed out: what for, and who drew it."""

    what: str
    mechanism_id: int
    user_id: int
    needed: int
    public: str
    shares: tuple[Share, ...]

    @classmethod
    def of(cls, drawn: Drawn, what: str, mechanism_id: int, user_id: int) -> Ceremony:
        """Begin to hand out a key that was drawn."""
        people = zip(drawn.trustees, drawn.shares, strict=True)
        shares = tuple(
            Share(number, one.name, one.is_outside, one.keeper, words)
            for number, (one, words) in enumerate(people, start=1)
        )
        return cls(what, mechanism_id, user_id, drawn.needed, drawn.public.hex(), shares)

    @property
    def is_over(self) -> bool:
        """Whether every trustee has proven her share."""
        return all(one.is_proven for one in self.shares)

    @property
    def drawn(self) -> Drawn:
        """What is put in force at the end: no share is in it any more."""
        people = tuple(Named(one.name, one.is_outside, one.keeper) for one in self.shares)
        return Drawn(bytes.fromhex(self.public), self.needed, people, ())

    def share_of(self, user_id: int) -> Share | None:
        """Return the share that is shown at somebody's sign-in; nothing for whoever sees none."""
        return next((one for one in self.shares if one.keeper == user_id), None)


def begin(ceremony: Ceremony) -> bool:
    """Let the shares wait for their holders; refuse while those of another key do, and say whether they wait."""
    with _guard:
        is_free = _get(ceremony.mechanism_id) is None
        if is_free:
            _put(ceremony)
        return is_free


def running(mechanism_id: int) -> Ceremony | None:
    """Return the key that is handed out in a mechanism; nothing where none is, or too much time went by."""
    with _guard:
        return _get(mechanism_id)


def waiting_for(user_id: int) -> list[int]:
    """Return the mechanisms in which a share waits for somebody."""
    with _guard:
        found = [_get(mechanism_id) for mechanism_id in tuple(_tokens)]
    shares = [(one.mechanism_id, one.share_of(user_id)) for one in found if one]
    return [mechanism_id for mechanism_id, share in shares if share and not share.is_proven]


def show(mechanism_id: int, user_id: int) -> Share | None:
    """Return somebody's share with its words, once."""
    with _guard:
        return _changed(mechanism_id, user_id, Share.shown, if_so=lambda share: not share.was_shown)


def prove(mechanism_id: int, user_id: int) -> Ceremony | None:
    """Note that somebody's paper can be read, once; return the key, which is kept here until it is in force."""
    with _guard:
        if _changed(mechanism_id, user_id, Share.proven, if_so=lambda share: not share.is_proven) is None:
            return None
        return _get(mechanism_id)


def end(ceremony: Ceremony) -> None:
    """Forget a key that is in force by now; one that was drawn since goes on."""
    with _guard:
        found = _get(ceremony.mechanism_id)
        if found and found.public == ceremony.public:
            _forget(ceremony.mechanism_id)


def stop(mechanism_id: int) -> None:
    """Forget the shares: no key is made."""
    with _guard:
        _forget(mechanism_id)


def _changed(
    mechanism_id: int, user_id: int, change: Callable[[Share], Share], *, if_so: Callable[[Share], bool]
) -> Share | None:
    found = _get(mechanism_id)
    mine = found.share_of(user_id) if found else None
    if found is None or mine is None or not if_so(mine):
        return None
    changed = change(mine)
    _put(replace(found, shares=tuple(changed if one is mine else one for one in found.shares)))
    return changed


def _get(mechanism_id: int) -> Ceremony | None:
    kept = unlocked.held(_tokens.get(mechanism_id, ""))
    return msgspec.json.decode(kept, type=Ceremony) if kept else None


def _put(ceremony: Ceremony) -> None:
    _forget(ceremony.mechanism_id)
    _tokens[ceremony.mechanism_id] = unlocked.keep(msgspec.json.encode(ceremony))


def _forget(mechanism_id: int) -> None:
    unlocked.forget(_tokens.pop(mechanism_id, ""))
