"""Entry errors of synthetic reports: blanks, and units as people type them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from agri.definitions.forms import Form
from agri.synthetic.world.world import World
from agri.units import convert

Values = Mapping[str, float | None]
Entered = dict[str, Sequence[float | str]]

_BLANK = 0.012  # of asked cells, assumed
_NEVER_BLANK = frozenset({"field_trial", "manure", "sowing"})
# Form → (kept unit, unit that is typed instead, share of townships that do, decimals they type), assumed.
_HABITS = {
    "film": ("kg", "t", 0.10, 3),
    "packaging": ("kg", "jin", 0.06, 0),
    "pest_control": ("mu", "wan_mu", 0.06, 4),
    "sowing": ("mu", "ha", 0.04, 1),
    "fertilizer": ("t", "kg", 0.05, 0),
}


def blanks(world: World, form: Form, year: int) -> NDArray[np.bool_]:
    """Return which cells stay blank though they are asked, shape (org_unit, element of the form, month)."""
    found = np.zeros((len(world.places.units), len(form.elements), 12), dtype=np.bool_)
    if form.code in _NEVER_BLANK:
        return found
    # What may stay blank takes no draw from the others: a field of that kind more leaves the demo as it was.
    asked = [i for i, element in enumerate(form.elements) if not element.is_optional]
    shape = (len(found), len(asked), 12)
    found[:, asked] = world.streams("blanks", form.code, year).random(shape) < _BLANK
    return found


@dataclass(frozen=True)
class Typist:
    """Who types a form's amounts in another unit than the one it keeps."""

    world: World
    form: Form

    @cached_property
    def _others(self) -> frozenset[str]:
        """Townships that think in another unit."""
        _, _, share, _ = _HABITS.get(self.form.code, ("", "", 0.0, 0))
        random = self.world.streams("unit habit", self.form.code).random(len(self.world.townships))
        return frozenset(code for code, u in zip(self.world.townships, random, strict=True) if u < share)

    def type(self, org_unit: str, values: Values) -> tuple[dict[str, float | None], Entered]:
        """Return the kept values and, where another unit was typed, the amounts as entered."""
        kept, entered = dict(values), Entered()
        if org_unit not in self._others:
            return kept, entered
        unit, typed_unit, _, decimals = _HABITS[self.form.code]
        for element in self.form.elements:
            value = values.get(element.code)
            if element.unit == unit and value:
                amount = round(value / convert(1, entered=typed_unit, kept=unit), decimals)
                kept[element.code] = round(convert(amount, entered=typed_unit, kept=unit), 6)
                entered[element.code] = (amount, typed_unit)
        return kept, entered
