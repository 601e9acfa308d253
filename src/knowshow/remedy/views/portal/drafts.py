"""Go on with what was saved: the form as it stood, with all that it held (GP 31 b)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from knowshow.remedy.forms.portal import Writing, resumed
from knowshow.remedy.forms.portal_steps import FIRST
from knowshow.remedy.selectors.drafts import draft_of
from knowshow.remedy.views.portal.writing import show_step

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from knowshow.remedy.views.portal._receipts import Opened


def resume(request: HttpRequest, opened: Opened) -> HttpResponse:
    """Show the first page of a draft. Sent from there, it becomes the report of the same receipt."""
    case = opened.person.case
    return show_step(request, case.mechanism, writing_of(opened), FIRST, kept_until=case.keep_until)


def writing_of(opened: Opened) -> Writing:
    """Return a draft as the pages carry it."""
    case = opened.person.case
    draft = draft_of(opened.person)
    return resumed(
        mechanism=case.mechanism, reference=opened.reference, words=opened.words,
        content=draft.content, identity=draft.identity, contact=draft.contact,
    )  # fmt: skip
