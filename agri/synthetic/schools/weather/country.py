"""What a world of the school of weather keeps over its years; neighbours are alike."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from agri.definitions.coefficients import Coefficients
from agri.synthetic.schools.axes import Axes, Floats
from agri.synthetic.schools.causes import Causes
from agri.synthetic.schools.flows import CROPS, strayed
from agri.synthetic.schools.known import FarmRegister, Land
from agri.synthetic.schools.weather.constants import LAW
from agri.synthetic.schools.weather.sky import Ground2D, Sky
from agri.synthetic.world.streams import NamedStreams


@dataclass(frozen=True)
class Country:
    """Land, sky and people of one world."""

    axes: Axes
    streams: NamedStreams
    ground: Ground2D
    sky: Sky
    causes: Causes
    coefficients: Coefficients
    register: FarmRegister
    land: Land
    intensity: Mapping[str, Floats]  # material → around 1, (township,)
    skill: Mapping[str, Floats]  # service → logit beside the city, (township,)
    city: Mapping[int, Mapping[str, float]]  # year → service or material → logit or log
    sprayers: Floats

    def share(self, name: str, year: int, rain: Floats | float = 0.0) -> Floats:
        """Return a service's share of a year at each place, given how damp its season was."""
        law = LAW.skills[name]
        moved = self.city[year][name] + self.skill[name] + law.rain * rain
        return np.asarray(1 / (1 + np.exp(-moved)))


def draw_country(
    axes: Axes,
    streams: NamedStreams,
    *,
    ground: Ground2D,
    sky: Sky,
    causes: Causes,
    coefficients: Coefficients,
    register: FarmRegister,
) -> Country:
    """Draw what neighbours share and what each place has alone."""
    count, year = len(axes.townships), axes.plan.year
    random = streams("weather", "country")

    def own(scale: float) -> Floats:
        return scale * np.clip(random.standard_t(LAW.skill_tail, count), -4, 4)

    intensity = {
        name: np.exp(LAW.place_scale * ground.field(random) + own(LAW.place_scale / 2))
        for name in ("fertilizer", "pesticide", "film")
    }
    skill = {name: LAW.skill_field * ground.field(random) + own(LAW.skill_scale) for name in LAW.skills}
    city: dict[int, dict[str, float]] = {year - 1: {}, year: {}}
    for name, law in LAW.skills.items():
        last = np.log(law.level / (1 - law.level)) + random.normal(0, law.level_sd)
        city[year - 1][name] = float(last)
        city[year][name] = float(last + law.step + random.normal(0, law.step_sd))
    for name, step in LAW.yearly.items():
        city[year - 1][name] = 0.0
        city[year][name] = float(step + random.normal(0, LAW.yearly_sd[name]))
    return Country(
        axes=axes,
        streams=streams,
        ground=ground,
        sky=sky,
        causes=causes,
        coefficients=coefficients,
        register=register,
        land=_land(axes, ground, streams("weather", "land")),
        intensity=intensity,
        skill=skill,
        city=city,
        sprayers=strayed(random, LAW.sprayers, LAW.sprayer_concentration, count),
    )


def _land(axes: Axes, ground: Ground2D, random: np.random.Generator) -> Land:
    count = len(axes.townships)
    size = np.exp(LAW.size_scale * np.clip(random.standard_t(LAW.size_tail, count), -3, 3))
    land: dict[str, dict[int, Floats]] = {}
    for crop in CROPS:
        suited = ground.field(random)
        weight = size * np.exp(0.31 * suited + random.normal(0, 0.23, count)) * (suited > LAW.niche[crop])
        level: Floats = weight / max(float(weight.sum()), 1e-9) * LAW.areas[crop] * count
        land[crop] = {}
        for year in range(axes.plan.year - 3, axes.plan.year + 1):
            level = np.asarray(level * np.exp(random.normal(LAW.area_yearly, LAW.area_yearly_sd, count)))
            land[crop][year] = np.asarray(np.round(np.minimum(level, 190_000.0), -1), dtype=np.float64)
    return land
