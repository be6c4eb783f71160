"""Fields: sowing, formula fertilization as the laboratory allows it, and the fertilizer that follows.

A season counts as formula fertilized when its first application follows a formula; where formulas are not
ready in time, fewer do. Fertilizer is area × intensity × performance, and formula fertilization saves a part,
so the efficiency (from the formula share) and the growth (from the amounts) hang together.
"""

import numpy as np

from agri.definitions.crops.seasons import PlantedSeason
from agri.definitions.lines import Line, LineRole
from agri.definitions.plan import Plan
from agri.sim.inputs.streams import Floats32
from agri.sim.processes.block import Block
from agri.sim.processes.laboratory import SoilLaboratory

_BY_CROP = (LineRole.SOWN, LineRole.FORMULA, LineRole.FERTILIZER)


class Fields:
    """Sowing and fertilizing of one block.

    ======================= ============================================ ========
    Parameter               Meaning                                      Unit
    ======================= ============================================ ========
    fertilizer.formula_saving fertilizer that a formula saves            fraction
    ======================= ============================================ ========
    """

    def __init__(self, block: Block, laboratory: SoilLaboratory) -> None:
        self._block, self._laboratory = block, laboratory
        self.sown: dict[str, Floats32] = {}
        self.ready: dict[tuple[str, int], Floats32] = {}

    def book(self, month: int) -> None:
        """Book a month's sowing, formula area and fertilizer."""
        block, lines = self._block, self._block.lines
        for crop in block.setup.plan.main_crops:
            sown, formula, fertilizer = (
                line if line is not None and month in line.months else None
                for line in (lines.of(role, crop) for role in _BY_CROP)
            )
            if formula is not None:
                self.ready[crop, month] = self._laboratory.ready(crop, month)
            if block.is_trial:
                continue
            if sown is not None:
                block.accounts.post(sown.code, month, block.amount(sown.code, month))
            surplus = self._book_formula(formula, crop, month) if formula is not None else None
            if fertilizer is not None:
                self._book_fertilizer(fertilizer, month, surplus)
        for line in lines.with_role(LineRole.FERTILIZER_OTHER):
            if not block.is_trial and month in line.months:
                block.accounts.post(line.code, month, block.amount(line.code, month))

    def _book_formula(self, line: Line, crop: str, month: int) -> Floats32:
        """Book the formula area of a month; return the share beyond the one expected."""
        block, code = self._block, line.code
        share = block.share(code, month)
        ready = self.ready[crop, month]
        usual = block.calibration.formulas_ready.get((crop, month))
        if usual is not None:
            share *= np.take(ready / usual, block.layout.county_of, axis=0)
            np.minimum(share, np.float32(0.995), out=share)
        expected = block.setup.expected[code]
        account = season_account(block.setup.plan, line, month)
        block.accounts.post(code, month, share * block.exposure(code, month), account)
        return share - expected.level[:, month - 1, None].astype(np.float32)

    def _book_fertilizer(self, line: Line, month: int, surplus: Floats32 | None) -> None:
        block = self._block
        amount = block.amount(line.code, month)
        if surplus is not None:
            amount *= 1 - np.float32(block.setup.parameter("fertilizer.formula_saving")) * surplus
        block.accounts.post(line.code, month, amount, season_account(block.setup.plan, line, month))


def season_account(plan: Plan, line: Line, month: int) -> str:
    """Name the account of the season that a month's field work belongs to."""
    crop = plan.calendar.crops[line.crop or ""]
    return account_of(line, PlantedSeason(crop, crop.season_of(month)))


def account_of(line: Line, season: PlantedSeason) -> str:
    """Name the account of a crop's line and season."""
    return f"{line.code}_{season.name}"
