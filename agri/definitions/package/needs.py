"""What the engine reads by name: without it there is no projection. Indicators declare what they read."""

CROPS = ("wheat", "maize", "garlic", "peanut", "vegetable", "other")
CAMPAIGNS = ("wheat_topdressing", "peanut_film")
COEFFICIENTS = ("film.kg_per_mu",)
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
    "samples_planned",
)
