"""Addresses of questionnaires in the workspace."""

from __future__ import annotations

from django.urls import URLPattern, path

from knowshow.benchmarks.views.workspace import questionnaires

urlpatterns: list[URLPattern] = [
    path("questionnaires/", questionnaires.listed, name="questionnaires"),
    path("questionnaires/add/", questionnaires.add, name="questionnaire_add"),
    path("questionnaires/<int:pk>/", questionnaires.detail, name="questionnaire"),
    path("questionnaires/<int:pk>/edit/", questionnaires.edit, name="questionnaire_edit"),
    path("questionnaires/<int:pk>/sections/<int:number>/", questionnaires.section, name="questionnaire_section"),
    path("questionnaires/<int:pk>/results/", questionnaires.results, name="questionnaire_results"),
    path("questionnaires/<int:pk>/results.json", questionnaires.export, name="questionnaire_export"),
    path("questionnaires/<int:pk>/answers/", questionnaires.log, name="questionnaire_log"),
    path("questionnaires/<int:pk>/finish/", questionnaires.finish, name="questionnaire_finish"),
]
