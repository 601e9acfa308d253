"""The methodologies that come with the package: sound, in words, tied to the Guiding Principles, fair in scores."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowshow import canon
from knowshow.errors import BadInputError
from knowshow.scoring import TOTAL, Company, Sheet, Subject, methodology_from, score
from knowshow.scoring.library import own_file, own_methodologies, own_methodology
from knowshow.scoring.methodology import State, entries
from knowshow.scoring.plan import Plan

OWN = own_methodologies()
#: What other texts say at length must not be copied: a quotation in our titles and hints stays this short.
LONGEST_QUOTATION = 60


def company_for(plan, key="a", type_=""):
    """Make a company with two subjects of each role, so that every scope is asked."""
    roles = plan.methodology.roles or [""]
    subjects = [Subject(f"{role}-{number}", role) for role in roles for number in (1, 2)]
    return Company(key, type=type_, subjects=subjects if plan.methodology.roles else [Subject("")])


def cells(plan, company):
    """Yield every place where an answer may stand: subject, leaf, component."""
    for leaf in plan.leaves.values():
        asked = next((node for node in plan.above(leaf.node.id) if node.scope), None)
        roles = plan.asked[asked.id].roles if asked else frozenset()
        for subject in company.subjects:
            if not roles or subject.role in roles:
                for component in (asked.components if asked else None) or [""]:
                    yield subject, leaf, component


def steps_of(leaf):
    """Return the labels that have points, worst first."""
    scored = {label: entry.value for label, entry in leaf.entries.items() if entry.value is not None}
    return sorted(scored, key=scored.__getitem__)


def filled(key, pick):
    """Return the scores of a company that answers everything as ``pick`` chooses."""
    plan = Plan(own_methodology(key))
    company = company_for(plan)
    sheet = Sheet(plan.methodology, [company], plan=plan)
    for subject, leaf, component in cells(plan, company):
        if label := pick(steps_of(leaf)):
            sheet.give(company.key, subject.key, leaf.node.id, label, component=component)
    return score(sheet).companies[company.key]


def test_five_methodologies_come_with_the_package():
    assert OWN == ("chrb-template", "gp16-embedding", "gp31-effectiveness", "santa-clara", "ungprf-completeness")


@pytest.mark.parametrize("key", OWN)
def test_each_file_is_a_sound_methodology_named_as_its_file(key):
    assert own_methodology(key).id == key


def test_an_unknown_one_is_refused_with_the_nearest():
    with pytest.raises(BadInputError, match='Did you mean "santa-clara"'):
        own_methodology("santa-clarra")


def test_a_copy_of_a_file_can_be_changed_and_read_again():
    changed = own_file("chrb-template").replace(b"id: chrb-template", b"id: my-index")
    assert methodology_from(changed).id == "my-index"


@pytest.mark.parametrize("key", OWN)
def test_every_node_rests_on_a_principle_that_the_canon_holds(key):
    known = canon.principles()
    for node in own_methodology(key).nodes:
        assert node.gp_refs, node.id
        assert set(node.gp_refs) <= set(known), node.id


@pytest.mark.parametrize("key", OWN)
def test_references_to_questions_of_the_canon_lead_somewhere(key):
    known = {*canon.policy_checks(), *canon.business_model()}
    for node in own_methodology(key).nodes:
        canonical = {ref for ref in node.refs if re.match(r"^(ungp:|policy:|BM-)", ref)}
        assert canonical <= known, node.id


@pytest.mark.parametrize("key", OWN)
def test_every_node_has_a_title_and_says_what_shows_it(key):
    for node in own_methodology(key).nodes:
        assert node.title.strip(), node.id
        assert len(node.guidance.strip()) > 8, node.id


@pytest.mark.parametrize("key", OWN)
def test_every_answer_says_what_it_means(key):
    for name, scale in own_methodology(key).scales.items():
        for label, entry in entries(scale).items():
            assert entry.text.strip(), (name, label)
            assert entry.meaning.strip(), (name, label)


@pytest.mark.parametrize("key", OWN)
def test_no_two_questions_say_the_same(key):
    leaves = [leaf.node for leaf in Plan(own_methodology(key)).leaves.values()]
    titles = [(node.parent, node.title) for node in leaves]
    assert len(titles) == len(set(titles))


@pytest.mark.parametrize("key", OWN)
def test_no_file_quotes_at_length(key):
    quoted = re.findall(r"[“«]([^”»]*)[”»]", own_file(key).decode())
    assert all(len(text) <= LONGEST_QUOTATION for text in quoted)


@pytest.mark.parametrize("key", OWN)
def test_every_file_names_its_source_its_licence_and_its_limits(key):
    methodology = own_methodology(key)
    assert methodology.licence
    assert methodology.sources
    assert len(methodology.note) > 200


@pytest.mark.parametrize("key", OWN)
def test_the_best_answers_give_the_top_and_the_worst_the_bottom(key):
    assert filled(key, lambda labels: labels[-1] if labels else None).total == 100
    assert filled(key, lambda labels: labels[0] if labels else None).total == 0


@pytest.mark.parametrize("key", ["gp16-embedding", "gp31-effectiveness"])
def test_a_self_check_without_answers_shows_nothing(key):
    assert filled(key, lambda _: None).total == 0


@pytest.mark.parametrize("key", ["santa-clara", "ungprf-completeness"])
def test_a_checklist_that_nobody_has_filled_in_is_never_published_as_zero(key):
    scores = filled(key, lambda _: None)
    assert (scores.total, scores.states[TOTAL]) == (None, "blocked")


@pytest.mark.parametrize("key", OWN)
@given(data=st.data())
@settings(max_examples=5, deadline=None)
def test_a_better_answer_to_any_question_never_lowers_a_score(key, data):
    plan = Plan(own_methodology(key))
    company = company_for(plan)
    places = [place for place in cells(plan, company) if len(steps_of(place[1])) > 1]
    answers = [data.draw(st.integers(0, len(steps_of(leaf)) - 1)) for _, leaf, _ in places]
    for raised, (_, leaf, _) in enumerate(places):
        before = {}
        for level in range(len(steps_of(leaf))):
            chosen = [*answers[:raised], level, *answers[raised + 1 :]]
            after = _scored(plan, company, places, chosen).values
            assert all(after[node] >= value - 1e-9 for node, value in before.items() if value is not None), leaf.node.id
            before = after


def _scored(plan, company, places, chosen):
    sheet = Sheet(plan.methodology, [company], plan=plan)
    for (subject, leaf, component), place in zip(places, chosen, strict=True):
        sheet.give(company.key, subject.key, leaf.node.id, steps_of(leaf)[place], component=component)
    return score(sheet).companies[company.key]


@pytest.mark.parametrize("key", OWN)
def test_silence_is_kept_apart_from_a_no_where_both_can_occur(key):
    for scale in own_methodology(key).scales.values():
        states = [entry.state for entry in entries(scale).values()]
        assert states.count(State.NO) <= 1
        assert states.count(State.NO_DISCLOSURE) <= 1
