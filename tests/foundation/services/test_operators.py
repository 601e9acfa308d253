"""What the operator does from the command line: seat members, hand out links, open and close the demo."""

import pytest

from knowshow.errors import BadInputError
from knowshow.foundation import accounts
from knowshow.foundation.models import MEMBER_ROLES, HistoryEntry, Organisation
from knowshow.foundation.services import operators
from tests import make
from tests.people import PASSWORD


def test_the_first_lead_opens_the_organisation(db):
    seated = operators.seat_member(organisation="New Company", email="a@example.org", name="Ann", role="lead")

    assert seated.needs_password
    assert Organisation.objects.get().name == "New Company"
    assert {entry.actor for entry in HistoryEntry.objects.all()} == {None}


def test_a_mistyped_name_opens_no_second_organisation_for_an_observer(organisation):
    with pytest.raises(BadInputError, match="no organisation"):
        operators.seat_member(organisation="Exmaple Company", email="a@example.org", role="observer")

    assert Organisation.objects.count() == 1


def test_a_name_is_found_in_whatever_case(organisation):
    operators.seat_member(organisation="example company", email="a@example.org", role="observer")

    assert Organisation.objects.count() == 1


def test_the_operator_may_seat_somebody_who_works_elsewhere_and_her_password_stays(organisation, outsider):
    seated = operators.seat_member(organisation="Example Company", email=outsider.email, role="observer")

    assert not seated.needs_password
    assert outsider.memberships.count() == 2


def test_a_new_link_can_take_the_second_factor_off(organisation, lead):
    from allauth.mfa.totp.internal.auth import TOTP

    TOTP.activate(lead, "JBSWY3DPEHPK3PXP")

    operators.new_link(email=lead.email)
    assert accounts.has_second_factor(lead)
    assert lead.check_password(PASSWORD)

    operators.new_link(email=lead.email, drop_second_factor=True)
    assert not accounts.has_second_factor(lead)
    lead.refresh_from_db()
    assert not lead.has_usable_password()
    assert HistoryEntry.objects.first().changed == ["password", "second_factor"]


def test_an_unknown_address_gets_no_link(db):
    with pytest.raises(BadInputError, match="No account"):
        operators.new_link(email="nobody@example.org")


def test_the_demo_opens_twice_with_the_password_of_the_day(db):
    operators.open_demo(password="of yesterday")
    organisation, people = operators.open_demo(password="of today")

    assert {one.memberships.get().role for one in people} == set(MEMBER_ROLES)
    assert all(one.check_password("of today") for one in people)
    assert Organisation.objects.get() == organisation


def test_closing_the_demo_leaves_other_accounts_open(db, lead):
    operators.open_demo(password="of today")

    closed = operators.remove_demo_accounts()

    assert len(closed) == 4
    assert lead.email not in closed
    lead.refresh_from_db()
    assert lead.is_active
    assert operators.remove_demo_accounts() == []


def test_a_demo_that_was_closed_opens_again(db):
    operators.open_demo(password="of today")
    operators.remove_demo_accounts()

    _organisation, people = operators.open_demo(password="of tomorrow")

    assert all(one.is_active and one.check_password("of tomorrow") for one in people)


def test_names_that_exist_twice_are_not_guessed_at(db):
    make.organisation("Twice")
    make.organisation("twice")

    with pytest.raises(BadInputError, match="2 organisations"):
        operators.seat_member(organisation="Twice", email="a@example.org", role="lead")
