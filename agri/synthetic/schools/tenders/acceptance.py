"""Certificates: a contractor's work is told when a lot is accepted, all of a check at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from agri.synthetic.schools.axes import Floats, Positions
from agri.synthetic.schools.flows import SPRAYERS
from agri.synthetic.schools.telling import Flags, TrueCells
from agri.synthetic.schools.tenders.calendar import INTO_MONTHS
from agri.synthetic.schools.tenders.constants import LAW
from agri.synthetic.schools.tenders.truth import DoneWork, TenderYear
from agri.synthetic.world.streams import NamedStreams

_GATHERED = ("film.recovered_kg", "film.machine_picked_mu")
_USES = ("fertilizer", "feed", "fuel", "substrate", "material")


def works_of(one: TenderYear) -> dict[str, tuple[DoneWork, Floats]]:
    """Return the work behind each element that certificates tell, and the whole that it is a part of."""
    found = {
        f"soil_testing.{crop}_formula_area_mu": (work, work.all) for crop, work in one.formula_work.items()
    }
    found["pest_control.unified_area_mu"] = one.unified, one.unified.all
    # What teams spray is part of every sprayer's area; it is told with the same certificate.
    found |= {f"pest_control.{name}_mu": (one.unified, one.treated) for name in SPRAYERS}
    found["pest_control.green_area_mu"] = one.green, one.green.all
    found |= dict.fromkeys(_GATHERED, (one.film, one.film.all))
    found |= {
        f"packaging.{name}_kg": (one.packaging, one.packaging.all) for name in ("recovered", "disposed")
    }
    found |= {f"straw.{use}_use_t": (one.straw_used, one.straw_used.all) for use in _USES}
    return found


@dataclass(frozen=True)
class Certificates:
    """Which part of which month's work is told when, by element; months of all years in a row."""

    frame: TrueCells
    works: Mapping[int, Mapping[str, tuple[DoneWork, Floats]]]
    streams: NamedStreams

    @cached_property
    def held(self) -> Floats:
        """Share of contractors' work that nobody tells but by certificate, shape (township,)."""
        share, law = LAW.held
        return self.streams("tenders", "held").beta(share * law, (1 - share) * law, len(self.frame.axes.rows))

    @cached_property
    def elements(self) -> tuple[str, ...]:
        """The elements that certificates tell."""
        return tuple(
            name for name in self.works[self.frame.years[0]] if name in self.frame.axes.element_index
        )

    @cached_property
    def told(self) -> tuple[Floats, Floats, Floats]:
        """What is seen, certificates' true work, and what they write of it, (org_unit, element, month)."""
        frame = self.frame
        seen, accepted = frame.true.copy(), np.zeros_like(frame.true)
        written = np.zeros_like(frame.true)
        for name in self.elements:
            column = frame.axes.element_index[name]
            true = np.nan_to_num(frame.true[frame.axes.rows, column])
            asked = ~np.isnan(frame.true[frame.axes.rows, column])
            own, moved, padded = true.copy(), np.zeros_like(true), np.zeros_like(true)
            for i, year in enumerate(frame.years):
                work, whole = self.works[year][name]
                part = self._settled(name, work.let) / np.maximum(self._settled(name, whole), 1e-9)
                part = np.minimum(part, 1.0) * self.held[:, None]
                for month in range(12):
                    at = 12 * i + month
                    amount = true[:, at] * part[:, month]
                    if not amount.any():
                        continue
                    accepted_in = 12 * i + work.lots.certified[work.lots.lot_of, month] - 1
                    to = _next_asked(asked, accepted_in, at, 12 * i + 12)
                    own[:, at] -= amount
                    rows = np.flatnonzero(to < asked.shape[1])
                    np.add.at(moved, (rows, to[rows]), amount[rows])
                    np.add.at(padded, (rows, to[rows]), (amount * work.certified_as)[rows])
            seen[frame.axes.rows, column] = np.where(asked, own, np.nan)
            accepted[frame.axes.rows, column] = moved
            written[frame.axes.rows, column] = padded
        return seen, accepted, written

    def _settled(self, name: str, by_day: Floats) -> Floats:
        """Put days into the months in which an element is asked, (township, month)."""
        axes = self.frame.axes
        by_month = by_day @ INTO_MONTHS
        return axes.gather(name, by_month) if name in _GATHERED else axes.settle(name, by_month)


def _next_asked(asked: Flags, wanted: Positions, at: int, year_end: int) -> Positions:
    """Return the month in which a certificate is told, (township,): the next that is asked.

    After the last month that a year asks, what is accepted in the year is put into the report of the month of
    work; what is accepted in the next year comes with that year's first month, beyond the record's end never.
    """
    months = asked.shape[1]
    ahead = np.where(asked, np.arange(months), 10 * months)
    later = np.minimum.accumulate(ahead[:, ::-1], axis=1)[:, ::-1]
    later = np.concatenate([later, np.full((len(asked), 2), 10 * months)], axis=1)
    found = later[np.arange(len(asked)), np.minimum(wanted, months)]
    stays = (found >= year_end) & (wanted < year_end)
    return np.where(stays, at, found)
