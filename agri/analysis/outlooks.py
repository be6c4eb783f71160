"""How the year may end: the stored projections' quantiles and chances, and the draws behind them."""

from collections.abc import Mapping
from uuid import UUID

import pandas as pd
from sqlmodel import Session

from agri.analysis.tables import (
    COUNT,
    DAY,
    FLAG,
    INSTANT,
    NUMBER,
    PLACE,
    TEXT,
    TableColumn,
    declare,
    make_table,
    marked,
)
from agri.analysis.views import View
from agri.definitions.plan import Plan
from agri.definitions.value_units import FRACTION
from agri.errors import NotFound
from agri.services.outlook.computing import computing
from agri.services.outlook.list_projections import draw_again, list_projections
from agri.services.outlook.project_year import project_unstored
from agri.terms import Basis

_SUMMARIES = ("mean", "sd", "q05", "q25", "q50", "q75", "q95")

COLUMNS = declare(
    "projections",
    TableColumn("projection", TEXT, "id of the projection"),
    TableColumn("as_of", DAY, "the day from which it looks"),
    TableColumn("requested_at", INSTANT, "when it was asked for"),
    TableColumn("age_days", COUNT, "days from that day to the record's"),
    TableColumn("is_current", FLAG, "whether it speaks of the record as it stands"),
    TableColumn("changes", COUNT, "review decisions since that it does not know"),
    TableColumn("scenario", TEXT, "code of what is assumed of the rest of the year"),
    TableColumn("seed", COUNT, "seed of the draws"),
    TableColumn("replications", COUNT, "number of draws"),
    TableColumn("method", TEXT, "version of the engine"),
    *PLACE,
    TableColumn("level", TEXT, "city, county or township"),
    TableColumn("indicator", TEXT, "code of the indicator"),
    TableColumn("basis", TEXT, "reported: what will stand in the reports; true: what will be so"),
    TableColumn("target_pct", NUMBER, "the year's target; NaN for townships and without one"),
    TableColumn("to_date_pct", NUMBER, "the record's value; NaN on the basis true"),
    *(TableColumn(f"{name}_pct", NUMBER, f"{name} of the year's end") for name in _SUMMARIES),
    TableColumn("probability_pct", NUMBER, "share of the draws that meet the target; NaN without one"),
)


def stored_projections(session: Session, view: View) -> pd.DataFrame:
    """Return one row for each indicator, place and basis of every stored projection, the oldest first."""
    rows = [
        (
            str(one.row.id),
            one.row.as_of,
            one.row.requested_at,
            (view.as_of - one.row.as_of).days,
            one.is_current,
            one.changes,
            one.document["scenario"],
            one.row.seed,
            one.row.replications,
            one.row.method,
            line,
        )
        for one in list_projections(session, view.as_of, city=view.reference.city)
        for line in one.document["indicators"]
    ]
    lines = [row[-1] for row in rows]
    # Amounts have no per cent; they stand in the assessment and in the projection's document.
    rates = _rates(view.reference.plan)
    lines = [
        line if line["indicator"] in rates else {**line, "to_date": None, "year_end": None} for line in lines
    ]
    ends: list[Mapping[str, float | None]] = [line["year_end"] or {} for line in lines]
    facts = {one.name: [row[i] for row in rows] for i, one in enumerate(COLUMNS[:10])}
    values = {
        **facts,
        **view.places_of([line["org_unit"] for line in lines]),
        **{name: [line[name] for line in lines] for name in ("level", "indicator", "basis")},
        "target_pct": [_percent(line["target"]) for line in lines],
        "to_date_pct": [_percent(line["to_date"]) for line in lines],
        **{f"{name}_pct": [_percent(end.get(name)) for end in ends] for name in _SUMMARIES},
        "probability_pct": [_percent(line["probability"]) for line in lines],
    }
    return make_table(COLUMNS, values, view.origin)


def year_end_draws(
    session: Session,
    view: View,
    projection: UUID | None,
    *,
    org_unit: str | None,
    basis: Basis,
    seed: int | None,
    replications: int | None,
) -> pd.DataFrame:
    """Return the draws of one place's year end, replication × indicator, in percent.

    Raises
    ------
    NotFound
        There is no such projection, or no draws of that place.
    Conflict
        Another version of the engine made the projection, or the record cannot be computed with.
    Invalid
        Seed or replications are out of bounds.
    """
    with computing():
        if seed is None and replications is None:
            drawn = draw_again(session, view.as_of, projection, city=view.reference.city)
        else:
            drawn = project_unstored(
                session,
                city=view.reference.city,
                as_of=view.as_of,
                seed=1 if seed is None else seed,
                replications=1_000 if replications is None else replications,
            )
    place = org_unit or view.reference.plan.city
    if place not in drawn.draw_places:
        raise NotFound(
            f"there are no draws of {place}; ask for the city or one of its counties",
            f"没有 {place} 的模拟结果；可查询市或县（区）",
        )
    frame = pd.DataFrame(
        {
            f"{code}_pct": 100 * drawn.draws_of(code, place, basis).astype("float64")
            for code in _rates(view.reference.plan)
        }
    )
    frame = marked(frame, view.origin, index="replication")
    frame.attrs |= {"org_unit": place, "basis": basis.value, "seed": drawn.seed, "method": drawn.method}
    return frame


def _percent(value: float | None) -> float | None:
    return None if value is None else 100 * value


def _rates(plan: Plan) -> tuple[str, ...]:
    return tuple(code for code, one in plan.indicators.items() if one.making.value_unit == FRACTION)
