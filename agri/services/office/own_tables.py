"""Own tables: amounts of the record as a view lays them out, for whoever asks within their own places."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import Session

from agri.definitions.reading import Title
from agri.errors import Fault, Invalid
from agri.files.pivot.cube import Cube, build_cube, count_cells
from agri.files.pivot.view import TableView, view_of
from agri.files.pivot.workbook import element_name, laid_out, render_table
from agri.services.access.permissions import Act, Actor, require_act, require_scope
from agri.services.figures.snapshot_cache import current_snapshot
from agri.services.reference.reference import Reference, read_reference
from agri.terms import Axis

MOST_CELLS_SHOWN = 20_000
MOST_CELLS_WRITTEN = 400_000  # five seconds of one core to write
_SYNTHETIC = "演示数据 / synthetic"


@dataclass(frozen=True, slots=True)
class OwnTable:
    """A table as it is shown: names along the three axes, amounts by (sheet, row, column); None is unknown.

    `is_lacking`: a report, a decision or a figure is missing in what was added up.
    """

    view: TableView
    sheets: tuple[Title, ...]
    rows: tuple[Title, ...]
    columns: tuple[Title, ...]
    amounts: list[list[list[float | None]]]
    is_lacking: list[list[list[bool]]]


def show_table(session: Session, actor: Actor, asked: Mapping[str, object], *, as_of: date) -> OwnTable:
    """Return what a view shows on a day, below the places of whoever asks.

    Raises
    ------
    NotAllowed
        The actor reads no figures, or not those of that place.
    NotFound
        There is no such place.
    Invalid
        With every fault of the view, or because it has more cells than a page can show.
    """
    reference, view, cube = _cube(session, actor, asked, as_of, most=MOST_CELLS_SHOWN)
    forms = reference.plan.forms
    names = {
        Axis.PLACE: tuple(Title(place.name, place.name_en) for place in cube.places),
        Axis.PERIOD: tuple(Title(span, span) for span in cube.spans),
        Axis.ELEMENT: tuple(element_name(forms, one) for one in cube.elements),
    }
    amounts, lacking = laid_out(cube, view)
    return OwnTable(
        view=view,
        sheets=names[view.sheets],
        rows=names[view.rows],
        columns=names[view.columns],
        amounts=[[[_known(one) for one in row] for row in sheet] for sheet in amounts.tolist()],
        is_lacking=lacking.tolist(),
    )


def table_workbook(session: Session, actor: Actor, asked: Mapping[str, object], *, as_of: date) -> bytes:
    """Return the same as xlsx, a sheet for each name of the third axis; what refuses is the same."""
    reference, view, cube = _cube(session, actor, asked, as_of, most=MOST_CELLS_WRITTEN)
    mark = _SYNTHETIC if reference.plan.is_synthetic else ""
    return render_table(cube, view, reference.plan.forms, as_of=as_of.isoformat(), mark=mark)


def read_asked(reference: Reference, asked: Mapping[str, object]) -> TableView:
    """Return the view that somebody asks for; what refuses is what `view_of` raises."""
    places = [unit.code for unit in reference.places.units]
    return view_of(asked, elements=reference.plan.forms.data_elements, places=places)


def _cube(
    session: Session, actor: Actor, asked: Mapping[str, object], as_of: date, *, most: int
) -> tuple[Reference, TableView, Cube]:
    require_act(actor, Act.READ_FIGURES)
    below = str(asked.get("below") or actor.org_unit)
    require_scope(session, actor, below)
    reference = read_reference(session, of=actor).at(as_of)
    view = replace(read_asked(reference, asked), below=below)
    snapshot = current_snapshot(session, reference.plan, as_of)
    cells = count_cells(snapshot, reference.plan, view)
    if cells > most:
        raise _too_many(cells, most)
    return reference, view, build_cube(snapshot, reference.plan, view)


def _too_many(cells: int, most: int) -> Invalid:
    en, zh = f"{cells} cells are more than ", f"共 {cells} 格，超过"
    if most == MOST_CELLS_SHOWN:
        en += f"a page shows ({most}): take counties, fewer months or elements, or the workbook"
        zh += f"页面可显示的 {most} 格：请改按区县、少选月份或数据项，或直接下载工作簿"
    else:
        en += f"one workbook holds ({most}): take counties, fewer months or elements, or two tables"
        zh += f"一份工作簿可容纳的 {most} 格：请改按区县、少选月份或数据项，或分成两张表"
    return Invalid(en, zh, (Fault("/elements", "too-many-cells", en, zh),))


def _known(amount: float) -> float | None:
    return None if math.isnan(amount) else amount
