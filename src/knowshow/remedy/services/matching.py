"""Two people who named the same: each says alone whether the other may know, and nobody learns a name (GP 31 b, g).

Until both agree, neither hears what the other said, and neither case shows that there is another: also those who handle
both see no link before. The key under which names are compared is the trustees'. It is put together for the comparison
and forgotten; what stays is tags that only this key makes, and the names themselves are dropped.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from knowshow.errors import BadInputError, ConflictError, NotAllowedError, Place, SealError
from knowshow.foundation import history, vault
from knowshow.foundation.vault import KeyPair
from knowshow.remedy import envelopes
from knowshow.remedy.models import Case, CaseLink, EntryKind, Match, MatchName, MatchState, MatchTag
from knowshow.remedy.rules.names import same_form
from knowshow.remedy.services import _acts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowshow.foundation.models import User
    from knowshow.remedy.models import Mechanism
    from knowshow.remedy.standing import Person


@dataclass(slots=True)
class Compared:
    """What a comparison did, in counts: no name and no case is told."""

    names: int = 0
    #: Sealed to a key that the trustees had before.
    unreadable: int = 0
    matches: int = 0


def compare_names(*, actor: User | None, mechanism: Mechanism, shares: Sequence[str]) -> Compared:
    """Compare the names that people gave, with the trustees' shares; ask those who named the same.

    Without an actor it is the operator, at the command line, in the trustees' presence.
    """
    pair = _combined(mechanism, shares)
    key, done = vault.subkey(pair.secret, "matching tags"), Compared()
    waiting = MatchName.objects.filter(case__mechanism=mechanism, case__shredded_on__isnull=True)
    for case in Case.objects.filter(pk__in=waiting.values("case")).select_related("mechanism").order_by("pk"):
        _compare(case, pair, key, done)
    history.record(
        actor=actor, action="remedy.mechanism.names_compared", organisation=mechanism.organisation, subject=mechanism,
        to_the_day=True,
    )  # fmt: skip
    return done


@transaction.atomic
def _compare(case: Case, pair: KeyPair, key: bytes, done: Compared) -> None:
    """Turn the names of one case into tags, and look for the same tags in others."""
    _acts.hold(case)
    for name in case.match_names.all():
        try:
            form = same_form(envelopes.open_name(case, pair, bytes(name.sealed)))
        except SealError:
            done.unreadable += 1
            continue
        done.names += 1
        name.delete()
        if form:
            tag = vault.digest(case.mechanism.code.encode(), form.encode(), key=key)
            MatchTag.objects.get_or_create(case=case, tag=tag)
            done.matches += _matched(case, tag)


def _matched(case: Case, tag: bytes) -> int:
    """Note each other case of the mechanism that has this tag, unless that is known; return how many are new."""
    others = Case.objects.filter(mechanism=case.mechanism, shredded_on__isnull=True, match_tags__tag=tag)
    known = Match.objects.filter(Q(first=case) | Q(second=case)).values_list("first_id", "second_id")
    seen = {pk for pair in known for pk in pair}
    pairs = [sorted((case.pk, other)) for other in others.values_list("pk", flat=True) if other != case.pk]
    new = [Match(first_id=first, second_id=second) for first, second in pairs if not seen >= {first, second}]
    return len(Match.objects.bulk_create(new))


def _combined(mechanism: Mechanism, shares: Sequence[str]) -> KeyPair:
    """Return the trustees' matching key. How many shares it takes the shares themselves know."""
    given = [" ".join(share.split()) for share in shares if share.strip()]
    if not mechanism.matching_public:
        raise ConflictError("This mechanism has no matching key: nobody was asked for names.")
    for number in range(1, len(given) + 1):
        try:
            secret = vault.combine(given[:number])
        except SealError:
            continue
        if len(secret) == vault.KEY_BYTES and KeyPair.of(secret).public == bytes(mechanism.matching_public):
            return KeyPair.of(secret)
    raise BadInputError(
        "These shares do not open the matching key: too few, mistyped, or of another key.",
        place=Place(field="shares"),
        remedy="Look for a mistyped word, and whether they are the shares of the matching key in force.",
    )


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
    if match.state == MatchState.BOTH_AGREE:
        _introduce(cases)
    return match


def _introduce(cases: Sequence[Case]) -> None:
    """Tell both, and link their cases for those who work on them."""
    for case in cases:
        _acts.append_from_system(case, {"event": "match_agreed"}, kind=EntryKind.SYSTEM)
    first, second = cases
    is_linked = CaseLink.objects.filter(Q(case=first, other=second) | Q(case=second, other=first)).exists()
    if not is_linked:
        CaseLink.objects.create(case=first, other=second, kind="related")


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
    """Return how it stands. It stays open for the second, whatever the first said: a no looks like silence."""
    said = {match.first_says, match.second_says}
    if "" in said:
        return MatchState.FOUND
    return MatchState.BOTH_AGREE if said == {"yes"} else MatchState.DECLINED
