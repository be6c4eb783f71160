"""The rows that a city package brings into the record beside its files: forms, targets, tasks, baselines."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session

from agri.definitions.forms import Form
from agri.definitions.places import (
    BaselineKey,
    BaselineRow,
    OrgUnit,
    Places,
    read_baseline_keys,
    read_baselines,
)
from agri.definitions.plan import Plan
from agri.definitions.reading import DefinitionFiles
from agri.definitions.reporting_units.unit_file import read_reporting_units
from agri.models import Record
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
Named = Callable[[str], str]  # how the record names what two cities may call the same
_DEPTH = list(Level)  # from the province down: a parent is stored before its children


def insert_records(session: Session, table: type[Record], rows: list[dict[str, Any]]) -> None:
    """Insert plain rows; none is no statement."""
    if rows:
        session.connection().execute(insert(table), rows)


def package_baselines(files: DefinitionFiles) -> tuple[tuple[BaselineKey, ...], list[BaselineRow]]:
    """Return what a year's baselines mean, and the figures that the package gives."""
    keys = read_baseline_keys(files["baseline-keys.toml"])
    return keys, [
        row for name in _BASELINE_FILES if name in files for row in read_baselines(files[name], keys)
    ]


def place_rows(places: Places) -> list[dict[str, Any]]:
    """Return the rows of places, parents first."""
    return [asdict(unit) for unit in sorted(places.units, key=_depth)]


def unit_rows(files: DefinitionFiles, name: Named = str) -> list[dict[str, Any]]:
    """Return the rows of a package's reporting units, under the names that the record keeps them."""
    return [asdict(unit) | {"code": name(unit.code)} for unit in read_reporting_units(files)]


def form_row(form: Form, now: datetime, name: Named = str) -> dict[str, Any]:
    """Return the row of one form's version, under the name that the record keeps it."""
    definition = asdict(form)
    return {
        "code": name(form.code),
        "version": form.version,
        "digest": digest_of(definition),
        "definition": definition,
        "created_at": now,
    }


def target_rows(plan: Plan, name: Named = str) -> Iterator[dict[str, Any]]:
    """Yield the rows of a plan's targets."""
    for indicator in plan.targets:
        if indicator.target is not None:
            yield {
                "plan": name(plan.code),
                "indicator": indicator.code,
                "value": indicator.target.value,
                "comparator": indicator.target.comparator,
                "clause": indicator.clause,
            }


def task_rows(plan: Plan, name: Named = str) -> Iterator[dict[str, Any]]:
    """Yield the rows of a plan's ledger."""
    for task in plan.tasks:
        row = {field: getattr(task, field) for field in _TASK_FIELDS}
        named = {"id": name(task.id), "plan": name(plan.code)}
        yield row | named | {"title_zh": task.text.zh, "title_en": task.text.en}


def baseline_records(
    rows: Iterable[BaselineRow], keys: Iterable[BaselineKey], now: datetime
) -> list[dict[str, Any]]:
    """Return the rows of baselines with the source and certainty of their keys."""
    known = {key.code: key for key in keys}
    return [
        {
            **asdict(row),
            "source": known[row.key].source,
            "certainty": known[row.key].certainty,
            "recorded_at": now,
        }
        for row in rows
    ]


def _depth(unit: OrgUnit) -> tuple[int, str]:
    return _DEPTH.index(unit.level), unit.code
