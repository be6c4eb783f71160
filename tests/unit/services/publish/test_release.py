"""Projections and releases: equal questions share an answer, equal content shares a number."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Event
from time import monotonic
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, func, select

from agri.errors import Invalid, NotAllowed, NotFound
from agri.models import Audit, ProjectionRow, ReleaseRow
from agri.services.figures.snapshot_cache import current_snapshot
from agri.services.intake.receive import receive
from agri.services.outlook.project_year import project_year
from agri.services.publish import make_release as freezing
from agri.services.publish.make_release import make_release, read_release
from agri.services.publish.verify import verify
from agri.services.reference.reference import read_reference
from agri.services.review.decide import decide
from agri.terms import DecisionKind
from tests.places import NOW
from tests.unit.services.submissions import a_report, actor

TODAY = date(2019, 9, 5)


def release(engine: Engine, period: str = "2019-08", by: str = "committee", days: int = 0) -> ReleaseRow:
    return make_release(engine, actor(by), period, now=NOW + timedelta(days=days), replications=2)


def count(engine: Engine, table: type) -> int:
    with Session(engine) as session:
        return session.exec(select(func.count()).select_from(table)).one()


def test_an_equal_question_is_answered_once(engine: Engine) -> None:
    question = {"as_of": TODAY, "seed": 1, "replications": 2, "now": NOW}
    first, again = project_year(engine, **question), project_year(engine, **question)
    assert (again.id, again.result) == (first.id, first.result)
    assert count(engine, ProjectionRow) == 1
    other = project_year(engine, **question | {"seed": 2})
    assert other.id != first.id
    assert json.loads(other.result or "")["seed"] == 2


@pytest.mark.parametrize("question", [{"seed": -1, "replications": 2}, {"seed": 1, "replications": 1}])
def test_a_question_out_of_bounds_is_refused_and_not_stored(engine: Engine, question: dict[str, int]) -> None:
    with pytest.raises(Invalid):
        project_year(engine, as_of=TODAY, now=NOW, **question)
    assert count(engine, ProjectionRow) == 0


def test_a_release_freezes_what_is_known_today(engine: Engine) -> None:
    made = release(engine)
    assert (made.number, made.as_of) == ("2019-08/1", TODAY)
    with Session(engine) as session:
        row, document = read_release(session, "2019-08/1")
        end = session.get(Audit, row.chain_length)
        assert end is not None
        assert end.hash == row.chain_head == document.header.chain_head
        assert document.header.snapshot == row.snapshot
        assert verify(session).is_sound


def test_the_dispatch_day_is_the_latest_that_is_frozen(engine: Engine) -> None:
    assert release(engine, "2019-07").as_of == date(2019, 8, 8)


def test_the_same_content_is_the_same_release(engine: Engine) -> None:
    first = release(engine, "2019-07")
    again = release(engine, "2019-07", days=1)
    assert (again.number, again.content) == (first.number, first.content)
    assert count(engine, ReleaseRow) == 1


def test_other_content_is_the_next_edition_and_the_first_stays(engine: Engine) -> None:
    first = release(engine)
    with Session(engine) as session, session.begin():
        receive(session, actor("reporter"), [a_report()], now=NOW)
        decide(session, actor("reviewer"), a_report().revision_id, DecisionKind.ACCEPTED, None, now=NOW)
    assert release(engine).number == "2019-08/2"
    with Session(engine) as session:
        row, _ = read_release(session, "2019-08/1")
        assert row.digest == first.digest


@pytest.mark.parametrize("period", ["2019-09", "2018-08", "2019-Q2", "August"])
def test_only_an_ended_month_of_the_plan_year_is_released(engine: Engine, period: str) -> None:
    with pytest.raises(Invalid):
        release(engine, period)
    assert count(engine, ReleaseRow) == 0


@pytest.mark.parametrize("name", ["reporter", "reviewer", "province", "operator"])
def test_only_the_committee_releases(engine: Engine, name: str) -> None:
    with pytest.raises(NotAllowed):
        release(engine, by=name)


def test_an_unknown_release_is_not_there(session: Session) -> None:
    with pytest.raises(NotFound):
        read_release(session, "2019-08/7")


class SlowedDown:
    """A part of freezing that takes two seconds longer and says when it has begun."""

    def __init__(self, work: Callable[..., Any]) -> None:
        self.work = work
        self.begun = Event()

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        self.begun.set()
        Event().wait(2.0)
        return self.work(*arguments, **named)


@pytest.mark.parametrize("part", ["assemble", "_without_number", "digest_of", "canonical_json"])
def test_who_reports_does_not_wait_while_a_release_is_rendered(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    release(engine, days=-1)
    slowed = SlowedDown(getattr(freezing, part))
    monkeypatch.setattr(freezing, part, slowed)
    with ThreadPoolExecutor(1) as thread:
        made = thread.submit(release, engine)
        assert slowed.begun.wait(60)
        started = monotonic()
        with Session(engine) as session, session.begin():
            receive(session, actor("reporter"), [a_report(period="2019-07")], now=NOW)
        waited_s = monotonic() - started
        assert not made.done()
        assert made.result().as_of == TODAY
    assert waited_s < 1.0
    with Session(engine) as session:
        assert verify(session).is_sound


def test_a_record_that_moves_while_a_release_is_rendered_is_frozen_as_it_is_then(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Session(engine) as session, session.begin():
        receive(session, actor("reporter"), [a_report()], now=NOW)
    rendered = []

    def render(*arguments: Any, **named: Any) -> Any:
        if not rendered:
            with Session(engine) as session, session.begin():
                decide(
                    session, actor("reviewer"), a_report().revision_id, DecisionKind.ACCEPTED, None, now=NOW
                )
        rendered.append(assemble(*arguments, **named))
        return rendered[-1]

    assemble = freezing.assemble
    monkeypatch.setattr(freezing, "assemble", render)
    made = release(engine)
    assert len(rendered) == 2
    with Session(engine) as session:
        plan = read_reference(session).plan
        assert made.snapshot == current_snapshot(session, plan, TODAY).id


def test_a_record_that_never_rests_is_frozen_all_the_same(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    months = iter(range(3, 13))

    def render(*arguments: Any, **named: Any) -> Any:
        with Session(engine) as session, session.begin():
            receive(session, actor("reporter"), [a_report(period=f"2018-{next(months):02}")], now=NOW)
        return assemble(*arguments, **named)

    assemble = freezing.assemble
    monkeypatch.setattr(freezing, "assemble", render)
    made = release(engine)
    assert made.number == "2019-08/1"
    with Session(engine) as session:
        assert verify(session).is_sound


def test_a_release_that_another_overtook_is_made_anew(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Session(engine) as session, session.begin():
        receive(session, actor("reporter"), [a_report(period="2019-07")], now=NOW)
    july = a_report(period="2019-07").revision_id
    inner: list[ReleaseRow] = []

    def render(*arguments: Any, **named: Any) -> Any:
        drawn = assemble(*arguments, **named)
        if not inner:
            monkeypatch.setattr(freezing, "assemble", assemble)
            with Session(engine) as session, session.begin():
                decide(session, actor("reviewer"), july, DecisionKind.ACCEPTED, None, now=NOW)
            inner.append(release(engine, "2019-07"))
        return drawn

    assemble = freezing.assemble
    monkeypatch.setattr(freezing, "assemble", render)
    outer = release(engine, "2019-07")
    assert inner[0].number == outer.number == "2019-07/1"  # drawn anew, the outer one has the same content
