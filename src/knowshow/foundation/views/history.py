"""Who changed what in the organisation, to read and to take along (GP 20, 31 e)."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from knowshow.foundation.forms.members import HistoryFilters
from knowshow.foundation.history import words_of
from knowshow.foundation.membership import MemberRequest, member_page
from knowshow.foundation.selectors import entries_listed, kind_name
from knowshow.foundation.views._pages import show

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from knowshow.foundation.models import HistoryEntry

_PER_PAGE: Final = 50
_AT_ONCE: Final = 500
#: With one of these at its start, a cell would be read as a formula by a spreadsheet.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Line:
    """An entry in words."""

    entry: HistoryEntry
    act: str
    kind: str
    fields: str


@require_safe
@member_page
def history(request: MemberRequest) -> HttpResponse:
    """List what happened, newest first, narrowed by person, kind and days."""
    filters = HistoryFilters(request.GET, organisation=request.organisation)
    page = Paginator(_entries(request, filters), _PER_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "title": _("History"),
        "filters": filters,
        "page": page,
        "lines": [_line(entry) for entry in page],
        "query": query.urlencode(),
        "is_narrowed": filters.is_used,
    }
    return show(request, "foundation/organisation/history.html", context, tab="history")


@require_safe
@member_page
def history_csv(request: MemberRequest) -> StreamingHttpResponse:
    """Hand out the same list as a table, whole."""
    filters = HistoryFilters(request.GET, organisation=request.organisation)
    rows = _rows(_entries(request, filters).iterator(chunk_size=_AT_ONCE))
    answer = StreamingHttpResponse(_lines(rows), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="history-{timezone.localdate().isoformat()}.csv"'
    return answer


def _line(entry: HistoryEntry) -> Line:
    fields = ", ".join(str(name).replace("_", " ") for name in entry.changed)
    return Line(entry, act=words_of(entry.action), kind=kind_name(entry.subject_type), fields=fields)


def _entries(request: MemberRequest, filters: HistoryFilters) -> QuerySet[HistoryEntry]:
    return entries_listed(actor=request.user, organisation=request.organisation, wanted=filters.wanted())


def _rows(entries: Iterable[HistoryEntry]) -> Iterator[tuple[str, ...]]:
    yield ("at", "who", "address", "what", "kind", "record", "name", "fields", "act")
    for entry in entries:
        who, address = (str(entry.actor), entry.actor.email) if entry.actor else (_("The operator or Knowshow"), "")
        yield (
            entry.at.isoformat(timespec="seconds"),
            who,
            address,
            words_of(entry.action),
            kind_name(entry.subject_type),
            entry.subject_id,
            entry.subject,
            " ".join(entry.changed),
            entry.action,
        )


class _Echo:
    """What the writer of tables writes to: it gives each line back."""

    def write(self, line: str) -> str:
        """Return the line."""
        return line


def _lines(rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """Write rows as lines; the mark at the start tells spreadsheets that these are Unicode letters."""
    writer = csv.writer(_Echo())
    yield "\ufeff"
    for row in rows:
        yield writer.writerow([_as_words(cell) for cell in row])


def _as_words(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
