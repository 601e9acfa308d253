"""A group's page shows each case by reference and stage; what is done there is done for each, or said why not."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from knowshow.remedy.models import CaseKey, CaseLink, Entry, SeatRole
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
    page = page.click("Write to all")
    assert f"Left out, since it is not safe to answer: {unsafe.case.reference}." in page.main
    page = page.submit("Send it to each of them", text="We have news for you.")
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


def test_a_word_to_all_that_is_sent_by_two_taps_reaches_each_once(hanna, people):
    form = _page(hanna, people[0]).click("Write to all")
    for _ in range(2):
        page = form.submit("Send it to each of them", text="We have news for you.")
        assert page.notices == ["It is sent to each of them. (3 cases)"]
    assert [one.case.entries.filter(kind="message", author="member").count() for one in people] == [1, 1, 1]


def test_a_proof_that_is_sent_by_two_taps_is_answered_alike(hanna, mechanism):
    people = [make.at(Stage.AGREED, mechanism) for _ in range(2)]
    links.link_case(
        actor=make.handler(people[0]), reference=people[1].case.reference, kind="group", reason="A village."
    )
    form = _page(hanna, people[0]).click("Show all that it was carried out")
    for _ in range(2):
        page = form.submit("Show each of them", kind="restitution", text="Paid on the first.")
        assert page.notices == ["Each is asked whether it was carried out. (2 cases)"]


def test_a_case_that_was_changed_is_named_and_the_others_are_shown(hanna, people):
    key = CaseKey.objects.get(case=people[1].case, scope="case")
    CaseKey.objects.filter(pk=key.pk).update(sealed=bytes(key.sealed)[:-1] + b"x")
    entry = people[2].case.entries.get(kind="report")
    Entry.objects.filter(pk=entry.pk).update(sealed=bytes(entry.sealed)[:-1] + b"x")
    page = _page(hanna, people[0])
    assert "1 case was given to you and does not open" in page.main
    assert people[1].case.reference in page.main
    assert "Part of it does not open" in page.main
    assert "not given to you" not in page.main


def test_twenty_cases_take_as_many_questions_as_two(hanna, mechanism):
    people = [make.person(mechanism) for _ in range(20)]
    browser = seats.opened(hanna)
    counted = []
    for others in (people[1:2], people[2:]):
        CaseLink.objects.bulk_create(CaseLink(case=people[0].case, other=one.case, kind="group") for one in others)
        with CaptureQueriesContext(connection) as asked:
            page = browser.get(f"/remedy/cases/{people[0].case.pk}/group/")
        counted.append(len(asked))
    assert people[19].case.reference in page.main
    assert counted[0] == counted[1]
