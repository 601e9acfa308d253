"""Answers are added and never changed; "no", silence and a gap in the research stay apart."""

import pytest

from knowshow.benchmarks.filing import scores_of
from knowshow.benchmarks.models import Answer, Edition
from knowshow.benchmarks.services import answers, companies, editions
from knowshow.benchmarks.services.answers import Citation
from knowshow.errors import BadInputError, ConflictError, NotAllowedError
from knowshow.foundation.models import HistoryEntry
from tests.benchmarks import rankings

pytestmark = pytest.mark.django_db


def test_a_new_answer_replaces_the_current_one_and_both_stay(organisation):
    entry = rankings.entry(rankings.edition(organisation))
    first = rankings.answer(entry, label="no")
    second = rankings.answer(entry, label="yes", comment="Found in the annual report.")
    first.refresh_from_db()
    assert (first.is_current, second.is_current, second.supersedes) == (False, True, first)
    assert scores_of(entry.edition).companies[entry.company.key].values["G1"] == 100


def test_an_answer_keeps_the_step_in_which_it_was_given(organisation, reviewer):
    entry = rankings.entry(rankings.edition(organisation))
    first = rankings.answer(entry, label="yes")
    rankings.moved(entry, "review")
    second = rankings.answer(entry, label="partial", actor=reviewer)
    assert (first.step, second.step) == ("collect", "review")


def test_no_and_silence_score_alike_and_stay_apart(organisation):
    said = rankings.answer(rankings.entry(rankings.edition(organisation)), label="no")
    silent = rankings.answer(rankings.entry(said.edition), label="no disclosure found")
    assert [one.label for one in Answer.objects.order_by("pk")] == ["no", "no disclosure found"]
    values = [scores_of(Edition.objects.get()).companies[one.subject.company.key].total for one in (said, silent)]
    assert values == [0, 0]


def test_what_nobody_has_looked_at_has_no_score(organisation):
    entry = rankings.entry(rankings.edition(organisation))
    found = scores_of(entry.edition).companies[entry.company.key]
    assert (found.total, found.states["TOTAL"]) == (None, "missing")


def test_several_choices_are_kept_as_a_list(organisation):
    entry = rankings.entry(rankings.edition(organisation))
    assert rankings.answer(entry, "P1.2", "post").label == ["post"]
    assert rankings.answer(entry, "P1.2", ["phone", "post", "post"]).label == ["phone", "post"]


def test_free_words_are_kept_and_never_scored(organisation):
    entry = rankings.entry(rankings.edition(organisation))
    assert rankings.answer(entry, "P1.3", " By writing to us. ").label == "By writing to us."
    assert scores_of(entry.edition).companies[entry.company.key].total is None


@pytest.mark.parametrize(
    ("node", "label", "why"),
    [
        ("G1.1", "yess", 'Did you mean "yes"'),
        ("G1.9", "yes", "The methodology does not ask 'G1.9'"),
        ("G1", "yes", "does not ask 'G1'"),
        ("G1.1", ["yes", "no"], "takes one answer, not 2"),
        ("P1.2", [], "No answer was chosen"),
        ("P1.2", "fax", "Its answers: post, phone"),
        ("P1.3", "  ", "It is empty"),
    ],
)
def test_what_the_methodology_does_not_know_is_refused(node, label, why, organisation):
    entry = rankings.entry(rankings.edition(organisation))
    with pytest.raises(BadInputError, match=why):
        rankings.answer(entry, node, label)
    assert not Answer.objects.exists()


def test_not_applicable_asks_why(organisation):
    entry = rankings.entry(rankings.edition(organisation))
    with pytest.raises(BadInputError, match="Why does it not apply"):
        rankings.answer(entry, label="N/A")
    assert rankings.answer(entry, label="N/A", na_reason="It has no board.").na_reason == "It has no board."


def test_a_question_that_is_asked_of_other_parts_is_refused(organisation):
    entry = rankings.entry(rankings.edition(organisation))
    with pytest.raises(BadInputError, match=r"G1\.1 is not asked of “Search”"):
        rankings.answer(entry, "G1.1", "yes", subject=rankings.part(entry, "Search"))
    scores_of(entry.edition)


def test_an_answer_for_the_whole_is_refused_where_parts_are_asked(organisation):
    nodes = [{**one, "components": ["policy"]} if one["id"] == "G1" else one for one in rankings.index()["nodes"]]
    by = rankings.methodology(organisation, components=["policy", "practice"], nodes=nodes)
    entry = rankings.entry(rankings.edition(by=by))
    for component in ("", "practice"):
        with pytest.raises(BadInputError, match=r"G1\.1 is not asked"):
            rankings.answer(entry, "G1.1", "yes", component=component)
    rankings.answer(entry, "G1.1", "yes", component="policy")
    assert scores_of(entry.edition).companies[entry.company.key].values["G1"] == 100


def test_last_years_answer_stays_behind_where_the_part_is_no_longer_asked(organisation, lead):
    first = rankings.answered(rankings.entry(rankings.edition(organisation)))
    nodes = [{**one, "scope": "company"} if one["id"] == "P1" else one for one in rankings.index()["nodes"]]
    by = rankings.methodology(organisation, version="2", nodes=nodes)
    second = rankings.entry(rankings.edition(by=by, previous=first.edition), about=first.company)
    assert answers.carry_over(actor=lead, entry=second) == 2
    scores_of(second.edition)


def test_a_component_that_the_methodology_lacks_is_refused(organisation):
    with pytest.raises(BadInputError, match="no component 'privacy'"):
        rankings.answer(rankings.entry(rankings.edition(organisation)), component="privacy")


def test_who_did_not_see_the_current_answer_is_told(organisation):
    entry = rankings.entry(rankings.edition(organisation))
    first = rankings.answer(entry, known=0)
    with pytest.raises(ConflictError, match=r"Somebody else answered G1\.1 meanwhile"):
        rankings.answer(entry, label="no", known=0)
    assert rankings.answer(entry, label="no", known=first.pk).is_current


def test_an_answer_rests_on_sources_and_a_new_one_on_its_own(organisation):
    entry = rankings.entry(rankings.edition(organisation))
    source = rankings.source(organisation)
    first = rankings.answer(entry, sources=[Citation(source, "page 3"), Citation(source, "page 3")])
    rankings.answer(entry, label="no")
    assert [(one.source, one.locator) for one in first.citations.all()] == [(source, "page 3")]


def test_a_source_of_another_organisation_is_no_source(organisation, outsider):
    theirs = rankings.source(outsider.memberships.get().organisation)
    entry = rankings.entry(rankings.edition(organisation))
    with pytest.raises(NotAllowedError):
        rankings.answer(entry, sources=[Citation(theirs)])
    assert not Answer.objects.exists()


def test_a_further_source_goes_under_the_current_answer_only(lead, organisation):
    entry = rankings.entry(rankings.edition(organisation))
    old = rankings.answer(entry)
    new = rankings.answer(entry, label="no")
    source = rankings.source(organisation)
    assert answers.cite(actor=lead, answer=new, source=source).source == source
    with pytest.raises(ConflictError, match="has been replaced"):
        answers.cite(actor=lead, answer=old, source=source)


def test_the_part_of_another_company_is_refused(organisation, lead):
    entry = rankings.entry(rankings.edition(organisation))
    other = rankings.company(organisation)
    with pytest.raises(NotAllowedError, match="is no part of"):
        rankings.answer(entry, subject=other.subjects.first())
    new = companies.add_subject(actor=lead, company=entry.company, name="Mail", role="service")
    with pytest.raises(BadInputError, match="is not asked in this edition"):
        rankings.answer(entry, "P1.1", subject=new)


@pytest.mark.parametrize(
    ("step", "who", "allowed"),
    [
        ("collect", "assessor", True),
        ("collect", "reviewer", False),
        ("review", "reviewer", True),
        ("review", "assessor", False),
        ("reconcile", "assessor", True),
        ("company_feedback", "reviewer", True),
        ("cross_review", "observer", False),
        ("cross_review", "outsider", False),
    ],
)
def test_each_step_has_its_own_people(step, who, allowed, organisation, request):
    actor = request.getfixturevalue(who)
    entry = rankings.entry(rankings.edition(organisation))
    if step != "collect":
        rankings.moved(entry, step)
    if allowed:
        assert rankings.answer(entry, actor=actor).author == actor
    else:
        with pytest.raises(NotAllowedError):
            rankings.answer(entry, actor=actor)


def test_final_answers_stay_until_the_company_is_moved_back(organisation, lead):
    entry = rankings.moved(rankings.entry(rankings.edition(organisation)), "final")
    with pytest.raises(ConflictError, match="are final"):
        rankings.answer(entry)
    rankings.moved(entry, "reconcile")
    assert rankings.answer(entry).is_current


def test_who_researched_gives_no_answer_in_the_review(organisation, lead):
    entry = rankings.entry(rankings.edition(organisation))
    editions.assign(actor=lead, entry=entry, revision=1, researcher=lead)
    rankings.moved(entry, "review")
    with pytest.raises(ConflictError, match="somebody else reviews"):
        rankings.answer(entry, actor=lead)


# ---- last year ---------------------------------------------------------------------------------------------


def _next_year(entry, **changes):
    """The same company in an edition that follows, by a new version of the methodology if something changed."""
    old = entry.edition
    by = rankings.methodology(old.organisation, version="2", **changes) if changes else old.methodology
    return rankings.entry(rankings.edition(by=by, previous=old), about=entry.company)


def test_last_years_answers_come_in_with_comments_and_sources(organisation, lead):
    last = rankings.entry(rankings.edition(organisation))
    source = rankings.source(organisation)
    rankings.answer(last, label="partial", comment="Page 3.", sources=[Citation(source, "p. 3")])
    entry = _next_year(last)
    assert answers.carry_over(actor=lead, entry=entry) == 1
    found = Answer.objects.get(edition=entry.edition)
    assert (found.label, found.comment, found.step, found.same_as_last_year) == ("partial", "Page 3.", "import", "")
    assert found.citations.get().locator == "p. 3"


def test_carrying_over_twice_brings_nothing_twice(organisation, lead):
    entry = _next_year(rankings.answered(rankings.entry(rankings.edition(organisation))))
    assert [answers.carry_over(actor=lead, entry=entry), answers.carry_over(actor=lead, entry=entry)] == [4, 0]


def test_what_is_answered_already_is_left_alone(organisation, lead):
    entry = _next_year(rankings.answered(rankings.entry(rankings.edition(organisation))))
    mine = rankings.answer(entry, label="no")
    assert answers.carry_over(actor=lead, entry=entry) == 3
    assert Answer.objects.get(edition=entry.edition, node="G1.1") == mine


def test_questions_that_changed_are_not_carried_over_and_renamed_ones_are(organisation, lead):
    last = rankings.answered(rankings.entry(rankings.edition(organisation)))
    nodes = rankings.index()["nodes"]
    nodes[2]["is_comparable"] = False
    nodes[3] |= {"id": "G1.7", "comparable_with": "G1.2"}
    entry = _next_year(last, nodes=nodes)
    answers.carry_over(actor=lead, entry=entry)
    assert set(Answer.objects.filter(edition=entry.edition).values_list("node", flat=True)) == {"G1.7", "P1.1", "P1.2"}


def test_same_as_last_year_is_an_answer_of_this_year(organisation, lead, assessor):
    entry = _next_year(rankings.answered(rankings.entry(rankings.edition(organisation))))
    answers.carry_over(actor=lead, entry=entry)
    carried = Answer.objects.get(edition=entry.edition, node="G1.1")
    confirmed = answers.confirm_answer(actor=assessor, answer=carried, comment="The page is unchanged.")
    assert (confirmed.label, confirmed.step, confirmed.same_as_last_year) == ("yes", "collect", "yes")
    assert (confirmed.author, confirmed.supersedes) == (assessor, carried)
    with pytest.raises(ConflictError, match="Somebody else answered"):
        answers.confirm_answer(actor=assessor, answer=carried)


def test_an_edition_without_a_predecessor_carries_nothing_over(organisation, lead):
    with pytest.raises(ConflictError, match="follows no other"):
        answers.carry_over(actor=lead, entry=rankings.entry(rankings.edition(organisation)))


def test_the_history_names_the_question_and_not_the_answer(organisation, assessor):
    rankings.answer(rankings.entry(rankings.edition(organisation)), comment="A secret.", actor=assessor)
    entry = HistoryEntry.objects.first()
    assert entry.action == "benchmarks.answer.given"
    assert entry.detail == {"node": "G1.1", "subject": "Group", "step": "collect"}
