"""Loading the invented years through the services: marked as a demo, verifiable, without the truth."""

import dataclasses
from datetime import date, datetime

import pytest
from sqlmodel import Session, select

from agri.errors import Conflict
from agri.models import Person, Report, Revision, TaskProgress
from agri.periods import SHANGHAI
from agri.services.access.sessions import find_person, is_password
from agri.services.chain.migrate import migrate
from agri.services.figures.take_snapshot import take_snapshot
from agri.services.publish.verify import verify
from agri.services.store.clock import clock_of
from agri.services.store.database import make_engine
from agri.synthetic.load import DEMO_NOW, is_demo, load_demo
from agri.synthetic.record.accounts import PASSWORD
from agri.terms import Level, Role

pytestmark = pytest.mark.slow  # three months of the whole city go through the services

SPRING = datetime(2017, 4, 10, 10, 0, tzinfo=SHANGHAI)


@pytest.fixture(scope="module")
def spring(tmp_path_factory):
    """A demo that knows the first three months of 2017."""
    folder = tmp_path_factory.mktemp("demo")
    engine = make_engine(f"sqlite:///{folder / 'agri.db'}")
    migrate(engine)
    told = []
    loaded = load_demo(
        engine, now=SPRING, truth_folder=folder, progress=lambda done, total: told.append((done, total))
    )
    yield engine, loaded, folder, told
    engine.dispose()


def test_the_database_is_marked_as_a_demo_and_knows_its_today(spring):
    engine, *_ = spring
    with Session(engine) as session:
        assert is_demo(session)
        assert clock_of(session)().astimezone(SHANGHAI).date() == SPRING.date()


def test_progress_runs_to_the_end(spring):
    _, loaded, _, told = spring
    assert told[-1] == (loaded.events, loaded.events)
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def test_every_place_has_an_account_named_by_its_code(spring, places):
    engine, *_ = spring
    with Session(engine) as session:
        people = {person.name: person for person in session.exec(select(Person))}
        assert set(people) == set(places.codes) | {"operator"}
        roles = {Level.TOWNSHIP: Role.REPORTER, Level.COUNTY: Role.REVIEWER, Level.CITY: Role.COMMITTEE}
        for unit in places.units:
            assert people[unit.code].role == roles.get(unit.level, Role.PROVINCE)
            assert people[unit.code].org_unit == unit.code
        assert len({person.password_hash for person in people.values()}) == 1
        person = find_person(session, name="410122101")
        assert person is not None
        assert is_password(PASSWORD, person.password_hash)


def test_authors_are_the_places_and_instants_their_own(spring):
    engine, loaded, *_ = spring
    with Session(engine) as session:
        rows = session.exec(select(Report, Revision).where(Revision.report_id == Report.id)).all()
    assert len(rows) > 500
    assert len({revision.received_at for _, revision in rows}) > 0.8 * len(rows)
    for report, revision in rows:
        assert revision.author == loaded.accounts[report.org_unit].id


def test_the_audit_chain_of_a_demo_holds(spring):
    engine, *_ = spring
    with Session(engine) as session:
        assert verify(session).broken is None


def test_the_truth_lies_beside_the_database_and_not_in_it(spring):
    _, loaded, folder, _ = spring
    for year in (2017, 2018, 2019):
        text = (folder / f"truth-{year}.csv").read_text(encoding="utf-8")
        assert text.startswith("# 演示数据 / synthetic")
    true = loaded.truths[2017].total("fertilizer.wheat_n_t")
    assert f"{true:.6g}".encode() not in (folder / "agri.db").read_bytes()


def test_a_second_load_into_the_same_database_is_refused(spring):
    engine, *_ = spring
    with pytest.raises(Conflict):
        load_demo(engine, now=SPRING)


def test_the_whole_demo_loads_and_its_snapshot_of_2018_is_complete_and_closed(demo_folder, plan):
    engine = make_engine(f"sqlite:///{demo_folder / 'agri.db'}")
    with Session(engine) as session:
        assert clock_of(session)().astimezone(SHANGHAI).date() == DEMO_NOW.date()
        assert verify(session).broken is None
        of_2018 = dataclasses.replace(plan, year=2018)
        snapshot = take_snapshot(session, of_2018, date(2019, 1, 31))
        assert snapshot.pending == 0
        counties = [snapshot.places.index[unit.code] for unit in snapshot.places.at(Level.COUNTY)]
        assert snapshot.is_closed[counties].all()
        today = take_snapshot(session, plan, DEMO_NOW.date())
        assert today.pending > 50
        assert len(today.spot_checks) > 700
        notes = session.exec(select(TaskProgress)).all()
        committee = find_person(session, name=plan.city)
        assert committee is not None
        assert {note.by for note in notes} == {committee.id}
        assert {note.task_id for note in notes} <= {task.id for task in plan.tasks}
        assert len(notes) == 5
    engine.dispose()
