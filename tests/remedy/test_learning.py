"""What cases teach: issues, the bridge to due diligence, the scorecard, stories and the public record."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from knowshow.bridges import learning as bridge
from knowshow.errors import BadInputError, ConflictError, NotAllowedError
from knowshow.foundation.models import HistoryEntry
from knowshow.remedy.models import Case, CaseKey, Mechanism, PublishedOutcome, SeatRole, SurveyAnswer, SurveyInvitation
from knowshow.remedy.rules.gp31 import Criterion
from knowshow.remedy.rules.stages import Stage
from knowshow.remedy.selectors.figures import case_facts, mechanism_facts, scorecard_of, usual_period
from knowshow.remedy.selectors.learning import is_cluster
from knowshow.remedy.selectors.scorecards import public_of
from knowshow.remedy.services import learning, outcomes, surveys
from knowshow.remedy.services import mechanism_facts as entering
from knowshow.remedy.services.shredding import shred_case
from knowshow.respect.services.reassessments import answer_reassessment
from tests import make as makers
from tests.remedy import make, seats

STORY = "A courier's account was closed by a program. It was opened, and a person now reviews each closure."


@pytest.fixture
def mechanism(organisation) -> Mechanism:
    return make.mechanism(organisation, products=[{"key": "app", "name": "Courier app"}])


@pytest.fixture
def analyst(mechanism):
    return seats.seated(mechanism, SeatRole.ANALYST, name="Anna Analyst", has_key=False)


def issue(mechanism, actor, **facts):
    given = {"title": "Accounts closed by a signal of fraud", "product": "app"} | facts
    return learning.open_issue(actor=actor, mechanism=mechanism, **given)


def cases_behind(found, count, **facts):
    for _ in range(count):
        case = make.person(found.mechanism).case
        Case.objects.filter(pk=case.pk).update(systemic_issue=found, **facts)


# ---- issues and the bridge ---------------------------------------------------------------------------------


def test_an_analyst_names_an_issue_without_seeing_a_case(mechanism, analyst):
    found = issue(mechanism, analyst)
    learning.plan_systemic_action(actor=analyst, issue=found, what="A person reviews each closure")
    with pytest.raises(ConflictError, match="left to do"):
        learning.close_issue(actor=analyst, issue=found)
    learning.finish_systemic_action(actor=analyst, action=found.actions.get())
    assert learning.close_issue(actor=analyst, issue=found).closed_on == timezone.localdate()


def test_whoever_holds_no_seat_learns_nothing(mechanism, lead, outsider):
    for actor in (lead, outsider):
        with pytest.raises(NotAllowedError):
            issue(mechanism, actor)


def test_what_is_done_about_issues_is_noted_to_the_day_and_in_no_open_list(mechanism, analyst):
    issue(mechanism, analyst)
    entry = HistoryEntry.objects.get(action="remedy.learning.issue_opened")
    assert entry.organisation is None
    assert timezone.localtime(entry.at).time().isoformat() == "00:00:00"


def test_four_cases_in_a_month_are_no_cluster_and_five_are(mechanism, analyst):
    found = issue(mechanism, analyst)
    cases_behind(found, 4)
    assert not is_cluster(found)
    cases_behind(found, 1)
    assert is_cluster(found)


def test_five_cases_of_last_year_are_no_cluster_and_one_of_the_gravest_is(mechanism, analyst):
    found = issue(mechanism, analyst)
    cases_behind(found, 5, received_on=timezone.localdate() - timedelta(days=300))
    assert not is_cluster(found)
    cases_behind(found, 1, scale=4, scope=2, irremediability=2, received_on=timezone.localdate() - timedelta(days=200))
    assert is_cluster(found)


def test_a_cluster_asks_for_a_new_look_within_ten_days_and_reads_what_came_of_it(mechanism, analyst, lead):
    product = makers.product(mechanism.organisation, name="Courier app")
    assessment = makers.assessment(about=product)
    found = issue(mechanism, analyst)
    cases_behind(found, 5)
    assert bridge.likely_product(found) == product
    due = bridge.due_on(found)
    assert due == timezone.localdate() + timedelta(days=10)
    (asked,) = bridge.ask_again(actor=analyst, issue=found, product=product, reason="Five closures.", due=due)
    assert (asked.assessment, asked.trigger) == (assessment, "TR-12")
    answer_reassessment(actor=lead, reassessment=asked, state="done", answer="The signal is gone.")
    assert [one.answer for one in bridge.what_came_of(found)] == ["The signal is gone."]


def test_nothing_of_a_case_crosses_the_bridge(mechanism, analyst):
    product = makers.product(mechanism.organisation, name="Courier app")
    found = issue(mechanism, analyst)
    cases_behind(found, 1)
    (asked,) = bridge.ask_again(
        actor=analyst, issue=found, product=product, reason="One closure.", due=bridge.due_on(found)
    )
    said = " ".join(str(value) for value in vars(asked).values())
    case = Case.objects.get()
    assert case.reference not in said
    assert case.code not in said


def test_a_product_of_another_organisation_is_refused(mechanism, analyst):
    found = issue(mechanism, analyst)
    theirs = makers.product(makers.organisation("Another Company"))
    with pytest.raises(BadInputError, match="another organisation"):
        bridge.ask_again(actor=analyst, issue=found, product=theirs, reason="x", due=bridge.due_on(found))


# ---- surveys -----------------------------------------------------------------------------------------------


def invited(person, wave="closure"):
    return SurveyInvitation.objects.create(case=person.case, wave=wave, due_on=timezone.localdate())


def test_an_answer_to_the_survey_points_at_no_case_and_is_taken_once(mechanism):
    person = make.person(mechanism)
    invited(person)
    surveys.answer_survey(actor=person, wave="closure", answers={"could_tell": "5", "put_right": ""})
    stored = SurveyAnswer.objects.get()
    assert stored.answers == {"could_tell": 5}
    assert {field.name for field in SurveyAnswer._meta.fields} == {"id", "mechanism", "wave", "quarter", "answers"}
    with pytest.raises(ConflictError):
        surveys.answer_survey(actor=person, wave="closure", answers={"could_tell": "1"})


def test_the_survey_of_half_a_year_waits_for_its_day(mechanism):
    person = make.person(mechanism)
    SurveyInvitation.objects.create(
        case=person.case, wave="half_year", due_on=timezone.localdate() + timedelta(days=180)
    )
    with pytest.raises(ConflictError, match="not asked yet"):
        surveys.answer_survey(actor=person, wave="half_year", answers={})
    with time_machine.travel(timezone.now() + timedelta(days=181)):
        assert surveys.answer_survey(actor=person, wave="half_year", answers={}) is None


# ---- the scorecard -----------------------------------------------------------------------------------------


def test_the_facts_of_a_case_are_codes_and_days_that_were_recorded(mechanism):
    person = make.person(mechanism, standing="anonymous")
    Case.objects.filter(pk=person.case.pk).update(scale=3, scope=2, irremediability=2, is_confirmed=True)
    (facts,) = case_facts(mechanism, usual_period())
    assert (facts.standing, facts.tier, facts.status_visible, facts.has_next_step) == ("anonymous", 3, True, True)
    assert facts.court_route_stated is None, "nobody has said it yet: missing, not a no"
    assert facts.help_offered is False, "nobody here interprets or advises"


def test_drafts_and_what_was_set_aside_count_nowhere(mechanism):
    make.person(mechanism, lane="quarantine")
    seats.report(mechanism, is_draft=True)
    assert case_facts(mechanism, usual_period()) == []


def test_the_facts_of_the_mechanism_come_from_its_rows_and_from_what_was_entered(mechanism, analyst):
    seats.seated(mechanism, SeatRole.OBSERVER, name="Olga Outside", has_key=False)
    mechanism.seats.filter(role="observer").update(is_outside=True)
    today = timezone.localdate()
    learning.record_consultation(
        actor=analyst, mechanism=mechanism, held_on=today, group="Couriers in Lyon", suggestions=4, answered=3,
        summary="",
    )  # fmt: skip
    entering.enter_fact(
        actor=analyst, mechanism=mechanism, indicator="awareness", value=0.3, period_from=today, period_to=today,
        grade="B", source="Survey of November",
    )  # fmt: skip
    facts = mechanism_facts(mechanism, usual_period())
    assert (facts.seats, facts.independent_seats, facts.groups_consulted) == (3, 1, 1)
    assert (facts.suggestions, facts.suggestions_answered, facts.awareness) == (4, 3, 0.3)


@pytest.mark.parametrize(
    "wrong",
    [{"indicator": "profit"}, {"value": 40.0}, {"period_to": date(2026, 1, 1), "period_from": date(2026, 2, 1)}],
)
def test_a_figure_that_cannot_be_is_refused(mechanism, analyst, wrong):
    given = {
        "indicator": "awareness", "value": 0.3, "period_from": date(2026, 1, 1), "period_to": date(2026, 3, 1),
        "grade": "B", "source": "Survey",
    }  # fmt: skip
    with pytest.raises(BadInputError):
        entering.enter_fact(actor=analyst, mechanism=mechanism, **(given | wrong))


def test_few_cases_where_few_know_of_it_are_flagged_as_a_failure_of_access(mechanism, analyst):
    today = timezone.localdate()
    for name, value in (("awareness", 0.2), ("users", 1_000_000)):
        entering.enter_fact(
            actor=analyst, mechanism=mechanism, indicator=name, value=value, period_from=today, period_to=today,
            grade="B", source="Survey",
        )  # fmt: skip
    make.person(mechanism)
    card = scorecard_of(mechanism, usual_period())[Criterion.ACCESSIBLE]
    assert "access_failure" in card.flags


def test_the_scorecard_asks_the_database_no_more_for_many_cases(mechanism, django_assert_max_num_queries):
    for _ in range(8):
        make.person(mechanism)
    with django_assert_max_num_queries(16):
        scorecard_of(mechanism, usual_period())


# ---- stories -----------------------------------------------------------------------------------------------


ENDED = date(2026, 8, 3)


def closed(mechanism, *readers, count=5, **facts):
    """Cases that ended in the third quarter and open for these members."""
    made = []
    for _ in range(count):
        case = make.person(mechanism).case
        given = {"stage": Stage.CLOSED, "closed_on": ENDED, "outcome": "remedied"} | facts
        Case.objects.filter(pk=case.pk).update(**given)
        case.refresh_from_db()
        for user in readers:
            CaseKey.objects.update_or_create(
                case=case, user=user, scope="case", defaults={"role": SeatRole.HANDLER, "sealed": b"key"}
            )
        made.append(case)
    return made


def story(mechanism, actor, cases, **facts):
    return outcomes.draft_outcome(actor=actor, mechanism=mechanism, cases=cases, **({"summary": STORY} | facts))


def confirmed(actor, written):
    return outcomes.publish_outcome(actor=actor, outcome=written, is_true=True, is_anonymous=True)


def handlers(mechanism):
    return [seats.seated(mechanism, SeatRole.HANDLER, name=name) for name in ("Hugo", "Heidi")]


@pytest.fixture
def pair(mechanism):
    return handlers(mechanism)


def test_a_story_is_published_by_somebody_else_than_its_author(mechanism, pair):
    author, other = pair
    written = story(mechanism, author, closed(mechanism, author, other))
    with pytest.raises(NotAllowedError, match="Somebody else"):
        confirmed(author, written)
    confirmed(other, written)
    assert written.published_on
    outcomes.withdraw_outcome(actor=author, outcome=written)
    assert (written.published_on, bool(written.withdrawn_on)) == (None, True)


def test_a_story_says_the_end_and_the_quarter_of_its_cases(mechanism, pair):
    written = story(mechanism, pair[0], closed(mechanism, *pair, outcome="not_upheld"))
    assert (written.outcome, written.quarter, written.case_count) == ("not_upheld", "2026-Q3", 5)


@pytest.mark.parametrize("facts", [{"stage": Stage.DIALOGUE}, {"count": 0}, {"count": 4}])
def test_a_story_rests_on_closed_cases_and_on_enough_of_them(mechanism, pair, facts):
    with pytest.raises(BadInputError):
        story(mechanism, pair[0], closed(mechanism, *pair, **facts))


def test_fewer_cases_are_told_only_where_their_persons_agreed(mechanism, pair):
    cases = closed(mechanism, *pair, count=1)
    assert story(mechanism, pair[0], cases, has_consent=True).case_count == 1


def test_cases_that_ended_differently_or_in_another_quarter_are_told_apart(mechanism, pair):
    cases = closed(mechanism, *pair)
    for other in ({"outcome": "not_upheld"}, {"closed_on": date(2026, 5, 3)}):
        with pytest.raises(BadInputError, match="Tell them apart"):
            story(mechanism, pair[0], [*cases, *closed(mechanism, *pair, count=1, **other)])


def test_nobody_tells_of_a_case_that_does_not_open_for_her(mechanism, pair):
    with pytest.raises(BadInputError, match="open for you"):
        story(mechanism, pair[0], closed(mechanism, pair[1]))


def test_nobody_confirms_a_story_whose_cases_do_not_open_for_her(mechanism, pair):
    written = story(mechanism, pair[0], closed(mechanism, pair[0]))
    with pytest.raises(NotAllowedError, match="cannot open every case"):
        confirmed(pair[1], written)


@pytest.mark.parametrize("left_out", ["is_true", "is_anonymous"])
def test_the_second_person_confirms_that_it_is_true_and_that_it_tells_nobody(mechanism, pair, left_out):
    written = story(mechanism, pair[0], closed(mechanism, *pair))
    said = {"is_true": True, "is_anonymous": True, left_out: False}
    with pytest.raises(BadInputError, match="Confirm both"):
        outcomes.publish_outcome(actor=pair[1], outcome=written, **said)


def test_a_story_whose_cases_went_on_or_are_gone_is_not_published(mechanism, pair):
    cases = closed(mechanism, *pair, count=6)
    written = story(mechanism, pair[0], cases)
    cases[0].stories.clear()
    with pytest.raises(ConflictError, match="Write it anew"):
        confirmed(pair[1], written)
    written.cases.set(cases)
    Case.objects.update(outcome="partly_remedied")
    with pytest.raises(ConflictError, match="ended differently since"):
        confirmed(pair[1], written)


@pytest.mark.parametrize("wrong", [{"summary": " "}, {"remedies": ["a fine"]}, {"remedies": ["apology"]}])
def test_a_story_that_does_not_fit_is_refused(mechanism, pair, wrong):
    with pytest.raises(BadInputError):
        story(mechanism, pair[0], closed(mechanism, *pair), **wrong)


def test_what_a_story_rests_on_is_let_go_of_with_the_case(mechanism):
    (person,) = closed(mechanism, count=1)
    written = PublishedOutcome.objects.create(
        mechanism=person.mechanism, quarter="2026-Q3", summary=STORY, drafted_by=makers.account(), case_count=1
    )
    written.cases.add(person)
    shred_case(actor=None, case=person, reason="retention")
    assert not written.cases.exists()


def test_everybody_reads_what_is_published_and_nothing_else(mechanism, pair, as_public):
    author, other = pair
    cases = closed(mechanism, author, other)
    confirmed(other, story(mechanism, author, cases))
    story(mechanism, author, cases, summary="A draft that nobody has looked at.")
    page = as_public.get(as_public.address("grievance:records"))
    assert STORY in page.text
    assert "2026-Q3: Remedied" in page.text
    assert "under the quarter in which its cases ended" in page.text
    assert "A draft that" not in page.text
    for name in (str(author), str(other), cases[0].reference):
        assert name not in page.text


def test_the_form_of_a_story_chooses_nothing_and_the_check_asks_for_both(mechanism, pair):
    author, other = pair
    cases = closed(mechanism, author, other)
    page = seats.opened(author).get(reverse("remedy:story_add", args=[mechanism.pk]))
    assert not [one for one in page.all("input", "option") if {"checked", "selected"} & set(one.attrib)]
    page.submit("Save", summary=STORY, cases=[str(one.pk) for one in cases])
    written = PublishedOutcome.objects.get()
    check = seats.opened(other).get(reverse("remedy:story_publish", args=[mechanism.pk, written.pk]))
    assert cases[0].reference in check.text
    assert "it happened so" in check.text
    check.submit("Publish it", is_true="on", is_anonymous="on")
    written.refresh_from_db()
    assert written.checked_by == other


# ---- the public record -------------------------------------------------------------------------------------


def test_small_counts_are_hidden_and_full_quarters_only_are_counted(mechanism):
    for _ in range(6):
        make.person(mechanism)
    today = timezone.localdate()
    Case.objects.update(received_on=today - timedelta(days=100))
    assert 6 in [one.count for one in public_of(mechanism, today).received]
    Case.objects.filter(pk__in=Case.objects.values("pk")[:3]).update(received_on=today)
    shown = [one.count for one in public_of(mechanism, today).received]
    assert 3 not in shown
    assert None in shown


def test_the_public_record_holds_no_reference_and_no_label(mechanism, as_public):
    person = make.person(mechanism)
    page = as_public.get(as_public.address("grievance:records"))
    for word in (person.case.reference, "intake", make.STORY):
        assert word not in page.text


# ---- pages -------------------------------------------------------------------------------------------------

PAGES = ["effectiveness", "issues", "issue_add", "stories", "story_add", "consultation_add", "fact_add"]


@pytest.mark.parametrize("name", PAGES)
def test_the_pages_open_for_the_team_and_not_for_outsiders(mechanism, name, as_outsider, as_observer):
    url = reverse(f"remedy:{name}", args=[mechanism.pk])
    seats.opened(handlers(mechanism)[0]).get(url)
    as_outsider.get(url, status=404)
    as_observer.get(url, status=404)


def test_the_way_from_an_issue_to_a_new_look(mechanism, analyst):
    makers.product(mechanism.organisation, name="Courier app")
    page = seats.PageClient(analyst)
    added = page.get(reverse("remedy:issue_add", args=[mechanism.pk]))
    listed = added.submit("Save", title="Accounts closed by a signal", product="app", root_cause="no_human_review")
    assert "Accounts closed by a signal" in listed.text
    found = mechanism.systemic_issues.get()
    one = page.get(reverse("remedy:issue", args=[mechanism.pk, found.pk]))
    assert "No person looked at it" in one.text
    one.submit("Plan this", what="A person reviews each closure")
    asked = page.get(reverse("learning:reassess", args=[found.pk]))
    done = asked.submit("Ask for it", reason="People lose their accounts without review.")
    assert "Courier app" in done.text
    assert "due on" in done.text


def test_an_observer_of_the_organisation_reaches_no_bridge(mechanism, analyst, as_observer, as_outsider):
    found = issue(mechanism, analyst)
    for page in (as_observer, as_outsider):
        page.get(reverse("learning:reassess", args=[found.pk]), status=404)
