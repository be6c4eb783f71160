"""The invented geography of the demo: which county grows what.

The city's totals follow the published bulletin; how they are shared out among counties is our own guess
(演示数据 / synthetic), loosely after what is commonly known: garlic in 中牟, peanut on the sands of 中牟,
新郑 and 航空港, hills in 登封, 巩义 and 新密.
"""

import hashlib
from collections.abc import Collection
from dataclasses import asdict, dataclass, replace

from agri.units import MU_PER_HA


@dataclass(frozen=True, slots=True)
class CountyGuess:
    """Relative weights of one county-level unit in the city's totals; no unit, only proportions matter."""

    wheat: float
    maize: float
    garlic: float
    peanut: float
    vegetable: float
    other: float
    livestock: float
    is_hilly: bool = False


COUNTIES: dict[str, CountyGuess] = {
    "410102": CountyGuess(0.6, 0.6, 0, 0, 0.5, 0.2, 0.1),  # 中原区
    "410103": CountyGuess(0.9, 0.8, 0, 0.1, 0.9, 0.4, 0.4),  # 二七区
    "410104": CountyGuess(1.3, 1.1, 0, 0.2, 1.2, 0.2, 0.5),  # 管城回族区
    "410105": CountyGuess(0.6, 0.5, 0, 0, 1.3, 0.1, 0.2),  # 金水区
    "410106": CountyGuess(1.2, 1.1, 0, 0.1, 0.4, 0.2, 0.3),  # 上街区
    "410108": CountyGuess(1.6, 1.5, 0.3, 0.2, 3.2, 0.3, 0.8),  # 惠济区
    "410122": CountyGuess(28.0, 23.0, 14.2, 10.4, 15.5, 1.2, 8.0),  # 中牟县
    "410171": CountyGuess(2.0, 1.8, 0.2, 0.6, 1.3, 0.2, 0.6),  # 经济技术开发区
    "410172": CountyGuess(1.5, 1.4, 0, 0, 0.8, 0.2, 0.3),  # 高新技术产业开发区
    "410173": CountyGuess(12.0, 11.5, 1.3, 6.2, 3.2, 0.7, 3.5),  # 航空港经济综合实验区
    "410181": CountyGuess(18.0, 17.5, 0, 0.5, 2.0, 1.4, 4.5, is_hilly=True),  # 巩义市
    "410182": CountyGuess(24.0, 22.5, 0, 1.5, 4.0, 1.2, 6.5),  # 荥阳市
    "410183": CountyGuess(22.0, 20.5, 0, 1.4, 2.4, 1.2, 5.5, is_hilly=True),  # 新密市
    "410184": CountyGuess(20.0, 19.0, 0, 6.2, 3.4, 0.8, 6.8),  # 新郑市
    "410185": CountyGuess(23.0, 22.5, 0, 1.2, 2.6, 1.6, 5.0, is_hilly=True),  # 登封市
}

# City totals of 2019 by harvest, mu; seed_data/SOURCES.md#area-zhengzhou-2019, split by us where it says
# assumed. Garlic counts as a vegetable, as the statistics do; oil crops other than peanut (sesame, rapeseed)
# and the autumn grain that is not maize (beans, tubers, millet) stand together in `other`.
CITY_MU_2019 = {
    "wheat": 156.8e3 * MU_PER_HA,  # derived: summer grain
    "maize": 145.0e3 * MU_PER_HA,  # assumed: of 150.7 thousand ha of autumn grain
    "garlic": 16.0e3 * MU_PER_HA,  # assumed: of 55.3 thousand ha of vegetables
    "vegetable": 39.3e3 * MU_PER_HA,  # derived: the rest of the vegetables
    "peanut": 27.6e3 * MU_PER_HA,  # assumed: of 31.1 thousand ha of oil crops
    "other": (5.7e3 + 3.5e3) * MU_PER_HA,  # derived: the rest of autumn grain and of oil crops
}

# A county elsewhere, of which nothing is known here; assumed.
_ORDINARY = CountyGuess(
    wheat=12.0, maize=11.0, garlic=1.5, peanut=3.0, vegetable=3.0, other=0.8, livestock=3.5
)
_HILLY_OF_256 = 77
_TOWNSHIPS_OF_ZHENGZHOU = 115  # that farm

# Yearly change of the city's area, assumed: grain gives way slowly.
YEARLY_CHANGE = {
    "wheat": -0.009,
    "maize": -0.006,
    "garlic": -0.010,
    "vegetable": 0.002,
    "peanut": 0.004,
    "other": -0.020,
}

# Share of a county's farming townships that grow a crop at all, where the county does, assumed.
PRESENCE = {"wheat": 1.0, "maize": 1.0, "garlic": 0.75, "vegetable": 0.97, "peanut": 0.65, "other": 0.85}

# Farming townships without wheat, or without maize: built-up or given over to vegetables, invented.
WITHOUT_WHEAT = frozenset({"410105016", "410108005", "410173582"})
WITHOUT_MAIZE = frozenset({"410105016", "410108005", "410171563"})

# Townships of 荥阳 that lie in the loess hills, judged from the map.
HILLY_TOWNSHIPS = frozenset({"410182105", "410182106", "410182108", "410182109", "410182110"})


def county_guess(county: str) -> CountyGuess:
    """Return a county's weights; outside Zhengzhou they are drawn from its code and mean nothing."""
    known = COUNTIES.get(county)
    if known is not None:
        return known
    drawn = hashlib.blake2b(county.encode(), digest_size=8).digest()
    usual = asdict(_ORDINARY)
    names = [name for name in usual if name != "is_hilly"]
    # From 0.4 to 2.0 of the ordinary weight.
    weights = {name: usual[name] * (0.4 + byte / 160) for name, byte in zip(names, drawn, strict=False)}
    return replace(_ORDINARY, **weights, is_hilly=drawn[-1] < _HILLY_OF_256)


def city_scale(townships: Collection[str]) -> float:
    """Return how much land an invented city has beside Zhengzhou's, by its townships that farm."""
    if any(code[:6] in COUNTIES for code in townships):
        return 1.0
    return len(townships) / _TOWNSHIPS_OF_ZHENGZHOU


def is_hilly(township: str) -> bool:
    """Say whether a township lies in the hills, where one soil sample stands for little land."""
    return county_guess(township[:6]).is_hilly or township in HILLY_TOWNSHIPS
