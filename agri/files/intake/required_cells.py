"""What a period asks of a table, and what it does not ask."""

from dataclasses import dataclass

from agri.definitions.forms import DataElement, Form, Section
from agri.files.intake.table import Table
from agri.files.sheets.faults import ReadFault
from agri.files.sheets.texts import shown
from agri.periods import Period


@dataclass(frozen=True, slots=True)
class Asked:
    """What one period asks of one table: its sections, each element with its column."""

    sections: tuple[tuple[Section, tuple[tuple[DataElement, int], ...], frozenset[str]], ...]
    not_asked: tuple[tuple[DataElement, int], ...]
    other: tuple[tuple[DataElement, int], ...] = ()


def ask(table: Table, period: Period) -> tuple[Asked, list[ReadFault]]:
    """Return what a period asks of a table, and a fault for each column that is lacking."""
    form, at = table.form_in(period), dict(table.at)
    for old, new in table.form.renamed.items():  # a file may use either name in either year
        for name, other in ((old, new), (new, old)):
            if name in form.element_of and name not in at and other in at:
                at[name] = at[other]
    sections = form.sections_in(period)
    lacking = [
        ReadFault(
            "missing-column",
            f"{period} asks for {element.code}, which the file does not have: add the column",
            f"{period} 应填“{element.title.zh}”（{element.code}），文件缺少这一列，请补上",
        )
        for section in sections
        for element in section.elements
        if element.code not in at and element.code not in table.hidden and not element.is_optional
    ]
    asked = {at[element.code] for section in sections for element in section.elements if element.code in at}
    others = {one.code for section in form.other_sections_in(period) for one in section.elements}
    besides = tuple(
        (element, table.at[element.code])
        for element in table.form.elements
        if element.code in table.at and table.at[element.code] not in asked
    )
    return Asked(
        tuple(
            (
                section,
                tuple((element, at[element.code]) for element in section.elements if element.code in at),
                frozenset(element.code for element in section.elements if element.code in table.hidden),
            )
            for section in sections
        ),
        tuple(one for one in besides if one[0].code not in others),
        tuple(one for one in besides if one[0].code in others),
    ), lacking


def check_period(form: Form, period: Period) -> Period:
    """Return the period if the form is due in it.

    Raises
    ------
    ReadFault
        A month where a quarter is asked, or the other way round, or a period without this form.
    """
    is_quarter = form.frequency == "quarter"
    if (period.quarter is not None) != is_quarter or (period.month is None and not is_quarter):
        example = f"{period.year}-Q{-(-period.last_month // 3)}" if is_quarter else f"{period.year}-08"
        raise ReadFault(
            "wrong-period",
            f"{period} does not fit: this form is filled in by {form.frequency}, e.g. {example}",
            f"{period} 不对：本表是{'季报' if is_quarter else '月报'}，应写成 {example}",
        )
    if not form.takes_in(period):
        months = ", ".join(map(str, form.months))
        raise ReadFault(
            "not-due",
            f"{period} does not ask for this form; its months: {months}",
            f"{period} 不填本表；本表填报月份：{months}月",
        )
    return period


def not_asked(element: DataElement, cell: object) -> ReadFault:
    """Return the fault of a figure that the period does not ask for."""
    return ReadFault(
        "not-asked",
        f"the period does not ask for {element.code}, yet {shown(cell)} stands there: empty the cell",
        f"本期不填报“{element.title.zh}”，单元格里有 {shown(cell)}：请清空",
    )


def partly_applicable(section: Section) -> ReadFault:
    """Return the fault of a section that is marked not applicable in some of its cells."""
    codes = ", ".join(element.code for element in section.elements)
    return ReadFault(
        "partly-not-applicable",
        f"the section {section.code} applies as a whole or not at all: write NA in all of {codes}",
        f"“{section.title.zh}”要么整体填报，要么整体填“不适用”（{codes}）",
    )


def ragged_row(count: int, width: int) -> ReadFault:
    """Return the fault of a row of text that has more or fewer cells than the heading."""
    if count < width:
        return ReadFault(
            "ragged-row",
            f"the row has {count} cells, the heading {width}, so that nobody can tell which figure is "
            "lacking: put the cells in, blank ones too",
            f"该行只有 {count} 格，表头有 {width} 格，看不出缺的是哪一格：请补齐，空白的格也要留分隔号",
        )
    return ReadFault(
        "ragged-row",
        f"the row has {count} cells, the heading {width}: is a comma inside a number (1,200)? Put it into "
        "quotation marks or take it out",
        f"该行有 {count} 格，表头有 {width} 格：是否有数字带逗号（1,200）？请去掉逗号或加引号",
    )
