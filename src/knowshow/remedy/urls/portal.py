"""Addresses for people who complain, on the portal. Neutral: no word of a story, no reference, no name is in one."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from knowshow.remedy.views.portal import files, information, receipt, record, writing

app_name = "grievance"
urlpatterns: list[URLPattern | URLResolver] = [
    path("write/", writing.write, name="write"),
    path("receipt/", receipt.receipt, name="receipt"),
    path("file/", files.add, name="file"),
    path("file/choice/", files.choose, name="file_choice"),
    path("", include("knowshow.remedy.urls.portal_returning")),
    path("outcomes/", record.records, name="records"),
    path("outcomes/<slug:code>/", record.record, name="record"),
    path("limits/", information.limits, name="limits"),
    path("history/", information.history, name="history"),
    path("help/", information.helplines, name="helplines"),
    path("speak/", information.speak, name="speak"),
]
