"""The report as PDF, made of the web page by WeasyPrint: page numbers, bookmarks, tags for screen readers (GP 21).

WeasyPrint draws text with Pango, a library of the system. Where it is missing, only this format is.
"""

from __future__ import annotations

import base64
import gc
import importlib
import logging
import re
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any, Final

from django.utils.html import format_html

from knowshow.errors import MissingProgramError
from knowshow.respect.reports.content import SetAside, report_of
from knowshow.respect.reports.figures import figures_of
from knowshow.respect.reports.html import page
from knowshow.respect.rules.assessed import Assessed
from knowshow.ui.figures import Figure

#: PDF/UA: a document that screen readers can follow.
VARIANT: Final = "pdf/ua-1"

#: Right to left letters, and marks that stand on others: what WeasyPrint's drawings cannot set.
_JOINING: Final = frozenset({"R", "AL", "NSM"})
_SCALE: Final = 3

#: What is no text of the page; words longer than a line; as much of one as fits a narrow column, or up to a sign.
_MARKUP: Final = re.compile(r"(<style.*?</style>|<svg.*?</svg>|<title>.*?</title>|<[^>]*>)", re.DOTALL)
_ENDLESS: Final = re.compile(r"[^\s&;]{32,}")
_PIECE: Final = re.compile(r"(?:[^-/_.?=]{0,10}[-/_.?=]+|[^-/_.?=]{11})(?=..)")

_INSTALL: Final = (
    "Debian and Ubuntu: apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0. "
    "Fedora: dnf install pango. macOS: brew install pango. Windows: see WeasyPrint's first steps."
)


def render_pdf(assessed: Assessed, *, today: date, set_aside: Sequence[SetAside] = (), state: str = "") -> bytes:
    """Return the report as PDF; ``MissingProgramError`` says how to get Pango if it is absent."""
    weasyprint = _weasyprint()
    report = report_of(assessed, today=today, set_aside=set_aside, state=state)
    with _uncollected():
        figures = [shaped(figure) for figure in figures_of(assessed, report.issues)]
        fetcher = weasyprint.urls.URLFetcher(allowed_protocols=("data",))
        document = weasyprint.HTML(string=breakable(page(report, figures, today=today)), url_fetcher=fetcher)
        style = weasyprint.CSS(string="* { overflow-wrap: normal !important }")
        content: bytes = document.write_pdf(pdf_variant=VARIANT, stylesheets=[style])
    return content


@contextmanager
def _uncollected() -> Iterator[None]:
    """Let Python look for lost objects after the pages are laid out, not meanwhile.

    A layout is millions of objects that all live to its end. To search them again and again costs a third of the time
    and frees next to nothing.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def breakable(page: str) -> str:
    """Let overlong words break, such as addresses, where WeasyPrint would also break words that fit a line.

    >>> breakable(f"<p title='{'x' * 40}'>{'y' * 40}</p>").count("<wbr>")
    3
    """
    parts = _MARKUP.split(page)
    parts[::2] = [_ENDLESS.sub(lambda word: _PIECE.sub(r"\g<0><wbr>", word[0]), text) for text in parts[::2]]
    return "".join(parts)


def shaped(figure: Figure) -> Figure:
    """Return a figure that WeasyPrint draws as it should be read.

    It sets the text of drawings letter by letter, which tears scripts apart whose letters join, such as Arabic. A
    figure with such words becomes a picture; all others stay drawings, which are sharp at every size.
    """
    if not any(unicodedata.bidirectional(sign) in _JOINING for sign in figure.svg):
        return figure
    import vl_convert

    picture = base64.b64encode(vl_convert.svg_to_png(figure.svg, scale=_SCALE)).decode()
    said = f"{figure.caption}. {figure.description}"
    return replace(figure, svg=format_html('<img src="data:image/png;base64,{}" alt="{}">', picture, said))


def _weasyprint() -> Any:  # noqa: ANN401  (WeasyPrint has no types)
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    try:
        return importlib.import_module("weasyprint")
    except OSError as error:
        raise MissingProgramError(
            f"A PDF needs the library Pango, which this system does not have. {_INSTALL} All other formats work."
        ) from error
