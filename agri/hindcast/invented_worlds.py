"""Project invented worlds from earlier days and score them, several at a time; no database takes part."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from joblib import Parallel, delayed

from agri.hindcast.past_year import PastYear, ends_of, settled_on
from agri.indicators.snapshot import Snapshot
from agri.scoring.summary_together import Scores
from agri.scoring.year_end import year_ends
from agri.synthetic.model_errors import MODEL_ERRORS
from agri.synthetic.schools.catalogue import SCHOOLS
from agri.synthetic.worlds import Ground, InventedWorld, invent_world, true_snapshot
from agri.terms import Basis

WORLD = "world"
MONTHS = (4, 6, 8, 10)  # looked from; every month of many worlds would take an hour
FIRST_SEED = 1_000  # apart from the demo's world


@dataclass(frozen=True, slots=True)
class WorldTask:
    """One world to be invented and scored.

    `error` names one of the model errors, or is None for a world like those that the parameters describe.
    `school` names the school that invents the world, or is None for the first generator's. `engine_alone`
    leaves out what experience adds.
    """

    number: int
    error: str | None
    seed: int
    months: tuple[int, ...]
    replications: int
    school: str | None = None
    engine_alone: bool = False


def questions(
    worlds: int,
    wrong_worlds: int,
    *,
    seed: int,
    months: Sequence[int],
    replications: int,
    engine_alone: bool = False,
) -> list[WorldTask]:
    """List the worlds to score: the plain ones, then those of each model error.

    The first worlds of a model error are the plain ones of the same number, with the error put in.
    """
    kinds: list[str | None] = [None] * worlds
    numbers = list(range(worlds))
    for code in MODEL_ERRORS:
        kinds += [code] * wrong_worlds
        numbers += range(wrong_worlds)
    return [
        WorldTask(number, kind, seed, tuple(months), replications, engine_alone=engine_alone)
        for number, kind in zip(numbers, kinds, strict=True)
    ]


def worlds_of_school(
    school: str,
    worlds: int,
    *,
    seed: int,
    months: Sequence[int],
    replications: int,
    engine_alone: bool = False,
) -> list[WorldTask]:
    """List the first worlds of one school."""
    return [
        WorldTask(number, None, seed, tuple(months), replications, school, engine_alone)
        for number in range(worlds)
    ]


def past_year_of(question: WorldTask) -> tuple[PastYear, int]:
    """Invent one world; return its plan year and its own seed.

    The same question gives the same world in any process.
    """
    error = MODEL_ERRORS[question.error] if question.error else None
    # Both seeds of a run move together: another seed is another set of worlds.
    seed = FIRST_SEED + 100_000 * question.seed + question.number
    if question.school is None:
        world = invent_world(_ground(), seed, error)
    else:
        world = SCHOOLS[question.school].invent(_ground(), seed)
    return _past_year(question, world), world.seed


def score_world(question: WorldTask) -> Scores:
    """Invent one world, project it from the asked months and score every projection."""
    past, seed = past_year_of(question)
    return past.scores(
        question.months, seed=seed, replications=question.replications, engine_alone=question.engine_alone
    )


def score_worlds(asked: Sequence[WorldTask], workers: int) -> Iterator[Scores]:
    """Yield each world's scores as soon as they are there, in no fixed order.

    Leaving the loop early stops the workers; what was yielded stays good.
    """
    if workers == 1:
        yield from map(score_world, asked)
        return
    found = Parallel(n_jobs=workers, return_as="generator_unordered")(
        delayed(score_world)(question) for question in asked
    )
    with closing(found):
        yield from found


@lru_cache(maxsize=1)
def _ground() -> Ground:
    return Ground.read()


def _past_year(question: WorldTask, world: InventedWorld) -> PastYear:
    plan = world.plan
    final = world.record.snapshot(plan, settled_on(plan))

    def snapshot(day: date) -> Snapshot:
        return final if day == settled_on(plan) else world.record.snapshot(plan, day)

    true = year_ends(true_snapshot(final, world.truths), world.true_plan)
    ends = {**ends_of(final, plan), **{(code, Basis.TRUE): found for code, found in true.items()}}
    kind = question.error or question.school or WORLD
    return PastYear(kind, question.number, plan, snapshot, ends, world.causes, world.begins)
