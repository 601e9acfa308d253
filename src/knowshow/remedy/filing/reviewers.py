"""Who could look at an appeal today: a reviewer with a key who decided nothing in the case (GP 31 a, f).

Whom the report concerns is sealed in the case: only who has opened it can tell.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.contrib.auth import get_user_model

from knowshow.remedy.models import Author, EntryKind, MemberKey, Seat, SeatRole
from knowshow.remedy.standing import active, concerned

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from knowshow.foundation.models import User
    from knowshow.remedy.envelopes import CaseSecrets
    from knowshow.remedy.models import Case

#: What somebody wrote who had a part in deciding.
DECIDING: Final = (EntryKind.STAGE, EntryKind.DECISION, EntryKind.OFFER, EntryKind.CODING)


def possible_reviewers(case: Case, secrets: CaseSecrets) -> QuerySet[User]:
    """Return the reviewers with a key who decided nothing in a case, and whom its report does not concern."""
    sits = Seat.objects.filter(active(), mechanism=case.mechanism_id, role=SeatRole.REVIEWER).values("user")
    keyed = MemberKey.objects.filter(retired_on__isnull=True).values("user")
    deciders = case.entries.filter(author=Author.MEMBER, kind__in=DECIDING).values("user")
    found = get_user_model().objects.filter(is_active=True, pk__in=sits).filter(pk__in=keyed)
    return found.exclude(pk__in=deciders).exclude(pk__in=concerned(case, secrets))
