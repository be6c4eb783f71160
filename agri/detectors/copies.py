"""Ask where a report repeats another one: last year's, an earlier month's or a neighbour's."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from agri.definitions.detection.declared import DetectorKind
from agri.definitions.forms import Form
from agri.definitions.places import OrgUnit
from agri.definitions.reading import Title
from agri.detectors.agreement import Compared, Usual, compare, learn, usual, usual_change
from agri.detectors.detection import Detection
from agri.detectors.rounding import Written
from agri.detectors.wording import month_words
from agri.detectors.year_pair import Mask, Rows, YearPair, common
from agri.indicators.snapshot import Floats

KIND = DetectorKind.COPIES
_CLEARLY = 1.0  # log: of two places the one for which it is so much less likely by accident is the copier
_LEAST_SHARE = 1 / 2  # of the amounts that both reports have, to be called a copy
_LARGE_SECTION = 3  # amounts: it varies as one
# Log: so much less likely must an accident be of a report of so few amounts, which often go together.
_OF_FEW, _FEW = 1.2, 2
_TURNED = 3.0  # log: so much less likely must an accident be where the crops are exchanged besides
_LAGS = (1, 2, 3)  # months back
_LIKELY = -3.0  # log: a month in a row of copies is at least as unlikely by accident
_RUN = 1.5  # log: taken off for each further month of a row


def copy_detections(pair: YearPair) -> Iterator[Detection]:
    """Yield copies of last year, of the months before, and of a neighbour's month."""
    for form in pair.plan.forms:
        columns = pair.columns(form.code)
        given = np.logical_or(*(year.amounts[:, columns] > 0 for year in pair.written))
        rows, months = np.flatnonzero(given.any(axis=(1, 2))), np.flatnonzero(given.any(axis=(0, 1)))
        if not len(rows):
            continue
        now, then = (year[np.ix_(rows, columns, months)] for year in pair.written)
        yield from _OfForm(pair, form, rows, columns, months, _groups(pair, columns), now, then).all()


def _groups(pair: YearPair, columns: np.ndarray) -> Floats:
    """Number the amounts that vary together: a large section by itself, the smaller ones with the first."""
    sections = [pair.elements[i][0].section_of[pair.elements[i][1].code].code for i in columns]
    large = [code for code in dict.fromkeys(sections) if sections.count(code) >= _LARGE_SECTION]
    return np.array([large.index(code) if code in large else 0 for code in sections], dtype=np.float64)


def orders(pair: YearPair, columns: np.ndarray) -> list[np.ndarray]:
    """Return how a form's amounts can have been taken over for another crop, as positions among `columns`."""
    stems: dict[str, list[int]] = {}
    for at, i in enumerate(columns):
        form, element = pair.elements[i]
        section = form.section_of[element.code].code
        if element.code.startswith(f"{section}_"):
            stems.setdefault(element.code.removeprefix(section), []).append(at)
    alike = [positions for positions in stems.values() if len(positions) > 1]
    found = []
    for turn in range(1, max(map(len, alike), default=1)):
        order = np.arange(len(columns))
        for positions in alike:
            order[positions] = np.roll(positions, turn)
        found.append(order)
    return found


@dataclass(frozen=True)
class _OfForm:
    """One form's amounts of both years, (place, data_element, month): where and when there are any.

    `rows`, `columns` and `months` are their positions among all places, data elements and months.
    """

    pair: YearPair
    form: Form
    rows: Rows
    columns: Rows
    months: Rows
    groups: Floats
    now: Written
    then: Written

    def all(self) -> Iterator[Detection]:
        """Yield each kind of copy of a place and month once, the plain one first."""
        asked = np.zeros((len(self.rows), len(self.months)), dtype=np.bool_)
        limit = float(np.log(self.pair.plan.detectors.threshold(KIND, "chance")))
        turned = orders(self.pair, self.columns)
        plain = np.arange(len(self.columns))
        yield from self._of_year(asked, limit)
        for tries, order in enumerate([plain, *turned]):
            for lag in _LAGS[: 1 if tries else None]:
                yield from self._of_month_before(lag, order, asked, limit - np.log(lag) - tries * _TURNED)
        for order in turned:
            yield from self._of_last_year(self._beside_last_year(order), order, asked, limit - _TURNED)
        yield from self._of_neighbours(asked)

    @cached_property
    def _logs(self) -> tuple[Floats, Floats]:
        """The log of this and of last year's amounts, NaN where there are none."""
        return _log(self.now.amounts), _log(self.then.amounts)

    def _of_year(self, asked: Mask, limit: float) -> Iterator[Detection]:
        plain = np.arange(len(self.columns))
        compared = self._beside_last_year(plain)
        yield from self._of_last_year(compared, plain, asked, limit)
        log_chance, equal, count = compared.of_years()
        limit = float(np.log(self.pair.plan.detectors.threshold(KIND, "chance_of_year")))
        found = (log_chance < limit) & _is_enough(equal, count) & ~asked.any(axis=1)
        year = self.pair.plan.year - 1
        for row in np.flatnonzero(found):
            yield self._detection(
                "copies-last-year",
                int(row),
                tuple(int(one) for one in self.months[(compared.is_equal[row] == 1).any(axis=0)]),
                counts=(equal[row], count[row]),
                strength=log_chance[row] / limit,
                other=Title(f"{year} 年同月", f"the same months of {year}"),
            )

    def _beside_last_year(self, order: Rows) -> Compared:
        now, then = self._logs
        expected = usual_change(now - then[:, order], self.groups)
        return compare(self.now, self.then[:, order], expected, self.groups)

    def _of_last_year(
        self, compared: Compared, order: Rows, asked: Mask, limit: float
    ) -> Iterator[Detection]:
        log_chance, equal, count = compared.of_reports()
        found = (log_chance < limit - _few(count)) & _is_enough(equal, count) & ~asked
        asked |= found
        for row, at in zip(*np.nonzero(found), strict=True):
            month = int(self.months[at])
            yield self._detection(
                "copies-last-year",
                int(row),
                (month,),
                counts=(equal[row, at], count[row, at]),
                strength=log_chance[row, at] / limit,
                other=_crops(month_words(self.pair.period(month, last_year=True)), order),
            )

    def _of_month_before(self, lag: int, order: Rows, asked: Mask, limit: float) -> Iterator[Detection]:
        later = np.flatnonzero(np.isin(self.months - lag, self.months))
        if not len(later):
            return
        earlier = np.searchsorted(self.months, self.months[later] - lag)
        logs, _ = self._logs
        beside = logs[:, order][:, :, earlier]
        ratio = logs[:, :, later] - beside
        expected = self._expected(
            ratio, beside, self._by_last_year[:, :, later], common(ratio), learn(ratio, self.groups)
        )
        compared = compare(self.now[:, :, later], self.now[:, order][:, :, earlier], expected, self.groups)
        log_chance, equal, count = compared.of_reports()
        log_chance = np.where(_is_enough(equal, count), log_chance, 0.0)
        of_runs = _of_runs(log_chance, self.months[later], is_whole=equal == count)
        found = (of_runs < limit - _few(count)) & (equal > 0) & ~asked[:, later]
        asked[:, later] |= found
        for row, at in zip(*np.nonzero(found), strict=True):
            month = int(self.months[later[at]])
            yield self._detection(
                "copies-last-month" if lag == 1 else "copies-earlier-month",
                int(row),
                (month,),
                counts=(equal[row, at], count[row, at]),
                strength=of_runs[row, at] / limit,
                other=_crops(month_words(self.pair.period(month - lag)), order),
            )

    @cached_property
    def _change(self) -> Floats:
        return self.pair.change[np.ix_(self.rows, self.columns, self.months)]

    @cached_property
    def _by_last_year(self) -> Floats:
        """The log of what last year's month and all places' change lead one to expect, NaN where unknown."""
        return self._logs[1] + common(self._change)

    @cached_property
    def _learnt(self) -> tuple[Floats, Floats]:
        return learn(self._change, self.groups)

    def _expected(
        self,
        ratio: Floats,
        other: Floats,
        by_last_year: Floats,
        usual_ratio: Floats | float,
        learnt: tuple[Floats, Floats],
    ) -> Usual:
        """Expect what last year leads one to; where it says nothing, the usual ratio to the other report.

        `ratio` and `other` are logs of a report's amounts to the other's, and of the other's.
        """
        is_known = np.isfinite(by_last_year)
        center = np.where(is_known, by_last_year - other, usual_ratio + 0.0 * ratio) + 0.0 * ratio
        spread, beside = (
            np.where(is_known, by_year, by_other)
            for by_year, by_other in zip(self._learnt, learnt, strict=True)
        )
        return usual(ratio, center, (spread, beside), self.groups)

    def _of_neighbours(self, asked: Mask) -> Iterator[Detection]:
        limit = float(np.log(self.pair.plan.detectors.threshold(KIND, "chance_of_neighbour")))
        one, other, month = self._alike()
        if not len(one):
            return
        (mine, its_log), (theirs, other_log) = (
            (_at(self.now, row, month), self._logs[0][row, :, month][:, :, None]) for row in (one, other)
        )
        by_last_year = self._by_last_year[one, :, month][:, :, None]
        of_places = learn(self._beside_next(), self.groups)
        expected = self._expected(its_log - other_log, other_log, by_last_year, 0.0, of_places)
        compared = compare(mine, theirs, expected, self.groups, is_of_pairs=True)
        log_chance, equal, count = (part[:, 0] for part in compared.of_reports())
        is_copy = (log_chance < limit - _few(count)) & _is_enough(equal, count)
        is_copy &= ~_other_copied(one, other, month, log_chance)
        for at in sorted(np.flatnonzero(is_copy), key=lambda at: float(log_chance[at])):
            if asked[one[at], month[at]]:
                continue
            asked[one[at], month[at]] = True
            unit = self.pair.snapshot.places.units[self.rows[other[at]]]
            yield self._detection(
                "copies-neighbour",
                int(one[at]),
                (int(self.months[month[at]]),),
                counts=(equal[at], count[at]),
                strength=log_chance[at] / limit,
                other=Title("本县另一单位同月", "the same month of another place of the county"),
                beside=unit,
            )

    def _alike(self) -> tuple[Rows, Rows, Rows]:
        """Return which place repeats enough amounts of which other one, and in which month; in this order."""
        is_here = np.isin(np.arange(len(self.pair.now)), self.rows)
        earlier, later = (np.searchsorted(self.rows, one) for one in self.pair.neighbours(is_here))
        found = [np.zeros((3, 0), dtype=np.intp)]
        for month in range(len(self.months)):
            amounts, step = self.now.amounts[:, :, month], self.now.step[:, :, month] / 2 * (1 + 1e-9)
            both = (amounts[earlier] > 0) & (amounts[later] > 0)
            off, count = np.abs(amounts[earlier] - amounts[later]), both.sum(axis=1)
            for one, other in ((earlier, later), (later, earlier)):
                equal = (both & (off <= step[one])).sum(axis=1)
                alike = _is_enough(equal, count)
                found.append(np.stack([one[alike], other[alike], np.full(alike.sum(), month)]))
        all_of = np.concatenate(found, axis=1)
        one, other, when = all_of[:, np.lexsort(all_of[::-1])]
        return one, other, when

    def _beside_next(self) -> Floats:
        """Return the log ratio of each place's amounts to those of the next place of its county."""
        logs = np.full((len(self.pair.now), len(self.columns), len(self.months)), np.nan)
        logs[self.rows] = self._logs[0]
        beside = np.full(logs.shape, np.nan)
        for rows in self.pair.counties.values():
            beside[rows] = logs[np.roll(rows, 1)]
        return np.asarray((logs - beside)[self.rows])

    def _detection(
        self,
        code: str,
        row: int,
        months: tuple[int, ...],
        *,
        counts: tuple[float, float],
        strength: float,
        other: Title,
        beside: OrgUnit | None = None,
    ) -> Detection:
        equal, count = counts
        named = None
        if beside is not None:
            named = self._words(counts, Title(f"{beside.name}同月", f"the same month of {beside.name_en}"))
        return Detection(
            code=code,
            kind=KIND,
            org_unit=self.pair.snapshot.places.codes[self.rows[row]],
            form=self.form.code,
            element=None,
            periods=tuple(self.pair.period(month) for month in months),
            found=float(equal),
            expected=(0.0, float(count) / 2),
            strength=float(strength),
            question=self._words(counts, other),
            answers=self.pair.plan.detectors.answers_to(KIND),
            beside=beside.code if beside is not None else None,
            named=named,
        )

    def _words(self, counts: tuple[float, float], other: Title) -> Title:
        equal, count = counts
        return Title(
            f"“{self.form.title.zh}”{count:.0f} 个数中有 {equal:.0f} 个与{other.zh}相同"
            "（或只差四舍五入）：是否沿用了原来的数？请按台账核对",
            f"{self.form.title.en}: {equal:.0f} of {count:.0f} amounts are those of {other.en}, or only "
            "rounded: were they carried over? Please check against the ledger",
        )


def _is_enough(equal: Floats, count: Floats) -> Mask:
    return np.asarray((equal > 0) & (equal >= _LEAST_SHARE * count))


def _few(count: Floats) -> Floats:
    """Return how much less likely an accident must be where a report has few amounts, log."""
    return np.where(count <= _FEW, _OF_FEW, 0.0)


def _of_runs(log_chance: Floats, months: Rows, *, is_whole: Mask) -> Floats:
    """Add up over the months in a row up to each that repeat the one before, (org_unit, month)."""
    found, is_likely = log_chance.copy(), is_whole & (log_chance < _LIKELY)
    for at in np.flatnonzero(np.diff(months) == 1) + 1:
        is_run = is_likely[:, at] & is_likely[:, at - 1]
        found[:, at] += np.where(is_run, found[:, at - 1] + _RUN, 0.0)
    return found


def _crops(other: Title, order: np.ndarray) -> Title:
    """Say where amounts were taken over for another crop."""
    if (order == np.arange(len(order))).all():
        return other
    return Title(f"{other.zh}另一种作物的数", f"another crop in {other.en}")


def _log(amounts: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.log(amounts)
    return np.where(np.isfinite(found), found, np.nan)


def _at(all_of: Written, rows: np.ndarray, months: np.ndarray) -> Written:
    """Return the reports of some places and months, (report, data_element, 1)."""
    parts = (all_of.amounts, all_of.step, all_of.coarse)
    return Written(*(part[rows, :, months][:, :, None] for part in parts))


def _other_copied(one: Rows, other: Rows, month: Rows, log_chance: Floats) -> Mask:
    """Say of which pairs the other place is rather the copier: its own past makes the amounts less likely."""
    chance_of = dict(zip(zip(one, other, month, strict=True), log_chance, strict=True))
    reverse = np.array([chance_of.get((b, a, m), 0.0) for a, b, m in zip(one, other, month, strict=True)])
    return np.asarray(reverse < log_chance - _CLEARLY)
