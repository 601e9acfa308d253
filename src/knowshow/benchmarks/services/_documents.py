"""Sources that a folder brings: a table of them, and numbers and addresses in the answers. None comes in twice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

import msgspec
from django.db import transaction
from django.db.models import Max

from knowshow.benchmarks.models import Source
from knowshow.benchmarks.services import _acts
from knowshow.errors import BadInputError, Place
from knowshow.foundation.models import Organisation
from knowshow.scoring.folder import Problem, table
from knowshow.scoring.sheet import nearest

if TYPE_CHECKING:
    from pathlib import Path

    from knowshow.foundation.models import User

#: Where a source stands in the list of those that come in, and the place in it.
Cited = tuple[int, str]

_LONGEST_LOCATOR: Final = 300
_LONGEST_TITLE: Final = 1_000
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_NEXT: Final = re.compile(r";\s+|;$|\n")
_ADDRESS: Final = re.compile(r"https?://", re.IGNORECASE)
_FORMULA: Final = re.compile(r"'(?=[=+\-@])")


class Document(msgspec.Struct, frozen=True):
    """A source as the files name it."""

    title: str
    url: str = ""
    document_date: date | None = None
    accessed_on: date | None = None
    archived_url: str = ""
    sha256: str = ""


class Documents:
    """The sources of a folder, by number and by address."""

    def __init__(self) -> None:
        self.found: list[Document] = []
        self._numbers: dict[str, int] = {}
        self._addresses: dict[str, int] = {}

    # ---- the table of sources ------------------------------------------------------------------------------

    def read(self, path: Path) -> Iterator[Problem]:
        """Take in a table of sources; yield what is wrong with a row."""
        for line, row in table(path, ("number",)):
            number = _number(row["number"])
            if number in self._numbers:
                yield Problem(str(path), line, f"The number {number} stands twice.", "Give each source its own.")
                continue
            try:
                document = _document(row, number)
            except BadInputError as error:
                yield Problem(str(path), line, f"{error.place.field}: {error.what}", error.remedy)
                document = Document(number)
            self._numbers[number] = len(self.found)
            self._add(document)

    def _add(self, document: Document) -> int:
        self.found.append(document)
        place = len(self.found) - 1
        if document.url:
            self._addresses.setdefault(document.url, place)
        return place

    # ---- what answers cite ---------------------------------------------------------------------------------

    def cited(self, words: str) -> list[Cited]:
        """Return what a cell cites: numbers, each with its place, as in ``12 p. 4; 15``, or addresses.

        Raises ``BadInputError`` for a number that the table lacks, and for what is neither.
        """
        parts = (part.strip() for part in _NEXT.split(words))
        found = [one for part in parts if part for one in self._part(part)]
        return list(dict.fromkeys(found))

    def _part(self, part: str) -> Iterator[Cited]:
        first, *rest = part.split()
        if not _ADDRESS.match(first):
            yield self._by_number(first.rstrip(",:.")), _locator(rest)
            return
        places = [place for place, word in enumerate([first, *rest]) if _ADDRESS.match(word)]
        tokens = [first, *rest]
        for start, end in zip(places, [*places[1:], len(tokens)], strict=True):
            yield self._by_address(tokens[start]), _locator(tokens[start + 1 : end])

    def _by_number(self, word: str) -> int:
        number = _number(word)
        if number in self._numbers:
            return self._numbers[number]
        if not number.isdigit():
            raise BadInputError(
                f"{word[:60]!r} is neither the number of a source nor an address.",
                remedy="Write the number in sources.csv, or the address with https://.",
            )
        if not self._numbers:
            raise BadInputError(f"There is no sources.csv that names {number}.", remedy="Bring it, or write addresses.")
        raise BadInputError(
            f"There is no source {number}.", remedy=nearest(number, self._numbers, "The numbers in sources.csv")
        )

    def _by_address(self, word: str) -> int:
        url = _acts.check_address("sources", word.rstrip(","))
        return self._addresses[url] if url in self._addresses else self._add(Document(url, url))


def _number(word: str) -> str:
    return word.strip().lstrip("0") or word.strip()


def _locator(words: Sequence[str]) -> str:
    said = " ".join(words)
    if len(said) > _LONGEST_LOCATOR:
        raise BadInputError(
            "The place in a source is too long.", remedy=f"Write at most {_LONGEST_LOCATOR} characters."
        )
    return said


def _document(row: dict[str, str], number: str) -> Document:
    """Return a row of the table, or say which column is wrong."""
    if not number.isdigit():
        raise _wrong("number", f"{number[:60]!r} is not a number.", "Number the sources 1, 2, 3.")
    url = _acts.check_address("url", row.get("url", ""))
    title = _acts.check_line("title", plain(row.get("title", "")) or url, maximum=_LONGEST_TITLE)
    return Document(
        title=title,
        url=url,
        document_date=_day("document_date", row.get("document_date", "")),
        accessed_on=_day("accessed_on", row.get("accessed_on", "")),
        archived_url=_acts.check_address("archived_url", row.get("archived_url", "")),
        sha256=_fingerprint(row.get("sha256", "")),
    )


def plain(words: str) -> str:
    """Take away the mark that keeps a spreadsheet from taking a text for a formula.

    >>> plain("'=1"), plain("'tis so")
    ('=1', "'tis so")
    """
    return _FORMULA.sub("", words, count=1) if words.startswith("'") else words


def _day(field: str, words: str) -> date | None:
    if not words:
        return None
    try:
        return date.fromisoformat(words)
    except ValueError:
        raise _wrong(field, f"{words[:60]!r} is not a date.", "Write year, month and day: 2026-05-31.") from None


def _fingerprint(words: str) -> str:
    clean = words.lower()
    if clean and not _SHA256.fullmatch(clean):
        raise _wrong("sha256", "This is not a SHA-256 fingerprint.", "It has 64 signs, 0 to 9 and a to f.")
    return clean


def _wrong(field: str, what: str, remedy: str) -> BadInputError:
    return BadInputError(what, place=Place(field=field), remedy=remedy)


# ---- those that are here -----------------------------------------------------------------------------------


def known_sources(organisation: Organisation, documents: Sequence[Document]) -> list[int | None]:
    """Return for each document the source that it already is, or nothing where it is new."""
    here: dict[str, list[Source]] = {}
    for one in Source.objects.filter(organisation=organisation).order_by("number") if documents else ():
        here.setdefault(one.url or one.title, []).append(one)
    taken: set[int] = set()
    found: list[int | None] = []
    for document in documents:
        same = [one for one in here.get(document.url or document.title, ()) if one.pk not in taken]
        fits = [one for one in same if _fits(one, document)]
        fits.sort(key=lambda one: _facts(one) != _facts(document))
        found.append(fits[0].pk if fits else None)
        taken.update(one.pk for one in fits[:1])
    return found


def _fits(source: Source, document: Document) -> bool:
    """Whether nothing that both say of the document differs: a later state of the same page is another source."""
    pairs = zip(_facts(source), _facts(document), strict=True)
    return source.url == document.url and all(not one or not other or one == other for one, other in pairs)


def _facts(one: Source | Document) -> tuple[object, ...]:
    return one.document_date, one.sha256


@transaction.atomic
def take_in(*, actor: User, organisation: Organisation, documents: Sequence[Document]) -> list[int]:
    """Find or add the sources; return their keys. What is said of one that is here stays."""
    if not documents:
        return []
    Organisation.objects.select_for_update().get(pk=organisation.pk)  # two people never take one number
    known = known_sources(organisation, documents)
    last = Source.objects.filter(organisation=organisation).aggregate(last=Max("number"))["last"] or 0
    new = [one for one, key in zip(documents, known, strict=True) if key is None]
    made = Source.objects.bulk_create(
        (
            Source(organisation=organisation, number=number, added_by=actor, **msgspec.structs.asdict(one))
            for number, one in enumerate(new, start=last + 1)
        ),
        batch_size=500,
    )
    fresh = iter(made)
    return [next(fresh).pk if key is None else key for key in known]
