"""Where a receipt belongs: what is saved or sent under it stays with the mechanism to which it was written (GP 31 b).

Others sit at another one, and her words are sealed to those whom she chose. So nothing moves by itself: she is told
where it is, goes on there with all that stands on her page, or begins anew here with a receipt of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from knowshow.errors import BadInputError
from knowshow.remedy.models import Case
from knowshow.remedy.rules import receipts
from knowshow.remedy.services import intake
from knowshow.remedy.views.portal._kept import ANEW, BUTTONS, sent
from knowshow.remedy.views.portal._shell import show

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse

    from knowshow.remedy.models import Mechanism


def kept_elsewhere(request: HttpRequest, mechanism: Mechanism | None) -> Case | None:
    """Return the case of the posted receipt if it belongs to another mechanism; it takes the words to learn that."""
    try:
        reference = receipts.reference_from(request.POST.get("reference", ""))
        secret = receipts.secret_bytes(tuple(request.POST.get("words", "").split()))
    except BadInputError:
        return None
    here = {"mechanism": mechanism} if mechanism else {}
    if not Case.objects.filter(reference=reference).exclude(**here).exists():
        return None
    person = intake.open_with_receipt(reference=reference, secrets=[secret])
    return person.case if person else None


def show_where(request: HttpRequest, case: Case, others: Sequence[Mechanism]) -> HttpResponse:
    """Say where it is kept, and let her go on there, or write to one of the others with a new receipt."""
    there = case.mechanism
    context = {
        "case": case,
        "is_open": there.is_open and intake.can_be_read(there),
        "others": [one for one in others if one != there],
        "sent": sent(request, without=(*BUTTONS, "to", ANEW)),
    }
    return show(request, "elsewhere", context, mechanism=there)
