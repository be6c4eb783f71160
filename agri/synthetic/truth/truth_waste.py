"""The truth of what is left over: mulch film, pesticide packaging, straw."""

import numpy as np

from agri.synthetic.truth.truth_crops import spread
from agri.synthetic.world.intensities import MAIN_CROPS
from agri.synthetic.world.performance import share_of_year
from agri.synthetic.world.place_effects import film_habit
from agri.synthetic.world.season import Season
from agri.synthetic.world.world import Floats

_STRAW_USES = {"fertilizer": 0.22, "feed": 0.44, "fuel": 0.12, "substrate": 0.12, "material": 0.10}
_OFF_FIELD_MONTHS = {"wheat": {6: 0.5, 7: 0.5}, "maize": {9: 0.2, 10: 0.45, 11: 0.35}}  # assumed
_OFF_FIELD_MOST = 0.95  # of the straw that was not returned
_BOUGHT_SHARE, _SOLD_SHARE = 0.015, 0.020  # of collectable straw, assumed


def film(season: Season) -> dict[str, Floats]:
    """Return film laid and recovered by month, mu and kg."""
    world, year, area = season.world, season.year, season.area
    campaigns = season.plan.calendar.campaigns
    laid = {
        code: (area[campaigns[code].crop] * campaigns[code].share)[:, None]
        * season.timing(code, "film.covered_area_mu")
        for code in ("peanut_film", "garlic_film")
    }
    covered = (laid["peanut_film"] + laid["garlic_film"]) * season.shocks("covered", 0.02, 0.03)
    kg_per_mu = season.plan.coefficients["film.kg_per_mu"] * film_habit(world)
    used = covered * kg_per_mu[:, None]
    sound = share_of_year(world, "film_sound", year, used.sum(axis=1) + 1)
    degradable = 0.02 + 0.01 * (year - 2016)
    spring_kg = used[:, 3:5].sum(axis=1) * (1 - degradable)
    autumn_kg = season.known("film_last_autumn_kg") - season.known("film_last_autumn_degradable_kg")
    share = share_of_year(world, "film_recovered", year, autumn_kg + spring_kg)
    gross = 1 / (1 - season.plan.coefficients["film.impurity"])
    picked_kg = autumn_kg[:, None] * season.timing("garlic_pick_up", "film.recovered_kg")
    picked_kg = picked_kg + spring_kg[:, None] * season.timing("peanut_pick_up", "film.recovered_kg")
    picked_mu = area["garlic_before"][:, None] * season.timing("garlic_pick_up", "film.recovered_kg")
    picked_mu = picked_mu + laid["peanut_film"].sum(axis=1)[:, None] * season.timing(
        "peanut_pick_up", "film.recovered_kg"
    )
    done = np.minimum(share[:, None] * season.shocks("film recovered", 0.03, 0.06), 0.98)
    return {
        "film.covered_area_mu": covered,
        "film.used_kg": used,
        "film.sound_used_kg": used * np.minimum(sound, 1 - degradable)[:, None],
        "film.degradable_used_kg": used * degradable,
        "film.recovered_kg": picked_kg * done * gross,
        "film.machine_picked_mu": picked_mu * done * (0.40 + 0.05 * (year - 2019)),
    }


def packaging(season: Season, pesticide_kg: Floats) -> dict[str, Floats]:
    """Return packaging recovered and disposed of by month, kg; generated follows the pesticide used."""
    generated = pesticide_kg * season.plan.coefficients["packaging.kg_per_kg_pesticide"]
    share = share_of_year(season.world, "packaging_recovered", season.year, generated.sum(axis=1))
    returned = generated * share[:, None] * season.shocks("packaging", 0.06, 0.10)
    recovered = 0.6 * returned
    recovered[:, 1:] += 0.4 * returned[:, :-1]
    disposed = 0.5 * recovered
    disposed[:, 1:] += 0.45 * recovered[:, :-1]
    return {"packaging.recovered_kg": recovered, "packaging.disposed_kg": disposed}


def straw(season: Season) -> dict[str, Floats]:
    """Return harvest, output, returned area and uses of straw by month, mu and t."""
    world, year = season.world, season.year
    values: dict[str, Floats] = {}
    off_field = np.zeros((len(world.townships), 12))
    collectable_by_month = np.zeros_like(off_field)
    for crop in MAIN_CROPS:
        area = season.area["wheat_before" if crop == "wheat" else crop]
        timing = season.timing(f"{crop}_harvest", f"straw.{crop}_harvested_mu")
        harvested = (0.996 * area)[:, None] * timing
        weather = np.exp(
            world.city_of_year(f"yield {crop}", year, 0.03) + world.of_year("yield", year, 0.03, 0.04)
        )
        output = harvested * (season.known(f"{crop}_yield_kg_per_mu") * weather)[:, None] / 1000
        ratio = season.plan.coefficients[f"straw.{crop}.collectable_ratio"]
        collectable = output.sum(axis=1) * ratio
        share = share_of_year(world, f"{crop}_returned", year, collectable)
        returned = share[:, None] * season.shocks(f"returned {crop}", 0.02, 0.03)
        values[f"straw.{crop}_harvested_mu"] = harvested
        values[f"straw.{crop}_output_t"] = output
        values[f"straw.{crop}_returned_mu"] = harvested * np.minimum(returned, 0.985)
        taken = share_of_year(world, "straw_off_field", year, collectable)
        taken = np.minimum(taken, _OFF_FIELD_MOST * (1 - share)) * collectable
        off_field += taken[:, None] * spread(_OFF_FIELD_MONTHS[crop])
        collectable_by_month += collectable[:, None] * spread(_OFF_FIELD_MONTHS[crop])
    random = world.streams("straw uses")
    tastes = np.array(list(_STRAW_USES.values())) * np.exp(random.normal(0, 0.4, (len(world.townships), 5)))
    tastes /= tastes.sum(axis=1, keepdims=True)
    bought = _BOUGHT_SHARE * collectable_by_month * season.shocks("bought", 0.2, 0.3)
    used = off_field * season.shocks("off field", 0.03, 0.06) + bought
    for i, use in enumerate(_STRAW_USES):
        values[f"straw.{use}_use_t"] = used * tastes[:, i, None]
    values["straw.bought_in_t"] = bought
    values["straw.sold_out_t"] = _SOLD_SHARE * collectable_by_month * season.shocks("sold", 0.2, 0.3)
    return values
