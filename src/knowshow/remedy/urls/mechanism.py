"""Addresses of mechanisms and their team: one's key, seats, settings, trustees, intake by other ways, lanes."""

from __future__ import annotations

from django.urls import URLPattern, path

from knowshow.remedy.views.workspace import keys, mechanism

_KEYS: list[URLPattern] = [
    path("key/", keys.keys, name="keys"),
    path("key/make/", keys.key_make, name="key_make"),
    path("key/passphrase/", keys.passphrase_change, name="passphrase_change"),
    path("open/", keys.unlock, name="unlock"),
    path("close/", keys.lock, name="lock"),
]
_MECHANISM: list[URLPattern] = [
    path("mechanisms/", mechanism.mechanisms, name="mechanisms"),
    path("mechanisms/<int:pk>/", mechanism.mechanism, name="mechanism"),
]
urlpatterns: list[URLPattern] = [*_KEYS, *_MECHANISM]
