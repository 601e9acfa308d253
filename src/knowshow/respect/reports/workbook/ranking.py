"""Write the sheets that show: the ranking with its reasons, weak spots, heat map, business risk apart, method.

They say what the report says, with every row of it; none of them is read on import.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from knowshow.respect.reports.content import HEADINGS, LABELS, SetAside, report_of
from knowshow.respect.reports.content.records import ActionPart, Issue, Report, Unrated
from knowshow.respect.reports.workbook.cells import Value, put, shortened
from knowshow.respect.reports.workbook.style import (
    TIERS,
    fill_by_tier,
    height_of,
    set_up_print,
    set_widths,
    tier_words,
)
from knowshow.respect.rules.assessed import heat_map_ranks
from knowshow.respect.rules.heat_maps import mean_times_likelihood

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from knowshow.respect.rules.assessed import Assessed

_HEADING: Final = 5
#: Pairs listed on the sheet Heat map; the count is always complete.
_PAIRS: Final = 500

Columns = Sequence[tuple[str, float]]

_RANKING: Final = (
    (LABELS["rank"], 7),
    (LABELS["tier"], 11),
    ("Impact", 44),
    ("Why it stands here", 44),
    ("Scale", 16),
    ("Scope", 14),
    ("Irremediability", 18),
    (LABELS["likelihood"], 14),
    (LABELS["state"], 12),
    (LABELS["involvement"], 17),
    ("What is done", 52),
    ("Override, beside the order", 40),
    ("Short name", 20),
)


def write_ranking(
    workbook: Workbook, assessed: Assessed, *, today: date, set_aside: Sequence[SetAside] = (), state: str = ""
) -> None:
    """Write the ranking and what goes with it."""
    report = report_of(assessed, today=today, set_aside=set_aside, state=state)
    _ranking(workbook.create_sheet("Ranking"), report)
    _weak_spots(workbook.create_sheet("Weak spots"), report)
    _heat_map(workbook.create_sheet("Heat map"), assessed, report)
    _business_risk(workbook.create_sheet("Business risk"), report)
    _method(workbook.create_sheet("Method"), report)
    for sheet in workbook.worksheets:
        sheet.sheet_properties.tabColor = TIERS[4][1]


# The ranking.


def _ranking(sheet: Worksheet, report: Report) -> None:
    lead = " ".join((report.headline, *report.summary[:1])) or report.empty
    _top(sheet, report.title, f"{report.kicker}. {report.company}".rstrip(". "), lead, _RANKING)
    rows = [_ranked(issue) for issue in report.issues]
    _rows(sheet, rows, _HEADING + 1)
    _rows(sheet, [_not_ranked(one) for one in report.unrated], _HEADING + 1 + len(rows))
    if rows:
        last = _HEADING + len(rows)
        fill_by_tier(sheet, f"B{_HEADING + 1}:B{last}", f"$B{_HEADING + 1}")
    sheet.freeze_panes = f"D{_HEADING + 1}"
    end = _HEADING + max(1, len(rows) + len(report.unrated))
    sheet.auto_filter.ref = f"A{_HEADING}:M{end}"
    set_up_print(sheet, title=report.title, rows=(_HEADING, _HEADING), columns="A:C")
    _duties(sheet, end + 2, report)


def _duties(sheet: Worksheet, row: int, report: Report) -> None:
    """Say once, below the list, what each tier in it asks for."""
    asked = {issue.tier: " ".join(issue.duties) for issue in report.issues}
    put(sheet, row, 1, "What each tier asks for", "Knowshow section")
    sheet.row_dimensions[row].height = 30
    for below, (tier, duties) in enumerate(asked.items(), start=row + 1):
        put(sheet, below, 1, None, "Knowshow text")
        put(sheet, below, 2, tier_words(tier), "Knowshow strong")
        put(sheet, below, 3, duties, "Knowshow text")
        sheet.merge_cells(start_row=below, end_row=below, start_column=3, end_column=6)
        sheet.row_dimensions[below].height = height_of([(duties, 110)])
    if asked:
        fill_by_tier(sheet, f"B{row + 1}:B{row + len(asked)}", f"$B{row + 1}")


def _ranked(issue: Issue) -> tuple[Value, ...]:
    levels = [f"{part.value} – {part.title}" for part in issue.criteria]
    status = f" ({issue.status.lower()})" if issue.status else ""
    return (
        issue.rank,
        tier_words(issue.tier),
        str(issue.sentence),
        _lines(dict.fromkeys((*issue.reasons, issue.place))),
        *levels,
        issue.likelihood,
        f"{issue.state}{status}",
        issue.involvement.conclusion,
        _lines((*(_action(action) for action in issue.actions), issue.plan_owed)) or LABELS["no_actions"],
        _override(issue),
        issue.id,
    )


def _not_ranked(told: Unrated) -> tuple[Value, ...]:
    blank = [None] * 4
    why = "Rate it for one group, and it has a place."
    return (None, "Not rated", str(told.sentence), why, *blank, told.state, None, None, None, told.id)


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(text for text in texts if text)


def _action(action: ActionPart) -> str:
    late = f", {LABELS['late']}" if action.is_late else ""
    owner, due = action.owner or LABELS["no_owner"], action.due or LABELS["no_due"]
    return f"{action.title}: {owner}, {due}{late}, {action.state.lower()}"


def _override(issue: Issue) -> str | None:
    found = issue.override
    return f"Tier {found.tier} instead of {found.computed_tier}: {found.reason} {found.signed}" if found else None


# Beside the ranking.


def _weak_spots(sheet: Worksheet, report: Report) -> None:
    columns = (
        ("Rule", 9),
        ("Where", 16),
        ("What was seen", 56),
        ("What would mend it", 50),
        ("Why it matters", 50),
        (LABELS["set_aside"], 40),
    )
    lead = "What a reviewer would ask about. Each can be mended, or set aside with a reason."
    _top(sheet, HEADINGS["weak_spots"], report.title, lead, columns)
    rows = [
        (spot.rule, spot.where, f"{spot.title}. {spot.message}", spot.remedy, spot.why, spot.set_aside or None)
        for spot in report.weak_spots
    ]
    _rows(sheet, rows or [("", "", LABELS["no_weak_spots"], "", "")], _HEADING + 1)
    row = _HEADING + 2 + max(1, len(rows))
    _notes(sheet, row, HEADINGS["missing"], report.missing, 5)


def _heat_map(sheet: Worksheet, assessed: Assessed, report: Report) -> None:
    columns = (("Our place", 9), ("Heat map’s place", 12), ("Moves", 12), ("Issue", 52), ("Tier", 11), ("Score", 9),
               (LABELS["likelihood"], 16))  # fmt: skip
    found = report.heat_map
    _top(sheet, HEADINGS["heat_map"], report.title, f"{found.finding} {found.explanation}", columns)
    places = heat_map_ranks(assessed.impacts)
    rows = [
        (
            issue.rank,
            places[issue.id],
            _moves(places[issue.id] - issue.rank),
            issue.label,
            tier_words(issue.tier),
            round(mean_times_likelihood(one.severity, one.standing.likelihood), 2),
            issue.likelihood,
        )
        for one, issue in zip(assessed.impacts, report.issues, strict=True)
    ]
    _rows(sheet, rows, _HEADING + 1)
    row = _HEADING + 1 + len(rows)
    if rows:
        fill_by_tier(sheet, f"E{_HEADING + 1}:E{row - 1}", f"$E{_HEADING + 1}")
    row = _notes(sheet, row + 1, _TURNED, _pairs(assessed, report), 7)
    shares = [f"{share.method}: {share.inverted} pairs, {share.percent}" for share in found.shares]
    _notes(sheet, row + 1, "How often methods turn pairs round, over every comparable pair", shares, 7)


#: What a star says after a pair, once for all of them.
_TURNED: Final = "Pairs that a heat map turns round; * where no criterion of the graver issue is milder"


def _moves(steps: int) -> str:
    return "stays" if not steps else f"{'sinks' if steps > 0 else 'rises'} {abs(steps)}"


def _pairs(assessed: Assessed, report: Report) -> list[str]:
    labels = {issue.id: issue.label for issue in report.issues}
    told = [
        f"{pair.graver_rank}, {labels[pair.graver]} (score {round(pair.graver_score, 1):g}) would stand below "
        f"{pair.milder_rank}, {labels[pair.milder]} (score {round(pair.milder_score, 1):g})"
        + (" *" if pair.on_every_criterion else "")
        for pair in assessed.inversions[:_PAIRS]
    ]
    left = assessed.inversion_count - len(told)
    return [*told, f"And {left:,} more."] if left else told or ["None in this assessment."]


def _business_risk(sheet: Worksheet, report: Report) -> None:
    _top(sheet, HEADINGS["business_risk"], report.title, report.business_risk_note,
         ((LABELS["rank"], 8), ("Issue", 70), (LABELS["risk"], 60)))  # fmt: skip
    rows = [(risk.rank, risk.label, risk.words) for risk in report.business_risks]
    _rows(sheet, rows or [(None, "None is noted.", None)], _HEADING + 1)


def _method(sheet: Worksheet, report: Report) -> None:
    _top(sheet, HEADINGS["method"], report.title, report.notice or report.note, (("", 34), ("", 78), ("", 44)))
    row = _notes(sheet, _HEADING, "The rule", report.method, 3)
    row = _pairs_of(sheet, row + 1, "This report", [(fact.name, fact.value) for fact in report.method_facts])
    for scale in report.scales:
        levels = [(f"{level.value} – {level.title}", level.text) for level in scale.levels]
        row = _pairs_of(sheet, row + 1, f"{scale.name}: {scale.question}", levels)
    lines = [(f"{line.number}. {line.title}", line.details, line.url) for line in report.sources]
    _pairs_of(sheet, row + 1, HEADINGS["sources"], lines or [("None is named.", "", "")])


# The parts of a sheet.


def _top(sheet: Worksheet, title: str, kicker: str, lead: str, columns: Columns) -> None:
    widths = [width for _, width in columns]
    put(sheet, 1, 1, shortened(kicker), "Knowshow kicker")
    put(sheet, 2, 1, shortened(title), "Knowshow title")
    put(sheet, 3, 1, shortened(lead), "Knowshow lead")
    span, width = _span(widths)
    sheet.merge_cells(start_row=3, end_row=3, start_column=1, end_column=span)
    sheet.row_dimensions[2].height = 32
    sheet.row_dimensions[3].height = height_of([(lead, width)])
    heads = [heading for heading, _ in columns if heading]
    for number, heading in enumerate(heads, start=1):
        put(sheet, _HEADING, number, heading, "Knowshow heading")
    sheet.row_dimensions[_HEADING].height = 34
    set_widths(sheet, widths)
    sheet.freeze_panes = f"A{_HEADING + 1}"
    sheet.sheet_view.showGridLines = False
    set_up_print(sheet, rows=(_HEADING, _HEADING) if heads else None)


def _span(widths: Sequence[float], most: int = 120) -> tuple[int, float]:
    total = 0.0
    for number, width in enumerate(widths, start=1):
        total += width
        if total >= most:
            return number, total
    return len(widths), total


def _rows(sheet: Worksheet, rows: Iterable[Sequence[Value]], first: int) -> None:
    for row, values in enumerate(rows, start=first):
        for column, value in enumerate(values, start=1):
            shown = shortened(value) if isinstance(value, str) else value
            put(sheet, row, column, shown, "Knowshow strong" if column <= _STRONG else "Knowshow cell")
        _fit(sheet, row, values)


def _fit(sheet: Worksheet, row: int, values: Sequence[Value]) -> None:
    """Give a row the height that its fullest cell needs."""
    from openpyxl.utils import get_column_letter

    widths = [sheet.column_dimensions[get_column_letter(number)].width for number in range(1, len(values) + 1)]
    texts = [(str(value), width) for value, width in zip(values, widths, strict=True) if value]
    sheet.row_dimensions[row].height = height_of(texts)


_STRONG: Final = 2


def _notes(sheet: Worksheet, row: int, title: str, texts: Sequence[str], span: int) -> int:
    """Write a heading and paragraphs across the sheet; return the row after them."""
    from openpyxl.utils import get_column_letter

    width = sum(sheet.column_dimensions[get_column_letter(number)].width for number in range(1, span + 1))
    put(sheet, row, 1, title, "Knowshow section")
    sheet.row_dimensions[row].height = 30
    for below, text in enumerate(texts, start=row + 1):
        put(sheet, below, 1, shortened(text), "Knowshow text")
        sheet.merge_cells(start_row=below, end_row=below, start_column=1, end_column=span)
        sheet.row_dimensions[below].height = height_of([(text, width)])
    return row + 1 + len(texts)


def _pairs_of(sheet: Worksheet, row: int, title: str, lines: Sequence[Sequence[str]]) -> int:
    put(sheet, row, 1, title, "Knowshow section")
    sheet.row_dimensions[row].height = 30
    for below, values in enumerate(lines, start=row + 1):
        for column, value in enumerate(values, start=1):
            put(sheet, below, column, shortened(value), "Knowshow strong" if column == 1 else "Knowshow cell")
        _fit(sheet, below, values)
    return row + 1 + len(lines)
