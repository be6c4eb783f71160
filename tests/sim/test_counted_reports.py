"""One answer to which reports were expected and which are in: assessment, projection and release share it."""

from dataclasses import replace

import numpy as np
import pytest

from agri.files.release.form_lines import form_lines
from agri.indicators.completeness import forms_of
from agri.periods import Period
from agri.services.figures.assessment_figures import figures_of
from agri.sim.run.evidence import evidence_of
from agri.sim.world.reporting import arrivals
from agri.sim.world.setup import set_up
from agri.terms import CellState
from tests.sim.synthetic import snapshot_of, the_plan

LAST = Period(2019, 8)
TOWN, COUNTY, CITY = "410101001", "410101", "4101"


@pytest.fixture(scope="module")
def plan():
    return the_plan()


def in_state(snapshot, form, org_unit, month, state):
    """The same record, but a report that holds no number is in this state."""
    columns = [i for name, i in snapshot.element_index.items() if name.startswith(f"{form}.")]
    at = np.ix_([snapshot.places.index[org_unit]], columns, [snapshot.period_index[Period(2019, month)]])
    states, values = snapshot.state.copy(), snapshot.values.copy()
    states[at] = np.where(states[at] == CellState.NOT_DUE, CellState.NOT_DUE, state)
    assert (states[at] == state).any(), "the report must be due"
    values[at] = np.nan
    return replace(snapshot, state=states, values=values)


def counts_everywhere(snapshot, plan):
    """(expected, received, pending, missing) of the city, by whoever counts them."""
    found = figures_of(snapshot, plan).reports
    city = snapshot.places.index[CITY]
    assessed = tuple(
        int(count[city]) for count in (found.expected, found.received, found.pending, found.missing)
    )
    evidence = evidence_of(set_up(snapshot, plan))
    projected = (evidence.expected, evidence.received, evidence.pending, evidence.missing)
    rows = [
        row.to_date
        for lines in form_lines(snapshot, plan.forms, LAST)
        if any(lines.form in forms_of(plan, code) for code in plan.indicators)
        for row in lines.rows
    ]
    released = (sum(row.expected for row in rows), sum(row.received for row in rows))
    return assessed, projected, released


@pytest.mark.parametrize(
    ("state", "change"),
    [
        (CellState.GIVEN, (0, 0, 0, 0)),
        (CellState.NOT_APPLICABLE, (0, 0, 0, 0)),  # who says that nothing applies has reported
        (CellState.BLANK, (0, 0, 0, 0)),
        (CellState.PENDING, (0, -1, 1, 0)),
        (CellState.NOT_REPORTED, (0, -1, 0, 1)),
        (CellState.NOT_DUE, (-1, -1, 0, 0)),
    ],
)
@pytest.mark.parametrize(
    ("form", "org_unit", "month"), [("packaging", TOWN, 7), ("manure", COUNTY, 6), ("field_trial", COUNTY, 7)]
)
def test_every_count_takes_a_report_for_the_same(plan, form, org_unit, month, state, change):
    whole, *_ = counts_everywhere(snapshot_of(plan), plan)
    expected = tuple(before + by for before, by in zip(whole, change, strict=True))
    changed = snapshot_of(plan)
    if state == CellState.NOT_DUE:
        columns = [i for name, i in changed.element_index.items() if name.startswith(f"{form}.")]
        changed.state[changed.places.index[org_unit], columns, changed.period_index[Period(2019, month)]] = (
            CellState.NOT_DUE
        )
    elif state != CellState.GIVEN:
        changed = in_state(changed, form, org_unit, month, state)
    assessed, projected, released = counts_everywhere(changed, plan)
    assert assessed == expected
    assert projected == expected
    assert released == expected[:2]


def test_a_report_that_says_that_nothing_applies_is_not_waited_for(plan):
    snapshot = in_state(snapshot_of(plan), "packaging", TOWN, 7, CellState.NOT_APPLICABLE)
    setup = set_up(snapshot, plan)
    found = arrivals(snapshot, plan, setup.layout)
    assert found.probability["packaging"][setup.layout.townships.index(TOWN), 6] == 1
    assert found.missing_share == arrivals(snapshot_of(plan), plan, setup.layout).missing_share
