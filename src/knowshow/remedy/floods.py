"""Where a report waits in a flood: nothing is ever refused, and what is too much is read later (grievance.md 2.5).

What is counted lives in memory and is gone with the process: how many reports came to a mechanism within the hour,
and how many from one place. A place is a number under a key that was drawn at random and is drawn anew each day, so
that no count tells where anybody was. Where the request came through Tor, or no place is known, none is counted.
"""

from __future__ import annotations

import threading
import time
import unicodedata
from collections import deque
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as marked

from knowshow.foundation import vault
from knowshow.remedy.models import Lane

if TYPE_CHECKING:
    from collections.abc import Callable

    from knowshow.remedy.models import GroupCode, Mechanism

HOUR: Final = 3600.0
DAY: Final = 24 * HOUR
#: Reports an hour from one place after which others from there wait.
FROM_ONE_PLACE: Final = 5
#: So many times the pace at which others wait, what comes is set aside; it is read too, last.
SET_ASIDE_AT: Final = 5
#: So many times that pace is an attack, until the pace is under its mark again: then a plain question is asked, and
#: a puzzle offered (``puzzles``).
ATTACK_AT: Final = 3
_MOST_PLACES: Final = 20_000
_ONION: Final = ".onion"
#: Letters that an answer may have beside the word itself: an article, a plural.
_BESIDE: Final = 5


@dataclass(frozen=True, slots=True)
class Plain:
    """A question that anybody can answer with one word, in her language; no script, no picture, no sound."""

    question: str
    answer: str


_QUESTIONS: Final = (
    Plain(marked("Which of these is an animal: stone, horse, river?"), marked("horse")),
    Plain(marked("Which of these is a colour: bread, green, window?"), marked("green")),
    Plain(marked("Which of these can you eat: chair, bread, road?"), marked("bread")),
    Plain(marked("Which of these is a fruit: shoe, apple, door?"), marked("apple")),
)


@dataclass(slots=True)
class _Pace:
    """What came to one mechanism within the hour, and whether that is an attack."""

    came: deque[float] = field(default_factory=deque)
    is_attack: bool = False

    def look(self, slow_after: int, now: float) -> int:
        """Forget what is over, and return how many are left. An attack ends when the pace is under its mark."""
        _forget(self.came, now)
        if len(self.came) > slow_after * ATTACK_AT:
            self.is_attack = True
        elif len(self.came) < max(slow_after, 1):
            self.is_attack = False
        return len(self.came)

    def add(self, slow_after: int, now: float) -> int:
        """Count one that comes now. No more are kept than it takes to know that it is far too many."""
        self.came.append(now)
        while len(self.came) > slow_after * SET_ASIDE_AT + 1:
            self.came.popleft()
        return self.look(slow_after, now)


class Floods:
    """The counters of one process. Threads may share them."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._guard = threading.Lock()
        self._paces: dict[str, _Pace] = {}
        self._places: dict[bytes, deque[float]] = {}
        self._key = vault.new_key()
        self._key_since = clock()

    def lane_for(
        self,
        mechanism: Mechanism,
        *,
        address: str,
        host: str,
        group_code: GroupCode | None,
        answered: bool = False,
    ) -> Lane:
        """Count a report that comes now, and say where it waits. It is never refused.

        A report with the code of a group is counted against nobody. ``answered`` says that a plain question was
        answered rightly, or a puzzle solved: during an attack such a report waits with the ordinary ones.
        """
        if group_code is not None:
            return Lane.ORDINARY
        with self._guard:
            now = self._clock()
            pace = self._paces.setdefault(mechanism.code, _Pace())
            came = pace.add(mechanism.slow_after, now)
            place = Lane.SLOW if self._is_many_from(address, host, now) else Lane.ORDINARY
            if pace.is_attack and answered:
                return place
            if came > mechanism.slow_after * SET_ASIDE_AT:
                return Lane.QUARANTINE
            return Lane.SLOW if pace.is_attack or came > mechanism.slow_after else place

    def is_attack(self, mechanism: Mechanism) -> bool:
        """Whether far more reports come than usual, so that a plain question is asked."""
        with self._guard:
            pace = self._paces.get(mechanism.code)
            if pace is not None:
                pace.look(mechanism.slow_after, self._clock())
            return pace is not None and pace.is_attack

    def _is_many_from(self, address: str, host: str, now: float) -> bool:
        """Count a place, where one is known."""
        self._turn_key(now)
        if not _tells_a_place(address, host):
            return False
        if len(self._places) >= _MOST_PLACES:
            self._places.clear()
        came = self._places.setdefault(vault.digest(address.encode(), key=self._key), deque(maxlen=FROM_ONE_PLACE + 1))
        came.append(now)
        _forget(came, now)
        return len(came) > FROM_ONE_PLACE

    def _turn_key(self, now: float) -> None:
        """Draw another key each day: what was counted under the former one can be tied to nobody."""
        if now - self._key_since >= DAY:
            self._key, self._key_since = vault.new_key(), now
            self._places.clear()


#: Of this process.
_FLOODS: Final = Floods()


def lane_for(
    mechanism: Mechanism, *, address: str, host: str, group_code: GroupCode | None, answered: bool = False
) -> Lane:
    """Count a report that comes now to this process, and say where it waits. It is never refused."""
    return _FLOODS.lane_for(mechanism, address=address, host=host, group_code=group_code, answered=answered)


def is_attack(mechanism: Mechanism) -> bool:
    """Whether far more reports come to this process than usual."""
    return _FLOODS.is_attack(mechanism)


def question_for(reference: str) -> str:
    """Return the plain question that goes with a form, in the language of the page: always the same for one form."""
    return _(_chosen(reference).question)


def is_answer(reference: str, typed: str) -> bool:
    """Whether the plain question was answered: the word alone or with an article, in her language or in English."""
    said, word = _letters(typed), _chosen(reference).answer
    return any(right in said and len(said) <= len(right) + _BESIDE for right in (_letters(_(word)), _letters(word)))


def _chosen(reference: str) -> Plain:
    return _QUESTIONS[vault.digest(b"plain question", reference.encode())[0] % len(_QUESTIONS)]


def _letters(text: str) -> str:
    """Return the letters of a text, without case, marks, spaces and signs."""
    apart = unicodedata.normalize("NFKD", text).casefold()
    return "".join(letter for letter in apart if letter.isalpha())


def _tells_a_place(address: str, host: str) -> bool:
    """Whether the address is of a place: not through Tor, and not the proxy's or this computer's own."""
    if host.partition(":")[0].lower().rstrip(".").endswith(_ONION):
        return False
    try:
        return not ip_address(address).is_loopback
    except ValueError:
        return False


def _forget(came: deque[float], now: float) -> None:
    while came and came[0] <= now - HOUR:
        came.popleft()
