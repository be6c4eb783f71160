"""What was said and what came, place by place, as plain arrays: the ground on which pools are learnt."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from agri.definitions.places import Places
from agri.definitions.plan import Plan
from agri.indicators.snapshot import Floats
from agri.plan.rules.simple_rules import RULES, Forecasts
from agri.sim import Projection
from agri.terms import Basis

LEVELS = (np.arange(41) + 0.5) / 41  # at which the engine's draws are kept
_TEXT = np.dtype("U40")
_FIGURES = ("observed", "engine", "rules")
_NAMES = ("school", "world", "month", "basis", "indicator", "level", "place")


@dataclass(frozen=True)
class ForecastRows:
    """One row for each school, world, month, basis, indicator and place (city or county).

    ======== =============== ==================================================
    Field    Shape           Meaning
    ======== =============== ==================================================
    key      name → (row,)   school, world, month, basis, indicator, level, place
    observed (row,)          the year's end, fraction
    engine   (row, level)    quantiles of the engine's draws at `LEVELS`, fraction
    rules    (row, rule)     what `RULES` said, fraction; NaN where one says nothing
    ======== =============== ==================================================
    """

    key: Mapping[str, NDArray[np.generic]]
    observed: Floats
    engine: Floats
    rules: Floats

    def of(self, **wanted: str | int) -> "ForecastRows":
        """Return the rows whose keys equal all the wanted ones."""
        mask = np.ones(len(self.observed), dtype=np.bool_)
        for name, value in wanted.items():
            mask &= self.key[name] == value
        return self.where(mask)

    def where(self, mask: NDArray[np.bool_]) -> "ForecastRows":
        """Return the marked rows."""
        key = {name: column[mask] for name, column in self.key.items()}
        return ForecastRows(key, self.observed[mask], self.engine[mask], self.rules[mask])

    def save(self, path: Path) -> None:
        """Write all rows to a file of numpy's."""
        figures = {name: getattr(self, name) for name in _FIGURES}
        np.savez_compressed(path, allow_pickle=False, **figures, **dict(self.key))

    @classmethod
    def load(cls, path: Path) -> "ForecastRows":
        """Read what `save` wrote."""
        with np.load(path) as file:
            return cls({name: file[name] for name in _NAMES}, *(file[n] for n in _FIGURES))


def joined(parts: Sequence[ForecastRows]) -> ForecastRows:
    """Return all rows of all parts."""
    return ForecastRows(
        {name: np.concatenate([part.key[name] for part in parts]) for name in _NAMES},
        *(np.concatenate([getattr(part, name) for part in parts]) for name in _FIGURES),
    )


def forecast_rows(
    projection: Projection,
    plan: Plan,
    ends: Mapping[tuple[str, Basis], Floats],
    rules: Forecasts,
    *,
    places: Places,
    school: str,
    world: int,
    month: int,
) -> ForecastRows:
    """Lay out a projection of the past beside the rules and what came.

    Parameters
    ----------
    projection : Projection
        Of the engine alone; city and counties are kept.
    ends : mapping
        (indicator, basis) → year end by place, shape (org_unit,).
    rules : mapping
        Indicator → rule → forecast, shape (org_unit,).
    places : Places
        What the ends and the rules' forecasts are ordered by.
    """
    rows: list[tuple[tuple[str | int, ...], float, Floats, Floats]] = []
    for code, indicator in plan.indicators.items():
        if indicator.is_process:
            continue
        for basis in Basis:
            drawn = np.quantile(projection.draws[code, basis].astype(np.float64), LEVELS, axis=1).T
            if (code, basis) not in ends:
                continue
            for i, place in enumerate(projection.draw_places):
                at = places.index[place]
                end = float(ends[code, basis][at])
                if not (np.isfinite(end) and np.isfinite(drawn[i]).all()):
                    continue
                said = np.array([rules[code][r][at] if r in rules[code] else np.nan for r in RULES])
                name = (school, world, month, str(basis), code, str(places.units[at].level), place)
                rows.append((name, end, drawn[i], said))
    return _table(rows)


def _table(rows: Iterable[tuple[tuple[str | int, ...], float, Floats, Floats]]) -> ForecastRows:
    kept = list(rows)
    names = list(zip(*(name for name, _, _, _ in kept), strict=True)) or [()] * len(_NAMES)
    key = {
        name: np.array(column, dtype=np.int32 if name in {"world", "month"} else _TEXT)
        for name, column in zip(_NAMES, names, strict=True)
    }
    return ForecastRows(
        key,
        np.array([end for _, end, _, _ in kept], dtype=np.float64),
        np.array([drawn for _, _, drawn, _ in kept], dtype=np.float32).reshape(-1, len(LEVELS)),
        np.array([said for _, _, _, said in kept], dtype=np.float32).reshape(-1, len(RULES)),
    )
