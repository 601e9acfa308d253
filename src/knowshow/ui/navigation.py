"""The side navigation: what exists today, by pillar, opening only the pillar in use.

An entry whose address does not exist is left out, so that a slice may register its entries before its pages, and a
server without a pillar shows nothing of it. Register in `AppConfig.ready`:

    navigation.register(Entry("respect:triggers", _("Triggers"), under="respect"))
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from knowshow.foundation.membership import membership_of
from knowshow.foundation.models import Role

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the navigation. A pillar has a `key`; its pages name it in `under`."""

    url_name: str
    label: StrOrPromise
    icon: str = ""
    key: str = ""
    under: str = ""
    #: Order among its neighbours; the same number keeps the order of registration.
    position: int = 50
    #: For company contacts, who see these entries and no others.
    for_contacts: bool = False
    #: Shown also to people who are only on a case team, who see these entries and no others.
    for_case_team: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as a page shows it. `current` is what `aria-current` says: page, true or nothing."""

    url: str
    label: StrOrPromise
    icon: str
    current: str
    is_open: bool = False
    links: tuple[Link, ...] = field(default=())


_FIRST: Final = (
    Entry("today", _("Today"), icon="today", position=0),
    Entry("respect:assessments", _("Respect"), icon="respect", key="respect", position=20),
    Entry("respect:products", _("Products"), under="respect", position=10),
    Entry("respect:assessments", _("Assessments"), under="respect", position=20),
    Entry("respect:register", _("All impacts"), under="respect", position=30),
    Entry("respect:actions", _("Actions"), under="respect", position=40),
    Entry("standards", _("Standards"), icon="standards", position=80),
    Entry("members", _("Organisation"), icon="organisation", position=90),
)
_entries: list[Entry] = list(_FIRST)


def register(*entries: Entry) -> None:
    """Add entries; one that is registered twice is kept once."""
    _entries.extend(entry for entry in entries if entry not in _entries)


def links_for(request: HttpRequest, entries: Iterable[Entry] | None = None) -> tuple[Link, ...]:
    """Build the navigation of a page, without any query."""
    known = sorted(_entries if entries is None else entries, key=lambda entry: entry.position)
    addresses = {entry.url_name: url for entry in known if (url := _address(entry))}
    nearest = _nearest(request.path, addresses.values())
    return tuple(
        _pillar(entry, known, addresses, nearest, request.path)
        for entry in known
        if not entry.under and entry.url_name in addresses
    )


def navigation(request: HttpRequest) -> dict[str, object]:
    """Give templates `navigation`; it is built only where a template asks for it."""
    return {"navigation": lambda: links_for(request, _entries_for(request))}


def _entries_for(request: HttpRequest) -> list[Entry]:
    """Contacts and people of a case team have entries of their own; the organisation's pages are closed to them."""
    membership = membership_of(request) if hasattr(request, "user") else None
    role = membership.role if membership else ""
    if role == Role.CASE_TEAM:
        return [entry for entry in _entries if entry.for_case_team]
    return [entry for entry in _entries if entry.for_contacts == (role == Role.COMPANY)]


def _pillar(entry: Entry, known: list[Entry], addresses: dict[str, str], nearest: str, path: str) -> Link:
    below = tuple(_links_below(entry, known, addresses, nearest, path))
    is_open = any(link.current for link in below)
    return Link(
        url=addresses[entry.url_name],
        label=entry.label,
        icon=entry.icon,
        current="" if below else _current(addresses[entry.url_name], nearest, path),
        is_open=is_open,
        links=below if is_open else (),
    )


def _links_below(
    pillar: Entry, known: list[Entry], addresses: dict[str, str], nearest: str, path: str
) -> Iterator[Link]:
    for entry in known:
        if pillar.key and entry.under == pillar.key and entry.url_name in addresses:
            url = addresses[entry.url_name]
            yield Link(url=url, label=entry.label, icon=entry.icon, current=_current(url, nearest, path))


def _address(entry: Entry) -> str:
    try:
        return reverse(entry.url_name)
    except NoReverseMatch:
        return ""


def _nearest(path: str, urls: Iterable[str]) -> str:
    """Find the address that the page stands under. The start page holds only itself."""
    above = [url for url in urls if path == url or (url != "/" and path.startswith(url.rstrip("/") + "/"))]
    return max(above, key=len, default="")


def _current(url: str, nearest: str, path: str) -> str:
    if url != nearest:
        return ""
    return "page" if path == url else "true"
