"""What to do next month: the cheapest set of measures that brings every target to an asked probability.

How it goes. All counties are simulated at each level at once; since counties add up, that fills a table of
what every level of every measure in every county adds to each target, replication by replication. The
cheapest choice on the table is then simulated itself, and where the two differ (the review moves crews
between counties) the table is corrected and asked again. Only simulated choices are answers. Where the
cheapest costs more than may be spent, the nearest choice within the ceiling is looked for in the same way.

Everything that was simulated is kept: a search that is stopped answers with the best of it.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from agri.definitions.measures import Measures
from agri.definitions.plan import Plan
from agri.indicators.snapshot import Floats, Snapshot
from agri.sim.decide.answer import Answer, Gain, Option
from agri.sim.decide.comparison import standard_error
from agri.sim.decide.constraints import Constraint, Lifted, lifted, world_without
from agri.sim.decide.known_targets import unknown_targets, without_targets
from agri.sim.decide.levers import GRID, Levels, Levers, apart, levers_of
from agri.sim.decide.options import option_of
from agri.sim.decide.search_limits import NO_LIMITS, SearchLimits
from agri.sim.decide.table_optimizer import Choice, LeverTable, cheapest, corrected
from agri.sim.decide.trial_pool import Question, TrialPool
from agri.sim.decide.trials import Trial, Trials
from agri.sim.decide.unit_gains import gain_of
from agri.sim.decide.value_of_checks import Informed, Informing, most_checks, world_after_checks
from agri.sim.decide.within_ceiling import nearest
from agri.sim.run.projection import METHOD
from agri.sim.world.scenario import BASE
from agri.sim.world.setup import set_up
from agri.terms import Basis

CHECK_SEED = 1_000_003  # added to the seed for the draws that an answer is checked on
MOST_ROUNDS = 6
LEAST_WORK = 4_000  # township × replication: below it a search is over before its processes have started

Progress = Callable[[int, int], None]


def search(
    snapshot: Snapshot,
    plan: Plan,
    measures: Measures,
    *,
    probability: float,
    seed: int,
    replications: int,
    basis: Basis = Basis.REPORTED,
    limits: SearchLimits = NO_LIMITS,
    grid: Sequence[float] = GRID,
    workers: int = 1,
    progress: Progress = lambda done, total: None,
    is_stopped: Callable[[], bool] = lambda: False,
) -> Answer:
    """Search for the cheapest set of measures.

    Parameters
    ----------
    snapshot, plan, measures
        The record as it stood; targets; what can be done and what it costs.
    probability : float
        Asked of every target, in (0, 1).
    seed, replications : int
        Of the simulations; at least 32 replications.
    basis : Basis
        Judge what will be reported, or what will be true.
    limits : SearchLimits
        What may be spent at most; measures and counties that are left out.
    grid : sequence of float
        Amounts that are tried, see `agri.sim.decide.levers`.
    workers : int
        Processes to share the runs out among; changes nothing but speed.
    progress : callable
        Told (runs done, runs foreseen) after each run.
    is_stopped : callable
        Asked before each run; once it says True the search answers with what it has.

    Raises
    ------
    ValueError
        The probability lies outside (0, 1), there are too few replications, or the ceiling is negative.
    NothingKnown
        No target has a year end.
    """
    if not 0 < probability < 1:
        raise ValueError(f"a probability lies between 0 and 1, got {probability}")
    if replications < 32:
        raise ValueError(f"a search needs at least 32 replications, got {replications}")
    if limits.ceiling_yuan is not None and not limits.ceiling_yuan >= 0:
        raise ValueError(f"a ceiling is not negative, got {limits.ceiling_yuan}")
    setup = set_up(snapshot, plan)
    trials = Trials(setup, seed=seed, replications=replications, basis=basis)
    unknown = unknown_targets(trials)
    if unknown:
        setup = replace(setup, plan=without_targets(plan, unknown))
        trials = Trials(setup, seed=seed, replications=replications, basis=basis)
    levers = levers_of(setup, measures, snapshot.as_of, grid, limits)
    everything = levers_of(setup, measures, snapshot.as_of, grid) if limits.excludes else levers
    is_small = replications * len(setup.layout.townships) < LEAST_WORK
    with TrialPool(trials, 1 if is_small else workers) as pool:
        asked = _SearchScope(probability, levers, everything, limits)
        return _Search(pool, asked, progress, is_stopped).answer(unknown)


class _Stopped(Exception):
    """The search was asked to answer with what it has."""


@dataclass(frozen=True, slots=True)
class _SearchScope:
    """What is asked of every target, with which levers; `everything` are those without any exclusion."""

    probability: float
    levers: Levers
    everything: Levers
    limits: SearchLimits


class _Search:
    """One search: what was simulated so far, and what was concluded from it."""

    def __init__(
        self, pool: TrialPool, asked: _SearchScope, progress: Progress, is_stopped: Callable[[], bool]
    ) -> None:
        self._trials, self._pool = pool.trials, pool
        self._asked, self._levers, self._limits = asked.probability, asked.levers, asked.limits
        self._everything = asked.everything
        self._progress, self._is_stopped = progress, is_stopped
        self._plan = self._trials.setup.plan
        self._targets = self._plan.targets
        self._nothing: Levels = (0,) * len(asked.levers.levers)
        self._known: dict[Levels, Trial] = {}
        self._done = 0
        top = asked.levers.highest
        self._foreseen = 1 + len(asked.levers.kinds) + top + MOST_ROUNDS // 2 + 4 + 2 * len(Constraint)
        self._foreseen += 2 if asked.levers.informing else 0
        self._goals: Floats = np.full(len(self._targets), self._asked)
        self._is_reachable: dict[str, bool] = {}
        self._excluded: tuple[str, ...] = ()
        self._unlimited: Levels | None = None
        self._idle: tuple[str, ...] = ()
        self._gains: tuple[Gain, ...] = ()
        self._is_proved = False
        self._checks: dict[Levels, Trial] = {}
        self._now: tuple[Lifted, ...] = ()
        self._then: tuple[Lifted, ...] = ()
        self._informing: tuple[Informing, ...] = ()

    def answer(self, unknown: tuple[str, ...]) -> Answer:
        """Search to the end, or until stopped."""
        # Without any measure there would be no answer at all: the first run is made in any case.
        scenario = self._levers.scenario(self._nothing, "search")
        self._known[self._nothing] = self._counted(self._trials.run(scenario))
        is_complete = True
        try:
            self._solve(self._table())
            self._check()
            self._now = self._constraints(self._nothing)
            best = self._best()
            self._then = self._now if best == self._nothing else self._constraints(best)
            self._inform()
        except _Stopped:
            is_complete = False
        else:
            self._progress(self._done, self._done)
        return self._conclude(unknown, is_complete=is_complete)

    def _counted(self, trial: Trial) -> Trial:
        self._done += 1
        self._progress(self._done, max(self._foreseen, self._done + 1))
        return trial

    def _answered(self, questions: Sequence[Question]) -> Iterator[Trial]:
        """Run what is asked, until stopped."""
        self._heed()
        for trial in self._pool.run(questions):
            yield self._counted(trial)
            self._heed()

    def _run(self, choices: Sequence[Levels]) -> None:
        """Simulate some choices, each once."""
        new = [levels for levels in dict.fromkeys(choices) if levels not in self._known]
        questions: list[Question] = [(self._levers.scenario(levels, "search"), None) for levels in new]
        if new:
            for levels, trial in zip(new, self._answered(questions), strict=True):
                self._known[levels] = trial

    def _heed(self) -> None:
        if self._is_stopped():
            raise _Stopped

    def _table(self) -> LeverTable:
        """Simulate every level in all counties at once, measures that share a target one after another."""
        levers = self._levers
        base = self._known[self._nothing]
        top = levers.highest
        touched: dict[str, set[int]] = {}
        self._run([levers.uniform(top, [kind]) for kind in levers.kinds])
        for kind in levers.kinds:
            full = self._known[levers.uniform(top, [kind])]
            changed = np.abs(full.slack - base.slack).max(axis=(1, 2)) > 0
            touched[kind] = set(np.flatnonzero(changed).tolist())
        self._idle = tuple(kind for kind, targets in touched.items() if not targets)
        kinds = [kind for kind in levers.kinds if kind not in self._idle]
        choices = {
            (level, tuple(batch)): levers.uniform(level, batch)
            for batch in apart(kinds, touched)
            for level in range(1, top + 1)
        }
        everything = levers.uniform(top, kinds)
        self._run([everything, *choices.values()])
        self._aim(self._known[everything])
        at_level = {
            (kind, level): self._known[choice] for (level, batch), choice in choices.items() for kind in batch
        }
        counties = self._trials.setup.layout.counties
        gains = []
        for lever in levers.levers:
            gain = np.zeros((lever.top + 1, *base.city_slack.shape))
            county = counties.index(lever.place)
            for target in touched[lever.kind.code]:
                for level in range(1, lever.top + 1):
                    trial = at_level[lever.kind.code, level]
                    gain[level, target] = trial.slack[target, county] - base.slack[target, county]
            gains.append(gain)
        costs = tuple(np.array(lever.costs) for lever in levers.levers)
        table = LeverTable(base.city_slack, tuple(gains), costs, self._goals)
        self._gains = tuple(
            gain_of(lever, gain[1], base, self._targets)
            for lever, gain in zip(levers.levers, gains, strict=True)
            if lever.kind.code not in self._idle
        )
        return table

    def _aim(self, most: Trial) -> None:
        """Set what is to be reached: the asked probability, or nearly what everything together reaches."""
        base = self._known[self._nothing]
        for t, indicator in enumerate(self._targets):
            ceiling = float(most.probability[t])
            self._is_reachable[indicator.code] = ceiling >= self._asked
            if ceiling < self._asked:
                near = ceiling - standard_error(most.met[t])
                self._goals[t] = max(near, float(base.probability[t]), 0.0)
        if self._limits.excludes and not all(self._is_reachable.values()):
            levers = self._everything
            scenario = levers.scenario(levers.uniform(levers.highest, levers.kinds), "search")
            (freed,) = self._answered([(scenario, None)])
            self._excluded = tuple(
                one.code
                for one, chance in zip(self._targets, freed.probability, strict=True)
                if not self._is_reachable[one.code] and chance >= self._asked
            )

    def _solve(self, table: LeverTable) -> None:
        """Find the cheapest choice; where it costs more than the ceiling, the nearest that does not."""
        table = self._settled(table, cheapest)
        ceiling, cheapest_known = self._limits.ceiling_yuan, self._best_known(math.inf)
        if ceiling is not None and self._levers.cost(cheapest_known) > ceiling:
            self._unlimited = cheapest_known
            self._settled(table, lambda one: nearest(one, ceiling))

    def _settled(self, table: LeverTable, choose: Callable[[LeverTable], Choice]) -> LeverTable:
        """Ask the table, simulate its answer, correct the table, until the answer stays."""
        tried: set[Levels] = set()
        for _ in range(MOST_ROUNDS):
            choice = choose(table)
            if choice.levels in tried:
                break
            tried.add(choice.levels)
            self._run([choice.levels])
            self._is_proved = choice.is_proved
            table = corrected(table, choice.levels, self._known[choice.levels].city_slack)
        return table

    def _best(self) -> Levels:
        """The best simulated choice within the ceiling."""
        ceiling = self._limits.ceiling_yuan
        return self._best_known(math.inf if ceiling is None else ceiling)

    def _best_known(self, ceiling: float) -> Levels:
        """The cheapest simulated choice that reaches the goals, else the one that is least short of them."""

        def rank(levels: Levels) -> tuple[float, float, Levels]:
            short = np.maximum(self._goals - self._known[levels].probability, 0)
            total = float(short.sum())
            return (total if total > 1e-12 else 0.0, self._levers.cost(levels), levels)

        # Doing nothing costs nothing, so that one choice is always within the ceiling.
        return min((one for one in self._known if self._levers.cost(one) <= ceiling), key=rank)

    def _held_by_ceiling(self) -> tuple[str, ...]:
        """The targets that the choice without the ceiling brings to their goal and the best does not."""
        if self._unlimited is None:
            return ()
        free, best = (self._known[one].probability for one in (self._unlimited, self._best()))
        held = (free >= self._goals - 1e-12) & (best < self._goals - 1e-12)
        return tuple(one.code for one, is_held in zip(self._targets, held, strict=True) if is_held)

    def _check(self) -> None:
        """Run nothing and the best again on draws that had no part in choosing it."""
        own = self._trials
        self._heed()
        fresh = Trials(
            own.setup, seed=own.seed + CHECK_SEED, replications=2 * own.replications, basis=own.basis
        )
        for levels in (self._nothing, self._best()):
            if levels not in self._checks:
                self._heed()
                trial = fresh.run(self._levers.scenario(levels, "search"))
                self._checks[levels] = self._counted(trial)

    def _constraints(self, levels: Levels) -> tuple[Lifted, ...]:
        """Lift each constraint in turn from a choice."""
        base, setup = self._known[levels], self._trials.setup
        scenario = self._levers.scenario(levels, "search")
        worlds = [world_without(setup, scenario, constraint) for constraint in Constraint]
        trials = self._answered([(changed, world) for world, changed in worlds])
        return tuple(
            one
            for constraint, without in zip(Constraint, trials, strict=True)
            for one in lifted(setup, constraint, base, without)
        )

    def _inform(self) -> None:
        """Say what the measures that move no year end would tell."""
        if not self._levers.informing:
            return
        own = self._trials
        self._heed()
        truth = Trials(own.setup, seed=own.seed, replications=own.replications, basis=Basis.TRUE)
        now = self._counted(truth.run(BASE))
        for kind, starts_on in self._levers.informing:
            self._heed()
            each = most_checks(kind, starts_on)
            counties = own.setup.layout.counties
            checks = {county: each for county in counties if self._limits.allows(kind.code, county)}
            if not checks:
                continue
            then = self._counted(truth.run(BASE, world_after_checks(own.setup, checks)))
            spreads = [trial.value.std(axis=1).tolist() for trial in (now, then)]
            told = (
                Informed(indicator.code, before, after)
                for indicator, before, after in zip(self._targets, *spreads, strict=True)
            )
            cost = len(checks) * kind.most_steps(0) * kind.step * kind.cost_yuan
            self._informing += (Informing(kind.code, each * len(checks), cost, tuple(told)),)

    def _conclude(self, unknown: tuple[str, ...], *, is_complete: bool) -> Answer:
        best = self._best()
        is_reached = bool((self._known[best].probability >= self._asked).all())
        return Answer(
            snapshot_id=self._trials.setup.snapshot.id,
            as_of=self._trials.setup.snapshot.as_of,
            seed=self._trials.seed,
            replications=self._trials.replications,
            method=METHOD,
            basis=self._trials.basis,
            asked=self._asked,
            is_reached=is_reached,
            is_complete=is_complete,
            is_proved=self._is_proved and is_complete,
            runs=self._done,
            unknown=unknown,
            unreachable=tuple(code for code, can in self._is_reachable.items() if not can),
            base=self._option(self._nothing),
            best=self._option(best),
            limits=self._limits,
            unlimited=None if self._unlimited is None else self._option(self._unlimited),
            held_by_ceiling=self._held_by_ceiling(),
            held_by_exclusions=self._excluded,
            gains=self._gains,
            lifted_now=self._now,
            lifted_then=self._then,
            informing=self._informing,
            without_effect=self._levers.without_effect,
            too_late=self._levers.too_late,
            touches_no_target=self._idle,
        )

    def _option(self, levels: Levels) -> Option:
        levers, trial = self._levers, self._known[levels]
        return option_of(
            levers.priced(levels), levers.cost(levels), self._targets, trial, self._checks.get(levels)
        )
