"""What the plan file and indicators.toml say, happens: each field is changed, and something seen moves.

The fields are read off the dataclasses and the shape of the plan file: a new one without a change fails here.
"""

from collections.abc import Callable
from dataclasses import fields, replace
from functools import cache

import numpy as np
import pytest

from agri.definitions.counted_periods import counted_years
from agri.definitions.declared import Amount, FieldTrials, IndicatorTerm, Making, ReferenceValue, Share
from agri.definitions.layouts import read_layout
from agri.definitions.package.check import check_package
from agri.definitions.package.shapes import PLAN as PLAN_SHAPE
from agri.definitions.plan import Document, Indicator, OverReporting, Plan, Rhythm, Target, read_plan
from agri.definitions.reading import DefinitionFiles, seed_root
from agri.files.release.assemble import Frozen, assemble
from agri.files.release.indicator_sheets import summary_notes, target_words
from agri.indicators.snapshot import Snapshot
from agri.periods import Period
from agri.plan.assessment import Assessment, PlaceHeading, PlanHeading
from agri.plan.progress import progress_to_date
from agri.services.figures.assessment_figures import assess_indicators, evidence, figures_of
from agri.sim import BASE, project
from agri.terms import CellState
from tests.fields.changes import CHANGES, DECLARED, INDICATORS, NAMES, Change, Seen
from tests.sim.synthetic import snapshot_of

FILES = DefinitionFiles.in_folder(seed_root() / "zhengzhou")
SOUND = {name: FILES.read(name) for name in FILES.names()}
SOUND[INDICATORS] += DECLARED.encode()
SOUND[INDICATORS] = SOUND[INDICATORS].replace(b'pilots = ["410122"]', b'pilots = ["410101"]')
LAYOUT = read_layout(seed_root() / "zhengzhou" / "layouts" / "province.toml")
CITY, COUNTY, TOWNSHIP = "4101", "410101", "410101001"

# What is left blank or has not come, so that it matters who counts with whom: place, elements, months, state.
SILENT = (
    ("410101001", "film.recovered_kg", "2019-05", CellState.BLANK),
    ("410101002", "film.used_kg", "2019-04", CellState.BLANK),
    ("410101003", "straw.feed_use_t", "2019-06", CellState.BLANK),
    ("410102001", "packaging.recovered_kg", "2019-06", CellState.BLANK),
    ("410102002", "packaging.recovered_kg", "2019-07", CellState.NOT_REPORTED),
    ("410102003", "soil_testing.maize_formula_area_mu", "2019-06", CellState.BLANK),
    ("410103001", "pest_control.", "2019-07", CellState.NOT_REPORTED),
    ("410103002", "film.", "2018-", CellState.NOT_REPORTED),
    ("410103003", "pest_control.", "2018-", CellState.NOT_REPORTED),
)
MORE_THAN_LAST_YEAR = {"fertilizer.other_n_t": 1.3, "pest_control.pesticide_kg": 1.1, "film.used_kg": 1.2}


def read(change: Change | None) -> DefinitionFiles:
    contents = dict(SOUND)
    if change is not None:
        text = contents[change.file].decode()
        assert change.old in text, change.old
        contents[change.file] = text.replace(change.old, change.new, 1).encode()
    return DefinitionFiles.of_bytes(contents)


def recorded(plan: Plan, definitions: str) -> Snapshot:
    whole = snapshot_of(plan)
    values, state = whole.values.copy(), whole.state.copy()
    for element, factor in MORE_THAN_LAST_YEAR.items():
        values[:, whole.element_index[element], whole.months_of(2019)] *= factor
    for unit, name, month, kind in SILENT:
        row = whole.places.index[unit]
        for element in (one for one in whole.data_elements if one.startswith(name)):
            for m, period in enumerate(whole.periods):
                if (
                    str(period).startswith(month)
                    and state[row, whole.element_index[element], m] != CellState.NOT_DUE
                ):
                    at = row, whole.element_index[element], m
                    values[at], state[at] = np.nan, kind
    return replace(whole, values=values, state=state, definitions=definitions)


def assessments(plan: Plan, snapshot: Snapshot) -> list[Assessment]:
    figures = figures_of(snapshot, plan)
    heading = PlanHeading(plan.code, plan.year, plan.title, plan.document.number)
    return [
        Assessment(
            snapshot=snapshot.id,
            as_of=snapshot.as_of,
            synthetic=plan.is_synthetic,
            method="",
            plan=heading,
            org_unit=PlaceHeading(unit.code, unit.name, unit.name_en, unit.level, unit.parent),
            children=(),
            evidence=evidence(figures, unit),
            projection=None,
            assessments=assess_indicators(figures, unit, {}),
        )
        for unit in (snapshot.places[code] for code in (CITY, COUNTY, TOWNSHIP))
    ]


def values(plan: Plan, snapshot: Snapshot) -> object:
    progress = progress_to_date(snapshot, plan).items()
    return {code: (one.ratio.numerator.tolist(), repr(one.ratio.value)) for code, one in progress}


def words(plan: Plan, snapshot: Snapshot) -> object:
    rows = range(len(snapshot.places.units))
    progress = progress_to_date(snapshot, plan).items()
    return {code: [one.word(row) for row in rows] for code, one in progress}


def released(plan: Plan, snapshot: Snapshot) -> object:
    frozen = Frozen("2019-08/1", Period(2019, 8), "", 1, 2, 1, "")
    city, county, _ = assessments(plan, snapshot)
    release = assemble(snapshot, plan, LAYOUT, frozen, assessments=[city, county])
    aims = [target_words(release, heading) for heading in release.indicators]
    return replace(release.header, snapshot=""), release.indicators, aims, summary_notes(release)


def outlook(plan: Plan, snapshot: Snapshot) -> object:
    lines = project(snapshot, plan, BASE, 3, 8).lines
    return [(one.indicator, one.org_unit, one.basis, repr(one.year_end)) for one in lines]


def closing_days(plan: Plan, _: Snapshot) -> object:
    return [Period(2019, m).next().first_day.replace(day=plan.rhythm.close_day) for m in (1, 8)]


LOOKS: dict[Seen, Callable[[Plan, Snapshot], object]] = {
    Seen.VALUE: values,
    Seen.PATH: lambda plan, snapshot: {
        code: repr(one.path) for code, one in progress_to_date(snapshot, plan).items()
    },
    Seen.WORD: words,
    Seen.TABLE: lambda plan, _: {code: one.making.unit for code, one in plan.indicators.items()},
    Seen.THEME: lambda plan, _: {code: one.theme for code, one in plan.indicators.items()},
    Seen.CARD: lambda plan, snapshot: [
        (one.assessments, one.evidence) for one in assessments(plan, snapshot)
    ],
    Seen.RELEASE: released,
    Seen.OUTLOOK: outlook,
    Seen.DAYS: closing_days,
    Seen.YEARS: lambda plan, _: counted_years([plan]),
}


def look(files: DefinitionFiles, where: Seen) -> object:
    """Return what is seen there, ready to be compared."""
    if where == Seen.CHECK:
        return check_package(files, 2019).document()
    plan = read_plan(files, 2019)
    if where == Seen.FORMS:
        return plan.forms.data_elements, plan.tasks
    definitions = str(hash(tuple((name, files.read(name)) for name in files.names())))
    return LOOKS[where](plan, recorded(plan, definitions))


@cache
def before(where: Seen) -> object:
    return look(read(None), where)


def known_fields() -> set[str]:
    classes = (
        Amount, IndicatorTerm, FieldTrials, Share, ReferenceValue, Making, Indicator,
        Target, OverReporting, Document, Rhythm,
    )  # fmt: skip
    named = {f"{one.__name__}.{field.name}" for one in classes for field in fields(one)}
    return named | {f"plan.{key}" for key in (*PLAN_SHAPE.needed, *PLAN_SHAPE.optional)}


def test_every_field_is_changed_or_is_a_name():
    assert known_fields() == CHANGES.keys() | NAMES.keys()
    assert not CHANGES.keys() & NAMES.keys()


@pytest.mark.parametrize("field", sorted(CHANGES))
def test_a_field_moves_what_is_seen(field: str):
    change = CHANGES[field]
    assert look(read(change), change.seen) != before(change.seen)


@pytest.mark.parametrize("where", [one for one in Seen if one != Seen.OUTLOOK])
def test_nothing_moves_where_nothing_is_changed(where: Seen):
    assert look(read(None), where) == before(where)


def test_a_family_that_the_lines_know_better_is_named():
    code = 'family = "coverage"\ntarget = { value = 0.85'
    files = read(Change(Seen.CHECK, code, code.replace("coverage", "sprayer"), "years/2019/plan.toml"))
    [found] = [one for one in check_package(files, 2019).faults if one.kind.code == "family-idle"]
    assert found.line
    assert "coverage" in found.text.en


def test_the_shipped_plan_names_no_idle_family():
    assert "family-idle" not in {one.kind.code for one in check_package(FILES, 2019).faults}
