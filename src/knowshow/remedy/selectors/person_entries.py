"""Everything that both sides wrote in a case, in order and opened, as its person reads it (GP 31 b, e).

People of the mechanism appear by their seat, never by name. What cannot be opened is said to be so, and hides nothing
else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from knowshow.errors import SealError
from knowshow.remedy import envelopes
from knowshow.remedy.models import Audience, Author, CaseFile, EntryKind, KeyScope, Seat
from knowshow.remedy.rules.questions import stored_set, told
from knowshow.remedy.rules.stages import Stage
from knowshow.remedy.selectors import person_words
from knowshow.remedy.selectors.wording import told_needs
from knowshow.ui.languages import NAMES

if TYPE_CHECKING:
    from datetime import date

    from knowshow.remedy.models import Entry, Mechanism
    from knowshow.remedy.rules.questions import Told
    from knowshow.remedy.standing import Person

Content = Mapping[str, Any]  # Any: entries of different kinds hold different things
#: Entries that are an event rather than something said.
_EVENTS: Final = frozenset(
    {EntryKind.STAGE, EntryKind.DECISION, EntryKind.SAFETY, EntryKind.CONSENT, EntryKind.SYSTEM, EntryKind.REQUEST}
)


@dataclass(frozen=True, slots=True)
class Translated:
    """The same in another language, and who put it there."""

    text: str = field(repr=False)
    language: str
    language_name: str
    by: str


@dataclass(frozen=True, slots=True)
class PartShown:
    """One part of an offer or a proposal."""

    kind: str
    what: str = field(repr=False)
    due_on: str


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as the person reads it."""

    number: int
    kind: str
    is_hers: bool
    is_event: bool
    is_new: bool
    who: str
    on: date
    headline: str = field(repr=False)
    text: str = field(repr=False)
    details: tuple[tuple[str, str], ...] = field(repr=False)
    told: tuple[Told, ...] = field(repr=False)
    parts: tuple[PartShown, ...] = field(repr=False)
    passed_on: tuple[str, ...] = ()
    translations: tuple[Translated, ...] = field(default=(), repr=False)
    is_unreadable: bool = False
    #: Of what she wrote: the day on which the team read it; nothing while it has not.
    read_on: date | None = None

    @property
    def has_more(self) -> bool:
        """Whether it holds anything beside its sentence and its words."""
        return self.is_unreadable or any((self.told, self.parts, self.details, self.passed_on, self.translations))

    @property
    def tells_if_read(self) -> bool:
        """Whether she is told if it was read: she waits for an answer to her words, not to a choice of hers."""
        return self.is_hers and not self.is_event


@dataclass(frozen=True, slots=True)
class Opened:
    """What a case says to its person: the lines, and each entry's content by its key and by its number."""

    lines: tuple[Line, ...] = field(repr=False)
    by_key: Mapping[int, Content] = field(repr=False)


def opened(person: Person, seats: Mapping[tuple[int | None, str], str], *, has_name: bool) -> Opened:
    """Open every entry that is for both sides, in order, with its translations beside it.

    Without a name, what is said of one is said of the files that its key opens.
    """
    entries = list(person.case.entries.filter(audience=Audience.BOTH).order_by("number"))
    read = envelopes.reader_of(person.secrets)
    found = _with_names(person, {entry.pk: _content(entry, read) for entry in entries})
    translated, repeated = _translations(entries, found), _repeated(entries, found)
    lines = tuple(
        _line(entry, _once(entry, found, repeated), seats, translated.get(entry.pk, ()), has_name=has_name)
        for entry in entries
        if entry.kind != EntryKind.TRANSLATION
    )
    return Opened(lines, {key: content or {} for key, content in found.items()})


def labels_of(mechanism: Mechanism) -> dict[tuple[int | None, str], str]:
    """Return what each seat is called, by who sits or sat in it and in which role."""
    seats = Seat.objects.filter(mechanism=mechanism).order_by("pk")
    return {(user, role): label for user, role, label in seats.values_list("user_id", "role", "label")}


def _content(entry: Entry, read: Callable[[Entry], Content]) -> Content | None:
    try:
        return read(entry)
    except SealError:
        return None


def _with_names(person: Person, found: Mapping[int, Content | None]) -> dict[int, Content | None]:
    """Name the file to her beside what is told of it, where her keys open it; one that was erased has no name."""
    told = {str(said["file"]) for said in found.values() if said and said.get("file")}
    files = CaseFile.objects.filter(case=person.case, code__in=told) if told else ()
    names = {one.code: _name_of(person, one) for one in files}
    return {
        key: {**said, "file_name": names.get(str(said.get("file")), "")} if said else said
        for key, said in found.items()
    }


def _name_of(person: Person, file: CaseFile) -> str:
    file.case = person.case
    try:
        if not file.is_kept_apart:
            return str(envelopes.read_file_facts(file, person.secrets).get("name", ""))
        held = person.keys.parts.get(KeyScope.IDENTITY, b"")
        return str(envelopes.read_file_facts_apart(file, held).get("name", "")) if held else ""
    except SealError:
        return ""


def _repeated(entries: Iterable[Entry], found: Mapping[int, Content | None]) -> set[int]:
    """Return the steps whose reason is what the same side had written just before: it is read once."""
    repeated: set[int] = set()
    last = ("", "")
    for entry in entries:
        said = (entry.author, _text(found[entry.pk] or {}))
        if entry.kind != EntryKind.STAGE:
            last = said
        elif said[1] and said == last:
            repeated.add(entry.pk)
    return repeated


def _once(entry: Entry, found: Mapping[int, Content | None], repeated: set[int]) -> Content | None:
    content = found[entry.pk]
    return {**content, "reason": ""} if content is not None and entry.pk in repeated else content


def _follows(entry: Entry, content: Content) -> bool:
    """Whether a step only follows from what she did in another entry: nothing was said with it."""
    is_step = entry.kind == EntryKind.STAGE and entry.author == Author.PERSON and bool(content.get("to"))
    says = bool(_text(content) or content.get("outcome")) or content.get("from") == Stage.APPEALED
    return is_step and not says


def _line(
    entry: Entry,
    content: Content | None,
    seats: Mapping[tuple[int | None, str], str],
    translations: tuple[Translated, ...],
    *,
    has_name: bool,
) -> Line:
    said = content or {}
    is_hers = entry.author == Author.PERSON
    who = _("Noted automatically") if _follows(entry, said) else _who(entry, seats)
    return Line(
        number=entry.number,
        kind=entry.kind,
        is_hers=is_hers,
        is_event=entry.kind in _EVENTS,
        is_new=not is_hers and entry.read_on is None,
        who=who,
        on=entry.added_on,
        headline=_headline(entry, said, who, has_name=has_name) if content is not None else "",
        text=_text(said),
        details=tuple(person_words.details(said)),
        told=_told(said),
        parts=_parts(said),
        passed_on=tuple(person_words.passed_on(said.get("fields"))),
        translations=translations,
        is_unreadable=content is None,
        read_on=entry.read_on if is_hers else None,
    )


def _headline(entry: Entry, said: Content, who: str, *, has_name: bool) -> str:
    return person_words.headline(entry.kind, entry.author, said, who, has_name=has_name)


def _who(entry: Entry, seats: Mapping[tuple[int | None, str], str]) -> str:
    if entry.author == Author.PERSON:
        return _("You")
    if entry.author == Author.SYSTEM:
        return _("Noted automatically")
    return seats.get((entry.user_id, entry.role)) or person_words.role_words(entry.role)


def _text(content: Content) -> str:
    """Return the words of an entry: what was written, or why a step was taken."""
    return next((str(content[name]) for name in ("text", "reason", "reasons") if content.get(name)), "")


def _parts(content: Content) -> tuple[PartShown, ...]:
    return tuple(
        PartShown(
            person_words.remedy_words(str(one.get("kind", ""))), str(one.get("what", "")),
            person_words.day_words(str(one.get("due_on") or "")),
        )
        for one in content.get("remedies", ())
    )  # fmt: skip


def _told(content: Content) -> tuple[Told, ...]:
    """Return what she answered to questions, in the language of the page."""
    asked = stored_set(str(content.get("question_set", "")))
    answers = content.get("answers") or {}
    if not answers or asked is None:
        return told_needs(answers)
    language = get_language() or "en"
    return (*told(asked, answers, language, language), *told_needs(answers))


def _translations(entries: Iterable[Entry], found: Mapping[int, Content | None]) -> dict[int, tuple[Translated, ...]]:
    """Return the translations of each entry; the one in the language of the page first."""
    beside: dict[int, list[Translated]] = {}
    for entry in entries:
        said = found[entry.pk]
        if entry.kind == EntryKind.TRANSLATION and entry.about_id and said:
            beside.setdefault(entry.about_id, []).append(_translated(said))
    here = get_language()
    return {key: tuple(sorted(some, key=lambda one: one.language != here)) for key, some in beside.items()}


def _translated(said: Content) -> Translated:
    code = str(said.get("language", ""))
    by = {
        "interpreter": _("by an interpreter"),
        "handler": _("by the team"),
        "machine": _("by a machine"),
    }
    return Translated(str(said.get("text", "")), code, NAMES.get(code, code), by.get(str(said.get("by")), ""))
