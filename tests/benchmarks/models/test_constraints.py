"""What the database itself holds: one current answer, known states, reasons where they are due."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from knowshow.benchmarks.models import Answer, Company, Edition, Entry, Feedback, Identifier, Methodology, Publication
from knowshow.errors import ConflictError
from tests.benchmarks import rankings

pytestmark = pytest.mark.django_db


def _refused(queryset, **fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        queryset.update(**fields)


def test_a_question_has_one_current_answer(organisation):
    entry = rankings.entry(rankings.edition(organisation))
    first = rankings.answer(entry)
    rankings.answer(entry, label="no")
    _refused(Answer.objects.filter(pk=first.pk), is_current=True)


def test_an_answer_is_replaced_once(organisation):
    entry = rankings.entry(rankings.edition(organisation))
    first = rankings.answer(entry)
    rankings.answer(entry, label="no")
    third = rankings.answer(entry, label="partial")
    _refused(Answer.objects.filter(pk=third.pk), supersedes=first)


def test_an_answer_is_neither_changed_nor_deleted(organisation):
    answer = rankings.answer(rankings.entry(rankings.edition(organisation)))
    answer.label = "no"
    with pytest.raises(ConflictError, match="Answer again"):
        answer.save()
    with pytest.raises(ConflictError, match="Answer again"):
        answer.save(update_fields=["label", "is_current"])
    with pytest.raises(ConflictError, match="Answer again"):
        answer.delete()


@pytest.mark.parametrize(
    ("model", "fields"),
    [
        (Methodology, {"state": "gone"}),
        (Methodology, {"published_at": None}),
        (Edition, {"state": "gone"}),
        (Entry, {"step": "gone"}),
        (Company, {"name": ""}),
    ],
)
def test_states_are_known_and_names_are_there(model, fields, organisation):
    rankings.entry(rankings.edition(organisation))
    _refused(model.objects.all(), **fields)


def test_an_identifier_ends_after_it_began(organisation):
    company = rankings.company(organisation)
    made = Identifier.objects.create(company=company, scheme="other", value="1", valid_from="2026-05-01")
    _refused(Identifier.objects.filter(pk=made.pk), valid_until="2026-04-30")


def test_decided_feedback_has_an_outcome(organisation):
    rankings.remark(rankings.moved(rankings.entry(rankings.edition(organisation)), "company_feedback"))
    _refused(Feedback.objects.all(), state="accepted")


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "withdrawn", "withdrawn_at": timezone.now()},
        {"state": "withdrawn", "withdrawal_reason": "A slip"},
        {"withdrawn_at": timezone.now()},
        {"number": 2},
    ],
)
def test_a_withdrawal_has_a_reason_and_a_correction_a_note(fields, organisation):
    edition = rankings.edition(organisation)
    Publication.objects.create(edition=edition, number=1, title="Index", results={})
    _refused(Publication.objects.all(), **fields)


def test_an_address_is_of_one_edition_on_the_server(organisation, outsider):
    rankings.edition(organisation, title="Index")
    elsewhere = rankings.edition(outsider.memberships.get().organisation, title="Index")
    _refused(Edition.objects.filter(pk=elsewhere.pk), slug="index")
