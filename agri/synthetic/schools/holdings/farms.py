"""The holdings of a world: their sizes, who gives up to whom, and who follows which practice when."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agri.synthetic.schools.axes import Axes, Floats, Positions
from agri.synthetic.schools.causes import CauseKind, Causes
from agri.synthetic.schools.holdings.constants import LAW, Habit
from agri.synthetic.world.streams import NamedStreams

_PAID_FOR = ("unified", "green", "packaging")
MONTHS = 24  # of the year before and the plan year


@dataclass(frozen=True)
class Farms:
    """All holdings of a world in a row.

    ========== ================== =============================================================
    Field      Shape              Meaning
    ========== ================== =============================================================
    township   (holding,)         the position of the township
    land_mu    (year, holding)    last year's and the plan year's; 0 once given up
    follows    (holding, month)   by practice: 1 where it is followed, over both years
    of_land    (holding,)         by practice: share of its land on which a follower does it
    ========== ================== =============================================================
    """

    township: Positions
    townships: int
    land_mu: Floats
    follows: Mapping[str, Floats]
    of_land: Mapping[str, Floats]

    def share(self, practice: str, year: int) -> Floats:
        """Return the share of a township's land under a practice, shape (township, month)."""
        months = slice(12 * year, 12 * year + 12)
        land = self.land_mu[year]
        done = self.follows[practice][:, months] * (land * self.of_land[practice])[:, None]
        return self.summed(done) / np.maximum(self.summed(land), 1e-9)[:, None]

    def summed(self, of_holdings: Floats) -> Floats:
        """Add holdings up by township, (holding, …) to (township, …)."""
        found = np.zeros((self.townships, *of_holdings.shape[1:]))
        np.add.at(found, self.township, of_holdings)
        return found

    def mean_log_size(self, year: int) -> Floats:
        """Return how large the holding of an average mu is, log over the smallest, shape (township,)."""
        land = self.land_mu[year]
        size = np.log(np.maximum(land, LAW.smallest_mu) / LAW.smallest_mu)
        return self.summed(land * size) / np.maximum(self.summed(land), 1e-9)


def draw_farms(axes: Axes, streams: NamedStreams, causes: Causes) -> Farms:
    """Draw holdings, let some be taken over, and let practices spread month by month."""
    random = streams("holdings", "farms")
    count = len(axes.townships)
    township = np.repeat(np.arange(count), 2 + random.poisson(LAW.holdings - 2, count))
    size = LAW.smallest_mu * (1 - random.random(len(township))) ** (-1 / LAW.size_tail)
    last = np.minimum(size, LAW.largest_mu)
    now = _taken_over(random, township, last)
    county = axes.county_index[township]
    follows, of_land = {}, {}
    for name, practice in LAW.practices.items():
        own = streams("holdings", "practice", name)
        follows[name] = _spread(own, practice, township, county, land=last, pulls=_pulls(name, causes))
        mean, concentration = practice.of_land
        of_land[name] = own.beta(mean * concentration, (1 - mean) * concentration, len(township))
    return Farms(township, count, np.stack([last, now]), follows, of_land)


def _taken_over(random: np.random.Generator, township: Positions, land: Floats) -> Floats:
    """Return land after some holdings were given up to the largest of their township."""
    largest = np.zeros(township.max() + 1, dtype=np.intp)
    for position in np.argsort(land, kind="stable"):
        largest[township[position]] = position
    gives_up = (random.random(len(land)) < LAW.merged) & (largest[township] != np.arange(len(land)))
    found = np.where(gives_up, 0.0, land)
    np.add.at(found, largest[township[gives_up]], land[gives_up])
    return found


@dataclass(frozen=True)
class _Pulls:
    """What moves holdings besides each other, month by month of both years."""

    taken_up: Floats  # times as many take the practice up
    left: Floats  # more of the followers leave it


def _pulls(practice: str, causes: Causes) -> _Pulls:
    taken_up, left = np.ones(MONTHS), np.zeros(MONTHS)
    if practice in _PAID_FOR:
        taken_up[12:] += (LAW.subsidy - 1) * causes.since(CauseKind.POLICY)
    taken_up[12:] += (LAW.mandate - 1) * causes.since(CauseKind.HONEST_PUSH)
    broken = causes.since(CauseKind.TREND_BREAK)
    taken_up[12:] *= 1 - broken
    left[12:] += LAW.disappointed * broken
    return _Pulls(taken_up, left)


def _spread(
    random: np.random.Generator,
    practice: Habit,
    township: Positions,
    county: Positions,
    *,
    land: Floats,
    pulls: _Pulls,
) -> Floats:
    """Return who follows a practice in each month, shape (holding, month)."""
    level = np.log(practice.followers / (1 - practice.followers)) + random.normal(0, practice.worlds_sd)
    size = np.log(land / LAW.smallest_mu)
    place = (
        random.normal(0, 0.47, township.max() + 1)[township]
        + random.normal(0, 0.23, county.max() + 1)[county]
    )
    ready = practice.by_size * (size - np.average(size, weights=land)) + place
    follows = random.random(len(land)) < 1 / (1 + np.exp(-(level + ready)))
    usual = LAW.alone + (LAW.neighbours + LAW.county) * practice.followers
    found = np.zeros((len(land), MONTHS))
    for month in range(MONTHS):
        near, far = _share_of(follows, land, township), _share_of(follows, land, county)
        urge = (LAW.alone + LAW.neighbours * near + LAW.county * far) / usual
        takes = practice.taken_up * urge * np.exp(0.5 * ready) * pulls.taken_up[month]
        leaves = practice.left + pulls.left[month]
        draw = random.random(len(land))
        follows = np.where(follows, draw >= leaves, draw < np.minimum(takes, 0.5))
        found[:, month] = follows
    return found


def _share_of(follows: NDArray[np.bool_], land: Floats, group: Positions) -> Floats:
    """Return the share of land that follows in each holding's group, shape (holding,)."""
    done = np.bincount(group, weights=land * follows)
    return np.asarray((done / np.maximum(np.bincount(group, weights=land), 1e-9))[group])
