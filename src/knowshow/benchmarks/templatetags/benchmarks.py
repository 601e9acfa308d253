"""Tags and filters of rankings and questionnaires: figures, and why there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.utils.translation import gettext as _

from knowshow.scoring.explaining import in_figures

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
    return in_figures(value)


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
def answer_of(standing: Standing, node: Node) -> str:
    """Return the current answer to a question in words."""
    return standing.answer_of(node.id)
