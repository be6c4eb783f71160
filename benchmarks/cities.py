"""Databases to measure on: the real places of the plan's city with an account each, or a synthetic city
as large as a province. All figures are invented."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
from sqlmodel import Session

from agri.definitions.counted_periods import counted_years
from agri.definitions.forms import DataElement, Form
from agri.definitions.places import OrgUnit, Places, read_baseline_keys, read_org_units
from agri.definitions.plan import Plan, read_plan
from agri.definitions.reading import DefinitionFiles, seed_root
from agri.models.meta import Meta
from agri.models.person import Person
from agri.periods import Period
from agri.services.access.sessions import open_session
from agri.services.chain.migrate import migrate
from agri.services.reference.load_city import seed_city
from agri.services.store.clock import TODAY, system_clock
from agri.services.store.database import make_engine
from agri.settings import UNSAFE_KEY
from agri.terms import Level, Role, Severity

FOLDER = seed_root() / "zhengzhou"
TODAY_TEXT = "2019-12-31"
_NO_PASSWORD = ""  # nobody signs in with one; the tokens are made here
_BEGAN_AT = datetime(2010, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class City:
    """A database with accounts, and a token of each by its place."""

    url: str
    places: Places
    plan: Plan
    tokens: dict[str, str]

    @property
    def townships(self) -> tuple[OrgUnit, ...]:
        """The places that fill in township forms."""
        return tuple(u for u in self.places.units if u.level == Level.TOWNSHIP and u.is_farming)


def real_places() -> Places:
    """Return the plan's city."""
    return read_org_units(FOLDER / "org_units.csv")


def large_places(counties: int = 26, townships: int = 2_586) -> Places:
    """Return a synthetic city with as many townships as Henan has (2,586 by the 2023 codes)."""
    units = [
        OrgUnit("41", "演示省", "Demo Province", "省", Level.PROVINCE, None, False),
        OrgUnit("4101", "演示市", "Demo City", "地级市", Level.CITY, "41", False),
    ]
    for i in range(townships):
        county = f"4101{10 + i % counties:02d}"
        if i < counties:
            units.append(
                OrgUnit(county, f"{county}县", f"County {county}", "县", Level.COUNTY, "4101", False)
            )
        code = f"{county}{100 + i // counties:03d}"
        units.append(OrgUnit(code, f"{code}镇", f"Town {code}", "镇", Level.TOWNSHIP, county, True))
    return Places(tuple(sorted(units, key=lambda unit: unit.code)))


def make_city(path: Path, places: Places) -> City:
    """Make a database with an account and a token for every place."""
    url = f"sqlite:///{path}"
    engine = make_engine(url)
    migrate(engine)
    tokens = {}
    with Session(engine) as session, session.begin():
        plan = read_plan(FOLDER, 2019)
        seed_city(
            session,
            files=DefinitionFiles.in_folder(FOLDER),
            year=2019,
            places=places,
            keys=read_baseline_keys(FOLDER / "baseline-keys.toml"),
            baselines=[],
            now=_BEGAN_AT,
        )
        session.add(Meta(key=TODAY, value=TODAY_TEXT))
        operator = Person(
            id=UUID(int=0xA6),
            name="operator",
            display_name="operator",
            role=Role.OPERATOR,
            org_unit="4101",
            password_hash=_NO_PASSWORD,
            created_at=_BEGAN_AT,
        )
        session.add(operator)
        roles = {Level.TOWNSHIP: Role.REPORTER, Level.COUNTY: Role.REVIEWER, Level.CITY: Role.COMMITTEE}
        now = system_clock()
        for i, unit in enumerate(places.units):
            if unit.level not in roles:
                continue
            person = Person(
                id=UUID(int=1_000 + i),
                name=unit.code,
                display_name=unit.code,
                role=roles[unit.level],
                org_unit=unit.code,
                password_hash=_NO_PASSWORD,
                created_at=_BEGAN_AT,
            )
            session.add(person)
            session.flush()
            signed_in = open_session(
                session, person, device="bench", key=UNSAFE_KEY, lifetime=timedelta(days=1), now=now
            )
            tokens[unit.code] = signed_in.token
    engine.dispose()
    return City(url, places, plan, tokens)


def cells(city: City, years: Iterable[int] | None = None) -> Iterator[tuple[Form, Period, OrgUnit]]:
    """Yield every cell that the townships report, months first: of all years that count, or of some.

    Raises
    ------
    ValueError
        Reports of a year would be refused, because no figure counts them.
    """
    counted = counted_years([city.plan])
    for year in counted.every if years is None else years:
        if not counted.holds(Period(year, 1)):
            raise ValueError(f"reports of {year} are refused; the years that count are {counted.every}")
        for month in range(1, 13):
            period = Period(year, month)
            for form in city.plan.forms:
                if form.level == Level.TOWNSHIP and form.asks_in(period):
                    for unit in city.townships:
                        yield form, period, unit


def a_revision(form: Form, period: Period, unit: OrgUnit, random: np.random.Generator) -> dict[str, Any]:
    """Return a first version with small invented figures that no rule stops."""
    bounded = {term.name for rule in form.rules if rule.severity == Severity.STOP for term in rule.left}
    return {
        "form": form.code,
        "form_version": form.version,
        "org_unit": unit.code,
        "period": str(period),
        "values": {
            element.code: _figure(element, random, is_bounded=element.code in bounded)
            for section in form.sections_in(period)
            for element in section.elements
        },
    }


def _figure(element: DataElement, random: np.random.Generator, *, is_bounded: bool) -> float:
    if element.unit == "fraction":
        return 0.3
    return 0 if is_bounded else int(random.integers(0, 4))
