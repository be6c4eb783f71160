"""Combine record and simulation into year-end quantities of every replication, true and reported.

`reported` is the record's own quantities plus what simulated reports add to them; where nothing is left to
arrive it *is* the record. `true` takes over-reporting off the record and fills its gaps.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from agri.definitions.declared import IndicatorKind
from agri.definitions.lines import Line, LineRole
from agri.definitions.plan import Indicator
from agri.indicators.quantities import Quantities
from agri.indicators.rates import Ratio, evaluate
from agri.indicators.recovery import Recovery
from agri.indicators.rows import at_rows
from agri.indicators.same_reporters import keep_answered
from agri.indicators.snapshot import Floats
from agri.sim.inputs.known_amounts import by_lines
from agri.sim.inputs.layout import Layout
from agri.sim.inputs.streams import Draws, Floats32
from agri.sim.processes.sowing_and_fertilizer import account_of
from agri.sim.run.carried import CarriedSums, carry
from agri.sim.run.engine import Run
from agri.sim.world.record_sums import RecordSums

_OF_A_WHOLE = ("coverage", "recovery")  # families whose amounts are parts of something


def year_end_ratios(
    record: RecordSums,
    carried: CarriedSums,
    draws: Draws,
    run: Run,
    *,
    scatter: Mapping[str, Floats],
    is_true: bool,
) -> dict[str, Ratio]:
    """Evaluate indicators, those of `carried`, at the end of a block's years.

    Parameters
    ----------
    scatter : mapping
        What `agri.sim.run.carried.scatter_of` drew for this block.

    Returns
    -------
    dict of Ratio
        By indicator code; shape (place, replication), the layout's `places`. Townships are NaN where an
        indicator rests on a carried amount.
    """
    plan, layout = record.setup.plan, record.setup.layout
    known = year_end(record, run, is_true=is_true)
    recovery = draw_recovery(record, draws, is_true=is_true)
    counted = {name: given[:, None] for name, given in carried.given.items()}
    ratios = evaluate(
        Quantities(dict(known.items()), **counted), plan, layout.places, recovery, carried.modelled
    )
    if carried.resting:
        above = carry(carried, known, run, scatter, is_true=is_true)
        ends = evaluate(above, plan, layout.upper, at_rows(recovery, layout.upper_rows), carried.resting)
        for code, ratio in ends.items():
            sides = (_at_places(layout, one, run) for one in (ratio.numerator, ratio.denominator))
            ratios[code] = Ratio(*sides)
    return ratios


def is_share(indicator: Indicator) -> bool:
    """Whether an indicator of the plan is the part of something that was covered, recovered or used."""
    kinds = (IndicatorKind.RATIO, IndicatorKind.UTILIZATION)
    of_a_whole = indicator.family in _OF_A_WHOLE
    return not indicator.is_process and indicator.making.kind in kinds and of_a_whole


def true_value(indicator: Indicator, rate: Floats, factor: Floats | None) -> Floats:
    """Move a true rate as drawn coefficients do, and hold a share to the whole; NaN stays.

    What was done of something is no more than there was.
    """
    moved = rate if factor is None else rate * factor
    return np.minimum(moved, 1) if is_share(indicator) else moved


def _at_places(layout: Layout, above: Floats, run: Run) -> Floats:
    """Put figures of the places above the townships into rows of all places, NaN in townships."""
    full = np.full((len(layout.places.units), run.dry_days.shape[1]), np.nan)
    full[layout.upper_rows] = above
    return full


def year_end(record: RecordSums, run: Run, *, is_true: bool) -> Quantities:
    """Add a block's simulated amounts to the record.

    Returns
    -------
    Quantities
        First axis: the layout's `places`, not yet aggregated; last axis: the block's replications.
    """
    end = _BlockYearEnd(record, run, is_true=is_true)
    layout = record.setup.layout
    placed = {}
    for name, values in {**end.townships(), **end.counties()}.items():
        full = np.zeros((len(layout.places.units), *values.shape[1:]))
        full[layout.county_rows if name.startswith("manure") else layout.township_rows] = values
        placed[name] = full
    return Quantities(placed)


class _BlockYearEnd:
    """Year-end amounts of one block and one basis."""

    def __init__(self, record: RecordSums, run: Run, *, is_true: bool) -> None:
        self._record, self._run, self._is_true = record, run, is_true
        self._recorded = record.quantities if is_true else record.matched
        self._expected = record.setup.expected
        self._plan, self._lines = record.setup.plan, record.setup.plan.lines

    def _new(self, account: str) -> Floats32:
        return self._run.accounts.total(account, is_true=self._is_true)

    def _discount(self, family: str) -> Floats:
        """What to multiply the record with, shape (township, replication): 1, or over-reporting taken off."""
        bias = self._run.performance.bias[family]
        return np.exp(-bias.astype(np.float64)) if self._is_true else np.ones((1, bias.shape[1]))

    def _sum(self, recorded: Floats, role: LineRole) -> Floats:
        """The record's amount of a line, discounted, plus the simulated one, (township, replication)."""
        line = self._lines.of(role)
        if line is None:
            return recorded[:, None] * self._discount("field")
        code = line.code
        kept = self._record.kept([code]) if self._is_true else 1.0
        family = self._expected[code].line.family
        return recorded[:, None] * kept * self._discount(family) + self._new(code)

    def counties(self) -> dict[str, Floats]:
        """Manure, which counties report themselves."""
        manure = self._run.manure
        if self._is_true:
            return {"manure_produced_t": manure.true_produced, "manure_used_t": manure.true_used}
        return {"manure_produced_t": manure.reported_produced, "manure_used_t": manure.reported_used}

    def townships(self) -> dict[str, Floats]:
        """Everything that townships report, each (township, …, replication)."""
        q = self._recorded
        sown = self._sown()
        fertilizer = self._fertilizer()
        pesticide = self._sum(q.pesticide_kg, LineRole.PESTICIDE)
        used = self._sum(q.straw_used_t, LineRole.STRAW_USED)
        straw_line = self._lines.of(LineRole.STRAW_USED)
        added = self._new(straw_line.code if straw_line is not None else "")
        bought, sold = self._record.trade
        off = self._discount("recovery")
        codes = [line.code for line in self._lines.with_role(LineRole.STRAW_USED)]
        kept = self._record.kept(codes) if self._is_true else 1.0
        spring = np.zeros(len(used))
        for line in self._lines.with_role(LineRole.FILM_LAID):
            laid = self._expected[line.code]
            spring = np.where(laid.given, laid.told, 0).sum(axis=1)
        collectable, returned = q.straw_collectable_t[:, None], q.straw_returned_t[:, None]
        if self._is_true:
            collectable, returned = self._record.straw
        amounts: dict[str, Floats] = {
            "fertilizer_t": fertilizer,
            **self._growth(fertilizer, pesticide),
            "formula_mu": self._formula(),
            "sown_mu": sown,
            "formula_base_mu": sown,
            "unified_mu": self._sum(q.unified_mu, LineRole.UNIFIED),
            **self._treatments(),
            "green_mu": self._sum(q.green_mu, LineRole.GREEN),
            "planted_mu": sown,
            "pesticide_kg": pesticide
            if self._is_true
            else self._beside(LineRole.PESTICIDE, LineRole.PACKAGING),
            "film_due_kg": (q.film_due_kg - spring)[:, None] + self._sum(spring, LineRole.FILM_LAID),
            "film_recovered_kg": self._sum(q.film_recovered_kg, LineRole.FILM_RECOVERED),
            "packaging_kg": self._sum(q.packaging_kg, LineRole.PACKAGING)
            if self._is_true
            else self._beside(LineRole.PACKAGING, LineRole.PESTICIDE),
            "straw_collectable_t": collectable * self._discount("field") + self._new("straw_collectable"),
            "straw_returned_t": returned * off + self._new("straw_returned"),
            "straw_used_t": used,
            "straw_bought_t": q.straw_bought_t[:, None] * kept * off + added * bought,
            "straw_sold_t": q.straw_sold_t[:, None] * kept * off + added * sold,
        }
        for code, lines in by_lines(self._plan).items():
            amounts[code] = self._of_lines(self._recorded[code], lines)
        for amount in self._record.setup.plan.amounts.values():
            if amount.like in amounts:
                amounts.setdefault(amount.code, amounts[amount.like])
        return amounts if self._is_true else keep_answered(amounts, self._answer())

    def _of_lines(self, recorded: Floats, lines: Sequence[Line]) -> Floats:
        """The record's amount of lines without a process, discounted, plus the simulated one."""
        kept = self._record.kept([line.code for line in lines]) if self._is_true else 1.0
        total = recorded[:, None] * kept * self._discount(lines[0].family)
        return np.asarray(sum((self._new(line.code) for line in lines), start=total))

    def _beside(self, role: LineRole, other_role: LineRole) -> Floats:
        """Sum a line's reports of the months that the other line answers too, or will; with what is new."""
        own, other = self._lines.of(role), self._lines.of(other_role)
        if own is None or other is None:
            return np.zeros(self._new("").shape)
        line, blank = self._expected[own.code], self._record.setup.blank[other.code]
        total = self._new(own.code).astype(np.float64)
        for month in line.line.months:
            told = np.where(line.given[:, month - 1], line.told[:, month - 1], 0)[:, None]
            if month in other.months:
                comes = self._run.accounts.comes(other.form, month)
                told = told * (comes * ~blank[:, month - 1, None])
            total = total + told
        return total

    def _answer(self) -> dict[str, NDArray[np.bool_]]:
        """Who will have answered both sides of a share, (township, …, replication): blanks will go on."""
        now, lots = self._record.answered, self._run.accounts.lots("left blank")
        amounts = self._record.setup.plan.amounts
        kept = {}
        for name, known in now.known.items():
            chance = (1 - now.blank_rate[name]) ** now.open_cells[name]
            lot = lots if chance.ndim == 1 else lots[:, None]
            mask = known[..., None] & (lot < chance[..., None])
            kept[name] = mask[:, None] if amounts[name].by_season and known.ndim == 1 else mask
        return kept

    def _sown(self) -> Floats:
        """Sown area by season; what is not reported stands by its baseline in the record."""
        recorded = self._recorded.sown_mu
        discount = self._discount("field")
        seasons = []
        for position, season in enumerate(self._plan.seasons):
            own = self._lines.of(LineRole.SOWN, season.crop.code)
            if season.sown or own is None:  # known before the year, or nobody asks
                seasons.append(recorded[:, position, None] * np.ones_like(discount))
                continue
            code, line = own.code, self._expected[own.code]
            is_fact = line.given & ~line.is_slip if self._is_true else line.given
            given = np.asarray(is_fact.any(axis=1))[:, None]
            simulated = self._new(code).astype(np.float64)
            known = recorded[:, position, None]
            seasons.append(np.where(given, known * discount, np.where(simulated > 0, simulated, known)))
        return np.stack(seasons, axis=1)

    def _fertilizer(self) -> Floats:
        """Pure fertilizer by crop season and nutrient."""
        recorded, split = self._recorded.fertilizer_t, self._record.nutrients
        discount = self._discount("amount")
        parts: list[tuple[list[str], Sequence[int], str]] = []
        for season in self._plan.seasons:
            line = self._lines.of(LineRole.FERTILIZER, season.crop.code)
            account = account_of(line, season) if line is not None else ""
            parts.append(([line.code] if line is not None else [], season.months, account))
        others = [line.code for line in self._lines.with_role(LineRole.FERTILIZER_OTHER)]
        parts.append((others, range(1, 13), "".join(others[:1])))
        seasons = []
        for i, (codes, months, account) in enumerate(parts):
            kept = self._record.kept(codes, months) if self._is_true else np.ones((1, 1))
            new = self._new(account)
            seasons.append(
                recorded[:, i, :, None] * (kept * discount)[:, None] + split[:, i, :, None] * new[:, None]
            )
        return np.stack(seasons, axis=1)

    def _formula(self) -> Floats:
        recorded = self._recorded.formula_mu
        discount = self._discount("coverage")
        seasons = []
        for i, season in enumerate(self._plan.seasons):
            line = self._lines.of(LineRole.FORMULA, season.crop.code)
            account = ""
            slipped: Floats = np.zeros((1, 1))
            if line is not None:
                account = account_of(line, season)
                slipped = self._record.slipped(line.code, season.months) if self._is_true else slipped
            seasons.append((recorded[:, i, None] - slipped) * discount + self._new(account))
        return np.stack(seasons, axis=1)

    def _treatments(self) -> dict[str, Floats]:
        """Treated and deposited area-times; who over-reports boom and drone under-reports the rest."""
        q, deposits = self._recorded, self._record.setup.deposits
        treated = self._sum(q.treated_mu, LineRole.TREATED)
        deposited = q.deposited_mu[:, None]
        of_all, of_modern = self._lines.of(LineRole.TREATED), self._lines.of(LineRole.MODERN)
        if self._is_true and of_all is not None and of_modern is not None:
            treated_line, modern_line = self._expected[of_all.code], self._expected[of_modern.code]
            recorded = np.where(treated_line.given, treated_line.value, 0)
            kept = self._record.kept([of_all.code])
            gap = (deposits.modern - deposits.old).astype(np.float64)
            is_fact = modern_line.given & ~modern_line.is_slip
            modern = np.minimum(np.where(is_fact, modern_line.value, 0), recorded)
            claimed = (modern * gap).sum(axis=1)[:, None]
            deposited = deposited - claimed * (1 - self._discount("sprayer"))
            deposited = deposited * kept * self._discount("field")
        return {"treated_mu": treated, "deposited_mu": deposited + self._new("deposited")}

    def _growth(self, fertilizer: Floats, pesticide: Floats) -> dict[str, Floats]:
        """Both sides of growth: the record compares cells of both years, the truth whole years."""
        q = self._recorded
        if not self._is_true:
            main, other = self._new("compared_main"), self._new("compared_other")
            base_main, base_other = self._new("base_main"), self._new("base_other")
            return {
                "fertilizer_compared_t": q.fertilizer_compared_t[:, :, None]
                + np.stack([main, main + other], 1),
                "fertilizer_base_t": q.fertilizer_base_t[:, :, None]
                + np.stack([base_main, base_main + base_other], axis=1),
                "pesticide_compared_kg": q.pesticide_compared_kg[:, None] + self._new("compared_pesticide"),
                "pesticide_base_kg": q.pesticide_base_kg[:, None] + self._new("base_pesticide"),
            }
        main = fertilizer[:, : len(self._plan.seasons)].sum(axis=(1, 2))
        base_main = self._last_year(LineRole.FERTILIZER)
        return {
            "fertilizer_compared_t": np.stack([main, fertilizer.sum(axis=(1, 2))], axis=1),
            "fertilizer_base_t": np.stack(
                [base_main, base_main + self._last_year(LineRole.FERTILIZER_OTHER)], axis=1
            ),
            "pesticide_compared_kg": pesticide,
            "pesticide_base_kg": self._last_year(LineRole.PESTICIDE),
        }

    def _last_year(self, role: LineRole) -> Floats:
        """Last year's true amounts: its reports with gaps filled, less the bias that persists."""
        setup = self._record.setup
        total = np.zeros(len(setup.layout.townships))
        for code in (line.code for line in self._lines.with_role(role)):
            line, base = self._expected[code], setup.base[code]
            is_silent = np.asarray(np.isnan(line.last).all(axis=1))
            total += np.where(is_silent, np.nan_to_num(base).sum(axis=1), line.last_fitted.sum(axis=1))
        prior = setup.plan.over_reporting["amount"].mean
        bias = self._run.performance.bias["amount"].astype(np.float64)
        return total[:, None] * np.exp(-prior - setup.parameter("bias.persistence") * (bias - prior))


def draw_recovery(record: RecordSums, draws: Draws, *, is_true: bool) -> Recovery:
    """Draw field-trial recoveries: the trial's own error, and the season of a trial that is still to come.

    For `reported` a trial that is in the record is a fact; for `true` its standard error remains.
    """
    setup, layout = record.setup, record.setup.layout
    trials = record.recovery
    count = len(setup.plan.seasons)
    county = draws.county_normals("recovery", 2 * count)  # a season's and an error's, by crop season
    city = draws.city_normals("recovery", count)
    rows = Recovery.county_rows(layout.places)
    to_county = np.full(len(layout.places.units), -1)
    to_county[layout.county_rows] = np.arange(len(layout.counties))
    at = to_county[rows]
    season = (
        setup.parameter("recovery.trend")
        + setup.parameter("recovery.city_sd") * city[:, None]
        + setup.parameter("recovery.county_sd") * county[:count]
    )
    coming = record.is_trial_coming.T[:, :, None]
    error = trials.standard_error.T[:, :, None] * county[count:][:, at]
    shift = coming * (season[:, at] + error) if not is_true else coming * season[:, at] + error
    shift = np.where(at[None, :, None] >= 0, shift, 0).swapaxes(0, 1)[:, :, None]
    return replace(
        trials, formula=trials.formula[..., None] + shift, conventional=trials.conventional[..., None] + shift
    )
