"""Invent worlds, plant them, let detectors ask, and score what they ask; no database takes part."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from joblib import Parallel, delayed

from agri.definitions.plan import Plan
from agri.errors import Invalid
from agri.hindcast.door_questions import questions_at_the_door
from agri.hindcast.past_year import settled_on
from agri.indicators.snapshot import Snapshot
from agri.scoring.planted import Question
from agri.scoring.questions import AskedReports, ReportKey, SeenPlant, count_asked, see_plants
from agri.synthetic.plants.own_slips import own_slips
from agri.synthetic.plants.planted_year import plant_year
from agri.synthetic.worlds import Ground, invent_world

FIRST_SEED = 9_001  # of the worlds that are scored; apart from those of the hindcast
TUNED_ON = range(71_001, 71_013)  # worlds that thresholds are set on: they are never scored

Detector = Callable[[Snapshot, Plan], Sequence[Question]]


@dataclass(frozen=True, slots=True)
class PlantedScore:
    """What detectors made of one world: its honest year, its own slips, and what was planted."""

    seed: int
    asked: AskedReports
    seen: tuple[SeenPlant, ...]


def score_planted_world(
    detect: Detector, seed: int, *, times: int = 1, ground: Ground | None = None
) -> PlantedScore:
    """Invent one world and score what is asked of its honest and of its planted years.

    A detector sees the whole year's record at its end; the checks at the door see report by report what had
    come before. The same seed gives the same score in any process. Without a `ground` it is Zhengzhou.
    """
    world = invent_world(ground or _ground(), seed)
    plan = world.plan
    honest = world.record.snapshot(plan, settled_on(plan))
    door = questions_at_the_door(honest, plan)
    questions: list[Question] = [*detect(honest, plan), *door]
    slips = own_slips(honest, plan, world.truths)
    own = [slip for slip in slips if all(period.year == plan.year for period in slip.periods)]
    seen = see_plants(own, questions, world=seed)
    for year in plant_year(honest, plan, seed=seed, times=times):
        places = {planted.org_unit for planted in year.planted}
        asked: list[Question] = [*detect(year.snapshot, plan)]
        asked += questions_at_the_door(year.snapshot, plan, places)
        seen += see_plants(year.planted, asked, questions, world=seed)
    refused = {(q.org_unit, q.form, q.periods[0]) for q in door if q.is_refusal}
    reports = reports_of(honest, plan.year)
    counted = count_asked(reports, questions, slips, world=seed, refused=refused)
    return PlantedScore(seed, counted, tuple(seen))


def score_planted_worlds(
    detect: Detector, seeds: Sequence[int], *, times: int = 1, workers: int = 1
) -> Iterator[PlantedScore]:
    """Yield each world's score as soon as it is there, in no fixed order.

    Leaving the loop early stops the workers; what was yielded stays good.

    Raises
    ------
    Invalid
        A seed is one of those that thresholds were set on.
    """
    if tuned := sorted(set(seeds).intersection(TUNED_ON)):
        named = ", ".join(map(str, tuned))
        raise Invalid(
            f"thresholds were set on worlds {TUNED_ON[0]} to {TUNED_ON[-1]}, {named}: score others",
            f"阈值是在虚构年份 {TUNED_ON[0]} 至 {TUNED_ON[-1]} 上调定的，其中有 {named}：请换用其他年份评估",
        )
    if workers == 1:
        yield from (score_planted_world(detect, seed, times=times) for seed in seeds)
        return
    found = Parallel(n_jobs=workers, return_as="generator_unordered")(
        delayed(score_planted_world)(detect, seed, times=times) for seed in seeds
    )
    with closing(found):
        yield from found


def reports_of(snapshot: Snapshot, year: int) -> set[ReportKey]:
    """Return the reports of a year that hold at least one number: place, form and month."""
    forms = np.array([name.split(".")[0] for name in snapshot.data_elements])
    months = snapshot.months_of(year)
    found: set[ReportKey] = set()
    for form in snapshot.forms:
        given = ~np.isnan(snapshot.values[:, forms == form][:, :, months]).all(axis=1)
        found |= {
            (snapshot.places.codes[unit], form, snapshot.periods[months[month]])
            for unit, month in np.argwhere(given)
        }
    return found


@lru_cache(maxsize=1)
def _ground() -> Ground:
    return Ground.read()
