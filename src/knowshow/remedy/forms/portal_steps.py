"""The pages on which a report is written: their order, what each shows, and what must be put right before it is sent.

Only "What happened?" is needed. Which questions follow from which answers is decided here, on the server (GP 31 b).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from knowshow.remedy.forms.portal import Fields, Writing
from knowshow.remedy.rules.questions import checked, has_stray_date, pages
from knowshow.remedy.services import intake
from knowshow.remedy.services.lanes import group_code
from knowshow.remedy.services.person import LONGEST

if TYPE_CHECKING:
    from collections.abc import Iterator

    from knowshow.remedy.models import Mechanism

FIRST: Final = "what"
LAST: Final = "check"
_QUESTIONS: Final = "q-"
_SHOWN: Final[dict[str, tuple[str, ...]]] = {
    "what": ("text", "safe", "group"),
    "product": ("product",),
    "you": ("standing", "name", "contact", "email", "notices", "consent", "needs"),
    "readers": ("concerns",),
    "others": ("matching",),
    "check": (),
}
#: How long each may be, and on which page it stands.
_ROOM: Final = {"name": 300, "contact": 1000, "email": 254, "needs": 2000, "matching": 2000}


@dataclass(frozen=True, slots=True)
class Problem:
    """What must be put right: on which page, at which field, in words for the person."""

    step: str
    field: str
    message: str


@dataclass(frozen=True, slots=True)
class Offer:
    """What a mechanism asks beyond its questions."""

    products: bool
    matching: bool
    groups: bool


def steps(writing: Writing, offer: Offer) -> list[str]:
    """Return the pages after these answers, in their order."""
    found = [FIRST, *(["product"] if offer.products else [])]
    found += [f"{_QUESTIONS}{page}" for page in pages(writing.asked, writing.answers)]
    return [*found, "you", "readers", *(["others"] if offer.matching else []), LAST]


def page_of(step: str) -> str:
    """Return which page of the question set a step shows; nothing where it shows none.

    >>> page_of("q-harm"), page_of("you")
    ('harm', '')
    """
    return step.removeprefix(_QUESTIONS) if step.startswith(_QUESTIONS) else ""


def step_of(page: str) -> str:
    """Return the step that shows a page of the question set.

    >>> step_of("harm")
    'q-harm'
    """
    return f"{_QUESTIONS}{page}"


def carried(writing: Writing, step: str) -> Fields:
    """Return the fields that a page carries unseen: all but those that it shows."""
    shown = set(_SHOWN.get(step, ()))
    if page := page_of(step):
        shown = {f"q.{question.id}" for question in writing.asked.questions if question.page == page}
    return [(name, value) for name, value in writing.fields() if _base(name) not in shown]


def _base(name: str) -> str:
    """The question of a field, without the part of its answer."""
    return ".".join(name.split(".")[:2])


def problems(writing: Writing, mechanism: Mechanism) -> list[Problem]:
    """Return everything that keeps a report from being sent. Nothing that was written is repeated."""
    return [*_in_text(writing), *_in_answers(writing), *_in_lengths(writing), *_in_email(writing),
            *_in_readers(writing, mechanism)]  # fmt: skip


def on_page(writing: Writing, mechanism: Mechanism, step: str) -> list[Problem]:
    """Return what is to be put right on one page; of a code that we do not know, she hears here and only here."""
    found = [one for one in problems(writing, mechanism) if one.step == step]
    if step == FIRST and writing.group.strip() and group_code(mechanism, writing.group) is None:
        found.append(Problem(FIRST, "group", _("We do not know this code. Correct it, or leave it empty.")))
    return found


def unclear(writing: Writing, step: str) -> list[Problem]:
    """Return the days on one page that are none. She is told once: what she leaves so is kept, as words."""
    on_it = {one.id for one in writing.asked.questions if one.page == page_of(step) and one.kind == "date_or_span"}
    message = _(
        "This is not a day, a month or a year as we read them, such as 2026-11-25. Correct it, or go on: it is kept as "
        "you wrote it."
    )
    stray = (id_ for id_, answer in writing.answers.items() if id_ in on_it and has_stray_date(answer))
    return [Problem(step, f"q.{id_}", message) for id_ in stray]


def _in_text(writing: Writing) -> Iterator[Problem]:
    if not writing.text.strip():
        yield Problem(FIRST, "text", _("There are no words yet. Write a few."))
    elif len(writing.text) > LONGEST:
        yield Problem(FIRST, "text", _too_long(LONGEST, len(writing.text)))


def _in_answers(writing: Writing) -> Iterator[Problem]:
    by_id = {question.id: question for question in writing.asked.questions}
    for one in checked(writing.asked, writing.answers).problems:
        step = f"{_QUESTIONS}{by_id[one.question].page}"
        yield Problem(step, f"q.{one.question}", _too_long(one.possible, one.written))


def _in_lengths(writing: Writing) -> Iterator[Problem]:
    for name, room in _ROOM.items():
        if (written := len(getattr(writing, name))) > room:
            step = "others" if name == "matching" else "you"
            yield Problem(step, name, _too_long(room, written))


def _in_email(writing: Writing) -> Iterator[Problem]:
    if not writing.email.strip():
        if writing.wants_notices:
            yield Problem("you", "email", _("We need an e-mail address to send notices to. Or take back the choice."))
        return
    try:
        validate_email(writing.email.strip())
    except ValidationError:
        yield Problem("you", "email", _("This is not an e-mail address. Correct it, or leave it empty."))


def _in_readers(writing: Writing, mechanism: Mechanism) -> Iterator[Problem]:
    """Nobody can be sent what nobody could open."""
    if writing.concerns and not mechanism.recovery_public and not intake.first_readers(mechanism, writing.concerns):
        message = _(
            "Nobody would be left who could read it. Leave one person out of the list, or turn to somebody else."
        )
        yield Problem("readers", "concerns", message)


def _too_long(possible: int, written: int) -> str:
    return _(
        "There is room for %(possible)s characters here, and this has %(written)s. Nothing is lost: shorten it, "
        "or send the rest as a message afterwards."
    ) % {"possible": f"{possible:,}", "written": f"{written:,}"}  # fmt: skip
