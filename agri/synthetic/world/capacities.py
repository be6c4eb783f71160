"""What the invented counties have to work with: laboratories, teams, machines, stations, outlets.

All assumed (演示数据 / synthetic), and sized from the work there is to do, a little too small in some
counties and a little too large in others, so that the targets of the demo year are uncertain, not decided.
"""

from collections.abc import Mapping

import numpy as np

from agri.synthetic.world.geography import city_scale, county_guess
from agri.synthetic.world.intensities import TREATMENTS
from agri.synthetic.world.true_levels import LEVELS
from agri.synthetic.world.world import Floats, World

_SAMPLES_PER_DAY_SHARE = (
    1 / 108
)  # a third of the year's samples in 36 working days; SOURCES.md#sim-laboratory
_TEAM_MU_PER_DAY = 400  # SOURCES.md#capacity-sprayers
_TEAM_DAYS = 75  # of the year's open days in treatment windows that a team is at work
_PICKER_MU_PER_DAY = 80  # SOURCES.md#crew-pace
_BALER_MU_PER_DAY = 300  # SOURCES.md#capacity-baler
_RETURN_MU_PER_DAY = 60  # SOURCES.md#capacity-machines
_PEANUT_UNDER_FILM = 0.7  # calendar.toml, peanut_film
_CITY_MANURE_T = 4.2e6  # a year


def county_baselines(world: World, year: int, township: Mapping[str, Floats]) -> Mapping[str, Floats]:
    """Return every farming county's baselines of a plan year, key → array of shape (county,)."""

    def total(key: str) -> Floats:
        return world.county_sums(township[key])

    def off(name: str, sd: float = 0.10) -> Floats:
        factor = world.streams("capacity", name).normal(0, sd, len(world.counties))
        return np.asarray(np.exp(factor) * 1.02 ** (year - 2019))

    wheat, maize, vegetable = total("wheat_last_autumn_mu"), total("maize_mu"), total("vegetable_mu")
    garlic, peanut = total("garlic_last_autumn_mu"), total("peanut_mu")
    need = (township["wheat_mu"] + township["maize_mu"]) / township["mu_per_sample"]
    samples = np.ceil(world.county_sums(need) * off("samples", 0.08))
    treated = TREATMENTS["wheat"] * wheat + TREATMENTS["maize"] * maize + TREATMENTS["vegetable"] * vegetable
    unified = LEVELS["unified"].in_2019 * treated * off("teams")
    # 26 and 33 open days in the windows and limits of garlic and peanut pick-up, 17 and 27 of the harvests.
    picked = np.maximum(garlic / 26, _PEANUT_UNDER_FILM * peanut / 33) * LEVELS["film_recovered"].in_2019
    baled = np.maximum(0.09 * wheat / 17, 0.18 * maize / 27)
    returned = LEVELS["wheat_returned"].in_2019 * wheat / 17
    sown = wheat + maize + vegetable + garlic + peanut
    livestock = np.array([county_guess(code).livestock for code in world.counties])
    share = livestock / livestock.sum()
    manure_t = share * _CITY_MANURE_T * city_scale(world.townships) * 0.99 ** (year - 2019)
    stations = np.ceil(sown / 14_000 * off("stations"))
    return {
        # To a tenth, a mean of workdays: a small district pays for a place in another one's laboratory.
        "laboratory_samples_per_day": np.ceil(samples * _SAMPLES_PER_DAY_SHARE * off("laboratory") * 10) / 10,
        "samples_planned": samples,
        "spraying_teams": np.ceil(unified / (_TEAM_MU_PER_DAY * _TEAM_DAYS)),
        "film_pickers": np.ceil(picked / _PICKER_MU_PER_DAY * off("pickers")),
        "balers": np.ceil(baled / _BALER_MU_PER_DAY * off("balers")),
        "return_machines": np.ceil(returned / _RETURN_MU_PER_DAY * off("return machines")),
        "packaging_stations": stations,
        "collection_trucks": np.ceil(stations / 14),
        "extension_staff": np.ceil(sown / 6_000 * off("staff")),
        "manure_produced_t": np.round(manure_t, -2),
        "manure_outlet_t_per_month": np.round(manure_t / 12 * 0.83 * off("outlets", 0.06), -1),
    }
