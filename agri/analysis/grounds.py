"""What is known before any report: the places, and the baselines of their land and means."""

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
)
from agri.analysis.views import View
from agri.periods import end_of_day
from agri.services.figures.take_snapshot import recorded_baselines

PLACE_COLUMNS = declare(
    "org_units",
    *PLACE,
    TableColumn("org_unit_name_en", TEXT, "its name in English letters"),
    TableColumn("kind", TEXT, "its kind in Chinese: 县, 镇, 乡, …"),
    TableColumn("level", TEXT, "province, city, county or township"),
    TableColumn("parent", TEXT, "code of the place above"),
    TableColumn("is_farming", FLAG, "whether it reports"),
)

UNIT_COLUMNS = declare(
    "reporting_units",
    TableColumn("unit", TEXT, "code of the unit"),
    TableColumn("kind", TEXT, "village, recovery_point, dealer, straw_user, trial_site or laboratory"),
    TableColumn("title", TEXT, "its name"),
    *PLACE,
    TableColumn("since", DAY, "its first day; missing: it was always there"),
    TableColumn("until", DAY, "the first day on which it is gone; missing: it is there"),
)

BASELINE_COLUMNS = declare(
    "baselines",
    *PLACE,
    TableColumn("year", COUNT, "the plan year that it is known for"),
    TableColumn("key", TEXT, "code of the figure"),
    TableColumn("title_zh", TEXT, "what it is, in Chinese"),
    TableColumn("title_en", TEXT, "the same in English"),
    TableColumn("value", NUMBER, "the figure, in `unit`"),
    TableColumn("unit", TEXT, "unit of `value`"),
    TableColumn("source", TEXT, "where it comes from"),
    TableColumn("certainty", TEXT, "published, derived or assumed"),
    TableColumn("recorded_at", INSTANT, "when it came into the record"),
)


def all_places(view: View) -> pd.DataFrame:
    """Return every place in code order."""
    units = view.reference.places.units
    return make_table(
        PLACE_COLUMNS,
        {
            **view.place_columns(range(len(units))),
            "org_unit_name_en": [unit.name_en for unit in units],
            "kind": [unit.kind for unit in units],
            "level": [unit.level.value for unit in units],
            "parent": [unit.parent for unit in units],
            "is_farming": [unit.is_farming for unit in units],
        },
        view.origin,
    )


def all_reporting_units(view: View) -> pd.DataFrame:
    """Return the reporting units by the definitions in force at the end of the day, in code order."""
    units = view.reference.years[view.reference.year].reporting_units
    return make_table(
        UNIT_COLUMNS,
        {
            "unit": [unit.code for unit in units],
            "kind": [unit.kind.value for unit in units],
            "title": [unit.title for unit in units],
            **view.places_of([unit.place for unit in units]),
            "since": [unit.since for unit in units],
            "until": [unit.until for unit in units],
        },
        view.origin,
    )


def known_baselines(session: Session, view: View) -> pd.DataFrame:
    """Return the figures in force at the end of the day, by place, year and key."""
    keys = {key.code: key for key in view.reference.baseline_keys}
    recorded = recorded_baselines(session.connection(), end_of_day(view.as_of), view.reference.city)
    last = {(row.org_unit, row.year, row.key): row for row in recorded if row.key in keys}
    rows = [last[name] for name in sorted(last)]
    return make_table(
        BASELINE_COLUMNS,
        {
            **view.places_of([row.org_unit for row in rows]),
            "year": [row.year for row in rows],
            "key": [row.key for row in rows],
            "title_zh": [keys[row.key].title.zh for row in rows],
            "title_en": [keys[row.key].title.en for row in rows],
            "value": [row.value for row in rows],
            "unit": [keys[row.key].unit for row in rows],
            "source": [row.source for row in rows],
            "certainty": [row.certainty for row in rows],
            "recorded_at": [row.recorded_at for row in rows],
        },
        view.origin,
    )
