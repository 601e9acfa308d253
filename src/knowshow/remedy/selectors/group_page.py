"""What stands on the page of a group: each case with its stage, and how far a common remedy has come (GP 31 f)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowshow.remedy.models import OWED, Offer, Remedy, RemedyKind, RemedyState
from knowshow.remedy.rules.languages import languages
from knowshow.remedy.selectors import case_words
from knowshow.remedy.selectors.wording import STAGES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

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
    #: Part of what she wrote does not open: whether it is safe to answer her is not known.
    is_damaged: bool
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
    #: References of cases that were given to her and do not open.
    damaged: tuple[str, ...] = ()

    @property
    def unsafe(self) -> list[str]:
        """The references of those who said that it is not safe: what is written to all leaves them out."""
        return [one.case.reference for one in self.members if one.is_unsafe]

    @property
    def seen(self) -> str:
        """Up to which entry of each case this page shows them: with it, a form that is sent twice acts once."""
        return ".".join(f"{one.case.pk}-{one.case.entry_count}" for one in self.members)

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


def group_page(
    members: Sequence[Handler],
    *,
    closed_to_her: int,
    same_code: int,
    safe: Mapping[int, str],
    damaged: Iterable[str] = (),
) -> GroupPage:
    """Return a group as its handler sees it, with as many questions for twenty cases as for two.

    ``safe`` says of each case whether its person can safely be answered; where it says nothing, it does not open.
    """
    names = {one.code: one.name for one in languages()}
    offers, states = _last_offers(members), _remedies(members)
    shown = tuple(
        _member(
            one.case, names.get(one.case.language, one.case.language), safe.get(one.case.pk, ""),
            offers.get(one.case.pk, ""), states.get(one.case.pk, Counter()),
        )
        for one in members
    )  # fmt: skip
    return GroupPage(shown, closed_to_her, same_code, tuple(damaged))


def owed_kinds(actors: Iterable[Handler]) -> list[tuple[str, StrOrPromise]]:
    """Return the kinds of remedies that are owed to somebody of the group, to choose from."""
    of = [one.case.pk for one in actors]
    owed = set(Remedy.objects.filter(case__in=of, state__in=OWED).values_list("kind", flat=True))
    return [(kind.value, kind.label) for kind in RemedyKind if kind.value in owed]


def _last_offers(members: Iterable[Handler]) -> dict[int, str]:
    """Return the state of what was offered last, by case."""
    made = Offer.objects.filter(case__in=[one.case.pk for one in members], is_from_person=False).order_by("pk")
    return dict(made.values_list("case_id", "state"))


def _remedies(members: Iterable[Handler]) -> dict[int, Counter[str]]:
    """Return how many parts stand in which state, by case."""
    found: dict[int, Counter[str]] = {}
    parts = Remedy.objects.filter(case__in=[one.case.pk for one in members])
    for case, state in parts.order_by("pk").values_list("case_id", "state"):
        found.setdefault(case, Counter())[state] += 1
    return found


def _member(case: Case, language: str, safe: str, offer: str, states: Mapping[str, int]) -> Member:
    proven = states.get(RemedyState.PROVEN, 0) + states.get(RemedyState.VERIFIED, 0)
    agreed = proven + states.get(RemedyState.AGREED, 0) + states.get(RemedyState.DISPUTED, 0)
    return Member(
        case, STAGES[case.stage], language, is_unsafe=safe == "no", is_damaged=not safe,
        offer=case_words.OFFERS[offer] if offer else "", agreed=agreed, proven=proven,
        verified=states.get(RemedyState.VERIFIED, 0),
    )  # fmt: skip
