"""Parts of the gap between the bases: each is found where its cause is alone, and they add up."""

from dataclasses import replace

import numpy as np
import pytest

from agri.definitions.plan import OverReporting, Plan
from agri.indicators.snapshot import Snapshot
from agri.sim import BASE, GapParts, project
from agri.sim.inputs.streams import TILE
from agri.sim.run.gap_parts import TILES, has_parts
from agri.terms import Basis
from tests.sim.synthetic import snapshot_of, without_bias, year_over
from tests.sim.test_coefficients import changed, published
from tests.some import some

SHARES = ("soil_test_coverage", "unified_control_coverage", "green_control_coverage", "straw_utilization")
POINT = 0.01


def sure(plan: Plan) -> Plan:
    """The same plan with coefficients that are what they are."""
    return changed(plan, published)


def over_reported(plan: Plan, family: str, share: float) -> Plan:
    """The same plan, all but sure that one family is reported too high by a share, others right."""
    honest = without_bias(plan).over_reporting
    prior = plan.over_reporting[family]
    too_high = OverReporting(float(np.log1p(share)), 1e-4, prior.source, prior.certainty)
    return replace(plan, over_reporting={**honest, family: too_high})


def parts_of(plan: Plan, snapshot: Snapshot, replications: int = 2 * TILE) -> dict[str, GapParts]:
    lines = project(snapshot, plan, BASE, 7, replications).lines
    return {
        line.indicator: line.gap
        for line in lines
        if line.org_unit == "4101" and line.gap is not None and line.basis == Basis.TRUE
    }


def test_the_parts_add_up_in_city_and_counties_and_no_block_size_shows(plan: Plan) -> None:
    snapshot = snapshot_of(plan)
    found = project(snapshot, plan, BASE, 7, (TILES + 2) * TILE)
    cut = project(snapshot, plan, BASE, 7, (TILES + 2) * TILE, block_elements=1)
    assert [line.gap for line in cut.lines] == [line.gap for line in found.lines]
    told = [line for line in found.lines if line.gap is not None]
    assert {line.org_unit for line in told} == set(found.draw_places)
    for line in some(told):
        at, code = found.draw_places.index(line.org_unit), line.indicator
        true, reported = (
            found.draws[code, basis][at, : TILES * TILE] for basis in (Basis.TRUE, Basis.REPORTED)
        )
        gap = float((true - reported).mean(dtype=np.float64))
        parts = line.gap
        assert parts is not None
        total = parts.over_reporting + parts.coefficients + parts.unreported
        assert total == pytest.approx(gap, abs=1e-5 * max(1, abs(gap)))
        assert has_parts(plan.indicators[code])
        assert line.basis == Basis.TRUE


def test_over_reporting_alone_is_found_in_a_whole_year_and_before_its_end(plan: Plan) -> None:
    tenth = over_reported(sure(plan), "coverage", 0.1)
    for snapshot in (year_over(tenth), snapshot_of(tenth)):
        found = parts_of(tenth, snapshot)
        projected = project(snapshot, tenth, BASE, 7, 2 * TILE)
        for code in ("soil_test_coverage", "unified_control_coverage", "green_control_coverage"):
            true = projected.line(code, "4101", Basis.TRUE).year_end.mean
            assert true is not None
            assert found[code].over_reporting == pytest.approx(-0.1 * true, rel=0.01)
            assert found[code].coefficients == pytest.approx(0, abs=1e-6)
            assert abs(found[code].unreported) < POINT
        assert found["straw_utilization"].over_reporting == pytest.approx(0, abs=1e-5)


def test_reports_that_never_come_alone_are_found_as_unreported(plan: Plan) -> None:
    honest = without_bias(sure(plan))
    silent = frozenset(
        (f"4101{county:02d}{township:03d}", "soil_testing", f"2019-{month:02d}")
        for county in (1, 2, 3)
        for township in (1, 2)
        for month in (6, 7)
    )
    whole = parts_of(honest, snapshot_of(honest))
    gaps = parts_of(honest, snapshot_of(honest, gaps=silent))
    for found in (whole, gaps):
        for parts in some(found.values()):
            assert parts.over_reporting == pytest.approx(0, abs=1e-5)
            assert parts.coefficients == pytest.approx(0, abs=1e-3)  # no share is more than the whole
    for code in SHARES:
        assert abs(whole[code].unreported) < POINT
    # Half of the maize season's 82 % of the area: its share of both seasons' area is some 47 %.
    assert gaps["soil_test_coverage"].unreported == pytest.approx(0.82 * 8000 / 17000 / 2, abs=2 * POINT)


def test_coefficients_alone(plan: Plan) -> None:
    found = parts_of(without_bias(plan), year_over(without_bias(plan)))
    assert abs(found["packaging_recovery"].coefficients) > POINT
    for parts in some(found.values()):
        assert parts.over_reporting == pytest.approx(0, abs=1e-5)


def test_growth_and_what_counties_report_themselves_have_none(plan: Plan) -> None:
    found = parts_of(plan, snapshot_of(plan))
    growth = {code for code in plan.indicators if code.endswith("_growth")}
    assert len(growth) == 2
    assert not found.keys() & (growth | {"manure_utilization"})
    assert set(SHARES) <= found.keys()
