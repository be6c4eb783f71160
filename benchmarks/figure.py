"""One measured figure beside the one asked for."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured.

    ======== =================================================== ====
    Field    Meaning                                             Unit
    ======== =================================================== ====
    value    as measured in this run                             unit
    asked    what it should be; None: told for comparison only   unit
    at_least True: more is better; False: less is better         —
    ======== =================================================== ====
    """

    name: str
    value: float
    unit: str
    asked: float | None = None
    at_least: bool = True
    note: str = ""

    @property
    def is_met(self) -> bool | None:
        """Whether the figure is what it should be."""
        if self.asked is None:
            return None
        return self.value >= self.asked if self.at_least else self.value <= self.asked
