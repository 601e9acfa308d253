"""``knowshow score --survey``: files of answers to a SurveyJS questionnaire, scored twice and explained."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from knowshow.cli.output import print_json, write_table
from knowshow.errors import BadInputError

if TYPE_CHECKING:
    from knowshow.scoring.surveys import Scored

#: How many of the answers that weigh most are shown to people.
_SHOWN: Final = 8
_WIDTH: Final = 90


def score_surveys(survey: Path, results: list[Path], *, as_json: bool, force_version: bool) -> None:
    """Score results by a survey, and print a JSON list in the order given, or an account for people.

    Raises ``BadInputError`` if any file cannot be taken; then nothing is printed.
    """
    from knowshow.scoring.plan import Plan
    from knowshow.scoring.surveys import account, read_result, read_survey, score_result

    if not results:
        raise BadInputError("No result was named.", remedy="Try: knowshow score --survey SURVEY.json RESULT.json")
    plan = Plan(read_survey(survey))
    scored = [score_result(read_result(path, plan, force=force_version), plan) for path in results]
    if as_json:
        print_json([account(one) for one in scored])
        return
    for one in scored:
        _print(one, account(one))


def _print(scored: Scored, account: dict[str, Any]) -> None:  # Any: what JSON holds
    steps = {line["node"]: line for line in account["trace"] if "visible_only" in line}
    _say(f"{account['file']}", f"{scored.methodology.title}, {account['version']}{_forced(scored)}", "")
    _say(steps["level"]["because"], "")
    if scored.differs:
        _say("There are two totals: the file holds answers to questions that are not shown. They do not count.", "")
    write_table(_figures(account, both=scored.differs))
    for key in ("raw", "mitigation", "current"):
        _say(f"{steps[key]['title']}: {steps[key]['because']}")
    _say("")
    _print_questions(account["trace"])


def _forced(scored: Scored) -> str:
    given = scored.result.version
    return f" (forced; the file says {given[:40]!r})" if scored.result.is_forced else ""


def _say(*lines: str) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))


def _figures(account: dict[str, Any], *, both: bool) -> Iterator[tuple[str, ...]]:  # Any: what JSON holds
    keys = ("level", "current", "raw", "mitigation")
    yield ("", *keys)
    yield ("what counts", *(str(account["visible_only"][key]) for key in keys))
    if both:
        yield ("with hidden answers", *(str(account["all_answers"][key]) for key in keys))


def _print_questions(trace: list[dict[str, Any]]) -> None:  # Any: what JSON holds
    questions = [line for line in trace if "answer" in line]
    shown = [line for line in questions if line["visible"] and line["points"]]
    for key, title in (("raw", "What raises the raw score most"), ("mitigation", "What mitigates most")):
        lines = sorted((line for line in shown if line["class"] == key), key=lambda line: -line["points"])
        _print_lines(title, lines[:_SHOWN], len(lines))
    hidden = [line for line in questions if not line["visible"]]
    for because in dict.fromkeys(line["because"] for line in hidden):
        lines = [line for line in hidden if line["because"] == because]
        _print_lines(because.removesuffix("."), lines, len(lines))


def _print_lines(title: str, lines: list[dict[str, Any]], total: int) -> None:  # Any: what JSON holds
    if not lines:
        return
    _say(f"{title}:" if len(lines) == total else f"{title} ({len(lines)} of {total}):")
    for line in lines:
        title, answer = line["title"] or line["node"], "; ".join(line["answer"])
        _say(f"  {line['points']:>3}  {_short(title)}", f"       {_short(answer)}")
    _say("")


def _short(text: str) -> str:
    flat = "".join(sign for sign in " ".join(text.split()) if sign.isprintable())
    return flat if len(flat) <= _WIDTH else f"{flat[: _WIDTH - 3].rstrip()}..."
