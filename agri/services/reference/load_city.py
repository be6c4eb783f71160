"""Load what a city starts with into an empty, migrated record: places, forms, plan, baselines."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session, select

from agri.definitions import places as definitions
from agri.definitions.forms import Form
from agri.definitions.places import (
    BaselineKey,
    BaselineRow,
    Places,
    read_baseline_keys,
    read_baselines,
    read_org_units,
)
from agri.definitions.plan import Plan, read_plan
from agri.definitions.reading import DefinitionFiles, seed_root
from agri.errors import Conflict
from agri.models import Baseline, FormVersion, Meta, OrgUnitRow, Record, TargetRow, TaskRow
from agri.services.chain.prove import TABLES, append_proved, signatures
from agri.services.chain.proved_columns import PROVED
from agri.services.reference.reference import PLAN_FOLDER, PLAN_YEAR, STAMP
from agri.services.store.canonical import digest_of
from agri.terms import Level

_BASELINE_FILES = ("baselines-township.csv", "baselines-county.csv")
_TASK_FIELDS = (
    "id",
    "clause",
    "lead",
    "responsible",
    "due_on",
    "is_due_implied",
    "figure",
    "comparator",
    "value",
    "unit",
    "indicator",
)
_DEPTH = list(Level)  # from the province down: a parent is stored before its children


def seed_from_folder(session: Session, folder: Path, year: int, *, now: datetime) -> Plan:
    """Load a city from its folder of seed data and return its plan.

    Raises
    ------
    Conflict
        The record holds a city already.
    ValueError
        A file of the folder is at fault; the message names file and place.
    """
    files = DefinitionFiles.in_folder(folder)
    keys = read_baseline_keys(files["baseline-keys.toml"])
    rows = [row for name in _BASELINE_FILES if name in files for row in read_baselines(files[name], keys)]
    places = read_org_units(files["org_units.csv"])
    return seed_city(session, folder=folder, year=year, places=places, keys=keys, baselines=rows, now=now)


def seed_city(
    session: Session,
    *,
    folder: Path,
    year: int,
    places: Places,
    keys: Iterable[BaselineKey],
    baselines: Iterable[BaselineRow],
    now: datetime,
) -> Plan:
    """Load places and baselines with the plan that stands in a folder, and return the plan.

    Raises
    ------
    Conflict
        The record holds a city already.
    """
    if session.exec(select(OrgUnitRow).limit(1)).first() is not None:
        raise Conflict(
            "the database holds a city already; use another database",
            "数据库中已有城市数据；请另用一个数据库",
        )
    plan = read_plan(folder, year)
    _insert(session, OrgUnitRow, [asdict(unit) for unit in sorted(places.units, key=_depth)])
    _insert(session, FormVersion, [_form_row(form, now) for form in plan.forms])
    _insert(session, TargetRow, list(_target_rows(plan)))
    _insert(session, TaskRow, list(_task_rows(plan)))
    known = {key.code: key for key in keys}
    _insert(session, Baseline, [_baseline_row(row, known[row.key], now) for row in baselines])
    facts = {
        PLAN_FOLDER: str(folder.relative_to(seed_root()) if folder.is_relative_to(seed_root()) else folder),
        PLAN_YEAR: str(year),
        STAMP: digest_of([form.code + str(form.version) for form in plan.forms] + list(places.codes)),
    }
    _insert(session, Meta, [{"key": key, "value": value} for key, value in facts.items()])
    append_proved(
        session,
        None,
        at=now,
        act="city.seeded",
        subject=plan.code,
        after={"standing": facts[STAMP], TABLES: signatures()},
        proved=list(PROVED),
    )
    return plan


def set_meta(session: Session, key: str, value: str, *, now: datetime) -> None:
    """Note a fact about the database itself, such as a demo's today."""
    fact = session.merge(Meta(key=key, value=value))
    session.flush()
    append_proved(session, None, at=now, act="meta.set", subject=key, proved=[fact])


def _depth(unit: definitions.OrgUnit) -> tuple[int, str]:
    return _DEPTH.index(unit.level), unit.code


def _insert(session: Session, table: type[Record], rows: list[dict[str, Any]]) -> None:
    if rows:
        session.connection().execute(insert(table), rows)


def _form_row(form: Form, now: datetime) -> dict[str, Any]:
    definition = asdict(form)
    return {
        "code": form.code,
        "version": form.version,
        "digest": digest_of(definition),
        "definition": definition,
        "created_at": now,
    }


def _target_rows(plan: Plan) -> Iterator[dict[str, Any]]:
    for indicator in plan.targets:
        if indicator.target is not None:
            yield {
                "plan": plan.code,
                "indicator": indicator.code,
                "value": indicator.target.value,
                "comparator": indicator.target.comparator,
                "clause": indicator.clause,
            }


def _task_rows(plan: Plan) -> Iterator[dict[str, Any]]:
    for task in plan.tasks:
        row = {field: getattr(task, field) for field in _TASK_FIELDS}
        yield row | {"plan": plan.code, "title_zh": task.text.zh, "title_en": task.text.en}


def _baseline_row(row: BaselineRow, key: BaselineKey, now: datetime) -> dict[str, Any]:
    return {**asdict(row), "source": key.source, "certainty": key.certainty, "recorded_at": now}
