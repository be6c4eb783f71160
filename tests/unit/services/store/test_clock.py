"""A demo keeps its day and its time goes forward, whatever the machine shows and however often it starts."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session

from agri.models import Meta
from agri.periods import SHANGHAI, day_of, end_of_day
from agri.services.chain.audit import append
from agri.services.store.clock import TODAY, clock_of, demo_clock, system_clock

TEN = datetime(2019, 9, 5, 10, tzinfo=SHANGHAI)


class Seconds:
    """Time passes when a test says so."""

    def __init__(self) -> None:
        self.count = 1_000.0

    def __call__(self) -> float:
        return self.count


@pytest.mark.parametrize("since", [TEN, TEN.replace(hour=0), TEN.replace(hour=23, minute=59, second=59)])
def test_it_goes_forward_for_weeks_and_never_passes_midnight(since: datetime) -> None:
    seconds = Seconds()
    clock = demo_clock(since, seconds)
    shown = [clock()]
    for step in (0.001, 1, 60, 3_600, 36_000, 86_400, 30 * 86_400):
        seconds.count += step
        shown.append(clock())
    assert shown[0] == since
    assert shown == sorted(shown)
    assert {day_of(instant) for instant in shown} == {since.date()}
    assert shown[-1] < end_of_day(since.date())


def test_at_first_it_runs_as_the_machine_does() -> None:
    seconds = Seconds()
    clock = demo_clock(TEN, seconds)
    seconds.count += 60
    assert abs(clock() - TEN - timedelta(minutes=1)) < timedelta(seconds=1)


def test_a_second_start_goes_on_from_the_last_act(session: Session) -> None:
    session.merge(Meta(key=TODAY, value=TEN.isoformat()))
    afternoon = TEN.replace(hour=16)
    append(session, None, at=afternoon, act="test.acted", subject="x")
    session.flush()
    assert clock_of(session)() >= afternoon
    assert day_of(clock_of(session)()) == TEN.date()


def test_an_act_of_another_day_does_not_move_the_demos_day(session: Session) -> None:
    session.merge(Meta(key=TODAY, value=TEN.isoformat()))
    append(session, None, at=TEN + timedelta(days=3), act="test.acted", subject="x")
    session.flush()
    assert day_of(clock_of(session)()) == TEN.date()


def test_a_real_record_runs_on_the_machines_clock(session: Session) -> None:
    session.delete(session.get_one(Meta, TODAY))
    session.flush()
    assert clock_of(session) is system_clock
