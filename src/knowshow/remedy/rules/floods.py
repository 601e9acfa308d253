"""How fast reports come, and where one waits in a flood: nothing is ever refused (grievance.md 2.5; GP 31 b).

What is counted is how many came within the hour, and nothing else: no address, no device, no word. The counts live in
memory and are gone with the process. A report with the code of a group is never counted against anybody.
"""

from __future__ import annotations

import threading
from collections import deque
from typing import Final, Literal

WITHIN_SECONDS: Final = 3600.0
#: So many times the pace at which others wait apart, what comes is set aside. It is read too, last.
SET_ASIDE_AT: Final = 10

Lane = Literal["ordinary", "slow", "quarantine"]


class Pace:
    """Counts what comes to each mechanism. Threads may share it."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._came: dict[str, deque[float]] = {}

    def lane(self, mechanism: str, slow_after: int, now: float) -> Lane:
        """Count a report that comes now, and say where it waits.

        >>> pace = Pace()
        >>> [pace.lane("m", 2, now) for now in (0, 1, 2, 3700)]
        ['ordinary', 'ordinary', 'slow', 'ordinary']
        """
        with self._guard:
            came = self._came.setdefault(mechanism, deque())
            while came and came[0] <= now - WITHIN_SECONDS:
                came.popleft()
            if len(came) <= slow_after * SET_ASIDE_AT:
                came.append(now)
            return _lane(len(came), slow_after)


def _lane(came: int, slow_after: int) -> Lane:
    if came <= slow_after:
        return "ordinary"
    return "slow" if came <= slow_after * SET_ASIDE_AT else "quarantine"
