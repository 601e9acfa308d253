"""The style sheets of the portal: each one file, made from the layered ones, with the layers taken away.

An old phone that does not know ``@layer`` drops everything inside it. So the portal is served a copy in which the
rules of each layer follow those of the layer below: what wins by its layer wins by its place. A rule of a lower layer
with a narrower selector now wins over a wider one above it; all browsers get this copy, so all show the same.

Pages for people who complain get a smaller one, with only the rules for what stands on them: their first page arrives
over a slow line, style included (GP 31 b).
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator

from tools.environment import ROOT

FOLDER = ROOT / "src" / "knowshow" / "ui" / "static" / "ui" / "css"
TARGET = FOLDER / "portal.css"
SOURCES = ("tokens.css", "base.css", "components.css", "portal-shell.css", "print.css")
PLAIN = FOLDER / "portal-plain.css"
PLAIN_SOURCES = (*SOURCES, "portal-grievance.css")
_KNOWSHOW = ROOT / "src" / "knowshow"
#: Where the plain pages come from: what no class here names is left out of their sheet.
_PLAIN_PAGES = (
    "remedy/templates/remedy/portal/**/*.html",
    "ui/templates/ui/portal.html",
    "ui/templates/ui/components/languages.html",
    "ui/templates/ui/components/unreviewed.html",
)
_CLASSES = re.compile(r'class="([^"]*)"')
_BODY_CLASS = re.compile(r"block body_class %}([^{]*){%")
_TAG = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}")
_CLASS = re.compile(r"\.(-?[A-Za-z_][\w-]*)")
_NOT = re.compile(r":not\([^()]*\)")
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


def needed(rules: str, classes: set[str]) -> str:
    r"""Return the rules that can match where only these classes stand, without line breaks inside a rule.

    >>> needed("a { color: red } .b .c, .b { x: y } @media print { .c { x: y } }", {"b"})
    'a { color: red }\n.b { x: y }\n'
    """
    kept = ""
    for head, inside in _rules(rules):
        if head.startswith(("@media", "@supports")):
            below = needed(inside, classes)
            kept += f"{head} {{\n{below}}}\n" if below else ""
        elif selectors := head if head.startswith("@") else _matching(head, classes):
            kept += f"{selectors} {{ {' '.join(inside.split())} }}\n"
    return kept


def _rules(text: str) -> Iterator[tuple[str, str]]:
    place = 0
    while (start := text.find("{", place)) != -1:
        end = _closing(text, start + 1)
        yield " ".join(text[place:start].split()), text[start + 1 : end]
        place = end + 1


def _matching(selectors: str, classes: set[str]) -> str:
    fit = [one.strip() for one in _parted(selectors) if set(_CLASS.findall(_NOT.sub("", one))) <= classes]
    return ", ".join(fit)


def _parted(selectors: str) -> Iterator[str]:
    """Part a list of selectors at its commas, but not inside brackets."""
    depth, start = 0, 0
    for place, character in enumerate(selectors):
        depth += (character == "(") - (character == ")")
        if character == "," and depth == 0:
            yield selectors[start:place]
            start = place + 1
    yield selectors[start:]


def classes_on_plain_pages() -> set[str]:
    """Return every class that a plain page names."""
    sources = [path.read_text(encoding="utf-8") for place in _PLAIN_PAGES for path in sorted(_KNOWSHOW.glob(place))]
    bodies = (value for text in sources for value in _BODY_CLASS.findall(text))
    classes = (value for text in sources for value in _CLASSES.findall(_TAG.sub(" ", text)))
    return {"icon", *(word for value in (*bodies, *classes) for word in value.split())}


def made() -> str:
    """Return the style sheet as its sources have it now."""
    return _NOTICE.format(names=", ".join(SOURCES)) + flattened(_read(SOURCES))


def plain() -> str:
    """Return the style sheet of the plain pages as its sources and their templates have it now."""
    notice = _NOTICE.format(names=", ".join(PLAIN_SOURCES))
    return notice + needed(flattened(_read(PLAIN_SOURCES)), classes_on_plain_pages())


def _read(names: tuple[str, ...]) -> list[str]:
    return [(FOLDER / name).read_text(encoding="utf-8") for name in names]


def write() -> None:
    """Write both."""
    TARGET.write_text(made(), encoding="utf-8")
    PLAIN.write_text(plain(), encoding="utf-8")
