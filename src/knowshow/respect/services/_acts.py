"""What every service of Pillar II does: ask for permission, save against the expected revision, note in history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from knowshow import canon
from knowshow.errors import BadInputError, Place, UnknownIdError
from knowshow.foundation import history
from knowshow.foundation.permissions import Permission, may, require
from knowshow.foundation.revisions import hold, save_changes, take_revision

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from django.db.models import Model

    from knowshow.foundation.models import Organisation, User

__all__ = [
    "Permission",
    "check_ids",
    "check_member",
    "check_words",
    "hold",
    "may",
    "name_of",
    "note",
    "require",
    "save_changes",
    "take_revision",
]

_KNOWN: dict[str, Callable[[], Mapping[str, object]]] = {
    "group": canon.groups,
    "right": canon.rights,
    "technology": canon.technologies,
    "harm": canon.harms,
    "leverage action": canon.leverage,
}


def name_of(actor: User) -> str:
    """Return the name that a record keeps of a person."""
    return str(actor)


def note(
    *,
    actor: User | None,
    action: str,
    organisation: Organisation,
    subject: Model,
    changed: Iterable[str] = (),
    detail: Mapping[str, str | int] | None = None,
) -> None:
    """Write the history entry of a service."""
    history.record(
        actor=actor,
        action=action,
        organisation=organisation,
        subject=subject,
        changed=tuple(changed),
        detail=dict(detail) if detail else None,
    )


def check_words(field: str, text: str, *, maximum: int = 20_000) -> str:
    """Return the text without outer space; refuse an empty or overlong one."""
    said = text.strip()
    if not said:
        raise BadInputError("It is empty.", place=Place(field=field), remedy="Write at least a few words.")
    if len(said) > maximum:
        raise BadInputError(
            f"It has {len(said):,} characters.", place=Place(field=field), remedy=f"Write at most {maximum:,}."
        )
    return said


def check_member(person: User | None, organisation: Organisation, *, field: str, besides: User | None = None) -> None:
    """Refuse somebody who is no member; who stands in the record already may have left since."""
    if person is not None and person != besides and not may(person, Permission.VIEW, organisation):
        raise BadInputError(
            "This person is no member of the organisation.",
            place=Place(field=field),
            remedy="Choose a member, or write the name of somebody without an account.",
        )


def check_ids(kind: str, words: Iterable[str], *, field: str) -> None:
    """Refuse an identifier that the canon does not hold, and name the nearest one."""
    known = _KNOWN[kind]()
    for word in words:
        if word not in known:
            near = canon.nearest(word, known)
            raise UnknownIdError(
                f"The {kind} {word!r} is not in the canon.",
                place=Place(field=field),
                remedy=f"Did you mean {near!r}?" if near else "",
            )
