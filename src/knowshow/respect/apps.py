"""The Django app of Pillar II: the corporate responsibility to respect (GP 11 to 24)."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RespectConfig(AppConfig):
    """Products, assessments, impacts on people, actions and approvals."""

    name = "knowshow.respect"
    label = "respect"
    verbose_name = _("Respect")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what the acts of this pillar are called in the history, and how it forgets a name."""
        from knowshow.foundation import waiting
        from knowshow.foundation.history import name_acts
        from knowshow.foundation.personal import on_erasure
        from knowshow.respect.selectors.changes import WORDS
        from knowshow.respect.selectors.reassessments import reassessments_waiting_for
        from knowshow.respect.services.personal import forget_name

        name_acts(WORDS)
        on_erasure(forget_name)
        waiting.register(reassessments_waiting_for)
