"""Fill the superior's own workbook out of a month's last release."""

import json
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from agri.definitions.reading import StoredFile, read_toml
from agri.errors import NotFound
from agri.files.release import lines
from agri.files.release.lines import Release
from agri.files.superior.cell_map import read_cells
from agri.files.superior.fill_workbook import fill_workbook
from agri.models import ReleaseRow
from agri.services.access.cities import city_of, split_name
from agri.services.access.permissions import Act, Actor, require_act
from agri.services.reference.reference import record_cities


@dataclass(frozen=True, slots=True)
class FilledWorkbook:
    """The workbook, out of which release, and how many of its named cells had no figure."""

    content: bytes
    number: str
    blank: int


def released_months(session: Session, actor: Actor) -> list[str]:
    """Return the months of the actor's city that have a release, the newest first."""
    require_act(actor, Act.FILL_WORKBOOKS)
    return sorted({period for _, period in _editions(session, actor)}, reverse=True)


def newest_month(session: Session, actor: Actor) -> str:
    """Return the month whose release cells are tried by.

    Raises
    ------
    NotFound
        No month has a release yet.
    """
    months = released_months(session, actor)
    if not months:
        raise NotFound(
            "no month has a release yet to try the cells by: the municipal committee makes one first",
            "还没有任何月份发布，无法核对单元格；请市工作委员会先发布",
        )
    return months[0]


def fill_superior_workbook(
    session: Session, actor: Actor, *, period: str, workbook: bytes, cells: bytes
) -> FilledWorkbook:
    """Fill the named cells of a workbook; a county gets its own figures and no other's.

    Raises
    ------
    NotFound
        The month has no release.
    Invalid
        With every fault: a cell that is none or cannot be filled, a name that the release does not have.
    """
    require_act(actor, Act.FILL_WORKBOOKS)
    released = _last_release(session, actor, period)
    named = read_cells(StoredFile("cells.toml", cells), released, home=actor.org_unit)
    return FilledWorkbook(
        fill_workbook(workbook, named), released.header.number, sum(one.content is None for one in named)
    )


def read_cell_map(session: Session, actor: Actor, cells: bytes) -> list[dict[str, Any]]:
    """Return the rows of a map, once the newest release has every name in it.

    Raises
    ------
    NotFound
        No month has a release yet.
    Invalid
        With every fault of the map.
    """
    released = _last_release(session, actor, newest_month(session, actor))
    file = StoredFile("cells.toml", cells)
    read_cells(file, released, home=actor.org_unit)
    return list(read_toml(file)["cells"])


def _last_release(session: Session, actor: Actor, period: str) -> Release:
    numbers = [number for number, month in _editions(session, actor) if month == period]
    if not numbers:
        raise NotFound(
            f"{period} has no release yet: the municipal committee makes one first",
            f"{period} 还没有发布；请市工作委员会先发布",
        )
    return lines.from_document(json.loads(session.get_one(ReleaseRow, numbers[-1]).content))


def _editions(session: Session, actor: Actor) -> list[tuple[str, str]]:
    """Return number and month of the city's releases, the oldest first."""
    city, first = city_of(session, actor), record_cities(session)[0]
    rows = session.exec(select(ReleaseRow.number, ReleaseRow.period).order_by(col(ReleaseRow.seq)))
    return [(number, period) for number, period in rows if (split_name(number)[0] or first) == city]
