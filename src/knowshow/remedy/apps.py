"""The Django app of grievance mechanisms (Pillar III)."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RemedyConfig(AppConfig):
    """Intake, sealed cases, casework, remedies, appeals, learning."""

    name = "knowshow.remedy"
    label = "remedy"
    verbose_name = _("Remedy")
    default_auto_field = "django.db.models.BigAutoField"
