"""Conditions on earlier answers, in Kleene's logic of three values: what was not answered is unknown, not false.

A question is shown only where its condition is true. So "not A" is never shown to somebody who has said nothing of A.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from knowshow.remedy.rules.questions.records import Answer, Answers, Condition


def holds(condition: Condition, answers: Answers) -> bool | None:
    """Whether a condition is true, false, or unknown (``None``).

    >>> not_me = Condition(not_=Condition(question="who", in_=("me",)))
    >>> holds(not_me, {"who": ["child"]}), holds(not_me, {"who": ["me", "child"]}), holds(not_me, {})
    (True, False, None)
    """
    if condition.all is not None:
        return _conjunction(holds(part, answers) for part in condition.all)
    if condition.any is not None:
        return _negation(_conjunction(_negation(holds(part, answers)) for part in condition.any))
    if condition.not_ is not None:
        return _negation(holds(condition.not_, answers))
    answer = answers.get(condition.question or "")
    if not answer:
        return None
    return condition.in_ is None or bool(set(chosen(answer)) & set(condition.in_))


def _negation(value: bool | None) -> bool | None:
    return None if value is None else not value


def _conjunction(values: Iterable[bool | None]) -> bool | None:
    """False if one is false; otherwise unknown if one is unknown."""
    found = set(values)
    if False in found:
        return False
    return None if None in found else True


def chosen(answer: Answer) -> list[str]:
    """Return the options that an answer chooses."""
    if isinstance(answer, dict):
        return []
    return [answer] if isinstance(answer, str) else answer


def looked_at(condition: Condition) -> Iterator[Condition]:
    """Yield every test of an answer that a condition makes."""
    if condition.question is not None:
        yield condition
    for part in (*(condition.all or ()), *(condition.any or ()), *filter(None, (condition.not_,))):
        yield from looked_at(part)
