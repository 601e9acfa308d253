"""The report as one web page that travels alone: style and figures inside, nothing asked of any host (GP 21).

The page is rendered by a template engine of its own, made of two folders and nothing else, and not by the engine of
the running project. So the command line needs no settings, no database and no data folder, and the workspace, its
worker and the command line all make the same page. It works since the report's words come from ``content``: no
template here translates, links into the workspace or formats a date, which is what would need settings.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from django.utils.safestring import SafeString, mark_safe

import knowshow.ui
from knowshow.respect.reports import figures as drawing
from knowshow.respect.reports.content import HEADINGS, ISSUE_HEADINGS, LABELS, SetAside, phrasing, report_of
from knowshow.respect.reports.content.records import Issue, Report, TierCount, WeakSpot
from knowshow.respect.rules.assessed import Assessed
from knowshow.ui.figures import Figure
from knowshow.ui.figures.marks import bar_mark, tier_mark

if TYPE_CHECKING:
    from django.template import Engine

_UI: Final = Path(knowshow.ui.__file__).parent
_FOLDERS: Final = (Path(__file__).parents[1] / "templates", _UI / "templates")
_STYLES: Final = ("tokens.css", "report.css")
_TEMPLATE: Final = "respect/report/report.html"


def render_html(assessed: Assessed, *, today: date, set_aside: Sequence[SetAside] = (), state: str = "") -> str:
    """Return the report as one HTML document. ``set_aside`` are findings that somebody dismissed with a reason."""
    report = report_of(assessed, today=today, set_aside=set_aside, state=state)
    return page(report, drawing.figures_of(assessed, report.issues), today=today)


def page(report: Report, figures: Sequence[Figure], *, today: date) -> str:
    """Lay out a report with its figures."""
    from django.template import Context

    context = Context(_context(report, figures, today), use_l10n=False, use_tz=False)
    return str(_engine().get_template(_TEMPLATE).render(context))


@cache
def _engine() -> Engine:
    from django.template import Engine

    return Engine(dirs=[str(folder) for folder in _FOLDERS], autoescape=True)


def _context(report: Report, figures: Sequence[Figure], today: date) -> dict[str, Any]:
    return {
        "title": f"{report.title}: human rights assessment",
        "language": "en",
        "direction": "ltr",
        "styles": _styles(),
        "created": today.isoformat(),
        "report": report,
        "words": HEADINGS,
        "parts": ISSUE_HEADINGS,
        "labels": LABELS,
        "figures": {figure.name.replace("-", "_"): figure for figure in figures},
        "counts": [_counted(count) for count in report.tiers],
        "tiers": list(_by_tier(report)),
        "contents": list(_contents(report)),
        "groups": list(_by_rule(report.weak_spots)),
        "tier_marks": [(tier, _safe(tier_mark(tier))) for tier in (4, 3, 2, 1)],
        "bar_marks": [(value, _safe(bar_mark(value))) for value in (1, 2, 3, 4)],
    }


@cache
def _styles() -> SafeString:
    """Our own style sheets, as they stand in the package."""
    folder = _UI / "static" / "ui" / "css"
    return _safe("\n".join((folder / name).read_text(encoding="utf-8") for name in _STYLES))


def _safe(ours: str) -> SafeString:
    """Mark what this package wrote itself: its drawings and its style sheets."""
    return mark_safe(ours)


@dataclass(frozen=True, slots=True)
class _Tier:
    """A tier with its mark, as the first page counts it and the ranked list heads it."""

    mark: SafeString
    count: TierCount
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True)
class _Entry:
    """A line of the contents."""

    anchor: str
    title: str
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True)
class _Line:
    """What was seen, and where: issues of which the same is said stand together."""

    where: str
    message: str
    set_aside: str


@dataclass(frozen=True, slots=True)
class _Group:
    """The weak spots that one rule points at."""

    rule: str
    title: str
    why: str
    remedy: str
    lines: tuple[_Line, ...]


def _counted(count: TierCount) -> _Tier:
    return _Tier(_safe(tier_mark(count.tier)), count)


def _by_tier(report: Report) -> Iterator[_Tier]:
    for count in report.tiers:
        found = tuple(issue for issue in report.issues if issue.tier == count.tier)
        if found:
            yield _Tier(_safe(tier_mark(count.tier)), count, found)


def _contents(report: Report) -> Iterator[_Entry]:
    present = {"issues": report.issues, "unrated": report.unrated, "sources": report.sources}
    for anchor, title in HEADINGS.items():
        if present.get(anchor, True):
            yield _Entry(anchor, title, report.issues if anchor == "issues" else ())


def _by_rule(spots: Sequence[WeakSpot]) -> Iterator[_Group]:
    for rule, found in groupby(sorted(spots, key=lambda spot: spot.rule), key=lambda spot: spot.rule):
        mine = tuple(found)
        yield _Group(rule, mine[0].title, mine[0].why, mine[0].remedy, tuple(_lines(mine)))


def _lines(spots: Sequence[WeakSpot]) -> Iterator[_Line]:
    same: dict[tuple[str, str, bool], list[WeakSpot]] = {}
    for spot in spots:
        same.setdefault((spot.message, spot.set_aside, spot.rank > 0), []).append(spot)
    for (message, set_aside, is_ranked), mine in same.items():
        where = phrasing.sentence(phrasing.issues([spot.rank for spot in mine])) if is_ranked else f"{mine[0].where}."
        yield _Line(where, message, set_aside)
