"""Write down adverse impacts as the structured sentence: who, which right, through what, where (GP 17, 18)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypedDict

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.text import slugify

from knowshow.errors import BadInputError, ConflictError, Place
from knowshow.respect.models import Effect, Impact, ImpactState, StatusWord
from knowshow.respect.rules.severity import Likelihood
from knowshow.respect.services import _acts, approvals
from knowshow.respect.services._placing import replace_impact, searchable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Unpack

    from knowshow.foundation.models import User
    from knowshow.respect.models import Assessment

_SLUG = re.compile(r"^[a-zA-Z0-9][a-zA-Z0-9._-]*$")
_SLUG_LENGTH = 80

#: Fields that stand in the sentence or are searched for.
_SEARCHED = frozenset({"slug", "group", "right", "rights", "feature", "place", "how", "who"})


class ImpactFields(TypedDict, total=False):
    """What can be said of an impact, ratings apart."""

    group: str
    right: str
    rights: Sequence[str]
    feature: str
    place: str
    how: str
    who: str
    effect: str
    state: str
    status_word: str
    delay_makes_irremediable: bool
    delay_rationale: str
    business_risk: str
    harms: Sequence[str]
    notes: str
    owner: User | None
    owner_name: str


@transaction.atomic
def add_impact(*, actor: User, assessment: Assessment, slug: str = "", **fields: Unpack[ImpactFields]) -> Impact:
    """Add an impact: group, right and feature are needed. Without a slug, one is made of them."""
    _acts.require(actor, _acts.Permission.ASSESS, assessment.organisation)
    _refuse_archived(assessment)
    needed = {"group": "", "right": "", "feature": ""}
    _acts.check_member(fields.get("owner"), assessment.organisation, field="owner")
    facts = _checked({**needed, **fields})  # type: ignore[typeddict-item]  # the same keys
    taken = set(assessment.impacts.values_list("slug", flat=True))
    impact = Impact(
        assessment=assessment,
        organisation=assessment.organisation,
        slug=_checked_slug(slug, taken) if slug else _new_slug(fields, taken),
        position=(assessment.impacts.aggregate(last=Max("position"))["last"] or 0) + 1,
        is_listed=not assessment.product.is_archived,
        **facts,
    )
    _index(impact)
    impact.save()
    approvals.content_changed(actor=actor, assessment=assessment, what=f"{impact.slug}: added")
    _acts.note(actor=actor, action="respect.impact.added", organisation=assessment.organisation, subject=impact)
    return impact


@transaction.atomic
def change_impact(*, actor: User, impact: Impact, revision: int, **changes: Unpack[ImpactFields]) -> Impact:
    """Change what is said of an impact, if nobody else did since ``revision``; its place follows."""
    _acts.require(actor, _acts.Permission.ASSESS, impact.organisation)
    _acts.check_member(changes.get("owner"), impact.organisation, field="owner", besides=impact.owner)
    facts = _checked(changes, impact=impact)
    _refuse_untimely_state(impact, str(facts.get("state", impact.state)))
    changed = _acts.save_changes(impact, revision=revision, changes=facts)
    if _SEARCHED & set(changed):
        _index(impact)
        impact.save(update_fields=["search_text"])
    if "delay_makes_irremediable" in changed:
        replace_impact(impact)
    if changed:
        what = f"{impact.slug}: {', '.join(changed)}"
        approvals.content_changed(actor=actor, assessment=impact.assessment, what=what)
    _acts.note(
        actor=actor,
        action="respect.impact.changed",
        organisation=impact.organisation,
        subject=impact,
        changed=changed,
    )
    return impact


@transaction.atomic
def archive_impact(*, actor: User, impact: Impact, revision: int) -> Impact:
    """Put an impact away: it leaves the order and the report, and stays on record."""
    _acts.require(actor, _acts.Permission.ASSESS, impact.organisation)
    _acts.save_changes(impact, revision=revision, changes={"archived_at": timezone.now(), "is_listed": False})
    approvals.content_changed(actor=actor, assessment=impact.assessment, what=f"{impact.slug}: archived")
    _acts.note(actor=actor, action="respect.impact.archived", organisation=impact.organisation, subject=impact)
    return impact


@transaction.atomic
def restore_impact(*, actor: User, impact: Impact, revision: int) -> Impact:
    """Take an impact back into the order."""
    _acts.require(actor, _acts.Permission.ASSESS, impact.organisation)
    assessment = impact.assessment
    listed = not (assessment.is_archived or assessment.product.is_archived)
    _acts.save_changes(impact, revision=revision, changes={"archived_at": None, "is_listed": listed})
    approvals.content_changed(actor=actor, assessment=assessment, what=f"{impact.slug}: restored")
    _acts.note(actor=actor, action="respect.impact.restored", organisation=impact.organisation, subject=impact)
    return impact


def _refuse_archived(assessment: Assessment) -> None:
    if assessment.is_archived:
        raise ConflictError(f"The assessment “{assessment}” is archived. Restore it before you add to it.")


def _checked(fields: ImpactFields, *, impact: Impact | None = None) -> dict[str, object]:
    facts: dict[str, object] = {**fields}
    if "feature" in fields:
        facts["feature"] = _acts.check_words("feature", fields["feature"])
    _check_canon(fields)
    for name in ("rights", "harms"):
        if name in facts:
            facts[name] = list(facts[name])  # type: ignore[call-overload]  # a sequence of words
    _check_choice("state", fields.get("state"), ImpactState.values)
    _check_choice("effect", fields.get("effect"), Effect.values)
    _check_choice("status_word", fields.get("status_word") or None, StatusWord.values)
    if "owner" in fields and not fields.get("owner_name"):
        facts["owner_name"] = _acts.name_of(fields["owner"]) if fields["owner"] else ""
    _check_delay(fields, impact)
    return facts


def _check_canon(fields: ImpactFields) -> None:
    if "group" in fields:
        _acts.check_ids("group", [fields["group"]], field="group")
    if "right" in fields:
        _acts.check_ids("right", [fields["right"]], field="right")
    _acts.check_ids("right", fields.get("rights", ()), field="rights")
    _acts.check_ids("harm", fields.get("harms", ()), field="harms")


def _check_choice(field: str, word: str | None, known: Sequence[str]) -> None:
    if word is not None and word not in known:
        raise BadInputError(
            f"{word!r} is not one of the choices.", place=Place(field=field), remedy=f"Choose: {', '.join(known)}."
        )


def _check_delay(fields: ImpactFields, impact: Impact | None) -> None:
    """GP 24's clause moves an impact up, so it carries its own reason."""
    delay = fields.get("delay_makes_irremediable", bool(impact and impact.delay_makes_irremediable))
    reason = fields.get("delay_rationale", impact.delay_rationale if impact else "")
    if delay and not reason.strip():
        raise BadInputError(
            "It has no reason.",
            place=Place(field="delay_rationale"),
            remedy="Say why the harm could not be put right if you acted later: the clause moves the impact up.",
        )


def _refuse_untimely_state(impact: Impact, state: str) -> None:
    if state == ImpactState.POTENTIAL and impact.ratings.filter(is_current=True, likelihood=Likelihood.ACTUAL).exists():
        raise BadInputError(
            "A rating says that it is happening, so it cannot be potential.",
            place=Place(field="state"),
            remedy="Rate the likelihood anew first.",
        )


def _checked_slug(slug: str, taken: set[str]) -> str:
    if not _SLUG.match(slug) or len(slug) > _SLUG_LENGTH:
        raise BadInputError(
            f"{slug!r} cannot be an identifier.",
            place=Place(field="slug"),
            remedy="Use letters, digits, dots, hyphens; begin with a letter or digit.",
        )
    if slug in taken:
        raise ConflictError(f"The assessment has an impact “{slug}” already.")
    return slug


def _new_slug(fields: ImpactFields, taken: set[str]) -> str:
    base = slugify(f"{fields.get('group', '')} {fields.get('right', '')} {fields.get('feature', '')}")
    base = base[: _SLUG_LENGTH - 5].rstrip("-") or "impact"
    slug, number = base, 2
    while slug in taken:
        slug, number = f"{base}-{number}", number + 1
    return slug


def _index(impact: Impact) -> None:
    assessment = impact.assessment
    impact.search_text = searchable(impact, assessment_title=assessment.title, product_name=assessment.product.name)
