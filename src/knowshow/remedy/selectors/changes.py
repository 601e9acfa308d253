"""What happened to mechanisms, in words (GP 20). What happens in a case stands in the case, not in the open history."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

#: What the acts on mechanisms are called on pages.
WORDS: Final = {
    "remedy.mechanism.made": _("Grievance mechanism made"),
    "remedy.mechanism.changed": _("Grievance mechanism changed"),
    "remedy.mechanism.opened": _("Grievance mechanism opened"),
    "remedy.mechanism.closed": _("Grievance mechanism closed to new reports"),
    "remedy.mechanism.recovery_key_made": _("Recovery key made"),
    "remedy.mechanism.matching_key_made": _("Matching key made"),
    "remedy.mechanism.names_compared": _("Names given for matching compared"),
    "remedy.mechanism.share_shown": _("Share of a trustees' key shown"),
    "remedy.mechanism.recovery_used": _("Recovery key used"),
    "remedy.seat.given": _("Seat in a mechanism given"),
    "remedy.seat.ended": _("Seat in a mechanism ended"),
    "remedy.group_code.made": _("Code for a group made"),
    "remedy.group_code.ended": _("Code for a group ended"),
}
