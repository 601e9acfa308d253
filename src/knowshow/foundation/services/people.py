"""Tell what is held about a person who works here, and erase what can be erased. For the operator's command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import transaction

from knowshow.errors import BadInputError, ConflictError, Place
from knowshow.foundation import accounts, history, personal
from knowshow.foundation.models import HistoryEntry, Membership, Role, User
from knowshow.foundation.permissions import forget
from knowshow.foundation.services import members

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.db.models import Model


def tell_person(*, email: str) -> dict[str, object]:
    """Return the account and every record that points at it, by kind; what opens the account is left out."""
    user = _account(email)
    records: dict[str, list[dict[str, object]]] = {}
    for model, field in _pointers():
        for record in model._default_manager.filter(**{field: user}).order_by("pk").iterator(chunk_size=500):
            records.setdefault(model._meta.label, []).append({"as": field, **_plain(record)})
    return {"account": _plain(user), "records": records}


@transaction.atomic
def erase_person(*, email: str) -> str:
    """Take name and address off everything but frozen versions, end the memberships, and close the account.

    Returns the name that stands in their place. What she did stays, under that name. Refused for the only human
    rights lead of an organisation that has other members.
    """
    user = _account(email)
    alias = f"Former member {user.pk}"
    seats = list(user.memberships.select_related("organisation"))
    _refuse_only_lead(user, seats)
    personal.forget_everywhere(user, alias)
    _forget_in_history(user, alias)
    user.memberships.all().delete()
    forget(user)
    accounts.start_afresh(user)
    accounts.forget_addresses(user)
    user.email, user.name, user.is_active = f"former-member-{user.pk}@erased.invalid", alias, False
    user.save(update_fields=["email", "name", "is_active"])
    for seat in seats:
        history.record(
            actor=None,
            action="foundation.account.erased",
            organisation=seat.organisation,
            subject=user,
            changed=("email", "name", "is_active"),
        )
    return alias


def _account(email: str) -> User:
    found = User.objects.filter(email=members.checked_address(email)).first()
    if found is None:
        raise BadInputError("No account has this address.", place=Place(field="email"))
    return found


def _pointers() -> Iterator[tuple[type[Model], str]]:
    """Every model and field that points at an account, hidden ones too, also by way of a membership."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if field.related_model is User:
                yield model, field.name
            elif field.related_model is Membership:
                yield model, f"{field.name}__user"


def _plain(record: Model) -> dict[str, Any]:  # Any: each field has a type of its own
    fields = [field for field in record._meta.concrete_fields if field.name not in personal.WITHHELD]
    return {field.attname: field.value_from_object(record) for field in fields}


def _refuse_only_lead(user: User, seats: Iterable[Membership]) -> None:
    """Every organisation that goes on keeps a lead."""
    for seat in seats:
        others = seat.organisation.memberships.exclude(pk=seat.pk)
        if seat.role == Role.LEAD and others.exists() and not others.filter(role=Role.LEAD).exists():
            raise ConflictError(
                f"{user} is the only human rights lead of {seat.organisation}. Make somebody else lead there first."
            )


def _forget_in_history(user: User, alias: str) -> None:
    """Entries about the account name it by words, perhaps by a former name; what they say stays."""
    about = HistoryEntry.objects.filter(subject_type=User._meta.label_lower, subject_id=str(user.pk))
    about.update(subject=alias)
