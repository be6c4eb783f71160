"""The seasons of crops that a plan year touches: what its months, areas and amounts are told apart by."""

from collections.abc import Iterable
from dataclasses import dataclass

from agri.definitions.calendar import Crop


@dataclass(frozen=True, slots=True)
class PlantedSeason:
    """One season of one crop, seen from a plan year.

    A crop that stands over the winter has two in a year: the one sown last year and the one sown this year.

    ======== =====================================================================
    Field    Meaning
    ======== =====================================================================
    sown     -1: sown in the year before the plan year; 0: in the plan year
    ======== =====================================================================
    """

    crop: Crop
    sown: int

    @property
    def code(self) -> str:
        """``wheat_last``, ``wheat_this``; the crop's own code where it has one season a year."""
        if not self.crop.is_harvested_next_year:
            return self.crop.code
        return f"{self.crop.code}_{self.name}"

    @property
    def name(self) -> str:
        """``last`` or ``this``: when it was sown."""
        return "last" if self.sown else "this"

    @property
    def area_key(self) -> str:
        """The baseline key of its planted area."""
        return f"{self.crop.code}_last_autumn_mu" if self.sown else f"{self.crop.code}_mu"

    @property
    def is_harvested_in_year(self) -> bool:
        """Whether its harvest falls into the plan year."""
        return bool(self.sown) == self.crop.is_harvested_next_year

    @property
    def months(self) -> tuple[int, ...]:
        """The months of the plan year whose field work belongs to it."""
        return tuple(month for month in range(1, 13) if self.crop.season_of(month) == self.sown)


def seasons_of(crops: Iterable[Crop]) -> tuple[PlantedSeason, ...]:
    """Return the seasons of some crops in their order, those sown last year before those sown this year."""
    return tuple(
        PlantedSeason(crop, sown)
        for crop in crops
        for sown in ((-1, 0) if crop.is_harvested_next_year else (0,))
    )
