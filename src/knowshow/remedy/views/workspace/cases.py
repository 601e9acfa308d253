"""The list of cases: what waits first, without a word of any story (GP 29, 31 c)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from knowshow.remedy.forms.casework import CaseFilters
from knowshow.remedy.models import SeatRole
from knowshow.remedy.selectors.cases import Wanted, counts_of, languages_of, queue_of
from knowshow.remedy.selectors.seated import sittings_of
from knowshow.remedy.selectors.wording import STAGES
from knowshow.remedy.standing import BESIDE, HANDLING
from knowshow.remedy.views.workspace._opened import OpenedRequest, opened_page

if TYPE_CHECKING:
    from django.http import HttpResponse

_PER_PAGE = 50


@require_safe
@never_cache
@opened_page
def cases(request: OpenedRequest) -> HttpResponse:
    """List the cases that open for somebody, those that wait first on top."""
    sittings = sittings_of(actor=request.user, organisation=request.organisation)
    seated = [one for one in sittings if one.holds(*HANDLING, *BESIDE)]
    form = CaseFilters(
        request.GET,
        spoken=languages_of(request.user, request.organisation),
        mechanisms=[(one.mechanism.pk, one.mechanism.name) for one in seated],
    )
    lines = queue_of(request.user, request.organisation, Wanted(**form.said()))
    context = {
        "title": _("Cases"),
        "form": form,
        "page": Paginator(lines, _PER_PAGE).get_page(request.GET.get("page")),
        "counts": counts_of(lines),
        "stages": STAGES,
        "is_seated": bool(seated),
        "takes_in": any(one.holds(SeatRole.INTAKE) for one in seated),
        "crumbs": [(_("Cases"), "")],
        "several": len(seated) > 1,
    }
    return render(request, "remedy/workspace/cases/list.html", context)
