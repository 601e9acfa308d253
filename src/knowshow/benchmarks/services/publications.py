"""Publish an edition, correct what was published, withdraw it. A publication never changes (GP 21)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from knowshow.benchmarks import tasks
from knowshow.benchmarks.filing import Content, answers_digest, content_of, obstacles_of
from knowshow.benchmarks.models import EditionState, Publication, PublicationState, PublishedNode, PublishedScore
from knowshow.benchmarks.services import _acts, editions
from knowshow.errors import BadInputError, ConflictError, Place

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from knowshow.benchmarks.filing import Obstacle
    from knowshow.benchmarks.models import Edition
    from knowshow.foundation.models import User

_NAMED = 5


@transaction.atomic
def publish_edition(*, actor: User, edition: Edition, revision: int, unfinished_reason: str = "") -> Publication:
    """Publish the scores and answers of an edition as they stand; everybody can read them from then on.

    Refused while a question that must be answered is not. Where companies are not at their last step, or feedback
    waits for a decision, a reason is asked, which everybody reads.
    """
    _acts.require(actor, _acts.Permission.REVIEW, edition.organisation)
    if edition.publications.exists():
        raise ConflictError("This edition is published. Publish a correction: it gets the next number.")
    made = _publish(actor, edition, revision, unfinished_reason=unfinished_reason, correction_note="")
    _note(actor, "publication.published", made)
    return made


@transaction.atomic
def correct_edition(
    *, actor: User, edition: Edition, revision: int, note: str, unfinished_reason: str = ""
) -> Publication:
    """Publish an edition anew, with what was corrected. What stood before keeps its address and its number."""
    _acts.require(actor, _acts.Permission.REVIEW, edition.organisation)
    if not edition.publications.exists():
        raise ConflictError("This edition was never published, so there is nothing to correct. Publish it.")
    said = _acts.check_words("note", note, maximum=4_000)
    made = _publish(actor, edition, revision, unfinished_reason=unfinished_reason, correction_note=said)
    _note(actor, "publication.corrected", made)
    return made


@transaction.atomic
def withdraw_publication(*, actor: User, publication: Publication, reason: str) -> Publication:
    """Take a publication back, with a reason that everybody reads in its place. Its address stays."""
    edition = publication.edition
    _acts.require(actor, _acts.Permission.REVIEW, edition.organisation)
    said = _acts.check_words("reason", reason, maximum=4_000)
    _acts.hold(publication, "state")
    if publication.is_withdrawn:
        raise ConflictError("This publication was withdrawn before.")
    publication.state, publication.withdrawn_at = PublicationState.WITHDRAWN, timezone.now()
    publication.withdrawn_by, publication.withdrawal_reason = actor, said
    publication.save(update_fields=["state", "withdrawn_at", "withdrawn_by", "withdrawal_reason"])
    _note(actor, "publication.withdrawn", publication)
    return publication


def _publish(
    actor: User, edition: Edition, revision: int, *, unfinished_reason: str, correction_note: str
) -> Publication:
    editions.refuse_archived(edition)
    reason = _acts.check_words("unfinished_reason", unfinished_reason, maximum=4_000, may_be_empty=True)
    list(edition.entries.select_for_update().values_list("pk"))  # nobody answers until it is stored
    _refuse_obstacles(obstacles_of(edition), reason)
    _acts.save_changes(edition, revision=revision, changes={"state": EditionState.PUBLISHED})
    content = content_of(edition)
    _refuse_unchanged(edition.publications.first(), content)
    number = (edition.publications.aggregate(last=Max("number"))["last"] or 0) + 1
    made = Publication.objects.create(
        edition=edition,
        number=number,
        title=edition.title,
        results=content.results,
        differences=content.differences,
        methodology_digest=edition.methodology.digest,
        answers_digest=answers_digest(edition),
        published_by=actor,
        correction_note=correction_note,
        unfinished_reason=reason,
    )
    PublishedScore.objects.bulk_create((PublishedScore(publication=made, **one) for one in content.scores), 100)
    PublishedNode.objects.bulk_create((PublishedNode(publication=made, **one) for one in content.nodes), 100)
    tasks.draw_later(made)
    return made


def _refuse_unchanged(last: Publication | None, content: Content) -> None:
    """Refuse what says just what stands already, to the last comment. One that was withdrawn may be published anew."""
    if last is None or last.is_withdrawn:
        return
    scores = [{name: getattr(row, name) for name in _names(content.scores)} for row in last.scores.all()]
    nodes = [{name: getattr(row, name) for name in _names(content.nodes)} for row in last.nodes.all()]
    before = Content(last.results, scores, nodes, last.differences)
    if msgspec.json.encode(before, order="deterministic") == msgspec.json.encode(content, order="deterministic"):
        raise ConflictError(f"Nothing has changed since publication {last.number}, so there is nothing to correct.")


def _names(rows: Sequence[Mapping[str, object]]) -> list[str]:
    return list(rows[0]) if rows else []


def _refuse_obstacles(found: Sequence[Obstacle], reason: str) -> None:
    """Refuse what no reason passes; ask for a reason for the rest."""
    bars = [one for one in found if one.is_bar]
    if bars:
        raise ConflictError(f"This edition cannot be published yet. {_listed(bars)}")
    if found and not reason:
        raise BadInputError(
            f"Not everything is final. {_listed(found)}",
            place=Place(field="unfinished_reason"),
            remedy="Finish it, or say why it is published all the same; everybody reads the reason.",
        )


def _listed(found: Sequence[Obstacle]) -> str:
    more = f" And {len(found) - _NAMED} more." if len(found) > _NAMED else ""
    return " ".join(one.words for one in found[:_NAMED]) + more


def _note(actor: User, action: str, publication: Publication) -> None:
    _acts.note(
        actor=actor,
        action=action,
        organisation=publication.edition.organisation,
        subject=publication.edition,
        changed=("publications",),
        detail={"number": publication.number},
    )
