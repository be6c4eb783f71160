"""Pick places out of arrays whose first axis is the org unit."""

from dataclasses import fields, replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from agri.indicators.quantities import Quantities
from agri.indicators.recovery import Recovery

Whole = TypeVar("Whole", Quantities, Recovery)


def at_rows(whole: Whole, rows: NDArray[np.intp]) -> Whole:
    """Return the same arrays at some rows of their first axis, in the order of `rows`."""
    if isinstance(whole, Quantities):
        return Quantities({name: values[rows] for name, values in whole.items()})
    return replace(whole, **{field.name: getattr(whole, field.name)[rows] for field in fields(whole)})
