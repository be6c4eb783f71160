"""Split a change into the part that area made and the part that intensity made."""

from dataclasses import dataclass

import numpy as np

from agri.indicators.snapshot import Floats


@dataclass(frozen=True, slots=True)
class Change:
    """A total's change and its two exact parts; shapes as given.

    ================ ====================================== ===============
    Field            Meaning                                Unit
    ================ ====================================== ===============
    area_effect      (A₁ − A₀) × mean intensity             of the total
    intensity_effect (i₁ − i₀) × mean area                  of the total
    ================ ====================================== ===============
    """

    area_effect: Floats
    intensity_effect: Floats


def split_change(before: Floats, after: Floats, area_before: Floats, area_after: Floats) -> Change:
    """Split ``after − before`` exactly; a total can fall with unchanged kg per mu.

    Parameters
    ----------
    before, after : array
        Totals, any unit.
    area_before, area_after : array
        Areas of the same shape. NaN or 0 gives NaN.

    >>> split = split_change(np.array([100.0]), np.array([88.0]), np.array([10.0]), np.array([8.0]))
    >>> float(split.area_effect[0]), float(split.intensity_effect[0])
    (-21.0, 9.0)
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        intensity_before = np.where(area_before > 0, before / area_before, np.nan)
        intensity_after = np.where(area_after > 0, after / area_after, np.nan)
    return Change(
        area_effect=(area_after - area_before) * (intensity_after + intensity_before) / 2,
        intensity_effect=(intensity_after - intensity_before) * (area_after + area_before) / 2,
    )
