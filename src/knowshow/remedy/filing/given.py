"""Whether a name, a contact and what the team may know stand as the person gave them (GP 31 b, f).

With each of them she signs a digest of it, in an entry of hers. Whoever can write into the database, but holds no
receipt, can put nothing else in its place unnoticed, nor say in her name that the team may know. Nothing that stands in
the entries is believed before her signature over them is checked.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from knowshow.remedy import envelopes
from knowshow.remedy.models import Author, Entry

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from knowshow.remedy.models import Case, SealedPart

#: What a person chose beforehand who lets the team know; anything else means: ask me.
STANDING_CONSENT: Final = "handlers"


def is_as_given(part: SealedPart) -> bool:
    """Whether a sealed part is what the person last gave; of what was given before parts were signed nobody can say."""
    return part.what in as_given(part.case, [part])


def as_given(case: Case, parts: Iterable[SealedPart]) -> dict[str, SealedPart]:
    """Return those parts of a case that are what the person last gave."""
    known = list(parts)
    entries = _signed_by_her(case) if known else []
    return {part.what: part for part in known if _is_hers(part, entries)}


def lets_team_know(part: SealedPart) -> bool:
    """Whether the person said beforehand, and signed, that those who work on her case may be told.

    What was said before parts were signed does not count: she is asked.
    """
    return part.pk in that_let_team_know([part])


def that_let_team_know(parts: Iterable[SealedPart]) -> set[int]:
    """Return the keys of those parts of which the same is true, with one question for all of them."""
    said = [part for part in parts if part.consent == STANDING_CONSENT]
    entries = _by_case({part.case_id: part.case for part in said})
    return {part.pk for part in said if _is_signed(part, envelopes.signed(part.case, entries[part.case_id]))}


def not_as_given(entries: Sequence[Entry], parts: Iterable[SealedPart]) -> list[str]:
    """Return what is there and not as the person gave it, or is missing.

    ``entries`` are all of the case, in order; whether they are as they were signed is another question, and asked
    beside this one.
    """
    there = {part.what: part for part in parts}
    expected = {what for one in entries if one.author == Author.PERSON for what in one.pins}
    if not _is_from_before(entries):
        expected |= there.keys()
    return [what for what in sorted(expected) if what not in there or not _is_signed(there[what], entries)]


def _is_hers(part: SealedPart, entries: Sequence[Entry]) -> bool:
    """Whether a part is signed, or was given before that was asked; ``entries`` are those that she signed."""
    return _is_signed(part, entries) or (_is_from_before(entries) and _newest(entries, part.what) is None)


def _is_signed(part: SealedPart, entries: Sequence[Entry]) -> bool:
    newest = _newest(entries, part.what)
    return newest is not None and envelopes.is_pinned(part, newest)


def _newest(entries: Iterable[Entry], what: str) -> Entry | None:
    """Return the last entry with which the person gave this."""
    found = [one for one in entries if one.author == Author.PERSON and what in one.pins]
    return max(found, key=lambda one: one.number, default=None)


def _signed_by_her(case: Case) -> list[Entry]:
    return envelopes.signed(case, _by_case({case.pk: case})[case.pk])


def _by_case(cases: Mapping[int, Case]) -> Mapping[int, list[Entry]]:
    found: dict[int, list[Entry]] = defaultdict(list)
    rows = Entry.objects.filter(case__in=cases).select_related("about").order_by("case", "number")
    for entry in rows:
        entry.case = cases[entry.case_id]
        found[entry.case_id].append(entry)
    return found


def _is_from_before(entries: Sequence[Entry]) -> bool:
    """Whether the case was begun before entries held digests of parts; its chain holds that version."""
    return bool(entries) and entries[0].version < envelopes.ENTRY_VERSION
