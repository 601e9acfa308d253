"""What a command left behind, under names."""

import json
from typing import NamedTuple


class Done(NamedTuple):
    """Exit code, standard output and standard error of a command."""

    code: int
    out: str
    err: str

    def json(self):
        """Standard output as JSON."""
        return json.loads(self.out)
