"""What waits for a person, whatever pillar it belongs to: the start page lists it, each pillar says what is its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from knowshow.foundation.models import Organisation, User


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing to do: what kind of thing, in which words, where, and what more there is to say."""

    kind: StrOrPromise
    icon: str
    words: str
    url: str
    note: str = ""


Provider = Callable[["User", "Organisation"], Sequence[Waiting]]
_providers: Final[list[Provider]] = []


def register(provider: Provider) -> None:
    """Have a pillar say what waits for somebody in an organisation; it costs a query or two."""
    if provider not in _providers:
        _providers.append(provider)


def waiting_for(actor: User, organisation: Organisation) -> list[Waiting]:
    """Return everything that other pillars have for this person."""
    return [one for provider in _providers for one in provider(actor, organisation)]
