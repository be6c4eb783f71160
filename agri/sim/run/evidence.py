"""Say what a projection rests on: reports, gaps, spot checks, and what is known only through its prior."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from agri.definitions.reading import Title
from agri.indicators.completeness import reports_behind
from agri.periods import Period
from agri.plan.progress import last_due_month
from agri.sim.inputs.known_amounts import carried_indicators, resting_on
from agri.sim.processes.packaging import CHAIN
from agri.sim.run.projection import ProjectionEvidence
from agri.sim.world.setup import Setup

_FAMILY_WORDS = {
    "coverage": Title("覆盖面积", "coverage areas"),
    "amount": Title("化肥农药用量", "amounts of fertilizer and pesticide"),
    "recovery": Title("回收利用量", "recovered amounts"),
    "sprayer": Title("器械亩次", "area-times by sprayer"),
    "field": Title("面积产量", "areas and yields"),
}


def _family(code: str) -> Title:
    """Return a family's words; the code itself of one that a package adds."""
    return _FAMILY_WORDS.get(code, Title(code, code))


_POOL_WORDS = {
    "spraying": Title("统防统治", "unified control"),
    "film": Title("农膜回收", "film recovery"),
    "straw": Title("秸秆离田利用", "straw taken off the field"),
    CHAIN: Title("包装物回收", "packaging recovery"),
}


def evidence_of(setup: Setup, unexplained: Mapping[str, int] = MappingProxyType({})) -> ProjectionEvidence:
    """Count the city's reports that were due, as an assessment counts them, and the spot checks.

    Parameters
    ----------
    setup : Setup
        The snapshot made ready.
    unexplained : mapping
        Counties, by pool, whose record a mechanism cannot explain: see `agri.sim.run.calibration`.
    """
    snapshot, plan, learnt = setup.snapshot, setup.plan, setup.learnt
    reports = reports_behind(snapshot, plan, last_due_month(snapshot, plan))
    city = snapshot.places.index[plan.city]
    counts = (reports.expected, reports.received, reports.missing, reports.pending)
    expected, received, missing, pending = (int(count[city]) for count in counts)
    prior_only = tuple(family for family, count in learnt.random_checks.items() if count == 0)
    first = setup.year.first_month
    return ProjectionEvidence(
        first_simulated=str(Period(plan.year, first)) if first <= 12 else None,
        expected=expected,
        received=received,
        missing=missing,
        pending=pending,
        cells=learnt.reports,
        suspect_cells=sum(int(cells.sum()) for cells in learnt.is_suspect.values()),
        random_checks=dict(learnt.random_checks),
        targeted_checks=dict(learnt.targeted_checks),
        prior_only=prior_only,
        words=_joined(
            _words((expected, received, missing, pending), setup, prior_only),
            *_bounds(unexplained, learnt.capped),
        ),
        carried=carried_indicators(plan),
        unexplained=dict(unexplained),
        capped=learnt.capped,
    )


def _bounds(unexplained: Mapping[str, int], capped: tuple[str, ...]) -> Iterator[Title]:
    """Say where the record goes beyond what a mechanism or a spread allows, and what is done about it."""
    for pool, count in unexplained.items():
        words = _POOL_WORDS.get(pool, Title(pool, pool))
        zh = f"{words.zh}：{count}个县的上报量超出过程模型所能解释的范围，按上报量推算并放宽区间。"
        en = (
            f" {words.en}: what {count} counties report is beyond what its process can explain, so the "
            "reports are followed and the interval is wider."
        )
        yield Title(zh, en)
    if capped:
        yield Title(
            f"{'、'.join(capped)}各月波动超过允许的上限，后几个月的区间再放宽。",
            f" Months of {', '.join(capped)} differ by more than is allowed for, so the months to come are "
            "wider still.",
        )


def _joined(*parts: Title) -> Title:
    return Title("".join(part.zh for part in parts), "".join(part.en for part in parts))


def _words(counts: tuple[int, int, int, int], setup: Setup, prior_only: tuple[str, ...]) -> Title:
    expected, received, missing, pending = counts
    random, targeted = (
        sum(checks.values()) for checks in (setup.learnt.random_checks, setup.learnt.targeted_checks)
    )
    zh = (
        f"应报{expected}份，已审核{received}份，待审{pending}份，缺{missing}份；"
        f"随机抽查{random}格，重点核查{targeted}格。"
    )
    en = (
        f"{received} of {expected} reports accepted, {pending} await review, {missing} missing; "
        f"{random} cells spot-checked at random, {targeted} by choice."
    )
    if prior_only:
        names_zh = "、".join(_family(family).zh for family in prior_only)
        names_en = ", ".join(_family(family).en for family in prior_only)
        zh += f"{names_zh}没有随机抽查，其虚报程度只来自假设，核实推算相应只是假设。"
        en += (
            f" No random spot check covers {names_en}: there, over-reporting is known only through its prior."
        )
    carried = [setup.plan.indicators[code].title for code in carried_indicators(setup.plan)]
    if carried:
        zh += f"{'、'.join(one.zh for one in carried)}没有过程模型，按上年同月和今年水平外推。"
        en += (
            f" Without a process of their own, carried on from last year's months at this year's level: "
            f"{', '.join(one.en for one in carried)}."
        )
    lines = setup.unknown_lines
    if lines:
        names = [setup.plan.indicators[code].title for code in resting_on(setup.plan, lines)]
        zh += (
            f"{'、'.join(one.zh for one in names)}暂不能预测：{'、'.join(lines)}没有上年和今年的报表，"
            "也没有常年水平；请在 simulation.toml 的 [level] 中补上。"
        )
        en += (
            f" Not projected: {', '.join(one.en for one in names)}. No report of either year and no level "
            f"tells what is usual of {', '.join(lines)}; please add it under [level] in simulation.toml."
        )
    borrowed = setup.plan.borrowed
    if borrowed:
        zh += f"有{len(borrowed)}个参数本市没有，暂借同类的数（{borrowed[0]} 等）。"
        en += f" {len(borrowed)} parameters are borrowed from others of their kind, such as {borrowed[0]}."
    return Title(zh, en)
