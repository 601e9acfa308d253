"""The Django app of the bridges: pages on which two pillars meet. It stores nothing."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BridgesConfig(AppConfig):
    """From remedy to due diligence, and back."""

    name = "knowshow.bridges"
    label = "bridges"
    verbose_name = _("Bridges")
