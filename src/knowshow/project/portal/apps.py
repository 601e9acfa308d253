"""The foundation as the portal needs it: its tables, without the library of sign-in."""

from __future__ import annotations

from django.apps import AppConfig


class FoundationConfig(AppConfig):
    """Published records name an organisation; so its table is known. Nobody signs in here, so nothing else is."""

    name = "knowshow.foundation"
    label = "foundation"
    default_auto_field = "django.db.models.BigAutoField"
