"""Tags and filters for every page: severity marks, icons, the structured sentence, dates.

Severity marks come from their component files; as there are few different ones, each is rendered once and kept.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import lru_cache
from typing import Final, Protocol

from django import template
from django.core.paginator import Page
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from knowshow.ui import sentences
from knowshow.ui.icons import ICONS
from knowshow.ui.languages import SOURCE

register = template.Library()

#: Levels that a criterion can have, besides unknown.
LEVELS: Final = range(1, 5)


class Severity(Protocol):
    """The three criteria of severity (Guiding Principle 14), each 1 to 4, or None while unknown."""

    @property
    def scale(self) -> int | None:
        """How grave for each person."""

    @property
    def scope(self) -> int | None:
        """How many people."""

    @property
    def irremediability(self) -> int | None:
        """How far it can be put right."""


# ---- severity ---------------------------------------------------------------------------------------------


@register.simple_tag
def tier(value: int, words: str = "hidden", size: str = "") -> SafeString:
    """Show a tier mark: `{% tier 4 %}`, `{% tier 4 words="shown" size="large" %}`."""
    return _tier(int(value), words, size, get_language())


@lru_cache(maxsize=64)
def _tier(value: int, words: str, size: str, _language: str | None) -> SafeString:
    return _component("tier", {"tier": value, "words": words, "size": size})


@register.simple_tag
def trio(severity: Severity) -> SafeString:
    """Show the three criteria as bars: `{% trio rating %}` with scale, scope and irremediability."""
    return _trio(severity.scale, severity.scope, severity.irremediability, get_language())


@register.simple_tag
def trio_of(scale: int | None, scope: int | None, irremediability: int | None) -> SafeString:
    """Show the three criteria, given one by one."""
    return _trio(scale, scope, irremediability, get_language())


@lru_cache(maxsize=512)
def _trio(scale: int | None, scope: int | None, irremediability: int | None, _language: str | None) -> SafeString:
    criteria = (
        (_("Scale"), _level(scale)),
        (_("Scope"), _level(scope)),
        (_("Irremediable"), _level(irremediability)),
    )
    return _component("trio", {"criteria": criteria})


@register.simple_tag
def bar(value: int | None) -> SafeString:
    """Show one criterion as a bar of four steps, without its figure."""
    return _bar(_level(value))


@lru_cache(maxsize=8)
def _bar(value: str) -> SafeString:
    return _component("bar", {"value": value})


@register.simple_tag
def badge(words: object, kind: str = "") -> SafeString:
    """Show a word in a box, as its component does; for long lists, where most rows show the same few words."""
    return _badge(str(words), kind)


@lru_cache(maxsize=512)
def _badge(words: str, kind: str) -> SafeString:
    return _component("badge", {"words": words, "kind": kind})


def _level(value: int | str | None) -> str:
    """Turn a level into what the bar shows; anything but 1 to 4 is unknown, never empty."""
    return str(value) if str(value) in {str(level) for level in LEVELS} else "?"


def _component(name: str, context: dict[str, object]) -> SafeString:
    return mark_safe(render_to_string(f"ui/components/{name}.html", context).strip())


# ---- icons, sentences, words ------------------------------------------------------------------------------


@register.simple_tag
def icon(name: str) -> SafeString:
    """Show a line icon; the word beside it carries the meaning."""
    return format_html(
        '<svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">{}</svg>',
        mark_safe(ICONS[name]),
    )


@register.filter
def sentence(statement: sentences.Statement) -> SafeString:
    """Tell an impact in the structured sentence: `{{ impact|sentence }}`."""
    return sentences.as_html(
        group=statement.group,
        lead=getattr(statement, "lead", sentences.LEAD),
        right=statement.right,
        feature=statement.feature,
        place=statement.place,
        state=statement.state,
    )


@register.simple_tag(name="sentence")
def sentence_of(
    group: object, right: object, feature: object, state: str, place: object = "", lead: object = sentences.LEAD
) -> SafeString:
    """Tell an impact from its parts: `{% sentence group=... right=... feature=... state=... place=... %}`."""
    return sentences.as_html(group=group, lead=lead, right=right, feature=feature, place=place, state=state)


@register.filter
def listed(parts: Iterable[object]) -> str:
    """Join words with commas and "and"."""
    return sentences.listed(parts)


# ---- words that stay in the language they were written in --------------------------------------------------


@register.simple_tag
def in_english() -> SafeString:
    """Give the attributes of a part that stays English on a page in another language: `<p{% in_english %}>`."""
    return SafeString("" if get_language() == SOURCE else ' lang="en" dir="ltr"')


@register.simple_tag
def as_published() -> SafeString:
    """Give the attributes of a part that stays as somebody published it, in a language that we do not know."""
    return SafeString("" if get_language() == SOURCE else ' lang="" dir="auto"')


# ---- lists ------------------------------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def page_query(context: template.Context) -> str:
    """Give the query of this page without its page number, ready for one: `q=life&`."""
    query = context["request"].GET.copy()
    query.pop("page", None)
    return query.urlencode() + "&" if query else ""


@register.filter
def page_numbers(page: Page[object]) -> list[int | None]:
    """List the page numbers to show; None stands for a gap."""
    paginator = page.paginator
    shown = paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    return [number if isinstance(number, int) else None for number in shown]


# ---- dates ------------------------------------------------------------------------------------------------


@register.filter
def day(value: dt.date | None) -> SafeString:
    """Show a day with its month as a word: 2 Dec 2026."""
    return _time(value, pgettext("day", "j M Y"))


@register.filter
def day_long(value: dt.date | None) -> SafeString:
    """Show a day in full: Monday, 23 November 2026."""
    return _time(value, pgettext("day", "l, j F Y"))


@register.filter
def day_short(value: dt.date | None) -> SafeString:
    """Show a day of a year that is clear from the page: 2 Dec."""
    return _time(value, pgettext("day", "j M"))


@register.filter
def moment(value: dt.datetime | None) -> SafeString:
    """Show an instant to the minute, in the reader's zone: 2 Dec 2026, 14:02."""
    return _time(value, pgettext("day", "j M Y, H:i"))


@register.filter
def days_from_now(value: dt.date | None) -> str:
    """Say how far a day is: today, in 3 days, 2 days late."""
    if value is None:
        return ""
    days = (value - timezone.localdate()).days
    if days == 0:
        return _("today")
    if days < 0:
        return ngettext("{days} day late", "{days} days late", -days).format(days=-days)
    return ngettext("in {days} day", "in {days} days", days).format(days=days)


def _time(value: dt.date | None, pattern: str) -> SafeString:
    if not value:
        return SafeString("")
    if not isinstance(value, dt.datetime):
        return _whole_day(value, pattern, get_language() or "")
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return _element(local.isoformat(timespec="minutes"), date_format(local, pattern))


@lru_cache(maxsize=1024)
def _whole_day(value: dt.date, pattern: str, _language: str) -> SafeString:
    """Remember the few days that a page shows over and over, in each language."""
    return _element(value.isoformat(), date_format(value, pattern))


def _element(stamp: str, words: str) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', stamp, words)
