"""Work on the cases of a group at once: one word to all, one remedy for all, one proof (GP 29, 31 b, f, h).

Each person keeps a case of her own: what is said is sealed to each apart, each decides for herself, and nobody is told
of another's case. An act is done on every case on which it can be done; the others are named, with the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.db.models import Q

from knowshow.errors import BadInputError, ConflictError, NotAllowedError, SealError
from knowshow.remedy.models import OWED, Audience, Case, CaseKey, CaseLink, EntryKind
from knowshow.remedy.rules.stages import Stage
from knowshow.remedy.services import _acts, messages, offers, remedies, stages
from knowshow.remedy.services.once import was_said_by
from knowshow.remedy.services.person import checked_text
from knowshow.remedy.standing import case_keys_of, open_cases

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from django.db.models import QuerySet

    from knowshow.remedy.rules.remedies import Terms
    from knowshow.remedy.services.offers import Proposed
    from knowshow.remedy.standing import Handler

GROUP: Final = "group"
#: An open offer of one of them is not replaced unseen by one that is meant for all.
_OFFERABLE: Final = (Stage.ASSESSED, Stage.DIALOGUE)


#: The number of the last entry of each case, by its key, as a page showed them: what was said since then is known.
Seen = Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Left:
    """A case on which an act was not done, and why not."""

    reference: str
    why: str


@dataclass(frozen=True, slots=True)
class Group:
    """The cases that belong to one group, by reference, each opened by the member who looks."""

    members: tuple[Handler, ...] = field(repr=False)
    #: Cases of the group that were not given to her.
    closed_to_her: int = 0
    #: Cases that were given to her and do not open: what is stored of them was changed.
    left: tuple[Left, ...] = ()


@dataclass(frozen=True, slots=True)
class Done:
    """On which cases an act was done, and on which it was not."""

    done: tuple[str, ...]
    left: tuple[Left, ...]


@dataclass(frozen=True, slots=True)
class _Act:
    """What is done on each case, at which stages it can be done, and the entry by which it is known to be done."""

    do: Callable[[Handler], object]
    kind: str
    said: Mapping[str, object]
    where: tuple[Stage, ...] = ()


def group_of(actor: Handler) -> Group:
    """Return the cases that are linked with this one as a group, through as many links as it takes; itself too.

    The number of questions does not grow with the group. Each key has to be unsealed: a tenth of a millisecond.
    """
    there = Case.objects.filter(pk__in=_linked({actor.case.pk}), is_draft=False, shredded_on__isnull=True)
    others = _openable(actor).filter(pk__in=there.values("pk")).exclude(pk=actor.case.pk)
    opened = open_cases(actor.user, actor.keys, actor.case.mechanism, others)
    members = [one for one in (actor, *opened.opened) if one.handles]
    left = [Left(one.reference, str(SealError())) for one in opened.damaged]
    closed = there.count() - len(members) - len(left)
    return Group(tuple(sorted(members, key=_reference)), closed, tuple(left))


def of_same_code(actor: Handler) -> list[Case]:
    """Return the cases that came with the code of the same group and are not in the group yet.

    One that is linked with any case of the group as something else, a duplicate say, stays what somebody said that it
    is, whichever of them it was linked with and by whom.
    """
    if not actor.case.group_code_id:
        return []
    known = _beside(_linked({actor.case.pk}))
    found = _openable(actor).filter(group_code=actor.case.group_code_id).exclude(pk__in=known)
    return list(found.order_by("reference"))


@transaction.atomic
def gather(*, actor: Handler) -> int:
    """Make one group of the reports that came with the same code; return how many were added.

    What is a group of its own already is joined by one link: all of it is in then.
    """
    actor.require_handling()
    for case in sorted([actor.case, *of_same_code(actor)], key=lambda one: one.pk):
        _acts.hold(case)
    others = of_same_code(actor)
    if not others:
        raise ConflictError("No other report that you can open came with this group's code.")
    CaseLink.objects.bulk_create(
        CaseLink(case=actor.case, other=one, kind=GROUP, linked_by=actor.user) for one in _first_of_each(others)
    )
    content = {"event": "linked", "kind": GROUP, "reference": ", ".join(one.reference for one in others)}
    _acts.append(actor, content, kind=EntryKind.NOTE, audience=Audience.INTERNAL)
    _acts.note(actor, "remedy.case.linked", actor.case)
    return len(others)


def acknowledge_all(*, actor: Handler, text: str, seen: Seen | None = None) -> Done:
    """Tell each that her report has arrived, where that was not done yet."""
    checked_text(text)

    def act(one: Handler) -> object:
        return stages.acknowledge(actor=one, text=text)

    said = {"to": Stage.ACKNOWLEDGED, "reason": text}
    return _each(actor, _Act(act, EntryKind.STAGE, said, (Stage.RECEIVED,)), seen)


def answer_all(*, actor: Handler, text: str, seen: Seen | None = None) -> Done:
    """Answer each. Who said that it is not safe is left out: she is answered alone, after a second look."""
    checked_text(text)

    def act(one: Handler) -> object:
        return messages.answer(actor=one, text=text)

    return _each(actor, _Act(act, EntryKind.MESSAGE, {"text": text}), seen)


def offer_all(
    *,
    actor: Handler,
    text: str,
    remedies: Sequence[Proposed],
    terms: Terms,
    open_until: date | None = None,
    lost_money: bool | None = None,
    seen: Seen | None = None,
) -> Done:
    """Offer each the same remedies. Each accepts, refuses or proposes otherwise for herself."""
    checked_text(text)
    offers.check_terms(actor.case.mechanism, remedies, terms, open_until)

    def act(one: Handler) -> object:
        return offers.make_offer(
            actor=one, text=text, remedies=remedies, terms=terms, open_until=open_until, lost_money=lost_money
        )

    return _each(actor, _Act(act, EntryKind.OFFER, {"text": text}, _OFFERABLE), seen)


def prove_all(*, actor: Handler, kind: str, text: str, seen: Seen | None = None) -> Done:
    """Show each to whom a remedy of this kind is owed that it was carried out. Each verifies for herself."""
    checked_text(text)

    def act(one: Handler) -> object:
        found = list(one.case.remedies.filter(kind=kind, state__in=OWED).select_related("offer__entry"))
        if not found:
            raise ConflictError("No remedy of this kind is owed here.")
        return [remedies.prove_remedy(actor=one, remedy=each, text=text) for each in found]

    said = {"text": text, "event": "remedy_proven", "remedy": kind}
    return _each(actor, _Act(act, EntryKind.MESSAGE, said), seen)


def _each(actor: Handler, act: _Act, seen: Seen | None) -> Done:
    """Do something on every case of the group, each for itself; one that refuses keeps no other from it.

    Who said that it is not safe is left out of whatever would write to her: a word for all had no second look for her.

    With ``seen``, what she did since then counts as done, and is not done again: a page that was sent twice.
    """
    actor.require_handling()
    group = group_of(actor)
    done: list[str] = []
    left: list[Left] = list(group.left)
    for one in sorted(group.members, key=lambda each: each.case.pk):
        try:
            _once(replace(one, although_unsafe=False), act, seen)
        except (BadInputError, ConflictError, NotAllowedError, SealError) as error:
            left.append(Left(one.case.reference, error.what if isinstance(error, BadInputError) else str(error)))
        else:
            done.append(one.case.reference)
    return Done(tuple(sorted(done)), tuple(sorted(left, key=lambda each: each.reference)))


@transaction.atomic
def _once(one: Handler, act: _Act, seen: Seen | None) -> None:
    """Do it on one case, unless she has done it since the page was shown from which it comes."""
    _acts.hold(one.case)
    if seen is not None:
        if one.case.pk not in seen:
            raise ConflictError("This case joined the group after your page was shown. Look at it first.")
        if was_said_by(one, seen[one.case.pk], act.kind, act.said):
            return
    if act.where and one.case.stage not in act.where:
        raise ConflictError("The case stands at another stage.")
    act.do(one)


def _reference(one: Handler) -> str:
    return one.case.reference


def _openable(actor: Handler) -> QuerySet[Case]:
    """Return the cases of the mechanism that open for her; the others are not there."""
    hers = CaseKey.objects.filter(case_keys_of(actor.user)).exclude(sealed=b"").values("case")
    found = Case.objects.filter(pk__in=hers, mechanism=actor.case.mechanism, is_draft=False, shredded_on__isnull=True)
    return found.select_related("mechanism__organisation")


def _linked(start: set[int]) -> set[int]:
    """Follow the links of a group from some cases, there and back."""
    found, ahead = set(start), set(start)
    while ahead:
        ahead = _ends(CaseLink.objects.filter(_touching(ahead), kind=GROUP)) - found
        found |= ahead
    return found


def _beside(cases: set[int]) -> set[int]:
    """Return some cases with all that are linked with one of them, as whatever."""
    return cases | _ends(CaseLink.objects.filter(_touching(cases)))


def _touching(cases: set[int]) -> Q:
    return Q(case__in=cases) | Q(other__in=cases)


def _ends(links: QuerySet[CaseLink]) -> set[int]:
    return {pk for pair in links.values_list("case", "other") for pk in pair}


def _first_of_each(cases: Iterable[Case]) -> list[Case]:
    """Return one case of each group that some cases make among themselves already."""
    reached: set[int] = set()
    first = []
    for one in cases:
        if one.pk not in reached:
            first.append(one)
            reached |= _linked({one.pk})
    return first
