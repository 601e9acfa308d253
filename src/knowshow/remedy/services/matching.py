"""Two people who named the same: each says alone whether the other may know, and nobody learns a name (GP 31 b, g).

Until both agree, neither hears what the other said, and neither case shows that there is another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from knowshow.errors import ConflictError, NotAllowedError
from knowshow.remedy.models import Case, EntryKind, Match, MatchState
from knowshow.remedy.services import _acts

if TYPE_CHECKING:
    from knowshow.remedy.standing import Person


@transaction.atomic
def answer_match(*, actor: Person, match: Match, agrees: bool) -> Match:
    """Say whether the other person may know that she exists; once both agree, both are told so."""
    cases = _held(actor, match)
    match.refresh_from_db()
    side = "first_says" if match.first_id == actor.case.pk else "second_says"
    if match.state != MatchState.FOUND or getattr(match, side):
        raise ConflictError("This was answered already.")
    setattr(match, side, "yes" if agrees else "no")
    match.state = _state(match)
    match.save(update_fields=[side, "state"])
    content = {"about": "matching", "answer": "yes" if agrees else "no", "until": ""}
    _acts.append(actor, content, kind=EntryKind.CONSENT)
    _acts.note(actor, "remedy.match.answered", actor.case)
    for case in cases if match.state == MatchState.BOTH_AGREE else ():
        _acts.append_from_system(case, {"event": "match_agreed"}, kind=EntryKind.SYSTEM)
    return match


def _held(actor: Person, match: Match) -> list[Case]:
    """Hold both cases, always in the same order, so that two who answer at once do not wait for each other."""
    if actor.case.pk not in {match.first_id, match.second_id}:
        raise NotAllowedError("This belongs to another case.")
    found = Case.objects.filter(pk__in=(match.first_id, match.second_id)).select_related("mechanism")
    cases = [actor.case if case.pk == actor.case.pk else case for case in found.order_by("pk")]
    for case in cases:
        _acts.hold(case)
    return cases


def _state(match: Match) -> str:
    said = {match.first_says, match.second_says}
    if "no" in said:
        return MatchState.DECLINED
    return MatchState.BOTH_AGREE if said == {"yes"} else MatchState.FOUND
