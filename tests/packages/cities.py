"""Cities that grow other crops than the shipped one. All figures are invented (演示数据 / synthetic)."""

from tests.packages.build import GrownCrop, OtherCity, Window
from tests.packages.more_cities import COTTON, GARDENS
from tests.packages.other_crops import OTHER, VEGETABLE

_ORGANIC_LINE = """
[[lines]]
code = "organic"
strand = "organic"
elements = ["fertilizer.organic_t"]
measures = "amount"
months = "together"
exposure = "planted_area"
"""
_BURNED = (
    '    { code = "burned_kg", title = { zh = "本月焚烧", en = "Burned" }, unit = "kg", maximum = 200000 },\n'
)
_BURNED_SHARE = """
[[indicators]]
code = "packaging_burned"
kind = "ratio"
unit = "kg"
season_year = "month_of_use"
family = "recovery"
title = { zh = "包装焚烧占比", en = "Packaging burned" }
numerator = [{ element = "packaging.burned_kg" }]
denominator = [{ element = "packaging.recovered_kg" }]
"""
_BURNED_AIM = """
[[indicators]]
code = "packaging_burned"
title = { zh = "包装焚烧占比", en = "Packaging burned" }
clause = "演示"
season_year = "month_of_use"
family = "recovery"
target = { value = 0.5, comparator = "<=" }
"""

KAIFENG = OtherCity(
    year=2020,
    name_zh="开封",
    crops=(
        GrownCrop(
            "wheat",
            "小麦",
            "Wheat",
            9,
            (
                Window("sow", "10-10", "10-18"),
                Window("fertilize", "02-20", "03-20", 0.3, 0.1),
                Window("fertilize", "10-05", "10-18", 0.7, 0.9),
                Window("sample", "08-25", "10-05"),
                Window("spray", "04-20", "05-15"),
                Window("harvest", "05-30", "06-10"),
            ),
            {
                "sow": (10,),
                "fertilize": (2, 3, 10),
                "formula": (2, 3, 10),
                "harvest": (6,),
                "straw": (6, 7),
                "trial": (7,),
            },
            is_winter=True,
            is_main=True,
            area_mu=9_000.0,
        ),
        GrownCrop(
            "maize",
            "玉米",
            "Maize",
            5,
            (
                Window("sow", "06-08", "06-14"),
                Window("fertilize", "06-08", "06-20", 1.0, 1.0),
                Window("sample", "05-25", "06-08"),
                Window("spray", "08-01", "08-28"),
                Window("harvest", "09-15", "10-03"),
            ),
            {
                "sow": (6,),
                "fertilize": (6, 7),
                "formula": (6,),
                "harvest": (9, 10),
                "straw": (9, 10, 11),
                "trial": (11,),
            },
            is_main=True,
            area_mu=7_000.0,
        ),
        GrownCrop(
            "garlic",
            "大蒜",
            "Garlic",
            9,
            (
                Window("sow", "09-20", "10-10"),
                Window("fertilize", "09-15", "10-10", 1.0, 1.0),
                Window("lay_film", "09-20", "10-10"),
                Window("pick_film", "05-05", "05-28"),
                Window("harvest", "05-15", "05-28"),
            ),
            {
                "sow": (9, 10),
                "fertilize": (3, 4, 9, 10),
                "formula": (9, 10),
                "harvest": (5,),
                "straw": (5, 6),
                "trial": (6,),
                "lay_film": (9, 10),
                "pick_film": (5,),
            },
            is_winter=True,
            is_main=True,
            area_mu=3_000.0,
        ),
        VEGETABLE,
        OTHER,
    ),
    targets={"soil_test_coverage": 0.9, "unified_control_coverage": 0.42},
)

RICE = OtherCity(
    year=2020,
    name_zh="信阳",
    crops=(
        GrownCrop(
            "early_rice",
            "早稻",
            "Early rice",
            3,
            (
                Window("sow", "04-15", "04-30"),
                Window("fertilize", "04-10", "05-15", 1.0, 1.0),
                Window("sample", "03-05", "04-05"),
                Window("spray", "05-20", "06-20", 1.5),
                Window("harvest", "07-10", "07-22"),
            ),
            {
                "sow": (4,),
                "fertilize": (4, 5),
                "formula": (4, 5),
                "harvest": (7,),
                "straw": (7, 8),
                "trial": (8,),
            },
            is_main=True,
            area_mu=6_000.0,
        ),
        GrownCrop(
            "late_rice",
            "晚稻",
            "Late rice",
            6,
            (
                Window("sow", "07-18", "07-31"),
                Window("fertilize", "07-15", "08-15", 1.0, 1.0),
                Window("sample", "06-20", "07-10"),
                Window("spray", "08-20", "09-20", 2.0),
                Window("harvest", "10-25", "11-08"),
            ),
            {
                "sow": (7,),
                "fertilize": (7, 8),
                "formula": (7, 8),
                "harvest": (10, 11),
                "straw": (10, 11, 12),
                "trial": (12,),
            },
            is_main=True,
            area_mu=6_500.0,
        ),
        GrownCrop(
            "rape",
            "油菜",
            "Rape",
            9,
            (
                Window("sow", "09-25", "10-15"),
                Window("fertilize", "01-10", "02-20", 0.4, 0.2),
                Window("fertilize", "09-25", "10-20", 0.6, 0.8),
                Window("spray", "03-10", "03-30"),
                Window("harvest", "05-08", "05-20"),
            ),
            {
                "sow": (9, 10),
                "fertilize": (1, 2, 9, 10),
                "formula": (1, 2, 9, 10),
                "harvest": (5,),
                "straw": (5, 6),
                "trial": (6,),
            },
            is_winter=True,
            is_main=True,
            area_mu=4_000.0,
            yield_kg=160.0,
            straw=2.0,
        ),
        GrownCrop(
            "peanut",
            "花生",
            "Peanut",
            4,
            (
                Window("sow", "04-20", "05-10"),
                Window("lay_film", "04-20", "05-10", 0.7),
                Window("pick_film", "09-01", "09-30", 0.7),
            ),
            {"sow": (4, 5), "lay_film": (4, 5), "pick_film": (9,)},
        ),
        VEGETABLE,
        OTHER,
    ),
    targets={"soil_test_coverage": 0.88, "straw_utilization": 0.9},
    more={
        "lines.toml": ("[strands]", '[strands]\norganic = "amount"'),
        "forms/06-packaging.toml": ("elements = [\n", "elements = [\n" + _BURNED),
    },
    further={"lines.toml": _ORGANIC_LINE, "indicators.toml": _BURNED_SHARE, "plan.toml": _BURNED_AIM},
    # Reports of the tests tell 90 kg burned of 45 recovered, and the plan wants half at most.
    shown={"packaging_burned": (2.0, "包装焚烧占比", "本月焚烧", "≤50.0%")},
)

# One main crop that stands within the year, one that is perennial in its months, and no film at all.
TEA = OtherCity(
    year=2020,
    name_zh="茶乡",
    crops=(
        GrownCrop(
            "tea",
            "茶叶",
            "Tea",
            1,
            (
                Window("fertilize", "02-10", "03-10", 0.5, 0.5),
                Window("fertilize", "10-01", "11-10", 0.5, 0.5),
                Window("spray", "05-01", "05-31"),
                Window("sample", "01-10", "02-05"),
                Window("harvest", "04-01", "05-10"),
            ),
            {"fertilize": (2, 3, 10, 11), "formula": (2, 3, 10, 11)},
            is_main=True,
        ),
        GrownCrop(
            "mid_rice",
            "中稻",
            "Single-season rice",
            4,
            (
                Window("sow", "05-20", "06-10"),
                Window("fertilize", "05-15", "07-10", 1.0, 1.0),
                Window("spray", "07-10", "08-20"),
                Window("harvest", "09-20", "10-10"),
            ),
            {
                "sow": (5, 6),
                "fertilize": (5, 6, 7),
                "formula": (5, 6, 7),
                "harvest": (9, 10),
                "straw": (9, 10, 11),
                "trial": (11,),
            },
            is_main=True,
            area_mu=8_000.0,
            yield_kg=550.0,
        ),
        VEGETABLE,
        OTHER,
    ),
    targets={},
)

CITIES = {"kaifeng": KAIFENG, "rice": RICE, "tea": TEA, "cotton": COTTON, "gardens": GARDENS}
