"""Data of third parties, which do not ship: found through ``KNOWSHOW_REAL_DATA``, or the test is skipped."""

import json
import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FOLDER = Path(os.environ.get("KNOWSHOW_REAL_DATA") or ROOT.parent / "shared" / "data")


def real_file(path: str) -> Path:
    """The file of that path among the real data; without it the test is skipped."""
    found = FOLDER / path
    if not found.is_file():
        pytest.skip("real data absent")
    return found


def real_json(path: str):
    """The content of a JSON file among the real data."""
    return json.loads(real_file(path).read_text(encoding="utf-8"))
