"""Whether the entries of every case still hold together: checked without any key (GP 31 a; grievance.md 2.4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowshow.remedy import envelopes
from knowshow.remedy.models import Case, MemberKey

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


def count_cases() -> int:
    """Return how many cases there are to check; drafts and erased ones have no chain that counts."""
    return _cases().count()


def case_chains() -> Iterator[CaseChain]:
    """Check every case, one after another."""
    known = _signing_keys()
    for case in _cases().select_related("mechanism").order_by("pk").iterator(chunk_size=_AT_ONCE):
        entries = list(case.entries.select_related("about").order_by("number"))
        for entry in entries:
            entry.case = case
        broken = envelopes.broken_links(case, entries, known)
        yield CaseChain(case.reference, len(entries), tuple(sorted(set(broken))), bytes(case.chain_head))


def _cases() -> QuerySet[Case]:
    return Case.objects.filter(is_draft=False, shredded_on__isnull=True)


def _signing_keys() -> Mapping[int, frozenset[bytes]]:
    """The public signing keys that each account has had, retired ones too."""
    found: dict[int, set[bytes]] = defaultdict(set)
    for user, verify in MemberKey.objects.values_list("user_id", "verify"):
        found[user].add(bytes(verify))
    return {user: frozenset(keys) for user, keys in found.items()}
