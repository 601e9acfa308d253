"""Working days: weekends, public holidays, closed days, and counting both ways."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowshow.errors import BadInputError
from knowshow.remedy.rules.working_days import MOST_DAYS, Calendar

# Some holidays by the moon are known no further than 2035.
days = st.dates(date(2020, 1, 1), date(2034, 12, 31))
calendars = st.sampled_from(
    [
        Calendar(),
        Calendar("KE"),
        Calendar("SA"),
        Calendar.of("ES-CT"),
        Calendar("IN", weekend=(6,)),
        Calendar.of("", [4, 5], ["2026-11-30", "2026-12-01"]),
    ]
)


@pytest.mark.parametrize(
    ("calendar", "day", "works"),
    [
        (Calendar(), "2026-11-27", True),
        (Calendar(), "2026-11-28", False),
        (Calendar(), "2026-12-25", True),  # without a country there are no holidays
        (Calendar("KE"), "2026-12-25", False),
        (Calendar("SA"), "2026-11-27", False),  # a Friday
        (Calendar("SA"), "2026-11-29", True),  # a Sunday
        (Calendar("CN"), "2026-02-14", True),  # a Saturday that is worked instead
        (Calendar("CN", weekend=(5, 6)), "2026-02-14", False),
        (Calendar.of("ES-CT"), "2026-09-11", False),
        (Calendar.of("ES"), "2026-09-11", True),
        (Calendar.of("es-ct "), "2026-09-11", False),
        (Calendar("KE", weekend=(6,)), "2026-11-28", True),
        (Calendar.of("KE", closed_days=["2026-11-27"]), "2026-11-27", False),
        (Calendar.of("KE", closed_days=[date(2026, 11, 27)]), "2026-11-27", False),
    ],
)
def test_a_day_is_worked_or_free(calendar, day, works):
    assert calendar.is_working(date.fromisoformat(day)) is works


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        ("2026-11-25", 0, "2026-11-25"),
        ("2026-11-28", 0, "2026-11-28"),
        ("2026-11-25", 1, "2026-11-26"),
        ("2026-11-25", 5, "2026-12-02"),
        ("2026-11-28", 1, "2026-11-30"),
        ("2026-12-11", 1, "2026-12-14"),
        ("2026-12-24", 1, "2026-12-28"),
    ],
)
def test_days_are_added_in_kenya(start, n, end):
    assert Calendar("KE").add(date.fromisoformat(start), n) == date.fromisoformat(end)


@given(calendars, days, st.integers(0, 120))
def test_adding_days_and_counting_them_are_inverse(calendar, day, n):
    assert calendar.between(day, calendar.add(day, n)) == n


@given(calendars, days, st.integers(1, 120))
def test_what_is_reached_is_a_working_day_and_none_earlier_would_do(calendar, day, n):
    reached = calendar.add(day, n)
    assert calendar.is_working(reached)
    assert calendar.between(day, reached - timedelta(days=1)) == n - 1


@given(calendars, days, st.integers(0, 150), st.integers(0, 150))
def test_counts_of_neighbouring_spans_add_up(calendar, day, first, second):
    middle = day + timedelta(days=first)
    end = middle + timedelta(days=second)
    assert calendar.between(day, middle) + calendar.between(middle, end) == calendar.between(day, end)


@given(calendars, days, days)
def test_a_count_is_never_negative_and_nothing_lies_before_the_start(calendar, start, end):
    count = calendar.between(start, end)
    assert count >= 0
    assert end > start or count == 0


@given(calendars, days)
def test_the_next_working_day_is_the_day_itself_or_the_first_after(calendar, day):
    found = calendar.next_working(day)
    assert calendar.is_working(found)
    assert found == day if calendar.is_working(day) else calendar.between(day, found) == 1


@given(days, st.integers(0, 60), st.integers(-52, 52))
def test_without_holidays_a_shift_by_whole_weeks_changes_nothing(day, n, weeks):
    shift = timedelta(weeks=weeks)
    assert Calendar().add(day + shift, n) == Calendar().add(day, n) + shift


@pytest.mark.parametrize(("code", "named"), [("XX", "'XX'"), ("ES-QQ", "'ES-QQ'"), ("Kenya", "'KENYA'")])
def test_a_country_that_is_not_known_is_named(code, named):
    with pytest.raises(BadInputError, match=named):
        Calendar.of(code)


@pytest.mark.parametrize("weekend", [[7], [-1], [True], [0, 1, 2, 3, 4, 5, 6]])
def test_a_weekend_that_cannot_be_is_refused(weekend):
    with pytest.raises(BadInputError):
        Calendar.of("KE", weekend)


def test_a_closed_day_that_is_no_day_is_refused():
    with pytest.raises(BadInputError, match="2026-13-01"):
        Calendar.of("KE", closed_days=["2026-13-01"])


@pytest.mark.parametrize("n", [-1, MOST_DAYS + 1])
def test_a_number_of_days_outside_reason_is_refused(n):
    with pytest.raises(BadInputError):
        Calendar().add(date(2026, 1, 1), n)
