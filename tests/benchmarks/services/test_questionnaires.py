"""Questionnaires: opened with a fixed version, answered, taken in from files; former answers stay."""

import json

import pytest

from knowshow.benchmarks.models import QuestionnaireAnswer
from knowshow.benchmarks.selectors.questionnaires import Standing, questionnaires_visible_to
from knowshow.benchmarks.services import instruments, questionnaires
from knowshow.errors import BadInputError, ConflictError, NotAllowedError
from knowshow.scoring.library import own_methodology
from tests.benchmarks.surveys import results, survey


@pytest.fixture
def opened(lead, organisation):
    record = instruments.read_instrument(survey(), "check.json")
    return questionnaires.open_questionnaire(actor=lead, organisation=organisation, record=record, title="Our system")


def answer(actor, questionnaire, **answers):
    return questionnaires.give_answers(
        actor=actor, questionnaire=questionnaire, revision=questionnaire.revision, answers=answers
    )


def test_opening_fixes_the_version_of_the_instrument(opened):
    assert opened.methodology.is_published
    assert opened.methodology.version == "v2.0.0"


def test_the_same_survey_is_taken_in_once(lead, organisation, opened):
    record = instruments.read_instrument(survey(), "check.json")
    again = questionnaires.open_questionnaire(actor=lead, organisation=organisation, record=record, title="Another")
    assert again.methodology == opened.methodology


def test_a_draft_cannot_be_answered(lead, organisation, opened):
    opened.methodology.state, opened.methodology.published_at = "draft", None
    opened.methodology.save()
    with pytest.raises(BadInputError, match="draft"):
        questionnaires.open_questionnaire(
            actor=lead, organisation=organisation, methodology=opened.methodology, title="Too early"
        )


def test_a_methodology_that_asks_several_services_is_refused(lead, organisation):
    with pytest.raises(BadInputError, match="several parts"):
        questionnaires.open_questionnaire(
            actor=lead, organisation=organisation, record=own_methodology("santa-clara"), title="Services"
        )


def test_answers_lead_to_a_level_with_its_reasons(lead, opened):
    answer(lead, opened, reach="many-4", children="yes-4")
    standing = Standing(opened)
    assert standing.result.band == "Level IV"
    assert standing.result.value == 8
    assert "Mitigation score" in standing.result.because
    assert [one.title for one in standing.weightiest] == ["Whom does it reach?", "Are children among them?"]


def test_a_hidden_answer_is_kept_and_never_counts(lead, opened):
    answer(lead, opened, reach="many-4", children="yes-4")
    answer(lead, opened, reach="few-1")
    standing = Standing(opened)
    assert opened.answers["children"] == "yes-4"
    assert standing.result.value == 1
    assert [node.id for node in standing.left_behind] == ["children"]


def test_every_former_answer_stays(lead, opened):
    answer(lead, opened, reach="many-4")
    answer(lead, opened, reach=None)
    assert list(QuestionnaireAnswer.objects.values_list("node", "label")) == [("reach", "many-4"), ("reach", None)]
    assert opened.answers == {}


def test_a_note_says_what_shows_an_answer_and_goes_with_the_results(lead, organisation, opened):
    questionnaires.give_answers(
        actor=lead,
        questionnaire=opened,
        revision=opened.revision,
        answers={"reach": "few-1"},
        notes={"reach": "The register of June.", "children": ""},
    )
    assert opened.notes == {"reach": "The register of June."}
    assert QuestionnaireAnswer.objects.get().note == "The register of June."
    handed_out = json.dumps(instruments.results_of(opened)).encode()
    record = instruments.read_instrument(survey(), "check.json")
    other = questionnaires.open_questionnaire(actor=lead, organisation=organisation, record=record, title="Other")
    take(lead, other, handed_out)
    assert other.notes == opened.notes


def test_a_note_alone_is_a_change_and_one_on_nothing_is_refused(lead, opened):
    give = {"actor": lead, "questionnaire": opened, "answers": {}}
    assert questionnaires.give_answers(**give, revision=opened.revision, notes={"reach": "To ask."}) == ("reach",)
    assert questionnaires.give_answers(**give, revision=opened.revision, notes={"reach": ""}) == ("reach",)
    assert opened.notes == {}
    with pytest.raises(BadInputError, match='Did you mean "reach"'):
        questionnaires.give_answers(**give, revision=opened.revision, notes={"reech": "x"})


def test_an_answer_that_is_given_again_changes_nothing(lead, opened):
    answer(lead, opened, reach="many-4")
    before = opened.revision
    assert answer(lead, opened, reach="many-4") == ()
    assert opened.revision == before


@pytest.mark.parametrize(
    ("answers", "words"),
    [({"reach": "many-5"}, 'Did you mean "many-4"'), ({"reech": "many-4"}, 'Did you mean "reach"')],
)
def test_an_unknown_answer_is_refused_with_the_nearest_and_nothing_is_stored(lead, opened, answers, words):
    with pytest.raises(BadInputError, match=words):
        answer(lead, opened, children="no-0", **answers)
    opened.refresh_from_db()
    assert opened.answers == {}


def test_two_who_answer_at_once_are_told(lead, assessor, opened):
    stale = questionnaires_visible_to(assessor, opened.organisation).get()
    answer(lead, opened, reach="few-1")
    with pytest.raises(ConflictError, match="Somebody else"):
        answer(assessor, stale, reach="many-4")


def test_a_finished_questionnaire_takes_no_answer_until_it_is_opened_again(lead, opened):
    questionnaires.finish_questionnaire(actor=lead, questionnaire=opened, revision=opened.revision)
    with pytest.raises(ConflictError, match="finished"):
        answer(lead, opened, reach="few-1")
    questionnaires.reopen_questionnaire(actor=lead, questionnaire=opened, revision=opened.revision)
    assert answer(lead, opened, reach="few-1") == ("reach",)


@pytest.mark.parametrize("person", ["observer", "outsider"])
def test_who_may_not_research_may_not_answer(request, opened, person):
    with pytest.raises(NotAllowedError):
        answer(request.getfixturevalue(person), opened, reach="few-1")


def test_an_outsider_sees_none(outsider, opened):
    with pytest.raises(NotAllowedError):
        questionnaires_visible_to(outsider, opened.organisation)


# ---- results from files ------------------------------------------------------------------------------------


def take(actor, questionnaire, content, *, force=False):
    brought = instruments.read_results(questionnaire.methodology, content, "results.json", force=force)
    return questionnaires.take_results(
        actor=actor,
        questionnaire=questionnaire,
        revision=questionnaire.revision,
        version=brought.version,
        answers=brought.answers,
        notes=brought.notes,
        force=force,
    )


def test_what_is_handed_out_can_be_taken_in_again(lead, organisation, opened):
    answer(lead, opened, reach="many-4", children="no-0", measures=["review-2", "appeal-2"], why="It is national.")
    handed_out = instruments.results_of(opened)
    record = instruments.read_instrument(survey(), "check.json")
    other = questionnaires.open_questionnaire(actor=lead, organisation=organisation, record=record, title="Other")
    take(lead, other, results(handed_out["version"], **handed_out["data"]))
    assert other.answers == opened.answers
    assert Standing(other).result.value == Standing(opened).result.value


def test_a_file_takes_the_place_of_what_was_there(lead, opened):
    answer(lead, opened, reach="many-4", children="yes-4")
    take(lead, opened, results(reach="few-1"))
    assert opened.answers == {"reach": "few-1"}


@pytest.mark.parametrize(("version", "words"), [("v1.0.0", "version v1.0.0"), ("", "without a version")])
def test_results_of_another_version_are_refused_unless_forced(lead, opened, version, words):
    content = results(version, reach="few-1")
    with pytest.raises(BadInputError, match=words):
        take(lead, opened, content)
    assert take(lead, opened, content, force=True) == ("reach",)


def test_unknown_answers_of_a_file_are_refused_whole_and_left_out_only_by_force(lead, opened):
    content = results(reach="few-1", children="perhaps-2")
    with pytest.raises(BadInputError, match="children has no answer"):
        take(lead, opened, content)
    take(lead, opened, content, force=True)
    assert opened.answers == {"reach": "few-1"}


@pytest.mark.parametrize("content", [b"", b"[]", b'{"data": 3}', b"\xff\xfe"])
def test_what_is_no_results_file_is_refused_at_the_file(opened, content):
    with pytest.raises(BadInputError) as refused:
        instruments.read_results(opened.methodology, content, "odd.json", force=True)
    assert refused.value.place.field == "file"
