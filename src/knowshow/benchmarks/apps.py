"""The Django app of rankings and questionnaires."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BenchmarksConfig(AppConfig):
    """Methodologies, companies, research in steps, publications, and questionnaires."""

    name = "knowshow.benchmarks"
    label = "benchmarks"
    verbose_name = _("Benchmarks")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what the acts of this pillar are called, what waits for people, and where its pages stand."""
        from knowshow.benchmarks.selectors.changes import WORDS
        from knowshow.benchmarks.selectors.waiting import companies_waiting_for
        from knowshow.foundation import waiting
        from knowshow.foundation.history import name_acts
        from knowshow.ui import navigation
        from knowshow.ui.navigation import Entry

        name_acts(WORDS)
        waiting.register(companies_waiting_for)
        navigation.register(
            Entry("benchmarks:rankings", _("Benchmarks"), icon="benchmarks", key="benchmarks", position=40),
            Entry("benchmarks:rankings", _("Rankings"), under="benchmarks", position=10),
            Entry("benchmarks:research", _("Research"), under="benchmarks", position=20),
            Entry("benchmarks:methodologies", _("Methodologies"), under="benchmarks", position=30),
            Entry("benchmarks:questionnaires", _("Questionnaires"), under="benchmarks", position=40),
            Entry("benchmarks:feedback", _("Feedback"), icon="benchmarks", position=10, for_contacts=True),
        )
