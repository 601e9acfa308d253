"""All addresses of the portal. The first part names the language, save for English, which has none."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from knowshow.project.portal import views

urlpatterns = [
    path("robots.txt", views.robots, name="robots"),
    *i18n_patterns(
        path("rankings/", include("knowshow.benchmarks.urls.portal")),
        path("", views.start, name="start"),
        path("published/", views.publications, name="publications"),
        path("", include("knowshow.remedy.urls.portal")),
        path("accessibility/", views.accessibility, name="accessibility"),
        prefix_default_language=False,
    ),
]

handler400 = views.unreadable
handler403 = views.closed
handler404 = views.absent
handler500 = views.failed
