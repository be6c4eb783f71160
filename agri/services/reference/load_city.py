"""Load what a city starts with into an empty, migrated record: places, definitions, ledger, baselines."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session, select

from agri.definitions.places import BaselineKey, BaselineRow, Places
from agri.definitions.plan import Plan, read_plan
from agri.definitions.reading import DefinitionFiles
from agri.errors import Conflict
from agri.models import Baseline, FormVersion, Meta, OrgUnitRow, TargetRow, TaskRow
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
)
from agri.terms import AuditAct


def seed_city(
    session: Session,
    *,
    files: DefinitionFiles,
    year: int,
    places: Places,
    keys: Iterable[BaselineKey],
    baselines: Iterable[BaselineRow],
    now: datetime,
) -> Plan:
    """Load places and baselines with the definitions of a package's year, and return the plan.

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
    of_year = files.for_year(year)
    plan = read_plan(of_year, year)
    insert_records(session, OrgUnitRow, place_rows(places))
    insert_records(session, FormVersion, [form_row(form, now) for form in plan.forms])
    insert_records(session, TargetRow, list(target_rows(plan)))
    insert_records(session, TaskRow, list(task_rows(plan)))
    insert_records(session, Baseline, baseline_records(baselines, keys, now))
    store_version(session, of_year, city=plan.city, year=year, number=1, at=now)
    append_proved(
        session,
        None,
        at=now,
        act=AuditAct.CITY_SEEDED,
        subject=plan.code,
        after={TABLES: signatures()},
        proved=list(PROVED),
    )
    return plan


def set_meta(session: Session, key: str, value: str, *, now: datetime) -> None:
    """Note a fact about the database itself, such as a demo's today."""
    fact = session.merge(Meta(key=key, value=value))
    session.flush()
    append_proved(session, None, at=now, act=AuditAct.META_SET, subject=key, proved=[fact])
