"""Answers of the documented shape, made up, for the faces of the page that a healthy demo never shows.

Nothing here is a real figure. The real server's answers are tested in `test_overview_demo.py`.
"""

from __future__ import annotations

from typing import Any

MONTHS = [f"2019-{month:02d}" for month in range(1, 13)]
LAST_MONTH_WITH_REPORTS = 8

# Planned share of the year's target by the end of each month: wheat's spring, maize's summer, autumn.
STEPS = [0.0, 0.0, 0.0, 0.05, 0.2, 0.34, 0.62, 0.66, 0.68, 0.9, 1.0, 1.0]


def _year_end(
    middle: float, sd: float, probability: float | None, word: tuple[str, str] | None
) -> dict[str, Any]:
    return {
        "mean": middle,
        "sd": sd,
        "q05": middle - 1.645 * sd,
        "q25": middle - 0.674 * sd,
        "q50": middle,
        "q75": middle + 0.674 * sd,
        "q95": middle + 1.645 * sd,
        "probability": probability,
        "word": None if word is None else {"zh": word[0], "en": word[1]},
    }


def _series(values: list[float | None], path: list[float | None]) -> list[dict[str, Any]]:
    return [
        {"period": period, "value": value, "path": planned, "fan": None}
        for period, value, planned in zip(MONTHS, values, path, strict=True)
    ]


def _with_fan(series: list[dict[str, Any]], end: dict[str, Any]) -> list[dict[str, Any]]:
    """Straight from the last value to the year's end."""
    last = LAST_MONTH_WITH_REPORTS - 1
    start, whole = series[last]["value"], len(series) - 1 - last
    for i, point in enumerate(series[last:]):
        point["fan"] = {
            name: start + i / whole * (end[name] - start) for name in ("q05", "q25", "q50", "q75", "q95")
        }
    return series


def _assessment(
    indicator: str,
    title: tuple[str, str],
    *,
    target: float | None,
    comparator: str | None,
    values: list[float | None],
    path: list[float | None],
    outlook: dict[str, Any] | None,
    word: str | None,
    clause: str | None = "三(五)4",
    **more: Any,
) -> dict[str, Any]:
    known = [value for value in values if value is not None]
    series = _series(values, path)
    if outlook is not None and known:
        series = _with_fan(series, outlook["reported"])
    return {
        "indicator": indicator,
        "title": {"zh": title[0], "en": title[1]},
        "unit": "fraction",
        "target": target,
        "comparator": comparator,
        "clause": clause,
        "is_reference": False,
        "is_estimated": False,
        "note": None,
        "progress": {
            "value": known[-1] if known else None,
            "numerator": known[-1] * 2.9e6 if known else None,
            "denominator": 2.9e6 if known else None,
            "path": path[LAST_MONTH_WITH_REPORTS - 1],
            "word": word,
            "reports": 812 if known else 0,
            "expected": 900,
        },
        "outlook": outlook,
        "driver": None,
        "series": series,
        **more,
    }


def _to_date(shares: list[float], scale: float = 1.0) -> list[float | None]:
    return [share * scale for share in shares] + [None] * (12 - len(shares))


LIKELY = ("很可能达标", "very likely to be met")
OPEN = ("可能达标，也可能不达标", "as likely as not")
DOUBTFUL = ("不大可能达标", "unlikely to be met")


def assessments() -> dict[str, Any]:
    """The whole city on 2019-09-05: six targets, four indicators without one."""
    soil = [0.0, 0.02, 0.04, 0.06, 0.15, 0.31, 0.50, 0.548]
    green = [0.0, 0.01, 0.03, 0.09, 0.16, 0.21, 0.225, 0.231]
    unified = [0.0, 0.0, 0.31, 0.34, 0.372, 0.371, 0.385, 0.388]
    growth = [-0.061, 0.038, 0.021, 0.012, 0.0141, 0.0022, -0.0031, -0.0012]
    efficiency = [0.381, 0.384, 0.3862, 0.3871, 0.3868, 0.3884, 0.3893, 0.3897]
    sprayers = [0.398, 0.401, 0.3991, 0.4012, 0.4008, 0.4021, 0.4032, 0.4029]
    flat = [0.393] * 12
    return {
        "snapshot": "3fa9c1d2e0b47788aa10c5e1b3f0d2964c7be8810a55df21903b6c1e7d40ab92",
        "as_of": "2019-09-05",
        "synthetic": True,
        "method": "agri-sim 1",
        "plan": {
            "code": "zhengzhou-2019",
            "year": 2019,
            "title": {
                "zh": "郑州市2019年土壤污染防治攻坚战实施方案",
                "en": "Zhengzhou soil pollution control plan 2019",
            },
        },
        "org_unit": {
            "code": "4101",
            "name": "郑州市",
            "name_en": "Zhengzhou",
            "level": "city",
            "parent": "41",
        },
        "children": [
            {"code": "410102", "name": "中原区", "name_en": "Zhongyuan"},
            {"code": "410122", "name": "中牟县", "name_en": "Zhongmou"},
            {"code": "410184", "name": "新郑市", "name_en": "Xinzheng"},
        ],
        "evidence": {
            "expected": 3120,
            "received": 2950,
            "missing": 170,
            "pending": 40,
            "spot_checks": 61,
            "beside": [],
            "text": {
                "zh": "应报 3,120 份，收到 2,950 份，其中 40 份待审；抽查核实 61 处。缺的报表不计入“至今”。",
                "en": "2,950 of 3,120 reports received, 40 of them under review; 61 spot checks.",
            },
        },
        "projection": {"id": "p-1", "seed": 1, "replications": 1000},
        "assessments": [
            _assessment(
                "fertilizer_growth",
                ("主要农作物化肥使用量增长率", "Growth of fertilizer use on main crops"),
                target=0.004,
                comparator="<=",
                values=_to_date(growth),
                path=[0.004] * 12,
                outlook={
                    "reported": _year_end(-0.0022, 0.0071, 0.81, LIKELY),
                    "true": _year_end(0.0049, 0.0092, 0.46, OPEN),
                },
                word="on_path",
                note={
                    "zh": "方案同时要求努力实现化肥农药负增长。",
                    "en": "The plan also strives for negative growth.",
                },
            ),
            _assessment(
                "fertilizer_efficiency",
                ("化肥利用率", "Fertilizer use efficiency"),
                target=0.393,
                comparator=">=",
                values=_to_date(efficiency),
                path=flat,
                outlook={
                    "reported": _year_end(0.3921, 0.0016, 0.29, DOUBTFUL),
                    "true": _year_end(0.3907, 0.0019, 0.11, DOUBTFUL),
                },
                word="on_path",
                is_estimated=True,
                note={
                    "zh": "以氮的利用率与目标比较。",
                    "en": "The efficiency of nitrogen is compared with the target.",
                },
            ),
            _assessment(
                "soil_test_coverage",
                ("测土配方施肥技术推广覆盖率", "Coverage of fertilization by soil test"),
                target=0.85,
                comparator=">=",
                values=_to_date(soil),
                path=[0.85 * share for share in STEPS],
                outlook={
                    "reported": _year_end(0.868, 0.021, 0.87, LIKELY),
                    "true": _year_end(0.829, 0.029, 0.31, DOUBTFUL),
                },
                word="behind",
                driver={
                    "zh": "序时进度年内还要增加 28.9 个百分点，其中 10 月最多（+18.7）。",
                    "en": "28.9 points of the path are still ahead, the largest step in month 10 (+18.7).",
                },
            ),
            _assessment(
                "unified_control_coverage",
                ("主要农作物病虫害专业化统防统治覆盖率", "Coverage of professional unified pest control"),
                target=0.393,
                comparator=">=",
                values=[None, None, *_to_date(unified)[2:]],
                path=[0.393 * min(1.0, 0.7 + 0.03 * month) for month in range(12)],
                outlook={
                    "reported": _year_end(0.401, 0.013, 0.74, LIKELY),
                    "true": _year_end(0.392, 0.016, 0.48, OPEN),
                },
                word="ahead",
            ),
            _assessment(
                "green_control_coverage",
                ("主要农作物绿色防控覆盖率", "Coverage of green pest control on main crops"),
                target=0.287,
                comparator=">=",
                values=_to_date(green),
                path=[0.287 * min(1.0, share * 1.2) for share in STEPS],
                outlook={
                    "reported": _year_end(0.291, 0.009, 0.67, OPEN),
                    "true": _year_end(0.281, 0.011, 0.29, DOUBTFUL),
                },
                word="on_path",
            ),
            _assessment(
                "pesticide_efficiency",
                ("农药有效利用率", "Pesticide use efficiency"),
                target=0.393,
                comparator=">=",
                values=_to_date(sprayers),
                path=flat,
                outlook={
                    "reported": _year_end(
                        0.4031, 0.0028, 0.999, ("几乎肯定达标", "almost certain to be met")
                    ),
                    "true": _year_end(0.4011, 0.0033, 0.993, ("几乎肯定达标", "almost certain to be met")),
                },
                word="on_path",
                is_estimated=True,
            ),
            *_without_target(),
        ],
    }


def _without_target() -> list[dict[str, Any]]:
    empty: list[float | None] = [None] * 12
    rising = [0.0, 0.0, 0.05, 0.2, 0.31, 0.55, 0.81, 1.07]
    return [
        _assessment(
            "film_recovery",
            ("农膜回收率", "Recovery of mulch film"),
            target=None,
            comparator=None,
            clause=None,
            values=[None, None, None, None, 0.55, 0.58, 0.58, 0.58, *empty[8:]],
            path=empty,
            outlook={
                "reported": _year_end(0.71, 0.03, None, None),
                "true": _year_end(0.66, 0.04, None, None),
            },
            word=None,
        ),
        _assessment(
            "packaging_recovery",
            ("农药包装废弃物回收率", "Recovery of pesticide packaging"),
            target=None,
            comparator=None,
            clause=None,
            values=_to_date(rising),
            path=empty,
            outlook={
                "reported": _year_end(1.12, 0.06, None, None),
                "true": _year_end(0.91, 0.06, None, None),
            },
            word=None,
            note={
                "zh": "高于 100%：产生量是按系数估算的，不截断，请核对。",
                "en": "Above 100%: the amount generated is estimated.",
            },
        ),
        _assessment(
            "straw_utilization",
            ("秸秆综合利用率", "Utilization of straw"),
            target=None,
            comparator=None,
            clause=None,
            values=empty,
            path=empty,
            outlook=None,
            word=None,
        ),
        _assessment(
            "pesticide_growth",
            ("农药使用量增长率", "Growth of pesticide use"),
            target=None,
            comparator=None,
            clause=None,
            values=_to_date([-0.03, 0.014, 0.008, -0.011, -0.018, -0.021, -0.024, -0.0261]),
            path=empty,
            outlook={
                "reported": _year_end(-0.027, 0.008, None, None),
                "true": _year_end(-0.019, 0.011, None, None),
            },
            word=None,
        ),
    ]


def county() -> dict[str, Any]:
    """One county on the same day: the city's target as reference, fewer reports."""
    answer = assessments()
    answer["org_unit"] = {
        "code": "410122",
        "name": "中牟县",
        "name_en": "Zhongmou",
        "level": "county",
        "parent": "4101",
    }
    answer["children"] = [{"code": "410122101", "name": "韩寺镇", "name_en": "Hansi"}]
    for assessment in answer["assessments"]:
        assessment["is_reference"] = assessment["target"] is not None
    return answer


def township() -> dict[str, Any]:
    """One township: no target and no probability, and the empties in kilograms."""
    answer = county()
    answer["org_unit"] = {
        "code": "410122101",
        "name": "韩寺镇",
        "name_en": "Hansi",
        "level": "township",
        "parent": "410122",
    }
    answer["children"] = []
    for assessment in answer["assessments"]:
        assessment.update(target=None, comparator=None, is_reference=False)
        for end in (assessment["outlook"] or {}).values():
            end.update(probability=None, word=None)
        if assessment["indicator"] == "packaging_recovery":
            assessment["unit"] = "kg"
            assessment["progress"]["value"] = 1234.5
    return answer


def plan_with_a_changed_target() -> dict[str, Any]:
    """Return a plan year of which one target was changed."""
    title = {"zh": "测土配方施肥技术推广覆盖率", "en": "Coverage of fertilization by soil test"}
    return {
        "code": "demo-2019",
        "city": "4101",
        "year": 2019,
        "title": {"zh": "演示方案", "en": "Synthetic plan"},
        "is_synthetic": True,
        "indicators": [{"code": "soil_test_coverage", "title": title, "making": {"value_unit": "fraction"}}],
        "target_changes": [
            {
                "indicator": "soil_test_coverage",
                "before": ">= 0.85",
                "after": ">= 0.8",
                "definitions": "4101/2019/2",
                "reason": "另文下达",
                "by": None,
                "agreed_by": None,
                "in_force_on": "2019-08-20",
            }
        ],
    }
