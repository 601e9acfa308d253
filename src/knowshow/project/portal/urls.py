"""All addresses of the portal."""

from __future__ import annotations

from django.urls import include, path

from knowshow.project.portal import views

urlpatterns = [
    path("rankings/", include("knowshow.benchmarks.urls.portal")),
    path("", views.start, name="start"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("robots.txt", views.robots, name="robots"),
]

handler400 = views.unreadable
handler403 = views.closed
handler404 = views.absent
handler500 = views.failed
