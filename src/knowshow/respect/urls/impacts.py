"""Ranked impacts of an assessment: sentence, ratings, involvement, overrides, actions, findings."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
