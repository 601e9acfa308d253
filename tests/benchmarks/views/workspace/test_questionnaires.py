"""The pages of questionnaires, without scripts: begin, answer, see why, hand out, take in."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from knowshow.benchmarks.services import instruments, questionnaires
from tests.benchmarks.surveys import results, survey

LIST = "/benchmarks/questionnaires/"


@pytest.fixture
def opened(lead, organisation):
    record = instruments.read_instrument(survey(), "check.json")
    return questionnaires.open_questionnaire(actor=lead, organisation=organisation, record=record, title="Our system")


def address(name, questionnaire, *more):
    return reverse(f"benchmarks:questionnaire{name}", args=[questionnaire.pk, *more])


def file(content, name="results.json"):
    return SimpleUploadedFile(name, content, content_type="application/json")


def test_without_any_the_list_says_what_can_be_answered(as_lead):
    page = as_lead.get(LIST)
    assert "Guiding Principle 31" in page.text
    assert page.click("Begin the first one").heading == "Begin a questionnaire"


def test_a_self_check_is_begun_from_the_list_of_our_own(as_lead):
    form = as_lead.get(f"{LIST}add/")
    page = form.submit(methodology="own:gp31-effectiveness", title="Our hotline")
    assert "Our hotline" in page.text
    assert "0 of" in page.text


def test_a_survey_is_brought_answered_and_explained(as_lead):
    begun = as_lead.get(f"{LIST}add/").submit(title="Our system", file=file(survey(), "check.json"))
    assert begun.heading == "The system"
    assert "Are children among them?" not in begun.text
    opened = begun.submit(q1="many-4")
    assert "1 more question" in opened.text
    assert "Are children among them?" in opened.text
    after = opened.submit(q2="yes-4")
    assert after.heading == "What is done about it"
    assert "Level IV" in after.text
    assert "answered “Many”" in after.text


def test_a_note_stands_beside_its_answer(as_lead, opened):
    page = as_lead.get(address("_section", opened, 1)).submit(
        "Save and stay here", **{"q1": "few-1", "q1-note": "The register of June."}
    )
    assert "The register of June." in page.html
    assert "The register of June." in as_lead.get(address("_log", opened)).text


def test_what_is_wrong_with_a_brought_file_stands_at_the_file(as_lead):
    page = as_lead.get(f"{LIST}add/").submit(title="Odd", file=file(b'{"knowshow": "methodology/1"}', "odd.json"))
    assert any("odd.json" in error for error in page.errors)


def test_one_must_choose_or_bring_something(as_lead):
    assert as_lead.get(f"{LIST}add/").submit(title="Nothing").errors


def test_the_page_of_one_shows_result_sections_and_what_is_open(as_lead, lead, opened):
    questionnaires.give_answers(actor=lead, questionnaire=opened, revision=opened.revision, answers={"reach": "few-1"})
    page = as_lead.get(address("", opened))
    assert "Level I" in page.text
    assert "1 question that applies is open" in page.text
    assert "v2.0.0, fixed" in page.text


def test_answers_that_no_longer_apply_are_named(as_lead, lead, opened):
    for answers in ({"reach": "many-4", "children": "yes-4"}, {"reach": "few-1"}):
        questionnaires.give_answers(actor=lead, questionnaire=opened, revision=opened.revision, answers=answers)
    assert "Answers that do not count" in as_lead.get(address("", opened)).text


def test_the_results_file_comes_out_and_goes_in(as_lead, lead, opened):
    questionnaires.give_answers(actor=lead, questionnaire=opened, revision=opened.revision, answers={"reach": "many-4"})
    handed_out = as_lead.download(address("_export", opened)).content
    form = as_lead.get(address("_results", opened))
    page = form.submit(file=file(results(reach="few-1")))
    assert "1 answer changed" in page.text
    page = as_lead.get(address("_results", opened)).submit(file=file(handed_out))
    assert "1 answer changed" in page.text


def test_results_of_another_version_are_refused_on_the_page(as_lead, opened):
    page = as_lead.get(address("_results", opened)).submit(file=file(results("v1.0", reach="few-1")))
    assert any("version v2.0.0" in error for error in page.errors)
    page = page.submit(file=file(results("v1.0", reach="few-1", gone="x")), force=True)
    assert "1 answer was left out" in page.text


def test_a_finished_one_is_read_and_can_be_opened_again(as_lead, opened):
    page = as_lead.get(address("", opened)).submit("Finish")
    assert "Open it again" in page.text
    section = as_lead.get(address("_section", opened, 2))
    assert "Not answered" in section.text
    assert section.forms == []


def test_a_title_is_changed(as_lead, opened):
    page = as_lead.get(address("_edit", opened)).submit(title="Another title")
    assert page.heading == "Another title"


def test_the_log_shows_who_answered_what(as_lead, lead, opened):
    assert "No answers yet" in as_lead.get(address("_log", opened)).text
    questionnaires.give_answers(actor=lead, questionnaire=opened, revision=opened.revision, answers={"reach": "few-1"})
    page = as_lead.get(address("_log", opened))
    assert "Few" in page.text
    assert "Lena Lead" in page.text


def test_the_list_narrows(as_lead, opened):
    assert "Our system" in as_lead.get(f"{LIST}?q=system").text
    assert "No questionnaire matches" in as_lead.get(f"{LIST}?q=nothing").text


def test_an_observer_reads_and_changes_nothing(as_observer, opened):
    page = as_observer.get(address("_section", opened, 2))
    assert page.forms == []
    as_observer.get(address("_results", opened), status=403)


@pytest.mark.parametrize("name", ["", "_edit", "_results", "_export", "_log"])
def test_an_outsider_is_refused(as_outsider, opened, name):
    as_outsider.get(address(name, opened), status=404)


def test_an_outsider_is_refused_a_section(as_outsider, opened):
    as_outsider.get(address("_section", opened, 2), status=404)


def test_a_section_that_is_not_there_is_not_found(as_lead, opened):
    as_lead.get(address("_section", opened, 99), status=404)
