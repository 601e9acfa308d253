"""What every act on a case does: hold it, append a sealed entry, note it in the one history to the day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from django.utils import timezone

from knowshow.errors import ConflictError
from knowshow.foundation import history
from knowshow.remedy import envelopes
from knowshow.remedy.filing import noted
from knowshow.remedy.models import Audience, Case, Entry, EntryKind
from knowshow.remedy.services import _safe
from knowshow.remedy.standing import Handler, Person

if TYPE_CHECKING:
    from knowshow.foundation.models import HistoryEntry, User
    from knowshow.remedy.envelopes import CaseSecrets, Signer

#: Fields that an act reads anew once it holds the case: others may have written meanwhile.
_MOVING = (
    "stage", "stage_since", "is_draft", "is_held", "entry_count", "chain_head", "shredded_on", "receipt_locked",
    "outcome", "closed_on", "erasure_asked_on",
)  # fmt: skip


def hold(case: Case) -> None:
    """See the case as it is by now, and let nobody else write into it until this act is committed."""
    _see(case)
    if case.shredded_on:
        raise ConflictError("This case was erased. Nothing can be added to it.")


def hold_all(cases: Iterable[Case]) -> dict[int, Case]:
    """Hold several cases, everybody in the same order, and return those that were not erased meanwhile.

    Whoever changes several takes them all so before her first note. The one history has one lock: somebody who has it,
    and then waits for a case, would wait for whoever holds that case and waits to note what she did with it.
    """
    by_key = {case.pk: case for case in sorted(cases, key=lambda case: case.pk)}
    for case in by_key.values():
        _see(case)
    return {pk: case for pk, case in by_key.items() if not case.shredded_on}


def _see(case: Case) -> None:
    case.refresh_from_db(fields=_MOVING, from_queryset=Case.objects.select_for_update(of=("self",)))


def append(
    actor: Handler | Person,
    content: Mapping[str, object],
    *,
    kind: str,
    audience: str = Audience.BOTH,
    about: Entry | None = None,
    pins: Mapping[str, str] | None = None,
) -> Entry:
    """Add a sealed entry in the name of whoever acts. The case is held already.

    Where the person said that it is not safe, the team's words reach her only after a second look.
    """
    if isinstance(actor, Handler):
        _safe.require_safe(actor, content, kind=kind, audience=audience)
    return append_as(actor.case, content, signer=actor.signer, secrets=actor.secrets, kind=kind, audience=audience,
                     about=about, pins=pins)  # fmt: skip


def tell_once_a_day(actor: Handler, content: Mapping[str, object]) -> None:
    """Tell in the case what somebody looked at; the same again on one day is told once."""
    mine = actor.case.entries.filter(user=actor.user, kind=EntryKind.SYSTEM, added_on=timezone.localdate())
    if all(envelopes.read_entry(one, actor.secrets) != content for one in mine):
        append(actor, content, kind=EntryKind.SYSTEM)


def composed(actor: Person, content: Mapping[str, object], *, kind: str, pins: Mapping[str, str]) -> Entry:
    """Return the first entry of a case that is not stored yet: the caller stores both, the case first."""
    return _sealed(actor.case, content, signer=actor.signer, secrets=actor.secrets, kind=kind, pins=pins)


def append_from_system(case: Case, content: Mapping[str, object], *, kind: str) -> Entry:
    """Add what the system has to say to both sides: it holds no key, and writes to the public one."""
    return append_as(case, content, signer=envelopes.SYSTEM, secrets=None, kind=kind)


def append_as(
    case: Case,
    content: Mapping[str, object],
    *,
    signer: Signer,
    secrets: CaseSecrets | None,
    kind: str,
    audience: str = Audience.BOTH,
    about: Entry | None = None,
    pins: Mapping[str, str] | None = None,
) -> Entry:
    """Seal, sign, chain and store an entry; the case knows its new end."""
    entry = _sealed(case, content, signer=signer, secrets=secrets, kind=kind, audience=audience, about=about, pins=pins)
    entry.save()
    case.save(update_fields=["entry_count", "chain_head"])
    return entry


def _sealed(
    case: Case,
    content: Mapping[str, object],
    *,
    signer: Signer,
    secrets: CaseSecrets | None,
    kind: str,
    audience: str = Audience.BOTH,
    about: Entry | None = None,
    pins: Mapping[str, str] | None = None,
) -> Entry:
    entry = envelopes.make_entry(
        case, content, kind=kind, signer=signer, secrets=secrets, audience=audience, about=about, pins=pins,
        on=timezone.localdate(),
    )  # fmt: skip
    case.entry_count, case.chain_head = entry.number, entry.chain
    return entry


def note(actor: Handler | Person | User | None, action: str, case: Case, *changed: str) -> HistoryEntry:
    """Add to the one history: which case, which act, on which day. It belongs to no organisation's open list.

    With it goes where the case ends by now: one that is put back to a former state is behind its notes.
    """
    user = actor.user if isinstance(actor, Handler) else None if isinstance(actor, Person) else actor
    return history.record(
        actor=user, action=action, organisation=None, subject=case, changed=changed, detail=noted.end_of(case),
        to_the_day=True,
    )  # fmt: skip
