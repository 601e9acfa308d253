"""The steps of research on one company: in which order they come, who answers in each, who moves on.

Two people look at every company: whoever collects the answers does not review them.
"""

from __future__ import annotations

from typing import Final

#: From last year's answers to those that are published.
ORDER: Final = ("import", "collect", "review", "reconcile", "company_feedback", "cross_review", "final")
FINAL: Final = "final"
RESEARCH: Final = "research"
REVIEW: Final = "review"

#: Who may answer in a step; in the last one nobody does.
_ANSWERS: Final = {
    "import": frozenset({RESEARCH}),
    "collect": frozenset({RESEARCH}),
    "review": frozenset({REVIEW}),
    "reconcile": frozenset({RESEARCH, REVIEW}),
    "company_feedback": frozenset({RESEARCH, REVIEW}),
    "cross_review": frozenset({RESEARCH, REVIEW}),
    "final": frozenset[str](),
}
#: Who may end a step and move to the next.
_ENDS: Final = {
    "import": frozenset({RESEARCH}),
    "collect": frozenset({RESEARCH}),
    "review": frozenset({REVIEW}),
    "reconcile": frozenset({RESEARCH, REVIEW}),
    "company_feedback": frozenset({RESEARCH, REVIEW}),
    "cross_review": frozenset({REVIEW}),
    "final": frozenset({REVIEW}),
}


def answers_in(step: str) -> frozenset[str]:
    """Return which of the two permissions lets somebody answer in a step.

    >>> sorted(answers_in("review")), sorted(answers_in("final"))
    (['review'], [])
    """
    return _ANSWERS[step]


def step_of_answer(step: str) -> str:
    """Return the step that a new answer belongs to: in the first stand last year's, and whoever answers collects.

    >>> step_of_answer("import"), step_of_answer("review")
    ('collect', 'review')
    """
    return "collect" if step == "import" else step


def may_move(step: str, to: str) -> frozenset[str]:
    """Return which permissions let somebody move a company from one step to another.

    >>> sorted(may_move("collect", "review")), sorted(may_move("review", "collect"))
    (['research'], ['review'])
    """
    return _ENDS[step] if to == next_step(step) else frozenset({REVIEW})


def needs_reason(step: str, to: str) -> bool:
    """Whether a move is out of order: back, or over a step.

    >>> needs_reason("collect", "review"), needs_reason("collect", "final"), needs_reason("final", "collect")
    (False, True, True)
    """
    return to != next_step(step)


def next_step(step: str) -> str:
    """Return the step that follows; nothing after the last.

    >>> next_step("cross_review"), next_step("final")
    ('final', '')
    """
    place = ORDER.index(step) + 1
    return ORDER[place] if place < len(ORDER) else ""


def is_open_to_company(step: str) -> bool:
    """Whether the company may see the answers about it.

    >>> is_open_to_company("reconcile"), is_open_to_company("company_feedback"), is_open_to_company("final")
    (False, True, True)
    """
    return ORDER.index(step) >= ORDER.index("company_feedback")


#: The steps in which the company may see the answers about it.
OPEN_TO_COMPANY: Final = tuple(step for step in ORDER if is_open_to_company(step))
