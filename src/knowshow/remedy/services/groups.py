"""Work on the cases of a group at once: one word to all, one remedy for all, one proof (GP 29, 31 b, f, h).

Each person keeps a case of her own: what is said is sealed to each apart, each decides for herself, and nobody is told
of another's case. An act is done on every case on which it can be done; the others are named, with the reason.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.db.models import Q

from knowshow.errors import BadInputError, ConflictError, NotAllowedError, SealError
from knowshow.remedy.models import OWED, Audience, Case, CaseKey, CaseLink, EntryKind
from knowshow.remedy.rules.stages import Stage
from knowshow.remedy.services import _acts, messages, offers, remedies, stages
from knowshow.remedy.services.person import checked_text
from knowshow.remedy.standing import case_keys_of, open_case

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from django.db.models import QuerySet

    from knowshow.remedy.rules.remedies import Terms
    from knowshow.remedy.services.offers import Proposed
    from knowshow.remedy.standing import Handler

GROUP: Final = "group"
#: An open offer of one of them is not replaced unseen by one that is meant for all.
_OFFERABLE: Final = (Stage.ASSESSED, Stage.DIALOGUE)


@dataclass(frozen=True, slots=True)
class Group:
    """The cases that belong to one group, by reference, each opened by the member who looks."""

    members: tuple[Handler, ...] = field(repr=False)
    #: Cases of the group that were not given to her.
    closed_to_her: int = 0


@dataclass(frozen=True, slots=True)
class Left:
    """A case on which an act was not done, and why not."""

    reference: str
    why: str


@dataclass(frozen=True, slots=True)
class Done:
    """On which cases an act was done, and on which it was not."""

    done: tuple[str, ...]
    left: tuple[Left, ...]


def group_of(actor: Handler) -> Group:
    """Return the cases that are linked with this one as a group, through as many links as it takes; itself too."""
    found = _linked(actor.case)
    hers = {case.pk: case for case in _openable(actor).filter(pk__in=found).order_by("reference")}
    opened = [actor if pk == actor.case.pk else _opened(actor, case) for pk, case in hers.items()]
    members = tuple(one for one in opened if one is not None and one.handles)
    return Group(members, len(found) - len(members))


def of_same_code(actor: Handler) -> list[Case]:
    """Return the cases that came with the code of the same group and are not in the group yet.

    One that is linked with this case as something else, a duplicate say, stays what somebody said that it is.
    """
    if not actor.case.group_code_id:
        return []
    links = CaseLink.objects.filter(Q(case=actor.case) | Q(other=actor.case)).values_list("case", "other")
    known = _linked(actor.case) | {pk for pair in links for pk in pair}
    found = _openable(actor).filter(group_code=actor.case.group_code_id).exclude(pk__in=known)
    return list(found.order_by("reference"))


@transaction.atomic
def gather(*, actor: Handler) -> int:
    """Make one group of the reports that came with the same code; return how many were added."""
    actor.require_handling()
    others = of_same_code(actor)
    if not others:
        raise ConflictError("No other report that you can open came with this group's code.")
    _acts.hold(actor.case)
    CaseLink.objects.bulk_create(
        CaseLink(case=actor.case, other=one, kind=GROUP, linked_by=actor.user) for one in others
    )
    content = {"event": "linked", "kind": GROUP, "reference": ", ".join(one.reference for one in others)}
    _acts.append(actor, content, kind=EntryKind.NOTE, audience=Audience.INTERNAL)
    _acts.note(actor, "remedy.case.linked", actor.case)
    return len(others)


def acknowledge_all(*, actor: Handler, text: str) -> Done:
    """Tell each that her report has arrived, where that was not done yet."""
    checked_text(text)
    return _each(actor, lambda one: stages.acknowledge(actor=one, text=text), Stage.RECEIVED)


def answer_all(*, actor: Handler, text: str) -> Done:
    """Answer each. Who said that it is not safe is left out: she is answered alone, after a second look."""
    checked_text(text)
    return _each(actor, lambda one: messages.answer(actor=one, text=text))


def offer_all(
    *,
    actor: Handler,
    text: str,
    remedies: Sequence[Proposed],
    terms: Terms,
    open_until: date | None = None,
    lost_money: bool | None = None,
) -> Done:
    """Offer each the same remedies. Each accepts, refuses or proposes otherwise for herself."""
    checked_text(text)
    offers.check_terms(actor.case.mechanism, remedies, terms, open_until)

    def act(one: Handler) -> object:
        return offers.make_offer(
            actor=one, text=text, remedies=remedies, terms=terms, open_until=open_until, lost_money=lost_money
        )

    return _each(actor, act, *_OFFERABLE)


def prove_all(*, actor: Handler, kind: str, text: str) -> Done:
    """Show each to whom a remedy of this kind is owed that it was carried out. Each verifies for herself."""
    checked_text(text)

    def act(one: Handler) -> object:
        found = list(one.case.remedies.filter(kind=kind, state__in=OWED).select_related("offer__entry"))
        if not found:
            raise ConflictError("No remedy of this kind is owed here.")
        return [remedies.prove_remedy(actor=one, remedy=each, text=text) for each in found]

    return _each(actor, act)


def _each(actor: Handler, act: Callable[[Handler], object], *where: Stage) -> Done:
    """Do something on every case of the group, each for itself; one that refuses keeps no other from it."""
    actor.require_handling()
    done: list[str] = []
    left: list[Left] = []
    for one in sorted(group_of(actor).members, key=lambda each: each.case.pk):
        try:
            _at(one, where)
            with transaction.atomic():
                act(one)
        except (BadInputError, ConflictError, NotAllowedError, SealError) as error:
            left.append(Left(one.case.reference, error.what if isinstance(error, BadInputError) else str(error)))
        else:
            done.append(one.case.reference)
    return Done(tuple(sorted(done)), tuple(sorted(left, key=lambda each: each.reference)))


def _opened(actor: Handler, case: Case) -> Handler | None:
    """Open another case of the group; nothing where the seat for which it was given has ended."""
    try:
        return open_case(actor.user, actor.keys, case)
    except (NotAllowedError, SealError):
        return None


def _at(one: Handler, where: tuple[Stage, ...]) -> None:
    if where and one.case.stage not in where:
        raise ConflictError("The case stands at another stage.")


def _openable(actor: Handler) -> QuerySet[Case]:
    """Return the cases of the mechanism that open for her; the others are not there."""
    hers = CaseKey.objects.filter(case_keys_of(actor.user)).exclude(sealed=b"").values("case")
    found = Case.objects.filter(pk__in=hers, mechanism=actor.case.mechanism, is_draft=False, shredded_on__isnull=True)
    return found.select_related("mechanism__organisation")


def _linked(case: Case) -> set[int]:
    """Follow the links of a group from a case, there and back."""
    found, ahead = {case.pk}, {case.pk}
    while ahead:
        links = CaseLink.objects.filter(Q(case__in=ahead) | Q(other__in=ahead), kind=GROUP)
        reached = {pk for pair in links.values_list("case", "other") for pk in pair}
        ahead = reached - found
        found |= ahead
    return found
