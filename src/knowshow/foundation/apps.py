"""The Django app of the foundation."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FoundationConfig(AppConfig):
    """Accounts, organisations with members, one permission function, one history, attached files."""

    name = "knowshow.foundation"
    label = "foundation"
    verbose_name = _("Foundation")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Keep no address of the network with a session."""
        from allauth.usersessions.models import UserSession
        from django.db.models.signals import pre_save

        from knowshow.foundation.sessions import forget_where

        pre_save.connect(forget_where, sender=UserSession, dispatch_uid="knowshow.foundation.forget_where")
