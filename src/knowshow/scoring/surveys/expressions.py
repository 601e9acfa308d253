"""Conditions of SurveyJS (``visibleIf``) as conditions of a methodology. Read with a small grammar, never evaluated.

::

    either    = both { ("or" | "||") both }
    both      = one { ("and" | "&&") one }
    one       = ("not" | "!") one | "(" either ")" | test
    test      = operand ("empty" | "notempty") | operand comparison operand
    operand   = "{" name "}" | constant | "[" constants "]"

What a test means is what SurveyJS makes of it. Two things surprise: ``contains`` on a question with one answer looks
for a part of its text, and ``=`` never holds for a question with several answers unless a list stands beside it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from knowshow.errors import BadInputError, Place
from knowshow.scoring.methodology import Condition
from knowshow.scoring.sheet import nearest
from knowshow.scoring.surveys.elements import TEXT, Question

_LONGEST: Final = 20_000
_DEEPEST: Final = 50

_TOKEN: Final = re.compile(
    r"""\s*(?:
        \{(?P<name>[^{}]*)\}
      | "(?P<double>(?:[^"\\]|\\.)*)"
      | '(?P<single>(?:[^'\\]|\\.)*)'
      | (?P<sign>==|<>|!=|\*=|>=|<=|&&|\|\||[=<>!()\[\],])
      | (?P<word>[^\s{}"'=<>!()\[\],&|*]+)
    )""",
    re.VERBOSE | re.DOTALL,
)

_COMPARISONS: Final = {
    "=": "equal", "==": "equal", "equal": "equal",
    "<>": "notequal", "!=": "notequal", "notequal": "notequal",
    "contains": "contains", "contain": "contains", "*=": "contains",
    "notcontains": "notcontains", "notcontain": "notcontains",
    "anyof": "anyof", "noneof": "noneof", "allof": "allof",
}  # fmt: skip
_OPPOSITES: Final = {"notequal": "equal", "notcontains": "contains", "noneof": "anyof"}
#: Comparisons that mean the same with their sides exchanged.
_EVEN: Final = frozenset({"equal", "notequal"})
_SIZES: Final = frozenset({">", "<", ">=", "<=", "greater", "less", "greaterorequal", "lessorequal"})
_WORDS_OF_SIGNS: Final = {"&&": "and", "||": "or", "!": "not", "negate": "not"}


@dataclass(frozen=True, slots=True)
class _Token:
    """A piece of a condition: a name in braces, a constant, a word or sign."""

    kind: str
    text: str
    at: int

    def is_word(self, *words: str) -> bool:
        folded = self.text.lower()
        return self.kind in {"word", "sign"} and _WORDS_OF_SIGNS.get(folded, folded) in words


@dataclass(frozen=True, slots=True)
class _Operand:
    """One side of a comparison: a question, or constants."""

    question: Question | None = None
    constants: tuple[str, ...] = ()
    is_list: bool = False


def condition_from(text: str, questions: Mapping[str, Question], place: Place) -> Condition:
    """Return the condition that an expression states about other questions.

    Raises ``BadInputError`` naming the place in the text for what is not understood, and the nearest name for a
    question that is not there.
    """
    return _Parser(text, questions, place).parsed()


class _Parser:
    """Reads one condition from left to right."""

    def __init__(self, text: str, questions: Mapping[str, Question], place: Place) -> None:
        self.text = text
        self.questions = questions
        self.place = place
        self.tokens = list(self._tokens())
        self.next = 0
        self.depth = 0

    def parsed(self) -> Condition:
        found = self.either()
        if self.here.kind != "end":
            raise self._bad(f"{self.here.text!r} is not expected here")
        return found

    def _tokens(self) -> Iterator[_Token]:
        if len(self.text) > _LONGEST:
            raise BadInputError("The condition is too long.", place=self.place)
        at, end = 0, len(self.text.rstrip())
        while at < end:
            match = _TOKEN.match(self.text, at)
            if match is None or match.lastgroup is None:
                raise self._bad("a sign or quotation mark is not understood", at)
            kind = match.lastgroup
            said = match[kind]
            if kind in {"double", "single"}:
                kind, said = "constant", re.sub(r"\\(.)", r"\1", said)
            yield _Token(kind, said.strip() if kind == "name" else said, match.start(match.lastgroup))
            at = match.end()
        yield _Token("end", "the end", end)

    @property
    def here(self) -> _Token:
        return self.tokens[self.next]

    def _take(self) -> _Token:
        token = self.here
        self.next += 1
        return token

    def either(self) -> Condition:
        return self._joined("or", self.both, lambda parts: Condition(any=parts))

    def both(self) -> Condition:
        return self._joined("and", self.one, lambda parts: Condition(all=parts))

    def _joined(
        self, word: str, read: Callable[[], Condition], join: Callable[[list[Condition]], Condition]
    ) -> Condition:
        parts = [read()]
        while self.here.is_word(word):
            self._take()
            parts.append(read())
        return parts[0] if len(parts) == 1 else join(parts)

    def one(self) -> Condition:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise self._bad("it is nested too deeply")
        found = self._one()
        self.depth -= 1
        return found

    def _one(self) -> Condition:
        if self.here.is_word("not"):
            self._take()
            return Condition(not_=self.one())
        if not self.here.is_word("("):
            return self.test()
        self._take()
        found = self.either()
        self._expect(")")
        return found

    def _expect(self, sign: str) -> None:
        if not self.here.is_word(sign):
            raise self._bad(f"{sign!r} is expected, not {self.here.text!r}")
        self._take()

    def test(self) -> Condition:
        start = self.here
        left = self.operand()
        word = self._take()
        if word.is_word("empty", "notempty"):
            return Condition(node=self._asked(left, start).name, answered=word.is_word("notempty"))
        comparison = self._comparison(word)
        right = self.operand()
        if left.question is None and right.question is not None and comparison in _EVEN:
            left, right = right, left
        question = self._asked(left, start)
        if right.question is not None:
            raise self._bad("it compares two questions, which cannot be taken", start.at)
        return tested(question, comparison, right.constants, is_list=right.is_list)

    def _comparison(self, word: _Token) -> str:
        known = word.kind in {"word", "sign"}
        if known and word.text.lower() in _SIZES:
            raise self._bad("it compares sizes, and choices have none", word.at)
        if not known or word.text.lower() not in _COMPARISONS:
            raise self._bad(
                f"a comparison is expected, not {word.text!r}", word.at,
                nearest(word.text, [*_COMPARISONS, "empty", "notempty"], "Known are"),
            )  # fmt: skip
        return _COMPARISONS[word.text.lower()]

    def _asked(self, operand: _Operand, start: _Token) -> Question:
        if operand.question is None:
            raise self._bad("a question in braces is expected on the left", start.at)
        return operand.question

    def operand(self) -> _Operand:
        token = self._take()
        if token.kind == "name":
            return _Operand(question=self._question(token))
        if token.kind in {"constant", "word"}:
            if self.here.is_word("("):
                raise self._bad(f"it calls {token.text!r}, and functions cannot be taken", token.at)
            return _Operand(constants=(token.text,))
        if token.is_word("["):
            return _Operand(constants=tuple(self._listed()), is_list=True)
        raise self._bad(f"a question in braces or a value is expected, not {token.text!r}", token.at)

    def _listed(self) -> Iterator[str]:
        while not self.here.is_word("]"):
            token = self._take()
            if token.kind not in {"constant", "word"}:
                raise self._bad(f"a value is expected in the list, not {token.text!r}", token.at)
            yield token.text
            if not self.here.is_word("]"):
                self._expect(",")
        self._take()

    def _question(self, token: _Token) -> Question:
        found = self.questions.get(token.text)
        if found is None:
            raise self._bad(
                f"there is no question {token.text!r}", token.at, nearest(token.text, self.questions, "The questions")
            )
        if found.type in TEXT:
            raise self._bad(f"{token.text!r} is answered in free words, which decide nothing here", token.at)
        return found

    def _bad(self, what: str, at: int | None = None, remedy: str = "") -> BadInputError:
        position = (self.here.at if at is None else at) + 1
        return BadInputError(
            f"The condition “{self.text[:200]}” cannot be read at character {position}: {what}.",
            place=self.place,
            remedy=remedy,
        )


def tested(question: Question, comparison: str, constants: tuple[str, ...], *, is_list: bool) -> Condition:
    """Return the condition that a comparison of a question with constants states."""
    opposite = _OPPOSITES.get(comparison)
    if opposite:
        return Condition(not_=tested(question, opposite, constants, is_list=is_list))
    if not any(constants):
        empty = comparison == "equal"
        return Condition(node=question.name, answered=False) if empty else _one_of(question, ())
    if comparison == "anyof":
        return _one_of(question, constants)
    if comparison == "equal":
        return _equal(question, constants, is_list=is_list)
    return _contains(question, constants, is_every=comparison == "allof")


def _equal(question: Question, constants: tuple[str, ...], *, is_list: bool) -> Condition:
    if is_list is not question.takes_many or not set(constants) <= set(question.labels):
        return _one_of(question, ())
    return Condition(node=question.name, is_=list(constants) if is_list else constants[0])


def _contains(question: Question, constants: tuple[str, ...], *, is_every: bool) -> Condition:
    if question.takes_many:
        known = set(constants) <= set(question.labels)
        return Condition(node=question.name, includes=list(constants)) if known else _one_of(question, ())
    parts = constants if is_every else (",".join(constants),)
    return _one_of(question, [label for label in question.labels if all(part in label for part in parts)])


def _one_of(question: Question, labels: tuple[str, ...] | list[str]) -> Condition:
    """Whether one of these is answered; with none that the question offers, a condition that never holds."""
    return Condition(node=question.name, in_=[label for label in labels if label in question.labels])
