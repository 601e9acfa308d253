"""What stands on the page of a group: each case with its stage, and how far a common remedy has come (GP 31 f)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowshow.remedy.models import OWED, RemedyKind, RemedyState
from knowshow.remedy.rules.languages import languages
from knowshow.remedy.selectors import case_words
from knowshow.remedy.selectors.wording import STAGES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from django_stubs_ext import StrOrPromise

    from knowshow.remedy.models import Case
    from knowshow.remedy.standing import Handler


@dataclass(frozen=True, slots=True)
class Member:
    """One case of the group, without a word of its story."""

    case: Case
    stage: StrOrPromise
    language: str
    is_unsafe: bool
    #: The state of what was offered last; empty where nothing was.
    offer: StrOrPromise
    #: Parts of what was agreed: proven and verified ones among all.
    agreed: int
    proven: int
    verified: int


@dataclass(frozen=True, slots=True)
class GroupPage:
    """The cases of a group that open for a member, and what can be done for all of them."""

    members: tuple[Member, ...]
    closed_to_her: int
    #: Reports with the same group's code that are not in the group yet.
    same_code: int

    @property
    def languages(self) -> dict[str, int]:
        """How many wrote in each language: one word to all is in one language."""
        return dict(sorted(Counter(one.language for one in self.members).items()))

    @property
    def offered(self) -> int:
        """How many have an offer, whatever became of it."""
        return sum(bool(one.offer) for one in self.members)

    @property
    def accepted(self) -> int:
        """To how many something is owed, or was done."""
        return sum(bool(one.agreed) for one in self.members)

    @property
    def fulfilled(self) -> int:
        """How many verified all that was agreed."""
        return sum(bool(one.agreed) and one.verified == one.agreed for one in self.members)


def group_page(members: Iterable[Handler], *, closed_to_her: int, same_code: int, unsafe: Collection[str]) -> GroupPage:
    """Return a group as its handler sees it. ``unsafe`` names the cases whose persons cannot safely be answered."""
    names = {one.code: one.name for one in languages()}
    shown = [
        _member(one, names.get(one.case.language, one.case.language), is_unsafe=one.case.reference in unsafe)
        for one in members
    ]
    return GroupPage(tuple(shown), closed_to_her, same_code)


def owed_kinds(actors: Iterable[Handler]) -> list[tuple[str, StrOrPromise]]:
    """Return the kinds of remedies that are owed to somebody of the group, to choose from."""
    owed = {kind for one in actors for kind in one.case.remedies.filter(state__in=OWED).values_list("kind", flat=True)}
    return [(kind.value, kind.label) for kind in RemedyKind if kind.value in owed]


def _member(one: Handler, language: str, *, is_unsafe: bool) -> Member:
    case = one.case
    last = case.offers.filter(is_from_person=False).order_by("-pk").first()
    states = Counter(case.remedies.values_list("state", flat=True))
    proven = states[RemedyState.PROVEN] + states[RemedyState.VERIFIED]
    agreed = proven + states[RemedyState.AGREED] + states[RemedyState.DISPUTED]
    offered = case_words.OFFERS[last.state] if last else ""
    return Member(case, STAGES[case.stage], language, is_unsafe, offered, agreed, proven, states[RemedyState.VERIFIED])
