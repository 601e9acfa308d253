"""What a person does with her receipt: write, add, say whether it is safe, ask for deletion (GP 31 b, d, h)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils import timezone

from knowshow.errors import BadInputError, Place
from knowshow.remedy.models import Case, Entry, EntryKind, KeyScope
from knowshow.remedy.services import _acts, _parts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from knowshow.remedy.envelopes import PersonKeys
    from knowshow.remedy.standing import Person

LONGEST: Final = 100_000
SAFE_ANSWERS: Final = ("yes", "no", "unsure")


@transaction.atomic
def write_message(*, actor: Person, text: str, about: Entry | None = None) -> Entry:
    """Add a message of the person; it waits for an answer."""
    checked_text(text)
    _acts.hold(actor.case)
    entry = _acts.append(actor, {"text": text}, kind=EntryKind.MESSAGE, about=about)
    _acts.note(actor, "remedy.message.from_person", actor.case)
    return entry


@transaction.atomic
def add_facts(*, actor: Person, content: Mapping[str, object]) -> Entry:
    """Add facts to what was reported: words, or answers to questions."""
    _acts.hold(actor.case)
    pins = _parts.end_notices(actor.case) if content.get("safe") == "no" else {}
    entry = _acts.append(actor, content, kind=EntryKind.FACTS, pins=pins)
    _acts.note(actor, "remedy.facts.from_person", actor.case)
    return entry


@transaction.atomic
def say_whether_safe(*, actor: Person, answer: str) -> Entry:
    """Say whether it is safe to answer here: nothing that could give her away is written while it is not.

    Messages to her e-mail end with a no, until she asks for them anew.
    """
    if answer not in SAFE_ANSWERS:
        raise BadInputError("Choose one of the answers.", place=Place(field="safe"))
    _acts.hold(actor.case)
    pins = _parts.end_notices(actor.case) if answer == "no" else {}
    entry = _acts.append(actor, {"safe": answer}, kind=EntryKind.SAFETY, pins=pins)
    _acts.note(actor, "remedy.safety.said", actor.case)
    return entry


@transaction.atomic
def put_part(
    *, actor: Person, what: KeyScope, content: Mapping[str, object], consent: str, for_notices: bool = False
) -> PersonKeys:
    """Give or change a name or a contact, sealed under a key of its own."""
    _acts.hold(actor.case)
    person = _parts.give(_parts.current(actor), what, content, consent, for_notices=for_notices)
    _acts.note(person, "remedy.part.given", person.case, str(what))
    return person.keys


@transaction.atomic
def ask_for_erasure(*, actor: Person) -> Case:
    """Ask that everything be erased. The team answers; a legal hold is told, never hidden."""
    _acts.hold(actor.case)
    actor.case.erasure_asked_on = timezone.localdate()
    actor.case.save(update_fields=["erasure_asked_on"])
    _acts.append(actor, {"event": "erasure_asked"}, kind=EntryKind.REQUEST)
    _acts.note(actor, "remedy.case.erasure_asked", actor.case)
    return actor.case


@transaction.atomic
def mark_read(*, actor: Person) -> int:
    """Note to the day that the person has read what the other side wrote; return how many entries were new."""
    unread = actor.case.entries.filter(audience="both", read_on__isnull=True).exclude(author="person")
    return unread.update(read_on=timezone.localdate())


def checked_text(text: str) -> str:
    """Return the text; refuse nothing at all, and what no person writes in one go."""
    if not text.strip():
        raise BadInputError("There are no words in it yet.", place=Place(field="text"), remedy="Write a few words.")
    if len(text) > LONGEST:
        raise BadInputError(
            f"The text has {len(text):,} characters; {LONGEST:,} can be sent at once.",
            place=Place(field="text"), remedy="Send the rest in a second message. Nothing is lost.",
        )  # fmt: skip
    return text
