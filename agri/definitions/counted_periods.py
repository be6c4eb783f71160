"""Which periods some figure counts: those of the open plan years and of the base years beside them.

A report of any other period would be stored and never appear in a figure, so every door refuses it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from agri.definitions.plan import Plan
from agri.definitions.reading import Title
from agri.errors import Fault
from agri.periods import Period


@dataclass(frozen=True, slots=True)
class CountedYears:
    """The years whose reports some figure counts.

    ===== ================================================================
    Field Meaning
    ===== ================================================================
    plan  open plan years; only these are asked of places
    base  years before them that growth, learning and hindcast read
    ===== ================================================================
    """

    plan: tuple[int, ...]
    base: tuple[int, ...]

    def holds(self, period: Period) -> bool:
        """Say whether a report of the period appears in some figure."""
        return period.year in self.plan or period.year in self.base

    @property
    def every(self) -> tuple[int, ...]:
        """All counted years, in order."""
        return tuple(sorted({*self.plan, *self.base}))


def counted_years(plans: Iterable[Plan]) -> CountedYears:
    """Return the years that the figures of some plans count.

    Parameters
    ----------
    plans : iterable of Plan
        One open plan for each year; a year that is open itself is no base year.
    """
    opened = tuple(plans)
    years = {plan.year for plan in opened}
    base = {year for plan in opened for year in plan.base_years}
    return CountedYears(tuple(sorted(years)), tuple(sorted(base - years)))


def open_periods(periods: Iterable[Period], counted: CountedYears) -> tuple[Period, ...]:
    """Return those periods that an open plan year asks for; in January that is the December before."""
    return tuple(period for period in periods if period.year in counted.plan)


def uncounted_fault(period: Period, counted: CountedYears) -> Fault:
    """Return the fault of a report that no figure would count."""
    plan, base = _listed(counted.plan, ", "), _listed(counted.base, ", ")
    plan_zh, base_zh = _listed(counted.plan, "、"), _listed(counted.base, "、")
    return Fault(
        "/period",
        "year-not-open",
        f"no figure counts a report of {period}, so it is not taken: report for the plan year {plan} "
        f"(base years: {base}), or ask the city to open the plan of {period.year}",
        f"{period} 不在已启用的方案年度内，报了也不会计入任何指标，因此不接收；"
        f"可填报 {plan_zh} 年（方案年度）和 {base_zh} 年（基期），或请市级启用 {period.year} 年方案",
    )


def no_open_year(month: Period, counted: CountedYears) -> Title | None:
    """Say that no plan year is open for the running month; None where one is."""
    if month.year in counted.plan:
        return None
    return Title(
        f"{month.year} 年的方案尚未启用，{month} 没有要填报的表；"
        f"已启用的方案年度：{_listed(counted.plan, '、')}。如需填报，请联系市级启用新年度方案。",
        f"No plan year is open for {month}, so nothing of it is asked; open: {_listed(counted.plan, ', ')}. "
        f"Ask the city to open the plan of {month.year}.",
    )


def _listed(years: Iterable[int], separator: str) -> str:
    return separator.join(map(str, years)) or "-"
