"""Invent the baselines of Zhengzhou's townships and counties (演示数据 / synthetic).

Run ``python -m agri.synthetic.record.baselines`` to write both files again; the same seed gives the
same bytes.
"""

import csv
from collections.abc import Mapping, Sequence
from io import StringIO
from pathlib import Path

import numpy as np

from agri.definitions.places import BaselineKey, BaselineRow, Places, read_baseline_keys, read_org_units
from agri.definitions.reading import seed_root
from agri.synthetic.world.capacities import county_baselines
from agri.synthetic.world.farmland import planted_areas
from agri.synthetic.world.geography import is_hilly
from agri.synthetic.world.intensities import (
    MAIN_CROPS,
    OTHER_CROPS,
    TREATMENTS,
    fertilizer_kg_per_mu,
    pesticide_kg_per_treatment,
)
from agri.synthetic.world.performance import expected_share
from agri.synthetic.world.place_effects import fertilizer_habit, film_habit, pesticide_habit
from agri.synthetic.world.world import Floats, World
from agri.terms import Level

SEED = 121  # of the committed files and of the demo: a world whose targets are all in doubt in summer 2019
YEARS = (2017, 2018, 2019)

FILM_KG_PER_MU = 4.42  # seed_data/SOURCES.md#film-kg-per-mu
_DEGRADABLE_SHARE = 0.02  # of film laid in 2016, assumed; one point more each year
_WHEAT_SPRING_SHARE = 0.32  # of a wheat season's fertilizer; calendar.toml, wheat_topdressing

_SOWN_PER_SAMPLED = 10  # mu sown in a year beside a mu sampled in it; SOURCES.md#demo-mu-per-sample

_DIGITS = {"mu": 0, "kg": 0, "t": 1, "kg/mu": 1, "count": 0, "samples/day": 1, "t/month": 0}


def township_baselines(world: World, year: int) -> Mapping[str, Floats]:
    """Return every township's baselines of a plan year, key → array of shape (township,)."""
    areas = planted_areas(world, year - 1, year + 1)
    wheat, maize, garlic = areas["wheat"], areas["maize"], areas["garlic"]
    last_year = year - 1
    fertilizer = {
        crop: _harvest_area(areas, crop, last_year)
        * fertilizer_kg_per_mu(crop, last_year)
        * fertilizer_habit(world)
        / 1000
        for crop in (*MAIN_CROPS, *OTHER_CROPS)
    }
    film_kg = garlic[year] * FILM_KG_PER_MU * film_habit(world)
    return {
        "wheat_last_autumn_mu": wheat[year],
        "wheat_mu": wheat[year + 1],
        "maize_mu": maize[year],
        "garlic_last_autumn_mu": garlic[year],
        "garlic_mu": garlic[year + 1],
        "peanut_mu": areas["peanut"][year],
        "vegetable_mu": areas["vegetable"][year],
        "other_mu": areas["other"][year],
        "film_last_autumn_kg": film_kg,
        "film_last_autumn_degradable_kg": film_kg * (_DEGRADABLE_SHARE + 0.01 * (last_year - 2016)),
        "wheat_last_autumn_formula_mu": wheat[year]
        * expected_share(world, "wheat_formula", last_year, wheat[year]),
        "last_year_fertilizer_wheat_t": fertilizer["wheat"],
        "last_year_fertilizer_maize_t": fertilizer["maize"],
        "last_year_fertilizer_other_t": np.sum([fertilizer[crop] for crop in OTHER_CROPS], axis=0),
        "last_year_pesticide_kg": pesticide_kg_per_treatment(last_year)
        * pesticide_habit(world)
        * np.sum(
            [count * _harvest_area(areas, crop, last_year) for crop, count in TREATMENTS.items()],
            axis=0,
        ),
        "wheat_yield_kg_per_mu": _yields(world, "wheat", hilly=335, flat=438),
        "maize_yield_kg_per_mu": _yields(world, "maize", hilly=340, flat=425),
        "mu_per_sample": _mu_per_sample(world),
    }


def _harvest_area(areas: Mapping[str, Mapping[int, Floats]], crop: str, year: int) -> Floats:
    """Return the area that a year's inputs go to: of wheat, one season's spring and the next one's autumn."""
    if crop == "wheat":
        return _WHEAT_SPRING_SHARE * areas[crop][year] + (1 - _WHEAT_SPRING_SHARE) * areas[crop][year + 1]
    return areas[crop][year]


def _yields(world: World, crop: str, *, hilly: float, flat: float) -> Floats:
    mean = np.array([hilly if is_hilly(code) else flat for code in world.townships], dtype=float)
    return mean * np.exp(world.persistent(f"yield {crop}", 0.03, 0.05))


def _mu_per_sample(world: World) -> Floats:
    """Return the yearly sown area that one sample of the year has to speak for, shape (township,).

    A sample stands for 40–70 mu of land in the hills and 220–280 on flat farmland; land is sown twice a year
    and sampled in rotation.
    """
    random = world.streams("mu per sample")
    hilly = random.uniform(40, 70, len(world.townships)) * _SOWN_PER_SAMPLED
    flat = random.uniform(220, 280, len(world.townships)) * _SOWN_PER_SAMPLED
    return np.where([is_hilly(code) for code in world.townships], hilly, flat)


Tables = Mapping[Level, tuple[Sequence[str], Mapping[int, Mapping[str, Floats]]]]


def invent(places: Places, seed: int = SEED) -> Tables:
    """Return what is known of townships and of counties: level → their codes, and year → key → values."""
    world = World(places, seed)
    township = {year: township_baselines(world, year) for year in YEARS}
    county = {year: county_baselines(world, year, table) for year, table in township.items()}
    return {Level.TOWNSHIP: (world.townships, township), Level.COUNTY: (world.counties, county)}


def baseline_rows(places: Places, keys: Sequence[BaselineKey], seed: int) -> tuple[BaselineRow, ...]:
    """Return the baselines of another world, as if they had been written and read again."""
    rows = (
        BaselineRow(code, year, key.code, float(_shown(table[key.code][i], key)))
        for level, (codes, tables) in invent(places, seed).items()
        for year, table in tables.items()
        for key in keys
        if key.level == level
        for i, code in enumerate(codes)
    )
    return tuple(sorted(rows, key=lambda row: (row.org_unit, row.year, row.key)))


def to_csv(places: Places, keys: Sequence[BaselineKey], seed: int = SEED) -> dict[Level, str]:
    """Return both files as text, by level: a row per place and year, a column per key.

    The same seed gives the same text.
    """
    return {
        level: _table([key for key in keys if key.level == level], codes, tables)
        for level, (codes, tables) in invent(places, seed).items()
    }


def _table(
    keys: Sequence[BaselineKey], codes: Sequence[str], tables: Mapping[int, Mapping[str, Floats]]
) -> str:
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["org_unit", "year", *(key.code for key in keys)])
    for i, code in enumerate(codes):
        for year, table in tables.items():
            writer.writerow([code, year, *(_shown(table[key.code][i], key) for key in keys)])
    return text.getvalue()


def _shown(value: float, key: BaselineKey) -> str:
    digits = 0 if key.code == "mu_per_sample" else _DIGITS[key.unit]
    return f"{value:.{digits}f}"


def write(folder: Path) -> None:
    """Write both baseline files of a city's folder."""
    places = read_org_units(folder / "org_units.csv")
    for level, text in to_csv(places, read_baseline_keys(folder / "baseline-keys.toml")).items():
        (folder / f"baselines-{level}.csv").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write(seed_root() / "zhengzhou")
