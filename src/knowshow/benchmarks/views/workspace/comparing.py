"""Compare the scores of an edition with the figures that somebody else has published of it."""

from __future__ import annotations

import tempfile
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Final

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from knowshow.benchmarks.filing import sheet_of
from knowshow.benchmarks.forms.comparing import FiguresForm
from knowshow.benchmarks.selectors.scores import scores_of
from knowshow.benchmarks.views.workspace._pages import about_edition, edition_or_404, posted, show
from knowshow.errors import BadInputError, Place
from knowshow.foundation.membership import MemberRequest, member_page
from knowshow.scoring.comparison import Comparison, compare
from knowshow.scoring.folder import Folder

if TYPE_CHECKING:
    from knowshow.benchmarks.models import Edition

_NAMES: Final = frozenset(f"expected_{name}.csv" for name in ("scores", "subject_scores", "rankings", "service_scores"))
_LARGEST: Final = 10 * 1024 * 1024
_SHOWN: Final = 200


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def comparison(request: MemberRequest, pk: int) -> HttpResponse:
    """List every published figure that the answers do not give; nothing is stored."""
    edition = edition_or_404(request, pk)
    form = FiguresForm(request.POST or None, request.FILES or None)
    found = _compared(request, edition, form) if posted(request, form) else None
    context = about_edition(
        edition,
        "ranking",
        (_("Published figures"), ""),
        title=_("Published figures"),
        form=form,
        found=found,
        compared=sum(found.compared.values()) if found else 0,
        differences=[(PurePath(one.file).name, one) for one in found.differences[:_SHOWN]] if found else [],
    )
    return show(request, "scores/comparison", context)


def _compared(request: MemberRequest, edition: Edition, form: FiguresForm) -> Comparison | None:
    """Compare, or say at the field what is wrong with a file."""
    try:
        with tempfile.TemporaryDirectory(prefix="figures-") as place:
            folder = Path(place)
            for file in form.cleaned_data["brought"]:
                (folder / _name(file.name or "", file.size or 0)).write_bytes(file.read())
            sheet = sheet_of(edition)
            return compare(Folder(folder, sheet.methodology, sheet), scores_of(request.user, edition))
    except BadInputError as error:
        where = Place(PurePath(error.place.file).name, error.place.line, error.place.cell, error.place.field)
        words = BadInputError(error.what, place=where, remedy=error.remedy).message
        form.add_error("brought", words)
    return None


def _name(name: str, size: int) -> str:
    """Return the name under which a file is read; refuse one that no figures have."""
    bare = PurePath(name).name
    if bare not in _NAMES or size > _LARGEST:
        raise BadInputError(
            _("{name} is no file of figures.").format(name=bare),
            remedy=_("Choose: {names}.").format(names=", ".join(sorted(_NAMES))),
        )
    return bare
