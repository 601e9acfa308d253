"""Cases that belong together: the same report twice, a group's, or the same cause (GP 31 g).

A link is made by somebody who can open both, and nobody who complains is told of another's case.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import IntegrityError, transaction

from knowshow.errors import BadInputError, ConflictError, NotAllowedError, Place
from knowshow.remedy.models import Audience, Case, CaseKey, CaseLink, EntryKind
from knowshow.remedy.services import _acts
from knowshow.remedy.services.person import checked_text
from knowshow.remedy.standing import case_keys_of

if TYPE_CHECKING:
    from knowshow.remedy.standing import Handler

KINDS: Final = ("duplicate", "group", "related")


@transaction.atomic
def link_case(*, actor: Handler, reference: str, kind: str, reason: str) -> CaseLink:
    """Link a case with another that one can open too; why stands in an internal note."""
    actor.require_handling()
    checked_text(reason)
    if kind not in KINDS:
        raise BadInputError("Choose one of the list.", place=Place(field="kind"))
    other = _other(actor, reference)
    for case in sorted(
        (actor.case, other), key=lambda one: one.pk
    ):  # held in one order: nobody links them back meanwhile
        _acts.hold(case)
    if CaseLink.objects.filter(case=other, other=actor.case).exists():
        raise ConflictError("These two cases are linked already.")
    try:
        with transaction.atomic():
            link = CaseLink.objects.create(case=actor.case, other=other, kind=kind, linked_by=actor.user)
    except IntegrityError as error:
        raise ConflictError("These two cases are linked already.") from error
    content = {"text": reason, "event": "linked", "kind": kind, "reference": other.reference}
    _acts.append(actor, content, kind=EntryKind.NOTE, audience=Audience.INTERNAL)
    _acts.note(actor, "remedy.case.linked", actor.case)
    return link


@transaction.atomic
def unlink_case(*, actor: Handler, link: CaseLink) -> None:
    """Take a link away again."""
    actor.require_handling()
    if actor.case.pk not in {link.case_id, link.other_id}:
        raise NotAllowedError("This link is of other cases.")
    _acts.hold(actor.case)
    link.delete()
    _acts.note(actor, "remedy.case.unlinked", actor.case)


def _other(actor: Handler, reference: str) -> Case:
    """Return another case of the mechanism that the handler can open; one that she cannot is not there for her."""
    hers = CaseKey.objects.filter(case_keys_of(actor.user)).exclude(sealed=b"").values("case")
    found = Case.objects.filter(pk__in=hers, mechanism=actor.case.mechanism, is_draft=False, shredded_on__isnull=True)
    other = found.exclude(pk=actor.case.pk).filter(reference=reference.strip()).first()
    if other is None:
        raise BadInputError(
            "There is no other case with this reference that you can open.", place=Place(field="reference")
        )
    return other
