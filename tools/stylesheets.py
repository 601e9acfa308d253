"""The style sheet of the portal: one file, made from the layered ones, with the layers taken away.

An old phone that does not know ``@layer`` drops everything inside it. So the portal is served a copy in which the
rules of each layer follow those of the layer below: what wins by its layer wins by its place. A rule of a lower layer
with a narrower selector now wins over a wider one above it; all browsers get this copy, so all show the same.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator

from tools.environment import ROOT

FOLDER = ROOT / "src" / "knowshow" / "ui" / "static" / "ui" / "css"
TARGET = FOLDER / "portal.css"
SOURCES = ("tokens.css", "base.css", "components.css", "portal-shell.css", "print.css")
_NOTICE = "/* Made by `python3 dev.py docs` from {names}. Change those, not this file. */\n"
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_ORDER = re.compile(r"@layer\s+([\w\s,]+);")
_BLOCK = re.compile(r"@layer\s+(\w+)\s*\{")


def flattened(sheets: list[str]) -> str:
    """Return the rules of all sheets, layer by layer, without comments.

    >>> sheets = ["@layer low, high; @layer high { a { color: red } }", "@layer low { a { color: blue } }"]
    >>> flattened(sheets).splitlines()
    ['a { color: blue }', 'a { color: red }']
    """
    text = "\n".join(_COMMENT.sub("", sheet) for sheet in sheets)
    declared = _ORDER.search(text)
    if declared is None:
        raise ValueError("No sheet says in which order its layers stand.")
    order = [name.strip() for name in declared.group(1).split(",")]
    blocks = sorted(_blocks(_ORDER.sub("", text)), key=lambda block: order.index(block[0]))
    return "".join(f"{_tidy(rules)}\n" for _layer, rules in blocks)


def _blocks(text: str) -> Iterator[tuple[str, str]]:
    """Yield each layer's name with what stands inside it. Nothing may stand outside of all layers."""
    place = 0
    while found := _BLOCK.search(text, place):
        outside, end = text[place : found.start()], _closing(text, found.end())
        if outside.strip():
            raise ValueError(f"Rules stand outside of all layers: {outside.strip()[:60]}")
        yield found.group(1), text[found.end() : end]
        place = end + 1
    if text[place:].strip():
        raise ValueError(f"Rules stand outside of all layers: {text[place:].strip()[:60]}")


def _closing(text: str, start: int) -> int:
    """Find the brace that closes the block which begins here."""
    depth = 1
    for brace in re.finditer(r"[{}]", text[start:]):
        depth += 1 if brace.group() == "{" else -1
        if depth == 0:
            return start + brace.start()
    raise ValueError("A layer is not closed.")


def _tidy(rules: str) -> str:
    return textwrap.dedent("\n".join(line.rstrip() for line in rules.splitlines() if line.strip())).strip()


def made() -> str:
    """Return the style sheet as its sources have it now."""
    notice = _NOTICE.format(names=", ".join(SOURCES))
    return notice + flattened([(FOLDER / name).read_text(encoding="utf-8") for name in SOURCES])


def write() -> None:
    """Write it."""
    TARGET.write_text(made(), encoding="utf-8")
