"""The languages of the portal: which there are, who has checked them, and where a page stands in each (GP 31 b, c).

The language of a page is the first part of its address, and nothing else: no cookie, no guess from what a browser
says. English has no such part, so that its addresses are those that people have kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Final, Literal

import msgspec
from django.urls import get_script_prefix
from django.utils.http import escape_leading_slashes
from django.utils.translation import get_language
from msgspec import Struct

from knowshow.yaml_tree import read_tree

#: The language that pages are written in first. Its addresses have no part that names it.
SOURCE: Final = "en"
#: Each language with its own name, in the order in which they are offered: the six of the United Nations.
NAMES: Final[dict[str, str]] = {
    SOURCE: "English",
    "fr": "Français",
    "es": "Español",
    "ar": "العربية",
    "ru": "Русский",
    "zh-hans": "中文",
}
_FILE: Final = "locale/status.yaml"


class Status(Struct, frozen=True, forbid_unknown_fields=True):
    """Who made the words of a language, and who has checked them."""

    translated_by: Literal["source", "person", "machine"]
    reviewed_by: str | None
    reviewed_on: date | None

    @property
    def is_checked(self) -> bool:
        """Whether the words can be relied on: written first in this language, or read whole by a native speaker."""
        return self.translated_by == "source" or (self.reviewed_by is not None and self.reviewed_on is not None)


@dataclass(frozen=True, slots=True)
class LanguageLink:
    """A page in one language, as the language switch shows it."""

    code: str
    name: str
    url: str
    is_current: bool


@lru_cache(maxsize=1)
def statuses() -> dict[str, Status]:
    """Return what is known of the translation into each language.

    >>> sorted(statuses()) == sorted(NAMES), statuses()["en"].is_checked
    (True, True)
    """
    tree = read_tree((files("knowshow.ui") / _FILE).read_bytes(), _FILE)
    return msgspec.convert(tree.value, dict[str, Status])


def is_unreviewed(code: str) -> bool:
    """Whether no native speaker has checked the pages in this language."""
    found = statuses().get(code)
    return found is not None and not found.is_checked


def language_of(path: str) -> str:
    """Return the language that an address names by its first part; English where it names none.

    >>> language_of("/ar/rankings/"), language_of("/rankings/"), language_of("/en/"), language_of("/FR/")
    ('ar', 'en', 'en', 'en')
    """
    first = path.removeprefix("/").partition("/")[0]
    return first if first in NAMES else SOURCE


def in_language(path: str, code: str) -> str:
    """Return the address of the same page in another language.

    >>> in_language("/fr/rankings/", "ar"), in_language("/fr/rankings/", "en"), in_language("/", "zh-hans")
    ('/ar/rankings/', '/rankings/', '/zh-hans/')
    """
    now = language_of(path)
    bare = path if now == SOURCE else path.removeprefix(f"/{now}") or "/"
    return bare if code == SOURCE else f"/{code}{bare}"


def links_to(path: str) -> list[LanguageLink]:
    """Return where a page stands in every language. The path begins below where the server's addresses begin."""
    root, now = get_script_prefix().rstrip("/"), get_language()
    return [
        LanguageLink(code, name, escape_leading_slashes(root + in_language(path, code)), code == now)
        for code, name in NAMES.items()
    ]
