"""What was saved or sent for one mechanism never goes to it from another unseen, and never gets lost on the way."""

import pytest

from knowshow.remedy import envelopes
from knowshow.remedy.models import Case, Mechanism
from knowshow.remedy.rules import receipts
from knowshow.remedy.services import intake
from tests import make

pytestmark = pytest.mark.django_db

HALF, WHOLE = "They closed my account.", "They closed my account, and nobody tells me why."


@pytest.fixture
def mine():
    return make.mechanism(name="Mine workers' office")


@pytest.fixture
def other(mine):
    return make.mechanism(name="Harbour office")


@pytest.fixture
def saved(mine):
    return make.report(mine, is_draft=True, text=HALF)


def close(mechanism):
    Mechanism.objects.filter(pk=mechanism.pk).update(is_open=False)


def sent_to(as_public, mechanism, reported, do="send", text=WHOLE):
    return as_public.post("/write/", {**reported.receipt, "to": mechanism.code, "text": text, "do": do})


def told(case, reported):
    case = Case.objects.get(pk=case.pk)
    secret = receipts.secret_bytes(reported.words)
    person = intake.open_with_receipt(reference=reported.reference, secrets=[secret])
    return [envelopes.read_entry(one, person.secrets)["text"] for one in case.entries.order_by("number")]


@pytest.mark.parametrize("do", ["send", "save", "next"])
def test_a_draft_that_comes_to_another_mechanism_says_where_it_belongs_and_stays_as_it_was(as_public, saved, other, do):
    page = sent_to(as_public, other, saved, do)
    assert page.heading == page.title == "Where it belongs"
    assert "What you saved with this receipt is for: Mine workers' office" in page.main
    assert Case.objects.get() == saved.case
    assert saved.case.is_draft
    assert told(saved.case, saved) == [HALF]


def test_she_goes_on_there_with_all_that_stands_on_her_page(as_public, saved, other, mine):
    page = sent_to(as_public, other, saved).submit("Go on there")
    assert page.form("Send now").fields["text"] == WHOLE
    page.submit("Send now")
    case = Case.objects.get()
    assert (case.mechanism, case.is_draft) == (mine, False)
    assert told(case, saved) == [WHOLE]


def test_or_opens_what_she_saved(as_public, saved, other):
    page = sent_to(as_public, other, saved, text="").submit("Open what I saved")
    assert page.form("Send now").fields["text"] == HALF


def test_or_writes_to_the_other_with_a_receipt_of_its_own(as_public, saved, other):
    page = sent_to(as_public, other, saved).submit("Write to Harbour office")
    form = page.form("Send now")
    assert form.fields["text"] == WHOLE
    assert form.fields["reference"] != saved.reference
    page.submit("Send now")
    assert other.cases.get().is_draft is False
    assert Case.objects.get(pk=saved.case.pk).is_draft
    assert told(saved.case, saved) == [HALF]


def test_what_only_the_first_could_read_does_not_go_along(as_public, saved, other):
    data = {**saved.receipt, "to": other.code, "text": WHOLE, "group": "four words", "product": "app", "do": "send"}
    form = as_public.post("/write/", data).submit("Write to Harbour office").form("Send now")
    assert {"group", "product"}.isdisjoint(form.fields)


def test_where_its_own_mechanism_has_closed_she_is_told_until_when_it_is_kept(as_public, saved, mine, other):
    close(mine)
    page = sent_to(as_public, mine, saved)
    assert "New reports are not taken there at the moment." in page.main
    assert f"It is kept until {saved.case.keep_until.day} " in page.main
    assert page.submit("Write to Harbour office").form("Send now").fields["text"] == WHOLE


def test_a_report_that_was_sent_stays_where_it_is_too(as_public, mine, other):
    reported = make.report(mine, text=HALF)
    page = sent_to(as_public, other, reported)
    assert "What you sent with this receipt is with: Mine workers' office" in page.main
    assert told(reported.case, reported) == [HALF]
    assert page.submit("Open my report").heading == "Where it stands"


def test_the_reference_alone_tells_nobody_that_something_is_saved(as_public, saved, other):
    words = " ".join(receipts.new_receipt().words)
    page = as_public.post(
        "/write/", {"reference": saved.reference, "words": words, "to": other.code, "text": WHOLE, "do": "next"}
    )
    assert "Mine workers' office" not in page.html
    assert page.form("Send now")


def test_the_page_stands_in_another_language_with_her_words(as_public, saved, other):
    page = sent_to(as_public, other, saved).submit("العربية")
    assert page.root.get("dir") == "rtl"
    assert WHOLE in page.html
