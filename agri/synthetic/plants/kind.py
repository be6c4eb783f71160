"""A kind of plant: what is done, where, how strongly, and what is hoped of the detectors."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from agri.definitions.reading import Title
from agri.synthetic.plants.planting import Planting
from agri.terms import PlantFamily

SLIPS_GOAL, HARD_GOAL = 0.95, 0.80  # power that is hoped for, per place and year

Plant = Callable[[Planting, str, float, np.random.Generator], None]


class PlantedAt(StrEnum):
    """Which places a plant changes."""

    TOWNSHIP = "township"
    COUNTY = "county"  # the county's own forms
    TOWNSHIPS_OF_COUNTY = "townships_of_county"  # judged township by township
    COUNTY_AND_TOWNSHIPS = "county_and_townships"  # the townships' forms, judged at the county


@dataclass(frozen=True, slots=True)
class PlantKind:
    """One known fraud, slip or honest oddity.

    ========= ===============================================================================
    Field     Meaning
    ========= ===============================================================================
    strengths from weak to strong, as the plant reads them
    goal      power that is hoped for, None where nobody said one
    goal_at   the strength for which the goal is said; None: each
    asked_in  forms in which a question answers it, beside those whose values are changed
    ========= ===============================================================================
    """

    code: str
    title: Title
    family: PlantFamily
    plant: Plant
    strengths: tuple[float, ...] = (1.0,)
    goal: float | None = None
    goal_at: float | None = None
    at: PlantedAt = PlantedAt.TOWNSHIP
    asked_in: tuple[str, ...] = ()

    @property
    def is_honest(self) -> bool:
        """Whether nothing is wrong with it."""
        return self.family == PlantFamily.ODDITY

    def goal_of(self, strength: float) -> float | None:
        """Return the power that is hoped for at a strength."""
        return self.goal if self.goal_at in {None, strength} else None
