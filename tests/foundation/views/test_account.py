"""One's own account: the name, where one works, open sessions."""

from django.urls import reverse

from knowshow.foundation.models import Role, User
from knowshow.foundation.sessions import kind_of_browser
from tests import make
from tests.page import PageClient
from tests.people import PASSWORD

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def signed_in(user):
    """A client that went through the form, so that its session is listed."""
    client = PageClient()
    client.browser.defaults["HTTP_USER_AGENT"] = FIREFOX
    client.get(reverse("account_login")).submit("Sign in", login=user.email, password=PASSWORD)
    return client


def test_the_account_shows_address_roles_and_how_it_is_guarded(as_lead, lead):
    make_second = make.organisation("Second Company")
    make_second.memberships.create(user=lead, role=Role.OBSERVER)

    shown = as_lead.get(reverse("account"))

    assert lead.email in shown.main
    assert "Human rights lead" in shown.main
    assert "Second Company" in shown.main
    assert "Your password alone opens your account." in shown.main


def test_a_new_name_shows_everywhere_and_stands_in_the_history(as_lead, lead):
    shown = as_lead.get(reverse("account")).submit("Save the name", name="Lena  Longer ")

    assert shown.notices == ["Your name is saved."]
    assert "Lena Longer" in shown.text
    (row,) = as_lead.get(reverse("history")).rows
    assert row[1:4] == ["Lena Longer", "Own name changed", "Person: Lena Longer"]


def test_an_empty_name_is_sent_back(as_lead, lead):
    shown = as_lead.get(reverse("account")).submit("Save the name", name=" ")

    assert shown.errors
    assert User.objects.get().name == "Lena Lead"


def test_changing_the_password_asks_for_the_old_one(as_lead, lead):
    shown = as_lead.get(reverse("account")).click("Change the password")
    refused = shown.submit(
        "Change the password",
        oldpassword="a guess of mine",
        password1="a longer sentence",
        password2="a longer sentence",
    )
    assert "This is not the password until now." in refused.errors[0]

    shown = shown.submit(
        "Change the password", oldpassword=PASSWORD, password1="a longer sentence", password2="a longer sentence"
    )

    assert shown.heading == "Your account"
    assert User.objects.get().check_password("a longer sentence")


def test_changing_the_password_ends_sessions_elsewhere(lead):
    here, elsewhere = signed_in(lead), signed_in(lead)

    here.get(reverse("account_change_password")).submit(
        "Change the password", oldpassword=PASSWORD, password1="a longer sentence", password2="a longer sentence"
    )

    elsewhere.get(reverse("members"), status=302)
    here.get(reverse("members"))


def test_sessions_are_listed_by_kind_of_browser_without_an_address(lead):
    client = signed_in(lead)
    signed_in(lead)

    shown = client.get(reverse("usersessions_list"))

    assert [row[0] for row in shown.rows].count("Firefox, Linux") == 1
    assert [row[0] for row in shown.rows].count("Firefox, Linux This one") == 1
    assert "127.0.0.1" not in shown.html
    assert "0.0.0" not in shown.html


def test_the_others_can_be_signed_out(lead):
    here, elsewhere = signed_in(lead), signed_in(lead)

    here.get(reverse("usersessions_list")).submit("Sign out the others")

    elsewhere.get(reverse("members"), status=302)
    here.get(reverse("members"))


def test_signing_out_everywhere_ends_this_session_too(lead, as_outsider):
    here, elsewhere = signed_in(lead), signed_in(lead)

    shown = here.get(reverse("account")).click("Sign out everywhere").submit("Sign out everywhere")

    assert shown.notices == ["You are signed out everywhere."]
    here.get(reverse("members"), status=302)
    elsewhere.get(reverse("members"), status=302)
    as_outsider.get(reverse("members"))


def test_who_is_signed_out_is_sent_to_sign_in(page, db):
    for name in ("account", "sign_out_everywhere", "usersessions_list", "mfa_index", "account_change_password"):
        assert page.get(reverse(name), status=302).location.startswith(reverse("account_login"))


def test_the_account_needs_few_queries(as_lead, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        as_lead.get(reverse("account"))


def test_no_more_than_the_kind_of_browser_is_kept():
    assert kind_of_browser("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1") == (
        "Safari, iPhone"
    )
    assert kind_of_browser("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0") == "Edge, Windows"
    assert kind_of_browser("a name of mine") == ""
