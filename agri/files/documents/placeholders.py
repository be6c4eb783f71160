"""The words that a template may ask for; everything is text, so that a template decides on the look alone."""

from dataclasses import dataclass, fields
from typing import Any, get_args, get_origin, get_type_hints


@dataclass(frozen=True, slots=True)
class TargetWords:
    """One indicator of the city.

    =========== ==========================================================
    Field       Meaning
    =========== ==========================================================
    value       截至期末的数值
    path        序时进度，计划在同一天应达到的数值
    target      全年目标
    word        与序时进度比
    outlook     年末达标把握：上报口径
    outlook_true 年末达标把握：核实推算口径
    start       上期末的数值（季总结：上季末，按现有记录；通报：上月末，按上月调度时的记录）
    change      本期变化；通报写明其中迟到补报和更正
    months      季总结：本季各月末的数值，与 `month_names` 同序
    verdict     年评估：完成、未完成，或报表不足
    =========== ==========================================================
    """

    title: str
    clause: str
    value: str
    path: str
    target: str
    word: str
    outlook: str
    outlook_true: str
    start: str
    change: str
    months: tuple[str, ...]
    verdict: str
    note: str


@dataclass(frozen=True, slots=True)
class CountyWords:
    """One county: its reports of the span, and its indicators in the order of `targets`."""

    name: str
    expected: str
    received: str
    missing: str
    figures: tuple[str, ...]
    verdicts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LedgerWords:
    """One task of the plan's ledger as it stood on the day of the release."""

    clause: str
    text: str
    lead: str
    responsible: str
    due: str
    standing: str
    figure: str


@dataclass(frozen=True, slots=True)
class LeadWords:
    """One lead unit: how its tasks stand, in the order of the ledger."""

    lead: str
    total: str
    done: str
    overdue: str
    under_way: str
    standing: str


@dataclass(frozen=True, slots=True)
class Placeholders:
    """Everything that a template may name.

    ============= ==============================================================
    Field         Meaning
    ============= ==============================================================
    issuer        落款：发文单位
    recipients    主送
    copied_to     抄送
    contact       联系人、电话
    written_on    成文日期：发布数据截止日
    span          本文所说的时段，如“2019年8月”“2019年第三季度”“2019年度”
    through       数据截至的月份，如“2019年8月底”
    number        发布编号
    edition       版次
    digest        发布内容的摘要（SHA-256），全文
    short_digest  摘要前16位
    snapshot      快照编号前16位
    as_of         数据截止日
    mark          演示数据的声明；真实数据为空
    summary       一句话的总体情况
    reports       报表情况的一句话
    joint         全部目标同时达到的可能
    targets       方案有目标的指标
    others        方案没有目标的指标
    behind        慢于序时进度的指标（年评估：未完成的）
    behind_titles 其名称
    risks         慢于序时进度，或任一口径达标把握不足六成的指标
    no_risk       没有上述指标时的一句话；有则为空
    month_names   季总结：本季各月
    start_name    上期末，如“7月末”
    counties      各县（市）区，按行政区划代码排列，不作排名
    missing_names 有未报报表的县（市）区
    tasks_total   台账任务数
    tasks         台账的全部任务
    tasks_done    已完成的
    tasks_overdue 逾期未完成的
    tasks_next    下一期内到期的
    next_span     下一期，如“2019年9月”
    leads         各牵头单位
    ============= ==============================================================
    """

    issuer: str
    recipients: str
    copied_to: str
    contact: str
    city: str
    plan_title: str
    year: str
    span: str
    through: str
    written_on: str
    number: str
    edition: str
    digest: str
    short_digest: str
    snapshot: str
    as_of: str
    mark: str
    summary: str
    reports: str
    joint: str
    targets: tuple[TargetWords, ...]
    others: tuple[TargetWords, ...]
    behind: tuple[TargetWords, ...]
    behind_titles: str
    risks: tuple[TargetWords, ...]
    no_risk: str
    month_names: tuple[str, ...]
    start_name: str
    counties: tuple[CountyWords, ...]
    missing_names: str
    tasks_total: str
    tasks: tuple[LedgerWords, ...]
    tasks_done: tuple[LedgerWords, ...]
    tasks_overdue: tuple[LedgerWords, ...]
    tasks_next: tuple[LedgerWords, ...]
    next_span: str
    leads: tuple[LeadWords, ...]


LOCKED = ("number", "edition", "short_digest")  # what a document must show; `digest` does for the last


def names() -> tuple[str, ...]:
    """Return every placeholder, those of rows too."""
    rows = (TargetWords, CountyWords, LedgerWords, LeadWords)
    return tuple(field.name for kind in (Placeholders, *rows) for field in fields(kind))


def sample() -> Placeholders:
    """Return placeholders that hold the names of themselves, each list of two rows: for trying a template."""
    made = _sample(Placeholders)
    if not isinstance(made, Placeholders):
        raise TypeError("a sample of placeholders is made of nothing else")
    return made


def _sample(kind: Any) -> object:  # noqa: ANN401  # a type of any field
    if get_origin(kind) is tuple:
        return (_sample(get_args(kind)[0]),) * 2
    if kind is str:
        return "字"
    hints = get_type_hints(kind)
    return kind(**{field.name: _sample(hints[field.name]) for field in fields(kind)})
