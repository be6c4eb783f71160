"""Write a 通报, 季总结 or 年评估 out of a release: each figure is the release's, whenever it is asked for."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session

from agri.definitions.official.issuing_body import read_body, template_name
from agri.definitions.reading import DefinitionFiles, seed_root
from agri.errors import Conflict, Fault, Invalid
from agri.files.documents.contents import LedgerLine, Locked, MonthValues, write_contents
from agri.files.documents.placeholders import Placeholders
from agri.files.documents.wording import day_words
from agri.files.release.lines import IndicatorLine, Release
from agri.periods import Period
from agri.plan.ledger import task_reach
from agri.services.access.permissions import Actor
from agri.services.figures.assessment_figures import figures_of
from agri.services.figures.proved_tasks import proved_tasks
from agri.services.figures.snapshot_cache import current_snapshot
from agri.services.figures.tasks import ToldTask, told_on
from agri.services.publish.make_release import read_release
from agri.services.reference.reference import Reference, read_reference
from agri.terms import DocumentKind, TaskReach

_LAST_MONTHS = {
    DocumentKind.MONTHLY: tuple(range(1, 13)),
    DocumentKind.QUARTERLY: (3, 6, 9, 12),
    DocumentKind.YEARLY: (12,),
}
_WANTED = {
    DocumentKind.QUARTERLY: (
        "a quarter's summary is written from the release of March, June, September or December",
        "季总结须在季度结束后，用季末月份（3、6、9、12月）的发布撰写",
    ),
    DocumentKind.YEARLY: (
        "a year's evaluation is written from the release of December",
        "年评估须在年度结束后，用12月的发布撰写",
    ),
}


@dataclass(frozen=True, slots=True)
class WrittenDocument:
    """A Word document, the name of its file without ending, and what it says."""

    content: bytes
    stem: str
    says: Placeholders


def write_document(
    session: Session, kind: DocumentKind, number: str, actor: Actor | None = None
) -> WrittenDocument:
    """Write a document out of a release, of the person's cities where a person looks.

    Raises
    ------
    NotFound
        There is no release of this number there.
    Invalid
        The span has not ended with the release's month.
    Conflict
        The city's template has a fault.
    """
    from agri.files.documents.template import fill_template  # what reads Word files is slow to import

    row, release = read_release(session, number, actor)
    month = Period.parse(release.header.period)
    if month.month not in _LAST_MONTHS[kind]:
        english, chinese = _WANTED[kind]
        raise Invalid.of([Fault("/kind", "span-not-ended", english, chinese)])
    reference = read_reference(session, of=release.header.city).of(month)
    says = write_contents(
        kind,
        Locked(release, row.edition, row.digest),
        read_body(reference.files, release.layout.compiler.zh),
        months=_earlier_months(session, reference, release),
        ledger=_ledger(session, reference, release, month),
    )
    name = template_name(kind)
    template = reference.files if name in reference.files else _shipped()
    try:
        content = fill_template(template.read(name), says)
    except ValueError as error:
        raise Conflict(
            f"the city's template {name} has a fault: {error}; `agri check` names it",
            f"本市的文档模板 {name} 有误：{error}；可用 agri check 查出，更正后重新 agri apply",
        ) from error
    stem = f"{release.header.city}-{month}-{row.edition}-{kind}"
    return WrittenDocument(content, stem, says)


def printed(written: WrittenDocument) -> bytes:
    """Return the document as PDF, in the program's own type.

    Raises
    ------
    Conflict
        The city's template has what does not fit on a page.
    """
    from agri.files.documents.printed_letter import print_letter

    try:
        return print_letter(written.content, written.stem)
    except ValueError as error:
        raise Conflict(
            f"the letter cannot be laid out: {error}; print the Word file instead",
            "这份公文排不进版面：表格中有一行高于一页；请改用 Word 文件打印",
        ) from error


def _shipped() -> DefinitionFiles:
    """Return the program's own templates, for cities that were applied before packages held any."""
    return DefinitionFiles.in_folder(seed_root() / "zhengzhou")


def _earlier_months(session: Session, reference: Reference, release: Release) -> MonthValues:
    """Return the city's values at the ends of earlier months, from the snapshot that the release froze.

    Where the record no longer gives that very snapshot, nothing is known of them.
    """
    plan, header = reference.plan, release.header
    snapshot = current_snapshot(session, plan, header.as_of, header.snapshot_basis)
    if snapshot.id != header.snapshot:
        return {}
    row = snapshot.places.index[header.city]
    return {
        month.period: {
            code: None if math.isnan(cells[row]) else float(cells[row])
            for code, cells in month.values.items()
        }
        for month in figures_of(snapshot, plan).months
        if month.values is not None
    }


def _ledger(session: Session, reference: Reference, release: Release, month: Period) -> list[LedgerLine]:
    """Return the ledger as people had told it by the release's day, and as the release measured it."""
    as_of = release.header.as_of
    lines = {line.indicator: line for line in release.summary}
    proved = proved_tasks(session, reference, as_of)
    return [
        LedgerLine(
            clause=told.aim.clause,
            text=_with_figure(told),
            lead=told.aim.lead,
            responsible=told.aim.responsible,
            due_on=told.aim.due_on,
            standing=told.standing(
                as_of,
                TaskReach.REACHED if told.task.id in proved else _reach(told, lines, release, month),
            ),
            figure=told.figure_words,
        )
        for told in told_on(session, reference, as_of)
    ]


def _with_figure(told: ToldTask) -> str:
    """Return a task's text, with the figure that a later document told where there is one."""
    text = told.aim.text.zh
    if told.figure is None:
        return text
    amount, day = f"{told.figure.value:,.15g}{told.figure.unit}", day_words(told.figure.dated)
    return f"{text}（另行下达：{amount}，{told.figure.document}，{day}）"


def _reach(
    told: ToldTask, lines: Mapping[str, IndicatorLine], release: Release, month: Period
) -> TaskReach | None:
    line = lines.get(told.aim.indicator or "")
    if line is None:
        return None
    aims = {heading.code: (heading.target, heading.comparator) for heading in release.indicators}
    is_target = aims[line.indicator] == (told.aim.value, told.aim.comparator)
    is_final = told.aim.due_on is not None and month.last_day >= told.aim.due_on
    if is_target and line.word is None and not is_final:
        return None
    return task_reach(told.aim, line.value, line.word if is_target else None, is_final=is_final)
