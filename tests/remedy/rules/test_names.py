"""Which names are the same, in several scripts; and which are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowshow.remedy.rules.names import same_form


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Anna Müller", "MÜLLER, Anna"),
        ("José  Núñez", "Jose Nunez"),
        ("O'Brien", "O\u2019Brien"),
        ("Anne-Marie Roux", "anne marie roux"),
        ("Straße GmbH", "STRASSE GmbH."),
        ("\uff21\uff43\uff4d\uff45", "Acme"),
        ("Фёдор Петров", "Федор ПЕТРОВ"),
        ("مُحَمَّد علي", "محمد علي"),
        ("王\u3000小明", "小明 王"),
        ("A\u200bcme", "acme"),
    ],
)
def test_these_are_one_name(one, other):
    assert same_form(one) == same_form(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Anna Miller", "Anna Müller"), ("Acme 1", "Acme 2"), ("कमल", "कमला"), ("Ali Hassan", "Ali Hassan Omar")],
)
def test_these_are_two(one, other):
    assert same_form(one) != same_form(other)


@given(st.text(max_size=60))
def test_the_form_of_a_form_is_itself(name):
    assert same_form(same_form(name)) == same_form(name)
