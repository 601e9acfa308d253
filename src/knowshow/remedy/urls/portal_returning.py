"""Addresses of those who come back with a receipt. They are neutral: histories are read by others too."""

from __future__ import annotations

from django.urls import URLPattern, path

from knowshow.remedy.views.portal import decisions, returning, telling

urlpatterns: list[URLPattern] = [
    path("return/", returning.page, name="return"),
    path("return/message/", returning.message, name="return_message"),
    path("return/more/", returning.facts, name="return_facts"),
    path("return/decide/", decisions.decide, name="return_decide"),
    path("return/tell/", telling.tell, name="return_tell"),
    path("return/copy/", returning.copy, name="return_copy"),
    path("return/file/", returning.file, name="return_file"),
]
