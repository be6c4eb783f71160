"""True levels of the invented city and their yearly rise, all assumed.

The year ends of 2019 lie near the plan's targets, so that none of them is decided before the year is over.
Reports say more than this (agri.synthetic.reporting.reporting_bias), and what is never reported takes some
of it away again: the truth may miss a target that the reports reach, and the other way round.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CityLevel:
    """Where the city stood at the end of 2019 and what a year adds to it; fractions.

    =========== ==================================================================== ===========
    Field       Meaning                                                              Unit
    =========== ==================================================================== ===========
    effect      name of the places' persistent differences; crops may share one      —
    in_2019     the city's level at the end of 2019                                  fraction
    yearly      what a year adds                                                     fraction
    year_sd     how far a year may lie off that line                                 logit
    county_sd   how far a county lies from its city, year after year                 logit
    township_sd how far a township lies from its county                              logit
    =========== ==================================================================== ===========
    """

    effect: str
    in_2019: float
    yearly: float
    year_sd: float
    county_sd: float
    township_sd: float

    def at(self, year: int) -> float:
        """Return the level that a year would have by the line alone, kept inside what a share can be."""
        return min(max(self.in_2019 + self.yearly * (year - 2019), 0.02), 0.97)


LEVELS = {
    # Of the formula area of a wheat season 90 % falls before the winter, the rest with the topdressing.
    "wheat_formula": CityLevel("formula", 0.843, 0.036, 0.04, 0.20, 0.32),
    "maize_formula": CityLevel("formula", 0.881, 0.036, 0.04, 0.22, 0.35),
    "other_formula": CityLevel("formula", 0.45, 0.030, 0.04, 0.25, 0.40),
    "unified": CityLevel("unified", 0.379, 0.012, 0.04, 0.22, 0.30),
    "green": CityLevel("green", 0.293, 0.030, 0.04, 0.25, 0.35),
    "film_recovered": CityLevel("film recovered", 0.745, 0.030, 0.05, 0.25, 0.35),
    "film_sound": CityLevel("film sound", 0.72, 0.10, 0.05, 0.25, 0.40),
    "packaging_recovered": CityLevel("packaging", 0.650, 0.060, 0.06, 0.30, 0.40),
    "wheat_returned": CityLevel("returned", 0.785, 0.012, 0.04, 0.20, 0.30),
    "maize_returned": CityLevel("returned", 0.630, 0.018, 0.04, 0.25, 0.35),
    "straw_off_field": CityLevel("off field", 0.135, 0.008, 0.05, 0.20, 0.35),
    "manure_used": CityLevel("manure", 0.770, 0.030, 0.05, 0.25, 0.0),
}

# Deposited share of pesticide, by the mix of sprayers; effects tilt the mix, see treatments.py.
PESTICIDE_EFFICIENCY = CityLevel("machines", 0.3943, 0.0050, 0.04, 0.25, 0.35)

# Places where recovery was tried out first do better; logit. SOURCES.md#plan-pilots-2019 names them.
PILOTS = {"film_recovered": {"410122": 0.35}, "packaging_recovered": {"410122": 0.5, "410108": 0.5}}
