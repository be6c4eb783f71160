"""Fields: sowing, formula fertilization as the laboratory allows it, and the fertilizer that follows.

A season counts as formula fertilized when its first application follows a formula; where formulas are not
ready in time, fewer do. Fertilizer is area × intensity × performance, and formula fertilization saves a part,
so the efficiency (from the formula share) and the growth (from the amounts) hang together.
"""

import numpy as np

from agri.sim.inputs.streams import Floats32
from agri.sim.processes.block import Block
from agri.sim.processes.laboratory import SoilLaboratory


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
        self.ready: dict[int, Floats32] = {}

    def book(self, month: int) -> None:
        """Book a month's sowing, formula area and fertilizer."""
        accounts, block = self._block.accounts, self._block
        for crop in ("wheat", "maize"):
            if block.asked(f"formula_{crop}", month):
                self.ready[month] = self._laboratory.ready(crop, month)
            if block.is_trial:
                continue
            if block.asked(f"sown_{crop}", month):
                accounts.post(f"sown_{crop}", month, block.amount(f"sown_{crop}", month))
            surplus: Floats32 | None = None
            if block.asked(f"formula_{crop}", month):
                surplus = self._book_formula(crop, month)
            if block.asked(f"fertilizer_{crop}", month):
                self._book_fertilizer(crop, month, surplus)
        if not block.is_trial and block.asked("fertilizer_other", month):
            accounts.post("fertilizer_other", month, block.amount("fertilizer_other", month))

    def _book_formula(self, crop: str, month: int) -> Floats32:
        """Book the formula area of a month; return the share beyond the one expected."""
        block, code = self._block, f"formula_{crop}"
        share = block.share(code, month)
        ready = self.ready[month]
        usual = block.calibration.formulas_ready.get(month)
        if usual is not None:
            share *= np.take(ready / usual, block.layout.county_of, axis=0)
            np.minimum(share, np.float32(0.995), out=share)
        line = block.setup.expected[code]
        exposure = line.exposure[:, month - 1, None].astype(np.float32)
        block.accounts.post(code, month, share * exposure, f"{code}_{season(crop, month)}")
        return share - line.level[:, month - 1, None].astype(np.float32)

    def _book_fertilizer(self, crop: str, month: int, surplus: Floats32 | None) -> None:
        block, code = self._block, f"fertilizer_{crop}"
        amount = block.amount(code, month)
        if surplus is not None:
            amount *= 1 - np.float32(block.setup.parameter("fertilizer.formula_saving")) * surplus
        block.accounts.post(code, month, amount, f"{code}_{season(crop, month)}")


def season(crop: str, month: int) -> str:
    """Name the season that a month's field work belongs to: wheat before September was sown last year."""
    if crop != "wheat":
        return "this"
    return "last" if month < 9 else "this"
