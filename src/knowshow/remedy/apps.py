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

    def ready(self) -> None:
        """Say what acts are called and where pages stand, and forget opened keys when their owner signs out."""
        from django.contrib.auth.signals import user_logged_out

        from knowshow.foundation import waiting
        from knowshow.foundation.history import name_acts
        from knowshow.remedy.selectors.case_words import ACTS
        from knowshow.remedy.selectors.changes import WORDS
        from knowshow.remedy.selectors.waiting import appeals_waiting_for, cases_waiting_for, requests_waiting_for
        from knowshow.remedy.views.workspace._opened import forget_at_sign_out
        from knowshow.remedy.views.workspace._shares import shares_waiting_for
        from knowshow.ui import navigation
        from knowshow.ui.navigation import Entry

        name_acts(WORDS)
        name_acts(ACTS)
        waiting.register(cases_waiting_for)
        waiting.register(appeals_waiting_for)
        waiting.register(requests_waiting_for)
        waiting.register(shares_waiting_for)
        user_logged_out.connect(forget_at_sign_out, dispatch_uid="knowshow.remedy.forget_at_sign_out")
        navigation.register(
            Entry("remedy:mechanisms", _("Remedy"), icon="remedy", key="remedy", position=60, for_case_team=True),
            Entry("remedy:cases", _("Cases"), under="remedy", position=10, for_case_team=True),
            Entry("remedy:mechanisms", _("Mechanisms"), under="remedy", position=80, for_case_team=True),
        )
