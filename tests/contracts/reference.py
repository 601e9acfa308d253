"""The reference pages that are made from the code: ``python -m tests.contracts.reference [--write]``.

Without ``--write`` it says which pages are out of date and exits 1. `python3 dev.py docs` writes them.
"""

import os
import re
import sys
from pathlib import Path

from tests.contracts.pages import (
    addresses,
    assess_json,
    assessment_file,
    canon,
    cli,
    methodology_file,
    settings,
    weak_spots,
)

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "reference"

#: Each page with what makes its text.
PAGES = {
    "addresses.md": addresses.page,
    "assess-json.md": assess_json.page,
    "assessment-file.md": assessment_file.page,
    "canon.md": canon.page,
    "cli.md": cli.page,
    "methodology-file.md": methodology_file.page,
    "schemas/methodology.json": methodology_file.schema,
    "settings.md": settings.page,
    "weak-spots.md": weak_spots.page,
}


def outdated():
    """Names of the pages that do not say what the code says."""
    return [name for name, make in PAGES.items() if _stored(name) != make()]


def write():
    """Write every page; return the addresses that are no longer there."""
    before = set(_addresses(_stored("addresses.md")))
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, make in PAGES.items():
        (FOLDER / name).parent.mkdir(exist_ok=True)
        (FOLDER / name).write_text(make(), encoding="utf-8")
    return sorted(before - set(_addresses(_stored("addresses.md"))))


def _stored(name):
    path = FOLDER / name
    return path.read_text(encoding="utf-8") if path.exists() else ""


def _addresses(text):
    return re.findall(r"^\| `(/[^`]*)`", text, flags=re.MULTILINE)


def main(arguments):
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    if "--write" in arguments:
        for gone in write():
            _say(f"An address is gone: {gone}. Does anybody link to it? Say so in the changelog.")
        return 0
    old = outdated()
    if old:
        _say(f"Out of date: {', '.join(old)}. Run: python3 dev.py docs")
    return int(bool(old))


def _say(text):
    sys.stderr.write(f"{text}\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
