"""Reference data: places, definitions and baselines, cached until their stamp changes.

Definitions come from the record alone. Every process keeps its own copy and asks the database, in one small
query, whether it is still good.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from threading import Lock
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Pool, func, select
from sqlmodel import Session, col
from sqlmodel import select as select_rows

from agri.definitions import places as definitions
from agri.definitions.counted_periods import CountedYears, counted_years
from agri.definitions.forms import Form
from agri.definitions.heirs import read_heirs
from agri.definitions.lineage import Lineage, combined, lives
from agri.definitions.plan import Plan, read_plan
from agri.definitions.province.province_plan import is_province
from agri.definitions.reading import DefinitionFiles
from agri.definitions.reporting_units.unit_file import ReportingUnit, count_units, read_reporting_units
from agri.models import (
    Baseline,
    Closure,
    DefinitionConsent,
    DefinitionVersion,
    OrgUnitRow,
    ReportingUnitRow,
)
from agri.periods import Period
from agri.services.access.cities import WhoseCity, choose_city, city_among, stored_name
from agri.services.reference.definition_versions import (
    StoredVersion,
    in_force,
    read_version_files,
    read_versions,
)
from agri.services.reference.rule_terms import RuleSums
from agri.services.reference.units.kept_units import with_kept_units
from agri.terms import ClosureAct, Level

_STAMP = select(
    select(func.max(col(DefinitionVersion.seq))).scalar_subquery(),
    select(func.max(col(DefinitionConsent.seq))).scalar_subquery(),
    select(func.max(col(Closure.seq))).where(func.length(col(Closure.period)) == 4).scalar_subquery(),
    select(func.max(col(Baseline.id))).scalar_subquery(),
    select(func.sum(col(ReportingUnitRow.changes))).scalar_subquery(),
)

Stamp = tuple[int, ...]
_parsed: dict[tuple[str, int], "Definitions"] = {}  # by digest and year: slow to parse, and never changed
_MOST_PARSED = 64  # a province has eighteen cities, each with two open years in January
_LATEST = ()  # the key of what is in force now; others name the versions by their places in the chain
_lock = Lock()


@dataclass(frozen=True)
class Definitions:
    """The definitions of one year in one version, parsed."""

    version: StoredVersion
    files: DefinitionFiles
    plan: Plan
    baseline_keys: tuple[definitions.BaselineKey, ...]
    reporting_units: tuple[ReportingUnit, ...] = ()


@dataclass(frozen=True)
class Reference:
    """A city's places, the definitions of its every year, and the latest baselines by (org unit, year).

    Places are the city's own and what lies above it. It speaks of one year: `plan`, `files` and
    `baseline_keys` are those of `year`. `of`, `at` and `for_year` give the same record with another year
    before one's eyes.
    """

    stamp: Stamp
    city: str
    cities: tuple[str, ...]  # of the record, in the order in which they came
    year: int
    years: Mapping[int, Definitions]
    closed_years: frozenset[int]
    versions: tuple[StoredVersion, ...]
    forms: Mapping[tuple[str, int], Form]  # of every version that ever was in force, by code and version
    places: definitions.Places
    baselines: Mapping[tuple[str, int], Mapping[str, float]]
    named: tuple[
        tuple[int, date | None, tuple[str, ...]], ...
    ]  # per version: its link, since when, its places
    _siblings: dict[int, "Reference"] = field(default_factory=dict, compare=False, repr=False)
    # Sections by place, form and period: they follow from the above, and are found when first asked for.
    asked_sections: dict[tuple[str, str, Period], tuple[str, ...]] = field(
        default_factory=dict, compare=False, repr=False
    )

    @property
    def plan(self) -> Plan:
        """The plan of the year, with its forms."""
        return self.years[self.year].plan

    @property
    def files(self) -> DefinitionFiles:
        """The city's package as it holds in the year."""
        return self.years[self.year].files

    @property
    def baseline_keys(self) -> tuple[definitions.BaselineKey, ...]:
        """What baselines mean in the year."""
        return self.years[self.year].baseline_keys

    @property
    def version(self) -> StoredVersion:
        """The version of the definitions that holds in the year."""
        return self.years[self.year].version

    @cached_property
    def rule_sums(self) -> RuleSums:
        """The sums that the plan's rules read, resolved once."""
        return RuleSums(self.plan)

    @cached_property
    def counted(self) -> CountedYears:
        """The years whose reports some figure counts."""
        return counted_years(
            (one.plan for year, one in self.years.items() if year not in self.closed_years),
            closed=self.closed_years,
        )

    def for_year(self, year: int) -> "Reference":
        """Return the same record with another year before one's eyes; the year must have definitions."""
        if year == self.year:
            return self
        if year not in self._siblings:
            self._siblings[self.year] = self
            self._siblings[year] = replace(self, year=year, asked_sections={})
        return self._siblings[year]

    def of(self, period: Period) -> "Reference":
        """Return the record with the year that a period belongs to: its own, or one that it is a base of."""
        if period.year in self.years:
            return self.for_year(period.year)
        after = [year for year, one in self.years.items() if period.year in one.plan.base_years]
        return self.for_year(min(after)) if after else self

    def at(self, day: date) -> "Reference":
        """Return the record with the year whose figures are looked at on a day.

        Until the dispatch about December is due, a new year has no figures of its own to show.
        """
        begun = [year for year in self.years if year <= day.year] or [min(self.years)]
        year = max(begun)
        before = year - 1
        if before in self.years and day <= self.years[before].plan.rhythm.dispatched_on(Period(before, 12)):
            year = before
        return self.for_year(year)

    @cached_property
    def ground(self) -> Lineage:
        """From when until when places are there, and who inherits from whom, by the year's definitions."""
        heirs = read_heirs(self.files)
        landed = {code for code, year in self.baselines if year == self.year}
        return lives(heirs, [(since, codes) for _, since, codes in self.named], landed)

    def baseline(self, org_unit: str, year: int) -> Mapping[str, float]:
        """Return what is known of a place in a year, with what it inherits; empty where nothing is."""
        own = self.baselines.get((org_unit, year), {})
        parts = self.ground.parts_of(org_unit, Period(year, 1), Period(year, 12))
        if set(parts) <= {org_unit}:
            return own
        inherited = combined(parts, {code: self.baselines.get((code, year)) for code in parts}) or {}
        return {
            **{key: value for key, value in inherited.items() if value is not None},
            **({} if org_unit in parts else own),
        }

    def known(self, org_unit: str, period: Period) -> Mapping[str, float]:
        """Return what a form's rules may name of a place: baselines, and its reporting units by kind."""
        baseline = self.baseline(org_unit, period.year)
        units = self.years[self.year].reporting_units
        return {**baseline, **count_units(units, org_unit, period)} if units else baseline

    def knows(self, org_unit: str) -> bool:
        """Say whether a code is one of the city's places, or lies in another city of the record."""
        return org_unit in self.places or city_among(self.cities, org_unit) not in {None, self.city}

    def stored_name(self, name: str) -> str:
        """Return under which name the record keeps what another city may call the same."""
        return stored_name(self.cities, self.city, name)

    def county_of(self, org_unit: str) -> str | None:
        """Return the county that closes a place's months."""
        return self.places.county_of(org_unit)


@dataclass(frozen=True)
class _Kept:
    """What was read of one database, good while the stamp is the same."""

    stamp: Stamp
    versions: tuple[StoredVersion, ...]
    cities: tuple[str, ...]
    by_key: dict[tuple[str, tuple[int, ...]], Reference] = field(default_factory=dict)


_kept: WeakKeyDictionary[Pool, _Kept] = WeakKeyDictionary()


def read_reference(
    session: Session, day: date | None = None, *, of: WhoseCity = None, named: str | None = None
) -> Reference:
    """Return a city's places, definitions and baselines, with the newest year before one.

    Parameters
    ----------
    session : Session
        Reads only.
    day : date, optional
        At whose end the definitions are in force; by default those in force now.
    of : Actor or str, optional
        Whose city: a person's, or that of a place. It may be left out while the record holds one city.
    named : str, optional
        The city that a person of several names.

    Raises
    ------
    DatabaseUnfit, NotFound, Invalid
        As in `choose_city`.
    """
    kept = _read_kept(session)
    city = choose_city(kept.cities, of, named)
    latest = kept.by_key.get((city, _LATEST))
    if latest is None:
        latest = kept.by_key[city, _LATEST] = _read(session, kept, city)
    if day is None:
        return latest
    chosen = in_force(latest.versions, day)
    key = tuple(one.seq for one in chosen.values())
    if key == tuple(one.version.seq for one in latest.years.values()):
        return latest
    if (city, key) not in kept.by_key:
        connection = session.connection()
        years = with_kept_units(connection, city, (parse_version(connection, one) for one in chosen.values()))
        later = _later(latest, day)
        places = definitions.Places(tuple(unit for unit in latest.places.units if unit.code not in later))
        kept.by_key[city, key] = replace(latest, years=years, places=places, _siblings={}, asked_sections={})
    return kept.by_key[city, key]


class References:
    """The references of a record by place, each read once: for what touches places of several cities."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._cities = record_cities(session)
        self._by_city: dict[str, Reference] = {}

    def of(self, org_unit: str) -> Reference:
        """Return the reference of a place's city; of a place in none of them, the first city's."""
        city = city_among(self._cities, org_unit) or choose_city(self._cities[:1], None)
        if city not in self._by_city:
            self._by_city[city] = read_reference(self._session, of=city)
        return self._by_city[city]


def record_cities(session: Session) -> tuple[str, ...]:
    """Return the codes of the record's cities, in the order in which they came."""
    return _read_kept(session).cities


def _read_kept(session: Session) -> _Kept:
    connection = session.connection()
    stamp = tuple(number or 0 for number in connection.execute(_STAMP).one())
    pool = connection.engine.pool  # shared by every view of one database
    with _lock:
        kept = _kept.get(pool)
    if kept is None or kept.stamp != stamp:
        versions = read_versions(connection)
        cities = dict.fromkeys(one.city for one in versions if not is_province(one.city))
        kept = _Kept(stamp, versions, tuple(cities))
        with _lock:
            _kept[pool] = kept
    return kept


def _forms_ever(plans: list[Plan]) -> dict[tuple[str, int], Form]:
    """Return every version of a form that may be on a phone.

    One of before definitions were kept, or of a server that this one replaced, is read as the oldest that is
    kept: a name never changes its meaning, and what the kept one adds is blank.
    """
    forms = {(form.code, form.version): form for plan in plans for form in plan.forms}
    oldest = {form.code: form for form in sorted(forms.values(), key=lambda one: -one.version)}
    for code, form in oldest.items():
        forms |= {(code, version): form for version in range(1, form.version)}
    return forms


def _read(session: Session, kept: _Kept, city: str) -> Reference:
    connection = session.connection()
    versions = tuple(one for one in kept.versions if one.city == city)
    now = in_force(versions, None).values()
    years = with_kept_units(connection, city, (parse_version(connection, one) for one in now))
    every = [parse_version(connection, one).plan for one in versions if one.in_force_on is not None]
    return Reference(
        stamp=kept.stamp,
        city=city,
        cities=kept.cities,
        year=max(years),
        years=years,
        named=tuple(_named(connection, versions)),
        closed_years=_closed_years(connection, city),
        versions=versions,
        forms=_forms_ever(every),
        places=definitions.Places(
            tuple(
                definitions.OrgUnit(
                    code=row.code,
                    name=row.name,
                    name_en=row.name_en,
                    kind=row.kind,
                    level=Level(row.level),
                    parent=row.parent,
                    is_farming=row.is_farming,
                )
                for row in session.exec(select_rows(OrgUnitRow).order_by(col(OrgUnitRow.code)))
                if row.code.startswith(city) or city.startswith(row.code)
            )
        ),
        baselines=_read_baselines(connection, city),
    )


def _named(
    connection: Connection, versions: tuple[StoredVersion, ...]
) -> Iterator[tuple[int, date | None, tuple[str, ...]]]:
    """Yield of each version that holds its link, since when who it names first is there, and its places."""
    for i, one in enumerate(one for one in versions if one.in_force_on is not None):
        codes = definitions.read_org_units(parse_version(connection, one).files["org_units.csv"]).codes
        # A place that comes within a year is asked from the month after; one of a new year, from January.
        yield one.seq, None if i == 0 else one.in_force_on, codes


def _later(latest: Reference, day: date) -> set[str]:
    """Return the places that no version of the day names: they came later."""
    by_seq = {one.seq: one for one in latest.versions}
    names = [
        (codes, by_seq[seq].number == 1 or (by_seq[seq].in_force_on or day) <= day)
        for seq, _, codes in latest.named
    ]
    held = {code for codes, holds in names if holds for code in codes}
    return {code for codes, _ in names for code in codes} - held


def parse_version(connection: Connection, version: StoredVersion) -> Definitions:
    """Return the definitions of a stored version."""
    key = (version.digest, version.year)
    with _lock:
        found = _parsed.get(key)
    if found is None:
        files = read_version_files(connection, version)
        keys = definitions.read_baseline_keys(files["baseline-keys.toml"])
        found = Definitions(version, files, read_plan(files, version.year), keys, read_reporting_units(files))
        with _lock:
            if len(_parsed) >= _MOST_PARSED:
                _parsed.pop(next(iter(_parsed)))
            _parsed[key] = found
    return replace(found, version=version)


def _closed_years(connection: Connection, city: str) -> frozenset[int]:
    acts = connection.execute(
        select(col(Closure.period), col(Closure.act))
        .where(func.length(col(Closure.period)) == 4, col(Closure.org_unit) == city)
        .order_by(col(Closure.seq))
    )
    last = {int(period): act for period, act in acts}
    return frozenset(year for year, act in last.items() if act == ClosureAct.CLOSED)


def _read_baselines(connection: Connection, city: str) -> dict[tuple[str, int], dict[str, float]]:
    baselines: dict[tuple[str, int], dict[str, float]] = {}
    rows = connection.execute(
        select(col(Baseline.org_unit), col(Baseline.year), col(Baseline.key), col(Baseline.value))
        .where(col(Baseline.org_unit).startswith(city))
        .order_by(col(Baseline.id))
    )
    for org_unit, year, key, value in rows:
        baselines.setdefault((org_unit, year), {})[key] = value
    return baselines
