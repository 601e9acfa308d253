"""Addresses of the user interface itself: the pattern page."""

from __future__ import annotations

from django.urls import path

from knowshow.ui import views

app_name = "ui"
urlpatterns = [path("patterns/", views.patterns, name="patterns")]
