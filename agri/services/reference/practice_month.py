"""A practice month: a draft package on the phones before it is in force; counted nowhere, thrown away."""

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from threading import Lock
from uuid import UUID

from sqlalchemy import delete, func, insert, select
from sqlmodel import Session, col

from agri.audit_acts import AuditAct
from agri.definitions.forms import Form
from agri.definitions.places import BaselineRow, read_org_units
from agri.definitions.plan import Plan, read_plan
from agri.definitions.reading import DefinitionFiles, Title
from agri.definitions.reporting_units.unit_file import read_reporting_units
from agri.errors import Fault, Invalid, NotFound
from agri.models import PracticeFile, PracticeMonth, PracticeReport
from agri.periods import Period, day_of
from agri.services.chain.audit import append, open_chain
from agri.services.reference.definition_versions import StoredVersion
from agri.services.reference.package_conflicts import require_fitting, require_own_places, require_real
from agri.services.reference.package_rows import package_baselines
from agri.services.reference.reference import Definitions, Reference, read_reference
from agri.services.store.canonical import digest_of

NOT_COUNTED = Title("练习，不计入任何数字", "practice: counted in no figure")


@dataclass(frozen=True, slots=True)
class Practice:
    """A practice month that is open.

    ========= ==================================================================
    Field     Meaning
    ========= ==================================================================
    period    the month that the forms are tried on
    digest    of the draft's files
    reference the record as it would be, were the draft in force: for practice alone
    at        when it was opened
    ========= ==================================================================
    """

    city: str
    year: int
    period: Period
    digest: str
    reference: Reference
    at: datetime

    @property
    def plan(self) -> Plan:
        """The draft's plan, with its forms."""
        return self.reference.plan

    @property
    def periods(self) -> dict[str, Period]:
        """The forms that the month asks, each with its own period that ends with the month."""
        found = {form.code: form.period_ending(self.period) for form in self.plan.forms}
        return {
            code: period
            for code, period in found.items()
            if period is not None and self.plan.forms[code].asks_in(period)
        }

    def judged_at(self, now: datetime) -> datetime:
        """Return the instant by which a trial is judged: the practice month has begun, whatever day it is."""
        return max(now, datetime.combine(self.period.first_day, time(12), tzinfo=UTC))


@dataclass(frozen=True, slots=True)
class OpenedPractice:
    """What opening a practice month did.

    ============ =========================================================================
    Field        Meaning
    ============ =========================================================================
    asked        the forms that the month asks
    fresh        codes of the forms that are new or in another version than the record's
    thrown_away  reports of the practice month that it replaced; None where there was none
    ============ =========================================================================
    """

    practice: Practice
    asked: tuple[Form, ...]
    fresh: tuple[str, ...]
    thrown_away: int | None


def open_practice(
    session: Session,
    files: DefinitionFiles,
    year: int,
    *,
    now: datetime,
    month: str | None = None,
    by: UUID | None = None,
    refuses_synthetic: bool = False,
) -> OpenedPractice:
    """Put a checked package on the phones for practice; nothing of it is in force.

    Parameters
    ----------
    month : str, optional
        Of the draft's year; by default the one that asks most of what is new, then most of all.

    Raises
    ------
    Invalid
        The package contradicts the record, as `apply_package` says, or `month` is none of its year.
    Conflict
        The year is closed.
    NotFound
        The record does not hold the city: a city begins with `apply_package`.
    """
    of_year = files.for_year(year)
    plan = read_plan(of_year, year)
    if refuses_synthetic:
        require_real(of_year, plan)
    open_chain(session)
    require_own_places(read_org_units(of_year["org_units.csv"]), plan.city)
    reference = read_reference(session, of=plan.city)
    require_fitting(session, reference, of_year, plan, is_open=year in reference.years)
    fresh = tuple(form.code for form in plan.forms if (form.code, form.version) not in reference.forms)
    period = _busiest_month(plan, fresh) if month is None else _month_of(plan, month)
    contents = {name: of_year.read(name) for name in of_year.names()}
    digest = digest_of({name: hashlib.sha256(content).hexdigest() for name, content in contents.items()})
    thrown_away = end_practice(session, plan.city, now=now, by=by)
    row = {"city": plan.city, "year": year, "period": str(period), "digest": digest, "by": by, "at": now}
    connection = session.connection()
    connection.execute(insert(PracticeMonth), [row])
    connection.execute(
        insert(PracticeFile),
        [{"city": plan.city, "name": name, "content": content} for name, content in contents.items()],
    )
    append(
        session,
        by,
        at=now,
        act=AuditAct.PRACTICE_OPENED,
        subject=f"{plan.city}/{period}",
        after={"digest": digest},
    )
    practice = require_practice(session, reference)
    asked = tuple(plan.forms[code] for code in practice.periods)
    return OpenedPractice(practice, asked, fresh, thrown_away)


def end_practice(
    session: Session, city: str, *, now: datetime, by: UUID | None = None, year: int | None = None
) -> int | None:
    """Throw a city's practice month away with all that was tried; return how many reports that were.

    With `year` only a practice month of that year is ended. None where there is none.
    """
    open_chain(session)
    connection = session.connection()
    row = connection.execute(
        select(col(PracticeMonth.year), col(PracticeMonth.period), col(PracticeMonth.digest)).where(
            col(PracticeMonth.city) == city
        )
    ).one_or_none()
    if row is None or (year is not None and row.year != year):
        return None
    count = connection.execute(
        select(func.count()).select_from(PracticeReport).where(col(PracticeReport.city) == city)
    ).scalar_one()
    connection.execute(delete(PracticeReport).where(col(PracticeReport.city) == city))
    connection.execute(delete(PracticeFile).where(col(PracticeFile.city) == city))
    connection.execute(delete(PracticeMonth).where(col(PracticeMonth.city) == city))
    append(
        session,
        by,
        at=now,
        act=AuditAct.PRACTICE_ENDED,
        subject=f"{city}/{row.period}",
        before={"digest": row.digest, "reports": count},
    )
    return int(count)


def read_practice(session: Session, reference: Reference) -> Practice | None:
    """Return the practice month of the record's city; None where none is open."""
    connection = session.connection()
    row = connection.execute(
        select(*(col(getattr(PracticeMonth, name)) for name in PracticeMonth.model_fields)).where(
            col(PracticeMonth.city) == reference.city
        )
    ).one_or_none()
    if row is None or row.year in reference.closed_years:
        return None
    period = Period.parse(row.period)
    return Practice(
        city=row.city,
        year=row.year,
        period=period,
        digest=row.digest,
        reference=_as_if_in_force(reference, _draft(session, row.city, row.year, row.digest, row.at)),
        at=row.at,
    )


def require_practice(session: Session, reference: Reference) -> Practice:
    """Return the practice month of the record's city.

    Raises
    ------
    NotFound
        None is open, or it was ended.
    """
    practice = read_practice(session, reference)
    if practice is None:
        raise NotFound(
            "no practice month is open, or it was ended; what was tried counted nowhere and is not missed",
            "当前没有练习月，或练习已结束；试填的内容本来就不计入任何数字，无需补报",
        )
    return practice


def _month_of(plan: Plan, month: str) -> Period:
    try:
        period = Period.parse(month)
    except ValueError:
        period = None
    if period is None or period not in Period(plan.year).months():
        detail = f"{month!r} is no month of {plan.year}: write it like {plan.year}-06"
        detail_zh = f"“{month}”不是 {plan.year} 年的月份，应写成 {plan.year}-06"
        raise Invalid(detail, detail_zh, (Fault("--month", "not-a-month", detail, detail_zh),))
    return period


def _busiest_month(plan: Plan, fresh: tuple[str, ...]) -> Period:
    """Return the month that asks most of the new forms, then most elements; the first of several alike."""

    def weight(month: Period) -> tuple[int, int]:
        asked = [
            (form, period)
            for form in plan.forms
            if (period := form.period_ending(month)) is not None and form.asks_in(period)
        ]
        elements = sum(len(one.elements) for form, period in asked for one in form.sections_in(period))
        return sum(form.code in fresh for form, _ in asked), elements

    return max(Period(plan.year).months(), key=weight)


_Draft = tuple[Definitions, list[BaselineRow]]
_parsed: dict[tuple[str, int], _Draft] = {}  # by digest and year: slow to parse, and never changed
_MOST_PARSED = 4
_lock = Lock()


def _draft(session: Session, city: str, year: int, digest: str, at: datetime) -> _Draft:
    """Return the draft's definitions with its baselines."""
    with _lock:
        found = _parsed.get((digest, year))
    if found is None:
        stored = session.connection().execute(
            select(col(PracticeFile.name), col(PracticeFile.content)).where(col(PracticeFile.city) == city)
        )
        contents: dict[str, bytes] = {row.name: row.content for row in stored}
        files = DefinitionFiles.of_bytes(contents)
        version = StoredVersion(
            seq=0,
            city=city,
            year=year,
            number=0,
            digest=digest,
            files={name: hashlib.sha256(content).hexdigest() for name, content in contents.items()},
            in_force_on=day_of(at),
            reason=None,
            by=None,
            at=at,
        )
        keys, baselines = package_baselines(files)
        found = (
            Definitions(version, files, read_plan(files, year), keys, read_reporting_units(files)),
            baselines,
        )
        with _lock:
            if len(_parsed) >= _MOST_PARSED:
                _parsed.pop(next(iter(_parsed)))
            _parsed[digest, year] = found
    return found


def _as_if_in_force(reference: Reference, draft: _Draft) -> Reference:
    """Return the record as it would be, were the draft in force; the record's own is left as it is."""
    definitions, figures = draft
    year = definitions.plan.year
    # Only what the draft changes, as when a package is applied: better figures of the committee stay.
    said = package_baselines(reference.years[year].files)[1] if year in reference.years else ()
    told = frozenset(said)
    baselines = {key: dict(known) for key, known in reference.baselines.items()}
    for row in figures:
        if row not in told:
            baselines.setdefault((row.org_unit, row.year), {})[row.key] = row.value
    return replace(
        reference,
        year=year,
        years=dict(sorted({**reference.years, year: definitions}.items())),
        forms={**reference.forms, **{(form.code, form.version): form for form in definitions.plan.forms}},
        baselines=baselines,
        _siblings={},
        asked_sections={},
    )
