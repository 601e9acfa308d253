"""The server's clock jumps by days, back or ahead: nothing is lost, no clock runs backwards, every day makes sense."""

from datetime import date

import pytest
import time_machine
from django.utils import timezone

from knowshow.remedy import envelopes
from knowshow.remedy.filing.clocks import clock_of
from knowshow.remedy.models import MemberKey
from knowshow.remedy.rules.stages import Stage
from knowshow.remedy.services import intake, messages, person, stages
from tests.remedy import make

pytestmark = pytest.mark.django_db

_DAY = date(2026, 11, 10)
JUMPS = [-400, -10, -1, 1, 10, 400]


def _on(day):
    return time_machine.travel(f"{day.isoformat()}T12:00:00+00:00", tick=False)


def _jumped(days):
    return _on(date.fromordinal(_DAY.toordinal() + days))


@pytest.fixture
def of():
    """A mechanism, from before the clock jumps."""
    with _on(_DAY):
        return make.mechanism()


def _is_whole(who):
    case = make.fresh(who.case)
    keys = MemberKey.objects.values_list("user_id", "verify")
    known = {user: frozenset(bytes(verify) for owner, verify in keys if owner == user) for user, _verify in keys}
    entries = list(case.entries.order_by("number"))
    assert envelopes.broken_links(case, entries, known) == []
    assert all(envelopes.read_entry(entry, who.secrets) for entry in entries if entry.audience == "both")
    return case


@pytest.mark.parametrize("days", JUMPS)
def test_a_report_whose_form_was_shown_before_the_jump_arrives_once(days, of):
    receipt = make.receipt()
    with _on(_DAY):
        first = intake.receive(mechanism=of, receipt=receipt, report=make.report())
    with _jumped(days):
        again = intake.receive(mechanism=of, receipt=receipt, report=make.report())
        assert again.is_again
        assert again.case == first.case
        assert intake.open_with_receipt(reference=receipt.reference, secrets=[receipt.secret])
    assert again.case.entries.count() == 1


@pytest.mark.parametrize("days", JUMPS)
def test_both_sides_go_on_writing_and_the_chain_holds(days, of):
    with _on(_DAY):
        who = make.person(of)
        person.write_message(actor=who, text="Before the jump.")
    with _jumped(days):
        person.write_message(actor=make.again(who), text="After the jump.")
        messages.answer(actor=make.handler(who), text="We are here.")
    with _on(_DAY):
        person.write_message(actor=make.again(who), text="The clock is right again.")
        case = _is_whole(who)
    assert case.entries.count() == 5


@pytest.mark.parametrize("days", JUMPS)
def test_no_clock_of_a_case_runs_backwards(days, of):
    with _on(_DAY):
        who = make.at(Stage.ADMISSIBLE, of)
    with _jumped(days):
        stages.assess(actor=make.handler(who), reason=make.WORDS)
        found = clock_of(make.fresh(who.case))
    with _on(_DAY):
        stages.open_dialogue(actor=make.handler(who), reason=make.WORDS)
        found += clock_of(make.fresh(who.case))
    assert all(one.used_days >= 0 and one.days_late >= 0 and one.paused_days >= 0 for one in found)
    assert not [one for one in found if one.left_on and one.entered_on and one.left_on < one.entered_on]
    entered = [one.entered_on for one in make.fresh(who.case).stages.order_by("pk")]
    assert entered == sorted(entered)


@pytest.mark.parametrize("days", JUMPS)
def test_keys_and_seats_of_today_still_open_the_case_after_a_jump(days, of):
    with _on(_DAY):
        who = make.person(of)
    with _jumped(days):
        handler = make.handler(who)
        assert envelopes.read_entry(handler.case.entries.get(), handler.secrets)["text"] == make.STORY
        assert timezone.localdate() != _DAY
