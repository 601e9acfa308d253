"""The receipt: what a person typed, on a bad day and a small telephone, leads back to her report."""

from __future__ import annotations

import math
import string
from collections import Counter
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import damm

from knowshow.errors import BadInputError, OperationError
from knowshow.remedy.rules import receipts
from knowshow.remedy.rules.receipts import making
from knowshow.remedy.rules.receipts.wordlist import checked_words, one_slip_away, spelled

WORDS = ("abacus", "t-shirt", "zoom", "harmonica", "yo-yo", "candle", "violet", "drop-down")

drawn = st.lists(st.sampled_from(receipts.words()), min_size=8, max_size=8).map(tuple).filter(making.finds_its_way)


@st.composite
def slips(draw: st.DrawFn) -> tuple[tuple[str, ...], str]:
    """A receipt, and the same with one letter of one word gone, added, changed, or swapped with its neighbour."""
    words = draw(drawn)
    place = draw(st.integers(0, 7))
    word = words[place]
    at, letter = draw(st.integers(0, len(word) - 2)), draw(st.sampled_from(string.ascii_lowercase))
    wrong = draw(
        st.sampled_from(
            [
                word[:at] + word[at + 1 :],
                word[:at] + letter + word[at:],
                word + letter,
                word[:at] + letter + word[at + 1 :],
                word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            ]
        )
    )
    return words, " ".join((*words[:place], wrong, *words[place + 1 :]))


def first(text: str) -> tuple[str, ...]:
    reading = receipts.read(text)
    assert reading.problem is None, reading.problem
    return next(reading.candidates())


def test_the_list_has_7776_different_words_and_eight_of_them_are_103_bits():
    words = receipts.words()
    assert len(words) == len(set(words)) == 7776
    assert 103.3 < math.log2(len(words)) * 8 < 103.5
    assert len({receipts.number_of(word) for word in words}) == 7776


def test_each_number_leads_back_to_its_word():
    assert all(receipts.word_numbered(int(receipts.number_of(word))) == word for word in receipts.words())


def test_each_word_of_the_list_is_read_as_itself_or_as_its_twin_with_a_hyphen():
    twins = {word: spelled(word.replace("-", "")) for word in receipts.words()}
    assert [word for word, found in twins.items() if found != (word,)] == ["yo-yo", "yoyo"]


def test_a_changed_list_is_refused_and_says_what_to_do():
    whole = (files("xkcdpass") / "static" / "eff-long").read_bytes()
    assert checked_words(whole)[0] == "abacus"
    with pytest.raises(OperationError, match="lock file"):
        checked_words(whole.replace(b"abacus", b"abakus"))


def test_new_receipts_differ_and_have_a_valid_reference():
    made = [receipts.new_receipt() for _ in range(200)]
    assert len({one.words for one in made}) == 200
    assert all(receipts.reference_from(one.reference) == one.reference for one in made)


def test_a_receipt_shown_in_a_log_keeps_its_words_to_itself():
    receipt = receipts.Receipt("0000-5724", WORDS)
    assert not any(
        word in f"{receipt!r}{receipts.spoken(receipt)!r}{receipts.read(' '.join(WORDS))!r}" for word in WORDS
    )


def test_two_words_that_sound_the_same_are_never_drawn():
    assert making.finds_its_way(KNOWN)
    assert not making.finds_its_way((*KNOWN[:7], "yo-yo"))
    assert not making.finds_its_way((*KNOWN[:7], "yoyo"))


def test_receipts_that_one_slip_could_lose_are_few():
    kept = sum(making.finds_its_way(making._drawn()) for _ in range(3000))
    assert kept / 3000 > 0.95


@pytest.mark.parametrize(
    "written",
    [
        "0000-5724",
        "00005724",
        " 0000 5724",
        "0000/5724.",
        "٠٠٠٠-٥٧٢٤",
        "۰۰۰۰ ۵۷۲۴",
        "०००० ५७२४",
        "００００－５７２４",
        "No. 0-0-0-0-5-7-2-4",
    ],
)
def test_a_reference_is_read_in_any_script(written):
    assert receipts.reference_from(written) == "0000-5724"


@given(st.integers(0, 10**7 - 1), st.integers(0, 7), st.integers(1, 9))
def test_one_wrong_digit_of_a_reference_is_noticed(number, place, more):
    digits = f"{number:07}"
    digits += damm.calc_check_digit(digits)
    wrong = digits[:place] + str((int(digits[place]) + more) % 10) + digits[place + 1 :]
    with pytest.raises(BadInputError, match="wrong"):
        receipts.reference_from(wrong)


def test_a_reference_that_is_too_short_is_not_repeated_in_the_message():
    with pytest.raises(BadInputError, match="here there are 3") as refused:
        receipts.reference_from("Amina 721")
    assert "Amina" not in str(refused.value)
    assert "721" not in str(refused.value)


KNOWN = tuple(word for word in receipts.words() if len(word) > 5 and not one_slip_away(word))[:4000:500]
NUMBERS = tuple(receipts.number_of(word) for word in KNOWN)
HINDI = str.maketrans("0123456789", "०१२३४५६७८९")
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


@pytest.mark.parametrize(
    "text",
    [
        " ".join(KNOWN),
        ", ".join(KNOWN).upper(),
        "\r\n".join(f"{place}. {word}" for place, word in enumerate(KNOWN, start=1)),
        "،".join(NUMBERS).translate(ARABIC),
        " ".join(NUMBERS).translate(HINDI),
        "".join(NUMBERS),
        " ".join("".join(NUMBERS)),
        "   ".join(f"{word} {number}" for word, number in zip(KNOWN, NUMBERS, strict=True)),
        "   ".join(f"{number} ({word})" for word, number in zip(KNOWN, NUMBERS, strict=True)),
        " ".join([*KNOWN[:3], *NUMBERS[3:]]),
        "-".join(KNOWN),
        "".join(KNOWN),
        " ".join(f"{word[:2]}-{word[2:]}" for word in KNOWN),
        " ".join([KNOWN[0][:3], KNOWN[0][3:], *KNOWN[1:]]),
        "\u202b" + " ".join(KNOWN) + "\u202c",
        " ".join(word.replace("a", "á") for word in KNOWN),
    ],
)
def test_the_same_receipt_is_read_however_it_is_typed(text):
    assert KNOWN in set(receipts.read(text).candidates())


def test_words_with_a_hyphen_are_read_with_it_without_it_and_in_two():
    assert WORDS in set(receipts.read("abacus T shirt zoom harmonica yo yo candle violet drop down").candidates())
    assert WORDS in set(receipts.read("abacus tshirt zoom harmonica yoyo candle violet dropdown").candidates())


def test_words_cut_short_after_four_letters_are_read_where_only_one_word_begins_so():
    begun = Counter(word[:4] for word in receipts.words())
    alone = [word for word in receipts.words() if begun[word[:4]] == 1]
    long = tuple(word for word in alone if len(word) > 6)[:8]
    assert first(" ".join(word[:4] for word in long)) == long


@given(slips())
def test_one_slip_in_one_word_leads_back_to_the_receipt(slip):
    words, text = slip
    found = list(receipts.read(text).candidates())
    assert words in found
    assert len(found) == len(set(found)) <= receipts.MAXIMUM_TRIALS


def test_two_slips_in_a_long_word_lead_back():
    words = (*KNOWN[:7], "harmonica")
    assert words in set(receipts.read(" ".join((*KNOWN[:7], "hqrmonicca"))).candidates())


@given(drawn)
def test_what_was_typed_right_is_tried_first(words):
    assert first(" ".join(words)) == words


def test_two_neighbours_swapped_are_tried_last():
    swapped = (KNOWN[1], KNOWN[0], *KNOWN[2:])
    found = list(receipts.read(" ".join(swapped)).candidates())
    assert found[0] == swapped
    assert KNOWN in found[1:]


def test_missing_words_are_counted_and_wrong_ones_named_by_their_place_alone():
    problem = receipts.read(f"{KNOWN[0]} qqqqqq {KNOWN[1]}").problem
    assert problem == receipts.Problem(read=3, not_words=(2,))
    assert "here there are 3" in problem.message
    assert "number 2" in problem.message
    assert not any(word in problem.message for word in ("qqqqqq", *KNOWN))


def test_a_number_above_the_list_is_named_by_its_place():
    assert receipts.read(" ".join((*NUMBERS[:7], "9999"))).problem == receipts.Problem(8, (8,))


def test_too_many_words_yield_nothing_to_try():
    reading = receipts.read(" ".join((*KNOWN, *KNOWN)))
    assert reading.problem == receipts.Problem(16, ())
    assert list(reading.candidates()) == []


@given(st.text(max_size=300))
def test_no_text_makes_reading_raise(text):
    reading = receipts.read(text)
    assert len(list(reading.candidates())) <= receipts.MAXIMUM_TRIALS
    assert (reading.problem is None) or reading.problem.message


@pytest.mark.parametrize("text", ["drop down " * 200, "abacus" * 400, "har-bour" * 300, "1 2 3 " * 400, "፩ ② ² ½ Ⅷ"])
def test_long_and_odd_text_is_counted_and_does_not_raise(text):
    assert receipts.read(text).problem is not None


@given(st.lists(st.one_of(st.sampled_from(receipts.words()), st.text("abcxyz-09٤ ", max_size=9)), max_size=30))
def test_no_mixture_of_words_and_noise_makes_reading_raise(parts):
    assert len(list(receipts.read(" ".join(parts)).candidates())) <= receipts.MAXIMUM_TRIALS


def test_the_secret_is_the_same_for_words_and_numbers_and_differs_between_receipts():
    numbers = " ".join(NUMBERS)
    assert receipts.secret_bytes(first(numbers)) == receipts.secret_bytes(KNOWN)
    assert receipts.secret_bytes(KNOWN) != receipts.secret_bytes(KNOWN[::-1])


@pytest.mark.parametrize("words", [(), KNOWN[:7], (*KNOWN, KNOWN[0]), (*KNOWN[:7], "Abacus"), (*KNOWN[:7], "a b")])
def test_no_secret_is_made_of_anything_but_eight_words_of_the_list(words):
    with pytest.raises(BadInputError):
        receipts.secret_bytes(words)


def test_a_receipt_is_said_digit_by_digit_and_word_by_word():
    said = receipts.spoken(receipts.Receipt("0000-5724", WORDS))
    assert said.reference == ("0", "0", "0", "0", "5", "7", "2", "4")
    assert said.words[0] == (1, "abacus", ("0", "0", "0", "1"))
    assert [place for place, _, _ in said.words] == list(range(1, 9))


def test_two_different_places_are_asked_for_and_all_come_up():
    asked = [receipts.positions_to_retype() for _ in range(300)]
    assert all(len(places) == 2 and 1 <= places[0] < places[1] <= 8 for places in asked)
    assert {place for places in asked for place in places} == set(range(1, 9))


@pytest.mark.parametrize(
    ("answers", "kept"),
    [
        ({3: "zoom", 7: "violet"}, True),
        ({2: "T shirt", 8: "Drop-Down "}, True),
        ({3: "7776", 7: " Violett"}, True),
        ({1: "1. abacus", 3: "zoom 7776"}, True),
        ({3: "violet", 7: "zoom"}, False),
        ({3: "zoom", 7: ""}, False),
        ({3: "zoom"}, False),
        ({3: "zoom", 7: "violet", 9: "abacus"}, False),
        ({}, False),
    ],
)
def test_two_words_typed_again_show_that_the_receipt_was_kept(answers, kept):
    assert receipts.retyped_ok(WORDS, answers) is kept
