"""A tiny invented city for tests: two counties with three townships each, people, fixed synthetic baselines.

The names and figures are made up; the codes lie in a range that no real place has.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid5

from sqlmodel import Session

from agri.definitions.places import OrgUnit, Places, read_baseline_keys
from agri.definitions.reading import DefinitionFiles, seed_root
from agri.models.meta import Meta
from agri.models.person import Person, SessionToken
from agri.services.access.sessions import hash_password, keyed_hash
from agri.services.chain.migrate import migrate
from agri.services.chain.prove import append_proved
from agri.services.reference.load_city import seed_city
from agri.services.reference.new_package import baseline_file
from agri.services.reference.package_rows import package_baselines
from agri.services.store.clock import TODAY
from agri.services.store.database import make_engine
from agri.settings import UNSAFE_KEY
from agri.terms import Level, Role

CITY = "4101"
COUNTY, OTHER_COUNTY = "410191", "410192"
TOWNSHIP, NEIGHBOUR, ESTATE = "410191101", "410191102", "410191103"
FAR_TOWNSHIP = "410192101"
DEPARTMENT = "市生态环境局"  # leads 45 tasks of the ledger
PASSWORD = "a-long-test-password"
NOW = datetime(2019, 9, 5, 2, 0, tzinfo=UTC)  # ten in the morning in China
_BEGAN_AT = datetime(2018, 1, 1, tzinfo=UTC)
_PEOPLE = UUID("8c1f2a52-5d0a-4a57-9f0e-0d6f2f6f1b11")

PLACES = Places(
    tuple(
        OrgUnit(*row)
        for row in (
            ("41", "中州省", "Zhongzhou Province", "省", Level.PROVINCE, None, False),
            (CITY, "演示市", "Demo City", "地级市", Level.CITY, "41", False),
            (COUNTY, "东川县", "Dongchuan County", "县", Level.COUNTY, CITY, False),
            (TOWNSHIP, "柳林镇", "Liulin Town", "镇", Level.TOWNSHIP, COUNTY, True),
            (NEIGHBOUR, "河口乡", "Hekou Township", "乡", Level.TOWNSHIP, COUNTY, True),
            (ESTATE, "东川园区", "Dongchuan Estate", "其他", Level.TOWNSHIP, COUNTY, False),
            (OTHER_COUNTY, "西岭县", "Xiling County", "县", Level.COUNTY, CITY, False),
            (FAR_TOWNSHIP, "石桥镇", "Shiqiao Town", "镇", Level.TOWNSHIP, OTHER_COUNTY, True),
            ("410192102", "南坡镇", "Nanpo Town", "镇", Level.TOWNSHIP, OTHER_COUNTY, True),
            ("410192103", "北坡乡", "Beipo Township", "乡", Level.TOWNSHIP, OTHER_COUNTY, True),
        )
    )
)

# Every farming township has these; `TOWNSHIP` alone grows no garlic.
_AREAS_MU = {
    "wheat_last_autumn_mu": 20_000.0,
    "wheat_mu": 20_500.0,
    "maize_mu": 18_000.0,
    "garlic_last_autumn_mu": 1_000.0,
    "garlic_mu": 1_000.0,
    "peanut_mu": 2_000.0,
    "vegetable_mu": 3_000.0,
    "other_mu": 500.0,
}
_OTHER_TOWNSHIP_KEYS = {
    "film_last_autumn_kg": 4_400.0,
    "film_last_autumn_degradable_kg": 100.0,
    "wheat_last_autumn_formula_mu": 15_000.0,
    "last_year_fertilizer_wheat_t": 500.0,
    "last_year_fertilizer_maize_t": 400.0,
    "last_year_fertilizer_other_t": 120.0,
    "last_year_pesticide_kg": 9_000.0,
    "wheat_yield_kg_per_mu": 400.0,
    "maize_yield_kg_per_mu": 450.0,
    "mu_per_sample": 500.0,
}
_COUNTY_KEYS = {
    "laboratory_samples_per_day": 12.0,
    "samples_planned": 120.0,
    "spraying_teams": 6.0,
    "film_pickers": 3.0,
    "balers": 8.0,
    "return_machines": 30.0,
    "packaging_stations": 4.0,
    "collection_trucks": 2.0,
    "extension_staff": 9.0,
    "manure_produced_t": 60_000.0,
    "manure_outlet_t_per_month": 4_500.0,
}

# Who acts in the tests, by the word the tests use.
PEOPLE: Mapping[str, tuple[Role, str]] = {
    "reporter": (Role.REPORTER, TOWNSHIP),
    "neighbour": (Role.REPORTER, NEIGHBOUR),
    "far_reporter": (Role.REPORTER, FAR_TOWNSHIP),
    "reviewer": (Role.REVIEWER, COUNTY),
    "far_reviewer": (Role.REVIEWER, OTHER_COUNTY),
    "committee": (Role.COMMITTEE, CITY),
    "province": (Role.PROVINCE, "41"),
    "operator": (Role.OPERATOR, CITY),
    "department": (Role.DEPARTMENT, CITY),
}


def person_id(name: str) -> UUID:
    """Return the fixed id of one of `PEOPLE`."""
    return uuid5(_PEOPLE, name)


def token_of(name: str) -> str:
    """Return the token with which one of `PEOPLE` is signed in on the device ``test``."""
    return f"test-token-of-{name}"


@dataclass(slots=True)
class FakeClock:
    """A clock that stands still until a test moves it."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        """Return the instant it shows."""
        return self.now

    def advance(self, **span: float) -> None:
        """Move it on, e.g. ``advance(minutes=16)``."""
        self.now += timedelta(**span)


def make_city(path: Path) -> None:
    """Make a migrated SQLite database that holds the city, its people and its baselines."""
    engine = make_engine(f"sqlite:///{path}")
    migrate(engine)
    with Session(engine) as session, session.begin():
        fill_city(session)
    engine.dispose()


def package(folder: Path | None = None) -> DefinitionFiles:
    """Return the city's package: shipped definitions, or a folder's, with its own places and baselines."""
    shipped = DefinitionFiles.in_folder(folder or seed_root() / "zhengzhou")
    contents = {name: shipped.read(name) for name in shipped.names()}
    keys = read_baseline_keys(shipped["baseline-keys.toml"])
    for level, name in ((Level.TOWNSHIP, "baselines-township.csv"), (Level.COUNTY, "baselines-county.csv")):
        contents[name] = baseline_file(
            [key.code for key in keys if key.level == level],
            [
                (unit.code, year, baselines_of(unit))
                for unit in PLACES.units
                for year in (2018, 2019)
                if unit.level == level
            ],
        )
    contents["org_units.csv"] = place_file(PLACES)
    return DefinitionFiles.of_bytes(contents)


def place_file(places: Places) -> bytes:
    """Return places as a package's ``org_units.csv``."""
    rows = ["code,name,name_en,kind,level,parent,is_farming,certainty"]
    rows += [
        f"{unit.code},{unit.name},{unit.name_en},{unit.kind},{unit.level},{unit.parent or ''},"
        f"{'true' if unit.is_farming else 'false'},assumed"
        for unit in places.units
    ]
    return "\n".join([*rows, ""]).encode()


def fill_city(session: Session) -> None:
    """Put the city into an empty migrated database."""
    files = package()
    keys, baselines = package_baselines(files.for_year(2019))
    seed_city(session, files=files, year=2019, places=PLACES, keys=keys, baselines=baselines, now=_BEGAN_AT)
    session.add(Meta(key=TODAY, value="2019-09-05"))
    fill_people(session)


def fill_people(session: Session, now: datetime = NOW) -> None:
    """Open the accounts of `PEOPLE`, each signed in on the device ``test``."""
    password_hash = hash_password(PASSWORD)
    for name, (role, org_unit) in PEOPLE.items():
        session.add(
            Person(
                id=person_id(name),
                name=name,
                display_name=name.title(),
                role=role,
                org_unit=org_unit,
                password_hash=password_hash,
                created_at=_BEGAN_AT,
                department=DEPARTMENT if role == Role.DEPARTMENT else None,
            )
        )
        session.flush()
        session.add(
            SessionToken(
                id=uuid5(_PEOPLE, token_of(name)),
                token_hash=keyed_hash(UNSAFE_KEY, token_of(name)),
                person_id=person_id(name),
                device="test",
                created_at=now,
                expires_at=now + timedelta(days=30),
                last_used_at=now,
            )
        )
    session.flush()
    proved = [Person, SessionToken, Meta]
    append_proved(session, None, at=_BEGAN_AT, act="accounts.opened", subject=CITY, proved=proved)


def baselines_of(unit: OrgUnit) -> dict[str, float]:
    if unit.level == Level.COUNTY:
        return _COUNTY_KEYS
    if unit.level != Level.TOWNSHIP:
        return {}
    if not unit.is_farming:
        return dict.fromkeys(_AREAS_MU, 0.0)
    bare = {"garlic_last_autumn_mu": 0.0, "garlic_mu": 0.0} if unit.code == TOWNSHIP else {}
    return _AREAS_MU | _OTHER_TOWNSHIP_KEYS | bare
