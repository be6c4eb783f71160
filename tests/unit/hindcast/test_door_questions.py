"""What the arrays say is asked at the door is what the door asks, report by report."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import numpy as np
import pytest
from sqlmodel import Session

from agri.hindcast.door_questions import questions_at_the_door
from agri.hindcast.past_year import settled_on
from agri.periods import Period
from agri.scoring.questions import DOOR
from agri.services.access.permissions import Actor
from agri.services.intake.batch_state import BatchState, StoredReport
from agri.services.intake.receive import check_against
from agri.services.intake.submission import Submission
from agri.services.reference.reference import read_reference
from agri.services.reference.years.elsewhere import spans_elsewhere
from agri.synthetic.worlds import invent_world
from agri.terms import CellState, Role
from tests.some import some
from tests.worlds import recorded, small_ground

NOW = datetime(2020, 1, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def world():
    return invent_world(small_ground(), 8_003)


@pytest.fixture(scope="module")
def snapshot(world):
    """The honest year, but for a zero too many in everybody's August: honest reports alone ask too little."""
    honest = world.record.snapshot(world.plan, settled_on(world.plan))
    values = honest.values.copy()
    values[:, honest.element_index["packaging.recovered_kg"], honest.period_index[Period(2019, 8)]] *= 10
    return replace(honest, values=values)


@pytest.fixture(scope="module")
def reference(world, tmp_path_factory):
    """The city of the world's ground in a database that has received nothing."""
    blank = replace(world, record=replace(world.record, events=()))
    engine = recorded(blank, tmp_path_factory.mktemp("door") / "agri.db")
    with Session(engine) as session:
        yield read_reference(session)
    engine.dispose()


def reports(snapshot, plan, place: str) -> dict[tuple[str, str], dict[str, float | None]]:
    found: dict[tuple[str, str], dict[str, float | None]] = {}
    at = snapshot.places.index[place]
    for k, name in enumerate(snapshot.data_elements):
        form, code = name.split(".")
        for m, period in enumerate(snapshot.periods):
            if snapshot.state[at, k, m] in {CellState.GIVEN, CellState.BLANK}:
                text = str(plan.forms[form].period_ending(period))
                value = snapshot.values[at, k, m]
                found.setdefault((form, text), {})[code] = None if np.isnan(value) else float(value)
    return found


def absent(snapshot, plan, place: str, form: str, period: Period) -> tuple[str, ...]:
    at, m = snapshot.places.index[place], snapshot.period_index[period.closing_month]
    return tuple(
        section.code
        for section in plan.forms[form].sections_in(period)
        if all(
            snapshot.states_of(f"{form}.{element.code}")[at, m] == CellState.NOT_APPLICABLE
            for element in section.elements
        )
    )


def told_before(snapshot, plan, place: str, form: str, period: Period):
    """Yield both years' reports of those whose report of the month came on an earlier day."""
    days = np.floor(
        snapshot.delay_days[:, snapshot.forms.index(form), snapshot.period_index[period.closing_month]]
    )
    own = days[snapshot.places.index[place]]
    for code, day in zip(snapshot.places.codes, days, strict=True):
        if day < own:
            told = reports(snapshot, plan, code)
            yield told.get((form, str(period)), {}), told.get((form, str(period.year_before())), {})


def asked_by_the_door(reference, snapshot, plan, place: str) -> set[tuple[str, str, str]]:
    """Form, period and code of every finding, each report judged with what had come before it."""
    actor = Actor(uuid4(), place, Role.REPORTER, place)
    own = reports(snapshot, plan, place)
    found = set()
    for (form, text), values in own.items():
        period = Period.parse(text)
        if period.year != plan.year:
            continue
        cells = BatchState()
        for (other, month), known in own.items():
            if Period.parse(month) <= period and (other, month) != (form, text):
                cells.keep((other, place, month), StoredReport(uuid4(), uuid4(), known))
        submission = Submission(
            report_id=uuid4(),
            revision_id=uuid4(),
            form=form,
            form_version=plan.forms[form].version,
            org_unit=place,
            period=text,
            supersedes=None,
            reason=None,
            values=values,
            not_applicable=absent(snapshot, plan, place, form, period),
            author=actor.id,
        )
        elsewhere = spans_elsewhere(told_before(snapshot, plan, place, form, period))
        outcome = check_against(
            reference,
            cells,
            actor,
            submission,
            now=NOW,
            elsewhere=lambda _form, _period, told=elsewhere: told,
        )
        assert outcome.receipt is not None, outcome.refusal
        found |= {(form, text, finding["code"]) for finding in outcome.receipt.findings}
    return found


def test_the_arrays_ask_what_the_door_asks(reference, snapshot, world):
    places = [unit.code for unit in world.ground.places.units if unit.code.startswith("410122")]
    told = 0
    for place in some(places[1:8]):
        asked = questions_at_the_door(snapshot, world.plan, [place])
        by_arrays = {
            (q.form, str(world.plan.forms[q.form].period_ending(q.periods[0])), q.code.removeprefix(DOOR))
            for q in asked
        }
        assert by_arrays == asked_by_the_door(reference, snapshot, world.plan, place)
        assert all(q.code.startswith(DOOR) and q.org_unit == place and not q.is_refusal for q in asked)
        told += len(by_arrays)
    assert told > 5


def test_only_the_asked_places_are_looked_at(snapshot, world):
    everywhere = questions_at_the_door(snapshot, world.plan)
    places = {question.org_unit for question in some(everywhere)}
    one = min(places)
    alone = questions_at_the_door(snapshot, world.plan, [one])
    assert alone == [question for question in everywhere if question.org_unit == one]
    assert len(alone) < len(everywhere)


def test_what_a_form_refuses_is_told_as_a_refusal(snapshot, world):
    values = snapshot.values.copy()
    at = snapshot.places.index["410122101"], snapshot.element_index["pest_control.unified_area_mu"]
    values[at] *= 1000
    asked = questions_at_the_door(replace(snapshot, values=values), world.plan, ["410122101"])
    assert {q.code for q in asked if q.is_refusal} == {DOOR + "pest-unified-above-treatment"}
