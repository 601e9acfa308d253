"""Who could look at an appeal today."""

import pytest

from knowshow.remedy.filing.reviewers import possible_reviewers
from knowshow.remedy.models import SeatRole
from knowshow.remedy.rules.stages import Stage
from knowshow.remedy.services import appeals
from tests.remedy import make, seats

pytestmark = pytest.mark.django_db


def test_her_receipt_and_a_handlers_key_find_the_same_reviewers():
    who = make.at(Stage.APPEALED)
    rina = seats.seated(who.case.mechanism, SeatRole.REVIEWER, name="Rina Reviewer")
    found = list(possible_reviewers(who.case, who.secrets))
    assert found == list(appeals.possible_reviewers(make.handler(who))) == [rina]


def test_whom_the_report_concerns_is_not_among_them_for_her_either():
    of = make.mechanism()
    karl = seats.seated(of, SeatRole.REVIEWER, name="Karl Concerned")
    who = make.at(Stage.APPEALED, of, concerns=[karl.seats.get().pk])
    assert not possible_reviewers(who.case, who.secrets)
