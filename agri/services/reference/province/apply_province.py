"""Take a province's package into the record, and read the plan that is in force."""

from collections.abc import Iterator
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session

from agri.definitions.package.faults import listed, meant
from agri.definitions.plan import Target
from agri.definitions.province.province_plan import PROVINCE, ProvincePlan, read_province_plan
from agri.definitions.reading import DefinitionFiles
from agri.errors import Conflict, Fault, Invalid
from agri.services.reference.definition_versions import (
    StoredVersion,
    read_version_files,
    read_versions,
    store_version,
)
from agri.services.reference.reference import read_reference, record_cities
from agri.visible_text import shows


def province_versions(session: Session, province: str) -> tuple[StoredVersion, ...]:
    """Return the versions of a province's plan in the order of applying."""
    return tuple(one for one in read_versions(session.connection()) if one.city == province)


def province_plan(session: Session, province: str, day: date) -> ProvincePlan | None:
    """Return the province's plan in force on a day, of that year or the last before; None without any."""
    held = [
        one
        for one in province_versions(session, province)
        if one.in_force_on is not None and one.in_force_on <= day
    ]
    if not held:
        return None
    newest = max(held, key=lambda one: (one.year, one.number))
    return read_province_plan(read_version_files(session.connection(), newest))


def store_province(
    session: Session,
    files: DefinitionFiles,
    year: int,
    *,
    now: datetime,
    by: UUID | None = None,
    reason: str | None = None,
    refuses_synthetic: bool = False,
) -> tuple[StoredVersion, bool, tuple[tuple[str, str, str], ...]]:
    """Store a checked package of a province; return its version, whether it is new, and changed targets.

    Raises
    ------
    Conflict
        The record holds no city of the province.
    Invalid
        An indicator is none of its cities', the plan is invented on a real server, or no reason is given.
    """
    of_year = files.for_year(year)
    plan = read_province_plan(of_year)
    if refuses_synthetic and plan.is_synthetic:
        raise _fault(
            "is_synthetic",
            "synthetic-plan",
            "a real server takes no invented plan; set is_synthetic to false in your own",
            "正式环境不接收演示方案；请在本省方案中改为 false",
        )
    require_known_indicators(session, plan)
    held = [one for one in province_versions(session, plan.province) if one.year == plan.year]
    last = held[-1] if held else None
    own = DefinitionFiles({PROVINCE: of_year[PROVINCE]})
    if last is not None:
        before_files = read_version_files(session.connection(), last)
        if before_files.read(PROVINCE) == own.read(PROVINCE):
            return last, False, ()
        if not shows(reason):
            raise _fault(
                "--reason",
                "reason-missing",
                f"{plan.year} has a plan already ({last.name}): say why it changes, --reason '…'",
                f"{plan.year} 年已有方案（{last.name}）：请用 --reason 说明变更原因",
            )
        changes = tuple(province_target_changes(read_province_plan(before_files), plan))
    else:
        changes = ()
    seq = store_version(
        session,
        own,
        city=plan.province,
        year=plan.year,
        number=1 if last is None else last.number + 1,
        at=now,
        by=by,
        reason=reason,
        needs_consent=bool(changes),
    )
    stored = next(one for one in province_versions(session, plan.province) if one.seq == seq)
    return stored, True, changes


def require_known_indicators(session: Session, plan: ProvincePlan) -> None:
    """Refuse a plan about no city of the record, or about an indicator that none of them has."""
    cities = [city for city in record_cities(session) if city.startswith(plan.province)]
    if not cities:
        raise Conflict(
            f"the record holds no city of {plan.province}; apply a city's package first",
            f"记录中没有 {plan.province} 的城市；请先启用一个市的定义包",
        )
    known = {
        code
        for city in cities
        for one in read_reference(session, of=city).years.values()
        for code in one.plan.indicators
    }
    faults = [
        Fault(
            f"{PROVINCE} {one.code}",
            "indicator-of-no-city",
            f"no city of {plan.province} has the indicator {one.code}{meant(one.code, known).en}; "
            f"they have: {listed(sorted(known))}",
            f"{plan.province} 各市都没有指标 {one.code}{meant(one.code, known).zh}；"
            f"可用：{listed(sorted(known))}",
        )
        for one in plan.indicators
        if one.code not in known
    ]
    if faults:
        raise Invalid.of(faults)


def province_target_changes(before: ProvincePlan, after: ProvincePlan) -> Iterator[tuple[str, str, str]]:
    """Yield the targets that differ between two versions of a plan, as people read them."""
    old = {one.code: _text(one.target) for one in before.indicators}
    new = {one.code: _text(one.target) for one in after.indicators}
    for code in sorted({*old, *new}):
        if old.get(code, "—") != new.get(code, "—"):
            yield code, old.get(code, "—"), new.get(code, "—")


def _text(target: Target | None) -> str:
    return "—" if target is None else f"{target.comparator} {target.value:g}"


def _fault(pointer: str, code: str, detail: str, detail_zh: str) -> Invalid:
    return Invalid.of([Fault(pointer, code, detail, detail_zh)])
