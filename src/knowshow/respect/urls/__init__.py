"""Addresses of Pillar II."""

from __future__ import annotations

from knowshow.respect.urls import desk, impacts

app_name = "respect"
urlpatterns = [*desk.urlpatterns, *impacts.urlpatterns]
