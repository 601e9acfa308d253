"""The ranked list as text, for a terminal: rank, tier, sentence, severity, and the reason for the place."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterator
from typing import Final

from knowshow.respect.rules.assessed import Assessed, Ranked
from knowshow.respect.rules.statement import sentence

_WIDEST: Final = 100


def ranking_text(assessed: Assessed) -> str:
    """Write a ranked assessment for people."""
    width = min(_WIDEST, shutil.get_terminal_size((_WIDEST, 24)).columns)
    return "\n".join(_lines(assessed, width))


def _lines(assessed: Assessed, width: int) -> Iterator[str]:
    yield assessed.assessment.title
    yield "=" * min(width, len(assessed.assessment.title))
    for ranked in assessed.impacts:
        yield ""
        yield from _impact_lines(ranked, width)
    if not assessed.impacts:
        yield "No impacts yet. Add one under 'impacts:' and rate it for one group."
    yield from _footer(assessed, width)


def _impact_lines(ranked: Ranked, width: int) -> Iterator[str]:
    severity = ranked.severity
    head = f"{ranked.rank:>3}. Tier {ranked.tier}  "
    yield from _wrapped(str(sentence(ranked.impact)), width, head)
    yield (
        f"     scale {severity.scale}, scope {severity.scope}, irremediability {severity.irremediability}; "
        f"{ranked.standing.likelihood}; involvement {ranked.impact.involvement.conclusion}; {ranked.impact.id}"
    )
    yield from _wrapped(ranked.place_reason(), width, "     ")


def _footer(assessed: Assessed, width: int) -> Iterator[str]:
    if assessed.inversion_count:
        yield ""
        yield from _wrapped(
            f"A heat map (mean of severity times likelihood) would put {assessed.inversion_count} "
            f"{'pair' if assessed.inversion_count == 1 else 'pairs'} of impacts the other way round.",
            width,
            "",
        )
    if assessed.problems:
        yield ""
        yield f"{len(assessed.problems)} weak spots:"
        for finding in assessed.problems:
            where = f"{finding.impact}: " if finding.impact else ""
            yield from _wrapped(f"{where}{finding.message} {finding.remedy}", width, f"  {finding.rule}  ")


def _wrapped(text: str, width: int, head: str) -> list[str]:
    return textwrap.wrap(text, width, initial_indent=head, subsequent_indent=" " * len(head))
