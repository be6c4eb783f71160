"""The ledger's day ends where every other day ends: what is said at midnight belongs to the next."""

from datetime import date, timedelta

from sqlmodel import Session

from agri.periods import end_of_day
from agri.services.figures.tasks import Advance, advance_task, list_tasks
from tests.unit.services.submissions import actor

DAY = date(2019, 9, 4)


def notes(session: Session, day: date) -> list[str | None]:
    entries = list_tasks(session, actor("committee"), as_of=day)
    return [entry.progress.note for entry in entries if entry.progress is not None]


def test_a_word_of_midnight_counts_on_one_day_only(session: Session) -> None:
    task = list_tasks(session, actor("committee"), as_of=DAY)[0].task.id
    midnight = end_of_day(DAY)
    for note, at in (("当天", midnight - timedelta(microseconds=1)), ("次日", midnight)):
        advance_task(
            session,
            actor("committee"),
            task,
            state=Advance.UNDER_WAY,
            value=None,
            note=note,
            evidence=None,
            now=at,
        )
    assert notes(session, DAY) == ["当天"]
    assert notes(session, DAY + timedelta(days=1)) == ["次日"]
