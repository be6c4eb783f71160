"""A school: one way of inventing whole worlds, and what its worlds may be used for."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from agri.definitions.reading import Title
from agri.synthetic.worlds import Ground, InventedWorld


class SchoolUse(StrEnum):
    """What the worlds of a school may be looked at for; a school has one use."""

    TUNING = "tuning"
    CALIBRATION = "calibration"
    LAST_LOOK = "last_look"


@dataclass(frozen=True)
class School:
    """One way of inventing worlds; the same ground and seed give the same world."""

    code: str
    title: Title
    use: SchoolUse
    invent: Callable[[Ground, int], InventedWorld]
