"""What of a sound package contradicts the record, or has no place on a real server."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col
from sqlmodel import select as select_rows

from agri.definitions.heirs import read_heirs
from agri.definitions.places import Places, read_org_units
from agri.definitions.plan import Plan
from agri.definitions.reading import DefinitionFiles
from agri.definitions.reporting_units.unit_file import UNITS_FILE, read_reporting_units
from agri.errors import Conflict, Fault, Invalid
from agri.models import FormVersion, Report, ReportingUnitRow, Revision, TaskRow
from agri.services.access.cities import shown_name
from agri.services.reference.package_rows import package_baselines
from agri.services.reference.reference import Reference
from agri.services.store.canonical import canonical_json

_SYNTHETIC = "synthetic"


def require_real(files: DefinitionFiles, plan: Plan) -> None:
    """Refuse what is invented: a plan marked so, and figures whose source says so."""
    keys, rows = package_baselines(files)
    invented = {key.code for key in keys if _SYNTHETIC in key.source}
    faults = []
    if plan.is_synthetic:
        faults.append(
            Fault(
                "plan.toml",
                "synthetic-plan",
                "is_synthetic = true: a real server takes no invented plan; set it to false in your own "
                "plan, or use a demo (AGRI_ENV=demo)",
                "is_synthetic = true：正式环境不接收演示方案；请在本市方案中改为 false，或在演示环境"
                "（AGRI_ENV=demo）使用",
            )
        )
    named = sorted({row.key for row in rows if row.key in invented})
    if named:
        faults.append(
            Fault(
                "baselines-*.csv",
                "synthetic-baselines",
                f"{len(named)} baselines have an invented source ({', '.join(named[:3])} …): leave them "
                "blank, or give the source of your own figures in baseline-keys.toml",
                f"{len(named)} 项基数的来源是演示数据（{'、'.join(named[:3])} …）：请留空，"
                "或在 baseline-keys.toml 中写明本市数据的来源",
            )
        )
    if faults:
        raise Invalid.of(faults)


def require_own_places(places: Places, city: str) -> None:
    """Refuse places that neither lie in the city nor above it: they are another city's to name."""
    foreign = [
        unit.code
        for unit in places.units
        if not unit.code.startswith(city) and not city.startswith(unit.code)
    ]
    if foreign:
        named = ", ".join(foreign[:3])
        raise Conflict(
            f"org_units.csv: {len(foreign)} places do not lie in {city} ({named} …); a package names its own "
            "city's places",
            f"org_units.csv：{len(foreign)} 个单位不属于 {city}（{named} ……）；定义包只写本市的行政区划",
        )


def require_fitting(
    session: Session, reference: Reference, files: DefinitionFiles, plan: Plan, *, is_open: bool
) -> None:
    """Refuse what contradicts the record."""
    if plan.year in reference.closed_years:
        raise Conflict(
            f"the plan year {plan.year} is closed; its definitions stay as they are",
            f"{plan.year} 年已年度封账，其定义不再变更",
        )
    faults = [
        *_gone_places(reference, files),
        *_gone_units(session, reference, files),
        *_changed_forms(session, reference, plan),
        *_taken_tasks(session, reference, plan),
    ]
    if is_open:
        faults += _gone_elements(session, reference.for_year(plan.year).plan, plan)
    if faults:
        raise Invalid.of(faults)


def _gone_places(reference: Reference, files: DefinitionFiles) -> list[Fault]:
    named = set(read_org_units(files["org_units.csv"]).codes)
    handed = {one.org_unit for one in read_heirs(files)}
    return [
        Fault(
            f"org_units.csv {unit.code}",
            "place-gone",
            f"{unit.code} {unit.name_en} is in the record and not in the package: keep its row, or name its "
            "heirs in becomes.csv; reports and releases name it",
            f"{unit.code} {unit.name} 在记录中，但定义包里没有：请保留该行，"
            "或在 becomes.csv 写明由谁承接；已有报表和发布引用它",
        )
        for unit in reference.places.units
        if unit.code not in named and unit.code not in handed
    ]


def _gone_units(session: Session, reference: Reference, files: DefinitionFiles) -> list[Fault]:
    named = {reference.stored_name(unit.code) for unit in read_reporting_units(files)}
    unit = ReportingUnitRow
    held = session.exec(select_rows(unit).where(col(unit.place).startswith(reference.city)))
    return [
        Fault(
            f"{UNITS_FILE} {shown_name(row.code)}",
            "reporting-unit-gone",
            f"{shown_name(row.code)} {row.title} is in the record and not in the package: keep its row and "
            "write under until the first day on which it is gone; earlier months count it",
            f"{shown_name(row.code)} {row.title} 在记录中，但定义包里没有：请保留该行，"
            "并在 until 写明不再存在的第一天；以前各月仍计入",
        )
        for row in held
        if row.code not in named and not row.changes
    ]


def _changed_forms(session: Session, reference: Reference, plan: Plan) -> list[Fault]:
    faults = []
    for form in plan.forms:
        held = session.get(FormVersion, (reference.stored_name(form.code), form.version))
        if held is not None and not is_same_form(held.definition, asdict(form)):
            faults.append(
                Fault(
                    f"forms {form.code}",
                    "version-not-raised",
                    f"form {form.code} differs from version {form.version} in the record: raise `version`, "
                    "so that reports of both are told apart",
                    f"报表 {form.code} 与记录中的第 {form.version} 版不同：请提高 version，以区分两版填报",
                )
            )
    return faults


def is_same_form(held: Mapping[str, Any], fresh: Mapping[str, Any]) -> bool:
    """Say whether a form is the one of the record, as far as the record speaks of it."""
    plain = _as_stored(fresh)
    return all(_holds(value, plain.get(key)) for key, value in held.items())


def _as_stored(value: object) -> dict[str, object]:
    """Return a form as JSON gives it back."""
    stored: dict[str, object] = json.loads(canonical_json(value))
    return stored


def _holds(old: object, new: object) -> bool:
    """Say whether what an earlier program stored is said by the later one too; later words may be added."""
    if isinstance(old, dict) and isinstance(new, dict):
        return all(_holds(value, new.get(key)) for key, value in old.items())
    if isinstance(old, list) and isinstance(new, list):
        return len(old) == len(new) and all(_holds(a, b) for a, b in zip(old, new, strict=True))
    return bool(old == new)


def _taken_tasks(session: Session, reference: Reference, plan: Plan) -> list[Fault]:
    faults = []
    for task in plan.tasks:
        held = session.get(TaskRow, reference.stored_name(task.id))
        if held is not None and held.plan != reference.stored_name(plan.code):
            faults.append(
                Fault(
                    f"tasks.csv {task.id}",
                    "task-of-another-plan",
                    f"task {task.id} belongs to the plan {shown_name(held.plan)}: number this year's anew, "
                    f"e.g. {plan.year}-{task.id}",
                    f"任务 {task.id} 属于方案 {shown_name(held.plan)}：请为本年度重新编号，"
                    f"如 {plan.year}-{task.id}",
                )
            )
    return faults


def _gone_elements(session: Session, before: Plan, after: Plan) -> list[Fault]:
    """Name the elements of the year that reports hold and the package no longer asks."""
    gone: dict[str, list[str]] = {}
    renamed = {
        f"{form.code}.{element.renamed_from}"
        for form in after.forms
        for element in form.elements
        if element.renamed_from
    }
    for name in before.forms.data_elements:
        if name not in after.forms.data_elements and name not in renamed:
            form, _, element = name.partition(".")
            gone.setdefault(form, []).append(element)
    faults = []
    for form, elements in gone.items():
        values = session.connection().execute(
            select(col(Revision.values))
            .join(Report, col(Report.id) == col(Revision.report_id))
            .where(
                col(Report.form) == form,
                col(Report.org_unit).startswith(after.city),
                col(Report.period).startswith(str(after.year)),
            )
        )
        held = {code for (row,) in values for code in elements if (row or {}).get(code) is not None}
        for code in sorted(held):
            faults.append(
                Fault(
                    f"forms {form}.{code}",
                    "element-gone",
                    f"reports of {after.year} hold {form}.{code}: keep it, or write renamed_from = "
                    f'"{code}" at the element that takes its place',
                    f"{after.year} 年的填报已有 {form}.{code}：请保留，或在替代它的数据项写 "
                    f'renamed_from = "{code}"',
                )
            )
    return faults
