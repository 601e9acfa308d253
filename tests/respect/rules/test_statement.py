"""The structured sentence: grammatical for every right and group, with places by their names."""

import re

import pytest

from knowshow import canon
from knowshow.respect.rules.assessment import Impact, Statement
from knowshow.respect.rules.statement import (
    Sentence,
    group_name,
    is_country,
    place_name,
    right_words,
    sentence,
    sentence_of,
)

PRIVACY = Statement(group="CHI", right="privacy", feature="the camera", place="KE")


def test_the_state_decides_the_verb():
    assert str(sentence_of(PRIVACY, actual=True)) == (
        "Children and adolescents are harmed in their right to privacy through the camera (Kenya)"
    )
    assert "may be harmed in" in str(sentence(Impact(id="x", statement=PRIVACY, state="potential")))


def test_who_is_meant_may_be_said_in_own_words():
    statement = Statement(group="CHI", right="privacy", feature="the camera", who="Pupils of year seven")
    assert str(sentence_of(statement, actual=True)).startswith("Pupils of year seven are harmed")


@pytest.mark.parametrize("right", canon.rights())
def test_every_right_reads_well_in_the_sentence(right):
    said = str(sentence_of(Statement(group="GEN", right=right, feature="a feature"), actual=False))
    lead = r"The general population may be harmed in their rights?(, as [^,]+,)?"
    pattern = lead + r" (to|not to|as|in) [a-z].* through a feature"
    assert re.fullmatch(pattern, said), said
    assert "  " not in said
    assert " right to to " not in said


@pytest.mark.parametrize("right", canon.rights())
def test_every_right_has_a_label_that_is_no_command(right):
    label = sentence_of(Statement(group="GEN", right=right, feature="f"), actual=True).label.split(": ", 1)[1]
    first = label.split()[0]
    assert first not in {
        "be",
        "move",
        "seek",
        "hold",
        "assemble",
        "associate",
        "take",
        "marry",
        "live",
        "defend",
        "not",
    }


@pytest.mark.parametrize("group", canon.groups())
def test_every_group_begins_a_sentence(group):
    assert re.match(r"[A-Z][A-Za-z]+(-users)? [a-z(]|[A-Z]", group_name(group))
    assert canon.groups()[group].phrase.casefold() == group_name(group).casefold()


def test_what_the_canon_does_not_hold_is_shown_as_it_stands():
    assert group_name("XXX") == "XXX"
    assert right_words("xxx") == ("their right to", "xxx")


@pytest.mark.parametrize(
    ("place", "name"),
    [
        ("MM", "Myanmar"),
        ("XX", "XX"),
        ("EU", "EU"),
        ("Cox's Bazar", "Cox's Bazar"),
        ("ke", "ke"),
        ("", ""),
        ("KE, UG", "KE, UG"),
    ],
)
def test_a_country_is_named_and_any_other_place_stays(place, name):
    assert place_name(place) == name


def test_groups_of_states_and_test_codes_are_no_countries():
    assert is_country("NO")
    assert not any(map(is_country, ["EU", "UN", "ZZ", "XA", "no", "UK"]))


def test_the_parts_are_joined_without_a_gap_where_one_is_empty():
    assert str(Sentence("All", "are harmed in", "", "their right not to be beaten", "a stick")) == (
        "All are harmed in their right not to be beaten through a stick"
    )
