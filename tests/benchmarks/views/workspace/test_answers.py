"""Answering one page of questions: comment and sources, last year beside, the second look, nothing lost."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from knowshow.benchmarks.models import Answer, Source
from tests.benchmarks import rankings


def address(entry, node="G1", part=""):
    found = reverse("benchmarks:questions", args=[entry.pk, node])
    return f"{found}?part={rankings.part(entry, part).pk}" if part else found


@pytest.fixture
def entry(organisation):
    """A company that nobody has looked at."""
    return rankings.entry(rankings.edition(organisation))


def current(entry, node="G1.1"):
    return Answer.objects.get(edition=entry.edition, subject__company=entry.company, node=node, is_current=True)


def save(page, **values):
    return page.submit("Save and stay here", **values)


def test_an_answer_comes_with_comment_and_sources(entry, organisation, as_assessor):
    rankings.source(organisation, title="Code of conduct")

    page = save(as_assessor.get(address(entry)), **{"q1-label": "yes", "q1-comment": "Page 3.", "q1-sources": "1 p. 3"})

    assert page.notices == ["1 answer is saved."]
    found = current(entry)
    assert (found.words, found.comment, found.author.name) == ("yes", "Page 3.", "Ada Assessor")
    assert [(one.source.title, one.locator) for one in found.citations.all()] == [("Code of conduct", "p. 3")]


def test_the_score_stands_beside_with_its_reason(entry, as_assessor):
    page = save(as_assessor.get(address(entry)), **{"q1-label": "yes", "q2-label": "no"})

    assert "50 because:" in page.text
    assert "the mean of 2" in page.text


def test_a_new_source_gets_its_number_when_the_page_is_saved(entry, as_assessor):
    form = as_assessor.get(address(entry))

    save(
        form,
        **{
            "q1-label": "partial",
            "q1-sources": "new section 2",
            "source-title": "Transparency report",
            "source-url": "https://example.org/report",
            "source-accessed_on": "2026-11-20",
        },
    )

    cited = current(entry).citations.get()
    assert (cited.source.number, cited.source.title, cited.locator) == (1, "Transparency report", "section 2")
    assert cited.source.url == "https://example.org/report"


def test_an_archived_copy_is_kept_with_its_fingerprint(entry, as_assessor):
    copy = SimpleUploadedFile("report.pdf", b"%PDF-1.4 not a real one")
    data = {**as_assessor.get(address(entry)).form("Save and stay here").filled({"q1-label": "yes"})}

    as_assessor.post(address(entry), {**data, "q1-sources": "new", "source-title": "Report", "source-copy": copy})

    source = Source.objects.get()
    assert source.attachment.name == "report.pdf"
    assert source.sha256 == source.attachment.digest


def test_a_number_that_no_source_has_is_refused_and_nothing_is_saved(entry, as_assessor):
    page = save(as_assessor.get(address(entry)), **{"q1-label": "yes", "q2-label": "no", "q2-sources": "7"})

    assert page.errors == ["Sources: There is no source 7. Write numbers: 12 p. 4; 15."]
    assert page.form("Save and stay here").fields["q1-label"] == "yes"
    assert not Answer.objects.exists()


def test_a_new_source_that_is_not_written_down_is_refused(entry, as_assessor):
    page = save(as_assessor.get(address(entry)), **{"q1-label": "yes", "q1-sources": "new"})

    assert "No new source is written down." in page.errors[0]


def test_a_comment_without_an_answer_is_not_thrown_away(entry, as_assessor):
    page = save(as_assessor.get(address(entry)), **{"q1-comment": "I looked at the code of conduct."})

    assert page.errors == ["Answer: Choose an answer: a comment alone is not kept."]
    assert "I looked at the code of conduct." in page.html


def test_not_applicable_asks_why(entry, as_assessor):
    page = save(as_assessor.get(address(entry)), **{"q1-label": "N/A"})

    assert page.errors == ["Why it does not apply: Why does it not apply? Say it in a few words, for the reviewer."]
    saved = save(page, **{"q1-label": "N/A", "q1-reason": "It has no board."})
    assert saved.notices == ["1 answer is saved."]
    assert current(entry).na_reason == "It has no board."


def test_several_choices_and_words_are_answered_too(entry, as_assessor):
    page = as_assessor.get(address(entry, "P1"))

    save(page, **{"q1-label": "no disclosure found", "q2-label": ["post", "phone"], "q3-label": "“We care.”"})

    assert current(entry, "P1.2").label == ["post", "phone"]
    assert current(entry, "P1.3").label == "“We care.”"


def test_saving_without_a_change_adds_nothing(entry, as_assessor):
    rankings.answer(entry, comment="Page 3.")

    page = save(as_assessor.get(address(entry)))

    assert page.notices == ["Nothing was changed."]
    assert Answer.objects.count() == 1


def test_what_was_answered_before_stays_in_the_record(entry, as_assessor):
    rankings.answer(entry, label="no", comment="Nothing found in May.")
    page = save(as_assessor.get(address(entry)), **{"q1-label": "yes", "q1-comment": "Published in June."})

    history = page.click("History of 2 answers G1.1")

    assert history.text.index("Published in June.") < history.text.index("Nothing found in May.")
    assert "Ada Assessor" in history.text
    assert "Lena Lead" in history.text


def test_whoever_answers_second_is_told(entry, as_assessor):
    page = as_assessor.get(address(entry))
    rankings.answer(entry, label="no")

    refused = save(page, **{"q1-label": "yes"})

    assert "Somebody else answered G1.1 meanwhile." in refused.errors[0]
    assert current(entry).words == "no"


def test_saving_leads_on_to_the_next_questions(entry, as_assessor):
    page = as_assessor.get(address(entry)).submit("Save and go on", **{"q1-label": "yes", "q2-label": "no"})

    assert page.heading == "P1 Access"


def test_a_part_of_another_company_shows_the_first_part_of_this_one(entry, organisation, as_assessor):
    other = rankings.entry(entry.edition)

    page = as_assessor.get(address(entry) + f"?part={rankings.part(other).pk}")
    save(page, **{"q1-label": "yes"})

    assert current(entry).subject.company == entry.company


def test_a_page_of_questions_that_is_not_asked_does_not_exist(entry, as_assessor):
    as_assessor.get(address(entry, "G9"), status=404)
    as_assessor.get(address(entry, "TOTAL"), status=404)


def test_an_observer_reads_the_answers(entry, as_observer):
    rankings.answer(entry, comment="Page 3.")

    page = as_observer.get(address(entry))

    assert "Page 3." in page.text
    as_observer.post(address(entry), {"q1-label": "no"}, status=403)


def test_final_answers_are_no_longer_asked(entry, as_lead):
    rankings.moved(rankings.answered(entry), "final")

    page = as_lead.get(address(entry))

    assert "The answers are final." in page.text
    assert [form for form in page.forms if form.method == "post"] == []


# ---- last year ---------------------------------------------------------------------------------------------


@pytest.fixture
def following(organisation):
    """The same company a year later."""
    first = rankings.edition(organisation)
    before = rankings.entry(first)
    rankings.answer(before, label="partial", comment="Only for staff.")
    rankings.answer(before, node="G1.2", label="no", comment="No board.")
    year = rankings.edition(organisation, by=first.methodology, previous=first, period="2027")
    return rankings.entry(year, about=before.company)


def test_last_years_answer_stands_beside_the_question(following, as_assessor):
    page = as_assessor.get(address(following))

    assert "Last year: “partial”." in page.text
    assert "Only for staff." in page.text


def test_same_as_last_year_answers_the_question(following, as_assessor):
    save(as_assessor.get(address(following)), **{"q1-same": "yes"})

    found = current(following)
    assert (found.words, found.same_as_last_year) == ("partial", "yes")


def test_last_years_answers_are_carried_over_and_confirmed(following, as_assessor):
    board = reverse("benchmarks:edition", args=[following.edition_id])
    carried = as_assessor.get(board).submit("Carry them over")
    assert "2 answers of last year are here." in carried.notices[0]

    waiting = carried.click(f"Confirm 2 answers of last year, {following.company.name}")
    first = waiting.form("Confirm what is ticked").choices("answer")[0]
    page = waiting.submit("Confirm what is ticked", answer=[first])

    assert page.notices == ["1 answer is confirmed."]
    assert current(following).same_as_last_year == "yes"
    assert current(following, "G1.2").same_as_last_year == ""


def test_what_changed_since_last_year_is_listed(following, as_assessor):
    rankings.answer(following, label="yes")
    rankings.answer(following, node="G1.2", label="no")

    page = as_assessor.get(reverse("benchmarks:years", args=[following.edition_id]))

    scores, changed = page.tables
    assert scores[1][1:] == ["25", "50", "+25"]
    assert [row[2:] for row in changed[1:]] == [["partial", "yes"]]


# ---- the second look ---------------------------------------------------------------------------------------


@pytest.fixture
def under_review(entry):
    """A company whose answers wait for a second person."""
    rankings.answer(entry, label="yes", comment="Page 3.")
    rankings.answer(entry, node="G1.2", label="no", comment="Silent.")
    return rankings.moved(entry, "review")


def test_the_reviewer_sees_the_first_answer_and_agrees_or_differs(under_review, as_reviewer):
    page = as_reviewer.get(address(under_review))
    assert "Lena Lead answered “yes”." in page.text
    assert page.form("Save and stay here").fields.get("q1-label") is None

    save(page, **{"q1-label": "=", "q2-label": "partial", "q2-comment": "The annual report names a committee."})

    agreed, differs = current(under_review), current(under_review, "G1.2")
    assert (agreed.words, agreed.step, agreed.comment, agreed.author.name) == (
        "yes",
        "review",
        "Page 3.",
        "Remi Reviewer",
    )
    assert (differs.words, differs.step) == ("partial", "review")


def test_an_assessor_does_not_answer_while_a_company_is_reviewed(under_review, as_assessor):
    page = as_assessor.get(address(under_review))

    assert "This company is under review." in page.text
    as_assessor.post(address(under_review), {"q1-label": "no", "q1-known": current(under_review).pk}, status=403)
    assert current(under_review).words == "yes"


def test_where_two_differ_they_settle_it_and_both_answers_stay(under_review, as_reviewer, as_assessor):
    save(as_reviewer.get(address(under_review)), **{"q1-label": "=", "q2-label": "partial"})
    rankings.moved(under_review, "reconcile", actor=as_reviewer.user)
    page = as_assessor.get(reverse("benchmarks:entry_reconcile", args=[under_review.pk]))
    assert "1 question was answered in two ways." in page.text

    settled = page.submit("“no” stands", comment="The committee was closed in May.")

    assert settled.by_class("empty")
    assert (current(under_review, "G1.2").words, current(under_review, "G1.2").step) == ("no", "reconcile")
    assert Answer.objects.filter(node="G1.2").count() == 3


def test_what_was_settled_meanwhile_is_not_settled_again(under_review, as_reviewer, as_assessor):
    save(as_reviewer.get(address(under_review)), **{"q2-label": "partial"})
    rankings.moved(under_review, "reconcile", actor=as_reviewer.user)
    page = as_assessor.get(reverse("benchmarks:entry_reconcile", args=[under_review.pk]))
    rankings.answer(under_review, node="G1.2", label="yes")

    refused = page.submit("“no” stands")

    assert refused.errors == ["This was settled meanwhile."]


# ---- across companies --------------------------------------------------------------------------------------


def test_one_question_across_companies_shows_what_stands_out(organisation, as_lead):
    edition = rankings.edition(organisation)
    for number in range(7):
        found = rankings.entry(edition, about=rankings.company(organisation, name=f"Company {number}"))
        rankings.answer(found, label="no" if number == 3 else "yes", comment="" if number == 5 else "Page 3.")
    address = reverse("benchmarks:across", args=[edition.pk])

    page = as_lead.get(f"{address}?node=G1.1")

    assert "6 of 7" in page.text
    assert [row[0] for row in page.rows if "rare" in row[1]] == ["Company 3 Group"]
    assert [row[0] for row in as_lead.get(f"{address}?node=G1.1&only=rare").rows] == ["Company 3 Group"]
    assert len(as_lead.get(f"{address}?node=G1.1&label=yes").rows) == 6
    assert len(as_lead.get(f"{address}?node=G1.2&only=open").rows) == 7


def test_what_to_research_next_names_the_question_that_moves_the_score_most(entry, as_assessor):
    rankings.answer(entry, label="yes")

    page = as_assessor.get(reverse("benchmarks:next_research", args=[entry.edition_id]))

    assert page.rows[0][0].startswith(("G1.2", "P1.1", "P1.2"))
    assert "the total ends between" in page.text


def test_agreeing_with_all_leaves_what_does_not_apply_without_a_reason(entry, as_reviewer):
    rankings.answer(entry, label="yes")
    rankings.answer(entry, node="G1.2", label="N/A", na_reason="It has no board.")
    Answer.objects.filter(node="G1.2").update(na_reason="")  # as it comes from a file
    rankings.moved(entry, "review")

    page = as_reviewer.get(address(entry)).submit("Agree with all that wait here")

    assert page.notices == [
        "You agreed with 1 answer.",
        "1 answer says that the question does not apply, and not why: look at it.",
    ]
    assert (current(entry).step, current(entry, "G1.2").step) == ("review", "collect")


def test_one_agrees_with_all_only_under_review(entry, as_lead):
    rankings.answer(entry)

    as_lead.post(reverse("benchmarks:agree_all", args=[entry.pk, "G1"]), status=409)

    assert Answer.objects.count() == 1
