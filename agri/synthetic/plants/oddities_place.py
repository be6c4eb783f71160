"""Honest years that look odd in the books: farms that come and go, mergers, stocks, projects."""

import numpy as np

from agri.synthetic.plants.planting import Planting, months, one_of

_SPRAYERS = tuple(f"pest_control.{s}_mu" for s in ("manual", "electric", "stretcher", "boom", "drone"))
_UNIFIED = "pest_control.unified_area_mu"
_CROP_PARTS = {
    "wheat": ("straw.wheat_",),
    "maize": ("sowing.maize_", "fertilizer.maize_", "soil_testing.maize_", "straw.maize_"),
    "garlic": ("sowing.garlic_", "film."),
    "peanut": ("sowing.peanut_",),
}


def big_farm(p: Planting, place: str, strength: float, _random: np.random.Generator) -> None:
    """Farm a share more land from the spring on: everything grows, evidence too."""
    _everything(p, place, 1 + strength, months(3, 4, 5, 6, 7, 8, 9, 10, 11, 12))


def land_lost(p: Planting, place: str, strength: float, _random: np.random.Generator) -> None:
    """Lose a share of the land to a road or a new district from the summer on."""
    _everything(p, place, 1 - strength, months(6, 7, 8, 9, 10, 11, 12))


def more_wheat(p: Planting, place: str, strength: float, _random: np.random.Generator) -> None:
    """Sow a share more wheat in the autumn, with its fertilizer and its formula area."""
    p.scale(place, "sowing.wheat_mu", 1 + strength)
    names = (n for n in p.elements if n.startswith(("fertilizer.wheat_", "soil_testing.wheat_")))
    for name in names:
        p.scale(place, name, 1 + strength, months(9, 10, 11, 12))


def crop_given_up(p: Planting, place: str, _strength: float, random: np.random.Generator) -> None:
    """Give a crop up: honest zeros in all that belongs to it."""
    grown = [crop for crop in ("maize", "garlic", "peanut") if _is_grown(p, place, crop)]
    if grown:
        for beginning in _CROP_PARTS[str(random.choice(grown))]:
            for name in (n for n in p.elements if n.startswith(beginning)):
                later = months(6, 7, 8, 9, 10, 11, 12) if beginning == "film." else None
                p.put(place, name, 0.0, later)


def new_crop(p: Planting, place: str, strength: float, _random: np.random.Generator) -> None:
    """Grow `strength` times as many vegetables, with their fertilizer."""
    p.scale(place, "sowing.vegetable_mu", strength)
    for name in p.elements:
        if name.startswith(("fertilizer.other_", "soil_testing.other_", "fertilizer.organic_")):
            p.scale(place, name, strength)


def merged(p: Planting, county: str, _strength: float, random: np.random.Generator) -> None:
    """Let one township report for another from July on; the other one is silent."""
    townships = p.townships_of(county)
    if len(townships) < 2:
        return
    heir, gone = (str(code) for code in random.choice(townships, 2, replace=False))
    later = months(7, 8, 9, 10, 11, 12)
    for name in p.elements:
        p.put(heir, name, np.round(p.row(heir, name) + np.nan_to_num(p.row(gone, name)), 1), later)
    p.silence(gone, later)


def stock_emptied(p: Planting, place: str, strength: float, random: np.random.Generator) -> None:
    """Dispose in one month of what had been stored for long."""
    name = "packaging.disposed_kg"
    month = one_of(p.large(place, name), random)
    if month is not None:
        p.scale(place, name, strength, month)


def cleaning_month(p: Planting, place: str, strength: float, random: np.random.Generator) -> None:
    """Collect old empties in one campaign: several times a month's packaging."""
    month = one_of(p.large(place, "packaging.recovered_kg"), random)
    if month is not None:
        for name in p.names("packaging"):
            p.scale(place, name, strength, month)


def samples_left_over(p: Planting, place: str, strength: float, _random: np.random.Generator) -> None:
    """Analyse in the spring what was taken last autumn."""
    for name in ("soil_testing.samples_analysed", "soil_testing.cards_issued"):
        p.scale(place, name, strength, months(2, 3))


def testing_project(p: Planting, place: str, strength: float, _random: np.random.Generator) -> None:
    """Have a soil-testing project: more samples, cards and formula fertilizer, and a tenth more area."""
    for name in p.names("soil_testing"):
        p.scale(place, name, 1.1 if name.endswith("_mu") else strength)


def potash_in_compound(p: Planting, place: str, strength: float, _random: np.random.Generator) -> None:
    """Buy potash within compound fertilizer: next to no single potash is left."""
    for crop in ("wheat", "maize", "other"):
        potash, compound = f"fertilizer.{crop}_k2o_t", f"fertilizer.{crop}_compound_t"
        moved = np.nan_to_num(p.row(place, potash)) * (1 - strength)
        p.put(place, compound, p.as_typed(place, compound, p.row(place, compound) + moved))
        p.put(place, potash, np.round(p.row(place, potash) * strength, 2))


def organic_instead(p: Planting, place: str, strength: float, _random: np.random.Generator) -> None:
    """Replace a share of chemical fertilizer all year by organic, which is reported as well."""
    for name in p.names("fertilizer", "_n_t", "_p2o5_t", "_k2o_t", "_compound_t"):
        p.scale(place, name, 1 - strength)
    for name in p.names("fertilizer", "organic_t", "organic_area_mu"):
        p.scale(place, name, 3.0)


def drone_team(p: Planting, place: str, strength: float, _random: np.random.Generator) -> None:
    """Welcome a cooperative with drones: several times the drone area, taken from the knapsacks."""
    moved = np.nan_to_num(p.row(place, _SPRAYERS[4])) * (strength - 1)
    moved = np.minimum(moved, 0.8 * np.nan_to_num(p.row(place, _SPRAYERS[1])))
    p.put(place, _SPRAYERS[4], np.round(p.row(place, _SPRAYERS[4]) + moved))
    p.put(place, _SPRAYERS[1], np.round(p.row(place, _SPRAYERS[1]) - moved))
    limit = 0.96 * p.total(place, _SPRAYERS)
    p.put(place, _UNIFIED, np.round(np.minimum(p.row(place, _UNIFIED) + moved, limit)))


def straw_plant(p: Planting, place: str, strength: float, _random: np.random.Generator) -> None:
    """Sell straw to a new plant: several times the fuel, less returned to the field."""
    p.scale(place, "straw.fuel_use_t", strength)
    p.scale(place, "straw.sold_out_t", strength)
    for crop in ("wheat", "maize"):
        p.scale(place, f"straw.{crop}_returned_mu", 0.9)


def slow_growth(p: Planting, place: str, strength: float, _random: np.random.Generator) -> None:
    """Do a little more of everything all year."""
    _everything(p, place, 1 + strength, None)


def tiny_amount(p: Planting, place: str, strength: float, random: np.random.Generator) -> None:
    """Recover next to no packaging in a month: the truck did not come."""
    month = one_of(p.large(place, "packaging.recovered_kg"), random)
    if month is not None:
        p.put(place, "packaging.recovered_kg", strength, month)
        p.put(place, "packaging.disposed_kg", 0.0, month)


def dealers_stocked(p: Planting, county: str, strength: float, _random: np.random.Generator) -> None:
    """Let dealers sell the fertilizer of September and October earlier: a price was announced."""
    for name in p.names("dealer_sales"):
        row = p.row(county, name)
        earlier = [month for month in (7, 6) if not np.isnan(row[month])]
        if earlier:
            moved = np.full(12, np.nan)
            moved[8:10] = np.round(row[8:10] * (1 - strength), 1)
            moved[earlier[0]] = np.round(row[earlier[0]] + np.nansum(row[8:10]) * strength, 1)
            p.put(county, name, moved)


def _everything(p: Planting, place: str, factor: float, when: np.ndarray | None) -> None:
    for name, (form, _) in p.elements.items():
        if form.code not in {"manure", "field_trial", "dealer_sales"}:
            p.scale(place, name, factor, when)


def _is_grown(p: Planting, place: str, crop: str) -> bool:
    return float(np.nansum(p.row(place, f"sowing.{crop}_mu"))) > 0
