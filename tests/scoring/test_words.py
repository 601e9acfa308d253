"""The engine says its reasons in other words where it is handed some."""

from gettext import NullTranslations

import pytest

from knowshow.scoring.conditions import in_words
from knowshow.scoring.explaining import explain
from knowshow.scoring.methodology import Condition
from knowshow.scoring.words import ENGLISH, chained, counted, either
from tests.scoring.test_explaining import MADE


class _Loud(NullTranslations):
    """Another language: capital letters, with the placeholders as they are."""

    def gettext(self, message):
        parts = message.split("{")
        return parts[0].upper() + "".join(
            "{" + one.split("}")[0] + "}" + one.split("}")[1].upper() for one in parts[1:]
        )

    def ngettext(self, msgid1, msgid2, n):
        return self.gettext(msgid1 if n == 1 else msgid2)


@pytest.mark.parametrize(
    ("kind", "count", "words"),
    [
        ("family", 2, "2 families"),
        ("criterion", 2, "2 criteria"),
        ("pillar", 1, "1 pillar"),
        ("pillar", 2, "2 pillars"),
    ],
)
def test_nodes_are_counted_by_their_kind(kind, count, words):
    assert counted(ENGLISH, kind, count) == words
    assert counted(_Loud(), kind, count) == words.upper()


def test_parts_are_joined_in_the_other_language():
    assert chained(_Loud(), ["a", "b", "c"]) == "a AND b AND c"
    assert either(_Loud(), ["a", "b"]) == "a OR b"
    assert chained(ENGLISH, []) == ""


def test_a_condition_is_said_in_the_other_language_but_for_its_names():
    condition = Condition(all=[Condition(node="q", is_="yes"), Condition(role=["x", "y"])])
    assert (
        in_words(condition, str, lambda _node, label: label, _Loud()) == "“q” IS ANSWERED yes AND (THE ROLE IS x OR y)"
    )


def test_every_reason_of_a_score_is_said_in_the_other_language():
    english, loud = explain(MADE, "a"), explain(MADE, "a", words=_Loud())
    pairs = list(zip(english.walk(), loud.walk(), strict=True))
    assert all(ours.because.upper() == theirs.because.upper() for (_, ours), (_, theirs) in pairs)
    assert all(ours.because != theirs.because for (_, ours), (_, theirs) in pairs)
