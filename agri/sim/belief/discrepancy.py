"""What the months to come may be off by beyond all that is modelled: drawn once a replication, by strand.

Reports teach how places do under the conditions of the months that they tell of. The rest of a year may
differ in what no process here knows: a subsidy, a ban, a push before the assessment, a market. That
discrepancy (Kennedy and O'Hagan, 2001) moves all months to come of a strand alike, for the city and for each
county, with the tails of Student's t; no report has told of it, so nothing is learnt of it. What it moves
keeps its mean.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from agri.definitions.plan import Plan
from agri.sim.belief.performance import Performance
from agri.sim.belief.prior import kept_mean
from agri.sim.inputs.expected_amounts import Expectation
from agri.sim.inputs.streams import Draws, Floats32

_DF = 4  # degrees of freedom
_MOST_SCALE = 8.0  # of a variance: rarer draws are cut, an exponential of t has no mean otherwise
_OF_SHARES, _OF_AMOUNTS = 0.25, 0.05  # where a package says nothing; logit, log
_COUNTY = 0.7  # of the city's: how far each county goes its own way
_CAPPED = 1.5  # how much more where the months so far differ by more than the spreads may grow to


@dataclass(frozen=True)
class Discrepancy:
    """Spread of the discrepancy by strand, link scale, from a month on."""

    first_month: int
    sd: Mapping[str, float]
    middle: Mapping[str, float]

    def added(self, performance: Performance, draws: Draws) -> Performance:
        """Add a draw of it to the shocks of the months to come."""
        moved = {
            strand: self._drawn(strand, draws)
            for strand in {strand for strand, month in performance.shock if month >= self.first_month}
            if self.sd[strand] > 0
        }
        shock = {
            (strand, month): one + moved[strand] if month >= self.first_month and strand in moved else one
            for (strand, month), one in performance.shock.items()
        }
        return replace(performance, shock=shock)

    def _drawn(self, strand: str, draws: Draws) -> Floats32:
        """Draw one strand's, shape (county, replication)."""
        name = f"discrepancy/{strand}"
        # chi² with four degrees of freedom is twice the sum of two exponentials
        chi = -2 * np.log(draws.city_uniforms(name, 2)).sum(axis=0)
        scale = np.sqrt(np.minimum(_DF / chi, _MOST_SCALE) * (_DF - 2) / _DF)
        city = draws.city_normals(name, 1)[0] * scale
        county = draws.county_normals(name, 1)[0] * np.float32(_COUNTY)
        off = np.float32(self.sd[strand]) * (city + county) + np.float32(self.middle[strand])
        return np.asarray(off, dtype=np.float32)


def discrepancy_of(
    plan: Plan, expected: Mapping[str, Expectation], first_month: int, capped: tuple[str, ...]
) -> Discrepancy:
    """Read how far each strand's months to come may be off."""
    sd, middle = {}, {}
    for strand in plan.lines.strands:
        lines = [line for line in expected.values() if line.line.strand == strand]
        is_share = any(line.line.is_share for line in lines)
        name = f"strand.{strand}.discrepancy_sd"
        stated = plan.parameters.by_name.get(name)
        usual = _OF_SHARES if is_share else _OF_AMOUNTS
        sd[strand] = (stated.value[0] if stated else usual) * (_CAPPED if strand in capped else 1.0)
        middle[strand] = kept_mean(lines, sd[strand] ** 2 * (1 + _COUNTY**2)) if lines else 0.0
    return Discrepancy(first_month, sd, middle)
