"""What stands still between reports: places, forms, plan and baselines, read once per database.

Every process keeps its own copy and asks the database, in one small query, whether it is still good.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from threading import Lock
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Pool, func, select
from sqlmodel import Session, col
from sqlmodel import select as select_rows

from agri.definitions import places as definitions
from agri.definitions.counted_periods import CountedYears, counted_years
from agri.definitions.plan import Plan, read_plan
from agri.definitions.reading import DefinitionFiles, seed_root
from agri.errors import DatabaseUnfit
from agri.models import Baseline, Meta, OrgUnitRow
from agri.periods import Period
from agri.services.reference.rule_terms import RuleSums
from agri.terms import Level

PLAN_FOLDER = "plan_folder"  # keys in `meta`
PLAN_YEAR = "plan_year"
STAMP = "standing"  # changes whenever places, forms or plan do

_STAMP = select(col(Meta.value), select(func.max(col(Baseline.id))).scalar_subquery()).where(
    col(Meta.key) == STAMP
)

Stamp = tuple[str, int]
_kept: WeakKeyDictionary[Pool, "Reference"] = WeakKeyDictionary()
_lock = Lock()


@dataclass(frozen=True)
class Reference:
    """Places, plan (with its forms), what baselines mean, and the latest of them by (org unit, year).

    `files` is the city's package.
    """

    stamp: Stamp
    files: DefinitionFiles
    places: definitions.Places
    plan: Plan
    baseline_keys: tuple[definitions.BaselineKey, ...]
    baselines: Mapping[tuple[str, int], Mapping[str, float]]
    # Sections by place, form and period: they follow from the above, and are found when first asked for.
    asked_sections: dict[tuple[str, str, Period], tuple[str, ...]] = field(
        default_factory=dict, compare=False, repr=False
    )

    @cached_property
    def rule_sums(self) -> RuleSums:
        """The sums that the plan's rules read, resolved once."""
        return RuleSums(self.plan)

    @cached_property
    def counted(self) -> CountedYears:
        """The years whose reports some figure counts."""
        return counted_years([self.plan])

    def baseline(self, org_unit: str, year: int) -> Mapping[str, float]:
        """Return what is known of a place in a year; empty where nothing is."""
        return self.baselines.get((org_unit, year), {})

    def county_of(self, org_unit: str) -> str | None:
        """Return the county that closes a place's months."""
        return self.places.county_of(org_unit)


def read_reference(session: Session) -> Reference:
    """Return places, plan and baselines of the session's database.

    Raises
    ------
    DatabaseUnfit
        No city has been seeded into it.
    """
    connection = session.connection()
    stamp = _read_stamp(connection)
    pool = connection.engine.pool  # shared by every view of one database
    with _lock:
        kept = _kept.get(pool)
    if kept is not None and kept.stamp == stamp:
        return kept
    fresh = _read(session, stamp)
    with _lock:
        _kept[pool] = fresh
    return fresh


def _read_stamp(connection: Connection) -> Stamp:
    row = connection.execute(_STAMP).one_or_none()
    if row is None:
        raise DatabaseUnfit(
            "no city has been seeded into the database; run `agri seed` or `agri demo` first",
            "数据库中还没有城市数据；请先运行 `agri seed` 或 `agri demo`",
        )
    return row[0], row[1] or 0


def _read(session: Session, stamp: Stamp) -> Reference:
    connection = session.connection()
    meta = {row.key: row.value for row in connection.execute(select(col(Meta.key), col(Meta.value)))}
    folder = seed_root() / Path(meta[PLAN_FOLDER])
    files, plan, baseline_keys = _read_files(folder, int(meta[PLAN_YEAR]), meta[STAMP])
    return Reference(
        stamp=stamp,
        files=files,
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
            )
        ),
        plan=plan,
        baseline_keys=baseline_keys,
        baselines=_read_baselines(connection),
    )


@lru_cache(maxsize=4)
def _read_files(
    folder: Path, year: int, _seeded: str
) -> tuple[DefinitionFiles, Plan, tuple[definitions.BaselineKey, ...]]:
    """Read what was seeded from files: slow to parse, and the same for every new baseline."""
    files = DefinitionFiles.in_folder(folder)
    return files, read_plan(files, year), definitions.read_baseline_keys(files["baseline-keys.toml"])


def _read_baselines(connection: Connection) -> dict[tuple[str, int], dict[str, float]]:
    baselines: dict[tuple[str, int], dict[str, float]] = {}
    rows = connection.execute(
        select(col(Baseline.org_unit), col(Baseline.year), col(Baseline.key), col(Baseline.value)).order_by(
            col(Baseline.id)
        )
    )
    for org_unit, year, key, value in rows:
        baselines.setdefault((org_unit, year), {})[key] = value
    return baselines
