"""The colours of figures, read from the design tokens: the light theme is drawn, and pages exchange it by class.

Each colour of a drawing is named by its purpose. Where a figure stands on a page, ``components.css`` gives the purpose
its colour, so that the dark theme holds; where it travels alone, the light colour stands in the drawing.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Final

_TOKENS: Final = Path(__file__).parents[1] / "static" / "ui" / "css" / "tokens.css"
_DECLARATION: Final = re.compile(r"--([a-z0-9-]+):\s*([^;]+);")
_REFERENCE: Final = re.compile(r"var\(--([a-z0-9-]+)\)")

#: The purposes that drawings use. Where two share a colour, the first names it.
PURPOSES: Final = (
    "severity-4", "severity-3", "severity-2", "severity-1", "severity-2-edge", "severity-1-edge", "severity-4-text",
    "figure-ink", "text-muted", "text-subtle", "figure-grid", "figure-quiet", "figure-strong", "meter", "figure-paper",
    "heat-0", "heat-1", "heat-2", "heat-3", "heat-4", "heat-5", "heat-text-low", "heat-text-high",
)  # fmt: skip


@cache
def colours() -> dict[str, str]:
    """Return the light colour of every purpose, as ``#rrggbb``."""
    light = _TOKENS.read_text(encoding="utf-8").split("@media", 1)[0]
    values = dict(_DECLARATION.findall(light))
    return {purpose: _resolved(values, purpose) for purpose in PURPOSES}


def _resolved(values: dict[str, str], name: str) -> str:
    value = values[name].strip()
    reference = _REFERENCE.fullmatch(value)
    return _resolved(values, reference[1]) if reference else value


def colour(purpose: str) -> str:
    """Return the light colour of a purpose.

    >>> colour("figure-strong")
    '#0d626a'
    """
    return colours()[purpose]


@cache
def purposes() -> dict[str, str]:
    """Return the purpose of each colour."""
    return {value: name for name, value in reversed(colours().items())}
