"""What must be true before the team ends a case with a word, and what is left open behind it (GP 29, 31 c, f).

While it is the person's time, nobody ends the case over her head. That she could not be reached is true when she was
written to, had the days that are published for her to answer, and said no word. That the case went to another body is
true when it was sent there with her consent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils import timezone
from django.utils.formats import date_format

from knowshow.errors import BadInputError, ConflictError, Place
from knowshow.remedy.models import Audience, Author, EntryKind, ReferralState, RemedyState, TaskState
from knowshow.remedy.rules.clocks import HERS
from knowshow.remedy.rules.stages import Outcome
from knowshow.remedy.services import _clocks
from knowshow.remedy.standing import HANDLING

if TYPE_CHECKING:
    from datetime import date

    from knowshow.remedy.models import Case

#: What the team writes that waits for a word of hers. A step tells her something; it asks for no answer.
_ASKING: Final = (EntryKind.MESSAGE, EntryKind.OFFER, EntryKind.MATERIAL, EntryKind.REFERRAL)
#: A referral that went, and that no body has refused.
_WENT: Final = (ReferralState.SENT, ReferralState.RECEIVED, ReferralState.ACCEPTED, ReferralState.REREFERRED,
                ReferralState.CLOSED)  # fmt: skip
#: How a step is noted that went back to the person, as no receipt came.
_NO_RECEIPT: Final = "no_receipt"


def require_end(case: Case, outcome: Outcome) -> None:
    """Refuse an ending over something that waits for a word or a deed, or with a word that is not true."""
    require_open_to_end(case)
    if outcome == Outcome.NO_CONTACT:
        _require_no_word(case)
    if outcome == Outcome.REFERRED and not _went_elsewhere(case):
        raise BadInputError(
            "Nothing of this case has gone to another body with the person's consent.",
            place=Place(field="outcome"),
            remedy="Refer it first, or choose another outcome.",
        )


def require_open_to_end(case: Case) -> None:
    """Refuse to end a case while it is the person's time, or while something in it waits for the team."""
    until = her_time(case)
    if until is not None:
        raise ConflictError(f"It is the person's time until {_day(until)}. Nobody closes the case over her head.")
    if case.offers.filter(state="open", is_from_person=True).exists():
        raise ConflictError("The person proposed something that was not answered yet. Answer it first.")
    if case.tasks.filter(state=TaskState.OPEN).exists():
        raise ConflictError("Tasks are open in this case. Say of each that it is done, or no longer needed.")


def her_time(case: Case) -> date | None:
    """Return until when the person decides or verifies; nothing where it is not her time, or her days are over."""
    now = case.stages.filter(left_on__isnull=True, stage__in=HERS).first()
    return now.due_on if now is not None and now.due_on and now.due_on >= timezone.localdate() else None


def end_offers(case: Case, *, hers_too: bool = True) -> None:
    """Take back what is still open, so that both sides see the same: a case that has ended offers nothing."""
    still = case.offers.filter(state="open", is_from_person__in=(False, hers_too))
    case.remedies.filter(offer__in=still, state=RemedyState.OFFERED).update(state=RemedyState.REPLACED)
    still.update(state="withdrawn", decided_on=timezone.localdate())


def _require_no_word(case: Case) -> None:
    """She was written to since her last word, and the days that are published for her to answer are over."""
    hers = case.entries.filter(author=Author.PERSON).order_by("number").last()
    asked = case.entries.filter(
        author=Author.MEMBER, audience=Audience.BOTH, kind__in=_ASKING, role__in=HANDLING,
        number__gt=hers.number if hers else 0,
    ).order_by("number").first()  # fmt: skip
    if asked is None:
        raise BadInputError(
            "Since her last word nobody wrote to the person.",
            place=Place(field="outcome"),
            remedy="Write to her first.",
        )
    until = _clocks.calendar_of(case.mechanism).add(asked.added_on, _clocks.policy_of(case.mechanism).agreed)
    if until >= timezone.localdate():
        raise BadInputError(
            f"The person was written to, and has until {_day(until)} to answer.",
            place=Place(field="outcome"),
            remedy="Wait for that day, or choose another outcome.",
        )


def _went_elsewhere(case: Case) -> bool:
    return case.referrals.filter(state__in=_WENT).exclude(reason=_NO_RECEIPT).exists()


def _day(day: date) -> str:
    return date_format(day, "j M Y")
