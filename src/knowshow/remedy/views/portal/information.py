"""Pages that only tell: what we cannot protect from, how to clear a history, who can help now, how to speak instead.

Helplines and other ways are those that a mechanism wrote down. We name no number that nobody has checked.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from knowshow.remedy.selectors.public import PublicText, public_mechanisms, text_of
from knowshow.remedy.views.portal._shell import show

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@dataclass(frozen=True, slots=True)
class Told:
    """What one mechanism says."""

    name: str
    text: PublicText


@require_safe
def limits(request: HttpRequest) -> HttpResponse:
    """Say what nobody here can protect a person from."""
    return show(request, "limits")


@require_safe
def history(request: HttpRequest) -> HttpResponse:
    """Say how to leave no traces on a phone or computer that others look at."""
    return show(request, "history")


@require_safe
def helplines(request: HttpRequest) -> HttpResponse:
    """Say who can help now, as far as a mechanism has written it down."""
    return show(request, "helplines", {"texts": texts_of("helplines")})


@require_safe
def speak(request: HttpRequest) -> HttpResponse:
    """Say how to speak or write on paper instead."""
    return show(request, "speak", {"texts": texts_of("spoken")})


def texts_of(name: str) -> list[Told]:
    """Return what each mechanism that is or was open says, in the language of the page where it has one."""
    found = ((one.name, text_of(one, name, get_language() or "")) for one in public_mechanisms())
    return [Told(called, text) for called, text in found if text]
