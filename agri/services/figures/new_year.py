"""Write the next year's package from the last: last year's amounts from accepted reports, targets blank."""

import re
from datetime import date
from pathlib import Path

import numpy as np
from sqlmodel import Session

from agri.definitions.places import BaselineKey
from agri.definitions.plan import Plan
from agri.definitions.reading import PLAN
from agri.errors import Conflict
from agri.indicators.snapshot import Snapshot
from agri.indicators.territory import on_todays_ground
from agri.periods import Period
from agri.services.figures.snapshot_cache import current_snapshot
from agri.services.reference.new_package import baseline_file, write_package
from agri.services.reference.reference import Reference, read_reference
from agri.services.reference.years.ask_counties import ask_counties
from agri.terms import CellState, Level

_FILES = {Level.TOWNSHIP: "baselines-township.csv", Level.COUNTY: "baselines-county.csv"}
_LAYOUTS = "layouts/"
_TARGET = re.compile(r'(?m)^(target = \{.*comparator = "([^"]+)".*\}).*$')
_SUGGESTED = re.compile(r"(?m)^# *target = \{ *value = *,.*\n")  # that somebody has filled in or left
_INDICATOR = re.compile(r"(?m)^(?=\[\[indicators\]\])")
_UNKNOWN = (CellState.NOT_REPORTED, CellState.PENDING, CellState.BLANK)


def write_new_year(
    session: Session,
    year: int,
    folder: Path,
    *,
    as_of: date,
    city: str | None = None,
    asks_counties: bool = False,
) -> tuple[str, ...]:
    """Write the package of the next year into a new folder; return the names of its files.

    Parameters
    ----------
    session : Session
        Reads only.
    year : int
        The one after the newest of the record.
    folder : Path
        Where the package goes.
    as_of : date
        By whose end a report must be accepted to be carried into next year's baselines.
    city : str, optional
        Whose; it may be left out while the record holds one.
    asks_counties : bool, optional
        Whether samples analysed and the uses of straw are asked of the county from that year on.

    Raises
    ------
    Conflict
        The year has definitions already or does not follow the newest, or the folder holds something.
    """
    reference = read_reference(session, of=city)
    newest = max(reference.years)
    if year in reference.years:
        closed = year in reference.closed_years
        raise Conflict(
            f"{year} {'is closed' if closed else 'has definitions already'}: "
            f"{reference.for_year(year).version.name}",
            f"{year} 年{'已年度封账' if closed else '已有定义'}：{reference.for_year(year).version.name}",
        )
    if year != newest + 1:
        raise Conflict(
            f"the newest plan year is {newest}, so the next is {newest + 1}",
            f"现有最新方案年度是 {newest}，下一年度应为 {newest + 1}",
        )
    last = reference.for_year(newest)
    snapshot = on_todays_ground(current_snapshot(session, last.plan, as_of))
    contents = {name: last.files.read(name) for name in last.files.names()}
    for name in ("tasks.csv", "cases.toml"):  # of last year alone
        contents.pop(name, None)
    contents[PLAN] = _plan_text(contents[PLAN].decode("utf-8-sig"), last, year).encode()
    for name in [one for one in contents if one.startswith(_LAYOUTS)]:
        contents[name] = valid_next(contents[name].decode("utf-8-sig"), newest).encode()
    for level, name in _FILES.items():
        contents[name] = _baselines(last, snapshot, level, year)
    if asks_counties:
        contents = ask_counties(contents)
    write_package(folder, contents, year)
    return tuple(sorted(contents))


def _plan_text(text: str, last: Reference, year: int) -> str:
    """Return last year's plan with the year moved on, and everything blank that its document must say."""
    before = year - 1
    base = [one for one in (year - 2, before) if one in {*last.years, *last.plan.base_years}]
    edits = (
        (rf"(?m)^#.*\b{before}\b.*\n", ""),
        (r"(?m)^year = \d+.*$", f"year = {year}"),
        (r"(?m)^base_years = .*$", f"base_years = {base}"),
        (r"(?m)^has_ledger = .*$", "has_ledger = false # add tasks.csv once the document is published"),
        (
            r"(?m)^(code = \")(.*)(\")$",
            lambda found: found[1] + found[2].replace(str(before), str(year)) + found[3],
        ),
        (r"(?m)^(title = .*)$", lambda found: found[1].replace(str(before), str(year))),
        (r"(?m)^number = .*$", f'number = "{year} 年文件待填 / to be filled in"'),
        (r"(?m)^published_on = .*$", f"published_on = {year}-01-01 # the document's own day"),
    )
    for pattern, replacement in edits:
        text = re.sub(pattern, replacement, text)
    return targets_to_write(text, year)


def valid_next(layout: str, before: int) -> str:
    """Return a layout whose forms hold for the next year; a date that names another year is left.

    >>> valid_next('valid_until = { zh = "2026年12月", en = "December 2026" }', 2026)
    'valid_until = { zh = "2027年12月", en = "December 2027" }'
    """
    return re.sub(
        r"(?m)^valid_until = .*$", lambda found: found[0].replace(str(before), str(before + 1)), layout
    )


def targets_to_write(text: str, year: int) -> str:
    """Return a plan whose targets wait to be written: last year's, and below it one line to fill in.

    >>> targets_to_write('target = { value = 0.004, comparator = "<=" }', 2020).splitlines()[1]
    '# target = { value = , comparator = "<=" }'
    """
    return "".join(_suggested(block, year) for block in _INDICATOR.split(text))


def _suggested(block: str, year: int) -> str:
    """Return an indicator whose target waits to be written: last year's, and one line with its comparator."""
    if not _TARGET.search(block):
        return block
    note = (
        f'# {year - 1}: \\1; write the one of {year} in front\n# target = {{ value = , comparator = "\\2" }}'
    )
    return _TARGET.sub(note, _SUGGESTED.sub("", block))


def _baselines(last: Reference, snapshot: Snapshot, level: Level, year: int) -> bytes:
    keys = [key for key in last.baseline_keys if key.level == level]
    rows = []
    for unit in last.places.at(level):
        known = dict(last.baseline(unit.code, year - 1))
        if not known or unit.code in last.ground.until:
            continue
        figures = {key.code: known[key.code] for key in keys if key.code in known}
        for key in keys:
            if key.carried is None:
                continue
            figures.pop(key.code, None)
            amount = carried_amount(snapshot, last.plan, key, unit.code)
            if amount is not None:
                figures[key.code] = amount
        rows.append((unit.code, year, figures))
    names = {unit.code: unit.name for unit in last.places.units}
    return baseline_file([key.code for key in keys], rows, names)


def carried_amount(snapshot: Snapshot, plan: Plan, key: BaselineKey, org_unit: str) -> float | None:
    """Return what last year's accepted reports add up to; None where one that was due is missing."""
    if key.carried is None:
        return None
    row = snapshot.places.index[org_unit]
    columns = [snapshot.element_index[name] for name in key.carried.elements]
    months = [snapshot.period_index[Period(plan.year, month)] for month in key.carried.months]
    cells = np.ix_([row], columns, months)
    if np.isin(snapshot.state[cells], _UNKNOWN).any():
        return None
    return float(np.nansum(snapshot.values[cells]))
