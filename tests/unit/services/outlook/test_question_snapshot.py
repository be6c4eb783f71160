"""The snapshot of a stored question can be made again after the record has moved, whatever clocks say."""

from datetime import timedelta

from sqlalchemy import Engine
from sqlmodel import Session

from agri.models import ProjectionRow
from agri.services.intake.receive import receive
from agri.services.outlook.project_year import ask_projection
from agri.services.outlook.stored_runs import RunSize, question_snapshot
from agri.services.reference.reference import read_reference
from tests.places import NOW
from tests.unit.services.submissions import a_report, actor

DAY = NOW.date()


def test_what_was_linked_later_is_left_out_though_its_instant_is_earlier(engine: Engine) -> None:
    with Session(engine, expire_on_commit=False) as session, session.begin():
        row, asked = ask_projection(session, actor("committee"), RunSize(DAY, 1, 20), now=NOW)
    with Session(engine) as session, session.begin():
        early = NOW - timedelta(hours=1)  # as of another process, whose clock is behind
        [outcome] = receive(session, actor("reporter"), [a_report()], now=early)
        assert outcome.refusal is None
    with Session(engine) as session:
        plan = read_reference(session, DAY).at(DAY).plan
        again = question_snapshot(session, plan, session.get_one(ProjectionRow, row.id))
    assert again.id == asked.id
    assert again.pending == 0
