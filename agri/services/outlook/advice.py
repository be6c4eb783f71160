"""What would help most by the newest searches on both bases: first what moves the field, then the reports."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeAlias
from uuid import UUID

from sqlalchemy import null
from sqlmodel import Session, col, select

from agri.definitions.places import OrgUnit
from agri.definitions.reading import Title
from agri.models import SearchRow, TaskRow
from agri.services.access.cities import shown_name
from agri.services.outlook.search_measures import city_measures
from agri.services.reference.reference import Reference
from agri.terms import Basis, Level

MOST_THINGS = 3
NOTABLE = 0.002  # of a chance, what a page that shows tenths of a point can tell from nothing; assumed
ERRORS = 2  # so many Monte-Carlo errors a gain must be worth, or it is taken for chance; assumed
ORDERED = "督办"  # stands where a task of the plan names its clause
ORDERED_ID = "d-"  # the ids of ordered tasks begin with it, those of the plan with a number

Chance: TypeAlias = tuple[float, float | None]  # added to a chance, and its Monte-Carlo error; fractions
_NONE: Chance = (0.0, None)
_EXACT: Chance = (0.0, 0.0)  # of a target that a measure does not touch in any replication


@dataclass(frozen=True, slots=True)
class ThingToDo:
    """One step of a measure in a county, by the search's own answer.

    ========== ============================================================================== ========
    Field      Meaning                                                                        Unit
    ========== ============================================================================== ========
    indicator  the target that it moves most                                                  —
    lead       who answers for that target in the plan's ledger; empty where nobody is named  —
    in_field   what it adds to the target's chance as verified                                fraction
    on_paper   what it adds to the chance as reported beyond that                             fraction
    ..._error  Monte-Carlo errors of the two; None in searches of earlier versions            fraction
    task       its task in the ledger, once it was ordered                                    —
    ========== ============================================================================== ========
    """

    measure: str
    title: Title
    amount: float
    unit: Title
    place: str
    place_name: str
    place_name_en: str
    indicator: str
    indicator_title: Title
    lead: str
    starts_on: date
    in_field: float
    in_field_error: float | None
    on_paper: float
    on_paper_error: float | None
    cost_yuan: float
    task: str | None

    @property
    def order(self) -> Title:
        """What the ledger calls it."""
        amount = f"{self.amount:g}"
        return Title(
            f"{self.place_name}：{self.title.zh} {amount}{self.unit.zh}",
            f"{self.place_name_en}: {self.title.en}, {amount} {self.unit.en}",
        )

    @property
    def moves_field(self) -> bool:
        """Whether it moves what happens, and not only what is reported."""
        return _is_notable(self.in_field, self.in_field_error)


@dataclass(frozen=True, slots=True)
class Advice:
    """What to do, and the searches that say so; `as_of` is None until both have been made."""

    as_of: date | None
    searches: tuple[UUID, ...]
    things: tuple[ThingToDo, ...]


def read_advice(session: Session, reference: Reference, within: OrgUnit, *, as_of: date) -> Advice:
    """Return what would help most within a place, by the newest searches of its city on both bases."""
    searches = {basis: _newest_search(session, reference, basis, as_of) for basis in Basis}
    reported, true = searches[Basis.REPORTED], searches[Basis.TRUE]
    if reported is None or true is None:
        return Advice(None, (), ())
    measures, indicators = city_measures(reference), reference.plan.indicators
    on_reports, ordered = _gains(reported), _ordered(session, reference)
    leads = _leads(session, reference, within)
    things: list[ThingToDo] = []
    in_truth = _gains(true)
    for measure, place in sorted({*in_truth, *on_reports}):
        gain, of_targets = in_truth.get((measure, place)) or on_reports[measure, place]
        of_targets = of_targets if (measure, place) in in_truth else {}
        beside = on_reports.get((measure, place), (gain, {}))[1]
        if measure not in measures or not place.startswith(within.code):
            continue
        # What changes nothing in the field still has a target that it helps on paper.
        targets = [code for code in {**of_targets, **beside} if code in indicators]
        if not targets:
            continue
        indicator = max(
            targets, key=lambda code: (of_targets.get(code, _NONE)[0], beside.get(code, _NONE)[0])
        )
        (in_field, error), (told, told_error) = (
            of_targets.get(indicator, _EXACT),
            beside.get(indicator, _NONE),
        )
        kind, unit = measures[measure], reference.places[place]
        thing = ThingToDo(
            measure=measure,
            title=kind.title,
            amount=kind.step,
            unit=kind.unit,
            place=place,
            place_name=unit.name,
            place_name_en=unit.name_en,
            indicator=indicator,
            indicator_title=indicators[indicator].title,
            lead=leads.get(indicator, ""),
            starts_on=date.fromisoformat(gain["starts_on"]),
            in_field=in_field,
            in_field_error=error,
            on_paper=told - max(in_field, 0.0),
            on_paper_error=None if error is None or told_error is None else math.hypot(error, told_error),
            cost_yuan=gain["cost_yuan"],
            task=None,
        )
        things.append(replace(thing, task=ordered.get((thing.order.zh, thing.starts_on))))
    return Advice(min(reported.as_of, true.as_of), (reported.id, true.id), _best(things))


def _is_notable(gain: float, error: float | None) -> bool:
    """Say whether a gain is more than what chance would show."""
    return gain >= NOTABLE and (error is None or gain > ERRORS * error)


def _best(things: list[ThingToDo]) -> tuple[ThingToDo, ...]:
    """Choose the best place of each measure: what gains most in the field, the cheaper first of equals."""
    best: dict[str, ThingToDo] = {}
    for thing in sorted(things, key=lambda one: (-round(one.in_field, 3), -one.on_paper, one.cost_yuan)):
        if thing.moves_field or _is_notable(thing.on_paper, thing.on_paper_error):
            best.setdefault(thing.measure, thing)
    return tuple(best.values())[:MOST_THINGS]


def _newest_search(session: Session, reference: Reference, basis: Basis, as_of: date) -> SearchRow | None:
    return session.exec(
        select(SearchRow)
        .where(
            SearchRow.city == reference.city,
            SearchRow.basis == basis,
            col(SearchRow.result).is_not(None),
            col(SearchRow.limits).is_(null()),
            col(SearchRow.as_of) >= date(reference.plan.year, 1, 1),
            col(SearchRow.as_of) <= as_of,
        )
        .order_by(col(SearchRow.as_of).desc(), col(SearchRow.finished_at).desc())
    ).first()


def _gains(search: SearchRow) -> dict[tuple[str, str], tuple[Mapping[str, Any], dict[str, Chance]]]:
    """Return one step more of each measure in each county, with what it adds to the chance of each target."""
    return {
        (gain["measure"], gain["place"]): (
            gain,
            {
                target["indicator"]: (target["probability_gain"], target.get("probability_error"))
                for target in gain["targets"]
            },
        )
        for gain in json.loads(search.result or "{}")["gains"]
    }


def _ordered(session: Session, reference: Reference) -> dict[tuple[str, date | None], str]:
    """Return the ids of the tasks that were ordered this year, by title and date."""
    own = reference.stored_name(reference.plan.code)
    rows = session.exec(select(TaskRow).where(TaskRow.plan == own, TaskRow.clause == ORDERED))
    return {(row.title_zh, row.due_on): shown_name(row.id) for row in rows}


def _leads(session: Session, reference: Reference, within: OrgUnit) -> dict[str, str]:
    """Return who answers for each indicator: the lead unit for the city, for a county those it names."""
    own = reference.stored_name(reference.plan.code)
    rows = session.exec(
        select(TaskRow)
        .where(TaskRow.plan == own, col(TaskRow.indicator).is_not(None), TaskRow.clause != ORDERED)
        .order_by(TaskRow.id)
    )
    found: dict[str, str] = {}
    for row in rows:
        name = row.lead if within.level == Level.CITY else row.responsible
        found.setdefault(row.indicator or "", name)
    return found
