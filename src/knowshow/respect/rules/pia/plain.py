"""Turn the HTML of an answer into plain text: paragraphs, lists and tables stay readable, and no markup survives.

The CNIL's application stores what its editor made, which may have been pasted from anywhere. What is no text (a
picture, a script) is left out and named, so that nobody misses it unknowingly. Tags are found here in one pass: the
standard parser takes quadratic time over what somebody left open on purpose, in Python before 3.11.13.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from string import ascii_lowercase, ascii_uppercase
from typing import Final

_BLOCKS: Final = frozenset(
    """
    address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption figure footer
    form h1 h2 h3 h4 h5 h6 header hgroup hr html legend main nav p pre section summary table tbody tfoot thead
    """.split()  # noqa: SIM905  (many short words read better so)
)
_INLINE: Final = frozenset(
    """
    a abbr acronym b base bdi bdo big br button cite code col colgroup data del dfn em font head i ins kbd label li
    link map mark meta ol q s samp small source span strike strong sub sup td th time tr tt u ul var wbr
    """.split()  # noqa: SIM905
)
#: What stands inside these is no text for people.
_UNREAD: Final = {
    "script": "a script",
    "style": "a style sheet",
    "iframe": "an embedded page",
    "noscript": "a script",
    "title": "the title of a page",
    "textarea": "a field",
    "svg": "a drawing",
    "object": "an embedded object",
    "audio": "a sound",
    "video": "a film",
    "canvas": "a drawing",
    "template": "a template",
    "select": "a field",
}
#: These have no inside.
_BROKEN_OFF: Final = "broken off"
_ALONE: Final = {
    "img": "a picture",
    "embed": "an embedded object",
    "input": "a field",
    _BROKEN_OFF: "what stands after its last “<”",
}

_GAP: Final = "\n\n"
_DEEPEST: Final = 8

_NAME: Final = re.compile(r"</?([a-zA-Z][^\s/>]*+)")
_QUOTED_END: Final = re.compile(r"""[^>"']*+(?:"[^"]*+"[^>"']*+|'[^']*+'[^>"']*+)*+>""")
#: Small letters, and no character more or fewer, as some other letters would give.
_LOWER: Final = str.maketrans(ascii_uppercase, ascii_lowercase)
_HREF: Final = re.compile(r"""\shref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_ENDLESS_NUMBER: Final = re.compile("&#[0-9]{8,};?")

#: What neither a file nor a page can hold: control characters, halves of characters, and marks that are no character.
_UNWRITABLE: Final = re.compile("[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LINE_ENDS: Final = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_SPACE: Final = re.compile(r"[ \t\n\xa0]+")
_MANY_LINES: Final = re.compile(r"\n{3,}")
_MARK: Final = re.compile(r" *(?:-|[0-9]+\.) ")
_SPACE_BEFORE_LINE: Final = re.compile(r"[ \t]++\n")


@dataclass(frozen=True, slots=True)
class Plain:
    """The text, and what was left out of it, such as "a picture"."""

    text: str
    left_out: tuple[str, ...] = ()


def plain(text: str) -> Plain:
    r"""Return the text of a piece of HTML.

    >>> plain("<p>Names &amp; ages</p><ul><li>of pupils<li>of parents</ul><script>steal()</script>")
    Plain(text='Names & ages\n\n- of pupils\n- of parents', left_out=('a script',))
    """
    clean = written(text)
    if "<" not in clean:  # no HTML: its own lines stay
        return Plain(_tidy(written(_unescaped(clean))))
    teller = _Teller()
    for token in _tokens(clean):
        teller.take(token)
    return Plain(_tidy(written("".join(teller.said))), tuple(dict.fromkeys(teller.left_out)))


def written(text: str) -> str:
    r"""Return the text without what no file can hold, its line ends made one kind.

    >>> written("a\x00b\r\nc")
    'ab\nc'
    """
    return _UNWRITABLE.sub("", _LINE_ENDS.sub("\n", text))


def _unescaped(text: str) -> str:
    return html.unescape(_ENDLESS_NUMBER.sub("", text))


def _tidy(text: str) -> str:
    return _MANY_LINES.sub(_GAP, _SPACE_BEFORE_LINE.sub("\n", text.replace("\xa0", " "))).strip()


# From characters to tags and words, in one pass whatever was left open.


@dataclass(frozen=True, slots=True)
class _Token:
    """A run of words, or a tag."""

    words: str = ""
    tag: str = ""
    closes: bool = False
    address: str = ""


def _tokens(text: str) -> Iterator[_Token]:
    position, quotes_hold, lower = 0, True, ""
    open_to_the_end: set[str] = set()
    while (start := text.find("<", position)) >= 0:
        if start > position:
            yield _Token(text[position:start])
        name = _NAME.match(text, start)
        if name is None:
            position = _after_no_tag(text, start)
            if position == start + 1:
                yield _Token("<")
            continue
        end = _QUOTED_END.match(text, start) if quotes_hold else None
        quotes_hold = end is not None  # once a quotation stays open, none after it is trusted
        position = end.end() if end else text.find(">", start) + 1
        if not position:
            yield _Token(tag=_BROKEN_OFF)  # a page would not show it either
            return
        token = _tag(name, text[start:position])
        yield token
        if not token.closes and token.tag in _UNREAD:
            lower = lower or text.translate(_LOWER)
            position = _past_inside(lower, token.tag, position, open_to_the_end)
    if position < len(text):
        yield _Token(text[position:])


def _past_inside(lower: str, tag: str, position: int, open_to_the_end: set[str]) -> int:
    """Pass over what is no text; where the end is missing, only over a script or a style sheet, as a page does."""
    end = -1 if tag in open_to_the_end else lower.find(f"</{tag}", position)
    if end >= 0:
        return end
    open_to_the_end.add(tag)
    return len(lower) if tag in {"script", "style"} else position


def _after_no_tag(text: str, start: int) -> int:
    """Pass over a comment or a declaration; what is none of them is a sign among words."""
    if text.startswith("<!--", start):
        return _after(text, "-->", start + 4, past=3)
    if text.startswith(("<!", "<?", "</"), start):
        return _after(text, ">", start, past=1)
    return start + 1


def _after(text: str, mark: str, position: int, *, past: int = 0) -> int:
    found = text.find(mark, position)
    return len(text) if found < 0 else found + past


def _tag(name: re.Match[str], whole: str) -> _Token:
    tag = name[1].lower()
    closes = whole.startswith("</")
    href = _HREF.search(whole) if tag == "a" and not closes else None
    address = html.unescape(next(filter(None, href.groups()), "")) if href else ""
    return _Token(tag=tag, closes=closes, address=address.strip())


# From tags and words to lines.


@dataclass
class _Teller:
    """Says the text of a document as it goes by."""

    said: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    #: For each list that is open, the number of its last entry; none for a list of dots.
    lists: list[int | None] = field(default_factory=list)
    address: str = ""

    def take(self, token: _Token) -> None:
        """Say one token."""
        if not token.tag:
            self._say(token.words)
        elif token.tag in {"ul", "ol"}:
            self._list(token)
        elif token.tag == "a":
            self._link(token)
        elif token.tag in {"td", "th", "li"}:
            if not token.closes:
                self._entry() if token.tag == "li" else self._cell()
        elif not self._breaks(token.tag) and not token.closes:
            self._leave_out(token.tag)

    def _say(self, words: str) -> None:
        told = _SPACE.sub(" ", _unescaped(words))
        if not self.said or self.said[-1].endswith(("\n", " ")):
            told = told.lstrip(" ")
        if told:
            self.said.append(told)

    def _list(self, token: _Token) -> None:
        if not token.closes:
            self._line() if self.lists else self._gap()
            self.lists.append(0 if token.tag == "ol" else None)
        elif self.lists:
            self.lists.pop()
            self._line() if self.lists else self._gap()

    def _entry(self) -> None:
        self._line()
        mark = "- "
        if self.lists and (last := self.lists[-1]) is not None:
            self.lists[-1] = last + 1
            mark = f"{last + 1}. "
        self.said.append("  " * min(max(len(self.lists) - 1, 0), _DEEPEST) + mark)

    def _cell(self) -> None:
        if self.said and not self.said[-1].endswith("\n"):
            self.said.append(" | ")

    def _link(self, token: _Token) -> None:
        """Write the address behind the words of a link, if a reader could follow it."""
        if not token.closes:
            self.address = token.address
        elif self.address.startswith(("https://", "http://")) and not "".join(self.said[-1:]).endswith(self.address):
            self.said.append(f" ({self.address})")
        self.address = "" if token.closes else self.address

    def _breaks(self, tag: str) -> bool:
        """Break the line where the tag does; whether it is one that needs no more than that."""
        if tag == "br":
            self.said.append("\n")
        elif tag == "tr":
            self._line()
        elif tag in _BLOCKS:
            self._line() if self.lists else self._gap()
        return tag in _BLOCKS or tag in _INLINE

    def _line(self) -> None:
        if self.said and not self.said[-1].endswith("\n") and not _MARK.fullmatch(self.said[-1]):
            self.said.append("\n")

    def _gap(self) -> None:
        if self.said and not self.said[-1].endswith(_GAP):
            self.said.append(_GAP)

    def _leave_out(self, tag: str) -> None:
        known = _UNREAD.get(tag) or _ALONE.get(tag)
        if known:
            self.left_out.append(known)
        elif ":" not in tag:  # Word's own, which say nothing
            self.left_out.append(f"the tag “{tag[:30]}”")
