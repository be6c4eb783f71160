"""Read people out of a spreadsheet: one account a row, under headings in either language."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from agri.errors import Fault
from agri.files.sheets.faults import ReadFault
from agri.files.sheets.open_file import open_sheets
from agri.files.sheets.sheet import BrokenCell, Sheet
from agri.files.sheets.texts import is_blank, key_of, plain
from agri.terms import Role

# What stands above a column, in the words of either language. Only the first three must be there.
_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "name": ("name", "姓名"),
    "role": ("role", "岗位", "角色"),
    "places": ("places", "place", "place(s)", "org_unit", "单位", "单位代码", "行政区划代码"),
    "telephone": ("contact", "telephone", "phone", "电话", "办公电话", "联系电话"),
    "account": ("account", "账号"),
    "house_name": ("house_name", "house account", "单位账号", "统一身份账号"),
}
_NEEDED = ("name", "role", "places")
_ROLES: Mapping[str, Role] = {
    **{str(role): role for role in Role},
    "填报员": Role.REPORTER,
    "农技员": Role.REPORTER,
    "乡镇农技员": Role.REPORTER,
    "审核员": Role.REVIEWER,
    "区县审核员": Role.REVIEWER,
    "市工作委员会": Role.COMMITTEE,
    "市级": Role.COMMITTEE,
    "省级": Role.PROVINCE,
    "运维": Role.OPERATOR,
    "系统管理员": Role.OPERATOR,
    "牵头单位": Role.DEPARTMENT,
    "部门": Role.DEPARTMENT,
}
_BETWEEN = re.compile(r"[、,;；，/\s]+")
_DEPARTMENT = re.compile(r"(\d{4})-(.+)")
_LONGEST = 64


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One row: who shall have an account, where, at which office telephone, and who this is at the house."""

    where: str  # sheet and row, for a fault
    account: str
    name: str
    role: Role
    places: tuple[str, ...]
    department: str | None
    telephone: str | None
    house_name: str | None


def read_people(path: Path) -> tuple[list[PersonRow], list[Fault]]:
    """Return the rows of a file and every fault of its form."""
    try:
        sheets = [sheet for sheet in open_sheets(path) if not sheet.is_hidden]
    except ReadFault as fault:
        return [], [Fault(path.name, fault.code, fault.english, fault.chinese)]
    rows: list[PersonRow] = []
    faults: list[Fault] = []
    for sheet in sheets:
        for found in _rows(sheet):
            if isinstance(found, Fault):
                faults.append(found)
            else:
                rows.append(found)
    if not rows and not faults:
        faults.append(Fault(path.name, "no-rows", "no row names a person", "没有任何人员"))
    return rows, faults


def row_fault(where: str, code: str, english: str, chinese: str) -> Fault:
    """Return a fault of a row, with its place in the words."""
    _, _, row = where.rpartition(":")
    return Fault(where, code, f"row {row}: {english}", f"第 {row} 行：{chinese}")


def _rows(sheet: Sheet) -> Iterator[PersonRow | Fault]:
    heading = next((i for i in range(len(sheet.rows)) if _columns(sheet, i)), None)
    if heading is None:
        if any(not is_blank(cell) for row in sheet.rows for cell in row):
            yield row_fault(
                f"{sheet.name}:1",
                "no-heading",
                "no row holds the headings name, role, places",
                "没有表头：姓名、岗位、单位",
            )
        return
    columns = _columns(sheet, heading)
    for line in range(heading + 1, len(sheet.rows)):
        cells = {name: _text(sheet.cell(line, at)) for name, at in columns.items()}
        if any(cells.values()):
            yield _row(f"{sheet.name}:{line + 1}", cells)


def _columns(sheet: Sheet, line: int) -> dict[str, int]:
    """Return where each heading stands in a row; empty where a needed one is missing."""
    words = {key_of(cell): i for i, cell in enumerate(sheet.rows[line]) if not is_blank(cell)}
    found = {}
    for name, known in _HEADINGS.items():
        at = next((words[key_of(word)] for word in known if key_of(word) in words), None)
        if at is not None:
            found[name] = at
    return found if all(name in found for name in _NEEDED) else {}


def _text(cell: object) -> str:
    """Return a cell's text; a spreadsheet keeps codes and telephones as numbers."""
    if isinstance(cell, BrokenCell):
        return cell.text
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else plain(str(cell))


def _row(where: str, cells: Mapping[str, str]) -> PersonRow | Fault:
    name, role = cells["name"], _ROLES.get(cells["role"]) or _ROLES.get(cells["role"].lower())
    account = cells.get("account") or name
    if not name or max(len(name), len(account)) > _LONGEST:
        return row_fault(
            where,
            "no-name",
            f"write a name of 1 to {_LONGEST} characters",
            f"请填写姓名（不超过 {_LONGEST} 字）",
        )
    if role is None:
        words = ", ".join(_ROLES)
        return row_fault(
            where,
            "unknown-role",
            f"{cells['role']!r} is no role; write one of {words}",
            f"岗位“{cells['role']}”无效；可用：{words}",
        )
    department, places = None, tuple(_BETWEEN.split(cells["places"])) if cells["places"] else ()
    if role == Role.DEPARTMENT and (found := _DEPARTMENT.fullmatch(cells["places"])):
        places, department = (found[1],), found[2]
    if not places:
        return row_fault(where, "no-place", "write the code of the person's place", "请填写单位代码")
    return PersonRow(
        where,
        account,
        name,
        role,
        places,
        department,
        telephone=cells.get("telephone") or None,
        house_name=cells.get("house_name") or None,
    )
