"""Whether the entries of every case still hold together: checked without any key (GP 31 a; grievance.md 2.4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection, transaction

from knowshow.foundation.models import HistoryEntry
from knowshow.remedy import envelopes
from knowshow.remedy.filing import given, noted
from knowshow.remedy.models import Case, Mechanism, MemberKey

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet

_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class CaseChain:
    """One case: how many entries it has, which are broken, and the digest of its end."""

    reference: str
    entries: int
    broken: tuple[int, ...]
    head: bytes
    #: ``identity``, ``contact``: which of them is not, or is no more, as the person gave and signed it.
    not_as_given: tuple[str, ...] = ()
    #: Entries that the history knows, and that are gone by now, or are others: the case was put back, or written anew.
    not_as_noted: tuple[int, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether nothing is missing, and nothing was changed."""
        return not (self.broken or self.not_as_given or self.not_as_noted)


def count_cases() -> int:
    """Return how many cases there are to check; drafts and erased ones have no chain that counts."""
    return _cases().count()


def case_chains() -> Iterator[CaseChain]:
    """Check every case, one after another.

    People write meanwhile. A case that seems broken is read once more, all of it as it was at one moment, before it is
    called so.
    """
    known = _signing_keys()
    for case in _cases().order_by("pk").iterator(chunk_size=_AT_ONCE):
        found = _chain(case, known)
        if not found.is_whole:
            again = _at_one_moment(case.pk)
            if again is None:  # it was erased meanwhile
                continue
            found = again
        yield found


def cases_gone() -> list[str]:
    """Return the references of cases that the history knows as sent, and that are gone, or drafts again."""
    return noted.cases_gone()


def keys_not_made_here() -> list[int]:
    """Return the accounts that have a case key which the history does not know: new cases would be sealed to it.

    Of keys that were made before the history held their digests, as many are taken as it notes.
    """
    noted, unknown = _noted_keys()
    strange: dict[int, int] = defaultdict(int)
    for key in MemberKey.objects.order_by("pk"):
        if envelopes.key_digest(key) not in noted[key.user_id]:
            strange[key.user_id] += 1
    return sorted(user for user, count in strange.items() if count > unknown[user])


def trustees_keys_not_made_here() -> list[tuple[str, str]]:
    """Return the mechanisms whose trustees' key the history does not know, and which of the two: it was exchanged."""
    found = Mechanism.objects.order_by("pk")
    return [(mechanism.name, what) for mechanism in found for what in noted.exchanged(mechanism)]


def _noted_keys() -> tuple[Mapping[int, set[str]], Mapping[int, int]]:
    """Return the digests of keys that each account made, and how many it made before digests were noted."""
    noted: dict[int, set[str]] = defaultdict(set)
    unknown: dict[int, int] = defaultdict(int)
    made = HistoryEntry.objects.filter(action="remedy.key.made").values_list("subject_id", "detail")
    for user, detail in made:
        if digest := detail.get("key"):
            noted[int(user)].add(digest)
        else:
            unknown[int(user)] += 1
    return noted, unknown


def _cases() -> QuerySet[Case]:
    return Case.objects.filter(is_draft=False, shredded_on__isnull=True).select_related("mechanism")


def _chain(case: Case, known: Mapping[int, frozenset[bytes]]) -> CaseChain:
    known_ends = noted.ends_noted(case)  # before the entries: whoever writes meanwhile is not yet in it
    entries = list(case.entries.select_related("about").order_by("number"))
    for entry in entries:
        entry.case = case
    parts = list(case.parts.all())
    for part in parts:
        part.case = case
    broken = envelopes.broken_links(case, entries, known)
    changed = given.not_as_given(entries, parts)
    lost = noted.not_as_noted(known_ends, entries)
    return CaseChain(
        case.reference, len(entries), tuple(sorted(set(broken))), bytes(case.chain_head), tuple(changed), tuple(lost)
    )


@transaction.atomic
def _at_one_moment(pk: int) -> CaseChain | None:
    """Read the case, its entries and the keys of those who signed them as they are at one moment."""
    if connection.vendor == "postgresql" and not connection.savepoint_ids:
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
    case = _cases().filter(pk=pk).first()
    return _chain(case, _signing_keys()) if case else None


def _signing_keys() -> Mapping[int, frozenset[bytes]]:
    """The public signing keys that each account has had, retired ones too."""
    found: dict[int, set[bytes]] = defaultdict(set)
    for user, verify in MemberKey.objects.values_list("user_id", "verify"):
        found[user].add(bytes(verify))
    return {user: frozenset(keys) for user, keys in found.items()}
