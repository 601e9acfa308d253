"""A grievance from the report to the decision on an appeal, in a real browser without scripts, for everybody in it.

Both servers run as processes on a database of their own: the portal writes.
"""

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.urls import reverse
from django.utils import translation

from knowshow.remedy.selectors.person_words import ENDED
from knowshow.remedy.selectors.wording import STAGES
from tests.journeys.conftest import DESK, PHONE
from tests.journeys.grievance import PASSPHRASE, Complainant, Member, Office
from tests.people import PASSWORD
from tests.remedy.rules.metadata import made

STORY = "They closed my account at Wexelford, and nobody tells me why."
ARABIC = "أغلقوا حسابي ولا أحد يقول لي لماذا."
NAMED = "A machine at Quartzbury turned my application down."
NAME = "Ottilienne Vandersloot"
NOTE = "Notizblockwort: ask the unit for its log."
ANSWER = "Antwortbriefwort: we look into the closing."
PROPOSAL = "Vorschlagswort: pay what I lost as well."
REASON = "This is what we did, and why."
PHOTO = {"name": "holiday.jpg", "mimeType": "image/jpeg", "buffer": made.jpeg()}
ROUTES = "A court, and the labour inspectorate."


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """Both servers, on a database of their own."""
    from pytest_socket import enable_socket

    enable_socket()
    with Office(tmp_path_factory.mktemp("grievance") / "home").serving() as served:
        yield served


@pytest.fixture
def visitors(chromium, office, socket_enabled):
    """Give somebody a browser without scripts; what it complains of fails the test."""
    contexts, people = [], []

    def open_one(kind, face, width):
        context = chromium.new_context(viewport={"width": width, "height": 900}, java_script_enabled=False)
        context.set_default_timeout(10_000)
        contexts.append(context)
        person = kind(context.new_page(), office.addresses[face])
        person.tab.on("console", lambda said: _note(person, said))
        people.append(person)
        return person

    yield open_one
    for context in contexts:
        context.close()
    assert [one.complaints for one in people if one.complaints] == []


def _note(person, said):
    if said.type in {"error", "warning"}:
        person.complaints.append(f"{said.text} {said.location.get('url', '')}")


@pytest.fixture
def she(visitors):
    """Who complains, at a phone."""
    return visitors(Complainant, "portal", PHONE)


@pytest.fixture
def at_desk(visitors, office):
    """Members at their desks by first name, their cases open."""
    return lambda first: visitors(Member, "workspace", DESK).at_work(office.people[first])


@pytest.fixture
def signed_in(visitors, office):
    """Members at their desks by first name, their cases closed."""
    return lambda first: visitors(Member, "workspace", DESK).signed_in(office.people[first])


# ---- the whole way ---------------------------------------------------------------------------------------------


def test_from_a_report_to_the_decision_on_an_appeal(she, at_desk, office):
    _report(she)
    _add_a_picture(she)
    hanna = at_desk("Hanna").opens(she.reference)
    hanna.sees(STORY)
    _assess(hanna)
    hanna.write("text", ANSWER).press("Send the answer").sees(ANSWER)
    hanna.does("Add a note", "Add the note", text=NOTE).sees(NOTE)
    _offer(hanna, "restitution", "The account is opened again")
    _propose_something_else(she)
    _answer_the_proposal(hanna, she)
    _accept(she)
    _show_the_proof(hanna, she)
    _verify(she)
    _close(hanna, she)
    _appeal(she)
    _decide(hanna, at_desk("Rina"), she)
    she.come_back().sees("The decision was sound.")
    assert she.stage == STAGES["closed"]
    she.sees(str(ENDED["remedied"]))
    assert she.tab.locator("html").get_attribute("lang") == "en"
    she.gave_nothing_away()
    _is_whole(office, she, STORY, ANSWER, PROPOSAL, NOTE, "Zenobia", "Tegucigalpa", "SpyPhone")


def _report(she):
    she.visit("/").follow("Tell us what happened")
    she.write("text", STORY).choose("safe", "yes").press("Continue")
    she.write("q.product", "An app for rides").press("Continue")
    while not she.tab.get_by_role("button", name="Send my report").count():
        if she.tab.locator('[name="q.name"][type=radio]').count():
            she.choose("q.name", "anonymous")
        she.press("Continue")
    she.sees(STORY).press("Send my report").sees("Your report has arrived.")
    she.keep_receipt().sees("You can close this page now.")


def _add_a_picture(she):
    she.press("Add a file").bring("File", holiday=("jpg", made.jpeg())).press("Send this file")
    she.sees("It says more than one sees")
    she.press("Use the cleaned copy").sees("It is sealed with your report.")


def _assess(member):
    member.does("Acknowledge", reason="Your report has arrived.")
    member.follow("Decide whether we take it up").choose("is_admissible", "yes").write("reason", REASON)
    member.press("Tell the person")
    member.follow("Say what was found").choose("decided_outside", "yes").write("reason", REASON)
    member.press("Tell the person")
    assert member.stage.startswith(str(STAGES["assessed"]))


def _offer(member, kind, what):
    member.follow("Make an offer").write("text", "This is what we offer.").pick("part-0-kind", kind)
    member.write("part-0-what", what).write("part-0-due_on", "2030-01-15").press("Make the offer")


def _propose_something_else(she):
    """She comes back with one word mistyped, reads, and asks for something else."""
    she.come_back(mistyped=True).sees(ANSWER).sees_nothing_of(NOTE)
    assert she.stage == STAGES["remedy_offered"]
    she.push("act", "counter:").write("text", PROPOSAL).pick("kind1", "compensation")
    she.write("what1", "The wages of three days").push("do", "yes").sees("We have your proposal")


def _answer_the_proposal(member, she):
    """No to what she wrote; a new offer that goes further than the first."""
    member.opens(she.reference).follow("The remedy").sees(PROPOSAL).follow("Answer her proposal")
    member.choose("accepts", "no").write("text", "Not in this form; here is another offer.").press("Answer")
    member.opens(she.reference)
    _offer(member, "compensation", "The wages of two days")


def _accept(she):
    she.come_back().sees("The wages of two days")
    she.decides("accept:").sees("You accepted the offer.")
    assert she.stage == STAGES["agreed"]


def _show_the_proof(member, she):
    member.opens(she.reference).follow("The remedy").follow("Show that it was carried out")
    member.write("text", "Paid today.").press("Show the person").sees("The person is asked")


def _verify(she):
    she.come_back().sees("Paid today.")
    she.decides("verify:").sees("You said that it was carried out.")
    assert she.stage == STAGES["verified"]


def _close(member, she):
    member.opens(she.reference).follow("Close the case").choose("outcome", "remedied").write("reason", REASON)
    member.write("other_routes", ROUTES).write("appeal", "Here, within a year.")
    member.tab.locator("input[name=sure]").check(force=True)
    member.press("Close the case")
    assert member.opens(she.reference).stage.startswith(str(STAGES["closed"]))


def _appeal(she):
    she.come_back().sees(ROUTES)
    she.decides("appeal", text="It can happen again.")
    assert she.stage == STAGES["appealed"]


def _decide(member, reviewer, she):
    member.opens(she.reference).follow("Give the appeal to a reviewer").mark("reviewer").press("Give the appeal")
    reviewer.opens(she.reference).follow("The appeal").sees("It can happen again.").follow("Decide the appeal")
    reviewer.choose("stands", "yes").write("text", "The decision was sound.").write("other_routes", ROUTES)
    reviewer.press("Decide the appeal").sees("The appeal is decided")


def _is_whole(office, she, *words):
    """The chain holds, her receipt counts as kept, and none of these words lies readable in the database."""
    found = office.asked("check", words=[*words, "Example mechanism"])
    entries, broken = found["chains"][she.reference]
    assert entries > 10
    assert broken == []
    assert found["stages"][she.reference][2] is True
    assert found["found"] == ["Example mechanism"], "Only what is no secret is found, and that is."


# ---- in Arabic -------------------------------------------------------------------------------------------------


def test_the_same_in_arabic_from_right_to_left(she, at_desk, office):
    she.visit("/ar/write/").write("text", ARABIC).push("do", "send").keep_receipt()
    hanna = at_desk("Hanna").opens(she.reference)
    hanna.sees(ARABIC)
    _assess(hanna)
    _offer(hanna, "apology", "نعتذر لك")
    she.come_back("/ar/").sees("نعتذر لك")
    assert she.stage == _arabic("remedy_offered")
    she.decides("accept:")
    _show_the_proof(hanna, she)
    she.come_back("/ar/").decides("verify:")
    assert she.stage == _arabic("verified")
    _close(hanna, she)
    she.come_back("/ar/").decides("appeal", text=ARABIC)
    assert she.stage == _arabic("appealed")
    html = she.tab.locator("html")
    assert (html.get_attribute("lang"), html.get_attribute("dir")) == ("ar", "rtl")
    she.gave_nothing_away()
    _is_whole(office, she, ARABIC, "نعتذر لك")


def _arabic(stage):
    with translation.override("ar"):
        words = str(STAGES[stage])
    assert words != str(STAGES[stage])
    return words


# ---- what is hers ----------------------------------------------------------------------------------------------


def test_she_takes_a_file_of_her_case_with_her_as_she_sent_it(she):
    she.visit("/write/").write("text", STORY).press("Send now").keep_receipt()
    _add_a_picture(she)
    she.come_back().sees("holiday.jpg").sees("the original is sealed apart")
    assert she.downloads('form[action$="/return/file/"]') == ("holiday.jpg", made.jpeg())
    she.gave_nothing_away()


def test_in_arabic_she_takes_it_with_her_too(she):
    she.visit("/ar/write/").write("text", ARABIC).push("do", "send").keep_receipt()
    she.visit("/ar/file/").write("reference", she.reference).write("words", " ".join(she.words)).send("main form")
    she.tab.locator("input[type=file]").set_input_files([PHOTO])
    she.push("do", "send").push("do", "cleaned").come_back("/ar/")
    assert she.downloads('form[action$="/return/file/"]') == ("holiday.jpg", made.jpeg())
    she.gave_nothing_away()


def test_she_lets_her_name_be_seen_and_seals_it_again(she, at_desk):
    she.visit("/write/").write("text", STORY).press("Send now").keep_receipt()
    she.come_back().push("act", "details").write("name", NAME).push("do", "yes").sees("It is kept, sealed apart.")
    hanna = at_desk("Hanna").opens(she.reference)
    people = hanna.case_page("people/")
    hanna.visit(hanna.case_page("sealed/ask/")).choose("what", "identity").write("reason", "To pay you.").press("Ask")

    she.come_back().sees("May we see your name?").decides("reveal:").sees("can see your name.")
    hanna.visit(people).send("form[action*='/sealed/']").sees(NAME)

    she.come_back().sees("looked at your name.")
    she.press("Take my consent back").sees("What somebody has seen cannot be made unseen.")
    she.press("Yes, seal it again").sees("You took your consent back.").sees_nothing_of("can see your name.")
    assert hanna.visit(people).sees_nothing_of(NAME).tab.locator("form[action*='/sealed/']").count() == 0
    she.gave_nothing_away()


# ---- who sees what ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def named(office):
    """A case whose person gave her name, with a note of the team."""
    return office.asked("name", story=NAMED, name=NAME, note=NOTE)


def test_an_interpreter_and_an_adviser_read_the_dialogue_and_no_note(at_desk, named):
    hanna = at_desk("Hanna").opens(named["reference"])
    hanna.sees(NOTE)
    for role in ("interpreter", "adviser"):
        hanna.visit(f"/remedy/cases/{named['case']}/people/give/").mark(role).press("Give the case")

    ines = at_desk("Ines").opens(named["reference"])
    ines.sees(NAMED).sees_nothing_of(NOTE, NAME)
    ines.follow("Translate").pick("language", "fr").write("text", "Une machine a refusé.")
    ines.press("Add the translation").sees("Une machine a refusé.")
    ines.refused(f"/remedy/cases/{named['case']}/people/")

    adam = at_desk("Adam").opens(named["reference"])
    adam.sees(NAMED).sees_nothing_of(NOTE, NAME)
    adam.follow("Give advice").write("text", "You may ask for the reasons.").press("Give this advice")
    adam.sees("You may ask for the reasons.").refused(f"/remedy/cases/{named['case']}/history/")


def test_two_custodians_open_a_name_and_neither_opens_the_case(at_desk, named, office):
    hanna = at_desk("Hanna").visit(f"/remedy/cases/{named['case']}/sealed/ask/")
    hanna.choose("what", "identity").write("reason", "To pay what was agreed.").press("Ask")
    for first in ("Cora", "Cleo"):
        custodian = at_desk(first).visit(f"/remedy/mechanisms/{office.mechanism}/custody/")
        custodian.follow("Give my share").sees_nothing_of(NAMED, NAME)
        custodian.press("Give my share").refused(f"/remedy/cases/{named['case']}/", status=404)

    hanna.visit(f"/remedy/cases/{named['case']}/people/")
    hanna.send("form[action*='/sealed/']").sees(NAME)


@pytest.mark.parametrize("first", ["Anna", "Otto", "Adele"])
def test_who_counts_or_administers_reads_figures_and_opens_no_case(first, signed_in, named, office):
    one = signed_in(first).visit(f"/remedy/mechanisms/{office.mechanism}/figures/")
    one.sees("Running cases").sees_nothing_of(NAMED, NAME, NOTE)
    settings = f"/remedy/mechanisms/{office.mechanism}/settings/"
    if first == "Adele":
        assert one.visit(settings).tab.locator("h1").count() == 1
    else:
        one.refused(settings)
    one.visit(f"/remedy/cases/{named['case']}/").sees_nothing_of(NAMED, NAME, NOTE, named["reference"])


def test_an_outsider_finds_nothing(signed_in, named, office):
    olga = signed_in("Olga")
    olga.refused(f"/remedy/mechanisms/{office.mechanism}/", status=404)
    olga.refused(f"/remedy/cases/{named['case']}/")


# ---- a second factor -------------------------------------------------------------------------------------------


def test_whoever_has_no_second_factor_sets_one_up_before_her_cases_open(signed_in, named):
    sven = signed_in("Sven").refused("/remedy/cases/")
    sven.sees("Cases open with a second factor").sees_nothing_of(named["reference"])
    sven.visit(reverse("mfa_activate_totp")).write("password", PASSWORD).press("Confirm")
    secret = sven.tab.locator("code").first.inner_text().replace(" ", "")
    sven.write("code", _code(secret)).press("Switch on").sees("Recovery codes")
    sven.refused("/remedy/cases/").follow("Confirm with my second factor")
    sven.write("code", _code(secret)).send("main form")
    sven.write("passphrase", PASSPHRASE).press("Open my cases").opens(named["reference"]).sees(NAMED)


def _code(secret):
    return totp.format_hotp_value(totp.hotp_value(secret, next(iter(totp.yield_hotp_counters_from_time()))))
