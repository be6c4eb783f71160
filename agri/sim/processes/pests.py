"""Pest control: outbreaks make work, professional teams serve it, farmers treat the rest themselves.

Sprayers follow from who sprays: a professional treatment is more often by boom or drone, so the mix, and with
it the effective use of pesticides, moves with unified control. Green control spreads with extension work.
"""

import numpy as np

from agri.definitions.lines import Line, LineRole
from agri.sim.inputs.days import Stretch
from agri.sim.inputs.streams import Floats32
from agri.sim.processes.block import Block
from agri.sim.processes.crews import Crews, Pool

POOL = "spraying"
_DAYS = 12  # that a treatment can wait where no campaign says it


class PestControl:
    """Treatments of one block.

    ===================== ================================================= ==========
    Parameter             Meaning                                           Unit
    ===================== ================================================= ==========
    pest.outbreak_share   part of a month's need that comes in one outbreak fraction
    pest.outbreak_days    over how many days it ripens                      day
    pest.hit_low, hit_high, spared  area hit by an outbreak, townships spared fraction
    pest.modern_gain      boom and drone among professional treatments less fraction
                          those among farmers' own
    pest.kg_saving        pesticide that a professional treatment saves     fraction
    ===================== ================================================= ==========
    """

    def __init__(self, block: Block, treated: Line) -> None:
        self._block, self._months = block, treated.months
        self._code = treated.code
        self._unified, self._modern, self._pesticide = (
            block.lines.of(role) for role in (LineRole.UNIFIED, LineRole.MODERN, LineRole.PESTICIDE)
        )
        months = {month: self._active(month) for month in self._months if month >= block.year.first_month}
        months = {month: days for month, days in months.items() if len(days)}
        sprays = block.setup.plan.calendar.of_kind("spray")
        limit = min((c.limit_days or _DAYS for c in sprays), default=_DAYS)
        last = max((days.last for days in months.values()), default=-1)
        pool = Pool(
            POOL, "spraying_teams", block.setup.parameter("service.spraying_mu_per_day"), limit, months, last
        )
        self._hit = block.draws.township_uniforms("pest/hit", 12)
        self._starts = block.draws.county_uniforms("pest/outbreak", 12)
        self._treated = block.zeros()
        self._share = block.zeros()
        self.sprayed: dict[int, Floats32] = {}  # pesticide of the months that are over, kg
        self._pulse: Floats32 = np.zeros(block.county_shape, dtype=np.float32)
        self.crews = Crews(block, pool, self._want, self._ripen, self._finish)

    def _active(self, month: int) -> Stretch:
        """Days of a month on which work ripens: from the first to the last day of any spraying window."""
        year = self._block.year
        days = year.month(month)
        windows = [year.window(c) for c in self._block.setup.plan.calendar.of_kind("spray")]
        inside = [day for day in range(days.first, days.last + 1) if any(day in w for w in windows)]
        return Stretch(inside[0], inside[-1]) if inside else Stretch(0, -1)

    def _want(self, month: int) -> Floats32:
        """Treatments that farmers want done professionally this month, area-times."""
        block = self._block
        wave = np.float32(block.setup.parameter("pest.outbreak_share"))
        self._treated = block.amount(self._code, month)
        self._treated *= 1 - wave + wave * self._severity(month)
        line = self._unified
        share = block.share(line.code, month) if line is not None else block.zeros()
        self._share = share
        block.aim(POOL, share * self._treated)
        part = self.participation(share)
        days = self.crews.pool.months[month]
        span = min(int(block.setup.parameter("pest.outbreak_days")), len(days))
        room = len(days) - span + 1
        self._pulse = np.floor(self._starts[month - 1] * room).astype(np.float32) + days.first
        return part * self._treated

    def participation(self, share: Floats32) -> Floats32:
        """Who wants service, given the share that is expected to get it, fraction of the need."""
        block = self._block
        factor = np.take(block.calibration.participation[POOL], block.layout.county_of, axis=0)
        most = np.float32(block.setup.parameter("pest.participation_max"))
        return np.asarray(np.minimum(share * factor, np.maximum(most, share)))

    def _severity(self, month: int) -> Floats32:
        """Area that the month's outbreak hits, as a factor of mean one."""
        p = self._block.setup.parameter
        low, high, spared = p("pest.hit_low"), p("pest.hit_high"), p("pest.spared")
        mean = (1 - spared) * (low + high) / 2
        uniform = self._hit[month - 1]
        within = (uniform - np.float32(spared)) * np.float32((high - low) / (1 - spared)) + np.float32(low)
        return np.asarray(within * (uniform >= np.float32(spared)) / np.float32(mean), dtype=np.float32)

    def _ripen(self, day: int) -> Floats32:
        """Part of the month's work that ripens today, shape (county, replication)."""
        block = self._block
        days = self.crews.pool.months[block.year.month_of[day]]
        wave = np.float32(block.setup.parameter("pest.outbreak_share"))
        span = min(int(block.setup.parameter("pest.outbreak_days")), len(days))
        is_out = (self._pulse <= day) & (day < self._pulse + span)
        return np.asarray((1 - wave) / len(days) + is_out * (wave / span), dtype=np.float32)

    def _finish(self, month: int, done: Floats32, expired: Floats32) -> None:
        """Book the month: all treatments by sprayer, the professional ones among them, pesticide."""
        block = self._block
        p = block.setup.parameter
        del expired  # what the teams could not reach in time the farmers treat: it is in the need already
        if month not in self._months:
            return
        treated = self._treated
        block.served(POOL, done)
        unified = np.minimum(block.corrected(POOL, done, self._share * treated), treated)
        share = unified / np.maximum(treated, np.float32(1e-6))
        surplus = share - self._share  # professional share beyond what the mix was expected with
        kg: Floats32 | None = None
        if self._pesticide is not None:
            code = self._pesticide.code
            kg = block.setup.expected[code].level[:, month - 1, None].astype(np.float32) * treated
            kg *= block.drawn(code, month)
            kg *= 1 - np.float32(p("pest.kg_saving")) * surplus
            self.sprayed[month] = kg
        if block.is_trial:  # all that the review and the chain of packaging look at
            block.accounts.post(self._code, month, treated)
            self._post_unified(month, unified)
            return
        if self._modern is not None:
            modern = block.share(self._modern.code, month) + np.float32(p("pest.modern_gain")) * surplus
            np.clip(modern, 0, 1, out=modern)
            part = np.asarray(modern * treated, dtype=np.float32)
            block.accounts.post_treatment((self._code, self._modern.code), month, treated, part)
        else:
            block.accounts.post(self._code, month, treated)
        self._post_unified(month, unified)
        if self._pesticide is not None and kg is not None:
            block.accounts.post(self._pesticide.code, month, kg)

    def _post_unified(self, month: int, unified: Floats32) -> None:
        if self._unified is not None:
            self._block.accounts.post(self._unified.code, month, unified)


def spread_green_control(block: Block, code: str, month: int) -> None:
    """Book the area that newly came under green control in a month; extension staff speed it up.

    Area comes evenly over the month, each day at the speed of that day's staff.
    """
    staff = np.nan_to_num(block.setup.resources["extension_staff"])[:, None].astype(np.float32)
    gain = np.float32(block.setup.parameter("green.staff_elasticity"))
    days = block.year.month(month)
    factor = np.zeros_like(staff)
    for day in range(days.first, days.last + 1):
        now = np.maximum(block.resource("extension_staff", day), 1e-6)
        factor += np.where(staff > 0, (now / np.maximum(staff, 1e-6)) ** gain, 1)
    area = block.amount(code, month)
    area *= np.take(factor / np.float32(len(days)), block.layout.county_of, axis=0)
    block.accounts.post(code, month, area)
