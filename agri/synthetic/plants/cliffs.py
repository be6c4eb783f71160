"""The year's end made to measure: cliffs, pushes, straight lines, figures just above the target."""

from collections.abc import Sequence

import numpy as np

from agri.synthetic.plants.planting import Planting, months, one_of

_LAST_MONTHS = months(10, 11, 12)
_NUTRIENTS = ("_n_t", "_p2o5_t", "_k2o_t", "_compound_t")
_SPRAYERS = tuple(f"pest_control.{s}_mu" for s in ("manual", "electric", "stretcher", "boom", "drone"))
_PUSHED = ("soil_testing.wheat_formula_area_mu", "pest_control.green_area_mu", "packaging.recovered_kg")


def cliff(p: Planting, place: str, strength: float, _random: np.random.Generator) -> None:
    """Lower fertilizer and pesticide of October to December by a share, so that the year falls."""
    for name in [*p.names("fertilizer", *_NUTRIENTS), "pest_control.pesticide_kg"]:
        p.scale(place, name, 1 - strength, _LAST_MONTHS)


def fertilizer_cliff(p: Planting, place: str, strength: float, _random: np.random.Generator) -> None:
    """Lower only the main crops' fertilizer of October to December."""
    for name in p.names("fertilizer", *_NUTRIENTS):
        if not name.startswith("fertilizer.other"):
            p.scale(place, name, 1 - strength, _LAST_MONTHS)


def cut_month(p: Planting, place: str, strength: float, _random: np.random.Generator) -> None:
    """Lower the fertilizer of the month in which most was used, as a late correction does."""
    names = p.names("fertilizer", *_NUTRIENTS)
    total = p.total(place, names)
    month = np.zeros(12, dtype=np.bool_)
    month[int(np.argmax(total))] = True
    for name in names:
        p.scale(place, name, 1 - strength, month)


def push(p: Planting, place: str, strength: float, _random: np.random.Generator) -> None:
    """Raise coverage and recovery of the last three months by a factor, to reach the year's target."""
    for name in _PUSHED:
        p.scale(place, name, strength, _LAST_MONTHS)
    _unified(p, place, strength, months(9, 10, 11))


def straight_line(p: Planting, place: str, _strength: float, random: np.random.Generator) -> None:
    """Let the last four months of a form lie on a straight line."""
    form = str(random.choice(["packaging", "pest_control"]))
    last = (8, 9, 10, 11) if form == "packaging" else (7, 8, 9, 10)
    for name in p.names(form):
        row = p.row(place, name)
        if np.isnan(row[list(last)]).any() or not (row[list(last)] > 0).all():
            continue
        begin = row[last[0]]
        step = round(0.07 * float(begin))
        line = np.full(12, np.nan)
        line[list(last)] = begin + step * np.arange(4)
        p.put(place, name, line)


def above_target(p: Planting, county: str, strength: float, random: np.random.Generator) -> None:
    """Let every township of a county that is below the targets end within `strength` above them."""
    targets = {code: i.target.value for code, i in p.plan.indicators.items() if i.target is not None}
    for place in p.townships_of(county):
        excess = 1 + random.uniform(0.001, strength, 3)
        treated = p.total(place, _SPRAYERS)
        _raise_to(
            p,
            place,
            ["pest_control.unified_area_mu"],
            targets["unified_control_coverage"] * excess[0] * treated.sum(),
        )
        planted = p.baseline(place, "wheat_last_autumn_mu") + p.baseline(place, "maize_mu")
        _raise_to(
            p, place, ["pest_control.green_area_mu"], targets["green_control_coverage"] * excess[1] * planted
        )
        for crop in ("wheat", "maize"):
            sown = p.total(place, [f"sowing.{crop}_mu"]).sum()
            wanted = targets["soil_test_coverage"] * excess[2] * sown
            _raise_to(p, place, [f"soil_testing.{crop}_formula_area_mu"], wanted)


def one_big_correction(p: Planting, place: str, strength: float, random: np.random.Generator) -> None:
    """Lower one ordinary month of pesticide by a share."""
    month = one_of(p.large(place, "pest_control.pesticide_kg"), random)
    if month is not None:
        p.scale(place, "pest_control.pesticide_kg", 1 - strength, month)


def _unified(p: Planting, place: str, factor: float, when: np.ndarray) -> None:
    name = "pest_control.unified_area_mu"
    limit = 0.98 * p.total(place, _SPRAYERS)
    p.put(place, name, p.as_typed(place, name, np.minimum(p.row(place, name) * factor, limit)), when)


def _raise_to(p: Planting, place: str, names: Sequence[str], wanted: float) -> None:
    """Scale elements of the year so that they come to an amount, if they are below it."""
    known = float(p.total(place, names).sum())
    if 0 < known < wanted:
        for name in names:
            p.scale(place, name, wanted / known)
