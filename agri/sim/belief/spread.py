"""Set the spreads of performance by the evidence of this year's reports, around what is assumed.

For every strand of a family four spreads are scaled: the scatter of one report, the shocks of a month that a
county shares, those that the city shares, and how far counties and townships stand from the city. Each factor
has a log-normal prior around one, so a strand with few reports keeps its assumed spreads.
"""

import numpy as np

from agri.sim.belief.family_posterior import Case, Parameters

SCALED: tuple[tuple[str, ...], ...] = (
    ("noise_sd",),
    ("month_county_sd",),
    ("month_city_sd",),
    ("county_sd", "township_sd"),
)
STEP = float(np.log(1.5))
_MOST = 4  # steps up or down
_PRIOR_SD = 0.7  # of the logarithm of a factor

BEYOND = 1.5  # how much more the months to come spread where a factor stands at its limit

Factor = tuple[str, tuple[str, ...]]  # a strand, and which of its spreads move together


def fit_spread(case: Case, assumed: Parameters) -> Parameters:
    """Climb from the assumed spreads to those of the greatest evidence, one factor after the other.

    Returns
    -------
    mapping
        All parameters; those of the family's strands with reports are scaled.
    """
    told = {line.line.strand for line in case.lines if line.given.any()}
    factors = [(strand, names) for strand in case.family.strands if strand in told for names in SCALED]
    steps = dict.fromkeys(factors, 0)

    def evidence() -> float:
        believed = -0.5 * sum((STEP * step / _PRIOR_SD) ** 2 for step in steps.values())
        return case.log_evidence(_scaled(assumed, steps)) + believed

    best = evidence()
    for factor in factors:
        for direction in (1, -1):
            while abs(steps[factor] + direction) <= _MOST:
                steps[factor] += direction
                found = evidence()
                if found <= best:
                    steps[factor] -= direction
                    break
                best = found
            if steps[factor]:
                break  # downhill on the other side
    return _scaled(assumed, steps)


def _scaled(assumed: Parameters, steps: dict[Factor, int]) -> Parameters:
    scaled = dict(assumed)
    for (strand, names), step in steps.items():
        for name in names:
            scaled[f"strand.{strand}.{name}"] *= float(np.exp(STEP * step))
    return scaled


def at_the_limit(factors: Parameters) -> tuple[str, ...]:
    """Name the strands of which a spread stands at its limit: their reports ask for more than is allowed.

    Parameters
    ----------
    factors : mapping
        Of the spreads that the evidence moved, by parameter.
    """
    most = np.exp(STEP * (_MOST - 0.5))
    return tuple(dict.fromkeys(name.split(".")[1] for name, factor in factors.items() if factor > most))
