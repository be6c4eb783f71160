"""How much is used on one mu in the invented years; one law for the baselines and for the hidden truth.

All figures are assumed: Zhengzhou's own values of these years were not found. They add up to about
18.5 万 t of pure fertilizer and 2.9 thousand tonnes of pesticide a year for the city;
treatments: seed_data/SOURCES.md#demo-treatments.
"""

# Pure fertilizer, kg per mu and season (vegetables: per area-time), in 2018.
FERTILIZER_KG_PER_MU = {
    "wheat": 33.0,
    "maize": 27.0,
    "garlic": 55.0,
    "vegetable": 41.0,
    "peanut": 22.0,
    "other": 25.0,
}

# What the intensity of a year was, 2018 = 1: sinking, then a slight rise with the good prices of 2019.
_FERTILIZER_TREND = {2016: 1.010, 2017: 1.004, 2018: 1.0, 2019: 1.008}
_PESTICIDE_YEARLY = -0.0145  # change of kilograms per treatment and year

PESTICIDE_KG_PER_TREATMENT = 0.138  # kg of product per mu treated once, in 2018

TREATMENTS = {"wheat": 4.4, "maize": 3.8, "vegetable": 4.0}  # a year; calendar.toml, campaigns of kind spray

MAIN_CROPS = ("wheat", "maize")
OTHER_CROPS = ("garlic", "vegetable", "peanut", "other")


def fertilizer_kg_per_mu(crop: str, year: int) -> float:
    """Return the city's mean intensity of a crop's fertilization in a year, kg of pure nutrient per mu."""
    first, last = min(_FERTILIZER_TREND), max(_FERTILIZER_TREND)
    return FERTILIZER_KG_PER_MU[crop] * _FERTILIZER_TREND[min(max(year, first), last)]


def pesticide_kg_per_treatment(year: int) -> float:
    """Return the city's mean mass of pesticide product per mu treated once, kg."""
    return float(PESTICIDE_KG_PER_TREATMENT * (1 + _PESTICIDE_YEARLY) ** (year - 2018))
