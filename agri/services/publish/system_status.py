"""What an operator must know: open years, definitions, what is assumed, backup, anchor, queue, disk."""

import platform
import shutil
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import func
from sqlmodel import Session, col, select

from agri import __version__
from agri.definitions.package.check import check_package
from agri.definitions.province.province_plan import is_province
from agri.models import BackgroundJob, ProjectionRow, ReleaseRow
from agri.periods import Period, day_of
from agri.services.access.cities import cities_seen, read_cities
from agri.services.access.permissions import Act, Actor, require_act
from agri.services.chain.anchor import last_anchored_at
from agri.services.chain.audit import Link, read_head
from agri.services.outlook.job_queue import OPEN
from agri.services.reference.definition_versions import StoredVersion, read_version_files, read_versions
from agri.services.reference.reference import read_reference
from agri.services.store.backup_folder import newest_backup
from agri.services.store.schema_version import refuse_newer
from agri.settings import Settings


@dataclass(frozen=True, slots=True)
class OpenYear:
    """One plan year of a city, and the last day on which its December may be reported.

    A year stays open until it is closed; after `until` only corrections come.
    """

    city: str
    year: int
    is_open: bool
    until: date
    version: StoredVersion


@dataclass(frozen=True, slots=True)
class AssumedFigures:
    """How many figures of one file of the definitions are assumed or derived, of how many."""

    city: str
    year: int
    file: str
    assumed: int
    derived: int
    published: int
    unreviewed: int


@dataclass(frozen=True, slots=True)
class OpenJobs:
    """Questions in the background of one kind and state, and since when the oldest waits."""

    kind: str
    state: str
    count: int
    since: datetime


@dataclass(frozen=True, slots=True)
class SystemStatus:
    """What is open, in force, assumed and how old; `None` where there is none or nobody said where."""

    version: str
    schema_version: str
    python: str
    database: str
    today: date
    years: tuple[OpenYear, ...]
    waiting: tuple[StoredVersion, ...]  # for the consent of a second person
    assumed: tuple[AssumedFigures, ...]
    projected_at: datetime | None
    released_at: datetime | None
    backed_up_at: datetime | None
    knows_backups: bool
    anchored_at: datetime | None
    knows_anchors: bool
    chain: Link
    jobs: tuple[OpenJobs, ...]
    database_bytes: int | None
    free_bytes: int | None


def read_status(session: Session, actor: Actor, settings: Settings, *, now: datetime) -> SystemStatus:
    """Return the state of the system in the actor's place.

    Raises
    ------
    NotAllowed
        The actor does not look after the system.
    """
    require_act(actor, Act.READ_STATUS)
    connection = session.connection()
    seen = cities_seen(read_cities(connection), actor)
    versions = [one for one in read_versions(connection) if one.city in seen or is_province(one.city)]
    years = _years(session, actor)
    backup = newest_backup(settings.backup_folder) if settings.backup_folder is not None else None
    url = connection.engine.url
    file = Path(url.database) if connection.dialect.name == "sqlite" and url.database else None
    return SystemStatus(
        version=__version__,
        schema_version=refuse_newer(connection) or "",
        python=platform.python_version(),
        database=connection.dialect.name,
        today=day_of(now),
        years=years,
        waiting=tuple(one for one in versions if one.in_force_on is None),
        assumed=tuple(
            figures
            for one in years
            for figures in _assumed(session, one.version)
            if one.is_open and figures.assumed + figures.derived
        ),
        projected_at=session.exec(select(func.max(col(ProjectionRow.finished_at)))).one(),
        released_at=session.exec(select(func.max(col(ReleaseRow.at)))).one(),
        backed_up_at=datetime.fromtimestamp(backup.stat().st_mtime, UTC) if backup is not None else None,
        knows_backups=settings.backup_folder is not None,
        anchored_at=last_anchored_at(settings.anchor_file) if settings.anchor_file is not None else None,
        knows_anchors=settings.anchor_file is not None,
        chain=read_head(session),
        jobs=_jobs(session),
        database_bytes=file.stat().st_size if file is not None else None,
        free_bytes=shutil.disk_usage(file.absolute().parent).free if file is not None else None,
    )


def _years(session: Session, actor: Actor) -> tuple[OpenYear, ...]:
    found = []
    for city in sorted(cities_seen(read_cities(session.connection()), actor)):
        reference = read_reference(session, of=city)
        for year, one in sorted(reference.years.items()):
            until = Period(year, 12).next().first_day.replace(day=one.plan.rhythm.close_day)
            found.append(OpenYear(city, year, year not in reference.closed_years, until, one.version))
    return tuple(found)


def _assumed(session: Session, version: StoredVersion) -> tuple[AssumedFigures, ...]:
    if version.digest not in _checked:
        files = read_version_files(session.connection(), version)
        report = check_package(files, version.year)
        if len(_checked) > _MOST_CHECKED:
            _checked.clear()
        _checked[version.digest] = tuple(
            AssumedFigures(
                version.city,
                version.year,
                one.file,
                one.by_certainty.get("assumed", 0),
                one.by_certainty.get("derived", 0),
                one.by_certainty.get("published", 0),
                one.unreviewed,
            )
            for one in report.founded
        )
    return _checked[version.digest]


_checked: dict[str, tuple[AssumedFigures, ...]] = {}  # by digest of the definitions, which never change
_MOST_CHECKED = 40


def _jobs(session: Session) -> tuple[OpenJobs, ...]:
    rows = session.exec(select(BackgroundJob).where(col(BackgroundJob.state).in_(OPEN)))
    since: dict[tuple[str, str], datetime] = {}
    counts: Counter[tuple[str, str]] = Counter()
    for job in rows:
        key = job.kind, job.state
        counts[key] += 1
        since[key] = min(since.get(key, job.asked_at), job.asked_at)
    return tuple(OpenJobs(*key, counts[key], since[key]) for key in sorted(counts))
