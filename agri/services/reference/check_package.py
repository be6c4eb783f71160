"""Check a city package and run its cases: what is reported, and what the indicators then say."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np

from agri.definitions.indicator_file import declaration_file
from agri.definitions.package.check import CASES, PackageReport, check_package, in_package
from agri.definitions.package.documents import Opening, Passed, TomlDocument, number_in, rows_of, text_in
from agri.definitions.package.faults import PackageFault, listed, meant, shown
from agri.definitions.package.kinds import FaultKind
from agri.definitions.package.lines import Path
from agri.definitions.package.shape import Items, Number, TableShape, Text, Words, shape_faults
from agri.definitions.places import Places, read_baseline_keys, read_org_units
from agri.definitions.plan import Plan, read_plan
from agri.definitions.province.province_check import check_province
from agri.definitions.province.province_plan import is_province_package
from agri.definitions.reading import DefinitionFiles, Title, read_toml
from agri.files.documents.check_documents import check_documents
from agri.indicators.rates import evaluate
from agri.indicators.recovery import recovery_of
from agri.indicators.reported import reported_quantities
from agri.indicators.snapshot import Snapshot
from agri.periods import Period
from agri.terms import CellState, SnapshotBasis

_SHAPE = TableShape(
    {
        "cases": Items(
            TableShape(
                {
                    "code": Text(),
                    "title": Words(),
                    "expects": Items(
                        TableShape(
                            {"indicator": Text(), "org_unit": Text(), "value": Number()},
                            {"within": Number(0)},
                        )
                    ),
                },
                {
                    "reports": Items(
                        TableShape(
                            {"org_unit": Text(), "element": Text(), "period": Text(), "value": Number()},
                        )
                    ),
                    "baselines": Items(TableShape({"org_unit": Text(), "key": Text(), "value": Number()})),
                },
            )
        )
    }
)
_NOT_TRIED = Title(
    "因此不核对这一项；不再需要请删去", "it is not compared; please remove it where it is not needed any more"
)
_WITHIN = 1e-6  # how far an indicator may be from what a case expects


def check_city_package(
    files: DefinitionFiles, year: int | None = None, *, today: date | None = None
) -> PackageReport:
    """Return every fault of a package; its cases are run where nothing else stops it."""
    if is_province_package(files):
        return check_province(files, year)
    report = check_package(files, year, today)
    of_year = files.for_year(report.year)
    report = _with_documents(report, of_year, files)
    if not report.is_sound or CASES not in of_year:
        return report
    opening = Opening(of_year)
    document = opening.toml(CASES)
    if document is not None:
        opening.add(list(shape_faults(document, _SHAPE)))
        if not opening.faults:
            opening.add(_run_cases(document, of_year, report.year))
            count = len(document.rows("cases"))
            opening.note_passed(CASES, f"{count} 个算例相符", f"{count} cases come out as computed by hand")
    passed: tuple[Passed, ...] = (*report.passed, *opening.passed)
    return in_package(replace(report, faults=(*report.faults, *opening.faults), passed=passed), files)


def _with_documents(report: PackageReport, of_year: DefinitionFiles, files: DefinitionFiles) -> PackageReport:
    """Return a report that names the faults of the office's templates too."""
    found = check_documents(of_year)
    if not found.faults and not found.passed:
        return report
    faults: tuple[PackageFault, ...] = (*report.faults, *found.faults)
    passed: tuple[Passed, ...] = (*report.passed, *found.passed)
    return in_package(replace(report, faults=faults, passed=passed), files)


def _run_cases(document: TomlDocument, files: DefinitionFiles, year: int) -> list[PackageFault]:
    plan, places = read_plan(files, year), read_org_units(files["org_units.csv"])
    keys = tuple(key.code for key in read_baseline_keys(files["baseline-keys.toml"]))
    known = {
        "org_unit": places.codes,
        "element": plan.forms.data_elements,
        "period": tuple(map(str, plan.periods)),
        "key": keys,
        "indicator": tuple(plan.indicators),
    }
    left_out = _declared(files) - set(plan.indicators)
    faults: list[PackageFault] = []
    for path, whole in document.rows("cases"):
        for at, row in rows_of(whole, "expects", path):
            if row["indicator"] in left_out:
                kind, field = FaultKind.NOT_PLANNED, (*at, "indicator")
                faults.append(document.fault(kind, field, found=row["indicator"], then=_NOT_TRIED))
        case = {**whole, "expects": [row for row in whole["expects"] if row["indicator"] not in left_out]}
        found = _name_faults(document, case, path, known)
        faults += found or _case_faults(document, case, path, plan, _snapshot(case, plan, places, keys))
    return faults


def _declared(files: DefinitionFiles) -> set[str]:
    """Return the indicators that the package declares, whether its plan names them or not."""
    return {row["code"] for row in read_toml(declaration_file(files)).get("indicators", ())}


def _name_faults(
    document: TomlDocument, case: Mapping[str, Any], path: Path, known: Mapping[str, tuple[str, ...]]
) -> list[PackageFault]:
    """Return the names of a case that the package does not know."""
    return [
        document.fault(
            FaultKind.NOT_AMONG,
            (*at, field),
            found=shown(row[field]),
            meant=meant(row[field], words),
            known=listed(words),
        )
        for part in ("reports", "baselines", "expects")
        for at, row in rows_of(case, part, path)
        for field, words in known.items()
        if field in row and row[field] not in words
    ]


def _snapshot(case: Mapping[str, Any], plan: Plan, places: Places, keys: tuple[str, ...]) -> Snapshot:
    elements, periods, units = plan.forms.data_elements, plan.periods, len(places.units)
    values = np.full((units, len(elements), len(periods)), np.nan)
    known = np.full((units, len(keys), 2), np.nan)
    for _, row in rows_of(case, "reports"):
        at = places.index[row["org_unit"]], elements.index(row["element"])
        values[(*at, periods.index(Period.parse(row["period"])))] = row["value"]
    for _, row in rows_of(case, "baselines"):
        known[places.index[row["org_unit"]], keys.index(row["key"]), 1] = row["value"]
    forms = tuple(plan.forms.by_code)
    return Snapshot(
        as_of=date(plan.year, 12, 31),
        basis=SnapshotBasis.ACCEPTED,
        places=places,
        forms=forms,
        data_elements=elements,
        periods=periods,
        values=values,
        state=np.where(np.isnan(values), CellState.NOT_DUE, CellState.GIVEN).astype(np.int8),
        delay_days=np.full((units, len(forms), len(periods)), np.nan),
        is_closed=np.zeros((units, len(periods)), dtype=np.bool_),
        baseline_keys=keys,
        years=(plan.year - 1, plan.year),
        baselines=known,
    )


def _case_faults(
    document: TomlDocument, case: Mapping[str, Any], path: Path, plan: Plan, snapshot: Snapshot
) -> list[PackageFault]:
    quantities = reported_quantities(snapshot, plan, Period(plan.year, 12))
    ratios = evaluate(quantities, plan, snapshot.places, recovery_of(snapshot, plan))
    faults = []
    for at, row in rows_of(case, "expects", path):
        value = float(ratios[row["indicator"]].value[snapshot.places.index[row["org_unit"]]])
        if not abs(value - row["value"]) <= (number_in(row, "within") or _WITHIN):
            faults.append(
                document.fault(
                    FaultKind.CASE_DIFFERS,
                    (*at, "value"),
                    code=text_in(case, "code"),
                    indicator=row["indicator"],
                    found=Title("无数值", "no value") if np.isnan(value) else f"{value:.6g}",
                    other=f"{row['value']:g}",
                )
            )
    return faults
