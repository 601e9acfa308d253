"""Filters that turn the identifiers of Pillar II into words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template

from knowshow import canon
from knowshow.foundation.history import words_of
from knowshow.respect.rules import statement
from knowshow.respect.selectors.dashboard import is_late

if TYPE_CHECKING:
    from knowshow.respect.models import Action
    from knowshow.respect.rules.assessment import Impact

register = template.Library()


@register.filter
def group_name(group: str) -> str:
    """Name a group of the canon: `{{ rating.group|group_name }}`."""
    return statement.group_name(group)


@register.filter
def right_name(right: str) -> str:
    """Name a right of the canon."""
    record = canon.rights().get(right)
    return record.name if record else right


@register.filter
def impact_label(impact: Impact) -> str:
    """Name the record of an impact in a few words: who, and which right."""
    return statement.sentence(impact).label


@register.filter
def likelihood_name(word: str) -> str:
    """Say a likelihood as the scale does."""
    return statement.likelihood_name(word)


@register.filter
def leverage_name(key: str) -> str:
    """Name an action of the leverage catalogue."""
    record = canon.leverage().get(key)
    return record.name if record else key


@register.filter
def act_words(action: str) -> str:
    """Say what a history entry records: `{{ entry.action|act_words }}`."""
    return words_of(action)


@register.filter
def late(action: Action) -> bool:
    """Whether an action has passed its day."""
    return is_late(action)
