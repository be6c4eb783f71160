"""Samples analysed and straw's five uses are asked of those who know them: the county, straw by quarter.

A new version of the forms says so; indicators, lines and detectors follow by declaration, no code.
"""

import re
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from agri.definitions.package.kinds import FaultKind
from agri.definitions.plan import Plan, read_plan
from agri.definitions.reading import DefinitionFiles, seed_root
from agri.hindcast.past_year import settled_on
from agri.indicators.reported import reported_quantities
from agri.indicators.snapshot import Snapshot
from agri.services.reference.check_package import check_city_package
from agri.synthetic.worlds import Ground, invent_world
from agri.terms import CellState, Level, Weight
from tests.some import some

USES = ("fertilizer_use_t", "feed_use_t", "fuel_use_t", "substrate_use_t", "material_use_t")
TRADE = ("bought_in_t", "sold_out_t")
MOVED = {f"straw_use.{one}": f"straw.{one}" for one in (*USES, *TRADE)} | {
    "soil_laboratory.samples_analysed": "soil_testing.samples_analysed"
}
_HEAD = (
    'code = "{code}"\nversion = 1\nlevel = "county"\n{when}\ntable_number = "{number}"\ntitle = {title}\n\n'
)
_LABORATORY = _HEAD.format(
    code="soil_laboratory",
    when='months = "formula"',
    number="郑农减11表",
    title='{ zh = "土样化验月报", en = "Soil samples analysed" }',
)
_USE = _HEAD.format(
    code="straw_use",
    when='frequency = "quarter"\nmonths = [3, 6, 9, 12]',
    number="郑农减12表",
    title='{ zh = "秸秆离田利用季报", en = "Straw used off the field" }',
)
_SECTION = '[[sections]]\ncode = "{code}"\ntitle = {{ zh = "{zh}", en = "{en}" }}\nelements = [\n{lines}\n]\n'


def asked_of_counties(root: Path) -> Path:
    """Write the shipped package with the next version of two forms, and two forms of the county."""
    shutil.copytree(seed_root(), root)
    soil, straw = root / "forms" / "03-soil_testing.toml", root / "forms" / "07-straw.toml"
    analysed = next(line for line in soil.read_text("utf-8").splitlines() if '"samples_analysed"' in line)
    kept = raised(soil).replace(f"{analysed}\n", "")
    soil.write_text(without(kept, "rules", "soil-analysed-above-taken"), "utf-8")
    laboratory = _SECTION.format(code="samples", zh="化验", en="Analysed", lines=analysed)
    (root / "forms" / "11-soil_laboratory.toml").write_text(_LABORATORY + laboratory, "utf-8")
    lines = [
        line
        for line in straw.read_text("utf-8").splitlines()
        if re.match(rf'    {{ code = "({"|".join((*USES, *TRADE))})"', line)
    ]
    kept = without(raised(straw), "sections", "uses")
    for rule in ("straw-used-above-collectable", "straw-uses-above-last-year"):
        kept = without(kept, "rules", rule)
    straw.write_text(kept, "utf-8")
    uses = _SECTION.format(code="uses", zh="离田利用", en="Uses off the field", lines="\n".join(some(lines)))
    (root / "forms" / "12-straw_use.toml").write_text(_USE + uses, "utf-8")
    package = root / "zhengzhou"
    for name in ("indicators.toml", "lines.toml", "detectors.toml"):
        text = (package / name).read_text("utf-8")
        for new, old in MOVED.items():
            text = text.replace(old, new)
        (package / name).write_text(text, "utf-8")
    cases = package / "years" / "2019" / "cases.toml"
    told = cases.read_text("utf-8")
    asked = 'org_unit = "410122101", element = "straw.feed_use_t", period = "2019-06"'
    assert asked in told
    asked_now = 'org_unit = "410122", element = "straw_use.feed_use_t", period = "2019-06"'
    cases.write_text(told.replace(asked, asked_now), "utf-8")
    return package


def raised(form: Path) -> str:
    """Return a form with its version raised by one."""
    return re.sub(
        r"^version = (\d+)",
        lambda found: f"version = {int(found[1]) + 1}",
        form.read_text("utf-8"),
        flags=re.M,
    )


def without(text: str, table: str, code: str) -> str:
    """Return a file without one block."""
    blocks = re.split(r"(?m)^(?=\[\[)", text)
    kept = [one for one in blocks if not (one.startswith(f"[[{table}]]") and f'code = "{code}"' in one)]
    assert len(kept) == len(blocks) - 1
    return "".join(kept)


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
    return asked_of_counties(tmp_path_factory.mktemp("next") / "seed_data")


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
