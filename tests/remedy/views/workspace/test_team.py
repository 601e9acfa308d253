"""Seats: the administrator gives and ends them; the others see who sits where; outsiders see nothing."""

import pytest

from knowshow.foundation.models import Role
from knowshow.foundation.services import members
from knowshow.remedy.filing import noted
from knowshow.remedy.models import CaseKey, MemberKey, Seat, SeatRole
from knowshow.remedy.services import keys
from tests import make
from tests.page import PageClient
from tests.remedy import seats

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(mechanism):
    return f"/remedy/mechanisms/{mechanism.pk}/team/"


def give(client, team, user, **more):
    facts = {"user": str(user.pk), "role": SeatRole.HANDLER, "label": "Casework 1", **more}
    return client.get(f"{team}add/").submit("Give the seat", **facts)


def test_the_lead_gives_a_seat_and_the_list_says_who_has_no_key(as_lead, mechanism, team):
    user = make.member(mechanism.organisation, Role.CASE_TEAM, name="Iris Example")
    page = give(as_lead, team, user, role=SeatRole.INTERPRETER, label="Interpreter 1", is_outside=True)
    assert page.notices == ["The seat is given."]
    assert page.rows == [
        ["Interpreter 1", "Interpreter", "Iris Example", "Outside", "None yet", "0", "End Interpreter 1"]
    ]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"label": "Handled by Hanna"}, "no name of a person"),
        ({"role": SeatRole.OBSERVER}, "comes from outside"),
        ({"label": "   "}, "This field is required"),
    ],
)
def test_a_seat_that_would_mislead_is_refused(more, said, as_lead, mechanism, team):
    user = make.member(mechanism.organisation, Role.OBSERVER, name="Hanna Handler")
    assert said in give(as_lead, team, user, **more).errors[0]
    assert not Seat.objects.exists()


def test_nobody_both_administers_in_a_seat_and_opens_cases(as_lead, mechanism, team):
    user = seats.seated(mechanism, SeatRole.ADMINISTRATOR, has_key=False)
    assert "opens no cases" in give(as_lead, team, user).errors[0]


@pytest.mark.parametrize("role", [SeatRole.INTAKE, SeatRole.REVIEWER, SeatRole.CUSTODIAN, SeatRole.INTERPRETER])
def test_nobody_gives_herself_a_seat_that_opens_cases(role, as_lead, lead, mechanism, team):
    page = give(as_lead, team, lead, role=role)
    assert "Nobody gives herself a seat that opens cases" in page.errors[0]
    assert not Seat.objects.exists()


def test_somebody_who_administers_the_mechanism_gives_it_to_her(lead, mechanism, team):
    second = seats.seated(mechanism, SeatRole.ADMINISTRATOR, has_key=False)
    assert give(PageClient(second), team, lead).notices == ["The seat is given."]
    assert Seat.objects.filter(user=lead, role=SeatRole.HANDLER).exists()


def test_she_gives_herself_a_seat_that_opens_none(as_lead, lead, mechanism, team):
    assert give(as_lead, team, lead, role=SeatRole.ADMINISTRATOR).notices == ["The seat is given."]


def test_who_signed_in_without_a_second_factor_neither_gives_nor_ends_a_seat(as_lead, lead, mechanism, team):
    seat = seats.seated(mechanism, SeatRole.INTAKE).seats.get()
    lead.is_demo = False
    lead.save()
    for address in (f"{team}add/", f"{team}{seat.pk}/end/"):
        page = as_lead.get(address, status=403)
        assert page.heading == "This page opens with a second factor"
        assert page.has_link("Set up a second factor")
        as_lead.post(address, {"user": lead.pk, "role": "analyst", "label": "Figures"}, status=403)
    seat.refresh_from_db()
    assert (seat.until, Seat.objects.count()) == (None, 1)


def test_a_label_and_a_seat_are_given_once(as_lead, mechanism, team):
    user = make.member(mechanism.organisation, Role.OBSERVER, name="Hanna Handler")
    give(as_lead, team, user)
    other = make.member(mechanism.organisation, Role.OBSERVER, name="Olga Other")
    assert "has this label" in give(as_lead, team, other, label="CASEWORK 1").errors[0]
    assert "holds such a seat already" in give(as_lead, team, user, label="Casework 2").errors[0]


def test_a_company_contact_is_no_choice(as_lead, mechanism, team):
    user = make.member(mechanism.organisation, Role.COMPANY, name="Cora Contact")
    assert str(user.pk) not in as_lead.get(f"{team}add/").form("Give the seat").choices("user")


def test_ending_a_seat_closes_what_it_opened(as_lead, mechanism, team):
    keeper = seats.seated(mechanism, SeatRole.INTAKE, name="Ida Intake")
    leaver = seats.seated(mechanism, SeatRole.INTAKE, name="Lena Leaver")
    seats.report(mechanism)
    page = as_lead.get(f"{team}{leaver.seats.get().pk}/end/").submit("End the seat")
    assert page.notices == ["The seat has ended."]
    assert [one.user for one in CaseKey.objects.all()] == [keeper]


def test_a_seat_with_cases_that_open_for_nobody_else_stays(as_lead, mechanism, team):
    leaver = seats.seated(mechanism, SeatRole.INTAKE)
    seats.report(mechanism)
    page = as_lead.get(f"{team}{leaver.seats.get().pk}/end/").submit("End the seat", status=409)
    assert "open for this person alone" in page.text


def test_a_colleague_gives_cases_anew_after_a_lost_passphrase(mechanism, team):
    helper = seats.seated(mechanism, SeatRole.INTAKE, name="Ida Intake")
    loser = seats.seated(mechanism, SeatRole.INTAKE, name="Lola Loser")
    seats.report(mechanism)
    seats.report(mechanism)
    keys.make_keys(actor=loser, passphrase="quite another passphrase")
    page = seats.opened(helper).get(team)
    assert "2 wait to be given anew" in page.main
    assert page.submit("Give my cases anew to Lola Loser").notices == ["2 cases are given anew."]
    assert CaseKey.objects.filter(user=loser, until__isnull=True).count() == 2


def test_a_member_without_administration_sees_the_team_and_changes_nothing(mechanism, team):
    client = PageClient(seats.seated(mechanism, SeatRole.HANDLER))
    page = client.get(team)
    assert not page.has_link("Give a seat")
    client.get(f"{team}add/", status=403)
    seat = Seat.objects.get()
    client.post(f"{team}{seat.pk}/end/", status=403)
    seat.refresh_from_db()
    assert seat.until is None


PAGES = (
    "", "team/", "team/add/", "settings/", "settings/basics/", "settings/clocks/", "settings/questions/",
    "settings/texts/en/", "close/", "trustees/", "trustees/make/", "trustees/make-matching/", "trustees/use/",
    "intake/", "intake/paper/ar/", "lanes/", "codes/", "codes/make/", "figures/",
)  # fmt: skip
SENT = (
    "open/", "close/", "trustees/share/", "trustees/stop/", "trustees/in-force/", "trustees/seal/", "lanes/move/",
)  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("who", ["outsider", "assessor", "observer"])
def test_who_has_no_seat_finds_no_page_of_the_mechanism(who, page, mechanism, request):
    answer = PageClient(request.getfixturevalue(who)).get(f"/remedy/mechanisms/{mechanism.pk}/{page}", status=404)
    assert mechanism.name not in answer.text


@pytest.mark.parametrize("page", SENT)
def test_who_has_no_seat_sends_nothing_to_the_mechanism(page, mechanism, outsider, client):
    client.force_login(outsider)
    assert client.post(f"/remedy/mechanisms/{mechanism.pk}/{page}").status_code in {302, 403, 404}
    mechanism.refresh_from_db()
    assert mechanism.is_open


#: Which pages open for somebody who holds one seat only.
OPEN_TO = {
    SeatRole.OBSERVER: {"", "team/", "figures/"},
    SeatRole.ANALYST: {"", "team/", "figures/"},
    SeatRole.INTERPRETER: {"", "team/"},
    SeatRole.REVIEWER: {"", "team/"},
    SeatRole.INTAKE: {"", "team/", "intake/", "intake/paper/ar/", "lanes/", "codes/", "codes/make/"},
    SeatRole.ADMINISTRATOR: {
        "", "team/", "team/add/", "settings/", "settings/basics/", "settings/clocks/", "settings/questions/",
        "settings/texts/en/", "close/", "trustees/", "trustees/make/", "trustees/make-matching/", "trustees/use/",
        "figures/",
    },
}  # fmt: skip


@pytest.mark.parametrize("role", list(OPEN_TO))
def test_a_seat_opens_its_own_pages_and_no_other(role, mechanism):
    client = PageClient(seats.seated(mechanism, role, role=Role.CASE_TEAM, has_key=False))
    for page in PAGES:
        client.get(f"/remedy/mechanisms/{mechanism.pk}/{page}", status=200 if page in OPEN_TO[role] else 403)


def test_the_sign_of_a_key_stands_beside_it_and_on_its_owners_page(as_lead, mechanism, team):
    user = seats.seated(mechanism, SeatRole.INTAKE)
    sign = noted.sign_of(MemberKey.objects.get(user=user))
    assert sign in as_lead.get(team).rows[0]
    assert sign in PageClient(user).get("/remedy/key/").main


def test_who_is_no_member_any_more_reads_no_new_report(as_lead, mechanism, team, lead):
    leaver = seats.seated(mechanism, SeatRole.INTAKE, name="Lena Leaver")
    keeper = seats.seated(mechanism, SeatRole.INTAKE, name="Ida Intake")
    members.remove_member(actor=lead, membership=leaver.memberships.get())
    seats.report(mechanism)
    assert [one.user for one in CaseKey.objects.all()] == [keeper]
    page = as_lead.get(team)
    assert "Lena Leaver Has left" in page.main
    page.click(f"End {leaver.seats.get().label}").submit("End the seat")
    assert "Lena Leaver" not in as_lead.get(team).main
