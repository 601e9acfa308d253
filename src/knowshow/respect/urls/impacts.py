"""Addresses of one impact: sentence, ratings, involvement, overrides, actions."""

from __future__ import annotations

from django.urls import URLPattern, path

from knowshow.respect.views import actions, decisions, impacts, ratings

urlpatterns: list[URLPattern] = [
    path("assessments/<int:pk>/suggestions/", impacts.suggestions, name="suggestions"),
    path("assessments/<int:pk>/impacts/add/", impacts.impact_add, name="impact_add"),
    path("impacts/<int:pk>/", impacts.impact, name="impact"),
    path("impacts/<int:pk>/edit/", impacts.impact_edit, name="impact_edit"),
    path("impacts/<int:pk>/archive/", impacts.impact_archive, name="impact_archive"),
    path("impacts/<int:pk>/rate/", ratings.rate, name="rate"),
    path("ratings/meaning/", ratings.rating_meaning, name="rating_meaning"),
    path("ratings/<int:pk>/withdraw/", ratings.rating_withdraw, name="rating_withdraw"),
    path("ratings/<int:pk>/evidence/", ratings.evidence_add, name="evidence_add"),
    path("evidence/<int:pk>/remove/", ratings.evidence_remove, name="evidence_remove"),
    path("impacts/<int:pk>/settle/<slug:group>/", ratings.disagreement, name="disagreement"),
    path("disagreements/<int:pk>/", ratings.disagreement_settle, name="disagreement_settle"),
    path("impacts/<int:pk>/involvement/", decisions.involvement, name="involvement"),
    path("impacts/<int:pk>/override/", decisions.override_propose, name="override_propose"),
    path("overrides/<int:pk>/", decisions.override_decide, name="override_decide"),
    path("overrides/<int:pk>/withdraw/", decisions.override_withdraw, name="override_withdraw"),
    path("actions/", actions.actions, name="actions"),
    path("impacts/<int:pk>/actions/add/", actions.action_add, name="action_add"),
    path("actions/<int:pk>/", actions.action_edit, name="action_edit"),
    path("actions/<int:pk>/remove/", actions.action_remove, name="action_remove"),
]
