"""Shares of answers keep what was said apart from silence, and silence apart from what nobody looked for."""

import pytest

from knowshow.benchmarks.reports.figures import AnswerKind, AnswerLabel, AnswerShare, share_of_answers
from tests.benchmarks.reports.figures.cases import LABELS, LONG, MEASURE, shares
from tests.benchmarks.reports.figures.drawings import collisions, inside, marks, texts, words

YES_NO = (AnswerLabel("yes"), AnswerLabel("no"), AnswerLabel("no disclosure found", AnswerKind.NOT_FOUND))


def drawn(found, labels=LABELS):
    return share_of_answers(found, labels, MEASURE)


def segments(figure, label):
    """The width of the boxes that are filled as the label's sign, but the sign."""
    fill = {"yes": "fill-figure-strong", "partial": "fill-heat-2", "no": "fill-heat-1"}[label]
    boxes = [mark.box for mark in marks(figure, fill) if mark.box[3] - mark.box[1] > 20]
    return [right - left for left, _top, right, _bottom in boxes]


def test_segments_are_as_long_as_their_shares_in_the_table():
    figure = drawn(shares())
    hundred = next(word.x for word in words(figure) if word.text == "100")
    zero = next(word.x for word in words(figure) if word.text == "0%")
    read = [
        round(100 * width / (hundred - zero), 0)
        for label in ("yes", "partial", "no")
        for width in segments(figure, label)
    ]
    table = [row[4] for label in ("yes", "partial", "no") for row in figure.rows if row[2] == label and row[3]]

    assert read == table == [20, 10, 30, 10, 5, 10]


def test_the_table_holds_every_label_of_every_bar_and_adds_up():
    figure = drawn(shares())

    assert [row[2] for row in figure.rows] == [label.text for label in LABELS] * 3
    for start in range(0, 18, 6):
        assert sum(row[4] for row in figure.rows[start : start + 6]) == pytest.approx(100)
    assert figure.rows[1] == ("Governance", "Platforms", "partial", 10, 10.0)


def test_segments_follow_the_order_of_the_scale():
    figure = drawn([AnswerShare("A", {"no": 30, "yes": 30, "partial": 40})])
    lefts = {
        label: min(mark.box[0] for mark in marks(figure, fill) if mark.box[3] - mark.box[1] > 20)
        for label, fill in (("yes", "fill-figure-strong"), ("partial", "fill-heat-2"), ("no", "fill-heat-1"))
    }

    assert lefts["yes"] < lefts["partial"] < lefts["no"]


def looks(labels):
    """Everything that is painted for each label: colours, and the outlines of its pattern."""
    figure = drawn([AnswerShare(label.text, {label.text: 10}) for label in labels], labels)
    rows = {word.text: word.y for word in words(figure) if word.bold}
    found = {}
    for label, y in rows.items():
        mine = [mark for mark in marks(figure) if abs((mark.box[1] + mark.box[3]) / 2 - y) < 16]
        painted = frozenset(one for mark in mine for one in mark.classes if one.startswith("fill"))
        found[label] = painted, tuple(sorted(mark.path for mark in mine if mark.path.count("M") > 1))
    return found


def test_no_and_silence_and_not_looked_for_differ_in_pattern_not_only_in_colour():
    found = looks(LABELS)
    patterns = {label: pattern for label, (_painted, pattern) in found.items()}

    assert len({patterns[one] for one in ("partial", "no", "no disclosure found", "not researched")}) == 4
    assert patterns["yes"] == patterns["N/A"] == ()
    assert found["yes"][0] != found["N/A"][0]


def test_eight_labels_have_eight_looks():
    labels = tuple(AnswerLabel(f"Level {place}") for place in range(8))
    patterns = [pattern for _painted, pattern in looks(labels).values()]

    assert len(patterns) == len(set(patterns)) == 8
    assert not collisions(drawn([AnswerShare("A", {label.text: 5 for label in labels})], labels))


def test_more_labels_than_patterns_and_unknown_answers_are_refused():
    with pytest.raises(ValueError, match="9 labels"):
        drawn([], tuple(AnswerLabel(f"Level {place}") for place in range(9)))
    with pytest.raises(ValueError, match="maybe"):
        drawn([AnswerShare("A", {"maybe": 3})])


def test_a_bar_says_how_many_answers_it_holds_and_none_is_said():
    figure = drawn([AnswerShare("A", {"yes": 1204}), AnswerShare("B", {})])

    assert {"1,204", "No answers", "0"} <= set(texts(figure))
    assert all(row[4] == 0 for row in figure.rows if row[0] == "B")


def test_narrow_segments_have_no_figure_and_wide_ones_do():
    figure = drawn([AnswerShare("A", {"yes": 97, "no": 3})])

    assert "97" in texts(figure)
    assert "3" not in texts(figure)


def test_categories_head_their_variants():
    ys = {word.text: word.y for word in words(drawn(shares()))}

    assert ys["Governance"] < ys["Telcos"] < ys["Privacy"]


def test_long_names_find_room():
    figure = drawn([AnswerShare(LONG, {"yes": 3}, LONG), AnswerShare(LONG, {"no": 3})], YES_NO)

    assert not collisions(figure)
    assert inside(figure)


@pytest.mark.parametrize(
    ("found", "caption"),
    [
        (
            [
                AnswerShare("A", {"yes": 30, "no disclosure found": 70}),
                AnswerShare("B", {"yes": 10, "no disclosure found": 90}),
            ],
            (
                "“No disclosure found” is the most frequent answer in every category; "
                "“yes” runs from 10 (B) to 30 per cent (A)"
            ),
        ),
        (
            [AnswerShare("A", {"yes": 30, "no": 70}), AnswerShare("B", {"yes": 90, "no": 10})],
            "“Yes” runs from 30 (A) to 90 per cent (B)",
        ),
        (
            [AnswerShare("A", {"yes": 60, "no": 40}), AnswerShare("B", {"yes": 60, "no": 40})],
            "“Yes” makes up 60 per cent in each",
        ),
        (
            [AnswerShare("A", {"no": 40}), AnswerShare("B", {"no": 40})],
            "“No” is the most frequent answer in every category; nothing is answered “yes”",
        ),
        (
            [AnswerShare("A", {"yes": 1, "no": 1}, "x"), AnswerShare("A", {"yes": 2}, "y")],
            "“Yes” makes up 75 per cent in A, “no” 25",
        ),
        ([AnswerShare("A", {"yes": 4})], "“Yes” makes up 100 per cent in A"),
        ([AnswerShare("A", {})], "No answers were counted"),
        ([], "No answers were counted"),
    ],
)
def test_the_caption_states_what_the_data_say(found, caption):
    assert drawn(found, YES_NO).caption == caption


def test_not_applicable_is_never_called_the_most_frequent_answer():
    found = [AnswerShare(one, {"yes": 5, "no": 20, "N/A": 75}) for one in "AB"]

    assert drawn(found).caption.startswith("“No” is the most frequent answer")
