"""Note that a case was taken out of the system: both sides see that it was, by which seat, and on which day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from knowshow.remedy.models import EntryKind
from knowshow.remedy.services import _acts

if TYPE_CHECKING:
    from knowshow.remedy.models import Entry
    from knowshow.remedy.standing import Handler


@transaction.atomic
def note_export(*, actor: Handler, form: str) -> Entry:
    """Write into the case that its record was exported; what is outside is under no key of ours."""
    actor.require_handling()
    _acts.hold(actor.case)
    content = {"event": "exported", "role": actor.role, "form": form}
    entry = _acts.append(actor, content, kind=EntryKind.SYSTEM)
    _acts.note(actor, "remedy.case.exported", actor.case)
    return entry
