"""Addresses of the pages on which pillars meet."""

from __future__ import annotations

from django.urls import URLPattern, path

from knowshow.bridges import views

app_name = "learning"
urlpatterns: list[URLPattern] = [path("issues/<int:pk>/look-again/", views.reassess, name="reassess")]
