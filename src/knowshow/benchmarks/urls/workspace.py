"""Addresses of rankings and questionnaires in the workspace."""

from __future__ import annotations

from knowshow.benchmarks.urls import questionnaires, research

app_name = "benchmarks"
urlpatterns = [*research.urlpatterns, *questionnaires.urlpatterns]
