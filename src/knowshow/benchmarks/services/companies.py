"""Companies, what identifies them, and the parts of them that are asked (GP 13, 14)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypedDict

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from knowshow.benchmarks.filing import plan_of
from knowshow.benchmarks.models import Company, Identifier, PublicationState, Scheme, Subject
from knowshow.benchmarks.services import _acts
from knowshow.errors import BadInputError, ConflictError, Place

if TYPE_CHECKING:
    from datetime import date
    from typing import Unpack

    from knowshow.foundation.models import Organisation, User

_COUNTRY: Final = 2


class CompanyFields(TypedDict, total=False):
    """What can be said of a company."""

    name: str
    company_type: str
    country: str
    note: str


@transaction.atomic
def add_company(*, actor: User, organisation: Organisation, key: str = "", **fields: Unpack[CompanyFields]) -> Company:
    """Add a company. Its key stands in files for good; without one, its name is taken."""
    _acts.require(actor, _acts.Permission.RESEARCH, organisation)
    facts = _checked({"name": "", **fields})
    made = make_company(organisation, key=_checked_key(key) or str(facts["name"])[:80].strip(), facts=facts)
    _acts.note(actor=actor, action="company.added", organisation=organisation, subject=made)
    return made


def make_company(organisation: Organisation, *, key: str, facts: dict[str, Any]) -> Company:  # Any: values of fields
    """Store a company under a key and a slug that are free; part of a service."""
    if Company.objects.filter(organisation=organisation, key=key).exists():
        raise BadInputError(
            f"There is a company with the key “{key}” already.",
            place=Place(field="key"),
            remedy="Open that one, or choose a key that tells them apart.",
        )
    taken = Company.objects.filter(organisation=organisation).values_list("slug", flat=True)
    slug = _acts.free_slug(str(facts["name"]), taken, otherwise="company")
    return Company.objects.create(organisation=organisation, key=key, slug=slug, **facts)


@transaction.atomic
def change_company(*, actor: User, company: Company, revision: int, **changes: Unpack[CompanyFields]) -> Company:
    """Change what is said of a company. Its type decides what is asked: once published, it stays."""
    _acts.require(actor, _acts.Permission.RESEARCH, company.organisation)
    facts = _checked(changes)
    if facts.get("company_type", company.company_type) != company.company_type:
        refuse_if_published(company, "the type")
    changed = _acts.save_changes(company, revision=revision, changes=facts)
    _acts.note(
        actor=actor, action="company.changed", organisation=company.organisation, subject=company, changed=changed
    )
    return company


def refuse_if_published(company: Company, what: str) -> None:
    """Refuse what would change the scores of an edition that everybody reads."""
    published = company.entries.filter(edition__publications__state=PublicationState.PUBLISHED)
    first = published.select_related("edition").first()
    if first is not None:
        raise ConflictError(
            f"{company} stands in “{first.edition}”, which is published, and {what} decides its score there."
            " Add another company or part for what has changed since."
        )


@transaction.atomic
def archive_company(*, actor: User, company: Company, revision: int) -> Company:
    """Put a company away: new editions no longer offer it; nothing is deleted."""
    _acts.require(actor, _acts.Permission.MANAGE, company.organisation)
    _acts.save_changes(company, revision=revision, changes={"archived_at": timezone.now()})
    _acts.note(actor=actor, action="company.archived", organisation=company.organisation, subject=company)
    return company


@transaction.atomic
def restore_company(*, actor: User, company: Company, revision: int) -> Company:
    """Take a company back."""
    _acts.require(actor, _acts.Permission.MANAGE, company.organisation)
    _acts.save_changes(company, revision=revision, changes={"archived_at": None})
    _acts.note(actor=actor, action="company.restored", organisation=company.organisation, subject=company)
    return company


def _checked_key(key: str) -> str:
    return _acts.check_line("key", key, maximum=80, may_be_empty=True)


def _checked(fields: CompanyFields) -> dict[str, object]:
    facts: dict[str, object] = {}
    if "name" in fields:
        facts["name"] = _acts.check_line("name", fields["name"])
    if "company_type" in fields:
        facts["company_type"] = _acts.check_line("company_type", fields["company_type"], maximum=80, may_be_empty=True)
    if "country" in fields:
        facts["country"] = _checked_country(fields["country"])
    if "note" in fields:
        facts["note"] = _acts.check_words("note", fields["note"], may_be_empty=True)
    return facts


def _checked_country(code: str) -> str:
    said = code.strip().upper()
    if said and not (len(said) == _COUNTRY and said.isascii() and said.isalpha()):
        raise BadInputError(
            f"{code.strip()!r} is not a country's code.",
            place=Place(field="country"),
            remedy="Write the two capital letters of ISO 3166, as in MM for Myanmar.",
        )
    return said


# ---- identifiers -------------------------------------------------------------------------------------------


@transaction.atomic
def add_identifier(
    *,
    actor: User,
    company: Company,
    scheme: str,
    value: str,
    source: str = "",
    valid_from: date | None = None,
    valid_until: date | None = None,
) -> Identifier:
    """Say by which number others know the company. LEI, ISIN and FIGI are checked by their check digits."""
    _acts.require(actor, _acts.Permission.RESEARCH, company.organisation)
    number = checked_identifier(scheme, value)
    if valid_from and valid_until and valid_until < valid_from:
        raise BadInputError("It ends before it begins.", place=Place(field="valid_until"), remedy="Check both days.")
    _refuse_taken(company, scheme, number)
    made = Identifier.objects.create(
        company=company,
        scheme=scheme,
        value=number,
        source=_acts.check_words("source", source, may_be_empty=True),
        valid_from=valid_from,
        valid_until=valid_until,
    )
    _acts.note(
        actor=actor,
        action="identifier.added",
        organisation=company.organisation,
        subject=company,
        changed=("identifiers",),
        detail={"scheme": scheme},
    )
    return made


@transaction.atomic
def remove_identifier(*, actor: User, identifier: Identifier) -> None:
    """Take an identifier off a company: it was never hers. One that has ended gets an end day instead."""
    company = identifier.company
    _acts.require(actor, _acts.Permission.RESEARCH, company.organisation)
    scheme = identifier.scheme
    identifier.delete()
    _acts.note(
        actor=actor,
        action="identifier.removed",
        organisation=company.organisation,
        subject=company,
        changed=("identifiers",),
        detail={"scheme": scheme},
    )


def checked_identifier(scheme: str, value: str) -> str:
    """Return the number as its scheme writes it. Refuses one that the scheme cannot have given, and says why.

    >>> checked_identifier("lei", "5493 00MLUDYVRQOOXS22")
    '549300MLUDYVRQOOXS22'
    """
    if scheme not in Scheme.values:
        raise BadInputError(
            f"{scheme!r} is not a scheme.", place=Place(field="scheme"), remedy=f"Schemes: {', '.join(Scheme.values)}."
        )
    said = " ".join(value.split())
    if scheme in _SHAPES:
        return _by_check_digit(scheme, said)
    if scheme == Scheme.WIKIDATA:
        return _wikidata(said)
    return _acts.check_line("value", said, maximum=100)


#: What a whole number of a scheme looks like, for the person who mistyped one.
_SHAPES: Final = {
    Scheme.LEI: "an LEI has 20 letters and digits, the last two are check digits",
    Scheme.ISIN: "an ISIN has two letters of a country, nine letters or digits, and a check digit",
    Scheme.FIGI: "a FIGI has 12 letters and digits, the third is a G, the last is a check digit",
}


#: So many letters and digits has a number of a scheme.
_LENGTHS: Final = {Scheme.LEI: 20, Scheme.ISIN: 12, Scheme.FIGI: 12}


def _by_check_digit(scheme: str, said: str) -> str:
    from stdnum import figi, isin, lei
    from stdnum.exceptions import InvalidChecksum, InvalidComponent, ValidationError

    module = {Scheme.LEI: lei, Scheme.ISIN: isin, Scheme.FIGI: figi}[Scheme(scheme)]
    bare = "".join(sign for sign in said if sign.isalnum())
    if len(bare) != _LENGTHS[Scheme(scheme)]:
        raise _no_number(scheme, f"It has {len(bare)} letters and digits.")
    try:
        return str(module.validate(said))
    except InvalidChecksum:
        why = "Its check digits do not fit: a sign was mistyped or swapped."
    except InvalidComponent:
        why = "Its first letters are no country's code." if scheme == Scheme.ISIN else "Its first letters cannot be."
    except ValidationError:
        why = "It holds signs that cannot stand there."
    raise _no_number(scheme, why)


def _no_number(scheme: str, why: str) -> BadInputError:
    article = "a" if scheme == Scheme.FIGI else "an"
    return BadInputError(
        f"This is not {article} {scheme.upper()}. {why}",
        place=Place(field="value"),
        remedy=f"Copy it again from its source: {_SHAPES[Scheme(scheme)]}.",
    )


def _wikidata(said: str) -> str:
    number = said.rpartition("/")[2].upper()
    if not (number.startswith("Q") and number[1:].isdecimal() and number.isascii()):
        raise BadInputError(
            "This is not an item of Wikidata.", place=Place(field="value"), remedy="Such as Q95 or its address."
        )
    return number


def _refuse_taken(company: Company, scheme: str, number: str) -> None:
    if company.identifiers.filter(scheme=scheme, value=number).exists():
        raise BadInputError(
            "The company has this number already.", place=Place(field="value"), remedy="Nothing is to be done."
        )
    others = Identifier.objects.filter(
        company__organisation=company.organisation, scheme=scheme, value=number, valid_until__isnull=True
    )
    other = others.exclude(company=company).select_related("company").first()
    if other is not None and scheme == Scheme.LEI:
        raise BadInputError(
            f"This LEI belongs to {other.company} here.",
            place=Place(field="value"),
            remedy="Check which of the two it names; if they are one company, use that one.",
        )


# ---- subjects ----------------------------------------------------------------------------------------------


@transaction.atomic
def add_subject(
    *, actor: User, company: Company, name: str, role: str = "", service_class: str = "", position: int | None = None
) -> Subject:
    """Add a part of a company that is asked: the group, an operating company, a service."""
    _acts.require(actor, _acts.Permission.RESEARCH, company.organisation)
    said = _acts.check_line("name", name, maximum=200)
    _refuse_taken_subject(company, said)
    last = company.subjects.aggregate(last=Max("position"))["last"]
    made = Subject.objects.create(
        company=company,
        name=said,
        role=_acts.check_line("role", role, maximum=80, may_be_empty=True),
        service_class=_acts.check_line("service_class", service_class, maximum=80, may_be_empty=True),
        position=position if position is not None else (0 if last is None else last + 1),
    )
    _note_subject(actor, "subject.added", made)
    return made


class SubjectFields(TypedDict, total=False):
    """What can be said of a part of a company."""

    name: str
    role: str
    service_class: str
    position: int


@transaction.atomic
def change_subject(*, actor: User, subject: Subject, **changes: Unpack[SubjectFields]) -> Subject:
    """Change a part of a company. What decides scores stays once they are published."""
    company = subject.company
    _acts.require(actor, _acts.Permission.RESEARCH, company.organisation)
    wanted = {name: " ".join(value.split()) if isinstance(value, str) else value for name, value in changes.items()}
    changed = [name for name, value in wanted.items() if getattr(subject, name) != value]
    if set(changed) - {"position"} and subject.entries.filter(edition__publications__isnull=False).exists():
        refuse_if_published(company, f"what “{subject}” is")
    if "name" in changed:
        _refuse_taken_subject(company, _acts.check_line("name", str(wanted["name"]), maximum=200))
    if "service_class" in changed:
        _acts.check_line("service_class", str(wanted["service_class"]), maximum=80, may_be_empty=True)
    if "role" in changed:
        _refuse_unfit_role(subject, _acts.check_line("role", str(wanted["role"]), maximum=80, may_be_empty=True))
    for name in changed:
        setattr(subject, name, wanted[name])
    if changed:
        subject.save(update_fields=[*changed, "updated_at"])
    _note_subject(actor, "subject.changed", subject, changed)
    return subject


def _refuse_unfit_role(subject: Subject, role: str) -> None:
    """Refuse a role that an edition does not know, or under which answers that are there would not be asked."""
    for entry in subject.entries.select_related("edition__methodology"):
        plan = plan_of(entry.edition.methodology)
        roles = plan.methodology.roles
        if roles and role not in roles:
            raise BadInputError(
                f"“{entry.edition}” knows no role {role!r}.",
                place=Place(field="role"),
                remedy=f"Its roles: {', '.join(roles)}. Or take the part out of that edition first.",
            )
        given = subject.answers.filter(edition=entry.edition, is_current=True).values_list("node", "component")
        lost = sorted({node for node, part in given if node in plan.leaves and not plan.takes(node, role, part)})
        if lost:
            raise ConflictError(
                f"“{subject}” has answers in “{entry.edition}” that are not asked of this role, such as {lost[0]}."
                " Add another part instead."
            )


def _refuse_taken_subject(company: Company, name: str) -> None:
    if company.subjects.filter(name=name).exists():
        raise BadInputError(
            f"{company} has a part named “{name}” already.", place=Place(field="name"), remedy="Choose another name."
        )


def _note_subject(actor: User, action: str, subject: Subject, changed: list[str] | None = None) -> None:
    company = subject.company
    _acts.note(
        actor=actor,
        action=action,
        organisation=company.organisation,
        subject=company,
        changed=changed or ("subjects",),
    )
