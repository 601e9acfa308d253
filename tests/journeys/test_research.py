"""Researchers bring an index, answer, review, hear the companies and publish; readers follow a score to its source.

Each has a browser of her own; the portal is the process that serves it.
"""

import json

import pytest
from django.urls import reverse

from knowshow.benchmarks.models import Answer, Edition, Entry, Publication
from tests.benchmarks import make as published
from tests.benchmarks import rankings
from tests.journeys.conftest import DESK, PHONE
from tests.people import PASSWORD

#: Acme is whole; of Bolt, its board is not researched. One answer is misspelt.
SUBJECTS = """company,company_label,company_type,subject,role,service_class
acme,Acme,platform,Group,group,
acme,Acme,platform,Search,service,search
bolt,Bolt,platform,Group,group,
bolt,Bolt,platform,Mail,service,mail
"""
ANSWERS = """company,subject,indicator,element,component,answer
acme,Group,G1,G1.1,,yes
acme,Group,G1,G1.2,,yes
acme,Search,P1,P1.1,,no disclosure found
acme,Search,P1,P1.2,,post; phone
bolt,Group,G1,G1.1,,partial
bolt,Mail,P1,P1.1,,yes
bolt,Mail,P1,P1.2,,post
"""
WRONG = ANSWERS.replace("partial", "partiall")
SOURCE = "Charter of Bolt's board"
COMMENT = "The charter names the board's committee for human rights."

_KINDS = {"scripts": (True, DESK), "no scripts": (False, DESK), "phone, no scripts": (False, PHONE)}


@pytest.fixture(params=_KINDS.values(), ids=_KINDS)
def browser(request, at_browser):
    """Open browsers of one kind."""
    scripts, width = request.param
    return lambda **more: at_browser(scripts=scripts, width=width, **more)


@pytest.fixture
def plain(at_browser):
    """Open browsers without scripts."""
    return lambda **more: at_browser(scripts=False, **more)


# ---- from import to publication ----------------------------------------------------------------------------


def test_from_import_to_publication(browser, assessor, reviewer, lead, portal):
    ada, remi, lena = (browser().sign_in(one) for one in (assessor, reviewer, lead))
    _bring(ada)
    bolt = Entry.objects.get(company__name="Bolt")
    _answer_what_is_open(ada)
    _move_both(ada, "Data collection", "Review by a second person")
    _review(remi, bolt)
    _move_both(remi, "Reconciliation")
    _settle(ada, bolt)
    _move_both(ada, "Company feedback")
    cora = _invite(lena, browser, bolt)
    _say_what_is_wrong(cora)
    _decide(ada)
    _read_the_decision(cora)
    _move_both(ada, "Cross-company review")
    _compare(remi)
    _move_both(remi, "Final")
    address = _publish(remi)
    _read(browser(portal=portal), address)


def _bring(person):
    person.visit(reverse("benchmarks:rankings")).follow("Go to the research").follow("Import an index")
    _choose_files(person, WRONG)
    person.sees("Nothing was taken in.")
    row = person.tab.locator("tbody tr")
    assert row.count() == 1
    assert "answers.csv, 6" in row.inner_text()
    assert "partiall" in row.inner_text()
    assert 'Did you mean "partial"?' in row.inner_text()
    assert not Edition.objects.exists()

    person.follow("Choose the files again")
    _choose_files(person, ANSWERS)
    person.sees("What taking it in would do").sees("2 of them new: Acme, Bolt")
    assert not Edition.objects.exists()

    person.press("Take in 7 answers").sees("All 7 answers are in.")
    assert person.heading == "Small index 2026"
    assert person.tab.locator("tbody th").all_inner_texts() == ["Acme", "Bolt"]


def _choose_files(person, answers):
    person.bring(
        "Files",
        methodology=("json", json.dumps(rankings.INDEX).encode()),
        subjects=("csv", SUBJECTS.encode()),
        answers=("csv", answers.encode()),
    )
    person.write("title", "Small index 2026").write("period", "2026").press("Check the files")


def _answer_what_is_open(person):
    person.tab.locator("tbody").get_by_role("link", name="Bolt", exact=True).click()
    person.follow("G1 Commitment").sees("Not researched yet")
    person.choose("q2-label", "no").write("q2-comment", COMMENT).write("q2-sources", "new p. 3")
    person.unfold("A new source").write("source-title", SOURCE).write("source-url", "https://bolt.example/charter")
    person.press("Save and stay here").sees("1 answer is saved.").sees("25 because:")
    given = Answer.objects.get(node="G1.2", subject__company__name="Bolt")
    assert (given.label, given.comment) == ("no", COMMENT)
    assert given.citations.get().source.title == SOURCE


def _move_both(person, *steps):
    edition = Edition.objects.get()
    for step in steps:
        person.visit(f"/benchmarks/research/{edition.pk}/steps/")
        for entry in edition.entries.all():
            person.choose("entries", entry.pk)
        person.tab.get_by_label(step, exact=True).check(force=True)
        person.press("Move the companies").sees("2 companies are moved.")


def _review(person, bolt):
    """Agree with all of Acme; differ on Bolt's policy, agree with the rest."""
    edition = bolt.edition
    person.visit(f"/benchmarks/research/{edition.pk}/")
    for company, indicator in (("Acme", "G1 Commitment"), ("Acme", "P1 Access"), ("Bolt", "P1 Access")):
        person.visit(f"/benchmarks/research/{edition.pk}/")
        person.tab.locator("tbody").get_by_role("link", name=company, exact=True).click()
        person.follow(indicator).press("Agree with all that wait here").sees("You agreed with 2 answers.")
    person.visit(f"/benchmarks/research/entries/{bolt.pk}/").follow("G1 Commitment")
    person.choose("q1-label", "yes").write("q1-comment", "A whole policy since May.")
    person.tab.get_by_label("I agree: no").check(force=True)
    person.press("Save and stay here").sees("2 answers are saved.").sees("The two differ")


def _settle(person, bolt):
    person.visit(f"/benchmarks/research/entries/{bolt.pk}/").follow("Settle them")
    person.sees("1 question was answered in two ways.")
    person.press("“partial” stands").sees("Nobody differs")
    assert bolt.edition.answers.get(is_current=True, node="G1.1", subject__company=bolt.company).label == "partial"


def _invite(lead, browser, bolt):
    """Bolt's contact at a browser of her own, by the link that the lead hands her."""
    lead.visit(f"/benchmarks/research/companies/{bolt.company_id}/").follow("Invite a contact")
    lead.write("email", "cora@bolt.example").write("name", "Cora Contact").press("Invite the contact")
    link = lead.sees("Hand this link to Cora Contact").tab.locator("code.code").inner_text()
    cora = browser()
    cora.tab.goto(link)
    cora.tab.get_by_label("New password", exact=True).fill(PASSWORD)
    cora.tab.get_by_label("New password, once more").fill(PASSWORD)
    cora.tab.locator("main form button").click()
    cora.tab.wait_for_load_state()
    return cora.sign_in(bolt.company.contacts.get().membership.user)


def _say_what_is_wrong(cora):
    cora.sees("You see the answers about your company").sees_nothing_of("Acme")
    cora.follow("Small index 2026").sees("Does the board oversee it?").sees(COMMENT)
    cora.sees_nothing_of("Acme", "Ada Assessor", "Remi Reviewer")
    cora.follow("Say what is wrong G1.2").write("text", "Our board decides on it each May: the charter, page 9.")
    cora.write("evidence_url", "https://bolt.example/charter").press("Send it to the researchers")
    cora.sees("Our board decides on it each May").sees("The researchers have not decided yet.")


def _decide(person):
    person.visit("/benchmarks/research/").follow("Small index 2026").follow("1 open Bolt")
    person.sees("Our board decides on it each May").follow("Decide Bolt, G1.2")
    person.choose("state", "accepted").write("outcome", "You are right: page 9 says so.")
    person.press("Save the decision").sees("Does the board oversee it?")
    person.choose("q2-label", "yes").write("q2-comment", "The board decides on it each May.").write(
        "q2-sources", "1 p. 9"
    )
    person.press("Save and stay here").sees("1 answer is saved.").sees("75 because:")


def _read_the_decision(cora):
    cora.visit("/").follow("Small index 2026").sees("You are right: page 9 says so.").sees("The board decides on it")


def _compare(person):
    edition = Edition.objects.get()
    person.visit(f"/benchmarks/research/{edition.pk}/across/")
    assert person.tab.locator("main h2").first.inner_text() == "G1.1 Is there a policy?"
    assert [row.split()[0] for row in person.tab.locator("tbody th").all_inner_texts()] == ["Acme", "Bolt"]
    person.follow("Next question").sees("The board decides on it each May.")


def _publish(person):
    """Publish by the page that says what it means; return the public address that it shows."""
    person.visit("/benchmarks/research/").follow("Small index 2026").follow("Publication")
    person.sees("Nothing is in the way").sees("A publication never changes")
    person.press("Publish this edition").sees("Publication 1 is made.")
    assert Publication.objects.get().number == 1
    return person.tab.get_by_role("link", name="/rankings/").get_attribute("href")


def _read(reader, address):
    """From the list of rankings to the sentence of a source, without an account."""
    reader.visit("/").follow("Rankings of companies").follow("Small index 2026")
    assert reader.tab.url == address
    assert list(_scores(reader).items()) == [("Bolt", "68"), ("Acme", "63")]
    reader.follow("Bolt").sees("rank 1 of 2")
    reader.follow("G1 Commitment").sees("Because:")
    reader.sees("The board decides on it each May.")
    source = reader.tab.get_by_role("link", name=SOURCE)
    assert source.get_attribute("href") == "https://bolt.example/charter"
    assert "Remi Reviewer" not in reader.tab.content()
    assert reader.tab.context.cookies(reader.base) == []


# ---- the year after ----------------------------------------------------------------------------------------


def test_a_new_edition_confirms_what_still_holds_and_answers_what_changed(plain, organisation, assessor):
    last = published.published(organisation, title="Small index 2026").edition
    ada = plain().sign_in(assessor).visit(reverse("benchmarks:edition_add"))
    _open_edition(ada, last)

    ada.press("Carry them over").sees("7 answers of last year are here.").sees_nothing_of("Carry them over")
    _confirm_the_policy_of_acme(ada)
    _answer_what_changed(ada)

    ada.visit(reverse("benchmarks:years", args=[Edition.objects.get(period="2027").pk]))
    changed = ada.tab.locator("section[aria-labelledby=changed] tbody tr").all_inner_texts()
    assert len(changed) == 1
    assert "G1.2" in changed[0]
    assert "Acme, Group" in changed[0]


def _open_edition(person, last):
    person.tab.get_by_label("Methodology").select_option(str(last.methodology_id))
    person.write("title", "Small index 2027").write("period", "2027")
    person.tab.get_by_label("Follows").select_option(str(last.pk))
    person.press("Open the edition").sees("is open. Take companies in.")
    for name in ("Acme", "Bolt"):
        person.tab.get_by_label(name).check(force=True)
    person.press("Take them in").sees("can be carried over")


def _confirm_the_policy_of_acme(person):
    entry = Entry.objects.get(edition__period="2027", company__name="Acme")
    person.visit(reverse("benchmarks:entry_confirm", args=[entry.pk])).sees(published.COMMENT)
    person.tab.get_by_label("It still holds: G1.1, Group").check(force=True)
    person.press("Confirm what is ticked").sees("1 answer is confirmed")
    held = entry.edition.answers.get(is_current=True, node="G1.1", subject__company=entry.company)
    assert (held.label, held.same_as_last_year, held.author.name) == ("yes", "yes", "Ada Assessor")


def _answer_what_changed(person):
    entry = Entry.objects.get(edition__period="2027", company__name="Acme")
    person.visit(reverse("benchmarks:questions", args=[entry.pk, "G1"])).sees("Last year: “yes”.")
    person.choose("q2-same", "no").choose("q2-label", "no").write("q2-comment", "The committee was dissolved.")
    person.press("Save and stay here").sees("50 because:")


# ---- after publication -------------------------------------------------------------------------------------


def test_a_correction_gets_its_own_number_and_the_older_one_says_so(plain, organisation, lead, reviewer, portal):
    first = published.published(organisation, title="Small index", licence="CC BY 4.0")
    _put_right(plain().sign_in(lead), first)
    reader = plain(portal=portal)

    reader.visit(f"/rankings/{first.edition.slug}/1/").sees("A correction was published.").sees("Bolt has a policy.")
    assert _scores(reader) == {"Acme": "88", "Bolt": "0"}
    reader.follow("Go to publication 2").sees("Corrected:")
    assert _scores(reader) == {"Acme": "88", "Bolt": "50"}
    reader.visit(f"/rankings/{first.edition.slug}/")
    assert reader.tab.url.endswith(f"/{first.edition.slug}/2/")


def _put_right(person, first):
    """Answer anew, in a step before the last, and publish what stands then."""
    bolt = Entry.objects.get(edition=first.edition, company__name="Bolt")
    person.visit(reverse("benchmarks:entry_step", args=[bolt.pk]))
    person.choose("to", "reconcile").write("reason", "A reader told us of Bolt's policy.").press("Move the company")
    person.sees("is now in the step").visit(reverse("benchmarks:questions", args=[bolt.pk, "G1"]))
    person.choose("q1-label", "yes").write("q1-comment", "Found since.").press("Save and stay here")
    person.sees("1 answer is saved.").visit(reverse("benchmarks:entry_step", args=[bolt.pk]))
    person.choose("to", "final").write("reason", "Put right.").press("Move the company").sees("is now in the step")
    person.visit(reverse("benchmarks:publish", args=[first.edition_id]))
    person.write("note", "Bolt has a policy.").press("Publish the correction").sees(
        "1 question that nobody has researched"
    )
    person.write("unfinished_reason", published.GAP).press("Publish the correction").sees("Publication 2 is made.")


def _scores(reader):
    """The totals of the table below the figures, in its order."""
    rows = reader.tab.locator("main table").last.locator("tbody tr").all()
    return {row.locator("th a").inner_text(): row.locator("td").nth(1).inner_text() for row in rows}


def test_what_is_withdrawn_leaves_its_reason_at_its_address(plain, organisation, reviewer, portal):
    taken_back = published.published(organisation, title="Small index")
    address = f"/rankings/{taken_back.edition.slug}/1/"
    plain(portal=portal).visit(address).sees("All scores")  # a browser of its own: it keeps the page for five minutes
    remi = plain().sign_in(reviewer).visit(reverse("benchmarks:publish", args=[taken_back.edition_id]))
    remi.follow("Withdraw it").sees("This cannot be undone")

    remi.press("Withdraw publication 1").sees("Please check this first")
    assert Publication.objects.get().is_withdrawn is False
    remi.write("reason", "Two companies were mixed up.").press("Withdraw publication 1").sees("Withdrawn.")

    reader = plain(portal=portal)
    reader.visit(address).sees("was withdrawn on").sees("Two companies were mixed up.").sees_nothing_of("Acme", "Bolt")
    assert reader.visit("/rankings/").tab.get_by_text("Small index").count() == 0
    assert ["410" in one for one in reader.complaints] == [True]
    reader.complaints.clear()
