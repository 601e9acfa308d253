"""What every service of this pillar does: ask for permission, save against the expected revision, note in history."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final, TypeVar
from urllib.parse import urlsplit

from knowshow.errors import BadInputError, NotAllowedError, Place
from knowshow.foundation import history
from knowshow.foundation.permissions import Permission, may, require
from knowshow.foundation.revisions import hold, save_changes, take_revision

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.db.models import Model

    from knowshow.foundation.models import Organisation, User

__all__ = [
    "Permission",
    "check_address",
    "check_line",
    "check_member",
    "check_words",
    "free_slug",
    "hold",
    "may",
    "note",
    "require",
    "require_any",
    "same_organisation",
    "save_changes",
    "slug_of",
    "take_revision",
]

_LONGEST_SLUG: Final = 80
#: No table of words and no page may hold these.
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
Record = TypeVar("Record", bound="Model")


def require_any(actor: User, permissions: Iterable[Permission], organisation: Organisation) -> None:
    """Raise ``NotAllowedError`` unless the person has one of these permissions."""
    wanted = list(permissions)
    if not any(may(actor, one, organisation) for one in wanted):
        require(actor, wanted[0], organisation)


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
        action=f"benchmarks.{action}",
        organisation=organisation,
        subject=subject,
        changed=tuple(changed),
        detail=dict(detail) if detail else None,
    )


def check_words(field: str, text: str, *, maximum: int = 20_000, may_be_empty: bool = False) -> str:
    """Return the text without outer space; refuse an overlong one, and an empty one unless it may be.

    Characters that steer a terminal or break a line, as word processors paste them, become spaces.
    """
    said = _CONTROL.sub(" ", text).strip()
    if not said and not may_be_empty:
        raise BadInputError("It is empty.", place=Place(field=field), remedy="Write at least a few words.")
    if len(said) > maximum:
        raise BadInputError(
            f"It has {len(said):,} characters.", place=Place(field=field), remedy=f"Write at most {maximum:,}."
        )
    return said


def check_line(field: str, text: str, *, maximum: int = 300, may_be_empty: bool = False) -> str:
    """Return the text in one line, checked as ``check_words`` does."""
    return check_words(field, " ".join(_CONTROL.sub(" ", text).split()), maximum=maximum, may_be_empty=may_be_empty)


def check_address(field: str, url: str) -> str:
    """Return a web address; refuse one that a browser would run or that names no host."""
    said = url.strip()
    if not said:
        return ""
    try:
        parts = urlsplit(said)
        sound = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        sound = False
    if not sound or len(said) > 2_000:  # noqa: PLR2004 - what browsers take
        raise BadInputError(
            "This is not a web address.", place=Place(field=field), remedy="It should begin with https://."
        )
    return said


def check_member(person: User | None, organisation: Organisation, *, field: str, besides: int | None = None) -> None:
    """Refuse somebody who is no member; who stands in the record already may have left since."""
    if person is not None and person.pk != besides and not may(person, Permission.VIEW, organisation):
        raise BadInputError(
            "This person is no member of the organisation.", place=Place(field=field), remedy="Choose a member."
        )


def same_organisation(organisation: Organisation, *others: Record | None) -> None:
    """Refuse to tie records of two organisations together; for this one, those of another do not exist."""
    for other in others:
        if other is not None and getattr(other, "organisation_id", None) != organisation.pk:
            raise NotAllowedError(f"“{other}” does not belong to {organisation}.")


def slug_of(words: str) -> str:
    """Return words as addresses write them.

    >>> slug_of("Société Générale (2024)"), slug_of("中国移动")
    ('societe-generale-2024', '')
    """
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST_SLUG].strip("-")


def free_slug(words: str, taken: Iterable[str], *, otherwise: str) -> str:
    """Return a slug that nobody has yet, with a number where needed.

    >>> free_slug("Google", ["google", "google-2"], otherwise="company")
    'google-3'
    """
    known = set(taken)
    base = slug_of(words) or otherwise
    if base not in known:
        return base
    numbered = (f"{base[: _LONGEST_SLUG - 8]}-{number}" for number in range(2, len(known) + 3))
    return next(slug for slug in numbered if slug not in known)
