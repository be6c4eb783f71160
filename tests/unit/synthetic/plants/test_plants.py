"""What is planted is planted where the label says, and nowhere else; the record could hold it."""

import numpy as np
import pytest

from agri.checks.rules import rule_findings
from agri.indicators.snapshot import Snapshot
from agri.scoring.planted import Planted
from agri.synthetic.plants.kind import PlantedAt, PlantKind
from agri.synthetic.plants.kinds import KINDS
from agri.synthetic.plants.planted_year import PlantedYear, plant_year
from agri.synthetic.plants.planting import Planting
from agri.terms import CellState, PlantFamily, Severity
from tests.some import some


def planted_alone(honest: Snapshot, plan, kind: PlantKind, *, seed: int = 8_001) -> list[PlantedYear]:
    return list(plant_year(honest, plan, seed=seed, kinds=[kind]))


def differing(before: Snapshot, after: Snapshot) -> set[tuple[str, str, str]]:
    """Place, ``form.element`` and month of every cell that differs."""
    same = (before.values == after.values) | (np.isnan(before.values) & np.isnan(after.values))
    same &= before.state == after.state
    return {
        (before.places.codes[i], before.data_elements[e], str(before.periods[m]))
        for i, e, m in np.argwhere(~same)
    }


def box(planted: Planted) -> set[tuple[str, str, str]]:
    """Every cell of a label: each of its elements in each of its months."""
    return {
        (cells.org_unit, f"{cells.form}.{element}", str(period))
        for cells in planted.cells
        for element in cells.elements
        for period in cells.periods
    }


@pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
def test_labels_stand_where_values_changed_and_nowhere_else(honest, plan, kind):
    for year in some(planted_alone(honest, plan, kind)):
        changed = differing(honest, year.snapshot)
        named = set().union(*(box(planted) for planted in some(year.planted)))
        assert changed <= named
        # No row or column of a label is idle.
        for planted in year.planted:
            for cells in some(planted.cells):
                own = {
                    (e, p) for o, e, p in changed if o == cells.org_unit and e.startswith(f"{cells.form}.")
                }
                assert {e for e, _ in own} == {f"{cells.form}.{code}" for code in cells.elements}
                assert {p for _, p in own} == {str(period) for period in cells.periods}


@pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
def test_last_year_and_baselines_stay_as_they_were(honest, plan, kind):
    last = honest.months_of(plan.year - 1)
    for year in some(planted_alone(honest, plan, kind)):
        np.testing.assert_array_equal(year.snapshot.values[:, :, last], honest.values[:, :, last])
        np.testing.assert_array_equal(year.snapshot.baselines, honest.baselines)


@pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
def test_no_form_would_have_refused_it(honest, plan, kind):
    for planted_year in some(planted_alone(honest, plan, kind)):
        after = planted_year.snapshot
        for planted in some(planted_year.planted):
            for cells in some(planted.cells):
                form = plan.forms[cells.form]
                for period in some(cells.periods):
                    values = {}
                    for element in form.elements:
                        value = after.of(f"{form.code}.{element.code}")[
                            after.places.index[cells.org_unit], after.period_index[period]
                        ]
                        values[element.code] = None if np.isnan(value) else float(value)
                        assert np.isnan(value) or element.minimum <= value <= element.maximum
                    stops = [
                        f for f in rule_findings(form, period, values, {}) if f.severity == Severity.STOP
                    ]
                    assert stops == []


def test_a_value_is_given_and_only_what_is_given_has_a_value(honest, plan):
    for year in some(list(plant_year(honest, plan, seed=8_001))):
        is_given = year.snapshot.state == CellState.GIVEN
        np.testing.assert_array_equal(is_given, ~np.isnan(year.snapshot.values))


def test_the_same_seed_plants_the_same_and_another_seed_another(honest, plan):
    kinds = [KINDS["zero-too-many"], KINDS["copy-neighbour"]]

    def drawn(seed: int) -> list[tuple[Planted, ...]]:
        return [year.planted for year in plant_year(honest, plan, seed=seed, times=3, kinds=kinds)]

    assert drawn(8_001) == drawn(8_001)
    assert drawn(8_001) != drawn(8_002)


def test_each_kind_is_planted_at_each_strength_as_often_as_asked(honest, plan):
    kinds = [kind for kind in KINDS.values() if kind.at == PlantedAt.TOWNSHIP][:8]
    planted = [p for y in plant_year(honest, plan, seed=8_001, times=2, kinds=kinds) for p in y.planted]
    for kind in some(kinds):
        for strength in some(kind.strengths):
            assert sum((p.kind, p.strength) == (kind.code, strength) for p in planted) == 2


def test_no_two_plants_of_a_year_share_a_place(honest, plan):
    for year in some(list(plant_year(honest, plan, seed=8_001))):
        places = [place for p in year.planted for place in sorted({cells.org_unit for cells in p.cells})]
        assert len(places) == len(set(places))


def test_every_family_has_a_kind_and_only_oddities_are_honest():
    assert {kind.family for kind in KINDS.values()} == set(PlantFamily)
    assert {kind.family for kind in KINDS.values() if kind.is_honest} == {PlantFamily.ODDITY}
    assert all(kind.goal is None for kind in KINDS.values() if kind.is_honest)
    assert sum(kind.is_honest for kind in KINDS.values()) >= 22
    assert sum(not kind.is_honest for kind in KINDS.values()) >= 26


@pytest.mark.parametrize(
    ("code", "factor"),
    [("zero-too-many", 10), ("zero-too-few", 0.1), ("wan-mu-cell", 1e-4), ("kg-for-tonnes", 1e3)],
)
def test_a_slip_of_one_cell_changes_one_cell_by_its_factor(honest, plan, code, factor):
    for year in some(planted_alone(honest, plan, KINDS[code])):
        ((place, element, month),) = differing(honest, year.snapshot)
        at = honest.places.index[place], honest.element_index[element]
        m = next(i for i, period in enumerate(honest.periods) if str(period) == month)
        assert year.snapshot.values[at][m] == pytest.approx(honest.values[at][m] * factor, rel=1e-2)


@pytest.mark.parametrize(("code", "factor"), [("report-tenfold", 10), ("jin-one-month", 2)])
def test_a_report_in_another_size_is_so_as_a_whole(honest, plan, code, factor):
    """A form that refuses one amount refuses the report: no half of it is multiplied."""
    for year in some(list(plant_year(honest, plan, seed=8_001, times=5, kinds=[KINDS[code]]))):
        for planted in some(year.planted):
            (cells,) = planted.cells
            (month,) = cells.periods
            at = honest.places.index[planted.org_unit], honest.period_index[month]
            elements = plan.forms[cells.form].elements
            for element in some([one for one in elements if code != "jin-one-month" or one.unit == "kg"]):
                name = f"{cells.form}.{element.code}"
                np.testing.assert_allclose(
                    year.snapshot.of(name)[at], honest.of(name)[at] * factor, rtol=1e-6
                )


@pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
def test_a_label_carries_its_kind_and_strength(honest, plan, kind):
    planted = [p for year in planted_alone(honest, plan, kind) for p in year.planted]
    assert {p.kind for p in some(planted)} == {kind.code}
    assert {p.strength for p in planted} == set(kind.strengths)


@pytest.mark.parametrize("code", [kind.code for kind in KINDS.values() if len(kind.strengths) > 1])
def test_another_strength_at_the_same_place_writes_other_values(honest, plan, code):
    kind = KINDS[code]
    planting = Planting(honest, plan)
    pool = planting.townships if kind.at == PlantedAt.TOWNSHIP else planting.counties
    differ = 0
    for place in some(pool):
        written = set()
        for strength in kind.strengths:
            planting = Planting(honest, plan)
            kind.plant(planting, place, strength, np.random.default_rng(1))
            written.add(planting.result().id)
        differ += len(written) == len(kind.strengths)
    assert differ > 0
