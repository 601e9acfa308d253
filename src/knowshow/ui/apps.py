"""Register the user interface with Django."""

from __future__ import annotations

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Templates, style sheets and template tags that all pillars share."""

    name = "knowshow.ui"
    label = "ui"
    verbose_name = "User interface"
