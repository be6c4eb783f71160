"""Livestock manure: a county's own line, produced and used by the month, reported by the quarter.

What livestock keepers would use goes out as far as the county's outlets (composting, biogas, fields) can take
it; what they cannot take waits in store, and what the store cannot hold is lost to use.
"""

from dataclasses import dataclass

import numpy as np

from agri.errors import BalanceError
from agri.indicators.snapshot import Floats
from agri.periods import Period
from agri.sim.inputs.streams import Draws, Floats32
from agri.sim.processes.reminders import still_missing
from agri.sim.world.scenario import Scenario
from agri.sim.world.setup import Setup

OUTLETS = "manure_outlet_t_per_month"
_QUARTER_ENDS = (3, 6, 9, 12)
_LEAST_SHARE = 0.02  # a share so near to none or all has a logit


@dataclass(frozen=True, slots=True)
class Manure:
    """The year of each county, shape (county, replication), t."""

    true_produced: Floats32
    true_used: Floats32
    reported_produced: Floats32
    reported_used: Floats32


def manure_year(setup: Setup, draws: Draws, scenario: Scenario) -> Manure:
    """Draw the quarters that are not reported yet and add the reported ones.

    ===================== ======================================================== =====
    Parameter             Meaning                                                  Unit
    ===================== ======================================================== =====
    manure.produced_sd    scatter of a quarter's production                        log
    manure.county_sd      of the share that a county would use in a quarter        logit
    manure.city_sd        of the year's, common to the city                        logit
    manure.store_months   production of which a store holds what cannot go out yet month
    ===================== ======================================================== =====

    Parameters
    ----------
    setup : Setup
        Baselines give production and outlet capacity; last year's and this year's reports the share used.
    draws : Draws
        The block.
    scenario : Scenario
        May add outlets, and reminders of missing reports.

    Returns
    -------
    Manure
        Nothing for a county without any baseline or report of manure.

    Raises
    ------
    BalanceError
        What was wanted is neither used nor in store nor lost.
    """
    snapshot, plan, layout = setup.snapshot, setup.plan, setup.layout
    p = setup.parameter
    produced, used = (_quarters(setup, f"manure.{name}", plan.year) for name in ("produced_t", "used_t"))
    last_produced, last_used = (
        _quarters(setup, f"manure.{name}", plan.year - 1) for name in ("produced_t", "used_t")
    )
    known = np.nan_to_num(snapshot.baseline("manure_produced_t", plan.year)[layout.county_at])
    quarter = known / len(_QUARTER_ENDS)
    all_used = np.concatenate([last_used, used], axis=1)
    share = _share(all_used, np.concatenate([last_produced, produced], axis=1))
    share = np.where(np.isnan(share), p("level.manure_used"), share)[:, None]
    outlets = _Outlets(setup, scenario, all_used)

    normals = draws.county_normals("manure", 2 * len(_QUARTER_ENDS) + 1)
    city = draws.city_normals("manure", 1)[0]
    prior = plan.over_reporting["recovery"]  # counties' own figures: no township check speaks for them
    factor = np.exp(prior.mean + prior.sd * normals[-1])
    uniform = draws.county_uniforms("reporting/manure", len(_QUARTER_ENDS))
    missing = setup.arrive.missing_share * still_missing(setup, scenario)[:, None]
    totals = [np.zeros(factor.shape, dtype=np.float32) for _ in range(4)]
    bounded = np.clip(share, _LEAST_SHARE, 1 - _LEAST_SHARE)
    beyond = np.maximum(share / bounded, 1)  # a county that used more than it produced may do so again
    logit = np.log(bounded / (1 - bounded))
    for q, end in enumerate(_QUARTER_ENDS):
        is_given = np.isfinite(produced[:, q])[:, None]
        scatter, level = normals[2 * q], normals[2 * q + 1]
        sd = np.float32(p("manure.produced_sd"))
        drawn_produced = (quarter[:, None] * np.exp(sd * scatter - sd * sd / 2)).astype(np.float32)
        odds = logit + p("manure.county_sd") * level + p("manure.city_sd") * city
        drawn_share = beyond / (1 + np.exp(-odds))
        drawn_used = outlets.use(end, drawn_produced, drawn_share.astype(np.float32))
        arrives = uniform[q] >= missing
        report_produced, report_used = np.nan_to_num(produced[:, q, None]), np.nan_to_num(used[:, q, None])
        totals[0] += np.where(is_given, report_produced, drawn_produced).astype(np.float32)
        totals[1] += np.where(is_given, report_used / factor, drawn_used).astype(np.float32)
        totals[2] += np.where(is_given, report_produced, drawn_produced * arrives).astype(np.float32)
        totals[3] += np.where(is_given, report_used, drawn_used * factor * arrives).astype(np.float32)
    outlets.check_balance()
    return Manure(*totals)


class _Outlets:
    """What the outlets of every county take, month by month, and what waits for them.

    A record of more use than the outlets are said to take is a fact about the outlets. Where the baseline
    knows none, they do not limit.
    """

    def __init__(self, setup: Setup, scenario: Scenario, reported_used: Floats) -> None:
        self._setup, self._scenario = setup, scenario
        self._most_used = np.nan_to_num(reported_used).max(axis=1) / 3
        self._waiting: Floats32 = np.zeros((len(setup.layout.counties), 1), dtype=np.float32)
        self._wanted = self._used = self._lost = 0.0

    def use(self, quarter_end: int, produced: Floats32, share: Floats32) -> Floats32:
        """Use a quarter's manure, shape (county, replication), t."""
        used = np.zeros_like(produced)
        monthly = produced / 3
        most_waiting = monthly * np.float32(self._setup.parameter("manure.store_months"))
        for month in range(quarter_end - 2, quarter_end + 1):
            wanted = self._waiting + share * monthly
            out = np.minimum(wanted, self._capacity(month))
            kept = np.minimum(wanted - out, most_waiting)
            self._note(share * monthly, out, wanted - out - kept)
            self._waiting = kept
            used += out
        return used

    def _capacity(self, month: int) -> Floats32:
        """What the outlets take in a month, each day with the outlets of that day, t, shape (county, 1)."""
        setup = self._setup
        base = setup.resources[OUTLETS]
        known = np.nan_to_num(base)
        days = Period(setup.plan.year, month)
        added = self._scenario.added_between(OUTLETS, days.first_day, days.last_day, setup.layout, known)
        capacity = np.maximum(np.maximum(known + added, 0), self._most_used + added)
        return np.where(np.isnan(base), np.inf, capacity)[:, None].astype(np.float32)

    def _note(self, wanted: Floats, used: Floats, lost: Floats) -> None:
        self._wanted += float(wanted.sum(dtype=np.float64))
        self._used += float(used.sum(dtype=np.float64))
        self._lost += float(lost.sum(dtype=np.float64))

    def check_balance(self) -> None:
        """Hold the outlets to their law: wanted = used + waiting + lost."""
        waiting = float(np.sum(self._waiting, dtype=np.float64))
        if abs(self._wanted - self._used - waiting - self._lost) > 1e-3 * max(self._wanted, 1.0):
            raise BalanceError(
                f"manure: wanted {self._wanted:g}, used {self._used:g}, waiting {waiting:g}, "
                f"lost {self._lost:g}"
            )


def _quarters(setup: Setup, data_element: str, year: int) -> Floats:
    """A county line by quarter, shape (county, 4); NaN where not given."""
    months = setup.snapshot.months_of(year)
    cells = setup.snapshot.of(data_element)[setup.layout.county_at][:, months]
    return cells[:, [end - 1 for end in _QUARTER_ENDS]]


def _share(used: Floats, produced: Floats) -> Floats:
    """Share used over the quarters in which both are given, shape (county,); NaN where none is."""
    both = np.isfinite(used) & np.isfinite(produced)
    total = np.where(both, produced, 0).sum(axis=1)
    share = np.full(len(total), np.nan)
    np.divide(np.where(both, used, 0).sum(axis=1), total, out=share, where=total > 0)
    return share
