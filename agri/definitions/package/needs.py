"""What the program reads by name: without it an indicator or the projection cannot be computed.

A test holds these lists to what the indicators really read.
"""

from itertools import product

_CROPS = ("wheat", "maize")
_NUTRIENTS = ("n", "p2o5", "k2o")
_SPRAYERS = tuple(f"pest_control.{one}_mu" for one in ("manual", "electric", "stretcher", "boom", "drone"))
_FERTILIZER = tuple(
    f"fertilizer.{crop}_{part}_t" for crop in (*_CROPS, "other") for part in (*_NUTRIENTS, "compound")
)
_FORMULA = tuple(f"soil_testing.{crop}_formula_area_mu" for crop in _CROPS)
_SOWN = tuple(f"sowing.{crop}_mu" for crop in _CROPS)
_TRIALS = (
    *(
        f"field_trial.{crop}_{nutrient}_{way}_recovery"
        for crop, nutrient, way in product(_CROPS, _NUTRIENTS, ("formula", "conventional"))
    ),
    *(f"field_trial.{crop}_{part}" for crop in _CROPS for part in ("plots", "recovery_sd")),
)
_STRAW = tuple(
    f"straw.{crop}_{part}" for crop in _CROPS for part in ("harvested_mu", "output_t", "returned_mu")
)
_USES = tuple(f"straw.{use}_use_t" for use in ("fertilizer", "feed", "fuel", "substrate", "material"))

# Indicator → the data elements of its numerator, and of its denominator.
ELEMENTS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "fertilizer_growth": (_FERTILIZER, _FERTILIZER),
    "fertilizer_efficiency": ((*_FERTILIZER, *_TRIALS, *_FORMULA), (*_FERTILIZER, *_SOWN)),
    "soil_test_coverage": (_FORMULA, _SOWN),
    "unified_control_coverage": (("pest_control.unified_area_mu",), _SPRAYERS),
    "green_control_coverage": (("pest_control.green_area_mu",), _SOWN),
    "pesticide_efficiency": (_SPRAYERS, _SPRAYERS),
    "pesticide_growth": (("pest_control.pesticide_kg",), ("pest_control.pesticide_kg",)),
    "film_recovery": (("film.recovered_kg",), ("film.used_kg", "film.degradable_used_kg")),
    "packaging_recovery": (("packaging.recovered_kg",), ("pest_control.pesticide_kg",)),
    "straw_utilization": (
        (*_USES, "straw.bought_in_t", "straw.sold_out_t", *_STRAW),
        tuple(f"straw.{crop}_output_t" for crop in _CROPS),
    ),
    "manure_utilization": (("manure.used_t",), ("manure.produced_t",)),
}
GROWTH = ("fertilizer_growth", "pesticide_growth")

CROPS = ("wheat", "maize", "garlic", "peanut", "vegetable", "other")
CAMPAIGNS = ("wheat_topdressing", "peanut_film")
COEFFICIENTS = (
    *(f"straw.{crop}.collectable_ratio" for crop in _CROPS),
    *(f"deposit.{one}.any" for one in ("manual", "electric", "stretcher", "boom", "drone")),
    "film.impurity",
    "film.kg_per_mu",
    "packaging.kg_per_kg_pesticide",
    *(f"fertilizer.ratio.{nutrient}" for nutrient in _NUTRIENTS),
    "fertilizer.month_share",
    "pesticide.month_share",
    *(
        f"recovery_prior.{crop}.{nutrient}_{way}"
        for crop, nutrient, way in product(_CROPS, _NUTRIENTS, ("formula", "conventional"))
    ),
    *(f"recovery_prior.{crop}.sd" for crop in _CROPS),
)
_STRANDS = (
    "sown",
    "treated",
    "film_laid",
    "output",
    "fertilizer",
    "fertilizer_other",
    "pesticide",
    "formula",
    "unified",
    "green",
    "sprayer",
    "film",
    "packaging",
    "returned",
    "straw",
)
_LEVELS = (
    "sown_wheat",
    "sown_maize",
    "fertilizer_wheat",
    "fertilizer_maize",
    "fertilizer_other",
    "formula_wheat",
    "formula_maize",
    "treated",
    "unified",
    "modern",
    "pesticide",
    "green",
    "film_laid",
    "film_recovered",
    "packaging",
    "output_wheat",
    "output_maize",
    "returned_wheat",
    "returned_maize",
    "straw_used",
    "manure_used",
)
PARAMETERS = (
    "weather.wet_after_dry",
    "weather.wet_after_wet",
    *(f"service.{one}" for one in ("spraying_mu_per_day", "film_mu_per_day", "straw_mu_per_day")),
    *(f"service.{one}" for one in ("straw_t_per_mu", "share_of_days", "attendance_sd")),
    *(f"pest.{one}" for one in ("outbreak_share", "outbreak_days", "hit_low", "hit_high", "spared")),
    *(f"pest.{one}" for one in ("participation_max", "modern_gain", "kg_saving")),
    "green.staff_elasticity",
    "soil.card_days",
    "soil.old_formula_share",
    "fertilizer.formula_saving",
    "coefficients.error",
    *(f"recovery.{one}" for one in ("trend", "city_sd", "county_sd")),
    *(f"packaging.{one}" for one in ("return_per_day", "given_up_per_day", "nearness", "station_kg")),
    *(f"packaging.{one}" for one in ("truck_kg", "days_between_rounds")),
    *(f"manure.{one}" for one in ("store_months", "produced_sd", "county_sd", "city_sd")),
    *(f"review.{one}" for one in ("move_share", "pull", "urgency")),
    *(f"reporting.{one}" for one in ("reminder_success", "missing_share", "missing_weight")),
    "reporting.pending_accepted",
    *(f"bias.{one}" for one in ("city_share", "county_share", "township_share", "persistence")),
    *(f"bias.{one}" for one in ("spot_check_sd", "unknown_level_sd")),
    *(
        f"strand.{strand}.{part}"
        for strand in _STRANDS
        for part in (
            "trend",
            "city_sd",
            "county_sd",
            "township_sd",
            "month_city_sd",
            "month_county_sd",
            "noise_sd",
        )
    ),
    *(f"level_spread.{strand}.{part}" for strand in _STRANDS for part in ("county_sd", "township_sd")),
    *(f"level.{line}" for line in _LEVELS),
)
OTHER_RESOURCES = ("reminder_rounds", "spot_checks")  # what a measure may add to and no place holds
BASELINE_KEYS = (
    *(f"{crop}_mu" for crop in CROPS),
    "wheat_last_autumn_mu",
    "garlic_last_autumn_mu",
    "film_last_autumn_kg",
    "film_last_autumn_degradable_kg",
    "wheat_last_autumn_formula_mu",
    *(f"last_year_fertilizer_{crop}_t" for crop in (*_CROPS, "other")),
    "last_year_pesticide_kg",
    "samples_planned",
)
