"""What takes long to work out, kept in memory: the newest of each subject, for as long as what it rests on stands."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Newest(Generic[Value]):
    """Keeps one value for each of a few subjects. Several threads of a server share it.

    >>> lengths = Newest[int](most=2)
    >>> lengths.of("a word", "first mark", lambda: 6), lengths.of("a word", "first mark", lambda: 7)
    (6, 6)
    >>> lengths.of("a word", "second mark", lambda: 7)
    7
    """

    def __init__(self, most: int) -> None:
        """Keep so many subjects; who asks for one more drops that which was found first."""
        self._most = most
        self._kept: dict[Hashable, tuple[object, Value]] = {}
        self._lock = Lock()

    def of(self, subject: Hashable, mark: object, find: Callable[[], Value]) -> Value:
        """Return what was found for a subject under this mark; find it, and forget an earlier mark, if it was not."""
        there = self._kept.get(subject)
        if there is not None and there[0] == mark:
            return there[1]
        found = find()
        with self._lock:
            self._kept.pop(subject, None)
            while len(self._kept) >= self._most:
                self._kept.pop(next(iter(self._kept)))
            self._kept[subject] = (mark, found)
        return found
