"""The clocks of a case: as written in ``clocks_cases.yaml``, and what holds for every case."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from knowshow.errors import BadInputError
from knowshow.remedy.rules import clocks
from knowshow.remedy.rules.clocks import ClockPolicy, Entered, Pause, Side, State
from knowshow.remedy.rules.stages import Stage
from knowshow.remedy.rules.working_days import Calendar

CASES = yaml.safe_load(Path(__file__).with_name("clocks_cases.yaml").read_text(encoding="utf-8"))
FIELDS = {"case", "rests on", "today", "stages", "pauses", "clocks"}
POLICY, CALENDAR = ClockPolicy(), Calendar()


def day(written):
    return None if written == "-" else date.fromisoformat(written)


def entered(written):
    words, _, told = written.partition(" told ")
    words, _, promised = words.partition(" promised ")
    stage, *dates = words.split()
    named = {"promised_on": promised, "told_on": told}
    return Entered(Stage(stage), *map(day, dates), **{name: day(on) for name, on in named.items() if on})


def pause(written):
    since, until, reason = written.split()
    return Pause(day(since), day(until), reason)


def written(clock):
    if clock.side is Side.NONE:
        return f"{clock.stage} {clock.state} none"
    parts = [f"{clock.stage} {clock.state} {clock.used_days} of {clock.allowed_days}"]
    parts += [f"paused {clock.paused_days}"] if clock.paused_days else []
    parts += [f"due {clock.due_on}"]
    parts += [f"late {clock.days_late}"] if clock.is_breach else []
    parts += [clock.side]
    parts += ["standing"] if clock.is_paused else []
    parts += ["because", *clock.pause_reasons] if clock.pause_reasons else []
    return " ".join(parts)


def found(entries, today, pauses=(), calendar=CALENDAR):
    return clocks.clocks(entries, policy=POLICY, calendar=calendar, today=today, pauses=pauses)


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_clocks_come_out_as_written(case):
    assert set(case) <= FIELDS
    shown = found(list(map(entered, case["stages"])), case["today"], list(map(pause, case.get("pauses", []))))
    assert list(map(written, shown)) == case["clocks"]


def test_no_two_cases_have_the_same_name_and_each_rests_on_something():
    assert len({case["case"] for case in CASES}) == len(CASES)
    assert all(case["rests on"] for case in CASES)


days = st.dates(date(2026, 1, 1), date(2027, 12, 31))
entries = st.lists(st.builds(Entered, st.sampled_from(Stage), days, st.none() | days, st.none() | days), max_size=6)
pauses = st.lists(st.builds(Pause, days, st.none() | days, st.sampled_from(["waiting_for_person", "translation"])))


@given(entries, days, pauses)
def test_no_clock_is_ever_negative_or_runs_backwards(entries, today, pauses):
    shown = found(entries, today, pauses)
    assert [one.stage for one in shown] == [one.stage for one in entries]
    for one in shown:
        assert min(one.used_days, one.paused_days, one.days_late) >= 0
        assert one.left_on is None or one.left_on >= one.entered_on
        assert one.late_since is None or one.late_since >= one.entered_on
    for one, of in zip(shown, entries, strict=True):
        assert one.due_on is None or one.due_on >= one.entered_on or one.due_on == of.promised_on
    starts = [one.entered_on for one in shown]
    assert starts == sorted(starts)


@given(entries, days, pauses)
def test_late_is_exactly_what_is_used_beyond_what_is_allowed_and_only_ours(entries, today, pauses):
    for one in found(entries, today, pauses):
        late = one.used_days - one.allowed_days if one.side is Side.OURS else 0
        # Proof that is disputed after the day that was promised is late since that day.
        assert one.days_late == max(late, 0) or one.due_on < one.entered_on
        assert one.is_breach == (one.state in {State.DONE_LATE, State.OVERDUE})


@given(entries, days, pauses)
def test_a_stage_of_ours_is_late_exactly_when_it_ends_after_the_due_day(entries, today, pauses):
    last = max([today, *(one.entered_on for one in entries), *(one.left_on for one in entries if one.left_on)])
    for one in found(entries, last, pauses):
        if one.side is Side.OURS:
            assert one.is_breach == ((one.left_on or last) > one.due_on) == (one.late_since is not None)


@given(entries, days, days, pauses, st.sampled_from([{}, {"acknowledged": 10, "implemented": 260, "appeal": 60}]))
def test_the_day_that_was_told_stands_whatever_is_published_or_paused_after_it(entries, today, told, pauses, clock):
    named = [replace(one, told_on=told) for one in entries]
    shown = clocks.clocks(named, policy=ClockPolicy.of(clock), calendar=CALENDAR, today=today, pauses=pauses)
    assert {one.due_on for one in shown if one.side is not Side.NONE} <= {told}


@given(entries, days, pauses)
def test_pauses_never_make_us_later_and_never_touch_her_time(entries, today, pauses):
    for plain, paused in zip(found(entries, today), found(entries, today, pauses), strict=True):
        assert paused.days_late <= plain.days_late
        assert plain.side is Side.OURS or paused == plain
        assert paused.used_days + paused.paused_days == plain.used_days


@given(entries, days, pauses, st.integers(-20, 20))
def test_shifting_every_day_by_whole_weeks_shifts_only_the_days(entries, today, pauses, weeks):
    shift = timedelta(weeks=weeks)

    def moved(one):
        return None if one is None else one + shift

    later = [Entered(e.stage, e.entered_on + shift, moved(e.left_on), moved(e.promised_on)) for e in entries]
    held = [Pause(p.since + shift, moved(p.until), p.reason) for p in pauses]
    for before, after in zip(found(entries, today, pauses), found(later, today + shift, held), strict=True):
        assert moved(before.due_on) == after.due_on
        assert (before.state, before.used_days, before.days_late) == (after.state, after.used_days, after.days_late)


def test_public_holidays_are_not_counted():
    at = [Entered(Stage.RECEIVED, date(2026, 12, 21))]
    assert found(at, date(2026, 12, 21), calendar=Calendar("KE"))[0].due_on == date(2026, 12, 29)
    assert found(at, date(2026, 12, 21))[0].due_on == date(2026, 12, 28)


def test_what_is_next_due_is_the_clock_that_runs_now():
    at = [Entered(Stage.RECEIVED, date(2026, 11, 2), date(2026, 11, 3)), Entered(Stage.ACKNOWLEDGED, date(2026, 11, 3))]
    due = clocks.next_due(found(at, date(2026, 11, 30)))
    assert (due.stage, due.due_on, due.side) == (Stage.ACKNOWLEDGED, date(2026, 11, 17), Side.OURS)


@pytest.mark.parametrize("stages", [[], [Entered(Stage.CLOSED, date(2026, 11, 2))]])
def test_nothing_is_due_before_the_start_and_after_the_end(stages):
    assert clocks.next_due(found(stages, date(2026, 11, 30))) is None


@pytest.mark.parametrize(
    ("stage", "first"),
    [
        (Stage.RECEIVED, Stage.ACKNOWLEDGED),
        (Stage.ASSESSED, Stage.REMEDY_OFFERED),
        (Stage.DIALOGUE, Stage.REMEDY_OFFERED),
        (Stage.VERIFIED, Stage.CLOSED),
    ],
)
def test_what_lies_ahead_begins_after_the_stage_that_is_now(stage, first):
    way = clocks.ahead([Entered(stage, date(2026, 11, 2))], policy=POLICY)
    assert way[0].stage is first
    assert {one.state for one in way} == {State.AHEAD}
    assert way[-1].stage is Stage.CLOSED
    assert all(one.allowed_days for one in way[:-1])


@pytest.mark.parametrize("stage", [Stage.CLOSED, Stage.APPEALED])
def test_nothing_is_promised_ahead_of_an_ending_or_an_appeal(stage):
    assert clocks.ahead([Entered(stage, date(2026, 11, 2))], policy=POLICY) == ()


def test_before_anything_was_sent_the_whole_way_lies_ahead():
    assert [one.stage for one in clocks.ahead([], policy=POLICY)] == list(clocks.USUAL_WAY)


@pytest.mark.parametrize("stage", Stage)
def test_the_due_day_told_on_entering_is_the_one_that_the_clock_shows(stage):
    start = date(2026, 11, 2)
    told = clocks.due_on(stage, start, policy=POLICY, calendar=CALENDAR)
    assert told == found([Entered(stage, start)], start)[0].due_on


def test_retaliation_is_answered_and_a_severe_case_escalated_in_two_working_days():
    friday = date(2026, 11, 6)
    assert clocks.retaliation_due(friday, policy=POLICY, calendar=CALENDAR) == date(2026, 11, 10)
    assert clocks.escalation_due(friday, policy=POLICY, calendar=CALENDAR) == date(2026, 11, 10)


def test_a_mechanism_publishes_its_own_days():
    policy = ClockPolicy.of({"acknowledged": 2, "agreed": 40})
    assert (policy.acknowledged, policy.agreed, policy.assessed) == (2, 40, ClockPolicy().assessed)


@pytest.mark.parametrize(("name", "limits"), list(clocks.LIMITS.items()))
def test_each_clock_stays_within_its_limits(name, limits):
    least, most = limits
    assert least <= getattr(POLICY, name) <= most
    for days in (least, most):
        assert getattr(ClockPolicy.of({name: days}), name) == days
    for days in (least - 1, most + 1, 2.5, "5", None, True):
        with pytest.raises(BadInputError, match=name):
            ClockPolicy.of({name: days})


def test_a_clock_that_does_not_exist_is_named():
    with pytest.raises(BadInputError, match=r"acknowledge\b"):
        ClockPolicy.of({"acknowledge": 5})


def test_the_persons_time_cannot_be_made_short():
    hers = [clock for clock in found([Entered(s, date(2026, 11, 2)) for s in Stage], date(2026, 11, 2))
            if clock.side is Side.HERS]  # fmt: skip
    assert {one.stage for one in hers} == {Stage.REMEDY_OFFERED, Stage.IMPLEMENTED}
    assert clocks.LIMITS["agreed"][0] >= 10
    assert clocks.LIMITS["verified"][0] >= 10
