"""A release made of real definitions and seeded invented figures."""

import dataclasses
from datetime import date

import numpy as np
import pytest

from agri.definitions.layouts import read_layout
from agri.definitions.places import read_org_units
from agri.definitions.plan import read_plan
from agri.definitions.reading import Title, seed_root
from agri.files.release.assemble import Frozen, assemble
from agri.files.release.lines import FindingLine
from agri.files.release.sources import cited_by, read_sources
from agri.indicators.snapshot import Snapshot
from agri.periods import Period
from agri.plan.assessment import (
    AssessedIndicator,
    Assessment,
    AssessmentEvidence,
    CompanionValue,
    IndicatorOutlook,
    PlaceHeading,
    PlanHeading,
    ProgressToDate,
    YearEndOutlook,
)
from agri.terms import CellState, Level, ProgressWord, SnapshotBasis

ZHENGZHOU = seed_root() / "zhengzhou"
WITHOUT_AREA = "410103"  # invented: a county that has no denominator


@pytest.fixture(scope="session")
def plan():
    return read_plan(ZHENGZHOU, 2019)


@pytest.fixture(scope="session")
def places():
    return read_org_units(ZHENGZHOU / "org_units.csv")


@pytest.fixture(scope="session")
def layout():
    return read_layout(ZHENGZHOU / "layouts" / "province.toml")


@pytest.fixture(scope="session")
def snapshot(plan, places):
    return invent_snapshot(plan, places, seed=20190905)


_KINDS = (
    CellState.GIVEN, CellState.BLANK, CellState.NOT_APPLICABLE, CellState.NOT_REPORTED, CellState.PENDING
)  # fmt: skip
_SHARES = (0.9, 0.02, 0.03, 0.03, 0.02)
_SCALES = {"mu": (1500.0, 1), "kg": (4000.0, 0), "t": (60.0, 2), "count": (15.0, 0), "fraction": (0.15, 3)}


def invent_snapshot(plan, places, seed):
    """Fill every asked cell to August with an invented amount or a kind of silence."""
    rng = np.random.default_rng(seed)
    shape = (len(places.units), len(plan.forms.data_elements), len(plan.periods))
    kinds = rng.choice(_KINDS, p=_SHARES, size=shape).astype(np.int8)
    amounts = rng.gamma(2.0, 1.0, size=shape) * (rng.random(shape) > 0.15)
    state = np.full(shape, CellState.NOT_DUE, dtype=np.int8)
    column = 0
    for form in plan.forms:
        is_asked = np.array([unit.level == form.level and (unit.is_farming or form.level == Level.COUNTY)
                             for unit in places.units])  # fmt: skip
        for section in form.sections:
            due = {*form.months} & {*section.months}
            months = [i for i, period in enumerate(plan.periods) if period.month in due]
            months = [i for i in months if plan.periods[i] <= Period(2019, 8)]
            for element in section.elements:
                cells = np.ix_(is_asked, [column], months)
                state[cells] = kinds[cells]
                scale, decimals = _SCALES[element.unit]
                amounts[:, column] = (amounts[:, column] * scale).round(decimals)
                column += 1
    values = np.where(state == CellState.GIVEN, amounts, np.nan)
    return Snapshot(
        as_of=date(2019, 9, 5),
        basis=SnapshotBasis.ACCEPTED,
        places=places,
        forms=tuple(form.code for form in plan.forms),
        data_elements=plan.forms.data_elements,
        periods=plan.periods,
        values=values,
        state=state,
        delay_days=np.full((shape[0], 10, 24), 4.0),
        is_closed=np.zeros((shape[0], 24), dtype=np.bool_),
        baseline_keys=(),
        years=(2018, 2019),
        baselines=np.full((shape[0], 0, 2), np.nan),
    )


def invent_assessment(plan, places, code, seed):
    """Assess a place as the desk does, with invented figures; the city adds its counties up."""
    counties = [unit.code for unit in places.at(Level.COUNTY) if unit.code != WITHOUT_AREA]
    members = counties if code == plan.city else [code]
    rows = []
    for i, indicator in enumerate(plan.indicators.values()):
        parts = np.array([_parts(member, i, seed) for member in members])
        numerator, denominator = parts.sum(axis=0).tolist()
        has_value = not (code == WITHOUT_AREA or indicator.code == "film_recovery")
        has_word = indicator.target is not None and has_value
        ceiling = CompanionValue(
            "evidence_ceiling", Title("可支撑的覆盖率", "ceiling"), "fraction", 0.61 if has_value else None
        )
        rows.append(
            AssessedIndicator(
                indicator=indicator.code,
                title=indicator.title,
                unit="fraction",
                target=None if indicator.target is None else indicator.target.value,
                comparator=None if indicator.target is None else indicator.target.comparator,
                clause=indicator.clause,
                season_year=indicator.season_rule,
                is_reference=code != plan.city,
                is_estimated=indicator.is_estimated,
                note=None,
                progress=ProgressToDate(
                    value=numerator / denominator if has_value else None,
                    numerator=numerator if has_value else None,
                    denominator=denominator if has_value else None,
                    path=0.4 if has_word else None,
                    word=ProgressWord.ON_PATH if has_word else None,
                    reports=8 * len(members),
                    expected=9 * len(members),
                ),
                companions=(ceiling,) if indicator.code == "soil_test_coverage" else (),
                outlook=IndicatorOutlook(_outlook(0.41, indicator), _outlook(0.41, indicator))
                if has_value
                else None,
                driver=None,
                series=(),
            )
        )
    place = places[code]
    return Assessment(
        snapshot="an-invented-snapshot",
        as_of=date(2019, 9, 5),
        synthetic=True,
        method="invented",
        plan=PlanHeading(plan.code, plan.year, plan.title, plan.document.number),
        org_unit=PlaceHeading(place.code, place.name, place.name_en, place.level, place.parent),
        children=(),
        evidence=AssessmentEvidence(
            expected=3120,
            received=2950,
            missing=170,
            pending=40,
            spot_checks=61,
            through=Period(2019, 8),
            text=Title("应报3120份，已审2950份，未报170份", "2950 of 3120 reports"),
        ),
        projection=None,
        assessments=tuple(rows),
    )


def _parts(code, i, seed):
    rng = np.random.default_rng([seed, int(code), i])
    denominator = float(rng.uniform(5_000, 90_000))
    return float(rng.uniform(0.3, 0.5)) * denominator, denominator


def _outlook(middle, indicator):
    has_target = indicator.target is not None
    return YearEndOutlook(
        mean=middle,
        sd=0.02,
        q05=middle - 0.03,
        q25=middle - 0.01,
        q50=middle,
        q75=middle + 0.01,
        q95=middle + 0.03,
        probability=0.87 if has_target else None,
        word=Title("很可能达标", "very likely") if has_target else None,
    )


@pytest.fixture(scope="session")
def release(plan, places, layout, snapshot):
    return make_release(plan, places, layout, snapshot, Period(2019, 8))


def make_release(plan, places, layout, snapshot, period):
    codes = [plan.city, *(unit.code for unit in places.at(Level.COUNTY))]
    return assemble(
        snapshot,
        plan,
        layout,
        Frozen(f"{period}/1", period, "agri-sim 1", 7, 1000, 12345, "ab" * 32),
        assessments=[invent_assessment(plan, places, code, seed=3) for code in codes],
        sources=read_sources(seed_root() / "SOURCES.md", cited_by(plan)),
    )


@pytest.fixture(scope="session")
def questioned(release):
    """The same release, with two of the checks' remarks."""
    lines = next(lines for lines in release.forms if lines.form == "packaging")
    column, row = lines.columns[0], lines.rows[0]
    finding = FindingLine(
        org_unit=row.org_unit,
        name=row.name,
        county=row.county,
        form=lines.form,
        form_title=lines.title,
        period="2019-08",
        element=column.code,
        element_title=column.title,
        unit=column.unit,
        value=1.5,
        code="disposed-over-recovered",
        text=Title("处置量大于回收量", "More disposed than recovered"),
        is_answered=True,
    )
    whole = dataclasses.replace(finding, element=None, element_title=None, unit=None, value=None)
    return dataclasses.replace(release, findings=(finding, dataclasses.replace(whole, is_answered=False)))


@pytest.fixture
def unmarked(release):
    """The same release, as if its figures were real."""
    return dataclasses.replace(release, header=dataclasses.replace(release.header, is_synthetic=False))
