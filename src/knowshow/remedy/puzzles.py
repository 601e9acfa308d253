"""Work that a browser does in place of a plain question while a mechanism is attacked (grievance.md 2.5).

It is offered during an attack only (``floods.is_attack``), by one script of our own that reads nothing of what was
written. Nothing depends on it: without scripts there is the plain question, and without either the report waits, is
read later, and is never refused.

A puzzle asks for a number that, put behind it, gives a SHA-256 digest which begins with so many zero bits. It carries
its end, its weight, and a digest of both under a key that this process drew: so it can be made by nobody else, and what
was asked need not be kept. It is bound to one mechanism and one receipt: solved for one report, it counts for no other.
What was answered counts once. All of it lives in memory, and is gone with the process.
"""

from __future__ import annotations

import hashlib
import re
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from knowshow.foundation import vault

if TYPE_CHECKING:
    from collections.abc import Callable

#: Seconds within which a puzzle is answered: she may be called away from the last page.
LIFETIME: Final = 4 * 3600
#: Answers that are remembered; the oldest goes. Sent once more it could only be for the same report.
_MOST_SPENT: Final = 20_000
_TAG: Final = 16
_ANSWER: Final = re.compile(r"(\d{1,9})\.(\d{1,2})\.([0-9a-f]{32}):\d{1,12}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Puzzle:
    """What the script works on: a text, and how many zero bits its digest must begin with."""

    text: str
    bits: int


class Puzzles:
    """The puzzles of one process. Threads may share them."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._began = clock()
        self._guard = threading.Lock()
        self._key = vault.new_key()
        self._spent: dict[str, int] = {}

    def make(self, mechanism: str, reference: str, bits: int) -> Puzzle:
        """Return a puzzle for the report with this reference."""
        until = self._now() + LIFETIME
        return Puzzle(f"{until}.{bits}.{self._tag(mechanism, reference, until, bits)}", bits)

    def is_solved(self, mechanism: str, reference: str, answer: str) -> bool:
        """Whether an answer is of a puzzle that was made here for this report, in time, right, and not spent."""
        found = _ANSWER.fullmatch(answer)
        if found is None:
            return False
        until, bits, tag = int(found[1]), int(found[2]), found[3]
        # The whole of the tag is compared in a time that tells nothing, before anything else is looked at.
        is_ours = vault.same(tag.encode(), self._tag(mechanism, reference, until, bits).encode())
        return is_ours and until >= self._now() and not self._is_spent(tag) and has_zeros(answer, bits)

    def spend(self, answer: str) -> None:
        """Remember that an answer has counted, until its puzzle would have ended anyway. It was looked at before."""
        found = _ANSWER.fullmatch(answer)
        if found is None:
            return
        with self._guard:
            now = self._now()
            while self._spent and (len(self._spent) >= _MOST_SPENT or next(iter(self._spent.values())) < now):
                del self._spent[next(iter(self._spent))]
            self._spent[found[3]] = int(found[1])

    def _is_spent(self, tag: str) -> bool:
        with self._guard:
            return tag in self._spent

    def _now(self) -> int:
        """Seconds since this process began: no time of day travels in a form."""
        return int(self._clock() - self._began)

    def _tag(self, mechanism: str, reference: str, until: int, bits: int) -> str:
        said = (b"work puzzle", mechanism.encode(), reference.encode(), b"%d" % until, b"%d" % bits)
        return vault.digest(*said, key=self._key)[:_TAG].hex()


def has_zeros(answer: str, bits: int) -> bool:
    """Whether the SHA-256 digest of an answer begins with so many zero bits.

    >>> has_zeros("knowshow:5", 0), has_zeros("knowshow:5", 200)
    (True, False)
    """
    digest = hashlib.sha256(answer.encode()).digest()
    return int.from_bytes(digest, "big") >> (len(digest) * 8 - bits) == 0 if bits else True


#: Of this process.
_PUZZLES: Final = Puzzles()


def make(mechanism: str, reference: str, bits: int) -> Puzzle:
    """Return a puzzle for the report with this reference."""
    return _PUZZLES.make(mechanism, reference, bits)


def is_solved(mechanism: str, reference: str, answer: str) -> bool:
    """Whether an answer is of a puzzle that this process made for this report, in time, right, and not spent."""
    return _PUZZLES.is_solved(mechanism, reference, answer)


def spend(answer: str) -> None:
    """Remember that an answer has counted."""
    _PUZZLES.spend(answer)
