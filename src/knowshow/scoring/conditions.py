"""When a node applies: conditions on answers of the same subject, and on what the subject is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from knowshow.scoring.methodology import Condition


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


def in_words(condition: Condition, name: Callable[[str], str], label: Callable[[str, str], str]) -> str:
    """Say a condition in words; ``name`` tells a node's title, ``label`` what an answer of it says.

    >>> in_words(Condition(node="q1", in_=["a", "b"]), lambda node: "Question 1", lambda node, answer: answer.upper())
    '“Question 1” is answered A or B'
    """
    if condition.all is not None:
        return _joined(condition.all, " and ", name, label)
    if condition.any is not None:
        return _joined(condition.any, " or ", name, label)
    if condition.not_ is not None:
        return f"not ({in_words(condition.not_, name, label)})"
    if condition.node is None:
        return _subject_words(condition)
    node = condition.node
    if condition.answered is not None:
        return f"“{name(node)}” is {'' if condition.answered else 'not '}answered"
    wanted = condition.is_ if condition.is_ is not None else condition.in_ or condition.includes or []
    labels = [label(node, one) for one in ([wanted] if isinstance(wanted, str) else wanted)]
    return f"“{name(node)}” is answered {(' or ' if condition.in_ else ' and ').join(labels)}"


def _joined(parts: list[Condition], word: str, name: Callable[[str], str], label: Callable[[str, str], str]) -> str:
    said = [in_words(part, name, label) for part in parts]
    return word.join(f"({text})" if len(said) > 1 and (" and " in text or " or " in text) else text for text in said)


def _subject_words(condition: Condition) -> str:
    for field, what in (("role", "the role"), ("service_class", "the class"), ("company_type", "the type of company")):
        if (wanted := getattr(condition, field)) is not None:
            return f"{what} is {' or '.join(wanted)}"
    return "always"
