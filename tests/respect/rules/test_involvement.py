"""The involvement test proposes from answers and says why; a named person decides."""

from itertools import product

import pytest

from knowshow.respect.rules.involvement import CONSEQUENCES, FACTORS, QUESTIONS, propose

IDS = [question.id for question in QUESTIONS]


@pytest.mark.parametrize(
    ("answers", "factors", "conclusion", "reason"),
    [
        ({}, (), "undetermined", "no clear answer yet"),
        ({"alone": "yes"}, (), "cause", "alone sufficed"),
        ({"alone": "yes", "enabled": "yes"}, (), "cause", "alone sufficed"),
        ({"alone": "no", "enabled": "yes", "could_know": "yes"}, (), "contribute", "it could have known"),
        ({"alone": "no", "enabled": "yes", "steps": "no"}, (), "contribute", "took no step"),
        ({"enabled": "yes", "benefit": "yes"}, (), "contribute", "benefited directly"),
        ({"enabled": "yes"}, ("ranking",), "contribute", "ranking or recommendation"),
        ({"enabled": "yes", "could_know": "no", "steps": "yes"}, (), "linked", "could not have known"),
        ({"enabled": "yes", "could_know": "no"}, (), "undetermined", "how substantially"),
        ({"enabled": "yes"}, (), "undetermined", "how substantially"),
        ({"alone": "no", "enabled": "no", "specific": "yes"}, (), "linked", "links to it"),
        ({"alone": "no", "enabled": "no", "rights_holders": "yes"}, (), "linked", "links to it"),
        ({"alone": "no", "enabled": "no", "specific": "no"}, (), "none", "no specific link was found"),
        ({"alone": "no", "enabled": "no"}, (), "undetermined", "is not answered yet"),
        ({"alone": "no", "enabled": "no", "specific": "no", "rights_holders": "yes"}, (), "linked", "links to it"),
        ({"alone": " Yes "}, (), "cause", "alone sufficed"),
        ({"alone": "perhaps"}, (), "undetermined", "no clear answer yet"),
        ({"alone": "no"}, (), "undetermined", "no clear answer yet"),
    ],
)
def test_answers_lead_to_a_proposal_with_its_reason(answers, factors, conclusion, reason):
    found = propose(answers, factors)
    assert found.conclusion == conclusion
    assert any(reason in words for words in found.reasons), found.reasons


def test_every_combination_of_answers_has_a_proposal_with_reasons():
    for values in product(["yes", "no", "unknown"], repeat=len(IDS)):
        found = propose(dict(zip(IDS, values, strict=True)))
        assert found.conclusion in CONSEQUENCES
        assert found.reasons


def test_no_answer_that_speaks_for_the_company_makes_its_involvement_graver():
    weight = {"none": 0, "linked": 1, "undetermined": 1.5, "contribute": 2, "cause": 3}
    for values in product(["yes", "no", "unknown"], repeat=len(IDS)):
        answers = dict(zip(IDS, values, strict=True))
        better = propose({**answers, "steps": "yes"})
        worse = propose({**answers, "steps": "no"})
        assert weight[better.conclusion] <= weight[worse.conclusion]


def test_a_sole_cause_is_never_called_less_for_any_other_answer():
    for values in product(["yes", "no", "unknown"], repeat=len(IDS) - 1):
        assert propose({"alone": "yes", **dict(zip(IDS[1:], values, strict=True))}).conclusion == "cause"


def test_there_are_seven_questions_with_hints_and_a_consequence_for_each_conclusion():
    assert len(IDS) == len(set(IDS)) == 7
    assert all(question.text.endswith("?") and question.hint.endswith(".") for question in QUESTIONS)
    assert set(CONSEQUENCES) == {"cause", "contribute", "linked", "none", "undetermined"}
    assert len(FACTORS) == 11


def test_only_cause_and_contribution_owe_remedy():
    owing = {name for name, words in CONSEQUENCES.items() if "remedy" in words and "not owed" not in words}
    assert owing == {"cause", "contribute"}
