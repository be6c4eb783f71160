"""A whole invented province (演示数据 / synthetic): every city of Henan with its places, a plan and a year.

Places are those of the division table. Areas, targets and reports are invented: each city has the shipped
city's plan under its own name. The reports of one year come through the same doors as everybody's.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from time import perf_counter

from sqlalchemy import Engine
from sqlmodel import Session

from agri.definitions.new_city.divisions import division_cities
from agri.definitions.new_city.taken_over import taken_over
from agri.definitions.places import BaselineRow, OrgUnit, Places, read_baseline_keys, read_org_units
from agri.definitions.plan import Plan
from agri.definitions.province.province_plan import PROVINCE
from agri.definitions.reading import PLAN, DefinitionFiles, seed_root
from agri.periods import SHANGHAI
from agri.services.access.permissions import Actor
from agri.services.reference.apply_package import apply_package
from agri.services.reference.load_city import seed_city, set_meta
from agri.services.store.clock import TODAY
from agri.synthetic.load import DEMO, DEMO_MARK, DEMO_NOW, FOUNDED
from agri.synthetic.record.accounts import open_accounts
from agri.synthetic.record.baselines import SEED, baseline_rows
from agri.synthetic.record.events import Event
from agri.synthetic.record.history import history
from agri.synthetic.record.replay import Replay, batches
from agri.synthetic.truth.truth import truth
from agri.terms import Level

YEAR = 2019
_SHIPPED = "zhengzhou"
_PROVINCE_TARGETS = ("soil_test_coverage", "unified_control_coverage", "green_control_coverage")

Told = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class LoadedProvince:
    """What a province's demo was filled with."""

    cities: tuple[str, ...]
    townships: int
    events: int
    committees: dict[str, Actor]
    inventing_s: float  # of the loading: what a real province does not spend


def load_province(
    engine: Engine,
    *,
    cities: Sequence[str] | None = None,
    now: datetime = DEMO_NOW,
    told: Told | None = None,
) -> LoadedProvince:
    """Fill an empty, migrated database with invented cities and what they reported of one year.

    Parameters
    ----------
    engine : Engine
        An empty database at the newest version.
    cities : sequence of str, optional
        Which ones; by default all of the division table.
    now : datetime
        The demo's today; nothing later is told.
    told : callable, optional
        Told (city, cities done, cities in all) after each city's reports.

    Raises
    ------
    ValueError
        The record refused a part of the history.
    """
    codes = tuple(division_cities() if cities is None else cities)
    packages = {code: province_city(code) for code in codes}
    seeded: dict[str, tuple[Plan, Places, tuple[BaselineRow, ...]]] = {}
    with Session(engine, expire_on_commit=False) as session, session.begin():
        for code, files in packages.items():
            places = read_org_units(files["org_units.csv"])
            keys = read_baseline_keys(files["baseline-keys.toml"])
            rows = tuple(one for one in baseline_rows(places, keys, _seed(code)) if one.year == YEAR)
            plan = seed_city(
                session, files=files, year=YEAR, places=places, keys=keys, baselines=rows, now=FOUNDED
            )
            seeded[code] = plan, places, rows
        every = _together(places for _, places, _ in seeded.values())
        accounts = open_accounts(session, every, codes[0], now=FOUNDED)
        set_meta(session, DEMO, DEMO_MARK, now=FOUNDED)
        set_meta(session, TODAY, now.astimezone(SHANGHAI).isoformat(), now=FOUNDED)
        apply_package(session, province_package(), YEAR, now=FOUNDED)
    count, inventing_s = 0, 0.0
    for done, code in enumerate(codes, start=1):
        began = perf_counter()
        events = _invent(*seeded.pop(code), seed=_seed(code), now=now)
        inventing_s += perf_counter() - began
        count += len(events)
        replay = Replay(engine, accounts)
        for batch in batches(events):
            replay.play(batch)
        if told is not None:
            told(code, done, len(codes))
    return LoadedProvince(
        codes,
        sum(unit.level == Level.TOWNSHIP for unit in every.units),
        count,
        {code: accounts[code] for code in codes},
        inventing_s,
    )


def province_city(code: str) -> DefinitionFiles:
    """Return the invented package of one city: its own places, the shipped city's plan under its name."""
    shipped = DefinitionFiles.in_folder(seed_root() / _SHIPPED).for_year(YEAR)
    contents = taken_over(shipped, code, YEAR)
    city = next(
        unit
        for unit in read_org_units(DefinitionFiles.of_bytes(contents)["org_units.csv"]).units
        if unit.code == code
    )
    contents[PLAN] = _plan(shipped.read(PLAN).decode("utf-8-sig"), city).encode()
    return DefinitionFiles.of_bytes(contents)


def province_package() -> DefinitionFiles:
    """Return the invented plan of the province."""
    rows = "".join(
        f'\n[[indicators]]\ncode = "{code}"\nclause = "演示"\ntarget = {{ value = 0.4, comparator = ">=" }}\n'
        for code in _PROVINCE_TARGETS
    )
    text = f"""# 演示数据 / synthetic: no such plan was published.
code = "41-{YEAR}"
province = "41"
year = {YEAR}
is_synthetic = true
title = {{ zh = "演示省级方案", en = "Demo plan of the province (synthetic)" }}

[document]
number = "演示"
title = "演示省级方案"
publisher = "演示"
published_on = {YEAR}-01-01
{rows}"""
    return DefinitionFiles.of_bytes({PROVINCE: text.encode()})


def _plan(text: str, city: OrgUnit) -> str:
    """Return the shipped plan under another city's name, marked as invented."""
    own = f"{city.name}{YEAR}年演示方案"
    title = f'{{ zh = "{own}", en = "Demo plan of {city.name_en}, {YEAR} (synthetic)" }}'
    edits = (
        (r'(?m)^code = "[^"]*"(?=\ncity = )', f'code = "{city.code}-{YEAR}"'),
        (r"(?m)^city = .*$", f'city = "{city.code}"'),
        (r"(?m)^is_synthetic = .*$", "is_synthetic = true # plan, places' areas and reports are invented"),
        (r"(?m)^has_ledger = .*$", "has_ledger = false"),
        (r"(?m)^title = \{.*\}$(?=\s+\[document\])", f"title = {title}"),
        (r"(?m)^number = .*$", 'number = "演示"'),
        (r'(?m)^title = "[^"]*"$', f'title = "{city.name}{YEAR}年演示方案"'),
        (r"(?m)^publisher = .*$", 'publisher = "演示"'),
        (r"(?m)^pilots = .*\n", ""),
    )
    for pattern, replacement in edits:
        text = re.sub(pattern, replacement, text)
    return text


def _invent(
    plan: Plan, places: Places, baselines: tuple[BaselineRow, ...], *, seed: int, now: datetime
) -> Sequence[Event]:
    """Return all that one city tells of its year."""
    truths = {YEAR: truth(YEAR, plan, places, baselines, seed)}
    return history(plan, places, baselines, truths, seed=seed, until=now)


def _seed(code: str) -> int:
    return SEED if code == "4101" else int(code)


def _together(each: Iterator[Places]) -> Places:
    units = {unit.code: unit for places in each for unit in places.units}
    return Places(tuple(units[code] for code in sorted(units)))
