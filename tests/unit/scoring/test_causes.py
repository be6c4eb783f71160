"""Sentences on causes are counted by kind, by sentences and by worlds; the worst comes first."""

from datetime import date

from agri.plan.driver import Cause
from agri.scoring.causes import SaidCause, cause_lines

DAY = date(2019, 9, 5)


def said(cause: Cause, world: int, *, is_false: bool | None) -> SaidCause:
    return SaidCause(cause, world, DAY, "4101", "film_recovery", is_false)


def test_what_is_false_more_than_once_in_twenty_is_missed_and_comes_first() -> None:
    rows = [said(Cause.AREA, world, is_false=world == 1) for world in range(20)]
    rows += [said(Cause.LOWER, world % 4, is_false=world < 2) for world in range(20)]
    rows += [said(Cause.AHEAD, world, is_false=None) for world in range(3)]
    lower, area, ahead = cause_lines(rows)
    assert (lower.cause, lower.said, lower.worlds, lower.false, lower.false_worlds) == (
        Cause.LOWER,
        20,
        4,
        2,
        2,
    )
    assert (area.cause, area.share, area.is_missed, lower.is_missed) == (Cause.AREA, 0.05, False, True)
    assert (ahead.cause, ahead.is_judged, ahead.is_missed) == (Cause.AHEAD, False, False)


def test_nothing_said_gives_no_line() -> None:
    assert cause_lines([]) == []
