"""Turn what a CNIL PIA says into an assessment with three candidates that nobody has rated yet (GP 18).

A PIA looks at privacy through three feared events, and estimates severity and likelihood on scales of its own. Both
stand beside the candidate as what another method says. They are never scale, scope or irremediability, and never in
the order. Whatever the PIA ties to no feared event stands under the first candidate, and says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from knowshow.respect.rules import reading
from knowshow.respect.rules.assessment import Action, Assessment, Impact, OtherMethod, Source, Statement, Subject
from knowshow.respect.rules.pia.export import Answer, Comment, Export, Measure, Review, read_export
from knowshow.respect.rules.pia.questions import (
    EVENTS,
    ITEMS,
    METHOD,
    OPINIONS,
    QUESTIONS,
    REVIEWS,
    STATUSES,
    Event,
    level,
)
from knowshow.respect.rules.writing import as_tree
from knowshow.yaml_tree import YamlTree

#: The group that stands in until somebody names one; the sentence says so.
STAND_IN: Final = "GEN"
WHO: Final = "Data subjects (name the group)"

_LONGEST: Final = 20_000
_TITLE: Final = 200
#: So many remarks stand in the note; more of them go to the sources, all together.
_REMARKS: Final = 30
_CUT: Final = "… (the whole text stands in the sources)"


@dataclass(frozen=True, slots=True)
class Taken:
    """The assessment that a PIA makes, and what was left out of it."""

    assessment: Assessment
    left_out: tuple[str, ...]

    @property
    def to_do(self) -> str:
        """What is left for a person to do."""
        return to_do(len(self.assessment.impacts))


def to_do(count: int) -> str:
    """Say what is left to do with so many candidates.

    >>> to_do(3)
    '3 candidates from a CNIL PIA: name the group and rate them.'
    """
    return f"{count} candidates from a CNIL PIA: name the group and rate them."


def read_pia(data: bytes, file: str) -> Taken:
    """Read an export of the CNIL's tool; ``file`` is its name in messages.

    Raises ``BadInputError`` with the place inside the file and a remedy.
    """
    export = read_export(data, file)
    record = _Placer(export).assessment()
    checked = reading.from_tree(YamlTree(as_tree(record), file), allow_unrated=True)
    return Taken(checked, export.left_out)


def read_pia_file(path: Path) -> Taken:
    """Read an export from disk. Raises ``BadInputError`` with one clear message."""
    return read_pia(reading.bytes_of(path), str(path))


@dataclass(frozen=True, slots=True)
class _Placer:
    """Puts the parts of an export in their places."""

    export: Export

    def assessment(self) -> Assessment:
        name = self.export.name or "A PIA without a name"
        return Assessment(
            title=f"{_short(name)}, from its CNIL PIA",
            kind="screening",
            note=self._note(name),
            subject=Subject(name=_short(name), description=_cut(self._said("111"))),
            sources=tuple(self._annex()),
            assessed_on=self.export.assessed_on,
            impacts=tuple(self._candidate(event, name) for event in EVENTS),
        )

    def _note(self, name: str) -> str:
        status = self.export.status
        whole = f"Its whole name: {name}" if len(name) > _TITLE else ""
        return _cut(
            _blocks(
                f"Taken in from a CNIL PIA{f' ({STATUSES[status]})' if status is not None else ''}. "
                "It looks at privacy alone, through three feared events. Who else may be harmed, and in which other "
                "rights, is still to be asked.",
                f"{to_do(len(EVENTS))} CNIL's severity and likelihood stand apart under each: they are not those of "
                "the Guiding Principles, and never in the order. The PIA's answers stand in the sources.",
                "Measures stand as planned: a PIA does not say which exist already. Set the state of each."
                if self.export.measures
                else "",
                whole,
                self._left_out(),
            )
        )

    def _left_out(self) -> str:
        remarks = self.export.left_out
        more = f"- and {len(remarks) - _REMARKS:,} more: see the sources" if len(remarks) > _REMARKS else ""
        told = _lines(*(f"- {remark}" for remark in remarks[:_REMARKS]), more)
        return f"Not taken over:\n{told}" if told else ""

    # The three candidates.

    def _candidate(self, event: Event, name: str) -> Impact:
        return Impact(
            id=event.id,
            statement=Statement(
                group=STAND_IN,
                right="privacy",
                who=WHO,
                feature=f"{event.feature} “{_short(name)}”",
                how=_cut(self._how(event)),
            ),
            state="potential",
            other_methods=tuple(self._other_methods(event)),
            actions=tuple(self._actions(event)),
            notes=_cut(self._event_notes(event)),
        )

    def _how(self, event: Event) -> str:
        """What the PIA expects to happen to people, in one line where it is a list."""
        found = [one for one in self.export.answers if one.code == event.code(1)]
        return _lines(*(one.text for one in found), "; ".join(entry for one in found for entry in one.entries))

    def _event_notes(self, event: Event) -> str:
        told = (f"{QUESTIONS[event.code(n)]}:\n{said}" for n in (2, 3, 4) if (said := self._said(event.code(n))))
        asked = self.export.people_opinion and (
            "The people concerned were asked: see the sources. Name what they said as evidence when you rate."
        )
        silent = "" if self._answers(event.item) else "The PIA says nothing about this event."
        return _blocks("Candidate from a CNIL PIA: name the group and rate it.", silent, *told, asked)

    def _other_methods(self, event: Event) -> Iterator[OtherMethod]:
        severity, likelihood = self._gauges(event.code(5)), self._gauges(event.code(6))
        why = (f"{QUESTIONS[code]}: {said}" for code in (event.code(5), event.code(6)) if (said := self._reason(code)))
        if severity or likelihood:
            yield OtherMethod(
                method=METHOD,
                severity=severity,
                likelihood=likelihood,
                note=_cut(_blocks(_SUGGESTION if likelihood else "", *why)),
            )
        for review in self.export.reviews:
            if review.reference == event.item and (review.severity or review.likelihood):
                yield OtherMethod(
                    method=f"{METHOD}, estimated anew after its action plan",
                    severity=level(review.severity),
                    likelihood=level(review.likelihood),
                )

    def _gauges(self, code: str) -> str:
        found = (level(one.gauge) for one in self.export.answers if one.code == code and one.gauge)
        return "; ".join(dict.fromkeys(found))

    def _reason(self, code: str) -> str:
        return "\n".join(one.text for one in self.export.answers if one.code == code and one.text)

    # Actions.

    def _actions(self, event: Event) -> Iterator[Action]:
        for number, measure in enumerate(self.export.measures, start=1):
            tied = self._events_of(measure)
            if event in (tied or EVENTS[:1]):
                yield self._measure(measure, number, is_tied=bool(tied))
        for number, review in enumerate(self.export.reviews, start=1):
            tied = self._events_reviewed(review)
            if event in (tied or EVENTS[:1]) and (review.plan or review.owner or review.due_on):
                yield self._plan(review, number, is_tied=bool(tied))

    def _events_of(self, measure: Measure) -> tuple[Event, ...]:
        """The feared events whose controls name the measure."""
        title = measure.title.casefold()
        return tuple(event for event in EVENTS if title and title in self._controls(event))

    def _controls(self, event: Event) -> set[str]:
        found = (one for one in self.export.answers if one.code == event.code(4))
        return {entry.casefold() for answer in found for entry in answer.entries}

    def _events_reviewed(self, review: Review) -> tuple[Event, ...]:
        measure = self._measure_of(review.reference)
        if measure is not None:
            return self._events_of(measure)
        return tuple(event for event in EVENTS if event.item == review.reference)

    def _measure_of(self, reference: str) -> Measure | None:
        item, _, key = reference.rpartition(".")
        found = (one for one in self.export.measures if one.key == key)
        return next(found, None) if item == "3.1" and key else None

    def _measure(self, measure: Measure, number: int, *, is_tied: bool) -> Action:
        return Action(
            id=f"cnil-measure-{number}",
            title=_short(measure.title or measure.content or "A measure without a title"),
            note=_cut(
                _blocks(
                    measure.content,
                    f"CNIL knowledge base: {measure.knowledge}." if measure.knowledge else "",
                    "" if is_tied else _UNTIED,
                )
            ),
        )

    def _plan(self, review: Review, number: int, *, is_tied: bool) -> Action:
        about = self._about(review.reference)
        found = (f"Review: {REVIEWS[review.status]}." if review.status is not None else "", review.comment)
        return Action(
            id=f"cnil-plan-{number}",
            title=_short(review.plan.split("\n", 1)[0] or f"What the review of {about} asks for"),
            owner=_cut(review.owner),
            due_on=review.due_on,
            note=_cut(
                _blocks(
                    f"From the PIA's action plan, on {about}.",
                    review.plan if review.plan != _short(review.plan) else "",
                    *found,
                    "" if is_tied else _UNTIED,
                )
            ),
        )

    def _about(self, reference: str) -> str:
        """Name what an evaluation or a comment is about."""
        measure = self._measure_of(reference)
        code = reference.rpartition(".")[2]
        name = _short(measure.title) if measure else ITEMS.get(reference) or QUESTIONS.get(code, "")
        return f"{reference} {name}".strip() or "an item without a code"

    # The annex: everything that was said, in the order of the PIA.

    def _annex(self) -> Iterator[Source]:
        for item, name in ITEMS.items():
            yield from _sources(f"{item} {name}", map(self._told, self._answers(item)))
        yield from _sources("Other answers", map(self._told, self._strange()))
        yield from _sources("Long measures in full", self._long_measures())
        yield from _sources("Evaluations", map(self._evaluated, self.export.reviews))
        yield from _sources("Opinion of the people concerned", self._people())
        yield from _sources("Opinions and decision", self._decision())
        yield from _sources("Comments", map(self._commented, self.export.comments))
        if len(self.export.left_out) > _REMARKS:
            yield from _sources("Not taken over", self.export.left_out)

    def _answers(self, item: str) -> list[Answer]:
        codes = [code for code in QUESTIONS if code.startswith(item.replace(".", ""))]
        return [one for code in codes for one in self.export.answers if one.code == code and _says(one)]

    def _strange(self) -> list[Answer]:
        return [one for one in self.export.answers if one.code not in QUESTIONS and _says(one)]

    def _said(self, code: str) -> str:
        return _blocks(*(_answer_words(one) for one in self.export.answers if one.code == code))

    def _told(self, answer: Answer) -> str:
        code = ".".join(answer.code) if answer.code in QUESTIONS else answer.code
        return f"{code} {QUESTIONS.get(answer.code, '')}".strip() + f":\n{_answer_words(answer)}"

    def _long_measures(self) -> Iterator[str]:
        for one in self.export.measures:
            if len(one.content) > _LONGEST // 2 or len(one.title) > _TITLE:
                yield f"{one.title}\n{one.content}"

    def _evaluated(self, review: Review) -> str:
        stands = REVIEWS[review.status] if review.status is not None else "no status"
        on = f" on {review.reviewed_on}" if review.reviewed_on else ""
        anew = f"Severity {level(review.severity)}, likelihood {level(review.likelihood)} after the action plan."
        return _lines(
            f"{self._about(review.reference)}: {stands}{on}.",
            review.comment,
            f"Action plan: {review.plan}" if review.plan else "",
            f"In charge: {review.owner}" if review.owner else "",
            f"Planned for {review.due_on}." if review.due_on else "",
            anew if review.severity or review.likelihood else "",
        )

    def _people(self) -> Iterator[str]:
        asked = {True: "Their opinion was sought.", False: "Their opinion was not sought."}
        if self.export.people_were_asked is not None:
            yield asked[self.export.people_were_asked]
        yield from _named(
            ("Why not", self.export.people_why_not),
            ("Their opinion", _opinion(self.export.people_status)),
            ("What they said", self.export.people_opinion),
        )

    def _decision(self) -> Iterator[str]:
        yield from _named(
            ("Category", self.export.category),
            ("Structure", self.export.structure),
            ("Data protection officer", _opinion(self.export.dpo_status)),
            ("What the officer said", self.export.dpo_opinion),
            ("Why it was refused", self.export.rejection),
            ("What was adjusted", self.export.adjustments),
        )

    def _commented(self, comment: Comment) -> str:
        item = "3.1." if comment.is_on_measure and "." not in comment.reference else ""
        return f"On {self._about(f'{item}{comment.reference}')}:\n{comment.text}" if comment.text else ""


_SUGGESTION: Final = "The likelihood is a suggestion to start from, and no rating."
_UNTIED: Final = "The PIA ties this to no feared event. Plan it under another impact if it belongs there."


def _opinion(status: int | None) -> str:
    return "" if status is None else OPINIONS[status]


def _says(answer: Answer) -> bool:
    return bool(answer.text or answer.entries or answer.gauge)


def _answer_words(answer: Answer) -> str:
    gauge = level(answer.gauge) if answer.gauge else ""
    return _lines(answer.text, *(f"- {entry}" for entry in answer.entries), gauge)


def _named(*pairs: tuple[str, str]) -> Iterator[str]:
    return (f"{name}: {text}" for name, text in pairs if text)


def _blocks(*texts: str) -> str:
    return "\n\n".join(filter(None, texts))


def _lines(*texts: str) -> str:
    return "\n".join(filter(None, texts))


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _TITLE else f"{line[: _TITLE - 1].rstrip()}…"


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - len(_CUT)]}{_CUT}"


def _sources(title: str, texts: Iterable[str]) -> Iterator[Source]:
    """Put texts into as many sources as hold them whole."""
    found = list(_filled(text for text in texts if text))
    for number, note in enumerate(found, start=1):
        part = f", part {number}" if len(found) > 1 else ""
        yield Source(title=f"{METHOD}: {title}{part}", note=note)


def _filled(texts: Iterable[str]) -> Iterator[str]:
    held = ""
    for piece in (piece for text in texts for piece in _pieces(text)):
        joined = _blocks(held, piece)
        if len(joined) <= _LONGEST:
            held = joined
        else:
            yield held
            held = piece
    if held:
        yield held


def _pieces(text: str) -> Iterator[str]:
    """Cut a text that no field holds whole, at the end of a line or word where there is one."""
    while len(text) > _LONGEST:
        end = max(text.rfind(mark, _LONGEST // 2, _LONGEST) for mark in ("\n", " ")) + 1 or _LONGEST
        yield text[:end].rstrip()
        text = text[end:].lstrip()
    yield text
