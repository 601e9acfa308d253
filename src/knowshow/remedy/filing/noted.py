"""What the one history holds beside the acts, so that what was put back or exchanged is found (GP 31 a).

A case has a chain of its own, and the history has another. Each note of an act says how many entries the case had by
then, and a digest of the last: whoever puts one case back to a former state must write the whole history anew.

Of the trustees' keys the history holds a digest of the public half: one that somebody put in its place in the database
would open every case that is sealed to it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils import timezone

from knowshow.foundation import vault
from knowshow.foundation.models import HistoryEntry
from knowshow.remedy import envelopes
from knowshow.remedy.models import Case

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from knowshow.remedy.models import Entry, Mechanism, MemberKey

#: Keys that trustees hold: the act with which one comes into force, and where its public half stands.
_TRUSTEES: Final = {
    "recovery": ("remedy.mechanism.recovery_key_made", "recovery_public"),
    "matching": ("remedy.mechanism.matching_key_made", "matching_public"),
}
_CASE: Final = Case._meta.label_lower
#: Bytes of a digest that a note holds.
_LENGTH: Final = 16
#: Hexadecimal digits of the sign of a key.
_SIGN: Final = 16


def end_of(case: Case) -> dict[str, str | int]:
    """Return what the note of an act holds of a case: how many entries there are by now, and a digest of the last.

    Nothing of a draft, whose entries begin anew each time it is saved, and of what was erased.
    """
    if case.is_draft or not case.entry_count:
        return {}
    return {"entries": case.entry_count, "end": _digest(bytes(case.chain_head))}


def ends_noted(case: Case) -> dict[int, set[str]]:
    """Return, by the number of the last entry, how the history knows a case. Ask before its entries are read."""
    found: dict[int, set[str]] = defaultdict(set)
    notes = HistoryEntry.objects.filter(subject_type=_CASE, subject_id=str(case.pk))
    for detail in notes.values_list("detail", flat=True):
        if "entries" in detail:
            found[detail["entries"]].add(detail["end"])
    return found


def not_as_noted(noted: dict[int, set[str]], entries: Iterable[Entry]) -> list[int]:
    """Return the numbers of entries that the history knows, and that are gone by now, or are others."""
    ends = {entry.number: {_digest(bytes(entry.chain))} for entry in entries}
    return sorted(number for number, known in noted.items() if ends.get(number) != known)


def cases_gone() -> list[str]:
    """Return the references of cases that the history knows as sent, and that are gone, or drafts again."""
    known = HistoryEntry.objects.filter(subject_type=_CASE, detail__has_key="entries")
    called = dict(known.order_by("pk").values_list("subject_id", "subject"))
    there = {str(pk) for pk in Case.objects.filter(is_draft=False).values_list("pk", flat=True)}
    return sorted(called[pk] for pk in called.keys() - there)


def key_made(public: bytes) -> dict[str, str]:
    """Return what the history holds of a key that trustees made: a digest of its public half."""
    return {"key": vault.digest(b"trustees key", public).hex()}


def exchanged(mechanism: Mechanism) -> list[str]:
    """Return which keys of the trustees, ``recovery`` or ``matching``, are not the ones that were made here last.

    One that was made before the history held digests is taken as it stands, until another is made.
    """
    return [
        what
        for what, (action, column) in _TRUSTEES.items()
        if not _is_known(mechanism, action, bytes(getattr(mechanism, column)))
    ]


@dataclass(frozen=True, slots=True)
class KeyMade:
    """A case key that the history says a member made: on which day, and its sign; none if it is of before digests."""

    on: date
    sign: str
    is_in_use: bool


def keys_made(stored: MemberKey) -> list[KeyMade]:
    """Return the keys that were made in the name of whoever holds this one, newest first.

    The history takes what anybody adds who writes into the database: she alone knows which of them she made.
    """
    made = HistoryEntry.objects.filter(action="remedy.key.made", subject_id=str(stored.user_id)).order_by("-pk")
    hers = envelopes.key_digest(stored)
    return [
        KeyMade(timezone.localdate(at), _sign(detail.get("key", "")), detail.get("key") == hers)
        for at, detail in made.values_list("at", "detail")
    ]


def sign_of(stored: MemberKey) -> str:
    """Return the sign of a member's key, which two people compare on the phone: another key has another."""
    return _sign(envelopes.key_digest(stored))


def _sign(digest: str) -> str:
    """Return the beginning of a digest, to be read aloud; long enough that nobody draws keys until one has it, too."""
    return " ".join(digest[start : start + 4] for start in range(0, min(_SIGN, len(digest)), 4))


def _is_known(mechanism: Mechanism, action: str, public: bytes) -> bool:
    made = HistoryEntry.objects.filter(
        subject_type=mechanism._meta.label_lower, subject_id=str(mechanism.pk), action=action
    )
    last = made.order_by("-pk").values_list("detail", flat=True).first()
    if last is None:
        return not public
    return last["key"] == key_made(public)["key"] if "key" in last else bool(public)


def _digest(chain: bytes) -> str:
    return vault.digest(b"end of a case", chain)[:_LENGTH].hex()
