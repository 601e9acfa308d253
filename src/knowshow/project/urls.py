"""All addresses of the workspace."""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import include, path

_RESPECT = [path("", include("knowshow.respect.urls"))] if find_spec("knowshow.respect.urls") else []

urlpatterns = [
    *_RESPECT,
    path("", include("knowshow.foundation.urls")),
    path("account/", include("allauth.urls")),
]
