"""The ceremony of the trustees: each share at another sign-in and once, each paper proven, then the key is in force."""

import pytest

from knowshow.foundation.models import HistoryEntry, Role
from knowshow.remedy.models import RecoveryUse, SeatRole
from knowshow.remedy.services import keys
from tests.page import PageClient
from tests.remedy import seats

pytestmark = pytest.mark.django_db
NAMES = {"name_1": "Head of audit", "name_2": "Works council", "name_3": "Ombudsperson", "is_outside_3": True}
KEEPERS = ("Aida Audit", "Will Works", "Wilma Witness")


@pytest.fixture
def trustees(mechanism):
    return f"/remedy/mechanisms/{mechanism.pk}/trustees/"


@pytest.fixture
def keepers(mechanism):
    """Members without a seat: two trustees, and a witness for the third, who has no account."""
    return [seats.seated(mechanism, name=name, has_key=False) for name in KEEPERS]


@pytest.fixture
def draw(as_lead, trustees, keepers):
    """Draw a key; return the page that follows."""

    def drawn(what="make/", **more):
        shown_to = {f"keeper_{number}": str(one.pk) for number, one in enumerate(keepers, start=1)}
        return as_lead.get(f"{trustees}{what}").submit("Draw the key", needed=2, **NAMES, **{**shown_to, **more})

    return drawn


@pytest.fixture
def hand_out(draw, trustees, keepers):
    """Draw a key and have every share put on paper; return what stands there."""

    def handed_out(what="make/"):
        draw(what)
        return [put_on_paper(PageClient(one), trustees)[1] for one in keepers]

    return handed_out


def shown(page):
    """The words of a share on its page."""
    return [one.text for one in page.all("li", within=page.by_id("main")) if one.get("class") == "code"]


def proof(page, words):
    """The words that the page asks for."""
    asked = [name for name in page.form("My share is on paper").names if name.startswith("word_")]
    return {name: words[int(name.removeprefix("word_")) - 1] for name in asked}


def put_on_paper(client, trustees):
    """See one's share and prove it; return the page that follows, and what stands on the paper."""
    page = client.get(f"{trustees}share/").submit("Show my share")
    words = shown(page)
    return page.submit("My share is on paper", **proof(page, words)), " ".join(words)


def test_the_key_is_in_force_when_the_last_trustee_has_proven_her_paper(draw, keepers, mechanism, trustees):
    page = draw()
    assert page.heading == "Trustees"
    assert [row[2:] for row in page.rows] == [[name, "Waits"] for name in KEEPERS]
    papers = []
    for one in keepers:
        mechanism.refresh_from_db()
        assert not mechanism.recovery_public
        page, paper = put_on_paper(PageClient(one), trustees)
        papers.append(paper)
    assert page.notices == ["Every trustee has her share. The key is in force."]
    mechanism.refresh_from_db()
    assert (len(mechanism.recovery_public), mechanism.recovery_needed, len(set(papers))) == (32, 2, 3)


def test_who_draws_the_key_sees_no_share(draw, as_lead, trustees):
    draw()
    as_lead.get(f"{trustees}share/", status=404)
    page = as_lead.post(f"{trustees}share/")
    assert "No share waits for you" in page.notices[0]
    assert shown(page) == []


@pytest.mark.parametrize("same", [(1, 2), (1, 3)])
def test_no_screen_shows_two_shares(same, draw, keepers, trustees):
    page = draw(**{f"keeper_{number}": str(keepers[0].pk) for number in same})
    assert "at the sign-in of another member" in page.errors[0]
    PageClient(keepers[1]).get(f"{trustees}share/", status=404)


def test_who_draws_the_key_may_be_one_of_the_witnesses(draw, as_lead, lead, keepers, trustees):
    page = draw(keeper_3=str(lead.pk))
    assert page.has_link("See my share")
    page, _paper = put_on_paper(as_lead, trustees)
    assert "in force when the last one is" in page.notices[0]
    as_lead.get(f"{trustees}share/", status=404)


def test_a_member_finds_the_share_that_waits_for_her_and_no_other(draw, keepers, mechanism, trustees):
    draw()
    client = PageClient(keepers[0])
    page = client.get("/remedy/mechanisms/").click("See my share")
    assert page.heading == "Head of audit, come to the screen"
    client.get(trustees, status=404)
    other = seats.seated(mechanism, SeatRole.HANDLER, name="Olga Other")
    PageClient(other).get(f"{trustees}share/", status=404)


def test_the_start_page_of_its_member_says_that_a_share_waits(draw, keepers, as_lead):
    draw()
    waits = "A share of the trustees' key waits for you"
    page = PageClient(keepers[0]).get("/")
    assert waits in page.main
    assert page.click(waits).heading
    assert waits not in as_lead.get("/").main


def test_a_share_needs_a_second_factor(draw, keepers, trustees):
    draw()
    keepers[0].is_demo = False
    keepers[0].save()
    client = PageClient(keepers[0])
    assert client.get(f"{trustees}share/", status=403).has_link("Set up a second factor")
    assert shown(client.post(f"{trustees}share/", status=403)) == []


@pytest.mark.parametrize("address", ["make/", "make-matching/", "use/", "in-force/"])
def test_keys_are_made_and_used_with_a_second_factor_only(address, as_lead, lead, trustees):
    lead.is_demo = False
    lead.save()
    page = as_lead.get(f"{trustees}{address}", status=403)
    assert page.heading == "This page opens with a second factor"
    as_lead.post(f"{trustees}{address}", {"needed": "2"}, status=403)


def test_a_share_is_not_shown_twice(draw, keepers, trustees):
    draw()
    client = PageClient(keepers[0])
    turn = client.get(f"{trustees}share/")
    first = turn.submit("Show my share")
    words = shown(first)
    wrong = first.submit("My share is on paper", **dict.fromkeys(proof(first, words), "wrong"))
    assert "Look at the paper again" in wrong.errors[0]
    for again in (wrong, turn.submit("Show my share"), client.get(f"{trustees}share/")):
        assert shown(again) == []
        assert " ".join(words[:3]) not in again.main


def test_the_history_says_at_whose_sign_in_a_share_was_shown(draw, keepers, trustees):
    draw()
    put_on_paper(PageClient(keepers[1]), trustees)
    entry = HistoryEntry.objects.get(action="remedy.mechanism.share_shown")
    assert (entry.actor, entry.detail) == (keepers[1], {"share": 2})


def test_a_key_that_is_stopped_is_shown_to_nobody(draw, as_lead, keepers, trustees, mechanism):
    page = draw().submit("Stop: make no key")
    assert page.notices == ["The shares are forgotten. Nothing has changed."]
    PageClient(keepers[0]).get(f"{trustees}share/", status=404)
    mechanism.refresh_from_db()
    assert not mechanism.recovery_public


def test_who_may_administer_no_more_puts_no_key_in_force_and_another_lead_does(
    draw, lead, keepers, trustees, mechanism
):
    draw()
    lead.memberships.update(role=Role.OBSERVER)
    for one in keepers:
        page, _paper = put_on_paper(PageClient(one), trustees)
    assert "Keep the paper, and tell the administrator." in page.notices[0]
    mechanism.refresh_from_db()
    assert not mechanism.recovery_public
    other = PageClient(seats.seated(mechanism, name="Lea Lead", role=Role.LEAD, has_key=False))
    page = other.get(trustees).click("Put the key in force").submit("Put the key in force")
    assert page.notices == ["The key is in force."]
    mechanism.refresh_from_db()
    assert len(mechanism.recovery_public) == 32
    assert not page.has_link("Put the key in force")


def test_papers_stay_good_where_a_case_opens_for_the_former_trustees_alone(
    draw, hand_out, as_lead, keepers, trustees, mechanism
):
    former = hand_out()
    draw()
    handler = seats.seated(mechanism, SeatRole.INTAKE)
    mechanism.refresh_from_db()
    old = bytes(mechanism.recovery_public)
    seats.report(mechanism)
    keys.make_keys(actor=handler, passphrase="quite another passphrase")
    for one in keepers:
        put_on_paper(PageClient(one), trustees)
    page = as_lead.get(trustees).click("Put the key in force")
    page = page.submit("Put the key in force", status=409)
    assert "open for the present trustees alone: 1" in page.main
    use = {"seat": handler.seats.get().pk, "reason": "Lost.", "share_1": former[0], "share_2": former[1]}
    as_lead.get(f"{trustees}use/").submit("Open the cases", **use)
    as_lead.get(f"{trustees}in-force/").submit("Put the key in force")
    mechanism.refresh_from_db()
    assert bytes(mechanism.recovery_public) != old


@pytest.mark.parametrize("what", ["make/", "make-matching/"])
def test_no_other_key_is_drawn_while_one_is_handed_out(what, draw, as_lead, keepers, mechanism, trustees):
    before = as_lead.get(f"{trustees}{what}")
    draw()
    shown_to = {f"keeper_{number}": str(one.pk) for number, one in enumerate(keepers, start=1)}
    for page in (
        as_lead.get(f"{trustees}{what}", follow=True),
        before.submit("Draw the key", needed=2, **NAMES, **shown_to),
    ):
        assert page.notices == ["A key is being handed out. Wait until it is in force, or stop it here first."]
    for one in keepers:
        put_on_paper(PageClient(one), trustees)
    mechanism.refresh_from_db()
    assert (len(mechanism.recovery_public), len(mechanism.matching_public)) == (32, 0)


def test_another_key_is_drawn_once_the_first_was_stopped(draw, trustees):
    draw().submit("Stop: make no key")
    assert draw("make-matching/").notices == ["The key is drawn. Each share waits at the sign-in of its member now."]


@pytest.mark.parametrize("has_begun", [False, True])
def test_no_key_is_put_in_force_before_every_paper_is_proven(has_begun, draw, as_lead, keepers, trustees, mechanism):
    if has_begun:
        draw()
        put_on_paper(PageClient(keepers[0]), trustees)
    for page in (as_lead.get(f"{trustees}in-force/", follow=True), as_lead.post(f"{trustees}in-force/")):
        assert page.notices == ["There is no key whose shares are all on paper."]
    mechanism.refresh_from_db()
    assert not mechanism.recovery_public


def test_without_somebody_from_outside_no_key_is_drawn(as_lead, trustees, keepers):
    said = {**NAMES, "is_outside_3": False} | {f"keeper_{n}": str(one.pk) for n, one in enumerate(keepers, start=1)}
    page = as_lead.get(f"{trustees}make/").submit("Draw the key", needed=2, **said)
    assert "outside the company" in " ".join(page.errors)


def test_the_matching_key_is_handed_out_alike(hand_out, mechanism):
    hand_out("make-matching/")
    mechanism.refresh_from_db()
    assert len(mechanism.matching_public) == 32
    assert not mechanism.recovery_public


def test_trustees_open_what_nobody_can_open_and_the_page_says_so(hand_out, as_lead, mechanism, trustees):
    papers = hand_out()
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
    assert "its shares were typed at one screen" in page.main
    assert RecoveryUse.objects.get().cases == 1


def test_nobody_uses_the_key_for_herself(hand_out, as_lead, lead, mechanism, trustees):
    hand_out()
    seat = seats.seat(mechanism, lead, SeatRole.HANDLER)
    other = seats.seated(mechanism, SeatRole.INTAKE).seats.get()
    choices = as_lead.get(f"{trustees}use/").form("Open the cases").choices("seat")
    assert str(other.pk) in choices
    assert str(seat.pk) not in choices


def test_shares_that_do_not_fit_open_nothing(hand_out, as_lead, mechanism, trustees):
    papers = hand_out()
    handler = seats.seated(mechanism, SeatRole.INTAKE)
    page = as_lead.get(f"{trustees}use/").submit(
        "Open the cases", seat=handler.seats.get().pk, reason="A try.", share_1=papers[0], share_2=papers[0]
    )
    assert "do not fit together" in page.errors[0]


def test_who_opens_cases_seals_them_to_a_new_key(hand_out, mechanism):
    handler = seats.seated(mechanism, SeatRole.INTAKE)
    seats.report(mechanism)
    hand_out()
    client = seats.opened(handler)
    page = client.get(f"/remedy/mechanisms/{mechanism.pk}/")
    assert "1 of your cases is not sealed" in page.main
    page = page.submit("Seal them anew")
    assert page.notices == ["1 case is sealed anew."]
    assert "not sealed" not in page.main
