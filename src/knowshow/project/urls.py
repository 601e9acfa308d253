"""All addresses of the workspace."""

from __future__ import annotations

from django.urls import include, path

from knowshow.respect.views.today import today

urlpatterns = [
    path("", today, name="today"),
    path("respect/", include("knowshow.respect.urls")),
    path("benchmarks/", include("knowshow.benchmarks.urls.workspace")),
    path("remedy/", include("knowshow.remedy.urls.workspace")),
    path("learning/", include("knowshow.bridges.urls")),
    path("", include("knowshow.foundation.urls")),
]
