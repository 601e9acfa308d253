"""Whether a name, a contact and what the team may know stand as the person gave them (GP 31 b, f).

With each of them she signs a digest of it, in an entry of hers. Whoever can write into the database, but holds no
receipt, can put nothing else in its place unnoticed, nor say in her name that the team may know.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from knowshow.remedy import envelopes
from knowshow.remedy.models import Author, Entry

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.db.models import QuerySet

    from knowshow.remedy.models import SealedPart

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
    return part.consent == STANDING_CONSENT and _was_said(part, _of_hers(part))


def that_let_team_know(parts: Iterable[SealedPart]) -> set[int]:
    """Return the keys of those parts of which the same is true, with one question for all of them."""
    said = {part.pk: part for part in parts if part.consent == STANDING_CONSENT}
    by_case: dict[int, list[Entry]] = {part.case_id: [] for part in said.values()}
    for entry in _signed_with().filter(case__in=by_case):
        by_case[entry.case_id].append(entry)
    return {pk for pk, part in said.items() if _was_said(part, by_case[part.case_id])}


def _was_said(part: SealedPart, entries: Iterable[Entry]) -> bool:
    newest = _newest(entries, part.what)
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
    return _signed_with().filter(case=part.case_id)


def _signed_with() -> QuerySet[Entry]:
    """Return the entries with which people gave something; what they say is not needed."""
    return Entry.objects.filter(author=Author.PERSON).exclude(pins={}).defer("sealed")


def _is_from_before(first: Iterable[Entry]) -> bool:
    """Whether the case was begun before entries held digests of parts; its chain holds that version."""
    return any(one.version < envelopes.ENTRY_VERSION for one in first)
