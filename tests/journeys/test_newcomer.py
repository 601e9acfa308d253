"""A newcomer describes a product, finds who may be harmed, rates and ranks; with scripts and without."""

import re

import pytest

from knowshow.respect.models import Approval, Assessment, Impact
from tests import make
from tests.journeys.conftest import DESK, PHONE

RATIONALE = "Two bias tests of this year, and what nine applicants told us, show it."


@pytest.fixture(
    params=[(True, DESK), (False, DESK), (False, PHONE)], ids=["scripts", "no scripts", "phone, no scripts"]
)
def newcomer(request, at_browser, assessor):
    """An assessor on her first day."""
    scripts, width = request.param
    return at_browser(scripts=scripts, width=width).sign_in(assessor)


def _describe_product(person):
    person.follow("Describe your first product")
    person.tab.get_by_label("Name").first.fill("Hiring assistant")
    person.choose("technologies", "HR")
    person.tab.get_by_label("Countries").fill("Kenya, Norway")
    person.press("Save the product").sees("Start an assessment")


def _start(person):
    if "Start an assessment" not in person.heading:
        person.follow("Start an assessment")
    person.tab.get_by_role("textbox", name="Title (required)").fill("Hiring assistant, 2026")
    person.press("Start the assessment")


def _choose_harms(person):
    if "Who may be harmed" not in person.heading:
        person.follow("Choose from the catalogue")
    person.tab.get_by_label("Through what?").fill("the ranking of applicants")
    person.choose("harms", "H-HR-01").choose("harms", "H-HR-02")
    person.press("Add the chosen ones as drafts").sees("2 drafts are added")


def _rate(person, impact, levels):
    person.visit(f"/respect/impacts/{impact.pk}/rate/")
    for name, level in zip(("scale", "scope", "irremediability"), levels, strict=True):
        person.choose(name, level)
    person.tab.get_by_label("Why these ratings?").fill(RATIONALE)
    person.choose("likelihood", "foreseeable")
    person.tab.get_by_role("button", name=re.compile("Save the (new )?rating")).click()
    person.sees("Saved. The order follows from it")


def test_from_the_first_page_to_a_ranked_list(newcomer):
    _describe_product(newcomer)
    _start(newcomer)
    _choose_harms(newcomer)
    first, second = Impact.objects.order_by("pk")
    _rate(newcomer, first, (2, 2, 2))
    _rate(newcomer, second, (3, 2, 3))

    newcomer.visit(f"/respect/assessments/{first.assessment_id}/")

    ranked = newcomer.tab.locator(".ranked-statement").all_inner_texts()
    assert "Older persons" in ranked[0]
    newcomer.sees("Above 2 because it is of a graver tier (tier 3 against 2).")


def test_what_is_approved_is_the_frozen_content_and_a_change_reopens_it(at_browser, assessor, reviewer, organisation):
    impact = make.rated_impact(make.assessment(organisation, actor=assessor, title="Maps"), actor=assessor)
    ada, remi = at_browser().sign_in(assessor), at_browser(scripts=False).sign_in(reviewer)

    ada.visit(f"/respect/assessments/{impact.assessment_id}/versions/").press("Freeze and ask for approval")
    ada.sees("waits for a decision")
    remi.visit("/").follow("Decide on “Maps”")
    remi.choose("decision", "approved").press("Record my decision").sees("Your decision is recorded")
    assert Assessment.objects.get(pk=impact.assessment_id).state == "approved"

    _rate(ada, impact, (4, 4, 4))

    ada.visit(f"/respect/assessments/{impact.assessment_id}/versions/").sees("Reopened")
    assert Approval.objects.get().reopened_at is not None
    assert Assessment.objects.get(pk=impact.assessment_id).state == "draft"


def test_with_scripts_the_meaning_of_a_rating_shows_before_it_is_saved(at_browser, assessor, organisation):
    impact = make.impact(make.assessment(organisation, actor=assessor), actor=assessor)
    ada = at_browser().sign_in(assessor).visit(f"/respect/impacts/{impact.pk}/rate/")

    for name, level in (("scale", 3), ("scope", 4), ("irremediability", 2)):
        ada.choose(name, level)

    ada.sees("raised by 1 because so many people are harmed")


def test_with_scripts_a_filter_narrows_the_list_in_place(at_browser, assessor, organisation):
    assessment = make.assessment(organisation, actor=assessor)
    make.rated_impact(assessment, actor=assessor, feature="the camera")
    make.rated_impact(assessment, actor=assessor, feature="the badge")
    ada = at_browser().sign_in(assessor).visit(f"/respect/assessments/{assessment.pk}/")
    ada.tab.evaluate("document.body.dataset.kept = 'yes'")

    ada.tab.get_by_label("Search").fill("camera")
    ada.tab.get_by_label("Search").press("Enter")

    ada.tab.locator("#results-count", has_text="1 impact").wait_for()
    assert ada.tab.locator(".ranked-item").count() == 1
    assert ada.tab.evaluate("document.body.dataset.kept") == "yes"
    assert "q=camera" in ada.tab.url


def test_a_rating_can_be_made_by_keyboard_alone(at_browser, assessor, organisation):
    impact = make.impact(make.assessment(organisation, actor=assessor), actor=assessor)
    ada = at_browser().sign_in(assessor).visit(f"/respect/impacts/{impact.pk}/rate/")
    keys = ada.tab.keyboard

    keys.press("Tab")
    assert ada.tab.evaluate("document.activeElement.textContent.trim()") == "Skip to the page"
    keys.press("Enter")
    for name, level in (("scale", 3), ("scope", 2), ("irremediability", 4)):
        _tab_to(ada, name)
        keys.press("Space")
        for _ in range(level - 1):
            keys.press("ArrowDown")
    _tab_to(ada, "rationale")
    keys.type(RATIONALE)
    _tab_to(ada, "likelihood")
    keys.press("Space")
    ada.tab.get_by_role("button", name="Save the rating").focus()
    keys.press("Enter")

    ada.sees("Saved. The order follows from it")
    impact.refresh_from_db()
    assert (impact.scale, impact.scope, impact.irremediability) == (3, 2, 4)


def _tab_to(person, name):
    for _ in range(60):
        if person.tab.evaluate("document.activeElement.name") == name:
            return
        person.tab.keyboard.press("Tab")
    pytest.fail(f"The keyboard does not reach {name}")
