"""What a world of the school of ledgers keeps over its years."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from agri.definitions.coefficients import Coefficients
from agri.synthetic.schools.axes import Axes, Floats
from agri.synthetic.schools.causes import Causes
from agri.synthetic.schools.flows import CROPS
from agri.synthetic.schools.known import FarmRegister, Land
from agri.synthetic.schools.ledgers.constants import LAW
from agri.synthetic.schools.ledgers.lots import Books
from agri.synthetic.world.streams import NamedStreams


@dataclass(frozen=True)
class LedgerWorld:
    """What a world of the school keeps over its years."""

    axes: Axes
    streams: NamedStreams
    causes: Causes
    books: Books
    coefficients: Coefficients
    register: FarmRegister
    land: Land
    level: Mapping[int, Mapping[str, float]]  # year → mark or material → logit or log of the city
    kind: Mapping[str, Floats]  # mark → logit of a place beside its city, (township,)


def draw_accounts(
    axes: Axes, streams: NamedStreams, causes: Causes, coefficients: Coefficients, register: FarmRegister
) -> LedgerWorld:
    """Draw land, levels and what kinds of places there are."""
    year, count = axes.plan.year, len(axes.townships)
    random = streams("ledgers", "levels")
    level: dict[int, dict[str, float]] = {year - 1: {}, year: {}}
    for name, mark in LAW.marks.items():
        last = np.log(mark.level / (1 - mark.level)) + random.normal(0, mark.level_sd)
        far = 3.0 if random.random() < mark.jump else 1.0
        level[year - 1][name] = float(last)
        level[year][name] = float(last + mark.step + far * random.normal(0, mark.step_sd))
    for name, step in LAW.yearly.items():
        tailed = np.clip(random.standard_t(LAW.yearly_tail), -4, 4)
        level[year - 1][name] = 0.0
        level[year][name] = float(step + LAW.yearly_scale[name] * tailed)
    middle, scatter = LAW.packaging
    packaging = float(np.log(middle) + random.normal(0, scatter))
    level[year - 1]["packaging"] = packaging
    level[year]["packaging"] = packaging + float(random.normal(*LAW.packaging_step))
    many, far_off = (np.array(column) for column in zip(*LAW.kinds, strict=True))
    of_county = random.dirichlet(many * LAW.kind_of_county * 3, len(axes.counties))[axes.county_index]
    kind = {}
    for name in LAW.marks:
        drawn = (random.random((count, 1)) > np.cumsum(of_county, axis=1)).sum(axis=1)
        kind[name] = far_off[np.minimum(drawn, len(far_off) - 1)]
    books = Books(axes, streams, causes)
    land = _land(axes, streams("ledgers", "land"))
    return LedgerWorld(axes, streams, causes, books, coefficients, register, land, level, kind)


def _land(axes: Axes, random: np.random.Generator) -> Land:
    count = len(axes.townships)
    size = random.gamma(LAW.size_shape, 1 / LAW.size_shape, count) + 0.07
    land: dict[str, dict[int, Floats]] = {}
    for crop in CROPS:
        level = size * LAW.areas[crop] * random.gamma(3.9, 1 / 3.9, count)
        level = level * (random.random(count) < LAW.grows[crop])
        land[crop] = {}
        for year in range(axes.plan.year - 3, axes.plan.year + 1):
            moved = np.exp(random.normal(LAW.area_yearly, LAW.area_yearly_sd, count))
            level = np.asarray(level * moved, dtype=np.float64)
            land[crop][year] = np.asarray(np.round(np.minimum(level, 160_000.0), -1), dtype=np.float64)
    return land
