"""Hidden states of every township and task, week by week, and the calls of the city that move them."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from agri.synthetic.schools.axes import Axes, Floats
from agri.synthetic.schools.causes import CauseKind, Causes
from agri.synthetic.schools.regimes.constants import LAW, THEMES
from agri.synthetic.schools.regimes.seasons import WEEKS, weeks_since
from agri.synthetic.world.streams import NamedStreams

IDLE, ORDINARY, CAMPAIGN, EXHAUSTED = range(4)
States = NDArray[np.int8]


def shared_luck(random: np.random.Generator, axes: Axes, weeks: int) -> Floats:
    """Draw standard normal luck alike in a week, a task and a county, shape (week, township, theme)."""
    city, theme, county = LAW.chain.alike
    counties, count, themes = len(axes.counties), len(axes.townships), len(THEMES)
    return np.asarray(
        np.sqrt(city) * random.standard_normal((weeks, 1, 1))
        + np.sqrt(theme) * random.standard_normal((weeks, 1, themes))
        + np.sqrt(county) * random.standard_normal((weeks, counties, 1))[:, axes.county_index]
        + np.sqrt(1 - city - theme - county) * random.standard_normal((weeks, count, themes))
    )


def as_uniform(normal: Floats) -> Floats:
    """Return numbers between 0 and 1 for standard normal ones, close to their distribution function."""
    return np.asarray(1 / (1 + np.exp(-1.702 * normal)))


@dataclass(frozen=True)
class Calls:
    """What a city calls for in one year: payments, meetings and inspections."""

    axes: Axes
    streams: NamedStreams
    year: int

    @cached_property
    def pull(self) -> Floats:
        """Log odds that the calls add to a campaign, shape (week, county, theme)."""
        random, law = self.streams("regimes", "calls", self.year), LAW.chain
        hearing = np.exp(
            self.streams("regimes", "hearing").normal(0, law.hearing_sd, (len(self.axes.counties), 1))
        )
        money = np.array([LAW.themes[theme].money for theme in THEMES])
        found = np.zeros((WEEKS, len(self.axes.counties), len(THEMES)))
        for day in law.instalments:
            week = (day + random.normal(0, law.payment_sd)) / 7
            found += law.payment * _faded(week)[:, None, None] * money * hearing
        for strength, often in ((law.meeting, law.meetings), (law.inspection, law.inspections)):
            for _ in range(random.poisson(often)):
                # Of two days the later one: calls gather towards the end of the year.
                week = float(random.uniform(3, WEEKS - 2, 2).max())
                about = random.random(len(THEMES)) < law.concerns
                found += strength * _faded(week)[:, None, None] * about * hearing
        last = np.clip((np.arange(WEEKS) - WEEKS + law.last_weeks) / law.last_weeks, 0, 1)
        return np.asarray(found + law.year_end * last[:, None, None] * hearing)


def _faded(week: float) -> Floats:
    after = np.arange(WEEKS) - week
    return np.where(after >= 0, np.exp(-np.maximum(after, 0) / LAW.chain.fades), 0.0)


def draw_states(
    axes: Axes, streams: NamedStreams, years: tuple[int, ...], causes: Causes
) -> dict[int, States]:
    """Run the chains through the years, year → (week, township, theme); causes act in the last year."""
    random = streams("regimes", "states")
    shape = (len(axes.townships), len(THEMES))
    state = _fresh(random, shape)
    found = {}
    for year in years:
        is_plan_year = year == years[-1]
        luck = as_uniform(shared_luck(streams("regimes", "switches", year), axes, WEEKS))
        pull = np.exp(Calls(axes, streams, year).pull)[:, axes.county_index]
        anew = random.random(shape) >= LAW.chain.kept
        state = np.where(anew, _fresh(random, shape), state)
        weeks = []
        for week in range(WEEKS):
            state = _next(state, luck[week], pull[week])
            weeks.append(state)
        found[year] = np.stack(weeks).astype(np.int8)
        if is_plan_year:
            _forced(found[year], streams, causes)
    return found


def _fresh(random: np.random.Generator, shape: tuple[int, ...]) -> States:
    return random.choice(4, shape, p=LAW.chain.fresh).astype(np.int8)


def _next(state: States, luck: Floats, pull: Floats) -> States:
    """Switch states by one week's luck: low luck falls back, high luck rises."""
    law, new = LAW.chain, state.copy()
    new[(state == IDLE) & (luck > 1 - law.wake)] = ORDINARY
    new[(state == IDLE) & (luck > 1 - np.minimum(law.leap * pull, 0.5))] = CAMPAIGN
    new[(state == ORDINARY) & (luck < law.doze)] = IDLE
    new[(state == ORDINARY) & (luck > 1 - np.minimum(law.rise * pull, 0.7))] = CAMPAIGN
    # A call that still sounds keeps a campaign going.
    tired, settled = law.tire / np.sqrt(pull), law.settle / np.sqrt(pull)
    new[(state == CAMPAIGN) & (luck < tired + settled)] = ORDINARY
    new[(state == CAMPAIGN) & (luck < tired)] = EXHAUSTED
    new[(state == EXHAUSTED) & (luck > 1 - law.recover)] = ORDINARY
    new[(state == EXHAUSTED) & (luck < law.give_up)] = IDLE
    return new


def _forced(states: States, streams: NamedStreams, causes: Causes) -> None:
    """Force states where a push or a standstill leaves no choice, in place."""
    random = streams("regimes", "forced")
    reached = random.random(states.shape[1:]) < LAW.pushed_share
    pushed = weeks_since(causes, CauseKind.HONEST_PUSH)
    states[pushed[:, None, None] & reached] = CAMPAIGN
    still = standing_still(causes)
    states[still] = IDLE


def standing_still(causes: Causes) -> NDArray[np.bool_]:
    """Return the weeks of a standstill."""
    since = weeks_since(causes, CauseKind.STANDSTILL)
    return np.asarray(since & (since.cumsum() <= LAW.chain.standing_weeks))
