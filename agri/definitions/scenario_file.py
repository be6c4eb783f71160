"""Read a scenario from a TOML or JSON file: named measures with place, amount, start date and cost.

Every fault is named by its place in the file, in both languages; a file with any fault is refused whole. ::

    code = "autumn-push"
    title = { zh = "秋季冲刺", en = "Autumn push" }
    review = true                      # the monthly review goes on; true when left out

    [[measures]]
    measure = "spraying_teams"         # a code of the city's measures.toml
    place = "410122"                   # a county, or the city: shared out by what counties have
    amount = 3
    starts_on = 2019-09-10
    cost_yuan = 120000                 # amount × the usual cost when left out
"""

import json
import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from agri.definitions.measures import Measures
from agri.definitions.places import Places
from agri.definitions.reading import Title
from agri.errors import Fault, Invalid
from agri.terms import Level

_SCENARIO_KEYS = ("code", "title", "review", "measures")
_MEASURE_KEYS = ("measure", "place", "amount", "starts_on", "cost_yuan")
_NEEDED = ("measure", "place", "amount", "starts_on")


@dataclass(frozen=True, slots=True)
class PlannedMeasure:
    """One line of a scenario file; `amount` in the measure's unit, `cost_yuan` for all of it."""

    measure: str
    place: str
    amount: float
    starts_on: date
    cost_yuan: float


@dataclass(frozen=True, slots=True)
class ScenarioFile:
    """A scenario as it was written down."""

    code: str
    title: Title
    is_review_on: bool
    measures: tuple[PlannedMeasure, ...]

    @property
    def cost_yuan(self) -> float:
        """What all measures cost together."""
        return sum(measure.cost_yuan for measure in self.measures)


@dataclass(frozen=True, slots=True)
class ScenarioScope:
    """What a scenario may name: measures, counties and city, days from the engine's first one on."""

    measures: Measures
    places: Places
    year: int
    first_day: date


def read_scenario(path: Path, scope: ScenarioScope) -> ScenarioFile:
    """Read one scenario file; ``.json`` is JSON, anything else TOML.

    Raises
    ------
    Invalid
        The file cannot be read, or something in it is unknown, outside the year or no positive amount.
    """
    table = _table(path)
    faults = [*_scenario_faults(table, path.stem), *_all_measure_faults(table, scope)]
    if faults:
        more = len(faults) - 1
        and_more, and_more_zh = (f" (and {more} more)", f"（另有 {more} 处）") if more else ("", "")
        raise Invalid(
            f"{path.name}: {faults[0].detail}{and_more}",
            f"{path.name}:{faults[0].detail_zh}{and_more_zh}",
            faults,
        )
    code = table.get("code", path.stem)
    title = table.get("title")
    return ScenarioFile(
        code=code,
        title=Title.of(title) if title else Title(code, code),
        is_review_on=table.get("review", True),
        measures=tuple(_measure(row, scope.measures) for row in table.get("measures", ())),
    )


def measure_faults(row: Mapping[str, Any], pointer: str, scope: ScenarioScope) -> list[Fault]:
    """Return what is wrong with one measure: name, place, amount, start date, cost.

    Parameters
    ----------
    row : Mapping
        As it came from a file; values may be of any type.
    pointer : str
        Where the measure stands, ``/measures/0``.
    scope : ScenarioScope
        What may be named.
    """
    faults = [_unknown_key(pointer, key, _MEASURE_KEYS) for key in row if key not in _MEASURE_KEYS]
    faults += [
        Fault(f"{pointer}/{key}", "missing", f"{key} is missing", f"缺少 {key}")
        for key in _NEEDED
        if key not in row
    ]
    if "measure" in row and row["measure"] not in scope.measures:
        faults.append(_unknown_measure(f"{pointer}/measure", row["measure"], scope.measures))
    if "place" in row:
        faults += _place_faults(f"{pointer}/place", row["place"], scope.places)
    if "amount" in row:
        faults += _amount_faults(f"{pointer}/amount", row["amount"])
    if "starts_on" in row:
        faults += _date_faults(f"{pointer}/starts_on", row["starts_on"], scope)
    if "cost_yuan" in row and not (_is_number(row["cost_yuan"]) and row["cost_yuan"] >= 0):
        faults.append(
            Fault(
                f"{pointer}/cost_yuan",
                "not-a-cost",
                f"a cost is a number of yuan from 0 on, not {row['cost_yuan']!r}",
                f"费用应为不小于 0 的元数，而不是 {row['cost_yuan']!r}",
            )
        )
    return faults


def _table(path: Path) -> Mapping[str, Any]:
    try:
        text = path.read_text(encoding="utf-8")
        table = json.loads(text) if path.suffix.lower() == ".json" else tomllib.loads(text)
    except OSError as error:
        raise Invalid(
            f"cannot read {path}: {error.strerror}", f"无法读取文件 {path}：{error.strerror}"
        ) from error
    except UnicodeDecodeError as error:
        raise Invalid(
            f"{path.name} is not UTF-8 text: save it as UTF-8", f"{path.name} 不是 UTF-8 文本，请另存为 UTF-8"
        ) from error
    except (tomllib.TOMLDecodeError, json.JSONDecodeError) as error:
        raise Invalid(f"{path.name}: {error}", f"{path.name} 格式有误：{error}") from error
    if not isinstance(table, Mapping):
        raise Invalid(f"{path.name} holds no scenario", f"{path.name} 中没有情景")
    return table


def _scenario_faults(table: Mapping[str, Any], stem: str) -> list[Fault]:
    faults = [_unknown_key("", key, _SCENARIO_KEYS) for key in table if key not in _SCENARIO_KEYS]
    code = table.get("code", stem)
    if not isinstance(code, str) or not code.strip():
        faults.append(
            Fault("/code", "not-a-name", "code is a short name in quotes", "code 应为带引号的短名称")
        )
    title = table.get("title", {"zh": "", "en": ""})
    if not isinstance(title, Mapping) or not {"zh", "en"} <= title.keys():
        faults.append(
            Fault(
                "/title",
                "not-a-title",
                'title holds both languages: { zh = "…", en = "…" }',
                'title 应含两种语言：{ zh = "…", en = "…" }',
            )
        )
    if not isinstance(table.get("review", True), bool):
        faults.append(
            Fault("/review", "not-a-choice", "review is true or false", "review 只能是 true 或 false")
        )
    return faults


def _all_measure_faults(table: Mapping[str, Any], scope: ScenarioScope) -> list[Fault]:
    rows = table.get("measures", [])
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        detail, detail_zh = (
            "measures is a list of tables: [[measures]]",
            "measures 应为表的列表：[[measures]]",
        )
        return [Fault("/measures", "not-a-list", detail, detail_zh)]
    return [fault for i, row in enumerate(rows) for fault in measure_faults(row, f"/measures/{i}", scope)]


def _measure(row: Mapping[str, Any], measures: Measures) -> PlannedMeasure:
    amount = float(row["amount"])
    cost = row.get("cost_yuan", amount * measures[row["measure"]].cost_yuan)
    return PlannedMeasure(row["measure"], row["place"], amount, _date(row["starts_on"]), float(cost))


def _unknown_key(pointer: str, key: str, known: tuple[str, ...]) -> Fault:
    names = ", ".join(known)
    return Fault(
        f"{pointer}/{key}",
        "unknown-key",
        f"{key} is not known here; known: {names}",
        f"不认识 {key}；可用：{names}",
    )


def _unknown_measure(pointer: str, name: object, measures: Measures) -> Fault:
    codes = [kind.code for kind in measures]
    close = get_close_matches(str(name), codes, n=1)
    meant, meant_zh = (f"; did you mean {close[0]}?", f"；是否指 {close[0]}？") if close else (".", "。")
    return Fault(
        pointer,
        "unknown-measure",
        f"there is no measure {name!r}{meant} Known: {', '.join(codes)}",
        f"没有措施 {name!r}{meant_zh} 可用：{'、'.join(codes)}",
    )


def _place_faults(pointer: str, place: object, places: Places) -> list[Fault]:
    if not isinstance(place, str) or place not in places:
        detail = f"there is no place {place!r}: write the code of the city or a county in quotes"
        return [Fault(pointer, "unknown-org-unit", detail, f"没有地区 {place!r}：请写市或区县代码，并加引号")]
    if places[place].level not in {Level.CITY, Level.COUNTY}:
        county = places.county_of(place)
        way, way_zh = (f": name its county {county}", f"，请写其区县 {county}") if county else ("", "")
        detail = f"a measure is taken in the city or in a county, not in {place}{way}"
        return [Fault(pointer, "wrong-level", detail, f"措施落在市或区县，{place} 不是{way_zh}")]
    return []


def _amount_faults(pointer: str, amount: object) -> list[Fault]:
    if not _is_number(amount):
        detail = f"an amount is a number, not {amount!r}"
        return [Fault(pointer, "not-a-number", detail, f"数量应为数字，而不是 {amount!r}")]
    if not isinstance(amount, int | float) or amount <= 0:
        detail = f"an amount is more than 0, not {amount}: leave the measure out instead"
        return [Fault(pointer, "not-positive", detail, f"数量应大于 0，而不是 {amount}；不采取的措施请删去")]
    return []


def _date_faults(pointer: str, value: object, scope: ScenarioScope) -> list[Fault]:
    try:
        day = _date(value)
    except ValueError:
        detail = f"{value!r} is not a date: write 2019-09-10"
        return [Fault(pointer, "not-a-date", detail, f"{value!r} 不是日期，应写成 2019-09-10")]
    if day.year != scope.year:
        detail = f"{day} lies outside the plan year {scope.year}"
        return [Fault(pointer, "out-of-bounds", detail, f"{day} 不在计划年度 {scope.year} 内")]
    if day < scope.first_day:
        detail = f"{day} lies before {scope.first_day}, the first day that is simulated"
        return [Fault(pointer, "too-early", detail, f"{day} 早于推演起点 {scope.first_day}")]
    return []


def _date(value: object) -> date:
    if isinstance(value, datetime):
        raise ValueError("a date, not an instant")
    if isinstance(value, date):
        return value
    if isinstance(value, str):
        return date.fromisoformat(value)
    raise ValueError("not a date")


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
