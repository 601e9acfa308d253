"""Whether a name, a contact and what the team may know stand as the person gave them (GP 31 b, f).

With each of them she signs a digest of it, in an entry of hers. Whoever can write into the database, but holds no
receipt, can put nothing else in its place unnoticed, nor say in her name that the team may know.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from knowshow.remedy import envelopes
from knowshow.remedy.models import Author

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from knowshow.remedy.models import Entry, SealedPart

#: What a person chose beforehand who lets the team know; anything else means: ask me.
STANDING_CONSENT: Final = "handlers"


def is_as_given(part: SealedPart) -> bool:
    """Whether a sealed part is what the person last gave; of what was given before parts were signed nobody can say."""
    newest = _newest(_of_hers(part), part.what)
    return envelopes.is_pinned(part, newest) if newest else _is_from_before(part.case.entries.order_by("number")[:1])


def lets_team_know(part: SealedPart) -> bool:
    """Whether the person said beforehand, and signed, that those who work on her case may be told.

    What was said before parts were signed does not count: she is asked.
    """
    if part.consent != STANDING_CONSENT:
        return False
    newest = _newest(_of_hers(part), part.what)
    return newest is not None and envelopes.is_pinned(part, newest)


def not_as_given(entries: Sequence[Entry], parts: Iterable[SealedPart]) -> list[str]:
    """Return what is there and not as the person gave it, or is missing; ``entries`` are all of the case, in order."""
    if _is_from_before(entries[:1]) and not any(one.pins for one in entries):
        return []
    there = {part.what: part for part in parts}
    signed = {what for one in entries if one.author == Author.PERSON for what in one.pins}
    return [what for what in sorted(there.keys() | signed) if not _holds(there.get(what), entries, what)]


def _holds(part: SealedPart | None, entries: Iterable[Entry], what: str) -> bool:
    newest = _newest(entries, what)
    return part is not None and newest is not None and envelopes.is_pinned(part, newest)


def _newest(entries: Iterable[Entry], what: str) -> Entry | None:
    """Return the last entry with which the person gave this."""
    found = [one for one in entries if one.author == Author.PERSON and what in one.pins]
    return max(found, key=lambda one: one.number, default=None)


def _of_hers(part: SealedPart) -> Iterable[Entry]:
    return part.case.entries.filter(author=Author.PERSON).exclude(pins={})


def _is_from_before(first: Iterable[Entry]) -> bool:
    """Whether the case was begun before entries held digests of parts; its chain holds that version."""
    return any(one.version < envelopes.ENTRY_VERSION for one in first)
