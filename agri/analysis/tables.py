"""What the tables have in common: documented columns with one dtype each, and the mark of invented data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

SYNTHETIC = "演示数据 synthetic"  # the name of the index of every table of invented data

TEXT = "string"
NUMBER = "float64"
COUNT = "Int64"
FLAG = "boolean"
MONTH = "period[M]"
INSTANT = "datetime64[us, Asia/Shanghai]"
DAY = "datetime64[s]"


@dataclass(frozen=True, slots=True)
class TableColumn:
    """One column of a table; a number says its unit in its name or in the column named `unit`."""

    name: str
    dtype: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Origin:
    """What every table says of itself in `attrs`."""

    city: str
    year: int
    as_of: date
    is_synthetic: bool


PLACE = (
    TableColumn("org_unit", TEXT, "division code of the place"),
    TableColumn("org_unit_name", TEXT, "its name"),
    TableColumn("county", TEXT, "code of the county that it is or lies in; missing for the city"),
)

_TABLES: dict[str, tuple[TableColumn, ...]] = {}


def declare(table: str, *declared: TableColumn) -> tuple[TableColumn, ...]:
    """Declare the columns of a table."""
    _TABLES[table] = declared
    return declared


def columns(table: str) -> pd.DataFrame:
    """Return what the columns of a table are: name, dtype, meaning.

    Raises
    ------
    KeyError
        There is no such table.
    """
    rows = [(one.name, one.dtype, one.meaning) for one in _TABLES[table]]
    return pd.DataFrame(rows, columns=["column", "dtype", "meaning"])


def declared_tables() -> tuple[str, ...]:
    """Return the names of the tables whose columns are declared."""
    return tuple(_TABLES)


def make_table(declared: Sequence[TableColumn], values: Mapping[str, Any], origin: Origin) -> pd.DataFrame:
    """Return a table of the declared columns in their order, marked with what it was made from.

    Raises
    ------
    ValueError
        The values are not those of the declared columns.
    """
    if [one.name for one in declared] != list(values):
        raise ValueError(f"declared are {[one.name for one in declared]}, given {list(values)}")
    frame = pd.DataFrame({one.name: pd.Series(values[one.name], dtype=one.dtype) for one in declared})
    return marked(frame, origin)


def marked(frame: pd.DataFrame, origin: Origin, index: str | None = None) -> pd.DataFrame:
    """Mark a table: `attrs` say what it was made from, and the index of invented data is named so."""
    frame.attrs = {
        "synthetic": origin.is_synthetic,
        "city": origin.city,
        "plan_year": origin.year,
        "as_of": origin.as_of.isoformat(),
    }
    words = [*([index] if index else []), *([SYNTHETIC] if origin.is_synthetic else [])]
    frame.index.name = " · ".join(words) or None
    return frame
