"""The words of a survey: several languages in one value, and markup taken off them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from typing import Final

#: Elements that begin a line of their own.
_BLOCKS: Final = frozenset({"p", "div", "br", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "table", "tr"})
#: Elements whose content nobody reads.
_SILENT: Final = frozenset({"script", "style"})
#: The parser takes time that grows with the square of what is not closed. These, and overlong texts, only lose tags.
_LONGEST: Final = 20_000
_TAG: Final = re.compile(r"<[^<>]*>")


@dataclass(frozen=True, slots=True)
class Words:
    """A text, and the same text in other languages."""

    text: str = ""
    others: dict[str, str] = field(default_factory=dict)


def words_of(said: object, language: str) -> Words:
    """Return the words of a value that is a text, or a text for each language ("default" for the main one).

    >>> words_of({"default": "<b>Yes</b>", "fr": "Oui"}, "en")
    Words(text='Yes', others={'fr': 'Oui'})
    """
    if isinstance(said, Mapping):
        texts = {str(key): plain(str(text)) for key, text in said.items() if isinstance(text, str)}
        main = next((key for key in ("default", language) if key in texts), next(iter(texts), ""))
        return Words(texts.get(main, ""), {key: text for key, text in texts.items() if key not in {main, language}})
    return Words(plain(_as_text(said)))


def _as_text(said: object) -> str:
    return "" if said is None or isinstance(said, list) else str(said)


def plain(markup: str) -> str:
    """Return the text of some HTML, a line for each paragraph.

    >>> plain("<h2>One</h2><p>Two &amp; <em>three</em></p>").split(chr(10))
    ['One', 'Two & three']
    """
    if "<" not in markup and "&" not in markup:
        return _tidy(markup)
    if len(markup) > _LONGEST or markup.count("<") != markup.count(">"):
        return _tidy(unescape(_TAG.sub("\n", markup)))
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    return _tidy("".join(reader.parts))


def _tidy(text: str) -> str:
    lines = (re.sub(r"\s+", " ", line).strip() for line in _printable(text).split("\n"))
    return "\n".join(line for line in lines if line)


def _printable(text: str) -> str:
    """Drop what would steer a terminal instead of being read."""
    return "".join(sign for sign in text if sign.isprintable() or sign.isspace())


class _Reader(HTMLParser):
    """Keeps the text, and a line break where a block begins or ends."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - as called
        self._silent += tag in _SILENT
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in _SILENT and self._silent > 0
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(data)
