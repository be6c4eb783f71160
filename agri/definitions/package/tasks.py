"""Check the task ledger: dates, departments, figures that agree with their words and with the plan."""

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any

from agri.definitions.package.cells import column_faults, number_faults, number_of
from agri.definitions.package.documents import CsvDocument, CsvRow, Opening, TomlDocument, number_in, text_in
from agri.definitions.package.faults import PackageFault, listed, meant, shown
from agri.definitions.package.kinds import FaultKind
from agri.definitions.reading import Title
from agri.terms import Comparator

_NAME = "tasks.csv"
_COLUMNS = (
    "id",
    "clause",
    "task",
    "task_en",
    "lead",
    "responsible",
    "due_on",
    "is_due_implied",
    "figure",
    "comparator",
    "value",
    "unit",
    "indicator",
)
_PERCENTS = re.compile(r"(\d+(?:\.\d+)?)\s*[%％]")
_DUST = 1e-9


_TOLD = Title(
    "因此本任务的进展由人填报；要自动得出，请列入方案",
    "people tell how its task stands; to measure it, please name it in the plan",
)


def check_tasks(
    opening: Opening, plan: TomlDocument | None, year: int, left_out: Collection[str] = ()
) -> frozenset[str] | None:
    """Check the ledger where the plan has one; return the ids of its tasks.

    A task may name an indicator that is declared and `left_out` by this plan: people tell how it stands.
    """
    has_ledger = plan is None or plan.table.get("has_ledger") is not False
    document = opening.csv(_NAME, is_needed=has_ledger)
    if document is None:
        return None
    opening.add(list(column_faults(document, _COLUMNS)))
    if not set(_COLUMNS) <= set(document.columns):
        return None
    indicators = None if plan is None else {text_in(row, "code"): row for _, row in plan.rows("indicators")}
    for row in document.rows:
        if row["indicator"] in left_out:
            kind, found = FaultKind.NOT_PLANNED, row["indicator"]
            opening.add([document.fault(kind, row.line, "indicator", found=found, then=_TOLD)])
    if indicators is not None:
        indicators |= {code: {} for code in left_out}
    opening.add(list(_row_faults(document, indicators, year)))
    opening.note_passed(_NAME, f"{len(document.rows)} 项任务", f"{len(document.rows)} tasks")
    return frozenset(row["id"] for row in document.rows)


def decision_faults(document: TomlDocument, tasks: frozenset[str]) -> Iterator[PackageFault]:
    """Yield the invented decisions that name no task of the ledger."""
    for path, row in document.rows("decision"):
        task = text_in(row, "task")
        if task not in tasks:
            yield document.fault(
                FaultKind.NOT_AMONG,
                (*path, "task"),
                found=shown(task),
                meant=meant(task, tasks),
                known=listed(sorted(tasks)),
            )


def _row_faults(
    document: CsvDocument, indicators: Mapping[str, Mapping[str, Any]] | None, year: int
) -> Iterator[PackageFault]:
    seen: dict[str, int] = {}
    for row in document.rows:
        code = row["id"]
        if not code.strip():
            yield document.fault(FaultKind.CELL_EMPTY, row.line, "id", key="id")
        elif code in seen:
            yield document.fault(FaultKind.CODE_TWICE, row.line, "id", found=code, other=str(seen[code]))
        seen.setdefault(code, row.line)
        for column in ("task", "task_en"):
            if not row[column].strip():
                yield document.fault(FaultKind.CELL_EMPTY, row.line, column, key=column)
        if not row["lead"].strip() and not row["responsible"].strip():
            yield document.fault(FaultKind.TASK_LEAD, row.line, "lead", found=code)
        yield from _due_faults(document, row, year)
        yield from _word_faults(document, row, indicators)
        yield from _figure_faults(document, row, indicators or {})


def _due_faults(document: CsvDocument, row: CsvRow, year: int) -> Iterator[PackageFault]:
    text = row["due_on"]
    if not text:
        return
    try:
        day = date.fromisoformat(text)
    except ValueError:
        yield document.fault(
            FaultKind.NOT_A_DAY, row.line, "due_on", found=shown(text), example=f"{year}-12-31"
        )
        return
    if not year <= day.year <= year + 1:
        yield document.fault(
            FaultKind.TASK_YEAR, row.line, "due_on", code=row["id"], found=text, other=str(year)
        )


def _word_faults(
    document: CsvDocument, row: CsvRow, indicators: Mapping[str, Mapping[str, Any]] | None
) -> Iterator[PackageFault]:
    comparators = tuple(map(str, Comparator))
    choices: list[tuple[str, tuple[str, ...]]] = [("is_due_implied", ("true", "false"))]
    if row["comparator"]:
        choices.append(("comparator", comparators))
    if row["indicator"] and indicators is not None:
        choices.append(("indicator", tuple(indicators)))
    for column, known in choices:
        if row[column] not in known:
            yield document.fault(
                FaultKind.NOT_AMONG,
                row.line,
                column,
                found=shown(row[column]),
                meant=meant(row[column], known),
                known=listed(known),
            )
    if row["value"]:
        yield from number_faults(document, row.line, "value", row["value"], may_be_negative=True)


def _figure_faults(
    document: CsvDocument, row: CsvRow, indicators: Mapping[str, Mapping[str, Any]]
) -> Iterator[PackageFault]:
    value = number_of(row["value"])
    if value is None:
        return
    percents = [float(one) for one in _PERCENTS.findall(row["figure"])]
    if row["unit"] == "fraction" and percents and not any(abs(one / 100 - value) < _DUST for one in percents):
        yield document.fault(
            FaultKind.TASK_FIGURE, row.line, "value", code=row["id"], found=f"{value:g}", other=row["figure"]
        )
    indicator = indicators.get(row["indicator"])
    if indicator is None or not row["comparator"]:
        return
    aims = [aim for key in ("target", "aspiration") if isinstance(aim := indicator.get(key), dict)]
    figures = [number_in(aim, "value") for aim in aims]
    known = [figure for figure in figures if figure is not None]
    if known and not any(abs(figure - value) < _DUST for figure in known):
        yield document.fault(
            FaultKind.TASK_TARGET,
            row.line,
            "value",
            code=row["id"],
            found=f"{value:g}",
            indicator=row["indicator"],
            other=f"{known[0]:g}",
        )
