"""One compute block: its draws, its accounts, and how much work each township wants in a month."""

from dataclasses import dataclass, field

import numpy as np
import simpy
from numpy.typing import NDArray

from agri.indicators.snapshot import Floats
from agri.sim.belief.families import Season
from agri.sim.belief.performance import Performance
from agri.sim.inputs.streams import Draws, Floats32
from agri.sim.processes.reminders import chased
from agri.sim.processes.weather import wet_days
from agri.sim.world.reporting import BlockAmounts
from agri.sim.world.scenario import Scenario
from agri.sim.world.setup import Setup

_PROBIT = np.pi / 8  # a logistic is nearly a normal of variance 8 / pi: how a mean of shares is kept
_WIDEST = 3.0  # logit: a share can hardly scatter more
_NEWTON_STEPS = 4
_AT, _WEIGHT = np.polynomial.hermite_e.hermegauss(25)  # the quadrature over the scatter
_WEIGHT /= _WEIGHT.sum()
_UNEXPLAINED_SD = 0.25  # of what a mechanism cannot explain, for all of it; log [assumed]

Rows = NDArray[np.intp] | slice
EVERY = slice(None)


@dataclass(frozen=True)
class Calibration:
    """What makes the mechanisms reproduce the shares that the record leads one to expect, by county.

    ================ =============== =========================================================
    Field            Shape           Meaning
    ================ =============== =========================================================
    participation    pool → (county, 1 or replication) who wants service / share expected to get it
    pace             pool → (county, 1 or replication) factor on the crews' daily pace
    formulas_ready   (crop, month) → (county, 1) share of formulas ready in the month, on average
    explained        pool → (county, 1) what the mechanism reaches of what the record leads one to expect
    is_trial         —               True for the run that finds the others
    ================ =============== =========================================================
    """

    participation: dict[str, Floats32]
    pace: dict[str, Floats32]
    formulas_ready: dict[tuple[str, int], Floats32]
    explained: dict[str, Floats32] = field(default_factory=dict)
    is_trial: bool = False


class Block:
    """State that the processes of one block share.

    Arrays are (township, replication) or (county, replication), float32; `env.now` is in days, and the
    fraction of a day is its phase.
    """

    def __init__(
        self,
        setup: Setup,
        draws: Draws,
        scenario: Scenario,
        performance: Performance,
        calibration: Calibration,
    ) -> None:
        self.setup, self.draws, self.scenario = setup, draws, scenario
        self.layout, self.year, self.lines = setup.layout, setup.year, setup.plan.lines
        self.performance, self.calibration = performance, calibration
        self.aimed: dict[str, Floats32] = {}
        self.reached: dict[str, Floats32] = {}
        self._resources: dict[tuple[str, int], Floats32] = {}
        self._noise: dict[str, Floats32] = {}
        self._moved: dict[Season, Floats32] = {}
        self.env = simpy.Environment()
        self.wet = wet_days(draws, setup.year, setup.plan.parameters)
        self.shape = (len(setup.layout.townships), draws.replications)
        self.county_shape = (len(setup.layout.counties), draws.replications)
        self.accounts = BlockAmounts(
            draws=draws,
            expected=setup.expected,
            arrive=chased(setup, scenario),
            bias=performance.bias,
            lines=setup.plan.lines,
            base=setup.base,
            is_suspect=setup.learnt.is_suspect,
            slips=setup.slips,
            blank=setup.blank,
            deposit=setup.deposits,
        )

    @property
    def is_trial(self) -> bool:
        """Whether this is the calibration's run: it shows the usual year and books nothing."""
        return self.calibration.is_trial

    def at(self, moment: float) -> simpy.Event:
        """Return the event of a moment: a day number plus a phase."""
        return self.env.timeout(moment - self.env.now)

    def aim(self, pool: str, amount: Floats32) -> None:
        """Note what a pool is expected to serve in a month, shape (township, replication)."""
        self._note(self.aimed, pool, amount)

    def served(self, pool: str, amount: Floats32) -> None:
        """Note what a pool did serve in a month, shape (township, replication)."""
        self._note(self.reached, pool, amount)

    def corrected(self, pool: str, served: Floats32, expected: Floats32) -> Floats32:
        """Return what a pool served, and what the record expects beyond all that its mechanism explains.

        A mechanism corrects an expectation and does not overrule it: where the calibration stopped at a
        bound, the part of the expectation that it cannot explain stands, widened.

        Parameters
        ----------
        served, expected : array, shape (township, replication)
            Of one month. In the calibration's own run what is served stays as it is.
        """
        explained = self.calibration.explained.get(pool)
        if explained is None or self.is_trial or not (explained != 1).any():
            return served
        county_of = self.layout.county_of
        beyond = 1 - np.minimum(explained, 1)
        sd = np.float32(_UNEXPLAINED_SD) * beyond
        factor = np.exp(sd * self.draws.county_normals(f"unexplained/{pool}", 1)[0] - sd * sd / 2)
        factor *= beyond
        kept = served / np.maximum(np.take(explained, county_of, axis=0), 1)
        return np.asarray(kept + np.take(factor, county_of, axis=0) * expected, dtype=np.float32)

    def _note(self, totals: dict[str, Floats32], pool: str, amount: Floats32) -> None:
        if pool not in totals:
            totals[pool] = np.zeros(self.county_shape, dtype=np.float32)
        totals[pool] += self.layout.to_counties(amount, np.empty(self.county_shape, dtype=np.float32))

    def zeros(self) -> Floats32:
        """Return an empty township array."""
        return np.zeros(self.shape, dtype=np.float32)

    def noise(self, code: str, month: int, rows: Rows = EVERY) -> Floats32:
        """Township-quarter noise of a line, standard normal, shape (township, replication)."""
        quarters = sorted({(m - 1) // 3 for m in self.lines[code].months})
        if code not in self._noise:
            self._noise[code] = self.draws.township_normals(f"noise/{code}", len(quarters))
        return np.asarray(self._noise[code][quarters.index((month - 1) // 3)][rows])

    def link(self, code: str, month: int, rows: Rows = EVERY) -> Floats32:
        """Performance and shock of a line in a month, shape (township, replication)."""
        strand = self.lines[code].strand
        link = np.take(self.performance.shock[strand, month], self.layout.county_of[rows], axis=0)
        link += self.performance.offset[strand][rows]
        return link

    def drawn(self, code: str, month: int, rows: Rows = EVERY) -> Floats32:
        """Performance, shock and scatter of an amount as one factor of it, (township, replication)."""
        link = self.link(code, month, rows)
        return self._scattered(link, code, month, rows)

    def moved(self, code: str, month: int, rows: Rows = EVERY) -> Floats32 | float:
        """How much more of its season's work a month holds than expected, 1 or (township, replication)."""
        group = next((one for one in self.lines[code].seasons if month in one), ())
        shift = self.performance.shift.get((code, group))
        if shift is None:
            return 1.0
        if (code, group) not in self._moved:
            self._moved[code, group] = self.setup.expected[code].shifts[group].factors(shift)
        by_county = self._moved[code, group][group.index(month)]
        return np.take(by_county, self.layout.county_of[rows], axis=0)

    def exposure(self, code: str, month: int, rows: Rows = EVERY) -> Floats32:
        """What a line's share applies to in a month, in the line's unit, (township, 1 or replication)."""
        known = self.setup.expected[code].exposure[rows, month - 1, None].astype(np.float32)
        return np.asarray(known * self.moved(code, month, rows))

    def _scattered(self, link: Floats32, code: str, month: int, rows: Rows) -> Floats32:
        """Return exp(link) times noise of mean one; `link` is used up."""
        sd = np.float32(self.setup.learnt.noise_sd[self.lines[code].strand])
        link += sd * self.noise(code, month, rows)
        link -= sd * sd / 2
        return np.exp(link, out=link)

    def share(self, code: str, month: int, rows: Rows = EVERY) -> Floats32:
        """Share that a line would come to in a month with average service, (township, replication).

        The scatter of a report is stated in logarithms of the share and drawn in its logit, so that it never
        leaves the whole; the logit is stretched as far as the mean over the scatter stays what it was.
        """
        level = self.setup.expected[code].level[rows, month - 1, None]
        sd = scatter_of_share(self.setup.learnt.noise_sd[self.lines[code].strand], level)
        logit = self.link(code, month, rows)
        logit *= stretch_of(sd).astype(np.float32)
        logit += centred_logit(level, sd).astype(np.float32)
        logit += sd.astype(np.float32) * self.noise(code, month, rows)
        np.negative(logit, out=logit)
        np.exp(logit, out=logit)
        logit += 1
        return np.divide(1, logit, out=logit)

    def amount(self, code: str, month: int, rows: Rows = EVERY) -> Floats32:
        """True amount of a line in a month with average service, shape (township, replication)."""
        if self.lines[code].is_share:
            amount = self.share(code, month, rows)
            amount *= self.exposure(code, month, rows)
        else:
            amount = self.drawn(code, month, rows)
            amount *= self.setup.expected[code].expected[rows, month - 1, None].astype(np.float32)
            amount *= self.moved(code, month, rows)
        return amount

    def asked(self, code: str, month: int) -> bool:
        """Say whether a line's form asks for it in a month."""
        return code in self.lines and month in self.lines[code].months

    def dry(self, day: int) -> NDArray[np.bool_]:
        """Where field work is possible, shape (county, replication)."""
        return np.asarray(~self.wet[day])

    def resource(self, key: str, day: int) -> Floats32:
        """What each county has of a resource on a day, measures included, shape (county, 1)."""
        started = sum(self.year.number(measure.starts_on) <= day for measure in self.scenario.measures)
        if (key, started) not in self._resources:
            base = np.nan_to_num(self.setup.resources[key])
            added = self.scenario.added(key, self.year.date_of(day), self.layout, base)
            self._resources[key, started] = np.maximum(base + added, 0).astype(np.float32)[:, None]
        return self._resources[key, started]


def stretch_of(sd: Floats) -> Floats:
    """Return how much farther a logit must lie from zero for its share to keep its mean over a scatter."""
    return np.asarray(np.sqrt(1 + _PROBIT * sd * sd))


def scatter_of_share(noise_sd: float, level: Floats) -> Floats:
    """Return the scatter of a share's logit where its logarithm scatters by `noise_sd`."""
    return np.asarray(np.minimum(noise_sd / (1 - level), _WIDEST))


def centred_logit(level: Floats, sd: Floats) -> Floats:
    """Return the logits around which a scatter of `sd` has the mean `level`; shape (township, 1) each."""
    centre = np.log(level / (1 - level)) * stretch_of(sd)
    for _ in range(_NEWTON_STEPS):
        share = 1 / (1 + np.exp(-centre - sd * _AT))
        slope = (share * (1 - share)) @ _WEIGHT
        step = (level[:, 0] - share @ _WEIGHT) / np.maximum(slope, 1e-9)
        centre = centre + np.clip(step, -1, 1)[:, None]
    return np.asarray(centre)
