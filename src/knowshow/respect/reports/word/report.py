"""The report for Word: what a board reads, and what others edit and comment on (GP 21).

It says what ``content`` says, in the same order as the web page and the PDF. Styles are Word's own, so that the
navigation, the contents and a house style work as in any document.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from io import BytesIO
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

import knowshow
from knowshow.respect.reports.characters import writable
from knowshow.respect.reports.content import HEADINGS, LABELS, SetAside, report_of
from knowshow.respect.reports.content.phrasing import issues

if TYPE_CHECKING:
    from knowshow.respect.reports.content.records import Issue, Report, WeakSpot
    from knowshow.respect.reports.word.parts import Paper, Words
    from knowshow.respect.rules.assessed import Assessed
    from knowshow.ui.figures import Figure

_BULLET: Final = "List Bullet"
_NUMBER: Final = "List Number"
#: Word keeps at most so many characters of a document's properties.
_PROPERTY: Final = 250
#: Pictures are drawn at twice the size of the screen, for print.
_SCALE: Final = 2


def render_docx(assessed: Assessed, *, today: date, set_aside: Sequence[SetAside] = (), state: str = "") -> bytes:
    """Return the report as a Word document."""
    from knowshow.respect.reports.figures import figures_of

    report = report_of(assessed, today=today, set_aside=set_aside, state=state)
    figures = {figure.name: figure for figure in figures_of(assessed, report.issues)}
    return _Writer(report, figures, today).written()


class _Writer:
    """Lays out one report."""

    def __init__(self, report: Report, figures: Mapping[str, Figure], today: date) -> None:
        import docx

        from knowshow.respect.reports.word import style as word_style
        from knowshow.respect.reports.word.parts import Paper

        self.report = report
        self.figures = figures
        self.document = docx.Document()
        word_style.set_up(self.document)
        self.paper: Paper = Paper(self.document)
        self.style = word_style
        _properties(self.document, report, today)

    def written(self) -> bytes:
        from knowshow.respect.reports.word.parts import write_contents

        self._title_block()
        self._summary()
        self._about()
        contents = self.document.add_paragraph(LABELS["contents"], style="TOC Heading")
        self._order()
        self._issues()
        self._apart()
        self._heat_map()
        self._weak_spots()
        self._method()
        self._sources()
        write_contents(contents, self.paper.headings)
        _running_lines(self.document, self.report)
        buffer = BytesIO()
        self.document.save(buffer)
        return buffer.getvalue()

    # The first page.

    def _title_block(self) -> None:
        report = self.report
        self.paper.text(report.kicker, self.style.KICKER)
        self.document.add_paragraph(writable(report.title), style="Title")
        facts = " · ".join(f"{fact.name}: {fact.value}" for fact in report.title_facts)
        self.paper.text(facts, self.style.SMALL)
        if report.notice:
            self.paper.text(f"{LABELS['worked_example']}. {report.notice}", self.style.NOTICE)

    def _about(self) -> None:
        report = self.report
        self.paper.heading(HEADINGS["about"], 1, new_page=True)
        if report.description:
            self.paper.text(report.description)
        self.paper.table((), [(fact.name, fact.value) for fact in report.about], (4.2, 12))
        if report.note:
            self.paper.text(report.note, self.style.SMALL)

    def _summary(self) -> None:
        self.paper.heading(HEADINGS["summary"], 1)
        self.paper.text(self.report.headline, self.style.LEAD)
        self.paper.texts(self.report.summary)
        if self.report.issues:
            self._tiers()
        self.paper.heading(HEADINGS["decisions"], 1)
        self.paper.texts(self.report.decisions, _NUMBER)

    def _tiers(self) -> None:
        from knowshow.respect.reports.word.parts import align_ends, shade

        heads = [LABELS[name] for name in ("tier", "meaning", "total", "actual", "potential", "without_plan")]
        heads[1] = ""
        counts = self.report.tiers
        rows = [
            (
                f"{LABELS['tier']} {one.tier}",
                one.meaning,
                *map(str, (one.total, one.actual, one.potential, one.without_plan)),
            )
            for one in counts
        ]
        table = self.paper.table(heads, rows, (1.7, 6.3, 2, 1.8, 2.1, 2.3))
        align_ends(table, (2, 3, 4, 5))
        for row, one in zip(table.rows[1:], counts, strict=True):
            shade(row.cells[0], one.tier)

    # The order.

    def _order(self) -> None:
        self.paper.heading(HEADINGS["order"], 1)
        if self.report.empty:
            self.paper.text(self.report.empty)
            return
        self._figure("criteria")
        self._ranking()
        self._figure("people")

    def _ranking(self) -> None:
        from knowshow.respect.reports.word.parts import Said, shade

        heads = [LABELS[name] for name in ("rank", "tier", "issue", "severity", "state")]
        rows = [self._ranked(issue) for issue in self.report.issues]
        table = self.paper.table(heads, rows, (1.3, 1.4, 7.4, 2.9, 3.2))
        for row, issue in zip(table.rows[1:], self.report.issues, strict=True):
            shade(row.cells[1], issue.tier)
            why = row.cells[2].add_paragraph(style=self.style.CELL)
            _say_quietly(why, Said(issue.place, quiet=True))

    def _ranked(self, issue: Issue) -> tuple[Words, ...]:
        from knowshow.respect.reports.word.issue import spoken
        from knowshow.respect.reports.word.parts import Said

        levels = "\n".join(f"{part.name} {part.value}" for part in issue.criteria)
        likelihood = f"{LABELS['likelihood']}: {issue.likelihood.lower()}"
        plan = "" if issue.has_plan else LABELS["no_plan"]
        lines = (issue.state, issue.status, likelihood, issue.involvement.conclusion, plan)
        rank, tier = Said(str(issue.rank), strong=True), f"{LABELS['tier']} {issue.tier}"
        return (rank, tier, spoken(issue.sentence), levels, "\n".join(line for line in lines if line))

    def _figure(self, name: str) -> None:
        """Place a figure: the finding as its caption, the drawing with words, what it measures."""
        figure = self.figures.get(name)
        if figure is None:
            return
        import vl_convert

        caption = self.document.add_paragraph(writable(figure.caption), style="Caption")
        caption.paragraph_format.keep_with_next = True
        png = vl_convert.vegalite_to_png(dict(figure.spec), scale=_SCALE)
        self.paper.picture(png, figure.description)
        self.paper.text(figure.measures, self.style.SMALL)

    # Each issue, and what stands apart.

    def _issues(self) -> None:
        from knowshow.respect.reports.word.issue import write_issue

        if self.report.issues:
            self.paper.heading(HEADINGS["issues"], 1)
        for issue in self.report.issues:
            write_issue(self.paper, issue)

    def _apart(self) -> None:
        from knowshow.respect.reports.word.issue import spoken

        report = self.report
        if report.unrated:
            self.paper.heading(HEADINGS["unrated"], 1)
            states = (", ".join(part for part in (one.state, one.status) if part) for one in report.unrated)
            for one, state in zip(report.unrated, states, strict=True):
                self.paper.text([*spoken(one.sentence), f". {state}."], _BULLET)
        self.paper.heading(HEADINGS["business_risk"], 1)
        self.paper.text(report.business_risk_note)
        rows = [(str(risk.rank), risk.label, risk.words) for risk in report.business_risks]
        if rows:
            self.paper.table((LABELS["rank"], LABELS["issue_short"], LABELS["risk"]), rows, (1.4, 7.4, 7.4))
        else:
            self.paper.text(LABELS["no_risk"])

    def _heat_map(self) -> None:
        from knowshow.respect.reports.word.parts import align_ends

        part = self.report.heat_map
        self.paper.heading(HEADINGS["heat_map"], 1)
        self.paper.text(part.finding, self.style.LEAD)
        self.paper.texts([pair.text for pair in part.turned], _BULLET)
        if part.more:
            self.paper.text(part.more)
        self.paper.text(part.explanation)
        heads = [LABELS[name] for name in ("method_name", "inverted", "share")]
        rows = [(one.method, one.inverted, one.percent) for one in part.shares]
        align_ends(self.paper.table(heads, rows, (8.6, 4.6, 3)), (1, 2))
        self._figure("heat-map")

    def _weak_spots(self) -> None:
        self.paper.heading(HEADINGS["weak_spots"], 1)
        spots = sorted(self.report.weak_spots, key=_rule)
        if not spots:
            self.paper.text(LABELS["no_weak_spots"])
        for _, group in groupby(spots, key=_rule):
            self._weak_spot(list(group))
        self.paper.heading(HEADINGS["missing"], 1)
        self.paper.texts(self.report.missing, _BULLET)

    def _weak_spot(self, spots: Sequence[WeakSpot]) -> None:
        from knowshow.respect.reports.word.parts import Said

        first = spots[0]
        self.paper.heading(f"{first.title} ({first.rule})", 2, listed=False)
        self.paper.text(first.why, self.style.SMALL).paragraph_format.keep_with_next = True
        for where, message, set_aside in _told_once(spots):
            aside = [Said(f" {LABELS['set_aside']}: {set_aside}", quiet=True)] if set_aside else []
            self.paper.text([Said(f"{where}: ", strong=True), message, *aside], _BULLET)
        self.paper.text(f"{LABELS['remedy']}: {first.remedy}")

    # Method and sources.

    def _method(self) -> None:
        self.paper.heading(HEADINGS["method"], 1)
        self.paper.texts(self.report.method)
        self.paper.table((), [(fact.name, fact.value) for fact in self.report.method_facts], (5.4, 10.8))
        for scale in self.report.scales:
            self.paper.heading(f"{scale.name}: {scale.question}", 2, listed=False)
            rows = [(_level(level.value, level.title), level.text) for level in scale.levels]
            self.paper.table((), rows, (4.2, 12))

    def _sources(self) -> None:
        from knowshow.respect.reports.word.parts import Said

        if self.report.sources:
            self.paper.heading(HEADINGS["sources"], 1)
        for source in self.report.sources:
            details = f". {source.details}" if source.details else ""
            paragraph = self.paper.text([f"[{source.number}] ", Said(source.title, strong=True), f"{details}. "])
            if source.is_link:
                self.paper.link(paragraph, source.url, source.url)
            else:
                paragraph.add_run(writable(source.url))
            if source.note:
                _say_quietly(paragraph, Said(f" {source.note}", quiet=True))


def _told_once(spots: Sequence[WeakSpot]) -> list[tuple[str, str, str]]:
    """Say what several issues have in common once: where, what, and why it was set aside."""
    same: dict[tuple[str, str, bool], list[WeakSpot]] = {}
    for spot in spots:
        same.setdefault((spot.message, spot.set_aside, spot.rank > 0), []).append(spot)
    return [
        (_where(mine) if is_ranked else mine[0].where, message, aside)
        for (message, aside, is_ranked), mine in same.items()
    ]


def _where(spots: Sequence[WeakSpot]) -> str:
    words = issues([spot.rank for spot in spots])
    return f"{words[:1].upper()}{words[1:]}"


def _rule(spot: WeakSpot) -> str:
    return spot.rule


def _level(value: str, title: str) -> str:
    return title if value == title.casefold() else f"{value}  {title}"


def _say_quietly(paragraph: Any, words: Words) -> None:  # noqa: ANN401  (python-docx has no types)
    from knowshow.respect.reports.word.parts import say

    say(paragraph, words)


def _properties(document: Any, report: Report, today: date) -> None:  # noqa: ANN401  (python-docx has no types)
    facts = document.core_properties
    facts.title = writable(report.title)[:_PROPERTY]
    facts.subject = writable(report.kicker)[:_PROPERTY]
    facts.author = writable(report.company)[:_PROPERTY] or "Knowshow"
    facts.comments = f"Written by Knowshow {knowshow.__version__}."
    facts.keywords = "human rights due diligence; UN Guiding Principles"
    facts.language = "en-GB"
    facts.created = facts.modified = datetime(today.year, today.month, today.day)  # noqa: DTZ001  (Word takes days as they are)


def _running_lines(document: Any, report: Report) -> None:  # noqa: ANN401  (python-docx has no types)
    """Write the title at the head of each page after the first, and the page's number at the foot of all."""
    section = document.sections[0]
    section.header.paragraphs[0].text = writable(report.title)
    for footer in (section.footer, section.first_page_footer):
        _numbered(footer.paragraphs[0], report)


def _numbered(paragraph: Any, report: Report) -> None:  # noqa: ANN401  (python-docx has no types)
    from docx.shared import Cm

    from knowshow.respect.reports.word.parts import WIDTH, add_field

    stops = paragraph.paragraph_format.tab_stops
    stops.clear_all()
    stops.add_tab_stop(Cm(WIDTH), alignment=2)
    paragraph.add_run(f"{writable(report.kicker)} · {report.printed_on}\t{LABELS['page']} ")
    add_field(paragraph, "PAGE", "1")
    paragraph.add_run(" / ")
    add_field(paragraph, "NUMPAGES", "1")
