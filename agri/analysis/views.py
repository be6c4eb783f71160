"""What every table is read with: the places and the plan, and the day as of which the record is seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agri.analysis.tables import Origin
from agri.services.reference.reference import Reference


@dataclass(frozen=True, slots=True)
class View:
    """The record as it stood at the end of a day."""

    reference: Reference
    as_of: date

    @property
    def origin(self) -> Origin:
        """What the tables say of themselves."""
        plan = self.reference.plan
        return Origin(plan.city, plan.year, self.as_of, plan.is_synthetic)

    def place_columns(self, rows: NDArray[np.intp] | Sequence[int]) -> dict[str, NDArray[Any]]:
        """Return code, name and county of places by their positions in code order."""
        places = self.reference.places
        at = np.asarray(rows, dtype=np.intp)
        facts = {
            "org_unit": list(places.codes),
            "org_unit_name": [unit.name for unit in places.units],
            "county": [places.county_of(code) for code in places.codes],
        }
        return {name: np.array(values, dtype=object)[at] for name, values in facts.items()}

    def places_of(self, codes: Sequence[str]) -> dict[str, NDArray[Any]]:
        """Return the same of places by their codes."""
        return self.place_columns([self.reference.places.index[code] for code in codes])
