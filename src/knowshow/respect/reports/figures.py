"""The figures of an assessment: how grave each issue is, what a heat map would do to the order, who bears it (GP 24).

Each stays legible with three impacts and with six hundred: a figure draws the gravest, says how many it leaves out,
and its table holds them all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from knowshow.respect.reports.content.phrasing import count, listed, number, sentence
from knowshow.respect.reports.content.records import Issue
from knowshow.respect.rules.assessed import Assessed, Ranked, heat_map_ranks
from knowshow.respect.rules.heat_maps import mean_times_likelihood
from knowshow.respect.rules.salience import gravest
from knowshow.respect.rules.severity import severity_of
from knowshow.respect.rules.statement import group_name
from knowshow.ui.figures import Figure, drawn
from knowshow.ui.figures.palette import colour
from knowshow.ui.figures.theme import config, shortened, tier_scales

if TYPE_CHECKING:
    import altair as alt

#: The names of the figures; pages and reports show them in this order, which is that of the alphabet.
KINDS: Final = ("criteria", "heat-map", "people")
#: Issues drawn at most, and groups; a page holds no more legibly.
SHOWN: Final = 20
GROUPS_SHOWN: Final = 14
#: Impacts drawn for one group; more are counted.
MARKS: Final = 18

_WIDTH: Final = 760
_ROW: Final = 36
_BARS: Final = {"scale": 392, "scope": 482, "irremediability": 572}
_HEADS: Final = {"scale": "Scale", "scope": "Scope", "irremediability": "Irremediable"}
_LIKELIHOOD_AT: Final = 676
_CELL, _GAP = 12, 3
_GRAVEST: Final = 4

Row = dict[str, Any]


def figures_of(assessed: Assessed, issues: Sequence[Issue]) -> tuple[Figure, ...]:
    """Draw every figure of a ranked assessment; none where nothing is rated, no order where there is one issue."""
    if not issues:
        return ()
    drawn_always = (severity_figure(issues), groups_figure(assessed))
    if len(issues) == 1:
        return drawn_always
    return (drawn_always[0], heat_map_figure(assessed, issues), drawn_always[1])


def _left_out(total: int, shown: int, what: str) -> str:
    """Say what a figure does not draw."""
    if total <= shown:
        return ""
    return f" The {shown} gravest of {total} {what} are drawn; the table has all."


def _layer(rows: Sequence[Row], height: int, width: int = _WIDTH) -> alt.Chart:
    """A chart whose rows say where they stand, in points from the top and the start."""
    import altair as alt

    return alt.Chart(alt.InlineData(list(rows))).encode(
        x=alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, width], nice=False)),
        y=alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[height, 0], nice=False, zero=False)),
    )


def _texts(rows: Sequence[Row], height: int, **mark: Any) -> alt.Chart:
    chart: alt.Chart = _layer(rows, height).mark_text(align="left", baseline="middle", **mark)
    return chart.encode(text="text:N")


def _ranks(rows: Sequence[Row], height: int) -> alt.Chart:
    chart: alt.Chart = _layer(rows, height).mark_text(align="right", baseline="middle", fontWeight="bold")
    return chart.encode(text="text:N")


def _tier_marks(rows: Sequence[Row], height: int, *, size: int = 330, figures: bool = True) -> Iterator[alt.Chart]:
    """Draw tier shapes, with the figure in each: no tier hangs on colour."""
    import altair as alt

    tiers, shapes, fills, edges, inks = tier_scales()
    yield (
        _layer(rows, height)
        .mark_point(filled=True, opacity=1, size=size, strokeWidth=1.2)
        .encode(
            shape=alt.Shape("tier:O", legend=None, scale=alt.Scale(range=shapes, domain=tiers)),
            fill=alt.Fill("tier:O", legend=None, scale=alt.Scale(range=fills, domain=tiers)),
            stroke=alt.Stroke("tier:O", legend=None, scale=alt.Scale(range=edges, domain=tiers)),
        )
    )
    if figures:
        yield (
            _layer(rows, height)
            .mark_text(align="center", baseline="middle", fontWeight="bold", fontSize=11, dy=0.5)
            .encode(text="tier:O", color=alt.Color("tier:O", legend=None, scale=alt.Scale(range=inks, domain=tiers)))
        )


# ---- how grave each issue is -------------------------------------------------------------------------------


def severity_figure(issues: Sequence[Issue]) -> Figure:
    """Draw the ranked list: tier, the three criteria as bars of four, likelihood as a word."""
    import altair as alt

    shown = issues[:SHOWN]
    height = 26 + _ROW * len(shown)
    layers = [*_bars(shown, height), *_severity_texts(shown, height)]
    marks = [{"x": 44, "y": _middle(index), "tier": issue.tier} for index, issue in enumerate(shown)]
    chart = alt.layer(*layers, *_tier_marks(marks, height)).properties(width=_WIDTH, height=height)
    return drawn(
        chart.configure(**config()),
        name=KINDS[0],
        caption=_severity_caption(issues),
        measures=(
            "Severity for the group that is harmed most: scale, scope and irremediability from 1 to 4, never summed. "
            f"Likelihood is a word and comes last.{_left_out(len(issues), SHOWN, 'issues')}"
        ),
        description=_severity_description(shown),
        headings=("Rank", "Tier", "Issue", "Scale", "Scope", "Irremediability", "Likelihood", "State"),
        rows=[
            (one.rank, one.tier, one.label, *(part.value for part in one.criteria), one.likelihood, one.state)
            for one in issues
        ],
    )


def _severity_caption(issues: Sequence[Issue]) -> str:
    first = issues[0]
    if len(issues) == 1:
        return f"One issue, of tier {first.tier}: {shortened(first.label, 90)}"
    same = sum(issue.tier == first.tier for issue in issues)
    which = f"{number(same)} of {number(len(issues))} issues" if same < len(issues) else f"all {number(same)} issues"
    verb = "is" if same == 1 else "are"
    of_tier = f"tier {first.tier}, the gravest" if first.tier == _GRAVEST else f"tier {first.tier}"
    return sentence(f"{which} {verb} of {of_tier}; “{shortened(first.label, 90)}” comes first").rstrip(".")


def _severity_description(shown: Sequence[Issue]) -> str:
    lines = (
        f"{one.rank}, tier {one.tier}, {one.label}: "
        f"{', '.join(f'{part.name.lower()} {part.value}' for part in one.criteria)}, {one.likelihood.lower()}."
        for one in shown
    )
    return f"A ranked list. {' '.join(lines)}"


def _middle(index: int) -> float:
    return 26 + _ROW * (index + 0.5)


def _bars(shown: Sequence[Issue], height: int) -> Iterator[alt.Chart]:
    """Three bars of four steps for each issue: filled ones count."""
    for filled, purpose in ((False, "figure-grid"), (True, "meter")):
        cells = [
            _cell(_middle(index), start + step * (_CELL + _GAP))
            for index, issue in enumerate(shown)
            for part, start in zip(issue.criteria, _BARS.values(), strict=True)
            for step in range(4)
            if (step < part.value) is filled
        ]
        yield _layer(cells, height).mark_rect(cornerRadius=1, color=colour(purpose)).encode(x2="x2:Q", y2="y2:Q")


def _cell(middle: float, start: float) -> Row:
    return {"x": start, "x2": start + _CELL, "y": middle - 4, "y2": middle + 4}


def _severity_texts(shown: Sequence[Issue], height: int) -> Iterator[alt.Chart]:
    rows = list(enumerate(shown))
    heads = [{"x": start, "y": 10, "text": _HEADS[name]} for name, start in _BARS.items()]
    heads += [{"x": _LIKELIHOOD_AT, "y": 10, "text": "Likelihood"}, {"x": 66, "y": 10, "text": "Who, and which right"}]
    yield _texts(heads, height, color=colour("text-muted"), fontSize=11)
    ranks = [{"x": 24, "y": _middle(index), "text": str(issue.rank)} for index, issue in rows]
    yield _ranks(ranks, height)
    yield from _names([(issue, _middle(index)) for index, issue in rows], height, x=66, columns=46)
    values = [
        {"x": start + 62, "y": _middle(index), "text": str(part.value)}
        for index, issue in rows
        for part, start in zip(issue.criteria, _BARS.values(), strict=True)
    ]
    yield _texts(values, height, fontWeight="bold", fontSize=11)
    words = [{"x": _LIKELIHOOD_AT, "y": _middle(index), "text": issue.likelihood} for index, issue in rows]
    yield _texts(words, height)


def _names(placed: Sequence[tuple[Issue, float]], height: int, *, x: float, columns: int) -> Iterator[alt.Chart]:
    """Name issues on two lines: who, and under it which right through what."""
    who = [{"x": x, "y": y - 8, "text": shortened(issue.sentence.who, columns)} for issue, y in placed]
    yield _texts(who, height, fontWeight="bold")
    rights = [{"x": x, "y": y + 8, "text": shortened(_right(issue), columns + 8)} for issue, y in placed]
    yield _texts(rights, height, color=colour("text-muted"), fontSize=11)


def _right(issue: Issue) -> str:
    return f"{issue.sentence.right.removeprefix('their ')}, through {issue.sentence.feature}"


def _called(issue: Issue) -> str:
    """Name an issue in a caption."""
    return f"issue {issue.rank} (“{shortened(issue.label, 90)}”)"


# ---- what a heat map would have done -----------------------------------------------------------------------


def heat_map_figure(assessed: Assessed, issues: Sequence[Issue]) -> Figure:
    """Draw each issue's place in our order and by a heat map; the ones that would sink stand out."""
    import altair as alt

    places = heat_map_ranks(assessed.impacts)
    shown = issues[:SHOWN]
    height = 44 + 34 * len(shown)
    moves = [_move(index, issue, places[issue.id], len(issues)) for index, issue in enumerate(shown)]
    chart = alt.layer(*_move_layers(moves, len(issues), height)).properties(width=_WIDTH, height=height)
    return drawn(
        chart.configure(**config()),
        name=KINDS[1],
        caption=_heat_map_caption(issues, places),
        measures=(
            "Place in this report’s order (hollow) and by a heat map, mean of the three criteria times likelihood "
            f"(filled). Of equal scores, our order decides.{_left_out(len(issues), SHOWN, 'issues')}"
        ),
        description=_heat_map_description(shown, places),
        headings=("Our place", "Heat map’s place", "Issue", "Tier", "Heat map’s score", "Likelihood"),
        rows=[
            _heat_map_row(one, places[one.impact.id], issue)
            for one, issue in zip(assessed.impacts, issues, strict=True)
        ],
    )


def _heat_map_row(ranked: Ranked, place: int, issue: Issue) -> tuple[int, int, str, int, float, str]:
    score = round(mean_times_likelihood(ranked.severity, ranked.standing.likelihood), 1)
    return (issue.rank, place, issue.label, issue.tier, score, issue.likelihood)


def _heat_map_caption(issues: Sequence[Issue], places: dict[str, int]) -> str:
    falls = [(places[issue.id] - issue.rank, issue) for issue in issues]
    fall, issue = max(falls, key=lambda one: (one[0], -one[1].rank))
    if fall <= 0:
        return "A heat map would have kept this order"
    return f"A heat map would push {_called(issue)} down to place {places[issue.id]}"


def _heat_map_description(shown: Sequence[Issue], places: dict[str, int]) -> str:
    lines = (f"{issue.label}: {issue.rank} here, {places[issue.id]} there." for issue in shown)
    return f"For each issue, its place in this report and by a heat map. {' '.join(lines)}"


_PLACES_FROM, _PLACES_TO = 344, 690


def _move(index: int, issue: Issue, place: int, total: int) -> Row:
    return {
        "y": 44 + 34 * (index + 0.5),
        "from": _at(issue.rank, total),
        "to": _at(place, total),
        "issue": issue,
        "moved": place - issue.rank,
        "words": _moved(place - issue.rank),
    }


def _at(place: int, total: int) -> float:
    """Where a place stands on the line."""
    return _PLACES_FROM + (_PLACES_TO - _PLACES_FROM) * (place - 1) / max(1, total - 1)


def _moved(steps: int) -> str:
    if steps == 0:
        return "stays"
    return f"{'sinks' if steps > 0 else 'rises'} {abs(steps)}"


def _move_layers(moves: Sequence[Row], total: int, height: int) -> Iterator[alt.Chart]:
    yield from _place_grid(total, height)
    yield from _names([(one["issue"], one["y"]) for one in moves], height, x=30, columns=42)
    ranks = [{"x": 18, "y": one["y"], "text": str(one["issue"].rank)} for one in moves]
    yield _ranks(ranks, height)
    for sinks, line in ((False, "figure-quiet"), (True, "figure-ink")):
        mine = [one for one in moves if (one["moved"] > 0) is sinks]
        if not mine:
            continue
        yield _lines(mine, height, colour(line), 2.5 if sinks else 1.5)
        yield _ends(mine, height, "from", filled=False)
        yield _ends(mine, height, "to", filled=True)
        words = [{"x": _PLACES_TO + 16, "y": one["y"], "text": one["words"]} for one in mine]
        ink = "figure-ink" if sinks else "text-muted"
        yield _texts(words, height, color=colour(ink), fontWeight="bold" if sinks else "normal")


def _lines(moves: Sequence[Row], height: int, ink: str, width: float) -> alt.Chart:
    rows = [{"x": one["from"], "x2": one["to"], "y": one["y"]} for one in moves]
    chart: alt.Chart = _layer(rows, height).mark_rule(color=ink, strokeWidth=width)
    return chart.encode(x2="x2:Q")


def _ends(moves: Sequence[Row], height: int, end: str, *, filled: bool) -> alt.Chart:
    rows = [{"x": one[end], "y": one["y"]} for one in moves]
    fill = colour("figure-strong") if filled else colour("severity-4-text")
    size = 60 if filled else 130
    edge = colour("figure-strong")
    chart: alt.Chart = _layer(rows, height).mark_point(
        shape="circle", opacity=1, size=size, fill=fill, stroke=edge, strokeWidth=1.8
    )
    return chart


def _place_grid(total: int, height: int) -> Iterator[alt.Chart]:
    ticks = _ticks(total)
    lines = [{"x": _at(place, total), "y": 32, "y2": height} for place in ticks]
    yield _layer(lines, height).mark_rule(color=colour("figure-grid")).encode(y2="y2:Q")
    names = [{"x": _at(place, total), "y": 24, "text": str(place)} for place in ticks]
    muted = colour("text-muted")
    yield _layer(names, height).mark_text(baseline="middle", color=muted, fontSize=11).encode(text="text:N")
    head = [
        {"x": _PLACES_FROM, "y": 8, "text": "Place in the order"},
        {"x": _PLACES_TO + 16, "y": 8, "text": "By heat map"},
    ]
    yield _texts(head, height, color=muted, fontSize=11)


def _ticks(total: int) -> list[int]:
    """The places named on the line: first, last, and round ones between."""
    if total <= 12:  # noqa: PLR2004  (so many fit side by side)
        return list(range(1, total + 1))
    step = next(step for step in (5, 10, 20, 50, 100, 500, 1000, 5000, 10_000) if total / step <= 8)  # noqa: PLR2004
    between = [place for place in range(step, total, step) if total - place >= step / 2]
    return [1, *between, total]


# ---- who bears the gravest ---------------------------------------------------------------------------------


def groups_figure(assessed: Assessed) -> Figure:
    """Draw each group with its impacts, the gravest first: one mark for each impact."""
    import altair as alt

    bearing = _tiers_by_group(assessed.impacts)
    shown = bearing[:GROUPS_SHOWN]
    height = 6 + 30 * len(shown)
    marks = [
        {"x": 300 + 24 * place, "y": 6 + 30 * (index + 0.5), "tier": tier}
        for index, (_group, tiers) in enumerate(shown)
        for place, tier in enumerate(tiers[:MARKS])
    ]
    chart = alt.layer(*_group_texts(shown, height), *_tier_marks(marks, height)).properties(width=_WIDTH, height=height)
    return drawn(
        chart.configure(**config()),
        name=KINDS[2],
        caption=_groups_caption(bearing),
        measures=(
            "One mark for each impact on the group, with its tier for this group; an impact counts for every group "
            f"that was rated.{_left_out(len(bearing), GROUPS_SHOWN, 'groups')}"
        ),
        description="Groups and the tiers of their impacts. "
        + " ".join(f"{group}: {_tiers_in_words(tiers)}." for group, tiers in shown),
        headings=("Group", "Gravest tier", "Tier 4", "Tier 3", "Tier 2", "Tier 1"),
        rows=[(group, tiers[0], *(tiers.count(tier) for tier in (4, 3, 2, 1))) for group, tiers in bearing],
    )


def _group_texts(shown: Sequence[tuple[str, list[int]]], height: int) -> Iterator[alt.Chart]:
    def row(index: int) -> float:
        return 6 + 30 * (index + 0.5)

    names = [{"x": 0, "y": row(index), "text": shortened(group, 44)} for index, (group, _tiers) in enumerate(shown)]
    yield _texts(names, height)
    more = [
        {"x": 300 + 24 * MARKS, "y": row(index), "text": f"+{len(tiers) - MARKS}"}
        for index, (_group, tiers) in enumerate(shown)
        if len(tiers) > MARKS
    ]
    if more:
        yield _texts(more, height, color=colour("text-muted"))


def _tiers_by_group(ranked: Sequence[Ranked]) -> list[tuple[str, list[int]]]:
    """Each group with the tiers of its impacts, gravest first; the groups that bear most first."""
    found: dict[str, list[int]] = {}
    for one in ranked:
        for group in {rating.group for rating in one.impact.ratings}:
            mine = [rating for rating in one.impact.ratings if rating.group == group]
            found.setdefault(group, []).append(severity_of(gravest(mine)).tier)
    named = [(group_name(group), sorted(tiers, reverse=True)) for group, tiers in found.items()]
    return sorted(named, key=lambda one: ([-tier for tier in one[1]], one[0]))


def _groups_caption(bearing: Sequence[tuple[str, list[int]]]) -> str:
    worst = bearing[0][1][0]
    bear = [group for group, tiers in bearing if tiers[0] == worst]
    if len(bearing) == 1:
        return f"One group was rated: {bear[0]}"
    which = f"tier {worst}, the gravest" if worst == _GRAVEST else f"tier {worst}"
    if len(bear) <= 3:  # noqa: PLR2004  (as many as a caption can name)
        return f"Who bears impacts of {which}: {listed(bear)}"
    return sentence(f"{number(len(bear))} of {count(len(bearing), 'group')} bear impacts of {which}").rstrip(".")


def _tiers_in_words(tiers: Sequence[int]) -> str:
    return listed(f"{tiers.count(tier)} of tier {tier}" for tier in (4, 3, 2, 1) if tier in tiers)
