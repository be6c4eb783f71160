"""What the accepted reports of the year come to at the townships, as the year's end needs it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from agri.definitions.lines import LineRole
from agri.indicators.quantities import NUTRIENTS, Quantities
from agri.indicators.recovery import Recovery, recovery_of, split_compound
from agri.indicators.reported import reported_quantities
from agri.indicators.rows import at_rows
from agri.indicators.same_reporters import Answered, answered
from agri.indicators.snapshot import Floats
from agri.indicators.spans import Spans
from agri.periods import Period
from agri.sim.inputs.exposures import MONTHS
from agri.sim.world.setup import Setup

OTHER = "other"  # crops that are not main ones, as forms ask about them together


@dataclass(frozen=True)
class RecordSums:
    """What the accepted reports of the year come to at the townships, and how simulated tonnes split up.

    ============ ================================= ===========================================
    Field        Shape                             Meaning
    ============ ================================= ===========================================
    quantities   first axis township               sums of all that the record holds
    matched      first axis township               the indicators' own sums, by who answered both sides
    answered     first axis township               who counts in a share with the whole season
    nutrients    (township, crop season, nutrient) split of a simulated tonne
    traded_in, traded_out (township,)              straw bought in and sold out per tonne used
    straw        (township, 1) each                collectable and returned straw without slips
    recovery     first axis place                  field trials
    is_trial_coming (place, crop season)           this year's trial is still to be reported
    ============ ================================= ===========================================
    """

    setup: Setup

    @cached_property
    def quantities(self) -> Quantities:
        """The record's quantities at the townships' rows, whatever else their reports left blank."""
        return self._quantities(is_matched=False)

    @cached_property
    def matched(self) -> Quantities:
        """The record's quantities as the indicators count them."""
        return self._quantities(is_matched=True)

    @cached_property
    def answered(self) -> Answered:
        """Which townships count in shares with the whole season, so far."""
        setup = self.setup
        found = answered(Spans(setup.snapshot, setup.plan, Period(setup.plan.year, MONTHS)))
        rows = setup.layout.township_at
        return replace(
            found,
            known={name: mask[rows] for name, mask in found.known.items()},
            open_cells={name: count[rows] for name, count in found.open_cells.items()},
        )

    def _quantities(self, *, is_matched: bool) -> Quantities:
        setup = self.setup
        through = Period(setup.plan.year, MONTHS)
        whole = reported_quantities(setup.snapshot, setup.plan, through, is_matched=is_matched)
        return at_rows(whole, setup.layout.township_at)

    @cached_property
    def nutrients(self) -> Floats:
        """Split of simulated fertilizer among nutrients as each county's reports of both years have it."""
        setup, layout = self.setup, self.setup.layout
        months = [period.last_day.month for period in setup.snapshot.periods]
        every = np.ones(len(months), dtype=np.bool_)
        of_crops = [(season.crop.code, np.isin(months, season.months)) for season in setup.plan.seasons]
        parts = []
        for crop, chosen in (*of_crops, (OTHER, every)):
            names = [f"fertilizer.{crop}_{part}_t" for part in (*NUTRIENTS, "compound")]
            cells = [
                np.nan_to_num(setup.snapshot.of(name)[layout.township_at][:, chosen])
                if name in setup.snapshot.element_index
                else np.zeros((len(layout.townships), 1))
                for name in names
            ]
            parts.append(np.stack([layout.membership @ cell.sum(axis=1) for cell in cells], axis=1))
        amounts = np.stack(parts, axis=1)  # (county, crop season, part)
        ratio = setup.plan.coefficients.under("fertilizer.ratio")
        weights = [ratio[nutrient] for nutrient in NUTRIENTS]
        compound = amounts[:, :, 3] + 1e-6  # a county without reports follows the ratio
        split = split_compound(amounts[:, :, :3], compound, weights)
        return np.asarray((split / split.sum(axis=2, keepdims=True))[layout.county_of])

    @cached_property
    def trade(self) -> tuple[Floats, Floats]:
        """Straw bought in and sold out per tonne used off the field, by reports, shape (township, 1)."""
        setup, layout = self.setup, self.setup.layout
        code = setup.plan.lines.of(LineRole.STRAW_USED)
        none = np.zeros((len(layout.townships), 1))
        if code is None:
            return none, none
        line = setup.expected[code.code]
        used = layout.membership @ (np.nan_to_num(line.last).sum(axis=1) + line.value.sum(axis=1))
        rates = []
        for name in ("straw.bought_in_t", "straw.sold_out_t"):
            traded = layout.membership @ np.nan_to_num(setup.snapshot.of(name)[layout.township_at]).sum(
                axis=1
            )
            rate = np.divide(traded, used, out=np.zeros_like(used), where=used > 0)
            rates.append(rate[layout.county_of][:, None])
        return rates[0], rates[1]

    @cached_property
    def recovery(self) -> Recovery:
        """Field-trial recoveries at the simulated places."""
        whole = recovery_of(self.setup.snapshot, self.setup.plan)
        return at_rows(whole, self.setup.layout.places_at)

    @cached_property
    def is_trial_coming(self) -> Floats:
        """1 where a county that makes field trials has this year's still to report, (place, crop season)."""
        setup = self.setup
        months = setup.snapshot.months_of(setup.plan.year)
        at = setup.layout.places_at[Recovery.county_rows(setup.layout.places)]
        coming = []
        trials = setup.plan.forms.by_code.get("field_trial")
        for i, season in enumerate(setup.plan.seasons):
            code = f"{season.crop.code}_plots"
            if trials is None or code not in trials.element_of:
                coming.append(np.zeros(len(at), dtype=np.bool_))
                continue
            given = np.isfinite(setup.snapshot.of(f"field_trial.{code}")[at][:, months]).any(axis=1)
            due = trials.section_of[code].months[-1]
            is_open = due + 1 >= setup.year.first_month  # a month's grace for a late trial
            coming.append(~given & ~self.recovery.is_prior[:, i] & is_open)
        return np.stack(coming, axis=1).astype(np.float64)

    @cached_property
    def straw(self) -> tuple[Floats, Floats]:
        """Collectable and returned straw of this year's reports that are no slips, t, shape (township, 1).

        What was returned is a share of the harvest: where the output is a slip, of the expected one.
        """
        setup, snapshot = self.setup, self.setup.snapshot
        months = snapshot.months_of(setup.plan.year)
        collectable = returned = np.zeros(len(setup.layout.townships))
        for line in setup.plan.lines.with_role(LineRole.OUTPUT):
            crop, back_line = line.crop, setup.plan.lines.of(LineRole.RETURNED, line.crop)
            if back_line is None:
                continue
            output, area = setup.expected[line.code], setup.expected[back_line.code]
            cells = snapshot.of(f"straw.{crop}_harvested_mu")[setup.layout.township_at][:, months]
            is_known = area.given & ~area.is_slip & np.isfinite(cells)
            harvested = np.where(is_known, cells, 0).sum(axis=1)
            back = np.where(is_known, area.value, 0).sum(axis=1)
            # Where the harvested area was left blank, the share returned is the usual one.
            usual = np.exp(setup.plan.over_reporting[area.line.family].mean) * area.level.max(axis=1)
            usual = np.where((area.given & ~area.is_slip).any(axis=1), np.minimum(usual, 1), 0)
            share = np.divide(back, harvested, out=usual, where=harvested > 0)
            ratio = setup.plan.coefficients[f"straw.{crop}.collectable_ratio"]
            right = np.where(output.given & ~output.is_slip, output.value, 0).sum(axis=1)
            collectable = collectable + ratio * right
            told = np.where(area.given & ~area.is_slip, output.fitted, 0).sum(axis=1)
            returned = returned + ratio * share * told
        return collectable[:, None], returned[:, None]

    def slipped(self, code: str, months: Sequence[int]) -> Floats:
        """Sum of a line's slips of unit in some months, shape (township, 1)."""
        line, columns = self.setup.expected[code], [month - 1 for month in months]
        return np.asarray(np.where(line.is_slip, line.value, 0)[:, columns].sum(axis=1)[:, None])

    def kept(self, codes: Iterable[str], months: Sequence[int] = range(1, MONTHS + 1)) -> Floats:
        """What the record's sum is without slips and with blank parts put in, over the sum; (township, 1)."""
        columns = [month - 1 for month in months]
        total = np.zeros(len(self.setup.layout.townships))
        kept = np.zeros_like(total)
        for code in codes:
            line = self.setup.expected[code]
            told, value = (np.where(line.given, cells, 0)[:, columns] for cells in (line.told, line.value))
            total = total + told.sum(axis=1)
            kept = kept + np.where(self.setup.learnt.is_suspect[code][:, columns], 0, value).sum(axis=1)
        return np.divide(kept, total, out=np.ones(len(total)), where=total > 0)[:, None]
