"""What is to be told on a day: reports that fall due or are late, returned ones, a changed outlook.

A message names places in the order of their codes, forms by their titles, and no person. Its subject names it
for ever: the same subject is told once on each way.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session, col, select

from agri.definitions.plan import Plan
from agri.models import ProjectionRow
from agri.periods import Period
from agri.plan.outlook import FIRST_WORDS
from agri.services.access.permissions import Actor
from agri.services.figures.reminders import Reminder, read_reminders
from agri.services.figures.stored_outlooks import read_outlooks
from agri.services.intake.closed_months import is_closed
from agri.services.reference.reference import Reference, read_reference
from agri.services.review.list_reports import list_reports
from agri.services.review.report_state import ReportState

_DAYS_BEFORE = (3, 1)
_DAYS_AFTER = (1, 2)
_MOST_PLACES = 30  # of one message; the rest are counted


@dataclass(frozen=True, slots=True)
class Message:
    """One thing to tell; `subject` names it, `text` is what people read."""

    subject: str
    text: str


def messages_of(session: Session, actor: Actor, *, as_of: date) -> list[Message]:
    """Return what is to be told of a city on a day."""
    reference = read_reference(session, as_of, of=actor).at(as_of)
    mark = "【演示数据】" if reference.plan.is_synthetic else ""
    found = [
        *_due(session, actor, reference, as_of),
        *_returned(session, actor, reference, as_of),
        *_outlook(session, reference, as_of),
    ]
    return [Message(f"{reference.city}/{one.subject}", f"{mark}{one.text}") for one in found]


def _due(session: Session, actor: Actor, reference: Reference, as_of: date) -> Iterator[Message]:
    plan = reference.plan
    for month in (Period.of(as_of), Period.of(as_of).previous()):
        stage = _stage(plan, month, as_of)
        if stage is None:
            continue
        name, words = stage
        reminders = read_reminders(session, actor, as_of=as_of, month=month)
        if reminders:
            text = f"【催报】{month.year}年{month.month}月报表{words}。还没有报的：{_places(reminders, plan)}"
            yield Message(f"due/{month}/{name}", text)


def _stage(plan: Plan, month: Period, as_of: date) -> tuple[str, str] | None:
    """Say whether a day is one of those on which a month is asked for."""
    due = plan.rhythm.due_on(month)
    day = f"{due.month}月{due.day}日"
    for days in _DAYS_BEFORE:
        if as_of == due - timedelta(days=days):
            return f"before-{days}", f"{day}到期，还有{days}天"
    if as_of == due:
        return "on", f"今天（{day}）到期"
    for days in _DAYS_AFTER:
        if as_of == due + timedelta(days=days):
            return f"after-{days}", f"已于{day}到期"
    return None


def _places(reminders: tuple[Reminder, ...], plan: Plan) -> str:
    titles = {form.code: form.title.zh for form in plan.forms}
    parts, shown, total = [], 0, 0
    for one in reminders:
        names = []
        for late in one.late:
            total += 1
            if shown < _MOST_PLACES:
                names.append(f"{late.name}（{'、'.join(titles[form] for form in late.forms)}）")
                shown += 1
        if names:
            parts.append(f"{one.name}：{'，'.join(names)}")
    rest = f"；另有{total - shown}个单位，名单见系统" if total > shown else ""
    return f"{'；'.join(parts)}{rest}。共{total}个单位。"


def _returned(session: Session, actor: Actor, reference: Reference, as_of: date) -> Iterator[Message]:
    """Yield the reports that were returned and wait for a correction, all in one message."""
    titles = {form.code: form.title.zh for form in reference.plan.forms}
    after: int | None = 0
    words, last = [], 0
    while after is not None:
        page = list_reports(session, actor, state=ReportState.RETURNED, after=after, limit=100)
        for one in page.reports:
            if is_closed(session, reference, one.org_unit, Period.parse(one.period)):
                continue  # it takes no report before it is opened again
            unit = reference.places.units[reference.places.index[one.org_unit]]
            words.append((one.org_unit, f"{unit.name} {one.period} {titles.get(one.form, one.form)}"))
            last = max(last, one.touched)
        after = page.after
    if words:
        listed = "，".join(text for _, text in sorted(words)[:_MOST_PLACES])
        more = f"等{len(words)}份" if len(words) > _MOST_PLACES else ""
        text = f"【退回待更正】以下报表已退回，请按退回原因更正后重报：{listed}{more}。"
        yield Message(f"returned/{as_of:%Y-%m}/{last}", text)


def _outlook(session: Session, reference: Reference, as_of: date) -> Iterator[Message]:
    """Yield what the last projection says otherwise than the one of the record before it, in words.

    Both are of the plan's year and of one method: what a new method says otherwise of a record is no news of
    the city, so an upgrade tells nothing. What is said of which record names the message: a projection that
    is asked again and says the same is no news either.
    """
    rows = session.exec(
        select(ProjectionRow.id, ProjectionRow.snapshot, ProjectionRow.method, ProjectionRow.scenario)
        .where(col(ProjectionRow.result).is_not(None), ProjectionRow.city == reference.city)
        .where(col(ProjectionRow.as_of) >= date(reference.plan.year, 1, 1), col(ProjectionRow.as_of) <= as_of)
        .order_by(
            col(ProjectionRow.as_of).desc(),
            col(ProjectionRow.finished_at).desc(),
            col(ProjectionRow.replications).desc(),
        )
    ).all()
    plain = [(key, (record, method)) for key, record, method, asked in rows if not asked.get("measures")]
    if not plain:
        return
    last, (record, method) = plain[0]
    others = ((key, of) for key, of in plain if of[0] != record and of[1] == method)
    earlier = next((key for key, _ in others), None)
    if earlier is None:
        return
    now, before = (read_outlooks(session, row_id).outlooks for row_id in (last, earlier))
    words = []
    for indicator in reference.plan.targets:
        key = (indicator.code, reference.city)
        if key in now and key in before:
            new, old = now[key].reported.word, before[key].reported.word
            if new is not None and old is not None and new.zh != old.zh:
                words.append(f"{indicator.title.zh}：{old.zh}→{new.zh}")
    if words:
        said = "；".join(words)
        first = said  # a better word alone is no news
        for word, better in FIRST_WORDS.items():
            first = first.replace(better, word)
        name = hashlib.sha256(first.encode()).hexdigest()[:16]
        yield Message(f"outlook/{record[:16]}/{name}", f"【年末把握变化】上报口径：{said}。")
