"""Reporting units as the record keeps them: what a page changed stands beside what the package names.

A row whose `changes` is above zero was opened, closed or opened again by an office. It holds from then on; a
later package moves it only where that package says something else of it than the one before did.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection
from sqlalchemy import select as sa_select
from sqlmodel import Session

from agri.definitions.reading import DefinitionFiles
from agri.definitions.reporting_units.unit_file import ReportingUnit
from agri.models import ReportingUnitRow
from agri.services.access.cities import shown_name
from agri.services.reference.package_rows import unit_rows
from agri.terms import ReportingUnitKind

if TYPE_CHECKING:
    from agri.services.reference.reference import Definitions, Reference


def with_kept_units(
    connection: Connection, city: str, definitions: Iterable["Definitions"]
) -> dict[int, "Definitions"]:
    """Return definitions by year, with the units that offices of the city opened or closed."""
    unit = ReportingUnitRow.__table__.c  # type: ignore[attr-defined]
    rows = connection.execute(
        sa_select(unit.code, unit.kind, unit.place, unit.title, unit.since, unit.until).where(
            unit.place.startswith(city), unit.changes > 0
        )
    )
    kept = {
        shown_name(row.code): ReportingUnit(
            shown_name(row.code), ReportingUnitKind(row.kind), row.place, row.title, row.since, row.until
        )
        for row in rows
    }
    return {
        one.version.year: replace(one, reporting_units=_joined(one.reporting_units, kept)) if kept else one
        for one in definitions
    }


def _joined(units: tuple[ReportingUnit, ...], kept: Mapping[str, ReportingUnit]) -> tuple[ReportingUnit, ...]:
    """Return units in code order, those that the record keeps in place of the package's."""
    every = {unit.code: unit for unit in units} | dict(kept)
    return tuple(every[code] for code in sorted(every))


def rows_to_take(
    session: Session, reference: "Reference", files: DefinitionFiles, year: int
) -> list[dict[str, Any]]:
    """Return a package's units as rows: of one that an office changed, only what the package changes too."""
    known = reference.years.get(year) or reference.years[reference.year]
    before = {row["code"]: row for row in unit_rows(known.files, reference.stored_name)}
    rows = []
    for row in unit_rows(files, reference.stored_name):
        held = session.get(ReportingUnitRow, row["code"])
        if held is None or not held.changes:
            rows.append(row | {"changes": 0})
        elif before.get(row["code"]) != row:
            rows.append(row | {"changes": held.changes})
    return rows
