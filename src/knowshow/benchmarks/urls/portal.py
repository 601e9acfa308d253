"""Addresses of rankings on the portal. Those with a number are permanent; they must not change."""

from __future__ import annotations

from django.urls import URLPattern, path, re_path

from knowshow.benchmarks.views.portal import downloads, rankings

app_name = "rankings"
_ONE = "<slug:slug>/<int:number>/"

urlpatterns: list[URLPattern] = [
    path("", rankings.index, name="index"),
    path("<slug:slug>/", rankings.newest, name="newest"),
    path(_ONE, rankings.ranking, name="ranking"),
    path(f"{_ONE}companies/", rankings.companies, name="companies"),
    path(f"{_ONE}companies/<slug:company>/", rankings.company, name="company"),
    path(f"{_ONE}companies/<slug:company>/<path:node>/", rankings.company_node, name="company_node"),
    path(f"{_ONE}indicators/", rankings.indicators, name="indicators"),
    path(f"{_ONE}indicators/<path:node>/", rankings.indicator, name="indicator"),
    path(f"{_ONE}change/", rankings.changes, name="changes"),
    path(f"{_ONE}differences/", rankings.differing, name="differences"),
    path(f"{_ONE}answers/", rankings.answers, name="answers"),
    path(f"{_ONE}methodology/", rankings.methodology, name="methodology"),
    path(f"{_ONE}methodology.json", downloads.methodology_file, name="methodology_file"),
    path(f"{_ONE}data/", rankings.data, name="data"),
    path(f"{_ONE}data/<slug:name>.csv", downloads.table, name="table"),
    path(f"{_ONE}data.json", downloads.everything, name="everything"),
    path(f"{_ONE}recompute.zip", downloads.folder, name="folder"),
    re_path(
        r"^(?P<slug>[-\w]+)/(?P<number>[0-9]{1,9})/figures/(?P<kind>[-:\w]+)\.(?P<form>csv|json)$",
        downloads.figure,
        name="figure",
    ),
]
