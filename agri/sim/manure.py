"""Livestock manure: a county's own quarterly line of what is produced and what is used."""

from dataclasses import dataclass

import numpy as np

from agri.indicators.snapshot import Floats
from agri.sim.setup import Setup
from agri.sim.streams import Draws, Floats32

_QUARTER_ENDS = (3, 6, 9, 12)


@dataclass(frozen=True, slots=True)
class Manure:
    """The year of each county, shape (county, replication), t."""

    true_produced: Floats32
    true_used: Floats32
    reported_produced: Floats32
    reported_used: Floats32


def manure_year(setup: Setup, draws: Draws) -> Manure:
    """Draw the quarters that are not reported yet and add the reported ones.

    Parameters
    ----------
    setup : Setup
        Baselines give production and outlet capacity; last year's and this year's reports the share used.
    draws : Draws
        The block.

    Returns
    -------
    Manure
        Nothing for a county without any baseline or report of manure.
    """
    snapshot, plan, layout = setup.snapshot, setup.plan, setup.layout
    p = setup.parameter
    produced, used = (_quarters(setup, f"manure.{name}", plan.year) for name in ("produced_t", "used_t"))
    last_produced, last_used = (
        _quarters(setup, f"manure.{name}", plan.year - 1) for name in ("produced_t", "used_t")
    )
    known = np.nan_to_num(snapshot.baseline("manure_produced_t", plan.year)[layout.county_at])
    quarter = known / len(_QUARTER_ENDS)
    outlet = snapshot.baseline("manure_outlet_t_per_month", plan.year)[layout.county_at] * 3
    share = _share(
        np.concatenate([last_used, used], axis=1), np.concatenate([last_produced, produced], axis=1)
    )
    share = np.where(np.isnan(share), p("level.manure_used"), share)[:, None]

    normals = draws.county_normals("manure", 2 * len(_QUARTER_ENDS) + 1)
    city = draws.city_normals("manure", 1)[0]
    prior = plan.over_reporting["recovery"]  # counties' own figures: no township check speaks for them
    factor = np.exp(prior.mean + prior.sd * normals[-1])
    uniform = draws.county_uniforms("reporting/manure", len(_QUARTER_ENDS))
    missing = np.float32(setup.arrive.missing_share)
    totals = [np.zeros(factor.shape, dtype=np.float32) for _ in range(4)]
    logit = np.log(np.clip(share, 0.02, 0.98) / (1 - np.clip(share, 0.02, 0.98)))
    for q in range(len(_QUARTER_ENDS)):
        is_given = np.isfinite(produced[:, q])[:, None]
        scatter, level = normals[2 * q], normals[2 * q + 1]
        sd = np.float32(p("manure.produced_sd"))
        drawn_produced = (quarter[:, None] * np.exp(sd * scatter - sd * sd / 2)).astype(np.float32)
        odds = logit + p("manure.county_sd") * level + p("manure.city_sd") * city
        drawn_share = 1 / (1 + np.exp(-odds))
        drawn_used = drawn_share * drawn_produced
        capacity = np.where(np.isnan(outlet), np.inf, np.maximum(outlet, quarter * share[:, 0]))[:, None]
        drawn_used = np.minimum(drawn_used, capacity * 1.05)
        arrives = uniform[q] >= missing
        report_produced, report_used = np.nan_to_num(produced[:, q, None]), np.nan_to_num(used[:, q, None])
        totals[0] += np.where(is_given, report_produced, drawn_produced).astype(np.float32)
        totals[1] += np.where(is_given, report_used / factor, drawn_used).astype(np.float32)
        totals[2] += np.where(is_given, report_produced, drawn_produced * arrives).astype(np.float32)
        totals[3] += np.where(is_given, report_used, drawn_used * factor * arrives).astype(np.float32)
    return Manure(*totals)


def _quarters(setup: Setup, data_element: str, year: int) -> Floats:
    """A county line by quarter, shape (county, 4); NaN where not given."""
    months = setup.snapshot.months_of(year)
    cells = setup.snapshot.of(data_element)[setup.layout.county_at][:, months]
    return cells[:, [end - 1 for end in _QUARTER_ENDS]]


def _share(used: Floats, produced: Floats) -> Floats:
    """Share used over the quarters in which both are given, shape (county,); NaN where none is."""
    both = np.isfinite(used) & np.isfinite(produced)
    total = np.where(both, produced, 0).sum(axis=1)
    share = np.full(len(total), np.nan)
    np.divide(np.where(both, used, 0).sum(axis=1), total, out=share, where=total > 0)
    return share
