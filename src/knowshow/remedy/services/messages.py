"""What the team writes on a case: answers, notes, translations, the other side's material (GP 31 b, d, h).

What the person sees is a decision of a handler. An answer that an interpreter looks at first is sealed under the key
that she holds, and kept from the person's pages until a handler sends it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from knowshow.errors import BadInputError, ConflictError, NotAllowedError, Place
from knowshow.remedy import envelopes
from knowshow.remedy.models import Audience, Author, EntryKind, SeatRole
from knowshow.remedy.rules.languages import languages
from knowshow.remedy.services import _acts, _moves
from knowshow.remedy.services._safe import are_safe_to_answer, is_safe_to_answer, must_look_twice
from knowshow.remedy.services.person import checked_text

if TYPE_CHECKING:
    from knowshow.remedy.models import Entry
    from knowshow.remedy.standing import Handler

__all__ = [
    "advise",
    "answer",
    "are_safe_to_answer",
    "draft_answer",
    "is_safe_to_answer",
    "mark_read",
    "must_look_twice",
    "send_draft",
    "show_material",
    "translate",
    "write_note",
]


@transaction.atomic
def answer(*, actor: Handler, text: str, about: Entry | None = None, although_unsafe: bool = False) -> Entry:
    """Answer the person. Where she said that it is not safe to answer, only what gives nobody away may be sent."""
    actor.require_handling()
    checked_text(text)
    _acts.hold(actor.case)
    by = _looked(actor, although_unsafe=although_unsafe)
    entry = _acts.append(by, {"text": text}, kind=EntryKind.MESSAGE, about=_of_case(actor, about))
    _acts.note(actor, "remedy.message.answered", actor.case)
    return entry


@transaction.atomic
def draft_answer(*, actor: Handler, text: str) -> Entry:
    """Show an answer to the interpreter first; the person does not see it yet."""
    actor.require_handling()
    checked_text(text)
    _acts.hold(actor.case)
    entry = _acts.append(actor, {"text": text}, kind=EntryKind.MESSAGE, audience=Audience.DRAFT)
    _acts.note(actor, "remedy.message.drafted", actor.case)
    return entry


@transaction.atomic
def send_draft(*, actor: Handler, draft: Entry, although_unsafe: bool = False) -> Entry:
    """Send what the interpreter looked at: the answer, and her translation of it if there is one."""
    actor.require_handling()
    _moves.require_of(actor, draft.case_id)
    if draft.kind != EntryKind.MESSAGE or draft.audience != Audience.DRAFT:
        raise ConflictError("This is no draft of an answer.")
    _acts.hold(actor.case)
    if draft.followed_by.filter(audience=Audience.BOTH).exists():
        raise ConflictError("This draft was sent already.")
    by = _looked(actor, although_unsafe=although_unsafe)
    text = envelopes.read_entry(draft, actor.secrets)["text"]
    entry = _acts.append(by, {"text": text}, kind=EntryKind.MESSAGE, about=draft)
    translated = draft.followed_by.filter(kind=EntryKind.TRANSLATION, audience=Audience.DRAFT).last()
    if translated is not None:
        said = envelopes.read_entry(translated, actor.secrets)
        _acts.append(actor, {**said, "of": translated.number}, kind=EntryKind.TRANSLATION, about=entry)
    _acts.note(actor, "remedy.message.answered", actor.case)
    return entry


@transaction.atomic
def write_note(*, actor: Handler, text: str) -> Entry:
    """Add a note that the person does not see, nor do the interpreter and the adviser."""
    actor.require_handling()
    checked_text(text)
    _acts.hold(actor.case)
    entry = _acts.append(actor, {"text": text}, kind=EntryKind.NOTE, audience=Audience.INTERNAL)
    _acts.note(actor, "remedy.note.written", actor.case)
    return entry


@transaction.atomic
def translate(*, actor: Handler, entry: Entry, text: str, language: str) -> Entry:
    """Put what an entry says into another language; who did it stands beside it. Notes are not translated."""
    if not (actor.handles or actor.role == SeatRole.INTERPRETER):
        raise NotAllowedError("Only the interpreter and those who handle this case may do this.")
    checked_text(text)
    if language not in {*(one.code for one in languages()), actor.case.language}:
        raise BadInputError("Choose one of the languages.", place=Place(field="language"))
    _of_case(actor, entry)
    if entry.audience == Audience.INTERNAL:
        raise NotAllowedError("Internal notes are not translated.")
    _acts.hold(actor.case)
    by = "interpreter" if actor.role == SeatRole.INTERPRETER else "handler"
    content = {"text": text, "language": language, "by": by}
    made = _acts.append(actor, content, kind=EntryKind.TRANSLATION, audience=entry.audience, about=entry)
    _acts.note(actor, "remedy.message.translated", actor.case)
    return made


@transaction.atomic
def advise(*, actor: Handler, text: str) -> Entry:
    """Say something as the independent adviser: both sides read it, and see that it is hers."""
    if actor.role != SeatRole.ADVISER:
        raise NotAllowedError("Only the adviser of this case may do this.")
    checked_text(text)
    _acts.hold(actor.case)
    entry = _acts.append(actor, {"text": text}, kind=EntryKind.MESSAGE)
    _acts.note(actor, "remedy.message.advised", actor.case)
    return entry


@transaction.atomic
def show_material(*, actor: Handler, text: str) -> Entry:
    """Show the person what the other side says, before anything is decided on it (GP 31 d)."""
    actor.require_handling()
    checked_text(text)
    _acts.hold(actor.case)
    entry = _acts.append(actor, {"text": text}, kind=EntryKind.MATERIAL)
    _acts.note(actor, "remedy.material.shown", actor.case)
    return entry


@transaction.atomic
def mark_read(*, actor: Handler) -> int:
    """Note to the day that the team has read what the person wrote; return how many entries were new."""
    if not actor.handles:
        return 0
    unread = actor.case.entries.filter(author=Author.PERSON, read_on__isnull=True)
    return unread.update(read_on=timezone.localdate())


def _looked(actor: Handler, *, although_unsafe: bool) -> Handler:
    return replace(actor, although_unsafe=actor.although_unsafe or although_unsafe)


def _of_case(actor: Handler, entry: Entry | None) -> Entry | None:
    if entry is not None:
        _moves.require_of(actor, entry.case_id)
        entry.case = actor.case
    return entry
