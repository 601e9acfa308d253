"""One value of a JSON file and where it stands, read with checks: each refusal names the place and the remedy."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from knowshow.errors import BadInputError, Place, UnreadableFileError
from knowshow.yaml_tree import check_size, decode

#: What stands for "nothing": a form sent by a browser turns empty values into these words.
_NOTHING: Final = {None, "", "null", "undefined", "NaN", "Invalid Date"}
#: As a key, true is the same as 1.
_FLAGS: Final = {True: True, False: False, "true": True, "false": False, "1": True, "0": False}
_DIGITS: Final = re.compile(r"[0-9]{1,9}")
_DAY: Final = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[T ].*)?")


@dataclass(frozen=True, slots=True)
class Part:
    """A value with its place in the file."""

    value: Any  # any value that JSON has: the methods check it
    file: str
    path: str = ""

    def refused(self, what: str, remedy: str) -> BadInputError:
        """Return the error for this value."""
        return BadInputError(what, place=Place(self.file, field=self.path), remedy=remedy)

    @property
    def is_nothing(self) -> bool:
        """Whether nothing is said here."""
        return isinstance(self.value, str | None) and self.value in _NOTHING

    def field(self, name: str) -> Part:
        """Return a field of this group; one that is not there says nothing."""
        if not isinstance(self.value, dict):
            raise self.refused("A group of fields is expected here.", _ANEW)
        return Part(self.value.get(name), self.file, f"{self.path}.{name}".lstrip("."))

    def parts(self) -> Iterator[Part]:
        """Return the entries of this list; nothing at all is an empty one."""
        if self.is_nothing:
            return
        if not isinstance(self.value, list):
            raise self.refused("A list is expected here.", _ANEW)
        for number, value in enumerate(self.value):
            yield Part(value, self.file, f"{self.path}[{number}]")

    def text(self) -> str:
        """Return the text; a number counts as one."""
        if self.is_nothing:
            return ""
        if isinstance(self.value, bool) or not isinstance(self.value, str | int | float):
            raise self.refused("Text is expected here.", _ANEW)
        return str(self.value)

    def number(self, names: Sequence[str], what: str) -> int | None:
        """Return the number of one of these names, counted from 0."""
        if self.is_nothing:
            return None
        found = self._whole()
        if found is None or not 0 <= found < len(names):
            known = ", ".join(f"{number} ({name})" for number, name in enumerate(names))
            raise self.refused(f"The {what} is not known.", f"Known here: {known}. Export the PIA anew.")
        return found

    def _whole(self) -> int | None:
        if isinstance(self.value, str) and _DIGITS.fullmatch(self.value):
            return int(self.value)
        return self.value if isinstance(self.value, int) and not isinstance(self.value, bool) else None

    def flag(self) -> bool | None:
        """Return yes or no, or nothing where nothing is said."""
        if self.is_nothing:
            return None
        if not isinstance(self.value, bool | int | str) or self.value not in _FLAGS:
            raise self.refused("Only true or false can stand here.", _ANEW)
        return _FLAGS[self.value]

    def day(self) -> date | None:
        """Return the day; the hour is left out."""
        if self.is_nothing:
            return None
        found = _DAY.fullmatch(self.value) if isinstance(self.value, str) else None
        try:
            return date.fromisoformat(found[1]) if found else self._no_day()
        except ValueError:
            return self._no_day()

    def _no_day(self) -> date:
        raise self.refused("A date such as 2026-11-24 is expected here.", "Correct it in the CNIL's tool, export anew.")


_ANEW: Final = "Export the PIA anew from the CNIL's tool, and change nothing in the file."


def parsed(data: bytes, file: str) -> Part:
    """Read JSON. Refuses what is larger than any assessment file, breaks off, or says a field twice."""
    check_size(len(data), file)
    text = decode(data, file)
    try:
        return Part(json.loads(text, object_pairs_hook=_once, parse_constant=_no_number), file)
    except _TwiceError as error:
        raise _unreadable(f"The field {str(error)[:60]!r} stands twice in one group.", file) from None
    except json.JSONDecodeError as error:
        raise _broken(error, text, file) from None
    except (RecursionError, ValueError):
        raise _unreadable("It is nested too deep, or holds a number that none can read.", file) from None


class _TwiceError(Exception):
    """A field stands twice in one group."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _value in pairs]
        raise _TwiceError(next(name for name in names if names.count(name) > 1))
    return found


def _no_number(word: str) -> None:
    raise ValueError(word)


def _broken(error: json.JSONDecodeError, text: str, file: str) -> UnreadableFileError:
    breaks_off = error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated")
    what = "The file breaks off here: its end is missing." if breaks_off else "From here on this is not JSON."
    return UnreadableFileError(what, place=Place(file, line=error.lineno), remedy=_ANEW)


def _unreadable(what: str, file: str) -> UnreadableFileError:
    return UnreadableFileError(what, place=Place(file), remedy=_ANEW)
