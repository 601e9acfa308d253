"""The product's addresses, and the pattern page."""

from django.urls import include, path

urlpatterns = [path("ui/", include("knowshow.ui.urls")), path("", include("knowshow.project.urls"))]
