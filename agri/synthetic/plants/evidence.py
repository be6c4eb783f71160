"""Claims without what would have to be there: samples, cards, formula fertilizer, sales, plots."""

import numpy as np

from agri.synthetic.plants.planting import Planting

_SAMPLES = ("soil_testing.samples_taken", "soil_testing.samples_analysed", "soil_testing.cards_issued")
_FERTILIZER = "soil_testing.formula_fertilizer_t"
_CROPS = ("wheat", "maize")


def formula_area_alone(p: Planting, place: str, strength: float, _random: np.random.Generator) -> None:
    """Claim formula fertilization on a share of all sown land; no sample, no card, no formula fertilizer."""
    for crop in _CROPS:
        name = f"soil_testing.{crop}_formula_area_mu"
        known = float(np.nansum(p.row(place, name)))
        sown = p.baseline(place, f"{crop}_mu")
        if known > 0 and sown > 0:
            p.scale(place, name, strength * sown / known)
    for name in (*_SAMPLES, _FERTILIZER):
        p.put(place, name, 0.0)


def no_samples(p: Planting, place: str, _strength: float, _random: np.random.Generator) -> None:
    """Leave the area as it is, without samples and cards."""
    if float(p.total(place, _SAMPLES).sum()) > 0:
        for name in _SAMPLES:
            p.put(place, name, 0.0)


def no_formula_fertilizer(p: Planting, place: str, _strength: float, _random: np.random.Generator) -> None:
    """Leave the area as it is, without formula fertilizer and cards."""
    for name in (_FERTILIZER, "soil_testing.cards_issued"):
        p.put(place, name, 0.0)


def blank_evidence(p: Planting, place: str, _strength: float, _random: np.random.Generator) -> None:
    """Leave samples, cards and formula fertilizer blank all year, and claim the area."""
    for name in (*_SAMPLES, _FERTILIZER):
        p.blank(place, name, np.ones(12, dtype=np.bool_))


def dealers(p: Planting, county: str, strength: float, _random: np.random.Generator) -> None:
    """Multiply what a county's dealers sold all year."""
    for name in p.names("dealer_sales"):
        p.scale(county, name, strength)


def township_use(p: Planting, county: str, strength: float, _random: np.random.Generator) -> None:
    """Multiply fertilizer use of all townships of a county, while dealers' sales stay."""
    for place in p.townships_of(county):
        for name in p.names("fertilizer", "_n_t", "_p2o5_t", "_k2o_t", "_compound_t"):
            p.scale(place, name, strength)


def output_pressed(p: Planting, place: str, strength: float, _random: np.random.Generator) -> None:
    """Put the output lower by a share, so that as much straw is a larger share of what can be collected."""
    for crop in _CROPS:
        p.scale(place, f"straw.{crop}_output_t", 1 - strength)


def trial_polished(p: Planting, county: str, strength: float, _random: np.random.Generator) -> None:
    """Add to the recovery under formula fertilization and take half of it off the conventional one."""
    for crop in _CROPS:
        for name, more in (("formula", strength), ("conventional", -strength / 2)):
            row = f"field_trial.{crop}_n_{name}_recovery"
            p.put(county, row, p.row(county, row) + more)


def few_plots(p: Planting, county: str, strength: float, random: np.random.Generator) -> None:
    """Base a county's recoveries on `strength` plots; one plot finds 60 % of nitrogen taken up."""
    crop = str(random.choice(_CROPS))
    p.put(county, f"field_trial.{crop}_plots", strength)
    if strength == 1:
        p.put(county, f"field_trial.{crop}_n_formula_recovery", 0.6)
