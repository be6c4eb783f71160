"""Samples analysed and straw's five uses are asked of those who know them: the county, straw by quarter.

A new version of the forms says so; indicators, lines and detectors follow by declaration, no code.
"""

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from agri.definitions.package.kinds import FaultKind
from agri.definitions.plan import Plan, read_plan
from agri.definitions.reading import DefinitionFiles, seed_root
from agri.errors import Conflict
from agri.hindcast.past_year import settled_on
from agri.indicators.reported import reported_quantities
from agri.indicators.snapshot import Snapshot
from agri.services.reference.check_package import check_city_package
from agri.services.reference.new_package import write_package
from agri.services.reference.years.ask_counties import ask_counties
from agri.synthetic.worlds import Ground, invent_world
from agri.terms import CellState, Level, Weight
from tests.some import some

USES = ("fertilizer_use_t", "feed_use_t", "fuel_use_t", "substrate_use_t", "material_use_t")
TRADE = ("bought_in_t", "sold_out_t")
MOVED = {f"straw_use.{one}": f"straw.{one}" for one in (*USES, *TRADE)} | {
    "soil_laboratory.samples_analysed": "soil_testing.samples_analysed"
}


def asked_of_counties(folder: Path) -> Path:
    """Write the shipped package as `agri new-year --ask-counties` writes a next year's."""
    files = DefinitionFiles.in_folder(seed_root() / "zhengzhou").for_year(2019)
    contents = {name: files.read(name) for name in files.names()}
    told = contents.pop("cases.toml").decode()
    asked = 'org_unit = "410122101", element = "straw.feed_use_t", period = "2019-06"'
    assert asked in told
    asked_now = 'org_unit = "410122", element = "straw_use.feed_use_t", period = "2019-06"'
    contents = ask_counties(contents) | {"cases.toml": told.replace(asked, asked_now).encode()}
    write_package(folder, contents, 2019)
    return folder


def answered_by_counties(year: Snapshot, plan: Plan) -> Snapshot:
    """Return the same year as the county would have answered it: its townships' sums, straw by quarter."""
    names = plan.forms.data_elements
    shape = (len(year.places.units), len(names), len(year.periods))
    values, state = np.full(shape, np.nan), np.full(shape, CellState.NOT_DUE, dtype=year.state.dtype)
    counties = [row for row, unit in enumerate(year.places.units) if unit.level == Level.COUNTY]
    for i, name in enumerate(names):
        before = year.element_index[MOVED.get(name, name)]
        if name not in MOVED:
            values[:, i], state[:, i] = year.values[:, before], year.state[:, before]
            continue
        months = 3 if name.startswith("straw_use.") else 1
        for county in some(counties):
            code = year.places.codes[county]
            rows = [row for row, unit in enumerate(year.places.units) if unit.parent == code]
            for at in range(months - 1, shape[2], months):
                cells = year.values[rows, before, at - months + 1 : at + 1]
                values[county, i, at], state[county, i, at] = np.nansum(cells), CellState.GIVEN
    forms = tuple(form.code for form in plan.forms)
    return replace(year, forms=forms, data_elements=names, values=values, state=state)


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return asked_of_counties(tmp_path_factory.mktemp("next") / "zhengzhou")


def test_the_next_version_is_sound_and_says_what_is_carried_on(package: Path) -> None:
    report = check_city_package(DefinitionFiles.in_folder(package), 2019, today=date(2019, 9, 1))
    assert [str(fault) for fault in report.faults if fault.kind.weight == Weight.STOP] == []
    assert report.is_sound
    assert FaultKind.LINE_OF_COUNTY in {fault.kind for fault in report.faults}


def test_the_rate_of_use_is_the_same_whoever_is_asked(package: Path) -> None:
    old, new = read_plan(seed_root() / "zhengzhou", 2019), read_plan(package, 2019)
    year = invent_world(Ground.read(), 71_013).record.snapshot(old, settled_on(old))
    through = year.periods[-1]
    before = reported_quantities(year, old, through, is_matched=False)
    after = reported_quantities(answered_by_counties(year, new), new, through, is_matched=False)
    for amount in (
        "straw_collectable_t",
        "straw_returned_t",
        "straw_used_t",
        "straw_bought_t",
        "straw_sold_t",
    ):
        assert before[amount].sum() > 0
        assert after[amount].sum() == pytest.approx(before[amount].sum())


def test_what_moved_is_asked_of_the_county_and_of_no_township(package: Path) -> None:
    old, new = read_plan(seed_root() / "zhengzhou", 2019), read_plan(package, 2019)
    assert set(MOVED.values()) <= set(old.forms.data_elements)
    assert not set(MOVED.values()) & set(new.forms.data_elements)
    assert set(MOVED) <= set(new.forms.data_elements)
    assert {new.forms[code].level for code in ("soil_laboratory", "straw_use")} == {Level.COUNTY}
    assert new.forms["straw_use"].frequency == "quarter"
    for code in ("soil_testing", "straw"):
        assert new.forms[code].version == old.forms[code].version + 1


def test_a_package_whose_forms_are_written_otherwise_is_left_alone() -> None:
    files = DefinitionFiles.in_folder(seed_root() / "zhengzhou").for_year(2019)
    contents = {name: files.read(name) for name in files.names()}
    with pytest.raises(Conflict, match="soil_laboratory"):
        ask_counties(
            ask_counties(contents)
            | {
                "forms/03-soil_testing.toml": contents["forms/03-soil_testing.toml"],
                "forms/07-straw.toml": contents["forms/07-straw.toml"],
            }
        )
    soil = contents["forms/03-soil_testing.toml"].replace(b"samples_analysed", b"samples_done")
    with pytest.raises(Conflict, match="by hand"):
        ask_counties(contents | {"forms/03-soil_testing.toml": soil})
