"""From import to publication in a browser without scripts, and the company's own view of it."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from knowshow.benchmarks.models import CompanyContact, Edition, Entry, ImportRun, Publication
from tests.benchmarks import rankings
from tests.page import PageClient


def packed(**changes) -> SimpleUploadedFile:
    """An index in one ZIP file."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, text in rankings.folder(**changes).items():
            archive.writestr(f"small/{name}", text)
    return SimpleUploadedFile("small.zip", content.getvalue())


def brought(client, url, *files, **values):
    """Send files as a browser does."""
    return client.post(url, {"brought": list(files), **values})


BEGIN = "/benchmarks/research/import/"


def test_an_index_is_checked_first_and_taken_in_then(as_assessor):
    page = brought(as_assessor, BEGIN, packed(), title="Small index 2026", period="2026")

    assert "5" in page.text
    assert "2 of them new: Acme, Bolt" in page.text
    assert not Edition.objects.exists()

    board = page.submit("Take in 5 answers")

    assert board.notices == ["All 5 answers are in."]
    assert board.heading == "Small index 2026"
    assert [row[0] for row in board.rows] == ["Acme", "Bolt"]


def test_several_files_are_brought_as_one_zip_would_be(as_assessor):
    files = [SimpleUploadedFile(name, text) for name, text in rankings.folder().items()]

    page = brought(as_assessor, BEGIN, *files)

    assert page.form("Take in 5 answers")


def test_every_wrong_row_is_named_with_what_was_perhaps_meant(as_assessor):
    wrong = rankings.ANSWERS.replace(",yes", ",yess").replace("G1.1,,partial", "G1.7,,partial")

    page = brought(as_assessor, BEGIN, packed(answers=wrong))

    assert "Nothing was taken in." in page.text
    places = [row[0] for row in page.rows]
    assert places == ["answers.csv, 2", "answers.csv, 6"]
    assert "Did you mean" in page.rows[0][2]
    assert not Edition.objects.exists()


def test_a_file_that_is_none_is_told_at_its_field(as_assessor):
    page = brought(as_assessor, BEGIN, SimpleUploadedFile("photo.csv", b"\x00\xff"))

    assert page.by_class("error-summary") or "There is no file" in page.text


def test_an_import_that_was_cut_off_goes_on(as_assessor, assessor):
    from knowshow.benchmarks.services import imports

    page = brought(as_assessor, BEGIN, packed())
    imports.run_import(actor=assessor, run=ImportRun.objects.get(), most=2)

    half = as_assessor.get(page.url)
    assert "2 of 5 answers" in half.text
    assert half.submit("Go on with it").notices == ["All 5 answers are in."]


def test_files_that_were_checked_can_be_let_go(as_assessor):
    page = brought(as_assessor, BEGIN, packed())

    page.click("Delete the files instead").submit("Delete the files")

    assert not ImportRun.objects.exists()


def test_answers_of_an_edition_are_brought_with_what_they_change(as_assessor):
    brought(as_assessor, BEGIN, packed()).submit("Take in 5 answers")
    edition = Edition.objects.get()
    more = SimpleUploadedFile("answers.csv", rankings.ANSWERS.replace(",partial", ",yes").encode())

    page = brought(as_assessor, reverse("benchmarks:imports", args=[edition.pk]), more)

    assert "0 new, 1 replace others, 4 are the same" in page.text


# ---- the whole way -----------------------------------------------------------------------------------------


@pytest.fixture
def acme(as_lead):
    """Acme of an index that was brought, with Bolt beside it."""
    brought(as_lead, BEGIN, packed(), title="Small index", period="2026").submit("Take in 5 answers")
    return Entry.objects.get(company__name="Acme")


def step(client, entry, to, **values):
    """Move a company on its own page."""
    page = client.get(reverse("benchmarks:entry_step", args=[entry.pk]))
    return page.submit("Move the company", to=to, **values)


def test_two_people_bring_a_company_to_its_last_step(acme, assessor, reviewer, as_lead, as_assessor, as_reviewer):
    setup = as_lead.get(reverse("benchmarks:entry_setup", args=[acme.pk]))
    setup.submit("Save the people", researcher=str(assessor.pk), reviewer=str(reviewer.pk))
    step(as_assessor, acme, "review")
    page = as_reviewer.get(reverse("benchmarks:questions", args=[acme.pk, "G1"]))
    agreed = page.submit("Agree with all that wait here")
    assert agreed.notices == ["You agreed with 2 answers."]
    for to in ("reconcile", "company_feedback", "cross_review", "final"):
        moved = step(as_reviewer, acme, to)
    assert "is now in the step “Final”." in moved.notices[0]


def test_a_step_out_of_order_asks_for_a_reason(acme, as_lead):
    page = step(as_lead, acme, "final")

    assert page.errors == ["Reason: The steps are taken out of order. Say why; it stays in the history."]
    assert step(as_lead, acme, "final", reason="A finished index.").notices


def test_an_assessor_does_not_end_a_review(acme, as_lead, as_assessor):
    step(as_lead, acme, "review", reason="For the test.")

    page = as_assessor.get(reverse("benchmarks:entry_step", args=[acme.pk]))
    page.submit("Move the company", to="reconcile", status=403)


def test_several_companies_are_moved_together_or_none(acme, as_lead):
    address = reverse("benchmarks:edition_steps", args=[acme.edition_id])
    everybody = [str(pk) for pk in acme.edition.entries.values_list("pk", flat=True)]

    refused = as_lead.get(address).submit("Move the companies", entries=everybody, to="final")
    assert refused.errors
    assert set(Entry.objects.values_list("step", flat=True)) == {"collect"}

    moved = as_lead.get(address).submit(
        "Move the companies", entries=everybody, to="final", reason="It was researched elsewhere."
    )
    assert moved.notices == ["2 companies are moved."]
    assert set(Entry.objects.values_list("step", flat=True)) == {"final"}


def test_an_edition_is_published_corrected_and_withdrawn(acme, as_lead):
    address = reverse("benchmarks:publish", args=[acme.edition_id])
    page = as_lead.get(address)
    assert "Acme is in the step “Data collection”." in page.text

    refused = page.submit("Publish this edition")
    assert any("Not everything is final." in error for error in refused.errors)

    made = refused.submit("Publish this edition", unfinished_reason="A pilot with two companies.")
    assert made.has_link(f"/rankings/{acme.edition.slug}/1/")
    assert "A pilot with two companies." in made.text

    rankings.answer(acme, "G1.2", "yes")
    corrected = as_lead.get(address).submit(
        "Publish the correction", note="Acme's board oversees it.", unfinished_reason="Still a pilot."
    )
    assert Publication.objects.count() == 2
    withdrawn = corrected.click("Withdraw it 2").submit("Withdraw publication 2", reason="The correction was wrong.")
    assert "The correction was wrong." in withdrawn.text
    assert "Acme's board oversees it." in withdrawn.text


def test_an_assessor_sees_what_blocks_but_does_not_publish(acme, as_assessor):
    address = reverse("benchmarks:publish", args=[acme.edition_id])

    page = as_assessor.get(address)

    assert "Reviewers and the human rights lead publish." in page.text
    as_assessor.post(address, {"revision": acme.edition.revision, "unfinished_reason": "I may."}, status=403)
    assert not Publication.objects.exists()


def test_the_ranking_preview_keeps_no_score_apart_from_zero(acme, as_lead):
    rankings.entry(acme.edition, about=rankings.company(acme.edition.organisation, name="Unseen"))

    page = as_lead.get(reverse("benchmarks:ranking", args=[acme.edition_id]))

    assert [row[1] for row in page.rows] == ["Bolt", "Acme"]
    assert "Unseen, not answered" in page.text


# ---- the company -------------------------------------------------------------------------------------------


@pytest.fixture
def contact(acme, as_lead):
    """Somebody of Acme, invited on the company's page."""
    page = as_lead.get(reverse("benchmarks:contact_invite", args=[acme.company_id]))
    invited = page.submit("Invite the contact", email="cora@acme.example", name="Cora Contact")
    assert "Hand this link to Cora Contact" in invited.text
    return CompanyContact.objects.get().membership.user


def test_before_its_step_a_company_sees_nothing(acme, contact):
    page = PageClient(contact).get(reverse("benchmarks:feedback"))

    assert "Nothing is open to you yet" in page.text
    PageClient(contact).get(reverse("benchmarks:contact_answers", args=[acme.pk]), status=404)


def test_a_company_reads_its_answers_says_what_is_wrong_and_reads_the_decision(acme, contact, as_lead):
    step(as_lead, acme, "company_feedback", reason="For the test.")
    client = PageClient(contact)
    answers = client.get("/", follow=True).click("Small index")
    assert "Does the board oversee it?" in answers.text
    assert "Lena Lead" not in answers.text

    form = answers.click("Say what is wrong G1.2, Group")
    sent = form.submit(
        "Send it to the researchers",
        text="Our board has overseen it since May.",
        evidence_url="https://acme.example/board",
    )
    assert "Our board has overseen it since May." in sent.text

    waiting = as_lead.get(reverse("benchmarks:edition_feedback", args=[acme.edition_id]))
    question = waiting.click("Decide Acme, G1.2").submit(
        "Save the decision", state="accepted", outcome="You are right: the page says so."
    )
    assert question.heading == "G1 Commitment"
    question.submit("Save and stay here", **{"q2-label": "yes", "q2-comment": "The board's page says so."})

    read = client.get(reverse("benchmarks:contact_answers", args=[acme.pk]) + "?indicator=G1")
    assert "You are right: the page says so." in read.text
    assert "The board's page says so." in read.text


def test_a_decision_needs_words_for_the_company(acme, as_lead):
    rankings.moved(acme, "company_feedback")
    remark = rankings.remark(acme)

    page = as_lead.get(reverse("benchmarks:feedback_decide", args=[remark.pk])).submit(
        "Save the decision", state="rejected"
    )

    assert page.errors


def test_a_contact_sees_no_other_company(acme, contact, as_lead):
    bolt = Entry.objects.get(company__name="Bolt")
    for entry in (acme, bolt):
        rankings.moved(entry, "company_feedback")
    client = PageClient(contact)

    assert "Bolt" not in client.get(reverse("benchmarks:feedback")).text
    for name in ("contact_answers", "contact_feedback"):
        client.get(reverse(f"benchmarks:{name}", args=[bolt.pk]), status=404)
    theirs = bolt.edition.answers.filter(subject__company=bolt.company).first()
    client.get(reverse("benchmarks:contact_feedback", args=[acme.pk]) + f"?answer={theirs.pk}", status=404)


def test_after_its_step_a_company_reads_and_says_no_more(acme, contact):
    rankings.moved(rankings.moved(acme, "company_feedback"), "final")
    client = PageClient(contact)

    page = client.get(reverse("benchmarks:contact_answers", args=[acme.pk]))

    assert not page.has_link("Say something on the whole")
    refused = client.get(reverse("benchmarks:contact_feedback", args=[acme.pk])).submit(
        "Send it to the researchers", text="Too late."
    )
    assert "closed at the moment" in refused.errors[0]


@pytest.mark.parametrize("name", ["feedback", "contact_answers", "contact_feedback"])
def test_the_pages_of_contacts_are_for_nobody_else(name, acme, as_lead, as_outsider):
    arguments = [] if name == "feedback" else [acme.pk]

    for client in (as_lead, as_outsider):
        client.get(reverse(f"benchmarks:{name}", args=arguments), status=403)


def test_a_contact_who_is_removed_sees_nothing_any_more(acme, contact, as_lead):
    pk = CompanyContact.objects.get().pk
    as_lead.get(reverse("benchmarks:contact_remove", args=[pk])).submit("Remove the contact")

    PageClient(contact).get(reverse("benchmarks:feedback"), status=403)


# ---- figures that a publisher printed ----------------------------------------------------------------------


def figures(text, name="expected_scores.csv"):
    return SimpleUploadedFile(name, text.encode())


def test_published_figures_are_compared_with_what_the_answers_give(acme, as_observer):
    address = reverse("benchmarks:comparison", args=[acme.edition_id])
    printed = "company,kind,node,score\nacme,total,TOTAL,37.5\nbolt,total,TOTAL,75\n"

    page = brought(as_observer, address, figures(printed))

    assert "1 of 2 published figures differs" in page.text
    assert page.rows == [["expected_scores.csv, 3", "bolt, TOTAL total", "75", "50", "+25"]]


def test_what_is_no_file_of_figures_is_refused(acme, as_observer):
    address = reverse("benchmarks:comparison", args=[acme.edition_id])

    assert "is no file of figures" in brought(as_observer, address, figures("a picture", "photo.png")).errors[0]
    wrong = brought(as_observer, address, figures("company,kind,node,score\nacmee,total,TOTAL,1\n"))
    assert "expected_scores.csv:2" in wrong.errors[0]
    assert "acme" in wrong.errors[0]
    assert "figures-" not in wrong.text
