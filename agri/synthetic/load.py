"""Load the invented years into an empty, migrated database, through the same doors as everybody's reports."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import Session

from agri.definitions.places import (
    BaselineKey,
    BaselineRow,
    Places,
    read_baseline_keys,
    read_baselines,
    read_org_units,
)
from agri.definitions.plan import Plan
from agri.definitions.reading import DefinitionFiles, seed_root
from agri.models import Meta
from agri.periods import SHANGHAI
from agri.services.reference.load_city import seed_city, set_meta
from agri.services.store.clock import TODAY
from agri.synthetic.record.accounts import Accounts, open_accounts
from agri.synthetic.record.baselines import SEED, baseline_rows
from agri.synthetic.record.committee_notes import read_decisions
from agri.synthetic.record.history import history
from agri.synthetic.record.replay import Replay, batches
from agri.synthetic.truth.truth import Truth, truth, write_truth

DEMO = "demo"  # the key in `meta` that marks a demo; its value says what the data are
DEMO_MARK = "演示数据 / synthetic"
DEMO_NOW = datetime(2019, 9, 5, 10, 0, tzinfo=SHANGHAI)
YEARS = (2017, 2018, 2019)

FOUNDED = datetime(2017, 1, 1, 0, 0, tzinfo=UTC)

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a demo database was filled with, and the truth that it does not hold."""

    plan: Plan
    accounts: Accounts
    truths: Mapping[int, Truth]
    events: int


def is_demo(session: Session) -> bool:
    """Say whether a database is marked as a demo; only such a one may be thrown away."""
    return session.get(Meta, DEMO) is not None


def load_demo(
    engine: Engine,
    *,
    seed: int = SEED,
    now: datetime = DEMO_NOW,
    truth_folder: Path | None = None,
    progress: Progress | None = None,
) -> Loaded:
    """Fill an empty, migrated database with the invented years up to an instant.

    Parameters
    ----------
    engine : Engine
        An empty database at the newest version.
    seed : int
        Which world; the committed baselines are those of the default.
    now : datetime
        The demo's today, stored in the database; nothing later is told.
    truth_folder : Path, optional
        Where ``truth-YEAR.csv`` are written; by default nowhere. The truth never enters the database.
    progress : callable, optional
        Told (events done, events in all) after every batch.

    Raises
    ------
    Conflict
        The database holds a city already.
    ValueError
        The record refused a part of the history.
    """
    folder = seed_root() / "zhengzhou"
    places = read_org_units(folder / "org_units.csv")
    keys = read_baseline_keys(folder / "baseline-keys.toml")
    baselines = _baselines(folder, places, keys, seed)
    with Session(engine, expire_on_commit=False) as session, session.begin():
        plan = seed_city(
            session,
            files=DefinitionFiles.in_folder(folder),
            year=YEARS[-1],
            places=places,
            keys=keys,
            baselines=baselines,
            now=FOUNDED,
        )
        accounts = open_accounts(session, places, plan.city, now=FOUNDED)
        set_meta(session, DEMO, DEMO_MARK, now=FOUNDED)
        set_meta(session, TODAY, now.astimezone(SHANGHAI).isoformat(), now=FOUNDED)
    truths = {year: truth(year, plan, places, baselines, seed) for year in YEARS}
    if truth_folder is not None:
        for year, hidden in truths.items():
            write_truth(truth_folder / f"truth-{year}.csv", hidden)
    reported = history(plan, places, baselines, truths, seed=seed, until=now)
    noted = [note for note in read_decisions(folder / "demo-decisions.toml") if note.at <= now]
    events = sorted([*reported, *noted], key=lambda event: event.at)
    replay = Replay(engine, accounts)
    done = 0
    for batch in batches(events):
        replay.play(batch)
        done += len(batch)
        if progress is not None:
            progress(done, len(events))
    return Loaded(plan, accounts, truths, len(events))


def _baselines(
    folder: Path, places: Places, keys: Sequence[BaselineKey], seed: int
) -> tuple[BaselineRow, ...]:
    if seed != SEED:
        return baseline_rows(places, keys, seed)
    files = ("baselines-township.csv", "baselines-county.csv")
    return tuple(row for file in files for row in read_baselines(folder / file, keys))
