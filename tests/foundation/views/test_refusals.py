"""Every refusal is a page of ours: what happened, why, what to do next."""

import pytest
from django.core.exceptions import SuspiciousOperation
from django.template.loader import render_to_string
from django.test import Client, override_settings
from django.urls import include, path, reverse

from knowshow.errors import (
    BadInputError,
    ConflictError,
    MissingProgramError,
    NotAllowedError,
    OperationError,
)
from tests.page import Page, PageClient, page_problems

_RAISED = {
    "bad-input": (BadInputError("The year is 20201.", remedy="Write four figures."), 400, "This could not be taken"),
    "not-allowed": (NotAllowedError("Only reviewers may decide."), 403, "You may not do this"),
    "conflict": (ConflictError("Somebody saved meanwhile."), 409, "This cannot be done now"),
    "program": (MissingProgramError("Pango is absent."), 503, "The server lacks something"),
    "operation": (OperationError("The disk is full."), 503, "The server lacks something"),
    "suspicious": (SuspiciousOperation("strange words"), 400, "This request could not be read"),
}


def _fail(_request, kind):
    raise _RAISED[kind][0]


def _break(_request):
    raise RuntimeError("a secret of the code")


urlpatterns = [
    path("fail/<str:kind>/", _fail),
    path("break/", _break),
    path("", include("knowshow.project.urls")),
]


@pytest.mark.parametrize("kind", _RAISED)
@override_settings(ROOT_URLCONF=__name__)
def test_each_kind_of_refusal_has_its_page(kind, page, db):
    error, status, heading = _RAISED[kind]

    shown = page.get(f"/fail/{kind}/", status=status)

    assert shown.heading == heading
    assert shown.has_link("Go to the start page")
    assert "Nothing was changed." in shown.main
    if kind != "suspicious":
        assert str(error) in shown.main


def test_a_wrong_address_says_why_it_may_be_one(page, db):
    shown = page.get("/nowhere/", status=404)

    assert "you are not a member of" in shown.main


def test_a_role_that_is_too_small_is_named(as_observer):
    shown = as_observer.get(reverse("member_add"), status=403)

    assert "Only the human rights lead may do this." in shown.main
    assert "Your role in Example Company is: Observer." in shown.main


def test_a_form_without_its_token_changes_nothing(lead, organisation):
    client = PageClient(lead)

    response = client.browser.post(reverse("organisation"), {"name": "Mine"})

    shown = client._page(response, reverse("organisation"), 403)
    assert "Nothing was changed." in shown.main or "nothing was changed" in shown.main
    organisation.refresh_from_db()
    assert organisation.name == "Example Company"


@override_settings(ROOT_URLCONF=__name__)
def test_a_failure_of_ours_shows_no_secret_and_needs_nothing_that_could_fail_too(db):
    response = Client(raise_request_exception=False).get("/break/")

    shown = Page(client=None, response=response, url="/break/")
    assert response.status_code == 500
    assert page_problems(shown) == []
    assert "secret of the code" not in shown.html


def test_the_page_of_a_failure_stands_alone():
    assert "Something failed on our side" in render_to_string("500.html")


def test_a_method_that_a_page_does_not_take_changes_nothing(as_lead):
    assert as_lead.browser.put(reverse("members")).status_code in {403, 405}
