"""Two taps, or two members, at the same moment: a group is gathered once, and nobody of it is written to twice."""

import pytest
from django.db import transaction

from knowshow.remedy.models import CaseLink
from knowshow.remedy.services import groups
from tests.remedy import make, seats
from tests.remedy.services.test_at_once import Meeting

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people():
    of = make.mechanism(question_set="general")
    code = seats.group_code(of)
    return [make.person(of, group_code=code) for _ in range(3)]


def test_two_who_gather_one_group_from_different_cases_make_no_link_twice(people):
    meeting, handlers = Meeting(), [make.handler(one) for one in people]

    @transaction.atomic
    def gathers():
        groups.gather(actor=handlers[2])
        meeting.wait_for_the_other()

    errors = meeting.run(gathers, lambda: groups.gather(actor=handlers[0]))
    assert len(errors) == 1
    assert "No other report" in errors[0]
    assert CaseLink.objects.count() == 2


def test_a_word_to_all_by_two_taps_at_once_reaches_each_once(people):
    groups.gather(actor=make.handler(people[0]))
    seen = {one.case.pk: make.fresh(one.case).entry_count for one in people}
    meeting, handlers, found = Meeting(), [make.handler(people[0]) for _ in range(2)], []

    def sends(handler):
        found.append(groups.answer_all(actor=handler, text="We write to all of you.", seen=seen))

    @transaction.atomic
    def first():
        sends(handlers[0])
        meeting.wait_for_the_other()

    assert meeting.run(first, lambda: sends(handlers[1])) == []
    assert found[0] == found[1]
    assert [one.case.entries.filter(kind="message").count() for one in people] == [1, 1, 1]
