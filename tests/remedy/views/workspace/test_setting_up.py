"""Setting a mechanism up: it opens when somebody can read, recover and answer, and not before."""

import pytest

from knowshow.remedy.models import Mechanism, SeatRole
from knowshow.remedy.services import mechanisms, notices_key, recovery
from tests.page import PageClient
from tests.remedy import seats
from tests.remedy.services.test_recovery import PEOPLE

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(tmp_path, settings):
    settings.HOME = tmp_path
    return tmp_path


@pytest.fixture
def made(home, as_lead, organisation):
    """A mechanism as the lead has just made it."""
    page = as_lead.get("/remedy/mechanisms/").click("Add a mechanism").submit("Add the mechanism", name="Our ear")
    assert page.heading == "Settings"
    return Mechanism.objects.get()


def test_a_new_mechanism_is_closed_and_says_what_it_lacks(made, as_lead):
    page = as_lead.get(f"/remedy/mechanisms/{made.pk}/settings/")
    assert not made.is_open
    for words in ("no report could be read", "no recovery key", "clocks are not set", "in no language"):
        assert words in page.main
    assert "Take reports from now on" not in page.text


def test_it_opens_when_nothing_is_missing(made, as_lead, lead):
    settings = f"/remedy/mechanisms/{made.pk}/settings/"
    seats.seated(made, SeatRole.INTAKE)
    recovery.put_in_force(actor=lead, mechanism=made, drawn=recovery.draw(trustees=PEOPLE, needed=2))
    as_lead.get(f"{settings}clocks/").submit("Save the clocks", country="ke")
    as_lead.get(f"{settings}texts/fr/").submit("Save", terms="Nous répondons.")
    page = as_lead.get(settings).submit("Take reports from now on")
    assert page.notices == ["The mechanism takes reports from now on."]
    made.refresh_from_db()
    assert (made.is_open, made.country, made.texts["fr"]) == (True, "KE", {"terms": "Nous répondons."})


def test_it_refuses_to_open_whoever_asks(made, lead, client):
    client.force_login(lead)
    assert client.post(f"/remedy/mechanisms/{made.pk}/open/").status_code == 409
    made.refresh_from_db()
    assert not made.is_open


def test_an_open_one_keeps_its_terms(mechanism, lead):
    ready = mechanisms.change_texts
    seats.seated(mechanism, SeatRole.INTAKE)
    mechanism.recovery_public, mechanism.clocks, mechanism.question_set = b"x" * 32, {"closed": 5}, "general"
    mechanism.save()
    ready(actor=lead, mechanism=mechanism, language="en", texts={"terms": "We answer."})
    with pytest.raises(mechanisms.ConflictError, match="terms"):
        ready(actor=lead, mechanism=mechanism, language="en", texts={"terms": " "})


def test_it_is_closed_after_a_question(mechanism, as_lead):
    page = as_lead.get(f"/remedy/mechanisms/{mechanism.pk}/close/").submit("Close the mechanism")
    assert page.notices == ["The mechanism takes no new reports."]
    mechanism.refresh_from_db()
    assert not mechanism.is_open


def test_the_clocks_show_what_they_mean_without_saving(made, as_lead):
    page = as_lead.get(f"/remedy/mechanisms/{made.pk}/settings/clocks/")
    page = page.submit("Only show what it means", acknowledged=1, closed_days="2030-12-24")
    assert "A report that comes today" in page.headings
    made.refresh_from_db()
    assert made.clocks == {}


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("country", "XX", "No public holidays are known"),
        ("closed_days", "Christmas", "like 2026-12-24"),
        ("acknowledged", "11", "less than or equal to 10"),
        ("weekend", ["0", "1", "2", "3", "4", "5", "6"], "at least one working day"),
    ],
)
def test_clocks_that_nobody_could_keep_are_refused(field, value, said, made, as_lead):
    page = as_lead.get(f"/remedy/mechanisms/{made.pk}/settings/clocks/").submit("Save the clocks", **{field: value})
    assert said in page.errors[0]
    made.refresh_from_db()
    assert made.clocks == {}


def test_basics_are_saved(made, as_lead):
    page = as_lead.get(f"/remedy/mechanisms/{made.pk}/settings/basics/")
    page.submit("Save", products="Maps\nTaxi app\nMaps", languages=["en", "ar"], exit_address="https://example.org/")
    made.refresh_from_db()
    assert [one["name"] for one in made.products] == ["Maps", "Taxi app"]
    assert (made.languages, made.exit_address) == (["en", "ar"], "https://example.org/")


def test_matching_is_offered_only_where_trustees_hold_its_key(made, as_lead, lead):
    basics = f"/remedy/mechanisms/{made.pk}/settings/basics/"
    assert "no matching key yet" in as_lead.get(basics).submit("Save", asks_matching=True).errors[0]
    drawn = recovery.draw(trustees=PEOPLE, needed=2)
    recovery.put_matching_in_force(actor=lead, mechanism=made, drawn=drawn)
    as_lead.get(basics).submit("Save", asks_matching=True)
    made.refresh_from_db()
    assert made.asks_matching


def test_the_way_out_is_never_unencrypted(made, as_lead):
    page = as_lead.get(f"/remedy/mechanisms/{made.pk}/settings/basics/").submit(
        "Save", exit_address="http://a.example/"
    )
    assert "begins with https://" in page.errors[0]


@pytest.mark.parametrize(("language", "direction"), [("fr", "ltr"), ("ar", "rtl"), ("zh-hans", "ltr")])
def test_questions_are_shown_in_each_language_with_who_has_read_them(language, direction, made, as_lead):
    page = as_lead.get(f"/remedy/mechanisms/{made.pk}/settings/questions/?language={language}")
    assert "No native speaker has checked this translation." in page.main
    assert any(one.get("dir") == direction for one in page.all("ol"))


def test_another_set_of_questions_is_chosen(made, as_lead):
    as_lead.get(f"/remedy/mechanisms/{made.pk}/settings/questions/").submit("Save the choice", question_set="account")
    made.refresh_from_db()
    assert made.question_set == "account"


def test_the_settings_say_that_no_native_speaker_has_checked(made, as_lead):
    rows = as_lead.get(f"/remedy/mechanisms/{made.pk}/settings/").rows
    assert rows[1][:4] == ["Français", *["No native speaker has checked it"] * 3]
    assert rows[0][1:4] == ["Checked"] * 3


def test_the_secret_half_of_the_notice_key_is_a_file_for_its_owner(made, home):
    file = home / notices_key.FILE
    assert file.stat().st_mode & 0o777 == 0o600
    assert notices_key.notice_pair().public == bytes(made.notice_public)
    assert bytes.fromhex(file.read_text().strip()) not in bytes(made.notice_public)


def test_a_damaged_notice_key_is_told(home):
    (home / notices_key.FILE).write_text("not a key")
    with pytest.raises(Exception, match="damaged"):
        notices_key.notice_pair()


def test_others_make_no_mechanism(assessor):
    PageClient(assessor).get("/remedy/mechanisms/add/", status=403)
