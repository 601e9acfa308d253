"""Running the command line inside the test's own process: quick, and exactly as its entry point does."""

import json
import sys
from dataclasses import dataclass

import pytest


@dataclass(frozen=True)
class Done:
    """What a command left behind."""

    code: int
    out: str
    err: str

    def json(self):
        """Standard output as JSON."""
        return json.loads(self.out)


@pytest.fixture
def knowshow(monkeypatch, capsys):
    """Run ``knowshow`` with arguments; returns its exit code and what it wrote."""

    from knowshow.cli import main

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["knowshow", *map(str, arguments)])
        with pytest.raises(SystemExit) as left:
            main.run()
        written = capsys.readouterr()
        return Done(int(left.value.code or 0), written.out, written.err)

    return run
