"""What becomes of a month's work in the record: reported with a bias, late, or never.

Two accounts run side by side: `true`, and `reported` as it will stand when the year is assessed. A cell that
is given already is a fact: nothing simulated is added to it in either account.
"""

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agri.definitions.lines import LineRole, Lines
from agri.definitions.plan import Plan
from agri.indicators.completeness import report_states
from agri.indicators.reported import last_year_base
from agri.indicators.same_reporters import left_a_part
from agri.indicators.snapshot import Floats, Snapshot
from agri.sim.inputs.blank_parts import LAST, NOW
from agri.sim.inputs.expected_amounts import Expectation
from agri.sim.inputs.exposures import MONTHS
from agri.sim.inputs.layout import Layout
from agri.sim.inputs.streams import Draws, Floats32
from agri.terms import CellState

# The accounts of both sides of growth, by the role of the line that is compared.
_GROWTH = {
    LineRole.FERTILIZER: ("compared_main", "base_main"),
    LineRole.FERTILIZER_OTHER: ("compared_other", "base_other"),
    LineRole.PESTICIDE: ("compared_pesticide", "base_pesticide"),
}

_COUNTED_IN_PARTS = (LineRole.STRAW_USED,)  # what is left blank counts as nothing where other parts are given


@dataclass(frozen=True)
class Arrivals:
    """How likely each report is to be in the record when the year is assessed.

    ============== ==================== =====================================================
    Field          Shape                Meaning
    ============== ==================== =====================================================
    probability    form → (township, 12) 0 where it can no longer come, 1 where it is certain
    missing_share  —                    share of last year's asked reports that never came
    ============== ==================== =====================================================
    """

    probability: Mapping[str, Floats]
    missing_share: float


def arrivals(snapshot: Snapshot, plan: Plan, layout: Layout) -> Arrivals:
    """Estimate from last year's gaps and delays whether a report that is not there yet will still come.

    The chance that a report overdue by D days comes after all is P(later than D) / (P(later than D) +
    P(never)); one that waits for its reviewer is accepted as last year's were. That a month is closed
    does not enter: months are opened again for late reports, and last year's delays say how often.
    """
    parameters = plan.parameters
    rows, months = layout.township_at, snapshot.months_of(plan.year)
    last = snapshot.months_of(plan.year - 1)
    asked, came, left, delays = 0.0, 0.0, 0.0, [np.zeros(0)]
    forms = dict.fromkeys(line.form for line in plan.lines)
    states: dict[str, NDArray[np.int8]] = {}
    for form in forms:
        received, waiting, expected = (kind[rows] for kind in report_states(snapshot, form))
        asked += float(expected[:, last].sum())
        came += float(received[:, last].sum())
        left += float(waiting[:, last].sum())
        delay = snapshot.delay_days[rows, snapshot.forms.index(form)][:, last]
        delays.append(delay[np.isfinite(delay)])
        there, pending = received[:, months], waiting[:, months]
        states[form] = np.where(there, 2, np.where(pending, 1, 0)).astype(np.int8)
    prior, weight = parameters["reporting.missing_share"], parameters["reporting.missing_weight"]
    missing = (asked - came + prior * weight) / (asked + weight)
    accepted = (came + parameters["reporting.pending_accepted"] * weight) / (came + left + weight)
    delay_days = np.sort(np.concatenate(delays))
    probability = {}
    for form, state in states.items():
        chance = np.empty((len(rows), MONTHS))
        for month in range(MONTHS):
            overdue = (snapshot.as_of - snapshot.periods[months[month]].last_day).days
            is_due = overdue > 0 and delay_days.size > 0
            later = float((delay_days > overdue).mean()) if is_due else 1.0
            still = later * (1 - missing)
            chance[:, month] = still / (still + missing) if still + missing > 0 else 0.0
        chance[state == 1] = accepted
        chance[state == 2] = 1  # a given report: lines that it left blank stay so, see Accounts.post
        probability[form] = chance
    return Arrivals(probability, missing)


class BlockAmounts:
    """Amounts of one compute block from the as-of state on, true and reported.

    Every amount has shape (township, replication).
    """

    def __init__(
        self,
        *,
        draws: Draws,
        expected: Mapping[str, Expectation],
        arrive: Arrivals,
        bias: Mapping[str, Floats32],
        base: Mapping[str, Floats],
        is_suspect: Mapping[str, NDArray[np.bool_]],
        slips: Mapping[str, np.float32],
        lines: Lines,
        blank: Mapping[str, NDArray[np.bool_]],
        deposit: "Deposits",
    ) -> None:
        self._draws, self._expected, self._arrivals = draws, expected, arrive
        self._lines = lines
        self._factor = {family: np.exp(b) for family, b in bias.items()}
        self._base, self._blank, self._deposit = base, blank, deposit
        self._suspect, self._slips = is_suspect, slips
        self._shape = (len(draws.layout.townships), draws.replications)
        self._columns = slice(None)
        self._uniform: dict[str, Floats32] = {}
        self._mask: dict[tuple[str, int], Floats32] = {}
        self.true: dict[str, Floats32] = {}
        self.reported: dict[str, Floats32] = {}

    def part(self, columns: slice) -> "BlockAmounts":
        """Return the accounts of some replications, as views."""
        part = copy(self)
        part.true = {name: amount[:, columns] for name, amount in self.true.items()}
        part.reported = {name: amount[:, columns] for name, amount in self.reported.items()}
        part._columns = columns
        part._shape = (self._shape[0], len(range(*columns.indices(self._shape[1]))))
        return part

    def emptied(self) -> "BlockAmounts":
        """Return the accounts as if nothing more were done this year."""
        part = copy(self)
        part.true, part.reported = {}, {}
        return part

    def arrives(self, form: str, month: int) -> Floats32:
        """Which reports are in the record at the assessment, 0 or 1, shape (township, replication)."""
        key = (form, month)
        if key not in self._mask:
            self._mask[key] = self._arrival(form, month)
        return self._mask[key][:, self._columns]

    def comes(self, form: str, month: int) -> Floats32:
        """As `arrives`, of a month whose reports are not simulated."""
        return self._arrival(form, month)[:, self._columns]

    def _arrival(self, form: str, month: int) -> Floats32:
        months = sorted({m for line in self._lines if line.form == form for m in line.months})
        if form not in self._uniform:
            self._uniform[form] = self._draws.township_uniforms(f"reporting/{form}", len(months))
        chance = self._arrivals.probability[form][:, month - 1, None].astype(np.float32)
        there: Floats32 = (self._uniform[form][months.index(month)] < chance).astype(np.float32)
        return there

    def lots(self, name: str) -> Floats32:
        """Draw a uniform for each township, shape (township, replication)."""
        if name not in self._uniform:
            self._uniform[name] = self._draws.township_uniforms(f"reporting/{name}", 1)
        lots: Floats32 = self._uniform[name][0][:, self._columns]
        return lots

    def arrived(self) -> Floats32:
        """Return the share of each form's reports that come, shape (form, replication)."""
        forms = dict.fromkeys(form for form, _ in self._mask)
        means = [
            np.mean([mask.mean(axis=0) for (name, _), mask in self._mask.items() if name == form], axis=0)
            for form in forms
        ]
        return np.stack(means) if means else np.zeros((0, self._shape[1]), dtype=np.float32)

    def post(self, code: str, month: int, amount: Floats32, account: str | None = None) -> None:
        """Add a line's true amount of a month to both accounts, where the cell is not a fact already.

        Parameters
        ----------
        code : str
            The line.
        month : int
            The month whose report it goes into.
        amount : array, shape (township, replication)
            True amount, the line's unit.
        account : str, optional
            Where it adds up when not under the line's own code (a season).
        """
        is_open, is_unknown = self._open(code, month)
        name = account or code
        if is_unknown.any():
            self._add(self.true, name, _only(is_unknown, amount))
        if is_open.any():
            reported = self._reported(code, month, _only(is_open, amount))
            self._add(self.reported, name, reported)
            if self._lines[code].role in _GROWTH:
                self._compare(code, month, is_open, reported)

    def post_treatment(self, codes: tuple[str, str], month: int, treated: Floats32, modern: Floats32) -> None:
        """Add treatments by sprayer: `treated` in all, `modern` of them by boom or drone; area-times.

        `codes` are the two lines.
        """
        of_all, of_modern = codes
        is_open, is_unknown = self._open(of_all, month)
        if is_unknown.any():
            self._add_treatment(
                self.true, codes, month, _only(is_unknown, treated), _only(is_unknown, modern)
            )
        if is_open.any():
            self._add_treatment(
                self.reported,
                codes,
                month,
                self._reported(of_all, month, _only(is_open, treated)),
                self._reported(of_modern, month, _only(is_open, modern)),
            )

    def _add_treatment(
        self,
        account: dict[str, Floats32],
        codes: tuple[str, str],
        month: int,
        area: Floats32,
        modern: Floats32,
    ) -> None:
        modern = np.minimum(modern, area)
        self._add(account, codes[0], area)
        self._add(account, codes[1], modern)
        old, new = self._deposit.old[:, month - 1, None], self._deposit.modern[:, month - 1, None]
        self._add(account, "deposited", old * (area - modern) + new * modern)

    def _open(self, code: str, month: int) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Where the record has no fact yet, and where the truth is unknown: a slip of unit is no fact."""
        is_open = ~self._expected[code].given[:, month - 1]
        return is_open, is_open | self._suspect[code][:, month - 1]

    def total(self, name: str, *, is_true: bool) -> Floats32:
        """Return what was added to an account, zeros when nothing was."""
        account = self.true if is_true else self.reported
        return account[name] if name in account else np.zeros(self._shape, dtype=np.float32)

    def _reported(self, code: str, month: int, true: Floats32) -> Floats32:
        """Turn a month's true amounts into what the record will hold."""
        line = self._lines[code]
        reported = true * self._factor[line.family]
        reported *= self._slips[code]
        reported *= self.arrives(line.form, month)
        blank = self._blank[code][:, month - 1]
        if blank.any():
            reported[blank] = 0
        return reported

    def _compare(self, code: str, month: int, is_open: NDArray[np.bool_], reported: Floats32) -> None:
        """Add to this year's and last year's side of growth the cells that both years will have."""
        line = self._lines[code]
        compared_name, base_name = _GROWTH[line.role or LineRole.FERTILIZER]
        base = self._base[code][:, month - 1]
        both = np.isfinite(base) & is_open & ~self._blank[code][:, month - 1]
        if not both.any():
            return
        both_column = both[:, None].astype(np.float32)
        self._add(self.reported, compared_name, reported * both_column)
        arrives = self.arrives(line.form, month)
        amount = np.where(both, base, 0).astype(np.float32)[:, None]
        self._add(self.reported, base_name, arrives * amount)

    def _add(self, account: dict[str, Floats32], name: str, amount: Floats32) -> None:
        if name in account:
            account[name] += amount
        else:
            account[name] = np.array(amount, dtype=np.float32)


def _only(rows: NDArray[np.bool_], amount: Floats32) -> Floats32:
    """Return the amount with the other rows at zero."""
    return amount if rows.all() else amount * rows[:, None].astype(np.float32)


@dataclass(frozen=True)
class Deposits:
    """Deposit rate of old sprayers and of boom and drone together, by township and month, fraction.

    ======= =================== =========================================
    Field   Shape               Meaning
    ======= =================== =========================================
    old     (township, month)   manual, electric, stretcher, as mixed
    modern  (township, month)   boom and drone, as mixed
    ======= =================== =========================================
    """

    old: Floats32
    modern: Floats32


def growth_base(
    snapshot: Snapshot, plan: Plan, layout: Layout, expected: Mapping[str, Expectation]
) -> dict[str, Floats]:
    """Last year's cells that this year's will be compared with, NaN where last year has none.

    A township without any report of last year is compared with the calendar's share of last year's total, as
    the indicator's definition has it.

    Returns
    -------
    dict of array, shape (township, month)
        By line, in the line's unit.
    """
    share = last_year_base(snapshot, plan)
    months = snapshot.months_of(plan.year - 1)
    base = {}
    for line in plan.lines:
        if line.role not in _GROWTH:
            continue
        code = line.code
        name = line.crop or {LineRole.FERTILIZER_OTHER: "other", LineRole.PESTICIDE: "pesticide"}[line.role]
        last = expected[code].last_told
        is_silent = np.asarray(np.isnan(last).all(axis=1))
        is_partial = left_a_part(snapshot, line.names)[layout.township_at][:, months]
        known = np.where(is_partial, np.nan, last)
        base[code] = np.where(is_silent[:, None], layout.at_townships(share[name]), known)
    return base


def slip_effect(
    expected: Mapping[str, Expectation], is_suspect: Mapping[str, NDArray[np.bool_]]
) -> dict[str, np.float32]:
    """Tell what slips of unit did to a line's reports so far: they will go on.

    Cells with a part left blank stand in no ratio, so blanks move no indicator. Uses of straw alone are added
    up whatever is blank among them.

    Returns
    -------
    dict
        By line: reported in both years ÷ the same with every slip put right.
    """
    found = {}
    for code, line in expected.items():
        is_partial = line.line.role in _COUNTED_IN_PARTS
        was = np.isfinite(line.last) & (is_partial | ~line.is_thin[LAST])
        given = line.given & (is_partial | ~line.is_thin[NOW])
        last, this = (line.last_told, line.told) if is_partial else (line.last, line.value)
        reported = last[was].sum() + this[given].sum()
        now = np.where(is_suspect[code], line.expected, line.value)
        right = line.last_fitted[was].sum() + now[given].sum()
        found[code] = np.float32(reported / right if right > 0 else 1)
    return found


def left_blank(snapshot: Snapshot, plan: Plan, layout: Layout) -> dict[str, NDArray[np.bool_]]:
    """Mark cells whose report came but left the line blank: unknown stays unknown in the record.

    Returns
    -------
    dict of array, shape (township, month)
        By line.
    """
    months = snapshot.months_of(plan.year)
    found = {}
    for line in plan.lines:
        states = np.stack(
            [snapshot.states_of(f"{line.form}.{e}")[layout.township_at][:, months] for e in line.elements]
        )
        found[line.code] = np.asarray(
            (states == CellState.BLANK).any(axis=0) & ~(states == CellState.GIVEN).any(axis=0), dtype=np.bool_
        )
    return found
