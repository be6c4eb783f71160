"""Check that what a package says of its months goes with its campaigns: shares of a year, film due next year.

Both are taken over with a package, and are wrong where the crops are others: a share of pesticide in a month
in which nobody sprays makes growth to date out of nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from agri.definitions.calendar import Calendar, Campaign, Crop, read_calendar
from agri.definitions.indicator_file import INDICATORS, Declarations
from agri.definitions.lines import LineRole, Lines
from agri.definitions.package.documents import Opening, TomlDocument, is_number, text_in
from agri.definitions.package.faults import FaultWords, PackageFault
from agri.definitions.package.lines import Path
from agri.definitions.reading import CALENDAR, Title
from agri.periods import Period
from agri.terms import Weight

_MUCH = 0.03  # of a year, in a month without a campaign: shares are written with two digits
_LEFT_OUT = 0.05  # of a year, by the campaigns, in a month without a share: windows begin late or early
_FAR = 0.1  # of a year, from what the campaigns give: crops of a city are not alike in area


class MonthFault(FaultWords):
    """What can be wrong with months; as in `FaultKind`."""

    MONTH_SHARES_OFF = (
        Weight.LATER,
        "份额与 calendar.toml 的施药窗口（spray）不符：{found}；与上年同月比的增长率会凭空变化。请重写"
        "12 个月的份额（只按农事窗口、各作物同等计为 {shares}），或更正窗口",
        "the shares do not go with the spraying campaigns of calendar.toml: {found}; growth to date would "
        "move by itself. Please write the twelve shares anew (by the campaigns, all crops alike, {shares}), "
        "or mend the campaigns",
    )
    NOTHING_DUE = (
        Weight.STOP,
        "作物 {found} 没有跨年的秋季覆膜（calendar.toml：{why}），due_of 会把今年的地膜算到明年；{way}",
        "the crop {found} lays no film in autumn for the year after (calendar.toml: {why}), so due_of would "
        "count this year's film in the next; {way}",
    )


def month_faults(
    opening: Opening,
    coefficients: TomlDocument | None,
    declared: Declarations,
    lines: Lines | None,
    year: int,
) -> Iterator[PackageFault]:
    """Yield shares of pesticide against the spraying, and crops whose film falls due in no other year."""
    try:
        calendar = read_calendar(opening.files[CALENDAR])
        spraying = [one for one in calendar.of_kind("spray") if one.window(year)[0] <= one.window(year)[1]]
    except (AttributeError, KeyError, TypeError, ValueError):
        return  # named where the calendar is checked
    sprayed = {name for line in lines or () if line.role == LineRole.PESTICIDE for name in line.names}
    names = {
        amount.month_share
        for amount in declared.amounts.values()
        if amount.month_share and sprayed & set(amount.elements)
    }
    if coefficients is not None:
        for name in sorted(names):
            yield from _share_faults(coefficients, name, spraying, year)
    document = Opening(opening.files).toml(INDICATORS, is_needed=False)
    if document is not None:
        yield from _due_faults(document, calendar)


def campaign_shares(campaigns: Sequence[Campaign], year: int) -> list[float]:
    """Return the share of a year's work in each month by the campaigns' windows, all crops alike; (12,)."""
    shares = [0.0] * 12
    for campaign in campaigns:
        first, last = campaign.window(year)
        for month in range(first.month, last.month + 1):
            period = Period(year, month)
            days = (min(last, period.last_day) - max(first, period.first_day)).days + 1
            shares[month - 1] += campaign.share * days / ((last - first).days + 1)
    whole = sum(shares)
    return [share / whole for share in shares] if whole else shares


def _share_faults(
    document: TomlDocument, name: str, campaigns: Sequence[Campaign], year: int
) -> Iterator[PackageFault]:
    """Yield a figure of twelve shares whose months do not go with the spraying."""
    value = _value(document.table, name)
    if len(value) != 12 or not campaigns:
        return
    expected = campaign_shares(campaigns, year)
    odd = [
        (month, share, due)
        for month, (share, due) in enumerate(zip(value, expected, strict=True), start=1)
        if abs(share - due) >= _FAR or (share >= _MUCH and not due) or (due >= _LEFT_OUT and not share)
    ]
    if odd:
        found = Title(
            "、".join(f"{month} 月为 {share:g}，窗口约 {due:.2f}" for month, share, due in odd),
            ", ".join(f"month {month} has {share:g}, by them {due:.2f}" for month, share, due in odd),
        )
        shares = ", ".join(f"{share:.2f}" for share in expected)
        path: Path = (*name.split("."), "value")
        yield document.fault(MonthFault.MONTH_SHARES_OFF, path, found=found, shares=shares)


def _value(table: Mapping[str, Any], name: str) -> list[float]:
    found: Any = table
    for key in (*name.split("."), "value"):
        found = found.get(key) if isinstance(found, Mapping) else None
    return [float(one) for one in found if is_number(one)] if isinstance(found, list) else []


def _due_faults(document: TomlDocument, calendar: Calendar) -> Iterator[PackageFault]:
    """Yield each `due_of` of a crop whose film is laid and picked up in one year."""
    found: list[tuple[Path, str]] = [
        ((*path, "due_of"), text_in(row, "due_of")) for path, row in document.rows("amounts")
    ]
    for path, row in document.rows("indicators"):
        for side in ("numerator", "denominator"):
            terms = row.get(side)
            for i, term in enumerate(terms if isinstance(terms, list) else ()):
                if isinstance(term, Mapping):
                    found.append(((*path, side, i, "due_of"), text_in(term, "due_of")))
    for at, code in found:
        if code in calendar.crops and not _lays_in_autumn(calendar.crops[code]):
            words = _nothing_due(calendar.crops[code], tuple(calendar.crops.values()))
            yield document.fault(MonthFault.NOTHING_DUE, at, **words)


def _nothing_due(crop: Crop, crops: Sequence[Crop]) -> dict[str, str | Title]:
    fitting = [one.code for one in crops if _lays_in_autumn(one)]
    laid = ", ".join(str(month) for month in crop.months_for("lay_film")) or "—"
    why = Title(
        f"is_harvested_next_year = {str(crop.is_harvested_next_year).lower()}，lay_film = {laid} 月，"
        f"first_month = {crop.first_month}",
        f"is_harvested_next_year = {str(crop.is_harvested_next_year).lower()}, lay_film in month {laid}, "
        f"first_month = {crop.first_month}",
    )
    way = (
        Title(f"请改写为：{'、'.join(fitting)}", f"please write one of: {', '.join(fitting)}")
        if fitting
        else Title(
            "本市没有这样的作物：请删去 due_of、last_autumn 和 last_autumn_minus，"
            "season_year 写 month_of_use",
            "no crop here does: please remove due_of, last_autumn and last_autumn_minus, and write "
            "season_year month_of_use",
        )
    )
    return {"found": crop.code, "why": why, "way": way}


def _lays_in_autumn(crop: Crop) -> bool:
    return crop.is_harvested_next_year and bool(crop.months_for("lay_film.this"))
