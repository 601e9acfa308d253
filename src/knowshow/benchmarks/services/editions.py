"""Editions: open one, choose companies and their parts, say who researches, move a company from step to step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypedDict

from django.db import transaction

from knowshow.benchmarks.filing import plan_of
from knowshow.benchmarks.models import Answer, Company, Edition, EditionState, Entry, Step, Subject
from knowshow.benchmarks.rules import steps
from knowshow.benchmarks.services import _acts
from knowshow.errors import BadInputError, ConflictError, NotAllowedError, Place

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Unpack

    from knowshow.benchmarks.models import Methodology
    from knowshow.foundation.models import Organisation, User

_PERMISSIONS: Final = {steps.RESEARCH: _acts.Permission.RESEARCH, steps.REVIEW: _acts.Permission.REVIEW}


class EditionFields(TypedDict, total=False):
    """What can be said of an edition."""

    title: str
    period: str
    previous: Edition | None
    licence: str
    attribution: str
    shows_comments: bool
    note: str


@transaction.atomic
def open_edition(
    *,
    actor: User,
    organisation: Organisation,
    methodology: Methodology,
    slug: str = "",
    **fields: Unpack[EditionFields],
) -> Edition:
    """Open one ranking of one year. It rests on a published methodology, which stays as it is."""
    _acts.require(actor, _acts.Permission.RESEARCH, organisation)
    return make_edition(actor, organisation, methodology, slug=slug, fields={"title": "", **fields})


def make_edition(
    actor: User, organisation: Organisation, methodology: Methodology, *, slug: str, fields: EditionFields
) -> Edition:
    """Store an edition; part of a service."""
    _acts.same_organisation(organisation, methodology)
    if not methodology.is_published:
        raise ConflictError(
            f"“{methodology}” is still a draft. Publish the methodology first: answers rest on what it asks."
        )
    facts = _checked(organisation, fields)
    title = str(facts["title"])
    made = Edition.objects.create(
        organisation=organisation, methodology=methodology, slug=_slug(slug, title), created_by=actor, **facts
    )
    _acts.note(actor=actor, action="edition.opened", organisation=organisation, subject=made)
    return made


def _slug(wanted: str, title: str) -> str:
    """Return a slug that nobody on the server has: it is a public address."""
    taken = Edition.objects.values_list("slug", flat=True)
    if not wanted.strip():
        return _acts.free_slug(title, taken, otherwise="ranking")
    slug = _acts.slug_of(wanted)
    if slug != wanted.strip():
        raise BadInputError(
            f"{wanted.strip()!r} cannot stand in an address.",
            place=Place(field="slug"),
            remedy=f"Write small letters, digits and hyphens: {slug or 'my-ranking-2026'}.",
        )
    if slug in taken:
        raise BadInputError(
            f"The address {slug!r} is taken.", place=Place(field="slug"), remedy="Choose another, such as with a year."
        )
    return slug


@transaction.atomic
def change_edition(*, actor: User, edition: Edition, revision: int, **changes: Unpack[EditionFields]) -> Edition:
    """Change what is said of an edition; what is published already keeps what it said."""
    _acts.require(actor, _acts.Permission.RESEARCH, edition.organisation)
    facts = _checked(edition.organisation, changes, of=edition)
    changed = _acts.save_changes(edition, revision=revision, changes=facts)
    _acts.note(
        actor=actor, action="edition.changed", organisation=edition.organisation, subject=edition, changed=changed
    )
    return edition


@transaction.atomic
def archive_edition(*, actor: User, edition: Edition, revision: int) -> Edition:
    """Put an edition away. What was published of it stays where it is."""
    _acts.require(actor, _acts.Permission.MANAGE, edition.organisation)
    _acts.save_changes(edition, revision=revision, changes={"state": EditionState.ARCHIVED})
    _acts.note(actor=actor, action="edition.archived", organisation=edition.organisation, subject=edition)
    return edition


@transaction.atomic
def restore_edition(*, actor: User, edition: Edition, revision: int) -> Edition:
    """Take an edition back."""
    _acts.require(actor, _acts.Permission.MANAGE, edition.organisation)
    state = EditionState.PUBLISHED if edition.publications.exists() else EditionState.RESEARCH
    _acts.save_changes(edition, revision=revision, changes={"state": state})
    _acts.note(actor=actor, action="edition.restored", organisation=edition.organisation, subject=edition)
    return edition


def _checked(organisation: Organisation, fields: EditionFields, *, of: Edition | None = None) -> dict[str, Any]:
    facts: dict[str, Any] = {}  # Any: values of fields
    if "title" in fields:
        facts["title"] = _acts.check_line("title", fields["title"])
    if "period" in fields:
        facts["period"] = _acts.check_line("period", fields["period"], maximum=40, may_be_empty=True)
    for name in ("licence", "attribution", "note"):
        if name in fields:
            facts[name] = _acts.check_words(name, fields[name], may_be_empty=True)
    if "shows_comments" in fields:
        facts["shows_comments"] = fields["shows_comments"]
    if "previous" in fields:
        facts["previous"] = _checked_previous(organisation, fields["previous"], of)
    return facts


def _checked_previous(organisation: Organisation, previous: Edition | None, of: Edition | None) -> Edition | None:
    _acts.same_organisation(organisation, previous)
    one = previous
    while one is not None and of is not None:
        if one.pk == of.pk:
            raise BadInputError(
                "An edition cannot follow itself.", place=Place(field="previous"), remedy="Choose an earlier one."
            )
        one = one.previous
    return previous


def refuse_archived(edition: Edition) -> None:
    """Refuse to go on with an edition that was put away."""
    if edition.state == EditionState.ARCHIVED:
        raise ConflictError(f"“{edition}” was put away. Take it back first.")


# ---- companies in an edition -------------------------------------------------------------------------------


@transaction.atomic
def add_companies(*, actor: User, edition: Edition, companies: Sequence[Company]) -> list[Entry]:
    """Take companies into an edition, each with those of its parts that the methodology asks."""
    _acts.require(actor, _acts.Permission.RESEARCH, edition.organisation)
    refuse_archived(edition)
    _acts.same_organisation(edition.organisation, *companies)
    there = set(edition.entries.values_list("company_id", flat=True))
    return [enter(actor, edition, company) for company in companies if company.pk not in there]


def enter(actor: User, edition: Edition, company: Company, *, step: str = Step.COLLECT) -> Entry:
    """Take a company into an edition; part of a service. A questionnaire about the whole needs one part."""
    if not company.subjects.exists() and not plan_of(edition.methodology).methodology.roles:
        Subject.objects.create(company=company, name=company.name[:200])
    entry = Entry.objects.create(edition=edition, company=company, step=step)
    entry.subjects.set(fitting(edition, company.subjects.all()))
    _acts.note(
        actor=actor, action="entry.added", organisation=edition.organisation, subject=entry, changed=("subjects",)
    )
    return entry


def fitting(edition: Edition, subjects: Iterable[Subject]) -> list[Subject]:
    """Return the parts whose role the methodology knows."""
    roles = plan_of(edition.methodology).methodology.roles
    return [one for one in subjects if not roles or one.role in roles]


@transaction.atomic
def remove_company(*, actor: User, entry: Entry) -> None:
    """Take a company out of an edition again, as long as nothing was answered about it."""
    edition, company = entry.edition, entry.company
    _acts.require(actor, _acts.Permission.RESEARCH, edition.organisation)
    _acts.hold(entry, "step")
    if edition.answers.filter(subject__company=company).exists() or entry.feedback.exists():
        raise ConflictError(f"{company} has answers in this edition, and answers are kept. So it stays.")
    _acts.note(actor=actor, action="entry.removed", organisation=edition.organisation, subject=entry)
    entry.delete()


@transaction.atomic
def choose_subjects(*, actor: User, entry: Entry, revision: int, subjects: Sequence[Subject]) -> Entry:
    """Say which parts of the company are asked. One that has answers stays."""
    edition = entry.edition
    _acts.require(actor, _acts.Permission.RESEARCH, edition.organisation)
    _refuse_foreign_parts(entry, subjects)
    dropped = entry.subjects.exclude(pk__in=[one.pk for one in subjects])
    answered = dropped.filter(answers__edition=edition, answers__is_current=True).first()
    if answered is not None:
        raise ConflictError(f"“{answered}” has answers in this edition, so it stays.")
    _acts.take_revision(entry, revision)
    entry.subjects.set(subjects)
    _acts.note(
        actor=actor,
        action="entry.subjects_chosen",
        organisation=edition.organisation,
        subject=entry,
        changed=("subjects",),
    )
    return entry


def _refuse_foreign_parts(entry: Entry, subjects: Sequence[Subject]) -> None:
    fit = fitting(entry.edition, subjects)
    for one in subjects:
        if one.company_id != entry.company_id:
            raise NotAllowedError(f"“{one}” is no part of {entry.company}.")
        if one not in fit:
            raise BadInputError(
                f"The methodology does not ask parts with the role {one.role!r}.",
                place=Place(field="subjects"),
                remedy=f"Its roles: {', '.join(plan_of(entry.edition.methodology).methodology.roles)}.",
            )


@transaction.atomic
def assign(
    *, actor: User, entry: Entry, revision: int, researcher: User | None = None, reviewer: User | None = None
) -> Entry:
    """Say who researches a company and who reviews: two people."""
    organisation = entry.edition.organisation
    _acts.require_any(actor, (_acts.Permission.RESEARCH, _acts.Permission.REVIEW), organisation)
    _acts.check_member(researcher, organisation, field="researcher", besides=entry.researcher_id)
    _acts.check_member(reviewer, organisation, field="reviewer", besides=entry.reviewer_id)
    if researcher is not None and researcher == reviewer:
        raise BadInputError(
            "One person cannot research and review.", place=Place(field="reviewer"), remedy="Choose somebody else."
        )
    changed = _acts.save_changes(entry, revision=revision, changes={"researcher": researcher, "reviewer": reviewer})
    _acts.note(actor=actor, action="entry.assigned", organisation=organisation, subject=entry, changed=changed)
    return entry


# ---- steps -------------------------------------------------------------------------------------------------


@transaction.atomic
def move_step(*, actor: User, entry: Entry, revision: int, to: str, reason: str = "") -> Entry:
    """Move a company to another step: to the next, or with a reason to any other.

    Who collected the answers does not end the review.
    """
    organisation = entry.edition.organisation
    refuse_archived(entry.edition)
    if to not in Step.values:
        raise BadInputError(f"{to!r} is not a step.", place=Place(field="to"), remedy=f"Steps: {', '.join(Step)}.")
    if to == entry.step:
        raise ConflictError(f"{entry.company} is in this step already.")
    _acts.require_any(actor, [_PERMISSIONS[one] for one in sorted(steps.may_move(entry.step, to))], organisation)
    said = _reason(entry, to, reason)
    if entry.step == Step.REVIEW and steps.ORDER.index(to) > steps.ORDER.index(entry.step):
        refuse_own_review(actor, entry)
    before = entry.step
    _acts.save_changes(entry, revision=revision, changes={"step": to})
    detail = {"from": before, "to": to, **({"reason": said[:500]} if said else {})}
    _acts.note(
        actor=actor, action="entry.moved", organisation=organisation, subject=entry, changed=("step",), detail=detail
    )
    return entry


def _reason(entry: Entry, to: str, reason: str) -> str:
    said = _acts.check_words("reason", reason, maximum=2_000, may_be_empty=True)
    if steps.needs_reason(entry.step, to) and not said:
        raise BadInputError(
            "The steps are taken out of order.", place=Place(field="reason"), remedy="Say why; it stays in the history."
        )
    return said


def refuse_own_review(actor: User, entry: Entry) -> None:
    """Refuse whoever researched the company, named for it or not: two people look at every company."""
    if entry.researcher_id == actor.pk or has_collected(actor, entry):
        raise ConflictError("You researched this company, so somebody else reviews it. Ask another reviewer.")


def has_collected(actor: User, entry: Entry) -> bool:
    """Whether the person has given, or brought in, answers about a company that a second person then looks at."""
    given = Answer.objects.filter(edition_id=entry.edition_id, subject__company_id=entry.company_id)
    return given.filter(author=actor, step=Step.COLLECT).exists()


def permitted(actor: User, entry: Entry) -> None:
    """Refuse whoever may not answer in the step that the company is in by now; part of a service."""
    _acts.hold(entry, "step", "researcher")
    allowed = steps.answers_in(entry.step)
    organisation = entry.edition.organisation
    refuse_archived(entry.edition)
    if not allowed:
        _acts.require_any(actor, (_acts.Permission.RESEARCH, _acts.Permission.REVIEW), organisation)
        raise ConflictError(
            f"The answers about {entry.company} are final."
            " A reviewer can move it back to an earlier step, with a reason."
        )
    _acts.require_any(actor, [_PERMISSIONS[one] for one in sorted(allowed)], organisation)
    if entry.step == Step.REVIEW:
        refuse_own_review(actor, entry)
