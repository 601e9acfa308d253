"""Accounts of people who work in the workspace. People who were harmed never need one (GP 31 b)."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    """Make accounts; the e-mail address is the name to sign in with."""

    def create_user(self, email: str, password: str | None = None, *, name: str = "", is_demo: bool = False) -> User:
        """Store an account. Without a password nobody can sign in until one is set."""
        user = self.model(email=email.strip().lower(), name=name.strip(), is_demo=is_demo)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        """Find an account by its address, in whatever case it was typed."""
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A person with an account. Accounts are closed, not deleted, so that the history keeps its actors."""

    email = models.EmailField(
        unique=True, error_messages={"unique": _("This address has an account.")}, help_text=_("In lower case.")
    )
    name = models.CharField(max_length=200, blank=True, default="")
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False, help_text="Made by the demo; no server for others starts with it.")
    joined_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[UserManager] = UserManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        ordering: ClassVar = ["name", "email"]
        verbose_name = "person"
        verbose_name_plural = "people"
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="address_in_lower_case")
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        """Return the name that pages show."""
        return str(self)
