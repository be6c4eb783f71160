"""Load what a city starts with into a migrated record: places, definitions, ledger, baselines."""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from uuid import UUID

from sqlmodel import Session, col, select

from agri.audit_acts import AuditAct
from agri.definitions.places import BaselineKey, BaselineRow, Places
from agri.definitions.plan import Plan, read_plan
from agri.definitions.reading import DefinitionFiles
from agri.errors import Conflict
from agri.models import Baseline, FormVersion, Meta, OrgUnitRow, Record, ReportingUnitRow, TargetRow, TaskRow
from agri.services.access.cities import read_cities, stored_name
from agri.services.chain.prove import TABLES, append_proved, signatures
from agri.services.chain.proved_columns import PROVED
from agri.services.reference.definition_versions import store_version
from agri.services.reference.package_rows import (
    baseline_records,
    form_row,
    insert_records,
    place_rows,
    target_rows,
    task_rows,
    unit_rows,
)


def seed_city(
    session: Session,
    *,
    files: DefinitionFiles,
    year: int,
    places: Places,
    keys: Iterable[BaselineKey],
    baselines: Iterable[BaselineRow],
    now: datetime,
    by: UUID | None = None,
) -> Plan:
    """Load places and baselines with the definitions of a package's year, and return the plan.

    Of a second city the names of forms, targets and tasks begin with its code in the record.

    Raises
    ------
    Conflict
        The record holds the city already.
    """
    of_year = files.for_year(year)
    plan = read_plan(of_year, year)
    cities = read_cities(session.connection())
    held = set(session.exec(select(OrgUnitRow.code)))
    if plan.city in cities:
        raise Conflict(
            f"the database holds {plan.city} already; use another database",
            f"数据库中已有 {plan.city} 的数据；请另用一个数据库",
        )
    name = partial(stored_name, (*cities, plan.city), plan.city)
    insert_records(session, OrgUnitRow, [row for row in place_rows(places) if row["code"] not in held])
    insert_records(session, ReportingUnitRow, unit_rows(of_year, name))
    insert_records(session, FormVersion, [form_row(form, now, name) for form in plan.forms])
    insert_records(session, TargetRow, list(target_rows(plan, name)))
    insert_records(session, TaskRow, list(task_rows(plan, name)))
    insert_records(session, Baseline, baseline_records(baselines, keys, now))
    store_version(session, of_year, city=plan.city, year=year, number=1, at=now, by=by)
    append_proved(
        session,
        by,
        at=now,
        act=AuditAct.CITY_SEEDED,
        subject=name(plan.code),
        after=None if cities else {TABLES: signatures()},
        proved=_rows_of(session, plan.city, name) if cities else list(PROVED),
    )
    return plan


def _rows_of(session: Session, city: str, name: Callable[[str], str]) -> list[Record]:
    """Return the rows of a city that comes beside others."""
    prefix = name("")
    found: list[Record] = []
    found += session.exec(select(OrgUnitRow).where(col(OrgUnitRow.code).startswith(city))).all()
    unit = ReportingUnitRow
    found += session.exec(select(unit).where(col(unit.place).startswith(city))).all()
    found += session.exec(select(FormVersion).where(col(FormVersion.code).startswith(prefix))).all()
    found += session.exec(select(TargetRow).where(col(TargetRow.plan).startswith(prefix))).all()
    found += session.exec(select(TaskRow).where(col(TaskRow.id).startswith(prefix))).all()
    found += session.exec(select(Baseline).where(col(Baseline.org_unit).startswith(city))).all()
    return found


def set_meta(session: Session, key: str, value: str, *, now: datetime) -> None:
    """Note a fact about the database itself, such as a demo's today."""
    fact = session.merge(Meta(key=key, value=value))
    session.flush()
    append_proved(session, None, at=now, act=AuditAct.META_SET, subject=key, proved=[fact])
