"""Build small snapshots by hand: two counties, three townships, whatever cells a test gives."""

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np

from agri.definitions.places import OrgUnit, Places, read_baseline_keys
from agri.definitions.plan import Plan
from agri.definitions.reading import seed_root
from agri.indicators.snapshot import Snapshot, SpotCheck
from agri.periods import Period
from agri.terms import CellState, Level, SnapshotBasis

BASELINE_KEYS = tuple(
    key.code for key in read_baseline_keys(seed_root() / "zhengzhou" / "baseline-keys.toml")
)

PLACES = Places(
    tuple(
        OrgUnit(code, code, code, "", Level(level), parent, is_farming)
        for code, level, parent, is_farming in (
            ("4101", "city", None, False),
            ("410101", "county", "4101", False),
            ("410101001", "township", "410101", True),
            ("410101002", "township", "410101", True),
            ("410102", "county", "4101", False),
            ("410102001", "township", "410102", True),
        )
    )
)


def make_snapshot(
    plan: Plan,
    cells: Mapping[tuple[str, str, str], float | CellState],
    *,
    baselines: Mapping[tuple[str, str], float] | None = None,
    as_of: str = "2019-12-31",
    places: Places = PLACES,
    spot_checks: Sequence[SpotCheck] = (),
) -> Snapshot:
    """Return a snapshot that holds the given cells; (org unit, form.element, month) → number or state.

    Cells that are not named are NOT_DUE.
    """
    elements = plan.forms.data_elements
    periods = plan.periods
    shape = (len(places.units), len(elements), len(periods))
    values = np.full(shape, np.nan)
    state = np.full(shape, CellState.NOT_DUE, dtype=np.int8)
    for (org_unit, element, month), value in cells.items():
        at = places.index[org_unit], elements.index(element), periods.index(Period.parse(month))
        if isinstance(value, CellState):
            state[at] = value
        else:
            values[at], state[at] = value, CellState.GIVEN
    years = (plan.year - 1, plan.year)
    known = np.full((len(places.units), len(BASELINE_KEYS), 2), np.nan)
    for (org_unit, key), value in (baselines or {}).items():
        known[places.index[org_unit], BASELINE_KEYS.index(key), 1] = value
    forms = tuple(plan.forms.by_code)
    return Snapshot(
        as_of=date.fromisoformat(as_of),
        basis=SnapshotBasis.ACCEPTED,
        places=places,
        forms=forms,
        data_elements=elements,
        periods=periods,
        values=values,
        state=state,
        delay_days=np.full((len(places.units), len(forms), len(periods)), np.nan),
        is_closed=np.zeros((len(places.units), len(periods)), dtype=np.bool_),
        baseline_keys=BASELINE_KEYS,
        years=years,
        baselines=known,
        spot_checks=tuple(spot_checks),
    )
