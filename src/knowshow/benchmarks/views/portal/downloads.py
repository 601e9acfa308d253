"""The data of a publication: tables, everything as JSON, and the folder from which anybody can recompute it."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header

from knowshow.benchmarks.selectors import portal
from knowshow.benchmarks.views.portal.rankings import published_page
from knowshow.ui.cells import safe_cell

if TYPE_CHECKING:
    from knowshow.benchmarks.models import Publication

Rows = Iterable[Sequence[object]]
_TABLES: Final[dict[str, Callable[[Publication], Rows]]] = {
    "scores": portal.score_rows,
    "answers": portal.answer_rows,
    "subjects": portal.subject_rows,
    "sources": portal.source_rows,
}
#: How many characters of a table are sent at once.
_PIECE: Final = 64 * 1024
_EXPECTED: Final = ("company", "kind", "node", "score")
#: What ``knowshow score`` reads of a table, and must find as it is.
_READ: Final = {*_EXPECTED, "company_type", "subject", "role", "service_class", "element", "component", "answer"}


@published_page
def table(_request: HttpRequest, publication: Publication, name: str) -> StreamingHttpResponse:
    """Hand out a table as CSV."""
    rows = _TABLES.get(name)
    if rows is None:
        raise Http404
    response = StreamingHttpResponse(_lines(rows(publication)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, f"{_stem(publication)}-{name}.csv") or ""
    return response


def _lines(rows: Rows) -> Iterator[str]:
    """Yield a table in pieces of many lines: a server sends a few large ones much faster than each line apart."""
    text = io.StringIO()
    writer = csv.writer(text)
    for row in rows:
        writer.writerow([safe_cell(cell) for cell in row])
        if text.tell() > _PIECE:
            yield text.getvalue()
            text.seek(0)
            text.truncate()
    yield text.getvalue()


@published_page
def everything(_request: HttpRequest, publication: Publication) -> HttpResponse:
    """Hand out everything that was published as one JSON file."""
    content = json.dumps(portal.whole(publication), ensure_ascii=False)
    return _download(content.encode(), f"{_stem(publication)}.json", "application/json")


@published_page
def methodology_file(_request: HttpRequest, publication: Publication) -> HttpResponse:
    """Hand out the methodology as its file says it."""
    found = portal.methodology_of(publication)
    if found is None:
        raise Http404
    content = json.dumps(found, ensure_ascii=False, indent=1)
    return _download(content.encode(), f"{_stem(publication)}-methodology.json", "application/json")


@published_page
def folder(_request: HttpRequest, publication: Publication) -> HttpResponse:
    """Hand out the folder from which ``knowshow score --compare`` recomputes every published score."""
    methodology = portal.methodology_of(publication)
    if methodology is None:
        raise Http404
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("methodology.json", json.dumps(methodology, ensure_ascii=False, indent=1))
        archive.writestr("subjects.csv", _text(portal.subject_rows(publication)))
        archive.writestr("answers.csv", _text(portal.scored_rows(publication)))
        archive.writestr("sources.csv", _text(portal.source_rows(publication)))
        archive.writestr("expected_scores.csv", _text(_expected(publication)))
    return _download(packed.getvalue(), f"{_stem(publication)}.zip", "application/zip")


def _text(rows: Rows) -> str:
    """Write a table for a program: what it reads stays as it is, whatever else people wrote is no formula."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    lines = iter(rows)
    writer.writerow(head := next(lines))
    for row in lines:
        cells = zip(head, row, strict=True)
        writer.writerow([cell if name in _READ else safe_cell(cell) for name, cell in cells])
    return text.getvalue()


def _expected(publication: Publication) -> Iterator[Sequence[object]]:
    kinds = {node["id"]: node["kind"] for node in publication.results["tree"]} | {"TOTAL": "total"}
    yield _EXPECTED
    for row in portal.values_of(publication):
        for node, said in row.values.items():
            value = said["value"]
            yield (row.company_key, kinds.get(node, ""), node, "" if value is None else repr(float(value)))


@published_page
def figure(_request: HttpRequest, publication: Publication, kind: str, form: str) -> HttpResponse:
    """Hand out what a figure was drawn from: its data, or its drawing as Vega-Lite."""
    found = next(iter(portal.figures_of(publication, kind)), None)
    if found is None:
        raise Http404
    name = f"{_stem(publication)}-{kind.replace(':', '-')}"
    if form == "json":
        return _download(json.dumps(found.spec).encode(), f"{name}.vl.json", "application/json")
    rows = [found.table.get("headings", []), *found.table.get("rows", [])]
    return _download("".join(_lines(rows)).encode("utf-8-sig"), f"{name}.csv", "text/csv; charset=utf-8")


def _stem(publication: Publication) -> str:
    return f"{publication.edition.slug}-{publication.number}"


def _download(content: bytes, name: str, media_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response
