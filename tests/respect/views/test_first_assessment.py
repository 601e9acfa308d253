"""A newcomer's path by plain forms: product, assessment, impacts from the catalogue, ratings, plan, approval."""

from datetime import date

import pytest
from django.urls import reverse

from knowshow.respect.models import Approval, Assessment, Impact
from tests import make

RATIONALE = "Two bias tests of this year, and what nine applicants told us, show it."


@pytest.fixture
def started(as_assessor):
    """A product and an assessment, made through the pages."""
    as_assessor.get(reverse("respect:assessment_add"), follow=True).submit(
        "Save the product", name="Hiring assistant", technologies=["HR"], countries="Kenya, NO", lifecycle="use"
    ).submit("Start the assessment", title="Hiring assistant, 2026")
    return Assessment.objects.get()


def test_without_a_product_the_path_begins_with_one(as_assessor):
    shown = as_assessor.get(reverse("respect:assessment_add"), follow=True)

    assert shown.heading == "Add a product or service"


def test_the_start_page_shows_where_to_begin(as_assessor):
    assert as_assessor.get("/").has_link("Describe your first product")


def test_countries_are_kept_as_codes(started):
    assert started.product.countries == ["KE", "NO"]


def test_a_country_that_nobody_knows_is_refused_with_the_nearest(as_assessor):
    shown = as_assessor.get(reverse("respect:product_add")).submit(
        "Save the product", name="Maps", countries="Kenia, Atlantis"
    )

    assert any("Kenya" in error for error in shown.errors)


def test_chosen_harms_become_drafts(started, as_assessor):
    page = as_assessor.get(reverse("respect:suggestions", args=[started.pk]))
    chosen = page.form("Add the chosen ones as drafts").choices("harms")[:3]

    page.submit("Add the chosen ones as drafts", harms=chosen, feature="the ranking of applicants")

    assert [impact.harms for impact in started.impacts.order_by("pk")] == [[key] for key in chosen]


def test_nothing_chosen_is_said_at_the_field(started, as_assessor):
    page = as_assessor.get(reverse("respect:suggestions", args=[started.pk]))

    shown = page.submit("Add the chosen ones as drafts", feature="the ranking of applicants")

    assert any("Choose at least one" in error for error in shown.errors)
    assert not started.impacts.exists()


@pytest.fixture
def written(started, as_assessor):
    """An impact written as a sentence; the rating page follows."""
    return as_assessor.get(reverse("respect:impact_add", args=[started.pk])).submit(
        "Save, then rate it", group="OLD", right="work", feature="the ranking of applicants", place="KE"
    )


def test_after_the_sentence_comes_the_rating(written):
    assert written.heading == "Rate an impact for one group"
    assert "may be harmed in their right to" in written.text


def test_a_rating_puts_the_impact_in_its_place(written):
    shown = written.submit(
        "Save the rating", scale=3, scope=4, irremediability=2, likelihood="foreseeable", rationale=RATIONALE
    )

    assert Impact.objects.get().tier == 4
    assert "scale 3, raised by 1 because so many people are harmed" in shown.text


def test_a_rating_that_lacks_something_keeps_what_was_typed(written):
    shown = written.submit("Save the rating", scale=3, rationale=RATIONALE)

    assert len(shown.errors) >= 3
    assert shown.form("Save the rating").fields["rationale"] == RATIONALE


def test_only_what_happens_can_be_rated_as_happening(written):
    assert "actual" not in written.form("Save the rating").choices("likelihood")


def test_the_ranked_list_names_the_reason(started, written, as_assessor):
    written.submit(
        "Save the rating", scale=3, scope=2, irremediability=2, likelihood="foreseeable", rationale=RATIONALE
    )
    as_assessor.get(reverse("respect:impact_add", args=[started.pk])).submit(
        "Save, then rate it", group="WOM", right="work", feature="the ranking of applicants"
    ).submit("Save the rating", scale=2, scope=2, irremediability=2, likelihood="expected", rationale=RATIONALE)

    shown = as_assessor.get(reverse("respect:assessment", args=[started.pk]))

    assert "Above 2 because it is of a graver tier (tier 3 against 2)." in shown.text
    assert "Last: 1 stands above because" in shown.text


def test_the_board_gets_what_was_approved(written, started, as_assessor, as_reviewer):
    written.submit(
        "Save the rating", scale=3, scope=2, irremediability=2, likelihood="foreseeable", rationale=RATIONALE
    )
    as_assessor.post(reverse("respect:approval_request", args=[started.pk]), {"label": "For the board"})

    as_reviewer.get(reverse("respect:approval_decide", args=[Approval.objects.get().pk])).submit(
        "Record my decision", decision="approved"
    )

    started.refresh_from_db()
    assert started.state == "approved"


def test_the_guided_steps_lead_on(started, written, as_assessor):
    shown = as_assessor.get(reverse("respect:assessment", args=[started.pk]))

    assert shown.link("Rate each group").endswith("?tier=unrated")


def test_an_assessment_of_the_only_product_begins_with_its_name_and_the_year(as_assessor, organisation, time_machine):
    time_machine.move_to("2026-11-24")
    make.product(organisation, name="Maps")

    form = as_assessor.get(reverse("respect:assessment_add")).form("Start the assessment")

    assert form.fields["title"] == "Maps, 2026"


def test_what_others_judged_shows_once_ones_own_rating_is_saved(organisation, lead, assessor, as_assessor):
    impact = make.impact(make.assessment(organisation, actor=lead), actor=lead)
    make.rating(impact, actor=lead, scale=4)
    address = reverse("respect:rate", args=[impact.pk])

    before = as_assessor.get(address).text
    make.rating(impact, actor=assessor)
    after = as_assessor.get(address).text

    assert "1 rating of others shows here once yours is saved" in before
    assert "Lena Lead" not in before.replace("Sign out", "")
    assert "Lena Lead" in after


def test_after_a_rating_the_next_impact_is_at_hand(organisation, assessor, as_assessor):
    assessment = make.assessment(organisation, actor=assessor)
    first = make.rated_impact(assessment, actor=assessor)
    second = make.impact(assessment, actor=assessor, group="WOM")

    shown = as_assessor.get(reverse("respect:impact", args=[first.pk]))

    assert "Next to rate: Women and girls" in shown.text
    assert any(url == reverse("respect:rate", args=[second.pk]) for _words, url in shown.links)


def test_the_start_page_names_what_is_left_open(organisation, assessor, as_observer, time_machine):
    time_machine.move_to("2026-11-24")
    severe = make.rated_impact(make.assessment(organisation, actor=assessor), actor=assessor, levels=(4, 1, 4))
    make.impact(severe.assessment, actor=assessor)

    shown = as_observer.get("/").text

    assert "1 severe impact without a plan" in shown
    assert "1 impact not rated yet" in shown
    make.action(severe, actor=assessor, due_on=date(2026, 11, 1))
    assert "1 late action" in as_observer.get("/").text
    assert "without a plan" not in as_observer.get("/").text


def test_the_same_action_is_not_planned_twice(organisation, assessor, as_assessor):
    impact = make.rated_impact(make.assessment(organisation, actor=assessor), actor=assessor)
    make.action(impact, actor=assessor, title="Retrain the model")

    page = as_assessor.get(reverse("respect:action_add", args=[impact.pk]))
    shown = page.submit("Plan the action", title="retrain the model", kind="redesign", due_on="0001-01-01")

    assert any("2000-01-01" in error or "greater than or equal" in error for error in shown.errors)
    shown = page.submit("Plan the action", title="retrain the model", kind="redesign")
    assert any("an action of this title already" in error for error in shown.errors)
