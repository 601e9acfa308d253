"""Take in a report that came by phone, on paper, in a meeting or in the field: the same report, the same receipt.

The receipt is made when the form is shown, so that the form sent twice is one report. Whoever took the report in has
seen the words: the page says so, and they are shown once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from knowshow.errors import BadInputError, ConflictError, Place
from knowshow.remedy.models import Channel, SeatRole
from knowshow.remedy.services import intake
from knowshow.remedy.services.person import checked_text
from knowshow.remedy.standing import require_seat

if TYPE_CHECKING:
    from knowshow.foundation.models import User
    from knowshow.remedy.models import Mechanism
    from knowshow.remedy.services.intake import Receipt, Received, Report

CHANNELS: Final = (Channel.PHONE, Channel.PAPER, Channel.MEETING, Channel.FIELD)


def take_in(*, actor: User, mechanism: Mechanism, channel: str, report: Report, receipt: Receipt) -> Received:
    """Store a report in the person's words, and hand back the way to it."""
    require_seat(actor, mechanism, SeatRole.INTAKE, SeatRole.HANDLER)
    if channel not in CHANNELS:
        raise BadInputError("Say how the report came.", place=Place(field="channel"))
    if not mechanism.is_open:
        raise ConflictError("The mechanism takes no reports now. Its administrator can open it.")
    checked_text(report.text)
    return intake.receive(mechanism=mechanism, receipt=receipt, report=report, channel=channel, actor=actor)
