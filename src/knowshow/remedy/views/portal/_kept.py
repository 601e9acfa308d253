"""What somebody wrote is never lost: whatever fails on our side, her page shows her words again, ready to be sent.

The page needs no database, so it answers where the database does not.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, Final, ParamSpec

from django.core.exceptions import PermissionDenied, RequestDataTooBig, TooManyFieldsSent
from django.http import Http404, HttpRequest, UnreadablePostError
from django.http.response import HttpResponseBase

from knowshow.remedy.views.portal._shell import show
from knowshow.ui.posted import came_from_elsewhere, posted_page

if TYPE_CHECKING:
    from django.http import HttpResponse

P = ParamSpec("P")
_log = logging.getLogger(__name__)
#: Shown in a field, so that she sees that her words are there; what is shorter travels unseen.
_LONG: Final = 60
#: Buttons: what was pressed is pressed again by the only button of the page.
BUTTONS: Final = ("do",)
#: The button by which what stands on a page becomes a report of its own, at the mechanism whose code it holds.
ANEW: Final = "anew"
_UNSEEN: Final = ("words", "reference", "proof")


@dataclass(frozen=True, slots=True)
class Sent:
    """One posted field."""

    name: str
    value: str = field(repr=False)
    is_long: bool


def writing_page(
    view: Callable[Concatenate[HttpRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Mark a view that people write to: opened for writing, kept by no cache, and no failure loses a word."""
    inner = posted_page(view)

    @wraps(inner)
    def respond(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            return inner(request, *args, **kwargs)
        except (Http404, PermissionDenied):
            raise
        except (RequestDataTooBig, TooManyFieldsSent, UnreadablePostError):
            return show(request, "too_much", status=413)
        except Exception as error:
            if request.method != "POST":
                raise
            _note(error)
            return again(request, status=503)

    return respond


def again(request: HttpRequest, *, status: int = 200) -> HttpResponse:
    """Show what was posted, with one button that posts it again: after a failure, or where it came from elsewhere."""
    pressed = {name: request.POST[name] for name in BUTTONS if name in request.POST}
    context = {
        "sent": sent(request, without=BUTTONS),
        "pressed": pressed,
        "is_from_elsewhere": came_from_elsewhere(request),
        "had_file": bool(request.FILES),
    }
    return show(request, "again", context, status=status)


def sent(request: HttpRequest, *, without: tuple[str, ...] = ()) -> list[Sent]:
    """Return every posted field but these."""
    pairs = [(name, value) for name, values in request.POST.lists() if name not in without for value in values]
    return [Sent(name, value, _is_long(name, value)) for name, value in pairs]


def _is_long(name: str, value: str) -> bool:
    return name not in _UNSEEN and (len(value) > _LONG or "\n" in value)


def _note(error: Exception) -> None:
    """Log what failed and where; the message is left out, since it may hold her words."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    _log.error("A page that people write to failed: %s in %s, line %s.", type(error).__name__, last.name, last.lineno)
