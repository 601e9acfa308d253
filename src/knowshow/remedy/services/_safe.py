"""Whether it is safe to write to a person, as she said last; the same rule wherever words reach her (GP 29, 31 b).

Her page shows whatever is written to both sides: a step with its reason, an offer, a proof or an answer alike. While
she says that it is not safe, each needs a second look: only what gives nobody away is written.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Final

from knowshow.errors import BadInputError, Place, SealError
from knowshow.remedy import envelopes
from knowshow.remedy.models import Audience, Author, Entry, EntryKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from django.db.models import QuerySet

    from knowshow.remedy.standing import Handler

#: What in an entry is words of the team to her.
_WORDS: Final = ("text", "reason", "reasons", "other_routes", "appeal")


def require_safe(actor: Handler, content: Mapping[str, object], *, kind: str, audience: str) -> None:
    """Refuse words to a person who said that it is not safe, unless somebody looked at them twice.

    A translation says anew what stands there already.
    """
    reaches_her = audience == Audience.BOTH and kind != EntryKind.TRANSLATION
    if not reaches_her or actor.although_unsafe or not any(content.get(name) for name in _WORDS):
        return
    if is_safe_to_answer(actor) == "no":
        raise BadInputError(
            "The person said that it is not safe to answer.",
            place=Place(field="although_unsafe"),
            remedy="Write only what gives nobody away, and confirm that you looked at it.",
        )


def must_look_twice(actor: Handler) -> bool:
    """Whether words to her need a second look: it is not safe, or what she said about it does not open."""
    try:
        return is_safe_to_answer(actor) == "no"
    except SealError:
        return True


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
