"""A case is taken from report to remedy by its forms, with a question before what cannot be undone."""

import io
import json

import pytest
from PIL import Image

from knowshow.remedy.forms.casework import DecideAppealForm
from knowshow.remedy.models import Audience, CaseKey, Reveal, SeatRole
from knowshow.remedy.rules.stages import Stage
from knowshow.remedy.services import coding, files, offers, person, referrals, reveals, safety
from tests.remedy import make, seats

pytestmark = pytest.mark.django_db


@pytest.fixture
def hanna(mechanism):
    return seats.seated(mechanism, SeatRole.INTAKE, SeatRole.HANDLER)


@pytest.fixture
def client(hanna):
    return seats.opened(hanna)


@pytest.fixture
def at(hanna, mechanism):
    """A person whose case stands at a stage of the mechanism."""
    return lambda stage, **facts: make.at(stage, mechanism, **facts)


def _url(who, rest=""):
    return f"/remedy/cases/{who.case.pk}/{rest}"


def _stage(who):
    return make.fresh(who.case).stage


# ---- steps ---------------------------------------------------------------------------------------------------


def test_from_report_to_offer_by_the_next_step(client, at):
    who = at(Stage.RECEIVED)
    page = client.get(_url(who)).click("Acknowledge").submit("Tell the person", reason="It has arrived.")
    page = page.click("Decide whether we take it up").submit(
        "Tell the person", is_admissible="yes", reason="It is about our product."
    )
    page = page.click("Say what was found").submit("Tell the person", reason=make.WORDS, decided_outside="yes")
    page = page.click("Make an offer")
    filled = {"text": "This is what we offer.", "part-0-kind": "restitution", "part-0-what": "The account",
              "part-0-due_on": make.later(30).isoformat()}  # fmt: skip
    page = page.submit("Make the offer", **filled)
    assert "The offer is made. The person decides, and may take advice." in page.notices
    assert _stage(who) == Stage.REMEDY_OFFERED
    assert make.fresh(who.case).decided_outside is True


def test_where_it_is_not_safe_each_step_asks_for_a_second_look(client, at):
    who = at(Stage.RECEIVED, safe="no")
    page = client.get(_url(who, "acknowledge/"))
    assert "The person said that it is not safe to answer. Write only what gives nobody away." in page.main
    page = page.submit("Tell the person", reason="It has arrived.")
    assert "not safe" in page.errors[0]
    page.submit("Tell the person", reason="It has arrived.", although_unsafe=True)
    assert _stage(who) == Stage.ACKNOWLEDGED
    assert "although_unsafe" not in client.get(_url(who, "note/")).form().names
    page = _offer(client.get(_url(at(Stage.ASSESSED, safe="no"), "remedy/offer/")))
    assert "not safe" in page.errors[0]
    assert "The offer is made. The person decides, and may take advice." in _offer(page, although_unsafe=True).notices


def test_a_no_needs_the_whole_letter(client, at):
    who = at(Stage.ACKNOWLEDGED)
    page = client.get(_url(who, "admissible/")).submit("Tell the person", is_admissible="no", reason="Not ours.")
    assert page.errors
    assert _stage(who) == Stage.ACKNOWLEDGED
    page = page.submit(
        "Tell the person", is_admissible="no", reason="Not ours.", other_routes=make.ROUTES, appeal=make.APPEAL
    )
    assert _stage(who) == Stage.CLOSED
    assert make.ROUTES in page.main


def test_a_case_is_closed_with_its_outcome_after_a_question(client, at):
    who = at(Stage.VERIFIED)
    page = client.get(_url(who, "close/"))
    assert page.form().choices("outcome") == ["remedied", "partly_remedied"]
    letter = {"outcome": "remedied", "reason": make.WORDS, "other_routes": make.ROUTES, "appeal": make.APPEAL}
    assert page.submit("Close the case", **letter).errors
    page = page.submit("Close the case", sure=True, **letter)
    assert _stage(who) == Stage.CLOSED
    assert "Nothing more is planned. The person can appeal." in page.main


def test_over_an_open_offer_there_is_no_page_to_close_the_case(client, at):
    who = at(Stage.REMEDY_OFFERED)
    assert "Close the case" not in client.get(_url(who)).main
    assert "It is the person's time until" in client.get(_url(who, "close/"), status=409).main
    client.post(_url(who, "close/"), {"outcome": "no_contact"}, status=409)
    assert _stage(who) == Stage.REMEDY_OFFERED


def test_a_case_that_was_not_acknowledged_has_no_page_to_close_it(client, at):
    who = at(Stage.RECEIVED)
    client.get(_url(who, "close/"), status=409)


def test_a_step_that_is_not_open_is_said_on_the_form(client, at):
    who = at(Stage.RECEIVED)
    page = client.get(_url(who, "reopen/")).submit("Take it up again", reason="Why not.")
    assert "does not go from this stage" in page.errors[0]


def test_the_clock_is_stopped_and_runs_on(client, at):
    who = at(Stage.ADMISSIBLE)
    page = client.get(_url(who)).click("Stop our clock")
    page = page.submit("Stop the clock", why="other_body", reason="We wait for the inspectorate.")
    assert "our clock stands still" in page.main
    page = page.click("Let it run on").submit("Let it run on")
    assert page.notices == ["Our clock runs on."]
    assert not who.case.pauses.filter(until=None).exists()


# ---- codes ---------------------------------------------------------------------------------------------------


def test_severity_is_rated_with_reasons(client, at):
    who = at(Stage.RECEIVED)
    page = client.get(_url(who)).click("Rate")
    page = page.submit(
        "Save the rating", scale="4", scope="2", irremediability="1", urgency="now", retaliation_risk="high",
        reasons="She lost her livelihood.",
    )  # fmt: skip
    assert "Tier 4" in page.main
    assert "She lost her livelihood." in page.main
    assert make.fresh(who.case).urgency == "now"


def test_right_product_and_cause_are_coded(client, at, mechanism):
    mechanism.products = [{"key": "app", "name": "The app"}]
    mechanism.save()
    who = at(Stage.RECEIVED)
    client.get(_url(who)).click("Say what it is about").submit(
        "Save", right="labour", product="app", root_cause="no_human_review"
    )
    case = make.fresh(who.case)
    assert (case.right, case.product, case.root_cause) == ("labour", "app", "no_human_review")


# ---- remedy --------------------------------------------------------------------------------------------------


def _offer(page, **said):
    filled = {"text": "This.", "part-0-kind": "apology", "part-0-what": "In writing",
              "part-0-due_on": make.later(30).isoformat()} | said  # fmt: skip
    return page.submit("Make the offer", **filled)


def test_an_offer_with_a_waiver_is_refused_on_the_form(client, at):
    who = at(Stage.ASSESSED)
    page = _offer(client.get(_url(who, "remedy/offer/")), gives_up_court=True)
    assert "give up going to court" in page.errors[0]
    assert not who.case.offers.exists()


def test_an_offer_that_asks_for_silence_is_refused_and_the_case_page_says_what_accepting_leaves_her(client, at):
    who = at(Stage.ASSESSED)
    page = _offer(client.get(_url(who, "remedy/offer/")), silence=True)
    assert "must not ask her to be silent" in page.errors[0]
    make.offer(who)
    for address in ("", "remedy/"):
        assert "does not oblige the person to be silent" in client.get(_url(who, address)).main


@pytest.mark.parametrize("stage", [Stage.AGREED, Stage.VERIFIED, Stage.CLOSED])
def test_what_was_agreed_is_not_told_as_if_it_were_still_to_be_decided(client, at, stage):
    who = at(Stage.DIALOGUE)
    counter = offers.counter_offer(actor=who, text="Rather this.", remedies=make.parts("apology"))
    page = client.get(_url(who))
    assert "The person proposes" in page.headings
    offers.answer_counter(actor=make.handler(who), counter=counter, accepts=True, text="Yes.")
    for step in make.way_to(stage)[len(make.way_to(Stage.AGREED)) :]:
        step(who)
    page = client.get(_url(who))
    assert "What was agreed" in page.headings
    assert "The person proposes" not in page.main
    assert "may ask for more time" not in page.main


def test_what_the_person_did_not_say_of_her_safety_is_said_to_be_not_said(client, at):
    assert "Safe to answer: Not said." in client.get(_url(at(Stage.RECEIVED))).main


def test_an_offer_without_a_day_is_refused_on_the_form(client, at):
    who = at(Stage.ASSESSED)
    page = _offer(client.get(_url(who, "remedy/offer/")), **{"part-0-due_on": ""})
    assert "has a day by which it is done" in page.errors[0]


def test_what_a_reviewer_of_rights_would_ask_is_said_before_the_offer_goes_out(client, at):
    who = at(Stage.ASSESSED)
    page = _offer(client.get(_url(who, "remedy/offer/")), lost_money=True)
    assert "She lost money, and nothing offered makes that good." in page.main
    assert not who.case.offers.exists()
    changed = _offer(page, confirmed=True, **{"part-0-kind": "sanction"})
    assert "A sanction alone gives nothing to the person." in changed.main
    assert not who.case.offers.exists()
    page = _offer(page, confirmed=True)
    assert "The offer is made. The person decides, and may take advice." in page.notices
    assert who.case.offers.get().state == "open"


def test_what_a_no_needs_is_not_called_optional(client, at, mechanism):
    page = client.get(_url(at(Stage.ACKNOWLEDGED), "admissible/"))
    assert "For a no: where else she can turn" in page.main
    assert "optional" not in page.main
    page = page.submit("Tell the person", is_admissible="no", reason="Not ours.")
    assert len(page.errors) == 2
    assert "optional" not in page.main


def test_a_reviewer_who_changes_a_decision_says_where_the_case_goes_on():
    assert DecideAppealForm().fields["to"].required
    said = {"text": "They were not asked.", "other_routes": make.ROUTES}
    assert list(DecideAppealForm({"stands": "no", **said}).errors) == ["to"]
    assert DecideAppealForm({"stands": "yes", **said}).is_valid()


def test_the_task_of_a_severe_case_says_what_is_to_be_done(client, at):
    who = at(Stage.RECEIVED)
    coding.rate(
        actor=make.handler(who), severity=coding.Severity(4, 3, 4), urgency="days", retaliation_risk="low",
        reasons="She lost her livelihood.",
    )  # fmt: skip
    page = client.get(_url(who, "tasks/"))
    assert "Severe case: bring it before those who can act on it." in page.main
    assert "livelihood" not in page.main


def test_more_time_is_given_and_an_offer_is_taken_back(client, at):
    who = at(Stage.REMEDY_OFFERED)
    page = client.get(_url(who, "remedy/")).click("Give more time")
    page = page.submit("Give more time", open_until=make.later(120).isoformat())
    assert who.case.offers.get().open_until == make.later(120)
    page.click("Take the offer back").submit("Take the offer back", reason="The sum was wrong.")
    assert who.case.offers.get().state == "withdrawn"


def test_a_counter_proposal_is_answered_with_a_yes(client, at):
    who = at(Stage.REMEDY_OFFERED)
    offers.counter_offer(
        actor=who, text="Count the evenings.", offer=who.case.offers.get(),
        remedies=[offers.Proposed("compensation", "The evenings too")],
    )  # fmt: skip
    page = client.get(_url(who, "remedy/")).click("Answer her proposal")
    assert "The evenings too" in page.main
    assert page.submit("Answer", accepts="yes", text="Yes.").errors == ["Done by: Say by which day it will be done."]
    page.submit("Answer", accepts="yes", text="Yes.", due_on=make.later(20).isoformat())
    assert _stage(who) == Stage.AGREED


def test_a_remedy_is_shown_to_be_carried_out(client, at):
    who = at(Stage.AGREED)
    page = client.get(_url(who, "remedy/")).click("Show that it was carried out Restitution")
    page.submit("Show the person", text="The account works since yesterday.")
    assert who.case.remedies.get(kind="restitution").state == "proven"


def test_a_remedy_of_another_case_is_not_found(client, at):
    who, other = at(Stage.AGREED), at(Stage.AGREED)
    client.get(_url(who, f"remedy/parts/{other.case.remedies.first().pk}/proof/"), status=404)
    client.get(_url(who, f"remedy/{other.case.offers.first().pk}/extend/"), status=404)


# ---- appeals -------------------------------------------------------------------------------------------------


def test_an_appeal_goes_to_a_reviewer_who_decides_it(client, at, mechanism):
    who = at(Stage.APPEALED)
    rina = seats.seated(mechanism, SeatRole.REVIEWER, name="Rina Reviewer")
    client.get(_url(who)).click("Give the appeal to a reviewer").submit("Give the appeal", seat=str(rina.pk))
    reviewer = seats.opened(rina)
    page = reviewer.get(_url(who, "remedy/")).click("Decide the appeal")
    assert "This is not what happened." in page.main
    page.submit(
        "Decide the appeal", stands="no", to="dialogue", text="The others were not asked.", other_routes=make.ROUTES
    )
    assert _stage(who) == Stage.DIALOGUE
    assert who.case.appeals.get().state == "changed"


def test_without_a_reviewer_the_page_says_so(client, at):
    who = at(Stage.APPEALED)
    page = client.get(_url(who))
    assert "nobody is left here. The administrator is told to seat one" in page.main
    page = client.get(_url(who, f"appeals/{who.case.appeals.get().pk}/assign/"))
    assert "There is nobody who could be chosen" in page.headings


def test_a_handler_does_not_decide_an_appeal(client, at):
    who = at(Stage.APPEALED)
    appeal = who.case.appeals.get()
    page = client.get(_url(who, f"appeals/{appeal.pk}/decide/"))
    page.submit("Decide the appeal", status=403, stands="yes", text="It stands.", other_routes=make.ROUTES)
    assert who.case.appeals.get().state == "open"


# ---- tasks and safety ----------------------------------------------------------------------------------------


def test_a_task_is_added_and_done(client, at, hanna):
    who = at(Stage.RECEIVED)
    page = client.get(_url(who, "tasks/")).click("Add a task")
    page = page.submit("Add the task", text="Ask the unit.", due_on=make.later(2).isoformat(), owner=str(hanna.pk))
    assert "Ask the unit." in page.main
    page = page.submit("Done 1")
    assert page.notices == ["The task is done."]
    assert who.case.tasks.get().state == "done"


def test_a_task_is_dropped(client, at):
    who = at(Stage.RECEIVED)
    page = client.get(_url(who, "tasks/add/")).submit("Add the task", text="Ask.", due_on=make.later(2).isoformat())
    page.submit("No longer needed 1")
    assert who.case.tasks.get().state == "dropped"


def test_a_plan_is_made_and_a_check_in_is_written_down(client, at, hanna):
    who = at(Stage.RECEIVED)
    page = client.get(_url(who, "safety/")).click("Make a safety plan")
    words = "Hanna calls from outside operations."
    assert page.submit("Save the plan", text=words).errors  # who asks again is chosen by nobody beforehand
    page = page.submit("Save the plan", text=words, owner=str(hanna.pk))
    first = who.case.check_ins.first()
    assert "Hanna calls" in page.main
    page = client.get(_url(who, f"safety/{first.pk}/")).submit("Save", result="suspected", text="Shifts were cut.")
    assert "Shifts were cut." in page.main
    assert make.fresh(who.case).retaliation_risk == "high"


def test_reports_of_retaliation_are_on_the_page_of_safety(client, at):
    who = at(Stage.RECEIVED)
    safety.report_retaliation(actor=who, text="They cut my shifts.")
    assert "They cut my shifts." in client.get(_url(who, "safety/")).main


# ---- people and keys -----------------------------------------------------------------------------------------


def test_a_case_is_given_and_taken_back(client, at, mechanism):
    who = at(Stage.RECEIVED)
    hugo = seats.seated(mechanism, SeatRole.INTERPRETER, name="Hugo Interpreter")
    seat = hugo.seats.get()
    page = client.get(_url(who, "people/")).click("Give the case to somebody")
    assert "A reviewer who decides anything in this case cannot look at its appeal any more" in page.main
    page = page.submit("Give the case", seat=str(seat.pk))
    assert "Hugo Interpreter" in page.main
    given = CaseKey.objects.get(user=hugo)
    assert given.scope == "shared"
    client.get(_url(who, f"people/{given.pk}/take/")).submit("Take it back")
    assert not CaseKey.objects.filter(user=hugo).exists()


def test_the_last_who_can_open_a_case_does_not_leave_it(client, at, hanna):
    who = at(Stage.RECEIVED)
    given = CaseKey.objects.get(user=hanna, case=who.case)
    client.get(_url(who, f"people/{given.pk}/take/")).submit("Take it back", status=409)
    assert CaseKey.objects.filter(pk=given.pk).exists()


def test_leaving_a_case_leads_back_to_the_list(client, at, hanna):
    who = at(Stage.RECEIVED)
    make.given(who, SeatRole.HANDLER, name="Hugo Handler")
    given = CaseKey.objects.get(user=hanna, case=who.case)
    page = client.get(_url(who, f"people/{given.pk}/take/")).submit("Take it back")
    assert page.heading == "Cases"
    client.get(_url(who), status=404)


def test_a_name_is_asked_for_agreed_to_and_looked_at(client, at):
    who = at(Stage.RECEIVED, identity={"name": "Nadia"}, standing="confidential")
    page = client.get(_url(who)).click("Ask").submit("Ask", what="identity", days="7", reason="To pay what was agreed.")
    assert "Nadia" not in page.main
    reveals.answer_reveal(actor=make.again(who), reveal=Reveal.objects.get(), agrees=True)
    page = client.get(_url(who, "people/"))
    assert "Nadia" not in page.main
    page = page.submit("Look The identity")
    assert "Nadia" in page.main
    page = client.get(_url(who, "people/")).click("Close it The identity").submit("Close it")
    assert Reveal.objects.get().state == "ended"


def test_a_name_that_was_opened_for_somebody_else_is_not_found(at, client):
    who = at(Stage.RECEIVED, identity={"name": "Nadia"}, standing="confidential")
    reveal = reveals.ask_reveal(actor=make.handler(who), part=who.case.parts.get(), days=7, reason="To pay.")
    reveals.answer_reveal(actor=make.again(who), reveal=reveal, agrees=True)
    other = seats.opened(make.given(who, SeatRole.HANDLER, name="Hugo Handler").user)
    other.post(_url(who, f"sealed/{reveal.pk}/"), status=404)


def test_where_nothing_is_sealed_apart_there_is_nothing_to_ask(client, at):
    client.get(_url(at(Stage.RECEIVED), "sealed/ask/"), status=409)


def test_two_cases_are_linked_and_the_link_is_taken_away(client, at):
    who, other = at(Stage.RECEIVED), at(Stage.RECEIVED)
    page = client.get(_url(who, "links/add/"))
    page = page.submit("Link them", reference=other.case.reference, kind="duplicate", reason="The same words.")
    assert other.case.reference in page.main
    page.submit("Take the link away 1")
    assert not who.case.links.exists()


def test_a_referral_is_proposed_sent_and_answered(client, at):
    who = at(Stage.RECEIVED)
    page = client.get(_url(who)).click("Refer, with consent").submit(
        "Ask the person", body="Labour inspectorate", purpose="It can order back pay.",
        fields_told=["summary", "stages"], text="We propose this.",
    )  # fmt: skip
    assert "Labour inspectorate" in page.main
    referral = who.case.referrals.get()
    referrals.answer_referral(actor=make.again(who), referral=referral, fields=("summary",))
    page = client.get(_url(who, "people/")).click("Make the packet Labour inspectorate")
    assert "stages" not in page.form().names
    page = page.submit("Make the packet", summary="An account was closed.", sure=True)
    packet = json.loads(client.download(page.link("Download the packet Labour inspectorate")).content)
    assert packet["facts"] == {"summary": "An account was closed."}
    page.click("Write down the answer Labour inspectorate").submit("Save", state="accepted")
    assert who.case.referrals.get().state == "accepted"


# ---- facts, files, record ------------------------------------------------------------------------------------


@pytest.fixture
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def _picture():
    made = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(made, "PNG")
    return made.getvalue()


def _added(who, content=None, name="bag.png", audience=Audience.BOTH):
    return files.add_file(actor=make.handler(who), content=content or _picture(), name=name, audience=audience).original


def test_what_she_answered_to_the_questions_is_read_and_a_set_that_is_gone_keeps_nobody_out(client, at):
    told = {"question_set": "general.v1", "answers": {"where": "At the depot", "ongoing": "yes"}}
    assert "At the depot" in client.get(_url(at(Stage.RECEIVED, **told), "facts/")).main
    needs = {"question_set": "account.v1", "answers": {"needs": "Large print, please"}}
    page = client.get(_url(at(Stage.RECEIVED, **needs), "facts/"))
    assert "What would help you?" in page.main
    assert "Large print, please" in page.main
    gone = {"question_set": "bygone.v9", "answers": {"where": "At the depot"}}
    assert "At the depot" not in client.get(_url(at(Stage.RECEIVED, **gone), "facts/")).main


def test_a_file_is_listed_with_its_digest_and_downloaded(client, at, folder):
    who = at(Stage.RECEIVED)
    file = _added(who, b"As agreed on the phone.", "proof.txt")
    page = client.get(_url(who, "facts/"))
    assert "proof.txt" in page.main
    got = client.download(page.link("Download proof.txt"))
    assert b"".join(got.streaming_content) == b"As agreed on the phone."
    assert "attachment" in got.headers["Content-Disposition"]
    client.get(_url(who, f"files/{file.code}/show/"), status=404)


def test_a_picture_is_shown_on_the_page(client, at, folder):
    who = at(Stage.RECEIVED)
    file = _added(who)
    got = client.download(_url(who, f"files/{file.code}/show/"))
    assert got.headers["Content-Type"] == "image/png"
    assert "sandbox" in got.headers["Content-Security-Policy"]


def test_a_file_that_was_changed_on_the_disk_is_not_given_out(client, at, folder, settings):
    who = at(Stage.RECEIVED)
    file = _added(who)
    stored = settings.MEDIA_ROOT / "sealed" / file.code
    stored.write_bytes(stored.read_bytes()[:-1] + b"x")
    client.get(_url(who, f"files/{file.code}/"), status=404)


def test_a_file_of_another_case_is_not_found(client, at, folder):
    who, other = at(Stage.RECEIVED), at(Stage.RECEIVED)
    client.get(_url(who, f"files/{_added(other).code}/"), status=404)


def test_the_interpreter_opens_what_both_sides_see_of_the_files(at, folder):
    who = at(Stage.RECEIVED)
    shown, kept = _added(who), _added(who, b"For the team.", "note.txt", Audience.INTERNAL)
    page = seats.opened(make.given(who, SeatRole.INTERPRETER).user)
    assert "note.txt" not in page.get(_url(who, "facts/")).main
    page.download(_url(who, f"files/{shown.code}/"))
    page.get(_url(who, f"files/{kept.code}/"), status=404)


def test_a_file_is_added_by_the_team(client, at, folder):
    from django.core.files.uploadedfile import SimpleUploadedFile

    who = at(Stage.RECEIVED)
    page = client.get(_url(who, "files/add/"))
    page = page.submit("Add the file", file=SimpleUploadedFile("proof.png", _picture()))
    assert "The file is added, sealed." in page.notices
    assert who.case.files.get().audience == "both"


def test_the_other_sides_material_is_shown_to_the_person(client, at):
    who = at(Stage.RECEIVED)
    page = client.get(_url(who, "facts/")).click("Show what the other side says")
    page = page.submit("Show it to the person", text="The unit says that a phone was shared.")
    assert "the person has not read it yet" in page.main


def test_the_history_shows_steps_reasons_and_a_whole_chain(client, at):
    who = at(Stage.ADMISSIBLE)
    page = client.get(_url(who, "history/"))
    assert "nothing is missing" in page.main
    assert make.WORDS in page.main
    assert "Report received" in page.main
    who.case.entries.filter(number=2).delete()
    assert "The chain of this case is broken" in client.get(_url(who, "history/")).main


def test_a_case_is_exported_without_what_stands_apart_and_she_reads_of_it(client, at):
    who = at(Stage.ADMISSIBLE, identity={"name": "Nadia"}, standing="confidential")
    client.get(_url(who, "history/"))
    token = {"csrfmiddlewaretoken": client.browser.cookies["csrftoken"].value}
    got = client.browser.post(_url(who, "export.json"), token)
    record = json.loads(got.content)
    assert record["reference"] == who.case.reference
    assert record["entries"][0]["content"]["text"] == make.STORY
    assert "Nadia" not in got.content.decode()
    assert who.case.entries.filter(kind="system").exists()


def test_the_page_to_print_bears_the_reference(client, at):
    who = at(Stage.ADMISSIBLE)
    page = client.get(_url(who, "history/")).submit("Page to print")
    assert page.heading == f"Case {who.case.reference}"
    assert words_of_mark(page) == who.case.reference
    assert make.STORY in page.main


def words_of_mark(page):
    """The reference that stands on each sheet."""
    return page.by_class("print-mark")[0].text


def test_an_export_is_not_a_link_that_somebody_else_could_lead_to(client, at):
    who = at(Stage.ADMISSIBLE)
    for rest in ("export.json", "print/"):
        client.get(_url(who, rest), status=405)


# ---- how long it is kept -------------------------------------------------------------------------------------


def test_a_case_is_kept_for_a_legal_reason_that_both_sides_read(client, at):
    who = at(Stage.CLOSED)
    page = client.get(_url(who, "history/")).click("Keep the case for a legal reason")
    page = page.submit("Keep it", reason="A proceeding before the labour court.")
    assert "A proceeding before the labour court." in page.main
    page.click("Lift it").submit("Lift it")
    assert make.fresh(who.case).is_held is False


def test_a_request_to_erase_is_answered_with_a_reason(client, at):
    who = at(Stage.RECEIVED)
    person.ask_for_erasure(actor=who)
    page = client.get(_url(who)).click("Answer her")
    assert page.submit("Answer", agrees="no").errors
    page = page.submit("Answer", agrees="no", reason="A court asked us to keep it.")
    assert "A court asked us to keep it." in page.main
    assert make.fresh(who.case).erasure_asked_on is None


def test_everything_is_erased_only_after_a_second_look(client, at, folder):
    who = at(Stage.RECEIVED)
    person.ask_for_erasure(actor=who)
    page = client.get(_url(who, "erasure/")).submit("Answer", agrees="yes")
    assert "cannot be undone" in page.errors[0]
    page = page.submit("Answer", agrees="yes", sure=True)
    assert page.heading == "Cases"
    assert make.fresh(who.case).shredded_on is not None
    client.get(_url(who), status=404)


def test_where_nobody_asks_there_is_nothing_to_erase(client, at):
    client.get(_url(at(Stage.RECEIVED), "erasure/"), status=409)


def test_an_entry_that_was_changed_is_said_and_the_rest_is_read(client, at):
    who = at(Stage.ACKNOWLEDGED)
    entry = who.case.entries.get(kind="stage")
    entry.sealed = bytes(entry.sealed)[:-1] + b"x"
    entry.save()
    page = client.get(_url(who))
    assert "This does not open: it was changed" in page.main
    assert make.STORY in page.main
