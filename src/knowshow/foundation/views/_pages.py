"""What the pages of an organisation share: tabs, and what the member may do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from knowshow.foundation.permissions import Permission, may

if TYPE_CHECKING:
    from django.http import HttpResponse

    from knowshow.foundation.membership import MemberRequest


def show(request: MemberRequest, template: str, context: Mapping[str, object], *, tab: str = "") -> HttpResponse:
    """Render a page of the organisation; pages without a tab lead back to the members."""
    manages = may(request.user, Permission.MANAGE, request.organisation)
    shared: dict[str, object] = {"can_manage": manages}
    if tab:
        shared["tabs"] = _tabs(tab)
    else:
        shared["crumbs"] = [(_("Members"), reverse("members")), (context["title"], "")]
    return render(request, template, {**shared, **context})


def _tabs(current: str) -> list[dict[str, object]]:
    tabs = (("members", _("Members")), ("history", _("History")), ("organisation", _("Name")))
    return [{"label": label, "url": reverse(name), "current": name == current} for name, label in tabs]
