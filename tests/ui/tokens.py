"""Read the style sheets as a browser does: tokens of both themes, colours of both, rules with what they set."""

import re
from functools import cache
from pathlib import Path

import tinycss2

FOLDER = Path(__file__).resolve().parents[2] / "src" / "knowshow" / "ui" / "static" / "ui" / "css"
THEMES = ("light", "dark")
_VARIABLE = re.compile(r"var\((--[a-z0-9-]+)\)")


@cache
def tokens(theme):
    """Every token of a theme by name, as it is written."""
    found = {}
    for selector, declarations, conditions in rules("tokens.css"):
        is_dark = any("dark" in one for one in conditions)
        if selector.startswith(":root") and ":lang" not in selector and (theme == "dark" or not is_dark):
            found |= {name: value for name, value in declarations if name.startswith("--")}
    return found


@cache
def colour(name, theme):
    """The colour behind a token, as red, green and blue from 0 to 1."""
    value = tokens(theme)[name]
    while found := _VARIABLE.fullmatch(value):
        value = tokens(theme)[found.group(1)]
    assert re.fullmatch(r"#[0-9a-f]{6}", value), f"{name} is {value!r} in the {theme} theme, not a colour of six digits"
    return tuple(int(value[place : place + 2], 16) / 255 for place in (1, 3, 5))


def contrast(first, second, theme):
    """The contrast ratio of two tokens (WCAG 2.2, relative luminance)."""
    return ratio(colour(first, theme), colour(second, theme))


def ratio(first, second):
    """The contrast ratio of two colours."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(channels):
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@cache
def rules(file):
    """Every rule of a style sheet: selector, (name, value) pairs, and the conditions around it."""
    return tuple(_rules_in(tinycss2.parse_stylesheet((FOLDER / file).read_text(encoding="utf-8")), ()))


def _rules_in(nodes, conditions):
    for node in nodes:
        if node.type == "qualified-rule":
            yield tinycss2.serialize(node.prelude).strip(), _declarations(node.content), conditions
        elif (
            node.type == "at-rule"
            and node.content is not None
            and node.lower_at_keyword in {"layer", "media", "supports"}
        ):
            inside = tinycss2.parse_rule_list(node.content)
            yield from _rules_in(inside, (*conditions, tinycss2.serialize(node.prelude).strip()))


def _declarations(content):
    found = tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True)
    return tuple((one.name, tinycss2.serialize(one.value).strip()) for one in found if one.type == "declaration")
