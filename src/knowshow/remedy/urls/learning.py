"""Addresses of what cases teach: the scorecard, issues behind cases, stories for everybody."""

from __future__ import annotations

from django.urls import URLPattern, path

from knowshow.remedy.views.workspace import learning

urlpatterns: list[URLPattern] = [
    path("mechanisms/<int:pk>/effectiveness/", learning.effectiveness, name="effectiveness"),
    path("mechanisms/<int:pk>/effectiveness/consultation/", learning.consultation_add, name="consultation_add"),
    path("mechanisms/<int:pk>/effectiveness/figure/", learning.fact_add, name="fact_add"),
    path("mechanisms/<int:pk>/issues/", learning.issues, name="issues"),
    path("mechanisms/<int:pk>/issues/add/", learning.issue_add, name="issue_add"),
    path("mechanisms/<int:pk>/issues/<int:issue>/", learning.issue, name="issue"),
    path("mechanisms/<int:pk>/issues/<int:issue>/close/", learning.issue_close, name="issue_close"),
    path("mechanisms/<int:pk>/actions/<int:action>/done/", learning.systemic_action_done, name="systemic_action_done"),
    path("mechanisms/<int:pk>/stories/", learning.stories, name="stories"),
    path("mechanisms/<int:pk>/stories/add/", learning.story_add, name="story_add"),
    path("mechanisms/<int:pk>/stories/<int:story>/publish/", learning.story_publish, name="story_publish"),
]
