"""What a document says: a release's figures in words. No clock, no database; equal input, equal words."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from agri.definitions.official.issuing_body import IssuingBody
from agri.definitions.plan import Target
from agri.files.documents.placeholders import CountyWords, LeadWords, LedgerWords, Placeholders, TargetWords
from agri.files.documents.wording import (
    NONE,
    PROGRESS,
    STANDING,
    aim,
    arrived,
    as_printed,
    change,
    day_words,
    figure,
    lacking,
    listing,
    outlook,
    quarter_words,
)
from agri.files.release.lines import IndicatorHeading, IndicatorLine, Release, StepLine
from agri.periods import Period
from agri.plan.outlook import IN_DOUBT
from agri.terms import Basis, DocumentKind, ProgressWord, TaskState

MonthValues = Mapping[Period, Mapping[str, float | None]]  # the city's value at a month's end, by indicator


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One task as it stood on the release's day."""

    clause: str
    text: str
    lead: str
    responsible: str
    due_on: date | None
    standing: TaskState
    figure: str


@dataclass(frozen=True, slots=True)
class Locked:
    """The release that a document is written from, with the digest of its content."""

    release: Release
    edition: int
    digest: str


def write_contents(
    kind: DocumentKind,
    locked: Locked,
    body: IssuingBody,
    *,
    months: MonthValues,
    ledger: Sequence[LedgerLine],
) -> Placeholders:
    """Put a release into words.

    Parameters
    ----------
    kind : DocumentKind
        The span that the document speaks of.
    locked : Locked
        The release; its month is the last of the span.
    body : IssuingBody
        Who writes to whom.
    months : mapping
        The city's values at the ends of earlier months, from the release's own snapshot.
    ledger : sequence of LedgerLine
        The tasks in the plan's order.
    """
    release = locked.release
    reports = reports_by_county(kind, release)
    header, month = release.header, Period.parse(release.header.period)
    span = span_of(kind, month)
    earlier = span[0].previous()
    start = months.get(earlier, {})
    inside = [one for one in span if one in months or one == month] if kind == DocumentKind.QUARTERLY else []
    lines = {line.indicator: line for line in release.summary}
    steps = _steps(release, earlier) if kind == DocumentKind.MONTHLY else {}
    rows = [
        (
            heading,
            lines[heading.code],
            _target(
                heading,
                lines[heading.code],
                (start.get(heading.code), steps.get(heading.code)),
                tuple(_at(months, one, month, lines[heading.code]) for one in inside),
                is_year=kind == DocumentKind.YEARLY,
            ),
        )
        for heading in release.indicators
        if heading.code in lines
    ]
    aimed = [one for one in rows if one[0].target is not None]
    behind = tuple(row for heading, line, row in aimed if _lacks(kind, heading, line))
    counties = _counties(release, [heading for heading, _, _ in aimed], reports)
    due_next = _next(kind, month)
    expected, received = (sum(pair[at] for pair in reports.values()) for at in (0, 1))
    return Placeholders(
        issuer=body.issuer,
        recipients=body.recipients,
        copied_to=body.copied_to,
        contact=body.contact,
        city=header.city_name.zh,
        plan_title=header.plan_title.zh,
        year=str(month.year),
        span=_span_words(kind, month),
        through=f"{month.year}年{month.month}月底",
        written_on=day_words(header.as_of),
        number=header.number,
        edition=str(locked.edition),
        digest=locked.digest,
        short_digest=locked.digest[:16],
        snapshot=header.snapshot[:16],
        as_of=day_words(header.as_of),
        mark=release.layout.synthetic_note.zh if header.is_synthetic else "",
        summary=_summary(kind, aimed),
        reports=f"应报{expected}份，已审核{received}份，未审核或未报{expected - received}份",
        joint=_joint(release),
        targets=tuple(row for _, _, row in aimed),
        others=tuple(row for heading, _, row in rows if heading.target is None and not heading.is_process),
        behind=behind,
        behind_titles=listing([row.title for row in behind]),
        risks=tuple(row for _, line, row in aimed if _is_at_risk(line)),
        no_risk=_no_risk(aimed),
        month_names=tuple(f"{one.month}月末" for one in inside),
        start_name=f"{earlier.month}月末" if earlier.year == month.year else f"{earlier.year}年末",
        counties=counties,
        missing_names=lacking(
            [row.name for row in counties if row.missing not in {"0", NONE}], [row.name for row in counties]
        ),
        tasks_total=str(len(ledger)),
        tasks=_tasks(ledger),
        tasks_done=_tasks([one for one in ledger if one.standing == TaskState.DONE]),
        tasks_overdue=_tasks([one for one in ledger if one.standing == TaskState.OVERDUE]),
        tasks_next=_tasks([one for one in ledger if _falls_due(one, due_next)]),
        next_span=_span_words(kind, due_next[-1]),
        leads=_leads(ledger),
    )


def span_of(kind: DocumentKind, month: Period) -> tuple[Period, ...]:
    """Return the months that a document about a release of a month speaks of.

    >>> [str(one) for one in span_of(DocumentKind.QUARTERLY, Period(2019, 9))]
    ['2019-07', '2019-08', '2019-09']
    """
    number = month.month or 12
    first = {DocumentKind.MONTHLY: number, DocumentKind.QUARTERLY: number - 2, DocumentKind.YEARLY: 1}[kind]
    return tuple(Period(month.year, one) for one in range(max(first, 1), number + 1))


def _next(kind: DocumentKind, month: Period) -> tuple[Period, ...]:
    """Return the months of the span after."""
    following = [month.next()]
    while (
        len(following) < {DocumentKind.MONTHLY: 1, DocumentKind.QUARTERLY: 3, DocumentKind.YEARLY: 12}[kind]
    ):
        following.append(following[-1].next())
    return tuple(following)


def _span_words(kind: DocumentKind, month: Period) -> str:
    if kind == DocumentKind.MONTHLY:
        return f"{month.year}年{month.month}月"
    if kind == DocumentKind.QUARTERLY:
        return f"{month.year}年第{quarter_words(month.month or 12)}季度"
    return f"{month.year}年度"


def _at(months: MonthValues, one: Period, month: Period, line: IndicatorLine) -> float | None:
    return line.value if one == month else months[one].get(line.indicator)


def _target(
    heading: IndicatorHeading,
    line: IndicatorLine,
    began: tuple[float | None, StepLine | None],
    months: tuple[float | None, ...],
    *,
    is_year: bool,
) -> TargetWords:
    unit, end, true = heading.unit, line.reported, line.true
    start, step = began
    if step is not None:
        start = step.before  # as it was told a month ago, and not with what came late
    late = "" if step is None or line.value is None else arrived(step.late, step.corrected, unit)
    return TargetWords(
        title=heading.title.zh,
        clause=as_printed(heading.clause),
        value=figure(line.value, unit),
        path=figure(line.path, unit),
        target=aim(heading.target, heading.comparator, unit),
        word=_word(line, unit),
        outlook=NONE if end is None else outlook(end.probability, end.word),
        outlook_true=NONE if true is None else outlook(true.probability, true.word),
        start=figure(start, unit),
        change=change(start, line.value, unit) + late,
        months=tuple(figure(one, unit) for one in months),
        verdict=_verdict(heading, line) if is_year else NONE,
        note="" if heading.note is None else as_printed(heading.note.zh),
    )


def _word(line: IndicatorLine, unit: str) -> str:
    """Write the word on progress, with the path that it is made of where the plan's own is another one."""
    if line.word is None:
        return "报表不足，暂不评价"
    judged_by = figure(line.judged_by, unit)
    is_plan = judged_by == figure(line.path, unit)
    return PROGRESS[line.word] + ("" if is_plan else f"（已报单位此时应到{judged_by}）")


def _verdict(heading: IndicatorHeading, line: IndicatorLine) -> str:
    """Hold a year's end against the target; too few reports are no verdict."""
    if heading.target is None or heading.comparator is None:
        return NONE
    if line.value is None or line.word is None:
        return "报表不足"
    is_met = Target(heading.target, heading.comparator).is_met(np.asarray(line.value))
    return "完成" if is_met else "未完成"


def _lacks(kind: DocumentKind, heading: IndicatorHeading, line: IndicatorLine) -> bool:
    if kind == DocumentKind.YEARLY:
        return _verdict(heading, line) == "未完成"
    return line.word == ProgressWord.BEHIND


def _chances(line: IndicatorLine) -> list[float]:
    ends = [end.probability for end in (line.reported, line.true) if end is not None]
    return [chance for chance in ends if chance is not None]


def _is_at_risk(line: IndicatorLine) -> bool:
    """Say whether a target is behind its path or in doubt on either basis, as the dispatch says it."""
    return line.word == ProgressWord.BEHIND or any(chance < IN_DOUBT for chance in _chances(line))


def _no_risk(aimed: Sequence[tuple[IndicatorHeading, IndicatorLine, TargetWords]]) -> str:
    """Say that no target is at risk, but not of one without both chances; nothing where one is."""
    if any(_is_at_risk(line) for _, line, _ in aimed):
        return ""
    if all(len(_chances(line)) == len(Basis) for _, line, _ in aimed):
        return "没有慢于序时进度、也没有达标把握不足的目标。"
    return "没有慢于序时进度的目标；没有年末预测的，不排除风险。"


def _steps(release: Release, month: Period) -> dict[str, StepLine]:
    """Return why the city's figures are others than at the end of a month; empty where that is not known."""
    own = [one for one in release.steps if one.org_unit == release.header.city]
    return {one.indicator: one for one in own if one.through == str(month) and one.before is not None}


def _summary(kind: DocumentKind, aimed: Sequence[tuple[IndicatorHeading, IndicatorLine, TargetWords]]) -> str:
    if kind == DocumentKind.YEARLY:
        found = Counter(row.verdict for _, _, row in aimed)
        words = [f"{found[one]}项{one}" for one in ("完成", "未完成") if found[one]]
        words += [f"{found['报表不足']}项因报表不足不作结论"] if found["报表不足"] else []
    else:
        counts = Counter(line.word for _, line, _ in aimed)
        words = [f"{counts[word]}项{text}" for word, text in PROGRESS.items() if counts[word]]
        words += [f"{counts[None]}项因报表不足暂不评价"] if counts[None] else []
    return f"方案确定的{len(aimed)}项目标中，{'、'.join(words)}" if aimed else "方案没有确定量化目标"


def _joint(release: Release) -> str:
    """Return the release's own sentence on meeting all targets at once; empty where it has none."""
    parts = [one for one in release.evidence.text.zh.split("。") if "同时达到" in one]
    return f"{parts[0]}。" if parts else ""


def _counties(
    release: Release, aimed: Sequence[IndicatorHeading], reports: Mapping[str, tuple[int, int]]
) -> tuple[CountyWords, ...]:
    lines = {(line.org_unit, line.indicator): line for line in release.counties}
    rows = []
    for place in release.county_places:
        held = [lines.get((place.code, heading.code)) for heading in aimed]
        if not any(held):
            continue
        due, received = reports.get(place.code, (0, 0))
        pairs = list(zip(aimed, held, strict=True))
        rows.append(
            CountyWords(
                name=place.name,
                expected=str(due),
                received=str(received),
                missing=str(due - received),
                figures=tuple(figure(line.value if line else None, heading.unit) for heading, line in pairs),
                verdicts=tuple(_held_beside(heading, line) for heading, line in pairs),
            )
        )
    return tuple(rows)


def _held_beside(heading: IndicatorHeading, line: IndicatorLine | None) -> str:
    """Hold a county beside the city's target, which is not its own."""
    verdict = NONE if line is None else _verdict(heading, line)
    return {"完成": "达到", "未完成": "未达到"}.get(verdict, verdict)


def reports_by_county(kind: DocumentKind, release: Release) -> dict[str, tuple[int, int]]:
    """Add up a release's reports by county, due and accepted: the month's, or those of the year to date."""
    sums: dict[str, tuple[int, int]] = {}
    for form in release.forms:
        is_month = kind == DocumentKind.MONTHLY
        for row in form.rows if form.is_due or not is_month else ():
            figures = row.month if is_month else row.to_date
            due, received = sums.get(row.county, (0, 0))
            sums[row.county] = due + figures.expected, received + figures.received
    return sums


def _tasks(lines: Sequence[LedgerLine]) -> tuple[LedgerWords, ...]:
    return tuple(
        LedgerWords(
            clause=as_printed(one.clause),
            text=as_printed(one.text),
            lead=as_printed(one.lead or one.responsible or "全市"),
            responsible=as_printed(one.responsible),
            due=NONE if one.due_on is None else day_words(one.due_on),
            standing=STANDING[one.standing],
            figure=one.figure,
        )
        for one in lines
    )


def _falls_due(one: LedgerLine, months: Sequence[Period]) -> bool:
    day = one.due_on
    is_open = one.standing not in {TaskState.DONE, TaskState.OVERDUE}
    return is_open and day is not None and months[0].first_day <= day <= months[-1].last_day


def _leads(ledger: Sequence[LedgerLine]) -> tuple[LeadWords, ...]:
    counts: dict[str, Counter[TaskState]] = {}
    for one in ledger:
        counts.setdefault(one.lead or "全市", Counter())[one.standing] += 1
    return tuple(
        LeadWords(
            lead=as_printed(lead),
            total=str(found.total()),
            done=str(found[TaskState.DONE]),
            overdue=str(found[TaskState.OVERDUE]),
            under_way=str(sum(found[one] for one in (TaskState.OPEN, TaskState.DUE_SOON, TaskState.BLOCKED))),
            standing=str(found[TaskState.STANDING]),
        )
        for lead, found in counts.items()
    )
