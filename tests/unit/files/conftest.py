"""Invented spreadsheets as people fill them in, and what is read of them."""

import openpyxl
import pytest

from agri.definitions.places import read_org_units
from agri.definitions.plan import read_plan
from agri.definitions.reading import seed_root
from agri.files.intake.amounts import read_meanings
from agri.files.intake.read_files import read_reports
from agri.files.template import render_template
from agri.periods import Period

CODES = ("org_unit", "name", "period", "recovered_kg", "disposed_kg")


@pytest.fixture(scope="session")
def plan():
    return read_plan(seed_root() / "zhengzhou", 2019)


@pytest.fixture(scope="session")
def places():
    return read_org_units(seed_root() / "zhengzhou" / "org_units.csv")


@pytest.fixture
def read(tmp_path, plan, places):
    """Read a folder or one of its files."""

    def read_path(name="", *means):
        return read_reports(tmp_path / name, plan.forms, places, read_meanings(list(means)))

    return read_path


@pytest.fixture
def read_text(tmp_path, read):
    """Write a text file and read it."""

    def write(text, name="packaging.csv", encoding="utf-8", means=()):
        (tmp_path / name).write_bytes(text.encode(encoding))
        return read(name, *means)

    return write


@pytest.fixture
def read_rows(tmp_path, read):
    """Write the rows of one plain sheet, let `change` do the rest, and read it."""

    def write(*rows, name="packaging.xlsx", change=None):
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        if change is not None:
            change(book, book.active)
        book.save(tmp_path / name)
        return read(name)

    return write


@pytest.fixture
def fill(tmp_path, plan, places, read):
    """Fill in the packaging template of September and read it; rows 8 to 21 are the townships of 410122."""

    def write(cells, change=None):
        units = [unit for unit in places.units if unit.parent == "410122" and unit.is_farming]
        path = tmp_path / "filled.xlsx"
        path.write_bytes(render_template(plan.forms["packaging"], units, Period(2019, 9)))
        book = openpyxl.load_workbook(path)
        for address, value in cells.items():
            book["填报"][address] = value
        if change is not None:
            change(book, book["填报"])
        book.save(path)
        return read("filled.xlsx")

    return write


def figures(reading):
    """Return the rows of a sound reading: place, period, and the two figures."""
    assert reading.faults == (), reading.faults
    return [(row.org_unit, row.period, *row.values.values()) for row in reading.rows]


def left_out(reading):
    """Return every place and reason of what was not read."""
    return [
        f"{sheet.name} {left.place} {left.chinese}"
        for file in reading.files
        for sheet in file.sheets
        for left in sheet.left_out
    ]
