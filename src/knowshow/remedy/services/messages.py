"""What the team writes on a case: answers, notes, translations, the other side's material (GP 31 b, d, h).

What the person sees is a decision of a handler. An answer that an interpreter looks at first is sealed under the key
that she holds, and kept from the person's pages until a handler sends it.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from knowshow.errors import BadInputError, ConflictError, NotAllowedError, Place, SealError
from knowshow.remedy import envelopes
from knowshow.remedy.models import Audience, Author, Entry, EntryKind, SeatRole
from knowshow.remedy.rules.languages import languages
from knowshow.remedy.services import _acts, _moves
from knowshow.remedy.services.person import checked_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.db.models import QuerySet

    from knowshow.remedy.standing import Handler


@transaction.atomic
def answer(*, actor: Handler, text: str, about: Entry | None = None, although_unsafe: bool = False) -> Entry:
    """Answer the person. Where she said that it is not safe to answer, only what gives nobody away may be sent."""
    actor.require_handling()
    checked_text(text)
    _acts.hold(actor.case)
    _require_safe(actor, although_unsafe=although_unsafe)
    entry = _acts.append(actor, {"text": text}, kind=EntryKind.MESSAGE, about=_of_case(actor, about))
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
    _require_safe(actor, although_unsafe=although_unsafe)
    text = envelopes.read_entry(draft, actor.secrets)["text"]
    entry = _acts.append(actor, {"text": text}, kind=EntryKind.MESSAGE, about=draft)
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


def is_safe_to_answer(actor: Handler) -> str:
    """Return what the person said last about whether it is safe to answer: yes, no or unsure."""
    return _said_safe(_on_safety().filter(case=actor.case), actor)


def are_safe_to_answer(actors: Sequence[Handler]) -> dict[int, str]:
    """Return the same of many cases, by their keys, with one question; nothing of a case whose entries do not open."""
    by_case: dict[int, list[Entry]] = {one.case.pk: [] for one in actors}
    for entry in _on_safety().filter(case__in=by_case):
        by_case[entry.case_id].append(entry)
    found: dict[int, str] = {}
    for one in actors:
        with suppress(SealError):
            found[one.case.pk] = _said_safe(by_case[one.case.pk], one)
    return found


def _on_safety() -> QuerySet[Entry]:
    """Return the entries in which a person may have said whether it is safe, the last first."""
    kinds = (EntryKind.SAFETY, EntryKind.FACTS, EntryKind.REPORT)
    return Entry.objects.filter(author=Author.PERSON, kind__in=kinds).order_by("-number")


def _said_safe(entries: Iterable[Entry], actor: Handler) -> str:
    for entry in entries:
        entry.case = actor.case
        if said := envelopes.read_entry(entry, actor.secrets).get("safe"):
            return str(said)
    return "unsure"


def _require_safe(actor: Handler, *, although_unsafe: bool) -> None:
    if not although_unsafe and is_safe_to_answer(actor) == "no":
        raise BadInputError(
            "The person said that it is not safe to answer.",
            place=Place(field="although_unsafe"),
            remedy="Write only what gives nobody away, and confirm that you looked at it.",
        )


def _of_case(actor: Handler, entry: Entry | None) -> Entry | None:
    if entry is not None:
        _moves.require_of(actor, entry.case_id)
        entry.case = actor.case
    return entry
