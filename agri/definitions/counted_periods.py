"""Which periods some figure counts: those of the open plan years and of the base years beside them.

What any other period is told would be stored and never appear in a figure, so every door refuses it: for
reports, spot checks, closures and prepared forms alike.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from agri.definitions.plan import Plan
from agri.definitions.reading import Title
from agri.errors import Fault
from agri.periods import Period


@dataclass(frozen=True, slots=True)
class CountedYears:
    """The years whose reports some figure counts.

    ====== ================================================================
    Field  Meaning
    ====== ================================================================
    plan   open plan years; only these are asked of places
    base   years before them that growth, learning and hindcast read
    closed plan years that are closed: nothing more is taken for them
    ====== ================================================================
    """

    plan: tuple[int, ...]
    base: tuple[int, ...]
    closed: tuple[int, ...] = ()

    def holds(self, period: Period) -> bool:
        """Say whether a report of the period appears in some figure."""
        return period.year in self.plan or period.year in self.base

    @property
    def every(self) -> tuple[int, ...]:
        """All counted years, in order."""
        return tuple(sorted({*self.plan, *self.base}))


def counted_years(plans: Iterable[Plan], closed: Iterable[int] = ()) -> CountedYears:
    """Return the years that the figures of some plans count.

    Parameters
    ----------
    plans : iterable of Plan
        One open plan for each year; a year that is open itself is no base year.
    closed : iterable of int
        Plan years that are closed: their reports stay as they were, also where they are a base.
    """
    opened, ended = tuple(plans), set(closed)
    years = {plan.year for plan in opened}
    base = {year for plan in opened for year in plan.base_years}
    return CountedYears(tuple(sorted(years)), tuple(sorted(base - years - ended)), tuple(sorted(ended)))


def open_periods(periods: Iterable[Period], counted: CountedYears) -> tuple[Period, ...]:
    """Return those periods that an open plan year asks for; in January that is the December before."""
    return tuple(period for period in periods if period.year in counted.plan)


def uncounted_fault(period: Period, counted: CountedYears) -> Fault:
    """Return the fault of naming a period that no figure counts."""
    if period.year in counted.closed:
        return Fault(
            "/period",
            "year-closed",
            f"the plan year {period.year} is closed: nothing more is taken for {period}; ask the city to "
            "reopen it, with a reason, where a figure must be corrected",
            f"{period.year} 年已年度封账，{period} 不再接收填报；确需更正时，请市级说明理由后重新启用该年度",
        )
    plan, base = _listed(counted.plan, ", "), _listed(counted.base, ", ")
    plan_zh, base_zh = _listed(counted.plan, "、"), _listed(counted.base, "、")
    return Fault(
        "/period",
        "year-not-open",
        f"no figure counts {period}, so nothing is taken for it: name a period of the plan year {plan} "
        f"(base years: {base}), or ask the city to open the plan of {period.year}",
        f"{period} 不在已启用的方案年度内，不会计入任何指标，因此不接收；"
        f"可用 {plan_zh} 年（方案年度）和 {base_zh} 年（基期）的期别，或请市级启用 {period.year} 年方案",
    )


def uncounted_clock(today: date, counted: CountedYears) -> Title | None:
    """Say at a start that the clock's year does not count, and what to do; None where it does."""
    if counted.holds(Period.of(today)):
        return None
    return Title(
        f"注意：时钟显示 {today.year} 年，但计入指标的只有 {_listed(counted.every, '、')} 年，"
        f"{today.year} 年的填报一律不接收；请核对本机时钟，或启用 {today.year} 年方案"
        f"（`agri new-year {today.year} FOLDER`，再 `agri apply FOLDER`）。",
        f"Note: the clock says {today.year}, but figures count only {_listed(counted.every, ', ')}, so every "
        f"report of {today.year} will be refused; check this machine's clock, or open the plan of "
        f"{today.year} (`agri new-year {today.year} FOLDER`, then `agri apply FOLDER`).",
    )


def is_ledger_open(today: date, counted: CountedYears) -> bool:
    """Say whether words on a plan's tasks are taken: in the years that count and the year after a plan's.

    Tasks belong to the plan's year; what is still said of them a year later closes the ledger.
    """
    return counted.holds(Period.of(today)) or today.year - 1 in counted.plan


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
