"""Why a survey came out as it did: each counted answer, what is hidden and why, then each step to the level."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from knowshow.scoring.conditions import Asked, holds, in_words, parts_of
from knowshow.scoring.methodology import Condition, Modifier
from knowshow.scoring.plan import Leaf
from knowshow.scoring.surveys.profile import CURRENT, MITIGATION, RAW
from knowshow.scoring.surveys.results import Scored, whole

Line = dict[str, Any]  # Any: what JSON holds


def account(scored: Scored) -> Line:
    """Return both totals and why, as the command prints them."""
    return {
        "file": scored.result.file,
        "version": scored.methodology.version,
        "all_answers": scored.all_answers.as_json(),
        "visible_only": scored.visible_only.as_json(),
        "trace": trace(scored),
    }


def trace(scored: Scored) -> list[Line]:
    """Return an account of both totals, in the order of the survey.

    First each answered question that counts: node, title, answer in words and as values, points, class, whether it is
    visible, and why.
    Then answers that do not count. Then raw, mitigation, current and level, each with its figures and its reason.
    """
    return [*_questions(scored), *_uncounted(scored), *_steps(scored)]


def counted(scored: Scored) -> dict[str, str]:
    """Return the class of each question that counts."""
    nodes = scored.evaluation.plan.nodes
    return {name: key for key in (RAW, MITIGATION) if key in nodes for name in nodes[key].of}


def _questions(scored: Scored) -> Iterator[Line]:
    classes = counted(scored)
    hidden = scored.hidden
    for name, leaf in scored.evaluation.plan.leaves.items():
        labels = scored.result.answers.get(name)
        if name in classes and labels:
            yield {
                "node": name,
                "title": leaf.node.title,
                "answer": [answer_words(leaf, label) for label in labels],
                "values": list(labels),
                "points": whole(sum(leaf.entries[label].value or 0.0 for label in dict.fromkeys(labels))),
                "class": classes[name],
                "visible": name not in hidden,
                "because": why_hidden(scored, name) if name in hidden else "Shown and counted.",
            }


def answer_words(leaf: Leaf, label: str) -> str:
    """Return what a choice says."""
    return leaf.entries[label].text or label


def why_hidden(scored: Scored, name: str) -> str:
    """Say which conditions of a hidden question, or of what it stands in, do not hold."""
    plan = scored.evaluation.plan
    asked = Asked(role="", service_class="", company_type="", labels=lambda node: scored.result.answers.get(node, ()))
    failing = [condition for condition in plan.conditions.get(name, ()) if not holds(condition, asked)]
    said = " and ".join(_condition_words(scored, condition) for condition in failing)
    return f"Hidden, and not counted: it is shown only if {said}."


def _condition_words(scored: Scored, condition: Condition) -> str:
    plan = scored.evaluation.plan
    if any(part.any == [] for part in parts_of(condition)):
        return "the survey is changed: it never shows it"
    if odd := next((part.node for part in parts_of(condition) if part.in_ == []), None):
        return f"“{plan.nodes[odd].title}” has an answer that it does not offer"
    return in_words(
        condition,
        lambda node: plan.nodes[node].title or node,
        lambda node, label: f"“{answer_words(plan.leaves[node], label)}”",
    )


def _uncounted(scored: Scored) -> Iterator[Line]:
    for one in scored.result.uncounted:
        yield {
            "node": one.name,
            "title": "",
            "answer": [one.answer],
            "values": [one.answer],
            "points": 0,
            "class": "none",
            "visible": False,
            "because": one.why,
        }


# ---- steps -------------------------------------------------------------------------------------------------


def _steps(scored: Scored) -> Iterator[Line]:
    for key, because in (
        (RAW, _sum_words(scored, RAW)),
        (MITIGATION, _sum_words(scored, MITIGATION)),
        (CURRENT, _current_words(scored)),
        ("level", level_words(scored)),
    ):
        node = scored.evaluation.plan.nodes.get(key)
        yield {
            "node": key,
            "title": node.title if node else key.capitalize(),
            "all_answers": scored.all_answers.as_json()[key],
            "visible_only": scored.visible_only.as_json()[key],
            "because": because,
        }


def _sum_words(scored: Scored, key: str) -> str:
    node = scored.evaluation.plan.nodes.get(key)
    if node is None:
        return "The survey has no such questions."
    shown = [name for name in node.of if name not in scored.hidden]
    answered = sum(name in scored.result.answers for name in shown)
    figure = scored.visible_only.as_json()[key]
    said = [f"{figure} points from {answered} answered questions of {len(shown)} that are shown."]
    if answered < len(shown):
        said.append(f"Without an answer, and counted as 0: {len(shown) - answered}.")
    return " ".join([*said, node.guidance, *_hidden_words(scored, key)])


def _hidden_words(scored: Scored, key: str) -> Iterator[str]:
    before, after = scored.all_answers.as_json()[key], scored.visible_only.as_json()[key]
    if before != after:
        yield f"With answers that are hidden it would be {before}."


def _current_words(scored: Scored) -> str:
    node = scored.evaluation.plan.nodes[CURRENT]
    rule = next((step.modifier for step in node.then if step.modifier), None)
    if rule is None:
        return "It is the raw score."
    return " ".join([_change_words(scored, rule), *_hidden_words(scored, CURRENT)])


def _change_words(scored: Scored, rule: Modifier) -> str:
    figures = scored.visible_only.as_json()
    needed = number_words(rule.at_least or 0.0)
    if scored.visible_only.mitigation < (rule.at_least or 0.0):
        return f"Mitigation of {figures[MITIGATION]} is below {needed}: the raw score stands. ({rule.because})"
    exact = number_words(scored.visible_only.raw * rule.multiply)
    changed = f"{figures[RAW]} x {number_words(rule.multiply)} = {exact}, rounded {figures[CURRENT]}"
    return f"Mitigation of {figures[MITIGATION]} reaches {needed}: {changed}. ({rule.because})"


def level_words(scored: Scored) -> str:
    """Say between which bounds the current score lies, and what the level means."""
    bands = next((step.bands for step in scored.evaluation.plan.nodes[CURRENT].then if step.bands), [])
    place = scored.visible_only.level - 1
    if not 0 <= place < len(bands):
        return "The survey has no levels."
    band, current = bands[place], scored.visible_only.as_json()[CURRENT]
    bounds = [f"above {number_words(bands[place - 1].upto or 0.0)}"] if place else []
    bounds += [f"at most {number_words(band.upto)}"] if band.upto is not None else []
    meaning = f", {band.meaning[:1].lower()}{band.meaning[1:]}" if band.meaning else ""
    said = f"{band.label}{meaning} ({place + 1} of {len(bands)}): {current} is {' and '.join(bounds)}."
    return " ".join([said, *_hidden_words(scored, "level")])


def number_words(number: float) -> str:
    """Write a number as short as it is.

    >>> number_words(31.5), number_words(36.800000000000004), number_words(63.0)
    ('31.5', '36.8', '63')
    """
    return f"{number:.6f}".rstrip("0").rstrip(".")
