"""Tags and filters of rankings and questionnaires: figures, and why there is none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from django import template
from django.utils.formats import date_format, get_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from knowshow.scoring.explaining import in_figures
from knowshow.scoring.methodology import Rounding
from knowshow.scoring.steps import rounded

if TYPE_CHECKING:
    from knowshow.benchmarks.selectors.questionnaires import Section, Standing
    from knowshow.scoring.methodology import Node

register = template.Library()


@register.filter
def figures(value: float | None) -> str:
    """Write a score with two decimals at most; nothing as a dash.

    >>> figures(56.0), figures(46.9715), figures(None)
    ('56', '46.97', '–')
    """
    return _as_written_here(in_figures(value))


def _as_written_here(digits: str) -> str:
    """Put the sign between whole and part that the language of the page uses."""
    return digits.replace(".", get_format("DECIMAL_SEPARATOR"))


@register.simple_tag
def absent(state: str) -> str:
    """Say why there is no figure."""
    words = {
        "not_applicable": _("not applicable"),
        "missing": _("not answered"),
        "blocked": _("needed before publication"),
    }
    return words.get(state, "–")


@register.simple_tag
def adds(standing: Standing, section: Section) -> list[tuple[str, float]]:
    """Return what a section adds to the sums that count it."""
    return standing.adds(section.key)


@register.simple_tag
def section_value(standing: Standing, section: Section) -> str:
    """Write the value of a section, where it has one of its own."""
    return in_figures(standing.scores.values.get(section.key))


@register.simple_tag
def note_of(standing: Standing, node: Node) -> str:
    """Return what shows the answer to a question."""
    note: str = standing.questionnaire.notes.get(node.id, "")
    return note


@register.simple_tag
def answer_of(standing: Standing, node: Node) -> str:
    """Return the current answer to a question in words."""
    return standing.answer_of(node.id)


@register.filter
def day_said(value: str) -> str:
    """Write a day that is stored as text with its month as a word; what is no day stays as it is.

    >>> day_said("2026-03-01"), day_said("spring")
    ('1 Mar 2026', 'spring')
    """
    try:
        return date_format(dt.date.fromisoformat(value), pgettext("day", "j M Y"))
    except (TypeError, ValueError):
        return value


@register.filter
def in_digits(value: float | None, digits: int) -> str:
    """Write a score with so many decimals, rounded half up; nothing as a dash.

    >>> in_digits(56.5, 0), in_digits(6.704545, 1), in_digits(None, 0)
    ('57', '6.7', '–')
    """
    if value is None:
        return "–"
    return _as_written_here(f"{rounded(value, Rounding(digits=int(digits))):.{int(digits)}f}")


@register.filter
def value_of(values: Mapping[str, float | None], key: str) -> float | None:
    """Look a value up by a key that stands in a variable."""
    return values.get(key)


@register.simple_tag
def score_bar(value: float | None, most: float | None) -> SafeString:
    """Draw a score as a bar; nothing where there is none, or no most."""
    if value is None or not most:
        return SafeString("")
    width = max(0.0, min(100.0, 100 * value / most))
    return format_html(
        '<svg class="score-line" viewBox="0 0 100 8" width="100" height="8" aria-hidden="true" focusable="false">'
        '<rect class="score-line-all" width="100" height="8" rx="1"/>'
        '<rect class="score-line-part" width="{}" height="8" rx="1"/></svg>',
        f"{width:.1f}",
    )


@register.simple_tag
def change(before: float | None, after: float | None) -> str:
    """Write how much a score rose or fell, with its sign.

    >>> change(50.0, 53.25), change(50.0, 49.0), change(None, 49.0)
    ('+3.3', '−1.0', '–')
    """
    if before is None or after is None:
        return "–"
    difference = rounded(after - before, Rounding(digits=1))
    return _as_written_here(f"{difference:+.1f}".replace("-", "−")) if difference else "0"


@register.simple_tag
def company_name(rows: Iterable[Mapping[str, str]], slug: str) -> str:
    """Look the name of a company up by its slug."""
    return next((row["name"] for row in rows if row["slug"] == slug), slug)
