"""The ceremony of the trustees: a share is shown once, each proves her paper, then the key is in force."""

import pytest

from knowshow.remedy.models import RecoveryUse, SeatRole
from knowshow.remedy.services import keys
from tests.remedy import seats

pytestmark = pytest.mark.django_db
NAMES = {"name_1": "Head of audit", "name_2": "Works council", "name_3": "Ombudsperson", "is_outside_3": True}


@pytest.fixture
def trustees(mechanism):
    return f"/remedy/mechanisms/{mechanism.pk}/trustees/"


def shown(page):
    """The words of a share on its page."""
    return [one.text for one in page.all("li", within=page.by_id("main")) if one.get("class") == "code"]


def proof(page, words):
    """The words that the page asks for."""
    asked = [name for name in page.form("My share is on paper").names if name.startswith("word_")]
    return {name: words[int(name.removeprefix("word_")) - 1] for name in asked}


def hand_out(page):
    """Go through the ceremony; return the last page and what stands on the papers."""
    papers = []
    while "Show my share" in [button for form in page.forms for button in form.buttons]:
        page = page.submit("Show my share")
        words = shown(page)
        papers.append(" ".join(words))
        page = page.submit("My share is on paper", **proof(page, words))
    return page, papers


def test_the_key_is_in_force_when_the_last_trustee_has_proven_her_paper(as_lead, mechanism, trustees):
    page = as_lead.get(f"{trustees}make/").submit("Draw the key", needed=2, **NAMES)
    assert page.heading == "Head of audit, come to the screen"
    mechanism.refresh_from_db()
    assert not mechanism.recovery_public
    page, papers = hand_out(page)
    assert page.notices == ["Every trustee has her share. The key is in force."]
    mechanism.refresh_from_db()
    assert (len(mechanism.recovery_public), mechanism.recovery_needed, len(set(papers))) == (32, 2, 3)


def test_a_share_is_not_shown_twice(as_lead, trustees):
    turn = as_lead.get(f"{trustees}make/").submit("Draw the key", needed=2, **NAMES)
    first = turn.submit("Show my share")
    words = shown(first)
    wrong = first.submit("My share is on paper", **dict.fromkeys(proof(first, words), "wrong"))
    assert "Look at the paper again" in wrong.errors[0]
    assert shown(wrong) == []
    again = turn.submit("Show my share")
    assert "used already" in again.notices[0]
    assert " ".join(words[:3]) not in again.main


def test_without_somebody_from_outside_no_key_is_drawn(as_lead, trustees):
    page = as_lead.get(f"{trustees}make/").submit("Draw the key", needed=2, **{**NAMES, "is_outside_3": False})
    assert "outside the company" in " ".join(page.errors)


def test_the_matching_key_is_handed_out_alike(as_lead, mechanism, trustees):
    page = as_lead.get(f"{trustees}make-matching/").submit("Draw the key", needed=2, **NAMES)
    hand_out(page)
    mechanism.refresh_from_db()
    assert len(mechanism.matching_public) == 32
    assert not mechanism.recovery_public


def test_trustees_open_what_nobody_can_open_and_the_page_says_so(as_lead, mechanism, trustees):
    _page, papers = hand_out(as_lead.get(f"{trustees}make/").submit("Draw the key", needed=2, **NAMES))
    handler = seats.seated(mechanism, SeatRole.INTAKE)
    mechanism.refresh_from_db()
    seats.report(mechanism)
    keys.make_keys(actor=handler, passphrase="quite another passphrase")
    page = as_lead.get(trustees)
    assert "1 case opens for nobody of the team today." in page.main
    seat = handler.seats.get()
    page = as_lead.get(f"{trustees}use/").submit(
        "Open the cases", seat=seat.pk, reason="The passphrase was lost.", share_1=papers[2], share_2=papers[0].upper()
    )
    assert page.notices == ["1 case is open again."]
    assert "The passphrase was lost." in page.main
    assert RecoveryUse.objects.get().cases == 1


def test_shares_that_do_not_fit_open_nothing(as_lead, mechanism, trustees):
    _page, papers = hand_out(as_lead.get(f"{trustees}make/").submit("Draw the key", needed=2, **NAMES))
    handler = seats.seated(mechanism, SeatRole.INTAKE)
    page = as_lead.get(f"{trustees}use/").submit(
        "Open the cases", seat=handler.seats.get().pk, reason="A try.", share_1=papers[0], share_2=papers[0]
    )
    assert "do not fit together" in page.errors[0]


def test_who_opens_cases_seals_them_to_a_new_key(as_lead, mechanism, trustees):
    handler = seats.seated(mechanism, SeatRole.INTAKE)
    seats.report(mechanism)
    hand_out(as_lead.get(f"{trustees}make/").submit("Draw the key", needed=2, **NAMES))
    client = seats.opened(handler)
    page = client.get(f"/remedy/mechanisms/{mechanism.pk}/")
    assert "1 of your cases is not sealed" in page.main
    page = page.submit("Seal them anew")
    assert page.notices == ["1 case is sealed anew."]
    assert "not sealed" not in page.main
