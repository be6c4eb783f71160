"""Take a city package into the record: a new year, or another version of one that is open."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert
from sqlmodel import Session

from agri.audit_acts import AuditAct
from agri.definitions.places import read_org_units
from agri.definitions.plan import Indicator, Plan, read_plan
from agri.definitions.province.province_plan import PROVINCE, is_province, is_province_package
from agri.definitions.reading import DefinitionFiles
from agri.errors import Conflict, Fault, Invalid, NotAllowed, NotFound
from agri.models import (
    Baseline,
    DefinitionConsent,
    FormVersion,
    OrgUnitRow,
    Record,
    ReportingUnitRow,
    TargetRow,
    TaskRow,
)
from agri.services.access.cities import cities_seen
from agri.services.access.permissions import Act, Actor, may
from agri.services.chain.chain_rows import append_row
from agri.services.chain.prove import append_proved
from agri.services.reference.definition_versions import StoredVersion, read_versions, store_version
from agri.services.reference.load_city import seed_city
from agri.services.reference.package_conflicts import require_fitting, require_own_places, require_real
from agri.services.reference.package_rows import (
    baseline_records,
    form_row,
    package_baselines,
    place_rows,
    target_rows,
    task_rows,
)
from agri.services.reference.practice_month import end_practice
from agri.services.reference.province.apply_province import store_province
from agri.services.reference.reference import Reference, read_reference
from agri.services.reference.units.kept_units import rows_to_take
from agri.visible_text import shows


@dataclass(frozen=True, slots=True)
class Applied:
    """What applying a package did.

    ============== ====================================================================
    Field          Meaning
    ============== ====================================================================
    version        the version of the year, stored now or, where nothing differs, before
    is_new         False: the record held just this already
    changed        names of files that are new, differ, or are gone
    target_changes (indicator, before, after) of the year, as people read them
    practice_ended how many trials of the year's practice month were thrown away; None: there was none
    ============== ====================================================================
    """

    version: StoredVersion
    is_new: bool
    changed: tuple[str, ...]
    target_changes: tuple[tuple[str, str, str], ...]
    practice_ended: int | None = None


def apply_package(
    session: Session,
    files: DefinitionFiles,
    year: int,
    *,
    now: datetime,
    by: UUID | None = None,
    reason: str | None = None,
    refuses_synthetic: bool = False,
) -> Applied:
    """Store a checked package as the definitions of a year; the first opens the year.

    Parameters
    ----------
    session : Session
        In a transaction of its own.
    files : DefinitionFiles
        A package that `check_city_package` found sound.
    year : int
        Its plan year.
    by : UUID, optional
        Who applies it; nobody before the first account.
    reason : str, optional
        Needed from the second version of a year on.
    refuses_synthetic : bool
        Whether an invented plan and invented baselines are refused, as a real server does.

    Raises
    ------
    Invalid
        The package contradicts the record: every fault with the way out.
    Conflict
        The year is closed.
    """
    if is_province_package(files):
        version, is_new, changes = store_province(
            session, files, year, now=now, by=by, reason=reason, refuses_synthetic=refuses_synthetic
        )
        return Applied(version, is_new, (PROVINCE,) if is_new else (), changes)
    of_year = files.for_year(year)
    plan = read_plan(of_year, year)
    if refuses_synthetic:
        require_real(of_year, plan)
    versions = read_versions(session.connection())
    if plan.city not in {one.city for one in versions}:
        places = read_org_units(of_year["org_units.csv"])
        require_own_places(places, plan.city)
        keys, rows = package_baselines(of_year)
        seed_city(session, files=files, year=year, places=places, keys=keys, baselines=rows, now=now, by=by)
        first = read_versions(session.connection())[-1]
        return Applied(first, True, of_year.names(), ())
    reference = read_reference(session, of=plan.city)
    of_city = [one for one in versions if (one.city, one.year) == (plan.city, year)]
    require_fitting(session, reference, of_year, plan, is_open=bool(of_city))
    practice_ended = end_practice(session, plan.city, now=now, by=by, year=year)
    last = of_city[-1] if of_city else None
    stored = _digests(of_year)
    if last is not None and stored == dict(last.files):
        return Applied(last, False, (), (), practice_ended)
    if last is not None and not shows(reason):
        raise Invalid.of(
            [
                Fault(
                    "--reason",
                    "reason-missing",
                    f"{year} has definitions already ({last.name}): say why they change, --reason '…'",
                    f"{year} 年已有定义（{last.name}）：请用 --reason 说明变更原因",
                )
            ]
        )
    before = reference.years[year].plan if year in reference.years else None
    changes = () if before is None else tuple(target_changes(before, plan))
    seq = store_version(
        session,
        of_year,
        city=plan.city,
        year=year,
        number=1 if last is None else last.number + 1,
        at=now,
        by=by,
        reason=reason,
        needs_consent=bool(changes),
    )
    version = next(one for one in read_versions(session.connection()) if one.seq == seq)
    if version.in_force_on is not None:
        _write_rows(session, of_year, plan, reference, by, now=now)
    held = {} if last is None else dict(last.files)
    changed = tuple(name for name in sorted({*held, *stored}) if held.get(name) != stored.get(name))
    return Applied(version, True, changed, changes, practice_ended)


def consent_to_version(
    session: Session, actor: Actor, city: str, year: int, number: int, *, now: datetime
) -> StoredVersion:
    """Agree, as a second person, to a version that changes a target within its year.

    Raises
    ------
    NotFound
        There is no such version.
    NotAllowed
        The actor applied it, or is neither operator nor province.
    Conflict
        The version waits for nobody, or a later one was applied.
    """
    versions = [one for one in read_versions(session.connection()) if (one.city, one.year) == (city, year)]
    version = next((one for one in versions if one.number == number), None)
    if version is None:
        raise NotFound(f"there are no definitions {city}/{year}/{number}", f"没有定义 {city}/{year}/{number}")
    is_outside = city not in cities_seen([city], actor)
    if not may(actor, Act.CONSENT_TO_DEFINITIONS) or actor.id == version.by or is_outside:
        raise NotAllowed(
            f"a changed target needs a second person, operator or province, who did not apply {version.name}",
            f"年内变更目标须经第二人同意：系统运维或省级，且不得是提交 {version.name} 的人",
        )
    if version.in_force_on is not None:
        raise Conflict(f"{version.name} is in force already", f"{version.name} 已生效")
    if version is not versions[-1]:
        raise Conflict(
            f"{version.name} was followed by {versions[-1].name}; agree to that one",
            f"{version.name} 之后已有 {versions[-1].name}；请对后者表示同意",
        )
    before = None if is_province(city) else read_reference(session, of=city)
    row = {"version": version.seq, "by": actor.id, "at": now}
    linked = append_row(
        session,
        actor.id,
        DefinitionConsent,
        row,
        at=now,
        act=AuditAct.DEFINITIONS_CONSENTED,
        subject=version.name,
    )
    session.connection().execute(insert(DefinitionConsent), [linked])
    session.flush()
    if before is not None:
        reference = read_reference(session, of=city).for_year(year)
        _write_rows(session, reference.files, reference.plan, before, actor.id, now=now)
    return next(one for one in read_versions(session.connection()) if one.seq == version.seq)


def target_changes(before: Plan, after: Plan) -> Iterator[tuple[str, str, str]]:
    """Yield the targets that differ between two versions of a year, as people read them."""
    for code in sorted({*before.indicators, *after.indicators}):
        old, new = _target_text(before.indicators.get(code)), _target_text(after.indicators.get(code))
        if old != new:
            yield code, old, new


def _target_text(indicator: Indicator | None) -> str:
    if indicator is None or indicator.target is None:
        return "—"
    return f"{indicator.target.comparator} {indicator.target.value:g}"


def _write_rows(
    session: Session,
    files: DefinitionFiles,
    plan: Plan,
    reference: Reference,
    by: UUID | None,
    *,
    now: datetime,
) -> None:
    """Bring places, forms, targets, tasks and baselines to what the package says, each with its proof.

    `reference` is the record as it was before this version held.
    """
    keys, figures = package_baselines(files)
    places = read_org_units(files["org_units.csv"])
    # Only what the package changes: a better figure that the committee recorded since is not taken back.
    said = package_baselines(reference.years[plan.year].files)[1] if plan.year in reference.years else ()
    told = frozenset(said)
    fresh = [
        row
        for row in figures
        if row not in told and reference.baseline(row.org_unit, row.year).get(row.key) != row.value
    ]
    rows: list[Record] = []
    require_own_places(places, plan.city)
    # What lies above the city is another's to name, once it is there.
    own = [row for row in place_rows(places) if row["code"].startswith(plan.city)]
    rows += _merged(session, OrgUnitRow, own, ("code",))
    name = reference.stored_name
    rows += _merged(session, ReportingUnitRow, rows_to_take(session, reference, files, plan.year), ("code",))
    rows += [
        session.merge(FormVersion(**form_row(form, now, name)))
        for form in plan.forms
        if session.get(FormVersion, (name(form.code), form.version)) is None
    ]
    rows += _merged(session, TargetRow, list(target_rows(plan, name)), ("plan", "indicator"))
    rows += _merged(session, TaskRow, list(task_rows(plan, name)), ("id",))
    baselines = [Baseline(**row) for row in baseline_records(fresh, keys, now)]
    session.add_all(baselines)
    session.flush()
    proved = [*rows, *baselines]
    if proved:
        subject = f"{plan.city}/{plan.year}"
        append_proved(session, by, at=now, act=AuditAct.DEFINITIONS_TAKEN, subject=subject, proved=proved)


def _merged(
    session: Session, table: type[Record], rows: Iterable[Mapping[str, Any]], key: Sequence[str]
) -> list[Record]:
    """Write the rows that are new or differ and return them."""
    written = []
    for row in rows:
        names = tuple(row[name] for name in key)
        held = session.get(table, names if len(names) > 1 else names[0])
        if held is None or any(getattr(held, name) != value for name, value in row.items()):
            written.append(session.merge(table(**row)))
    return written


def _digests(files: DefinitionFiles) -> dict[str, str]:
    return {name: hashlib.sha256(files.read(name)).hexdigest() for name in files.names()}
