"""A clock that the test turns, for what counts in memory."""


class Clock:
    """Stands still until its ``now`` is set."""

    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now
