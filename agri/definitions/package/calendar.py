"""Check the crop calendar: crops, campaigns, their windows and shares."""

from collections.abc import Iterator
from datetime import date

from agri.definitions.package.documents import Opening, TomlDocument, number_in, rows_of, text_in
from agri.definitions.package.faults import PackageFault
from agri.definitions.package.figures import twice
from agri.definitions.package.kinds import FaultKind
from agri.definitions.package.lines import Path
from agri.definitions.package.shape import not_among, shape_faults
from agri.definitions.package.shapes import CALENDAR
from agri.definitions.reading import Title

_NAME = "calendar.toml"
_HALF_A_YEAR = 183
_REPEATED_KINDS = ("spray", "sample")  # an area may be taken in several times
_ONE_AREA_KINDS = ("sow", "harvest", "lay_film", "pick_film")  # one campaign at a time on a crop's area


def check_calendar(opening: Opening, year: int) -> TomlDocument | None:
    """Check the calendar for a plan year; windows must be days of that year."""
    document = opening.toml(_NAME)
    if document is None:
        return None
    opening.add(list(shape_faults(document, CALENDAR)))
    crops, campaigns = document.rows("crops"), document.rows("campaigns")
    opening.add(list(twice(document, crops)))
    opening.add(list(twice(document, campaigns)))
    opening.add(list(_campaign_faults(document, year)))
    opening.add(list(_share_faults(document)))
    opening.add(list(_month_faults(document)))
    opening.note_passed(
        _NAME,
        f"{len(crops)} 种作物，{len(campaigns)} 个农事窗口",
        f"{len(crops)} crops, {len(campaigns)} campaigns",
    )
    return document


def codes_of(document: TomlDocument | None, key: str) -> list[str]:
    """Return the codes of a list of tables."""
    return [text_in(row, "code") for _, row in rows_of(document.table, key)] if document else []


def _campaign_faults(document: TomlDocument, year: int) -> Iterator[PackageFault]:
    crops = codes_of(document, "crops")
    windows: dict[tuple[str, str], list[tuple[date, date, str]]] = {}
    for path, row in document.rows("campaigns"):
        crop = text_in(row, "crop")
        if crop and crop not in crops:
            yield not_among(document, (*path, "crop"), crop, crops)
        share = number_in(row, "share")
        if share is not None and 1 < share <= 20 and text_in(row, "kind") not in _REPEATED_KINDS:
            yield document.fault(
                FaultKind.PERCENT_FOR_FRACTION,
                (*path, "share"),
                found=f"{share:g}",
                meant_value=f"{share / 100:g}",
            )
        days = []
        for key in ("first", "last"):
            day = _day(row.get(key), year)
            if isinstance(row.get(key), str) and day is None:
                at = (*path, key)
                yield document.fault(FaultKind.NOT_A_DAY, at, found=f'"{row[key]}"', example='"10-13"')
            days.append(day)
        first, last = days
        if first is None or last is None:
            continue
        if first > last:
            yield document.fault(
                FaultKind.START_AFTER_END,
                (*path, "first"),
                found=f"{first:%m-%d}",
                other=f"{last:%m-%d}",
                way=_way_out(first, last),
            )
            continue
        kind, code = text_in(row, "kind"), text_in(row, "code")
        for other_first, other_last, other in windows.get((kind, crop), []):
            if kind in _ONE_AREA_KINDS and first <= other_last and other_first <= last:
                yield document.fault(FaultKind.SEASONS_OVERLAP, (*path, "first"), found=code, other=other)
        windows.setdefault((kind, crop), []).append((first, last, code))


def _way_out(first: date, last: date) -> Title:
    """Say how a window that runs backwards is meant: over the new year where that is the shorter of both."""
    backwards = (first - last).days
    if backwards < _HALF_A_YEAR:
        return Title("请对调", "please swap them")
    return Title(
        f"跨年的窗口请拆成两段：{first:%m-%d} 至 12-31 和 01-01 至 {last:%m-%d}，code 各异，"
        "share 按各段的工作量分开",
        f"a window over the new year is written as two campaigns, please write {first:%m-%d} to 12-31 and "
        f"01-01 to {last:%m-%d}, each with a code and its part of the share",
    )


def _month_faults(document: TomlDocument) -> Iterator[PackageFault]:
    """Yield the months of a crop with one season a year that lie before that season."""
    for path, row in document.rows("crops"):
        first, months = number_in(row, "first_month"), row.get("months")
        if first is None or row.get("is_harvested_next_year") is not False or not isinstance(months, dict):
            continue
        for work, listed in months.items():
            for i, month in enumerate(listed if isinstance(listed, list) else ()):
                if isinstance(month, int) and month < first:
                    yield document.fault(
                        FaultKind.SEASON_MONTH,
                        (*path, "months", work, i),
                        crop=text_in(row, "code"),
                        work=work,
                        found=str(month),
                        other=f"{first:g}",
                    )


def _share_faults(document: TomlDocument) -> Iterator[PackageFault]:
    sums: dict[tuple[str, str], float] = {}
    last: dict[tuple[str, str], Path] = {}
    for path, row in document.rows("campaigns"):
        if text_in(row, "kind") != "fertilize":
            continue
        for key in ("share", "formula"):
            one = (text_in(row, "crop"), key)
            sums[one] = sums.get(one, 0.0) + (number_in(row, key) or 0.0)
            last[one] = (*path, key)
    for (crop, key), total in sums.items():
        if total > 1 + 1e-9:
            yield document.fault(
                FaultKind.SHARES_ABOVE_ONE, last[crop, key], crop=crop, key=key, found=f"{total:g}"
            )


def _day(value: object, year: int) -> date | None:
    if not isinstance(value, str):
        return None
    try:
        month, day = value.split("-")
        return date(year, int(month), int(day))
    except (ValueError, OverflowError):  # a number too long to be one of a month
        return None
