"""Opening one's cases: with one's own passphrase, in a session with a second factor, for a while."""

import time

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from knowshow.foundation import history, unlocked
from knowshow.foundation.services import people
from knowshow.remedy import envelopes
from knowshow.remedy.filing import noted
from knowshow.remedy.models import MemberKey, SeatRole
from knowshow.remedy.services import keys as key_services
from knowshow.remedy.standing import open_case
from knowshow.remedy.views.workspace import _tries
from knowshow.remedy.views.workspace._opened import COOKIE, keys_of, opened_page
from tests import make
from tests.page import PageClient
from tests.remedy import seats

pytestmark = pytest.mark.django_db
TO_MECHANISMS = "/remedy/open/?next=/remedy/mechanisms/"


@pytest.fixture
def handler(mechanism):
    return seats.seated(mechanism, SeatRole.HANDLER)


@opened_page
def secret_page(request):
    return HttpResponse(request.case_keys.code)


def visit(client, method="get", **data):
    """What a page under the gate answers to this browser."""
    browser = client.browser
    request = getattr(RequestFactory(), method)("/remedy/secret/", data)
    request.COOKIES = {name: one.value for name, one in browser.cookies.items()}
    request.session, request.user = browser.session, client.user
    return secret_page(request)


def test_the_passphrase_opens_the_cases(handler):
    client = seats.opened(handler)
    answer = visit(client)
    assert answer.content.decode() == MemberKey.objects.get(user=handler).code


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(handler):
    cookie = seats.opened(handler).browser.cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Strict")
    assert not cookie["max-age"]
    assert not cookie["expires"]


def test_without_opening_the_way_leads_to_the_passphrase_and_back(handler):
    client = PageClient(handler)
    answer = visit(client)
    assert answer.status_code == 302
    assert answer.url == "/remedy/open/?next=%2Fremedy%2Fsecret%2F"


def test_it_leads_back_to_pages_of_ours_only(handler):
    page = PageClient(handler).get("/remedy/open/?next=https://elsewhere.example/")
    assert page.form("Open my cases").fields["next"].startswith("/remedy/")


def test_what_was_written_after_the_cases_were_closed_is_shown_once(handler):
    answer = visit(PageClient(handler), "post", text="A long answer to somebody.")
    assert answer.status_code == 403
    assert "A long answer to somebody." in answer.content.decode()


def test_signing_out_closes_the_cases(handler):
    client = seats.opened(handler)
    place = client.browser.cookies[COOKIE].value
    assert unlocked.held(place)
    client.browser.post("/account/sign-out/", {"csrfmiddlewaretoken": client.browser.cookies["csrftoken"].value})
    assert not unlocked.held(place)


def test_the_cookie_opens_nothing_in_another_session_or_for_somebody_else(handler, mechanism):
    client = seats.opened(handler)
    for user in (handler, seats.seated(mechanism, SeatRole.HANDLER, name="Olga Other")):
        other = PageClient(user)
        other.browser.cookies[COOKIE] = client.browser.cookies[COOKIE].value
        assert visit(other).status_code == 302


def test_half_an_hour_without_use_closes_the_cases(handler, monkeypatch):
    client = seats.opened(handler)
    later = time.monotonic() + unlocked.IDLE + 1
    monkeypatch.setattr(time, "monotonic", lambda: later)
    assert visit(client).status_code == 302


def test_a_wrong_passphrase_says_so_and_opens_nothing(handler):
    client = PageClient(handler)
    page = client.get("/remedy/open/").submit("Open my cases", passphrase="another one entirely")
    assert page.errors == [
        "Case passphrase: This is not your case passphrase. It is not the password with which you sign in."
    ]
    assert visit(client).status_code == 302


def test_guessing_is_slowed_even_for_the_right_one(handler):
    client = PageClient(handler)
    for number in range(_tries.MOST):
        client.get("/remedy/open/").submit("Open my cases", passphrase=f"a wrong passphrase {number}")
    page = client.get("/remedy/open/").submit("Open my cases", passphrase=seats.PASSPHRASE)
    assert "Wait five minutes" in page.errors[0]


def test_a_right_one_forgets_the_wrong_ones_before(handler):
    client = PageClient(handler)
    for _round in range(2):
        for number in range(_tries.MOST - 1):
            client.get("/remedy/open/").submit("Open my cases", passphrase=f"a wrong passphrase {number}")
        page = client.get(TO_MECHANISMS).submit("Open my cases", passphrase=seats.PASSPHRASE)
        assert page.heading == "Mechanisms"


def test_a_session_without_a_second_factor_is_told_how_to_get_one(handler):
    handler.is_demo = False
    handler.save()
    page = PageClient(handler).get("/remedy/open/", status=403)
    assert page.heading == "Cases open with a second factor"
    assert page.has_link("Set up a second factor")


def test_a_session_whose_second_factor_was_used_opens_cases(handler):
    handler.is_demo = False
    handler.save()
    client = PageClient(handler)
    session = client.browser.session
    session["account_authentication_methods"] = [{"method": "password", "at": 1.0}, {"method": "mfa", "at": 2.0}]
    session["account_authentication_methods_user"] = str(handler.pk)
    session.save()
    assert client.get("/remedy/open/").heading == "Open your cases"


def test_a_member_without_a_key_makes_one_and_types_it_once_more(mechanism):
    client = PageClient(seats.seated(mechanism, SeatRole.INTAKE, has_key=False))
    page = client.get("/remedy/open/", follow=True)
    assert page.heading == "Make your case key"
    page = page.submit("Make my key", passphrase=seats.PASSPHRASE, again=seats.PASSPHRASE, understood=True)
    assert page.heading == "Open your cases"
    assert "this is the drill" in page.notices[0]
    client.get(TO_MECHANISMS).submit("Open my cases", passphrase=seats.PASSPHRASE)
    assert "Open in this browser" in client.get("/remedy/key/").main


@pytest.mark.parametrize(
    ("passphrase", "again", "said"),
    [("too short", "too short", "at least 16"), (seats.PASSPHRASE, "something else there", "The two differ")],
)
def test_a_weak_or_mistyped_passphrase_makes_no_key(passphrase, again, said, mechanism):
    user = seats.seated(mechanism, SeatRole.INTAKE, has_key=False)
    page = PageClient(user).get("/remedy/key/make/")
    page = page.submit("Make my key", passphrase=passphrase, again=again, understood=True)
    assert said in page.errors[0]
    assert not MemberKey.objects.filter(user=user).exists()


def test_another_passphrase_locks_the_same_key(handler):
    client = seats.opened(handler)
    code = MemberKey.objects.get(user=handler).code
    another = "a different passphrase for later"
    said = {"former": seats.PASSPHRASE, "passphrase": another, "again": another}
    client.get("/remedy/key/passphrase/").submit("Change the passphrase", **said)
    assert MemberKey.objects.get(user=handler).code == code
    fresh = PageClient(handler).get(TO_MECHANISMS).submit("Open my cases", passphrase=another)
    assert fresh.heading == "Mechanisms"


def test_who_finds_open_cases_changes_no_passphrase(handler):
    client = seats.opened(handler)
    another = "a different passphrase for later"
    for number in range(_tries.MOST):
        said = {"former": f"a guess at it, number {number}", "passphrase": another, "again": another}
        page = client.get("/remedy/key/passphrase/").submit("Change the passphrase", **said)
        assert page.errors[0].startswith("Your passphrase until now: This is not your case passphrase.")
    page = client.get("/remedy/key/passphrase/").submit(
        "Change the passphrase", former=seats.PASSPHRASE, passphrase=another, again=another
    )
    assert "Wait five minutes" in page.errors[0]
    assert key_services.open_keys(actor=handler, passphrase=seats.PASSPHRASE)


def test_somebody_closes_her_cases_herself(handler):
    client = seats.opened(handler)
    client.get("/remedy/key/").submit("Close my cases")
    assert visit(client).status_code == 302


@pytest.mark.parametrize("address", ["/remedy/open/", "/remedy/key/", "/remedy/key/make/"])
def test_who_has_no_seat_makes_and_opens_no_key(address, lead, mechanism):
    assert "You hold no seat" in PageClient(lead).get(address, status=403).main


def test_somebody_of_no_organisation_is_told_nothing(stranger, mechanism):
    page = PageClient(stranger).get("/remedy/mechanisms/", status=403)
    assert mechanism.name not in page.text


def test_keys_are_read_for_their_owner_only(handler):
    client = seats.opened(handler)
    request = RequestFactory().get("/")
    request.COOKIES = {COOKIE: client.browser.cookies[COOKIE].value}
    request.session, request.user = client.browser.session, make.account("Sam Stranger")
    assert keys_of(request) is None


def test_what_is_told_about_somebody_holds_nothing_that_is_sealed(mechanism):
    user = seats.seated(mechanism, SeatRole.INTAKE)
    seats.report(mechanism)
    records = people.tell_person(email=user.email)["records"]
    assert {"remedy.Seat", "remedy.MemberKey", "remedy.CaseKey"} <= set(records)
    told = [name for rows in records.values() for row in rows for name in row]
    assert not {"locked", "salt", "sealed"} & set(told)


def test_a_new_key_made_while_the_cases_are_open_takes_them_along(mechanism):
    user = seats.seated(mechanism, SeatRole.INTAKE)
    received = seats.report(mechanism)
    another = "a different passphrase for later"
    page = seats.opened(user).get("/remedy/key/make/")
    assert "sealed to the new key at once" in page.main
    page = page.submit("Make my key", passphrase=another, again=another, understood=True)
    keys = key_services.open_keys(actor=user, passphrase=another)
    assert open_case(user, keys, received.case).secrets.internal
    assert page.heading == "Open your cases"


def test_a_member_reads_which_keys_were_made_in_her_name(handler):
    first = noted.sign_of(MemberKey.objects.get(user=handler))
    key_services.make_keys(actor=handler, passphrase="quite another passphrase")
    second = noted.sign_of(MemberKey.objects.get(user=handler, retired_on=None))
    page = PageClient(handler).get("/remedy/key/")
    assert [row[1:] for row in page.rows] == [[second, "Yes"], [first, "No"]]
    assert "was not made here" not in page.main


def test_a_key_whose_history_was_added_behind_her_back_shows_to_her(handler):
    """The history needs no key, so that anybody who writes into the database can add to it: she knows better."""
    hers = noted.sign_of(MemberKey.objects.get(user=handler))
    slipped = _slipped_in(handler)
    history.record(
        actor=handler, action="remedy.key.made", organisation=None, subject=handler, to_the_day=True,
        detail={"key": envelopes.key_digest(slipped)},
    )  # fmt: skip
    rows = PageClient(handler).get("/remedy/key/").rows
    assert [row[1:] for row in rows] == [[noted.sign_of(slipped), "Yes"], [hers, "No"]]


def test_a_key_that_the_history_does_not_know_is_called_strange(handler, mechanism, as_lead):
    before = as_lead.get(f"/remedy/mechanisms/{mechanism.pk}/team/").main
    hers = noted.sign_of(MemberKey.objects.get(user=handler))
    slipped = _slipped_in(handler)
    assert "This key was not made here" in PageClient(handler).get("/remedy/key/").main
    after = as_lead.get(f"/remedy/mechanisms/{mechanism.pk}/team/").main
    assert (hers in before, hers in after, noted.sign_of(slipped) in after) == (True, False, True)


def _slipped_in(user):
    """Put another public half in the place of somebody's, as whoever writes into the database can."""
    MemberKey.objects.filter(user=user).update(public=b"p" * 32)
    return MemberKey.objects.get(user=user)
