"""The languages of the portal, and who has read what in each of them (GP 31 b: accessible).

Translations that no native speaker has read are recorded as such: the operator sees it, and a reader in danger is told
beside the texts on which her safety depends.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Final, Literal

import msgspec
from msgspec import Struct

from knowshow.yaml_tree import read_tree

#: What a language's texts are divided into: the portal's pages, the texts on which safety depends, and the questions.
Part = Literal["portal", "safety", "questions"]
PARTS: Final[tuple[Part, ...]] = ("portal", "safety", "questions")

_FILE: Final = "languages.yaml"


class Review(Struct, frozen=True, forbid_unknown_fields=True):
    """Who wrote texts in a language, and who grew up with the language and has read them all."""

    by: Literal["source", "person", "machine"]
    reviewed_by: str | None
    reviewed_on: date | None

    @property
    def is_settled(self) -> bool:
        """Whether the texts can be relied on: written first in this language, or read by a native speaker."""
        return self.by == "source" or (self.reviewed_by is not None and self.reviewed_on is not None)


class Language(Struct, frozen=True, forbid_unknown_fields=True):
    """A language of the portal: Django's code, its own name, its direction, and its tag in HTML."""

    code: str
    name: str
    direction: Literal["ltr", "rtl"]
    html: str
    covers: dict[Part, Review]

    def is_reviewed(self, part: Part) -> bool:
        """Whether a native speaker has read this part, or wrote it."""
        return self.covers[part].is_settled


class _Registry(Struct, frozen=True, forbid_unknown_fields=True):
    languages: tuple[Language, ...]


@lru_cache(maxsize=1)
def languages() -> tuple[Language, ...]:
    """Return the languages of the portal, in the order in which they are offered.

    >>> [language.code for language in languages()]
    ['en', 'fr', 'es', 'ar', 'ru', 'zh-hans']
    """
    tree = read_tree((files("knowshow.remedy") / _FILE).read_bytes(), _FILE)
    return msgspec.convert(tree.value, _Registry).languages


def language_of(code: str) -> Language | None:
    """Return the language with this code, or nothing where the portal does not speak it.

    >>> language_of("ar").direction, language_of("de")
    ('rtl', None)
    """
    return next((language for language in languages() if language.code == code), None)


def unreviewed(part: Part) -> tuple[Language, ...]:
    """Return the languages in which no native speaker has read this part yet."""
    return tuple(language for language in languages() if not language.is_reviewed(part))
