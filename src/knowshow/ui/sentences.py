"""The structured sentence: who is harmed, in which right, through what, where (Guiding Principle 18).

An impact is told in one form, so that two readers see the same claim. The parts stand out, the grammar recedes.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext


class Statement(Protocol):
    """What the sentence needs, in words and not in ids. `state` is `actual` or `potential`."""

    @property
    def group(self) -> object:
        """Who is harmed."""

    @property
    def right(self) -> object:
        """The right they are harmed in."""

    @property
    def feature(self) -> object:
        """What of the product or service does it."""

    @property
    def place(self) -> object:
        """Where; may be empty."""

    @property
    def state(self) -> str:
        """Whether it has happened."""


#: How most rights are led in; a right that needs other words brings its own, or none.
LEAD = "their right to"


def as_html(
    *, group: object, right: object, feature: object, state: str, place: object = "", lead: object = LEAD
) -> SafeString:
    """Tell an impact with its parts in bold."""
    actual = gettext("<b>{group}</b> are harmed in {right} through <b>{feature}</b>")
    potential = gettext("<b>{group}</b> may be harmed in {right} through <b>{feature}</b>")
    named = format_html("{} <b>{}</b>", lead, right) if lead else format_html("<b>{}</b>", right)
    pattern = actual if state == "actual" else potential
    told = format_html(pattern, group=_first_upper(str(group)), right=named, feature=feature)
    return format_html("{} ({})", told, place) if place else told


def as_text(
    *, group: object, right: object, feature: object, state: str, place: object = "", lead: object = LEAD
) -> str:
    """Tell an impact in plain words, for titles and files."""
    actual = gettext("{group} are harmed in {right} through {feature}")
    potential = gettext("{group} may be harmed in {right} through {feature}")
    pattern = actual if state == "actual" else potential
    named = f"{lead} {right}".strip()
    told = pattern.format(group=_first_upper(str(group)), right=named, feature=feature)
    return f"{told} ({place})" if place else told


def listed(parts: Iterable[object]) -> str:
    """Join words as people do.

    >>> listed(["scale"]), listed(["scale", "scope"]), listed(["scale", "scope", "irremediability"])
    ('scale', 'scale and scope', 'scale, scope and irremediability')
    """
    words = [str(part) for part in parts]
    if len(words) < 2:  # noqa: PLR2004 - one word needs no joining
        return "".join(words)
    return gettext("{all_but_last} and {last}").format(all_but_last=", ".join(words[:-1]), last=words[-1])


def _first_upper(words: str) -> str:
    return words[:1].upper() + words[1:]
