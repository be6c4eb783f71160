"""Periods: parsing, neighbours, days, order."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agri.periods import Period, day_of, end_of_day, month_at

months = st.builds(Period, st.integers(1950, 2090), st.integers(1, 12))
quarters = st.builds(Period, st.integers(1950, 2090), st.none(), st.integers(1, 4))
years = st.builds(Period, st.integers(1950, 2090))
periods = st.one_of(months, quarters, years)


@given(periods)
def test_what_is_written_can_be_read_again(period):
    assert Period.parse(str(period)) == period


@given(periods)
def test_next_begins_the_day_after_and_previous_undoes_it(period):
    assert (period.next().first_day - period.last_day).days == 1
    assert period.next().previous() == period
    assert period < period.next()


@given(periods)
def test_the_months_cover_the_period_without_gap(period):
    covered = period.months()
    assert covered[0].first_day == period.first_day
    assert covered[-1].last_day == period.last_day
    assert covered[-1] == period.closing_month
    assert period.last_month == period.last_day.month
    assert [one.next() for one in covered[:-1]] == list(covered[1:])


@given(months)
def test_the_year_before_is_twelve_months_back(month):
    assert month.year_before() == month_at(month.year * 12 + month.month - 1 - 12)


@pytest.mark.parametrize("text", ["2019-13", "2019-Q5", "19-08", "2019-8", "", "2019-08-01", "２019-08"])
def test_anything_else_is_refused_with_the_three_forms(text):
    with pytest.raises(ValueError, match="2019-08, 2019-Q3 or 2019"):
        Period.parse(text)


def test_a_day_ends_at_midnight_in_china():
    assert end_of_day(date(2019, 8, 31)) == datetime(2019, 8, 31, 16, tzinfo=UTC)
    assert day_of(datetime(2019, 8, 31, 15, 59, tzinfo=UTC)) == date(2019, 8, 31)
    assert day_of(datetime(2019, 8, 31, 16, 0, tzinfo=UTC)) == date(2019, 9, 1)


def test_a_period_covers_its_own_days_only():
    august = Period.parse("2019-08")
    assert august.covers(date(2019, 8, 1))
    assert august.covers(date(2019, 8, 31))
    assert not august.covers(date(2019, 9, 1))
