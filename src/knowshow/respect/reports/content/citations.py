"""The numbered list of sources: each publication once, in the order in which the report first names it."""

from __future__ import annotations

from knowshow.respect.reports.content.phrasing import day
from knowshow.respect.reports.content.records import SourceLine
from knowshow.respect.rules.assessment import Evidence, Source


class Citations:
    """Gives each source its number, and the same number to the same source.

    >>> found = Citations()
    >>> [found.number(Source(title=title)) for title in ("A study", "Another", "A study")]
    [1, 2, 1]
    """

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, str, int | None, str], int] = {}
        self._lines: list[SourceLine] = []

    def number(self, source: Source | None) -> int:
        """Return the source's number; 0 for none."""
        if source is None:
            return 0
        key = (source.title, source.publisher, source.year, source.url)
        if key not in self._numbers:
            self._numbers[key] = len(self._lines) + 1
            self._lines.append(_line(len(self._lines) + 1, source))
        return self._numbers[key]

    def note(self, number: int) -> str:
        """Return what the list says of a source besides its name."""
        return self._lines[number - 1].note

    def lines(self) -> tuple[SourceLine, ...]:
        """Return the list so far."""
        return tuple(self._lines)


def _line(number: int, source: Source) -> SourceLine:
    where = ", ".join(part for part in (source.publisher, str(source.year or "")) if part)
    read = f"read on {day(source.accessed_on)}" if source.accessed_on else ""
    details = "; ".join(part for part in (where, read) if part)
    note = "" if isinstance(source, Evidence) else source.note
    return SourceLine(number=number, title=source.title, details=details, url=source.url, note=note)


def named(source: Source) -> str:
    """Name a source in running text.

    >>> named(Source(title="A study", publisher="An institute", year=2024))
    'A study (An institute, 2024)'
    """
    where = ", ".join(part for part in (source.publisher, str(source.year or "")) if part)
    return f"{source.title} ({where})" if where else source.title
