"""Between which factors beside last year most places of a city lie: what all share is nobody's slip."""

from collections.abc import Iterable, Mapping
from math import ceil
from types import MappingProxyType

from agri.definitions.lineage import Figures

# By element: this year's month times last year's, from and to, as most other places of the city tell it.
Spans = Mapping[str, tuple[float, float]]
NOTHING_ELSEWHERE: Spans = MappingProxyType({})

_FEWEST = 8  # places that say what a month is like; assumed
_LEFT_OUT = 0.1  # of the places at either end, at least one: they may be wrong themselves; assumed


def spans_elsewhere(pairs: Iterable[tuple[Figures, Figures]]) -> dict[str, tuple[float, float]]:
    """Return between which factors most places' amounts lie beside last year's, by element.

    Parameters
    ----------
    pairs : iterable
        What each place tells of the month, and of the same month last year.

    Returns
    -------
    dict
        Elements that at least eight places have in both years; a tenth of the places at either end is left
        out.
    """
    ratios: dict[str, list[float]] = {}
    for now, then in pairs:
        for code, amount in now.items():
            if amount is not None and (before := then.get(code)):
                ratios.setdefault(code, []).append(amount / before)
    found = {}
    for code, every in ratios.items():
        if len(every) >= _FEWEST:
            ordered = sorted(every)
            out = ceil(_LEFT_OUT * len(ordered))
            found[code] = ordered[out], ordered[-1 - out]
    return found
