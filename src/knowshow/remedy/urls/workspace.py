"""Addresses of grievance mechanisms in the workspace."""

from __future__ import annotations

from knowshow.remedy.urls import casework, learning, mechanism

app_name = "remedy"
urlpatterns = [*mechanism.urlpatterns, *learning.urlpatterns, *casework.urlpatterns]
