"""Field shapes and bases that models of several pillars share."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import uuid4

import msgspec
from django.conf import settings
from django.db import models
from django.utils import timezone

from knowshow.errors import ConflictError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.db.models.base import ModelBase

#: Longest free text of one field, as in the assessment file.
WORDS_MAXIMUM = 20_000


def words(
    *, required: bool = False, maximum: int | None = WORDS_MAXIMUM, editable: bool = True, help_text: str = ""
) -> models.TextField[str, str]:
    """Make a field for free text."""
    return models.TextField(blank=not required, default="", max_length=maximum, editable=editable, help_text=help_text)


def line(
    length: int = 300, *, choices: type[models.TextChoices] | None = None, help_text: str = ""
) -> models.CharField[str, str]:
    """Make a field for one line of text that may be empty."""
    return models.CharField(max_length=length, blank=True, default="", choices=choices, help_text=help_text)


def person(*, optional: bool = True) -> models.ForeignKey[Any, Any]:  # Any: the account model is a setting
    """Point at an account; accounts are closed, never deleted under a record."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=optional, blank=optional, related_name="+"
    )


def today() -> date:
    """Return the day, in the time zone of the server."""
    return timezone.localdate()


def new_code() -> str:
    """Return a random code: what is sealed is bound to it before a row has a number."""
    return uuid4().hex


def random_number() -> int:
    """Return a random number for a row: of two, nobody can tell which came first."""
    return secrets.randbelow(2**62) + 1


class OrderedJSON(models.TextField):  # type: ignore[type-arg]  # its values are whatever JSON holds
    """JSON that is read as a whole and keeps the order of its keys, which PostgreSQL's own type does not."""

    #: What the type checker takes a value of this field for.
    _pyi_private_set_type: Any  # Any: what JSON holds
    _pyi_private_get_type: Any  # Any: what JSON holds

    def from_db_value(self, value: str | None, *_: object) -> object:
        """Return what the text says."""
        return None if value is None else msgspec.json.decode(value)

    def get_prep_value(self, value: object) -> str | None:
        """Return the value as text."""
        return None if value is None else msgspec.json.encode(value).decode()

    def value_to_string(self, obj: models.Model) -> str:
        """Return the value as text, for files of the whole database."""
        return self.get_prep_value(self.value_from_object(obj)) or ""

    def to_python(self, value: object) -> object:
        """Return what such a file says."""
        return msgspec.json.decode(value) if isinstance(value, str) else value


class Revised(models.Model):
    """A record that two people may change at once: the second to save is told (``ConflictError``)."""

    revision = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True


class Kept(models.Model):
    """A record that is never changed and never deleted, save the named fields of its bookkeeping."""

    #: The only fields of a stored record that may change.
    bookkeeping: ClassVar[frozenset[str]] = frozenset()
    #: What to do instead of changing it.
    instead: ClassVar[str] = ""

    class Meta:
        abstract = True

    def save(
        self,
        *,
        force_insert: bool | tuple[ModelBase, ...] = False,
        force_update: bool = False,
        using: str | None = None,
        update_fields: Iterable[str] | None = None,
    ) -> None:
        """Store a new record; refuse to change a stored one."""
        changed = set(update_fields or ())
        if not self._state.adding and (not changed or changed - self.bookkeeping):
            raise ConflictError(f"This record is kept as it is. {self.instead}")
        super().save(force_insert=force_insert, force_update=force_update, using=using, update_fields=update_fields)

    def delete(
        self,
        using: str | None = None,  # noqa: ARG002  (the signature is Django's)
        keep_parents: bool = False,  # noqa: ARG002  (the signature is Django's)
    ) -> tuple[int, dict[str, int]]:
        """Refuse."""
        raise ConflictError(f"This record is kept as it is. {self.instead}")
