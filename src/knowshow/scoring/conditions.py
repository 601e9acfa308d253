"""When a node applies: conditions on answers of the same subject, and on what the subject is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from knowshow.scoring.methodology import Condition
from knowshow.scoring.words import ENGLISH, Words, chained, either


@dataclass(frozen=True, slots=True)
class Asked:
    """Of whom a node is asked: the subject's role and class, its company's type, and what it has answered."""

    role: str
    service_class: str
    company_type: str
    #: The labels given to a node; none where it is unanswered.
    labels: Callable[[str], Sequence[str]]


def holds(condition: Condition, asked: Asked) -> bool:
    """Whether the condition holds for a subject.

    >>> someone = Asked("service", "email", "platform", {"q1": ["yes"]}.get)
    >>> holds(Condition(node="q1", is_="yes"), someone), holds(Condition(service_class=["search"]), someone)
    (True, False)
    """
    if condition.all is not None:
        return all(holds(part, asked) for part in condition.all)
    if condition.any is not None:
        return any(holds(part, asked) for part in condition.any)
    if condition.not_ is not None:
        return not holds(condition.not_, asked)
    if condition.node is not None:
        return _answer_holds(condition, asked.labels(condition.node) or ())
    return _subject_holds(condition, asked)


def _answer_holds(condition: Condition, labels: Sequence[str]) -> bool:
    if condition.is_ is not None:
        wanted = [condition.is_] if isinstance(condition.is_, str) else condition.is_
        return bool(labels) and set(labels) == set(wanted)
    if condition.in_ is not None:
        return any(label in condition.in_ for label in labels)
    if condition.includes is not None:
        return bool(labels) and all(label in labels for label in condition.includes)
    return bool(labels) is (condition.answered is not False)


def _subject_holds(condition: Condition, asked: Asked) -> bool:
    if condition.role is not None:
        return asked.role in condition.role
    if condition.service_class is not None:
        return asked.service_class in condition.service_class
    return asked.company_type in (condition.company_type or ())


def nodes_of(condition: Condition) -> Iterator[str]:
    """Yield the nodes whose answers a condition looks at."""
    if condition.node is not None:
        yield condition.node
    for part in (*(condition.all or ()), *(condition.any or ()), *filter(None, (condition.not_,))):
        yield from nodes_of(part)


def parts_of(condition: Condition) -> Iterator[Condition]:
    """Yield the condition and every condition in it."""
    yield condition
    for part in (*(condition.all or ()), *(condition.any or ()), *filter(None, (condition.not_,))):
        yield from parts_of(part)


def tests_in(condition: Condition) -> int:
    """Count the tests a condition makes: a sound one makes exactly one."""
    kinds = (
        condition.all, condition.any, condition.not_, condition.node,
        condition.role, condition.service_class, condition.company_type,
    )  # fmt: skip
    return sum(kind is not None for kind in kinds)


def in_words(
    condition: Condition, name: Callable[[str], str], label: Callable[[str, str], str], words: Words = ENGLISH
) -> str:
    """Say a condition in words; ``name`` tells a node's title, ``label`` what an answer of it says.

    >>> in_words(Condition(node="q1", in_=["a", "b"]), lambda node: "Question 1", lambda node, answer: answer.upper())
    '“Question 1” is answered A or B'
    """
    return _Speaker(name, label, words).said(condition)


#: The parts of a condition that may be told with an "and" or an "or".
_LISTS: Final = ("all", "any", "is_", "in_", "includes", "role", "service_class", "company_type")


@dataclass(frozen=True, slots=True)
class _Speaker:
    """Says conditions: what things are called, and in which language."""

    name: Callable[[str], str]
    label: Callable[[str, str], str]
    words: Words

    def said(self, condition: Condition) -> str:
        """Say a condition and everything in it."""
        if condition.all is not None:
            return chained(self.words, self._parts(condition.all))
        if condition.any is not None:
            return either(self.words, self._parts(condition.any))
        if condition.not_ is not None:
            return self.words.gettext("not ({condition})").format(condition=self.said(condition.not_))
        return self._of_subject(condition) if condition.node is None else self._of_answer(condition, condition.node)

    def _of_answer(self, condition: Condition, node: str) -> str:
        say, title = self.words.gettext, self.name(node)
        if condition.answered is not None:
            pattern = say("“{question}” is answered") if condition.answered else say("“{question}” is not answered")
            return pattern.format(question=title)
        wanted = condition.is_ if condition.is_ is not None else condition.in_ or condition.includes or []
        labels = [self.label(node, one) for one in ([wanted] if isinstance(wanted, str) else wanted)]
        said = (either if condition.in_ else chained)(self.words, labels)
        return say("“{question}” is answered {answer}").format(question=title, answer=said)

    def _parts(self, parts: list[Condition]) -> list[str]:
        """Say each part; one that joins others stands in brackets, where it is not alone."""
        is_alone = len(parts) == 1
        return [self.said(one) if is_alone or not _joins(one) else f"({self.said(one)})" for one in parts]

    def _of_subject(self, condition: Condition) -> str:
        say = self.words.gettext
        kinds = (
            (condition.role, say("the role is {wanted}")),
            (condition.service_class, say("the class is {wanted}")),
            (condition.company_type, say("the type of company is {wanted}")),
        )
        told = (pattern.format(wanted=either(self.words, wanted)) for wanted, pattern in kinds if wanted is not None)
        return next(told, say("always"))


def _joins(condition: Condition) -> bool:
    """Whether what is said of it has an "and" or an "or" that could be read in two ways."""
    several = any(isinstance(one := getattr(condition, name), list) and len(one) > 1 for name in _LISTS)
    return several or any(_joins(part) for part in (*(condition.all or ()), *(condition.any or ())))
