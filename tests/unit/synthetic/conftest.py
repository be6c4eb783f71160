"""The committed demo city, its plan and its invented years, made once for all tests of this folder."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from agri.definitions.places import (
    BaselineKey,
    BaselineRow,
    Places,
    read_baseline_keys,
    read_baselines,
    read_org_units,
)
from agri.definitions.plan import Plan, read_plan
from agri.definitions.reading import seed_root
from agri.indicators.rates import evaluate
from agri.indicators.recovery import recovery_of
from agri.indicators.reported import reported_quantities
from agri.indicators.snapshot import Floats, Snapshot
from agri.periods import Period
from agri.synthetic.record.baselines import SEED
from agri.synthetic.truth.truth import Truth, truth
from agri.terms import CellState, SnapshotBasis

FOLDER = seed_root() / "zhengzhou"
YEARS = (2017, 2018, 2019)


@pytest.fixture(scope="session")
def plan() -> Plan:
    return read_plan(FOLDER, 2019)


@pytest.fixture(scope="session")
def places() -> Places:
    return read_org_units(FOLDER / "org_units.csv")


@pytest.fixture(scope="session")
def keys() -> tuple[BaselineKey, ...]:
    return read_baseline_keys(FOLDER / "baseline-keys.toml")


@pytest.fixture(scope="session")
def baselines(keys) -> tuple[BaselineRow, ...]:
    files = ("baselines-township.csv", "baselines-county.csv")
    return tuple(row for file in files for row in read_baselines(FOLDER / file, keys))


@pytest.fixture(scope="session")
def truths(plan, places, baselines) -> Mapping[int, Truth]:
    return {year: truth(year, plan, places, baselines, SEED) for year in YEARS}


@pytest.fixture(scope="session")
def city_rates(plan, places, keys, baselines) -> Callable[[int, Mapping[int, Floats]], dict[str, float]]:
    """A function from amounts by year, (org_unit, data_element, month), to the city's rates of a year."""

    def rates(year: int, amounts: Mapping[int, Floats]) -> dict[str, float]:
        snapshot = _snapshot(year, plan, places, keys, baselines, amounts)
        of_year = reported_quantities(snapshot, snapshot_plan(plan, year), Period(year, 12))
        found = evaluate(of_year, snapshot_plan(plan, year), places, recovery_of(snapshot, plan))
        return {code: float(ratio.value[places.index["4101"]]) for code, ratio in found.items()}

    return rates


def snapshot_plan(plan: Plan, year: int) -> Plan:
    return replace(plan, year=year)


def _snapshot(
    year: int,
    plan: Plan,
    places: Places,
    keys: Sequence[BaselineKey],
    rows: Sequence[BaselineRow],
    amounts: Mapping[int, Floats],
) -> Snapshot:
    shape = (len(places.units), len(plan.forms.data_elements), 12)
    values = np.concatenate([amounts.get(y, np.full(shape, np.nan)) for y in (year - 1, year)], axis=2)
    columns = {key.code: i for i, key in enumerate(keys)}
    known = np.full((len(places.units), len(keys), 2), np.nan)
    for row in rows:
        if row.year in (year - 1, year):
            known[places.index[row.org_unit], columns[row.key], row.year - year + 1] = row.value
    months = snapshot_plan(plan, year).periods
    return Snapshot(
        as_of=date(year, 12, 31),
        basis=SnapshotBasis.ACCEPTED,
        places=places,
        forms=tuple(form.code for form in plan.forms),
        data_elements=plan.forms.data_elements,
        periods=months,
        values=values,
        state=np.where(np.isnan(values), CellState.NOT_DUE, CellState.GIVEN).astype(np.int8),
        delay_days=np.full((len(places.units), len(plan.forms.by_code), 24), np.nan),
        is_closed=np.zeros((len(places.units), 24), dtype=np.bool_),
        baseline_keys=tuple(columns),
        years=(year - 1, year),
        baselines=known,
    )
