"""Questionnaires answered page by page without scripts: each step says the level and why, the file goes out and in."""

import json

import pytest
from django.urls import reverse

from knowshow.benchmarks.models import Questionnaire
from tests.benchmarks.surveys import survey
from tests.journeys.conftest import DESK, PHONE


@pytest.fixture(params=[DESK, PHONE], ids=["desk", "phone"])
def person(request, at_browser, assessor):
    """An assessor without scripts."""
    return at_browser(scripts=False, width=request.param).sign_in(assessor)


def test_a_survey_is_answered_page_by_page_and_its_file_goes_out_and_in(person, tmp_path):
    _begin(person)
    _open_a_question(person)
    _answer_it(person)
    _close_it_again(person)
    handed_out = _download(person, tmp_path / "results.json")
    _start_another_way(person)
    _take_in(person, handed_out)


def _begin(person):
    person.visit(reverse("benchmarks:questionnaires")).follow("Begin the first one")
    person.bring("Or bring a questionnaire", check=("json", survey())).write("title", "Our system").press("Begin")
    person.sees("No result yet").sees("0 of 2 questions that apply are answered.")
    assert person.heading == "The system"
    person.sees_nothing_of("Are children among them?")


def _open_a_question(person):
    person.choose("q1", "many-4").press("Save and go on")
    person.sees("1 more question")
    assert person.heading == "The system"
    person.sees("Are children among them?").sees("1 of 3 questions that apply are answered.")
    _stands(person, "So far: Level II.", "answered “Many”")


def _answer_it(person):
    person.choose("q2", "yes-4").write("q3", "Whoever asks for a school place.").press("Save and go on").sees(
        "2 answers saved."
    )
    assert person.heading == "What is done about it"
    _stands(person, "So far: Level IV.", "8 points")
    person.choose("q1", "appeal-2").choose("q1", "review-2").press("Save and stay here").sees("1 answer saved.")
    _stands(person, "7 points", "times 0.85, since Mitigation score is 4")


def _close_it_again(person):
    """An answer that opened a question is taken back: what was answered there is kept and does not count."""
    person.follow("The system").choose("q1", "few-1").press("Save and stay here").sees("Level I.")
    person.sees_nothing_of("Are children among them?")
    person.visit(_page("questionnaire")).sees("Answers that do not count").sees("Are children among them?")
    person.follow("The system").choose("q1", "many-4").press("Save and stay here")
    person.sees("Are children among them?").sees("3 of 3 questions that apply are answered.")


def _download(person, path):
    person.visit(_page("questionnaire"))
    with person.tab.expect_download() as found:
        person.follow("Download the answers")
    found.value.save_as(path)
    said = json.loads(path.read_text())
    assert said["version"] == "v2.0.0"
    assert said["data"]["reach"] == "many-4"
    assert said["data"]["measures"] == ["appeal-2", "review-2"]
    return path


def _start_another_way(person):
    person.visit(_page("questionnaire_section", 1)).choose("q1", "few-1").press("Save and stay here").sees("Level I.")
    _stands(person, "Level I", "answered “Few”")


def _take_in(person, path):
    person.visit(_page("questionnaire_results")).sees("The file takes the place of")
    person.tab.get_by_label("File with results").set_input_files(path)
    person.press("Take the answers in").sees("1 answer changed")
    _stands(person, "7 points", "answered “Many”")
    person.follow("Answers as they were given").sees("Few").sees("Ada Assessor")


def _page(name, *more):
    return reverse(f"benchmarks:{name}", args=[Questionnaire.objects.get().pk, *more])


def _stands(person, level, reason):
    """Where it stands, and why, on the page as it is now."""
    said = person.tab.locator("main").inner_text()
    assert level in said, said
    assert reason in said, said


def test_a_grievance_mechanism_is_checked_against_principle_31(person):
    person.visit(reverse("benchmarks:questionnaire_add"))
    person.tab.get_by_label("What do you want to answer?").select_option("own:gp31-effectiveness")
    person.write("title", "Our hotline").press("Begin").sees("Where it stands")
    sections = 0
    while person.tab.locator("main form").count() and "sections" in person.tab.url:
        _answer_all(person)
        sections += 1
        with person.tab.expect_navigation():
            person.press("Save and go on")
    assert sections >= 8, "the eight criteria"

    assert person.heading == "Our hotline"
    asked = Questionnaire.objects.get()
    assert len(asked.answers) >= sections
    person.sees("Result so far").sees("Why").sees_nothing_of("No result yet")


def _answer_all(person):
    """The first answer that is offered, to each question of the section."""
    groups = person.tab.locator("main form fieldset")
    for number in range(groups.count()):
        groups.nth(number).locator("input").first.check(force=True)
