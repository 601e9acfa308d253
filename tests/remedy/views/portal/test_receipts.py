"""Coming back with a receipt: forgiving with what is typed, silent about what exists."""

import pytest

from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def reported():
    return make.report()


def typed(as_public, reference, words, *, status=200):
    return as_public.get("/file/").submit("Continue", reference=reference, words=words, status=status)


def test_a_wrong_letter_finds_the_way_back_and_is_put_right(as_public, reported):
    first, *rest = reported.words
    slip = first[:-1] + ("x" if first[-1] != "x" else "y")
    page = typed(as_public, reported.reference, " ".join([slip, *rest]))
    assert page.form("Send this file").fields["words"] == reported.receipt["words"]


def test_the_numbers_open_it_too(as_public, reported):
    numbers = " ".join(make.receipts.number_of(word) for word in reported.words)
    assert typed(as_public, reported.reference, numbers).heading == "Add a file"


@pytest.mark.parametrize(
    ("reference", "words", "said"),
    [
        ("123", None, "The reference is not complete"),
        (None, "abacus abdomen", "A receipt has eight words. Here there are 2."),
        (None, "qqqq " * 8, "Look again at number 1, 2, 3, 4, 5, 6, 7, 8."),
        (None, "abacus " * 8, "We find nothing under this reference and these words."),
        ("0000-5724", None, "We find nothing under this reference and these words."),
    ],
)
def test_what_does_not_fit_is_said_and_what_was_typed_stays(as_public, reported, reference, words, said):
    reference, words = reference or reported.reference, words or reported.receipt["words"]
    page = typed(as_public, reference, words, status=422)
    assert said in page.errors[0]
    form = page.form("Continue")
    assert (form.fields["reference"], form.fields["words"].strip()) == (reference, words.strip())


def test_words_that_came_along_with_a_receipt_that_does_not_fit_are_kept(as_public, reported):
    page = as_public.post(
        "/file/", {"reference": "1", "words": "", "text": "Something long.\nIn two lines."}, status=422
    )
    assert "In two lines." in page.main


def test_a_form_from_another_site_opens_nothing(as_public, reported):
    page = as_public.post("/file/", reported.receipt, Origin="https://elsewhere.example.org")
    assert page.heading == "Please check and send again"
