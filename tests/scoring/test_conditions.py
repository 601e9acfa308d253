"""Every test that a condition can make."""

import pytest

from knowshow.scoring.conditions import Asked, holds, in_words
from knowshow.scoring.methodology import Condition

GIVEN = {"q": ["yes"], "many": ["x", "y"], "open": []}
ASKED = Asked("factory", "food", "maker", GIVEN.get)
TRUE, FALSE = Condition(node="q", is_="yes"), Condition(node="q", is_="no")


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"node": "q", "is_": "yes"}, True), ({"node": "q", "is_": "no"}, False),
        ({"node": "open", "is_": "yes"}, False),
        ({"node": "many", "is_": "x"}, False), ({"node": "many", "is_": ["y", "x"]}, True),
        ({"node": "q", "in_": ["no", "yes"]}, True), ({"node": "q", "in_": []}, False),
        ({"node": "many", "includes": ["x"]}, True), ({"node": "many", "includes": ["x", "z"]}, False),
        ({"node": "q", "answered": True}, True), ({"node": "open", "answered": True}, False),
        ({"node": "open", "answered": False}, True), ({"node": "nobody knows it", "answered": True}, False),
        ({"role": ["factory"]}, True), ({"role": ["farm"]}, False), ({"service_class": ["food"]}, True),
        ({"company_type": ["maker"]}, True), ({"company_type": ["bank"]}, False),
        ({"all": [TRUE, TRUE]}, True), ({"all": [TRUE, FALSE]}, False), ({"all": []}, True),
        ({"any": [FALSE, TRUE]}, True), ({"any": []}, False), ({"not_": FALSE}, True),
        ({"not_": Condition(all=[TRUE, Condition(any=[FALSE, TRUE])])}, False),
    ],
)  # fmt: skip
def test_a_condition_holds(condition, expected):
    assert holds(Condition(**condition), ASKED) is expected


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (TRUE, "“Q” is answered YES"),
        (Condition(node="q", answered=False), "“Q” is not answered"),
        (Condition(node="many", includes=["x", "y"]), "“MANY” is answered X and Y"),
        (Condition(any=[TRUE, Condition(all=[TRUE, Condition(role=["farm", "mill"])])]),
         "“Q” is answered YES or (“Q” is answered YES and (the role is farm or mill))"),
        (Condition(not_=Condition(company_type=["bank"])), "not (the type of company is bank)"),
    ],
)  # fmt: skip
def test_a_condition_is_said_in_words(condition, words):
    assert in_words(condition, str.upper, lambda _node, label: label.upper()) == words
