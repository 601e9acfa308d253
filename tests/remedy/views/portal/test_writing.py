"""Somebody tells what happened: with one answer or with many, and nothing that she wrote is ever lost."""

import pytest

from knowshow.remedy.models import Case
from tests import make

pytestmark = pytest.mark.django_db

STORY = "They closed my account.\nNobody tells me why: ابن"


@pytest.fixture
def mechanism():
    return make.mechanism()


def first_page(as_public, **fields):
    page = as_public.get("/write/")
    assert page.heading == page.title == "What happened?"
    return page


def sent(page, **fields):
    """Her report, sent from the page at hand."""
    page = page.submit("Send now", **fields)
    assert page.heading == "Your receipt"
    return page


def receipt_of(page):
    form = page.form("I have kept my receipt")
    return {"reference": form.fields["reference"], "words": form.fields["words"]}


def test_one_answer_is_a_report(as_public, mechanism):
    page = sent(first_page(as_public), text=STORY)
    case = Case.objects.get()
    assert (case.stage, case.is_draft, case.is_confirmed) == ("received", False, False)
    assert case.reference in page.main


def test_two_retyped_words_prove_that_the_receipt_was_kept(as_public, mechanism):
    page = sent(first_page(as_public), text=STORY)
    words = receipt_of(page)["words"].split()
    form = page.form("I have kept my receipt")
    typed = {
        name: words[int(name.removeprefix("word")) - 1].upper()
        for name in form.names
        if name.startswith("word") and name != "words"
    }
    kept = page.submit("I have kept my receipt", **typed)
    assert kept.heading == "You have your receipt"
    assert Case.objects.get().is_confirmed
