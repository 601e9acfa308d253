"""A group's page shows each case by reference and stage; what is done there is done for each, or said why not."""

import pytest

from knowshow.remedy.models import SeatRole
from knowshow.remedy.rules.stages import Stage
from knowshow.remedy.services import links, offers
from tests.remedy import make, seats

pytestmark = pytest.mark.django_db


@pytest.fixture
def hanna(mechanism):
    return seats.seated(mechanism, SeatRole.INTAKE, SeatRole.HANDLER)


@pytest.fixture
def people(hanna, mechanism):
    """Three of one group; the last wrote in French."""
    found = [make.at(Stage.ASSESSED, mechanism) for _ in range(2)]
    found.append(make.at(Stage.ASSESSED, mechanism, language="fr"))
    for other in found[1:]:
        links.link_case(actor=make.handler(found[0]), reference=other.case.reference, kind="group", reason="A village.")
    return found


def _page(hanna, who):
    return seats.opened(hanna).get(f"/remedy/cases/{who.case.pk}/people/").click("Work on the whole group")


def test_a_case_without_a_group_says_how_one_is_made(hanna, mechanism):
    page = _page(hanna, make.at(Stage.ASSESSED, mechanism))
    assert "No group yet" in page.main
    assert page.click("Link with another case").heading


def test_the_same_offer_goes_to_all_and_the_page_shows_how_far_it_has_come(hanna, people):
    page = _page(hanna, people[0])
    assert all(one.case.reference in page.main for one in people)
    page = page.click("Offer the same to all")
    assert "They wrote in several languages" in page.main
    page = page.submit(
        "Make the offer", text="The same for each.",
        **{"part-0-kind": "restitution", "part-0-what": "Wages back", "part-0-due_on": make.later(30).isoformat()},
    )  # fmt: skip
    assert page.notices == ["The offer is made to each of them. Each decides for herself. (3 cases)"]
    offers.accept_offer(actor=make.again(people[1]), offer=people[1].case.offers.get())
    page = _page(hanna, people[0]).click("Show all that it was carried out")
    page = page.submit("Show each of them", kind="restitution", text="Paid on the first.")
    assert page.notices[0] == "Each is asked whether it was carried out. (1 case)"
    assert len(page.notices) == 3
    assert make.fresh(people[1].case).stage == Stage.IMPLEMENTED


def test_a_word_to_all_says_who_was_left_out_and_why(hanna, people, mechanism):
    unsafe = make.at(Stage.ASSESSED, mechanism, safe="no")
    links.link_case(actor=make.handler(people[0]), reference=unsafe.case.reference, kind="group", reason="A village.")
    page = _page(hanna, people[0])
    assert "Not safe to answer" in page.main
    page = page.click("Write to all").submit("Send it to each of them", text="We have news for you.")
    assert page.notices == [
        "It is sent to each of them. (3 cases)",
        f"{unsafe.case.reference}: The person said that it is not safe to answer.",
    ]


def test_all_are_acknowledged_at_once(hanna, mechanism):
    people = [make.person(mechanism) for _ in range(2)]
    links.link_case(
        actor=make.handler(people[0]), reference=people[1].case.reference, kind="group", reason="A village."
    )
    page = _page(hanna, people[0]).click("Acknowledge all")
    page.submit("Tell each of them", reason="Your report has arrived.")
    assert [make.fresh(one.case).stage for one in people] == [Stage.ACKNOWLEDGED] * 2


def test_reports_with_the_same_code_are_taken_in_by_a_button(hanna, mechanism):
    code = seats.group_code(mechanism)
    people = [make.person(mechanism, group_code=code) for _ in range(2)]
    page = _page(hanna, people[0])
    assert "1 other report came with this group's code." in page.main
    page = page.submit("Take them into the group")
    assert page.notices == ["1 report joined the group."]
    assert people[1].case.reference in page.main
