"""What of a case stands apart, and who opens it: the person's yes, or so many custodians (GP 31 b, f)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from knowshow.remedy.filing.given import that_let_team_know
from knowshow.remedy.models import PartShare, Reveal, RevealState

if TYPE_CHECKING:
    from datetime import date

    from knowshow.remedy.models import SealedPart
    from knowshow.remedy.standing import Handler


@dataclass(frozen=True, slots=True)
class PartSeen:
    """A name or a contact as a member sees it who has not opened it, or has for some days."""

    part: SealedPart
    #: Whether the person let the team know beforehand, as she signed it.
    has_consent: bool
    #: How many custodians open it together; none where nobody holds a share.
    needed: int
    #: Until when it is open for this very member; nothing where it is not.
    until: date | None

    @property
    def wish(self) -> str:
        """What the person wishes, and what it takes."""
        if not self.has_consent:
            return _("the person wants to be asked first")
        if not self.needed:
            return _("the person lets the team know, but no custodian holds a share: she is asked")
        said = ngettext(
            "the person lets the team know, if %(count)s custodian opens it",
            "the person lets the team know, if %(count)s custodians open it together",
            self.needed,
        )
        return said % {"count": self.needed}

    @property
    def takes(self) -> str:
        """What opens it, while it is closed for this member."""
        if not self.needed:
            return _("Sealed. Only the person's yes opens it: no custodian holds a share.")
        said = ngettext(
            "Sealed. The person's yes opens it, or the share of %(count)s custodian.",
            "Sealed. The person's yes opens it, or the shares of %(count)s custodians.",
            self.needed,
        )
        return said % {"count": self.needed}


def parts_of(actor: Handler) -> list[PartSeen]:
    """Return what stands apart in a case, each with what opens it, and until when it is open for this member."""
    parts = list(actor.case.parts.all())
    for part in parts:
        part.case = actor.case
    if not parts:
        return []
    agreed, needed, until = that_let_team_know(parts), _needed(actor), _until(actor)
    return [PartSeen(one, one.pk in agreed, needed.get(one.pk, 0), until.get(one.pk)) for one in parts]


def _needed(actor: Handler) -> dict[int, int]:
    shares = PartShare.objects.filter(part__case=actor.case).order_by()
    return dict(shares.values_list("part").annotate(Max("needed")))


def _until(actor: Handler) -> dict[int, date | None]:
    found = Reveal.objects.filter(
        part__case=actor.case, user=actor.user, state=RevealState.OPEN, until__gte=timezone.localdate()
    )
    return dict(found.values_list("part_id", "until"))
