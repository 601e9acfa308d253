"""Products and services, with the relationships they stand in (GP 13)."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from django.db import transaction
from django.utils import timezone

from knowshow.errors import BadInputError, ConflictError, Place
from knowshow.respect.models import Impact, Lifecycle, Product, Relationship
from knowshow.respect.rules.places import COUNTRY_CODES
from knowshow.respect.services import _acts, approvals
from knowshow.respect.services._placing import index_words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Unpack

    from knowshow.foundation.models import Organisation, User
    from knowshow.respect.rules import assessment as records


class ProductFields(TypedDict, total=False):
    """What can be said of a product."""

    name: str
    description: str
    technologies: Sequence[str]
    lifecycle: str
    countries: Sequence[str]
    relationships: Sequence[records.Relationship]


@transaction.atomic
def add_product(*, actor: User, organisation: Organisation, **fields: Unpack[ProductFields]) -> Product:
    """Add a product or service; its name is needed, and unique in the organisation."""
    _acts.require(actor, _acts.Permission.ASSESS, organisation)
    facts, relationships = _checked(fields | {"name": fields.get("name", "")})
    _refuse_taken_name(organisation, str(facts["name"]))
    product = Product.objects.create(organisation=organisation, created_by=actor, **facts)
    _write_relationships(product, relationships or ())
    _acts.note(actor=actor, action="respect.product.added", organisation=organisation, subject=product)
    return product


@transaction.atomic
def change_product(*, actor: User, product: Product, revision: int, **changes: Unpack[ProductFields]) -> Product:
    """Change what is said of a product, if nobody else did since ``revision``."""
    _acts.require(actor, _acts.Permission.ASSESS, product.organisation)
    facts, relationships = _checked(changes)
    if "name" in facts:
        _refuse_taken_name(product.organisation, str(facts["name"]), besides=product)
    changed = _acts.save_changes(product, revision=revision, changes=facts)
    if relationships is not None and _write_relationships(product, relationships):
        changed = (*changed, "relationships")
    _finish_change(actor, product, changed)
    return product


def product_for(actor: User, organisation: Organisation, subject: records.Subject) -> Product:
    """Return the product that a file names, made if there is none, with what the file adds; part of a service."""
    named = Product.objects.filter(organisation=organisation, name__iexact=subject.name, archived_at__isnull=True)
    product = named.first()
    if product is not None:
        return completed(actor, product, subject)
    product = Product.objects.create(organisation=organisation, created_by=actor, name=subject.name, **_said(subject))
    _write_relationships(product, subject.business_relationships)
    _acts.note(actor=actor, action="respect.product.added", organisation=organisation, subject=product)
    return product


def completed(actor: User, product: Product, subject: records.Subject) -> Product:
    """Fill what a product leaves open and add what its lists lack; what it says already stays; part of a service."""
    product = Product.objects.select_for_update().get(pk=product.pk)
    said = _said(subject)
    wanted: dict[str, object] = {
        "description": product.description or said["description"],
        "lifecycle": product.lifecycle or said["lifecycle"],
        "technologies": list(dict.fromkeys([*product.technologies, *subject.technology])),
        "countries": list(dict.fromkeys([*product.countries, *subject.countries])),
    }
    changed = [name for name, value in wanted.items() if getattr(product, name) != value]
    if _add_relationships(product, subject.business_relationships):
        changed.append("relationships")
    if changed:
        _acts.save_changes(product, revision=product.revision, changes=wanted)
        _finish_change(actor, product, changed)
    return product


def _said(subject: records.Subject) -> dict[str, object]:
    return {
        "description": subject.description,
        "lifecycle": subject.lifecycle,
        "technologies": list(dict.fromkeys(subject.technology)),
        "countries": list(dict.fromkeys(subject.countries)),
    }


def _finish_change(actor: User, product: Product, changed: Sequence[str]) -> None:
    """A product stands in the record of each of its assessments, archived or not: approvals may no longer hold."""
    for assessment in product.assessments.all() if changed else ():
        if "name" in changed:
            index_words(assessment)
        approvals.content_changed(actor=actor, assessment=assessment, what=f"product: {', '.join(changed)}")
    _acts.note(
        actor=actor,
        action="respect.product.changed",
        organisation=product.organisation,
        subject=product,
        changed=changed,
    )


@transaction.atomic
def archive_product(*, actor: User, product: Product, revision: int) -> Product:
    """Put a product away, with its assessments; nothing is deleted."""
    _acts.require(actor, _acts.Permission.MANAGE, product.organisation)
    _acts.save_changes(product, revision=revision, changes={"archived_at": timezone.now()})
    Impact.objects.filter(assessment__product=product).update(is_listed=False)
    _acts.note(actor=actor, action="respect.product.archived", organisation=product.organisation, subject=product)
    return product


@transaction.atomic
def restore_product(*, actor: User, product: Product, revision: int) -> Product:
    """Take a product back into the register."""
    _acts.require(actor, _acts.Permission.MANAGE, product.organisation)
    _refuse_taken_name(product.organisation, product.name, besides=product)
    _acts.save_changes(product, revision=revision, changes={"archived_at": None})
    Impact.objects.filter(
        assessment__product=product, assessment__archived_at__isnull=True, archived_at__isnull=True
    ).update(is_listed=True)
    _acts.note(actor=actor, action="respect.product.restored", organisation=product.organisation, subject=product)
    return product


def _checked(
    fields: ProductFields,
) -> tuple[dict[str, object], Sequence[records.Relationship] | None]:
    facts: dict[str, object] = {**fields}
    relationships = fields.get("relationships")
    facts.pop("relationships", None)
    if "name" in fields:
        facts["name"] = _acts.check_words("name", fields["name"], maximum=300)
    if "technologies" in fields:
        _acts.check_ids("technology", fields["technologies"], field="technologies")
        facts["technologies"] = list(fields["technologies"])
    if "countries" in fields:
        facts["countries"] = _checked_countries(fields["countries"])
    if fields.get("lifecycle") and fields["lifecycle"] not in Lifecycle.values:
        raise BadInputError(
            "This stage is not known.", place=Place(field="lifecycle"), remedy=f"Stages: {', '.join(Lifecycle)}."
        )
    return facts, relationships


def _checked_countries(codes: Sequence[str]) -> list[str]:
    for code in codes:
        if code not in COUNTRY_CODES:
            raise BadInputError(
                f"{code!r} is not a country's code.",
                place=Place(field="countries"),
                remedy="Write the two capital letters of ISO 3166, as in MM for Myanmar.",
            )
    return list(codes)


def _refuse_taken_name(organisation: Organisation, name: str, *, besides: Product | None = None) -> None:
    taken = Product.objects.filter(organisation=organisation, name__iexact=name, archived_at__isnull=True)
    if besides is not None:
        taken = taken.exclude(pk=besides.pk)
    if taken.exists():
        raise ConflictError(
            f"There is a product named “{name}” already. Open that one, or choose a name that tells them apart."
        )


def _add_relationships(product: Product, relationships: Sequence[records.Relationship]) -> bool:
    """Add the relationships that the product lacks; say whether there were any."""
    held = set(product.relationships.values_list("name", "kind", "end_use"))
    missing = [one for one in relationships if (one.name, one.kind, one.end_use) not in held]
    Relationship.objects.bulk_create(
        Relationship(product=product, name=one.name, kind=one.kind, end_use=one.end_use, position=len(held) + number)
        for number, one in enumerate(missing)
    )
    return bool(missing)


def _write_relationships(product: Product, relationships: Sequence[records.Relationship]) -> bool:
    """Replace the relationships if they differ; say whether they did."""
    wanted = [(one.name, one.kind, one.end_use) for one in relationships]
    if list(product.relationships.values_list("name", "kind", "end_use")) == wanted:
        return False
    product.relationships.all().delete()
    Relationship.objects.bulk_create(
        Relationship(product=product, name=name, kind=kind, end_use=end_use, position=position)
        for position, (name, kind, end_use) in enumerate(wanted)
    )
    return True
