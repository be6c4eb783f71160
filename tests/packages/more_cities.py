"""Two further kinds of city: cotton, and vegetables of two seasons. All figures are invented (演示数据)."""

from tests.packages.build import GrownCrop, OtherCity, Window
from tests.packages.other_crops import OTHER, VEGETABLE

# No winter crop at all: one crop of the year under film, sprayed again and again, in a plan of 2022.
COTTON = OtherCity(
    year=2022,
    name_zh="棉城",
    crops=(
        GrownCrop(
            "cotton",
            "棉花",
            "Cotton",
            4,
            (
                Window("sow", "04-10", "04-30"),
                Window("fertilize", "04-01", "04-25", 0.5, 0.5),
                Window("fertilize", "06-20", "07-20", 0.5, 0.5),
                Window("sample", "03-01", "03-31"),
                Window("spray", "06-01", "08-10", 3.0),
                Window("lay_film", "04-10", "04-30"),
                Window("pick_film", "10-10", "11-20"),
                Window("harvest", "09-15", "10-31"),
            ),
            {
                "sow": (4,),
                "fertilize": (4, 6, 7),
                "formula": (4, 6, 7),
                "harvest": (9, 10),
                "straw": (10, 11),
                "trial": (11,),
                "lay_film": (4,),
                "pick_film": (10, 11),
            },
            is_main=True,
            yield_kg=250.0,
        ),
        VEGETABLE,
        OTHER,
    ),
    targets={"film_recovery": 0.8},
)

_ORGANIC_PER_MU = """
[[indicators]]
code = "organic_per_mu"
kind = "ratio"
unit = "kg"
value_unit = "kg/mu"
season_year = "harvested_in_year"
family = "amount"
title = { zh = "亩均商品有机肥", en = "Organic fertilizer per mu" }
numerator = [{ element = "fertilizer.organic_t", factor = 1000.0 }]
denominator = [{ amount = "sown_mu" }]
"""
_AMOUNT_AIMS = """
[[indicators]]
code = "organic_per_mu"
title = { zh = "亩均商品有机肥", en = "Organic fertilizer per mu" }
clause = "演示"
season_year = "harvested_in_year"
family = "amount"
target = { value = 120, comparator = ">=" }

[[indicators]]
code = "formula_fertilizer"
title = { zh = "配方肥施用量", en = "Formula fertilizer" }
clause = "演示"
season_year = "month_of_use"
family = "amount"
target = { value = 5000, comparator = ">=" }
"""

# Vegetables of two seasons as main crops, film over winter, and targets that are amounts: kg/mu and tonnes.
GARDENS = OtherCity(
    year=2021,
    name_zh="菜城",
    crops=(
        GrownCrop(
            "spring_vegetable",
            "春菜",
            "Spring vegetables",
            2,
            (
                Window("sow", "02-15", "04-10"),
                Window("fertilize", "02-10", "05-10", 1.0, 1.0),
                Window("spray", "03-10", "06-10", 2.0),
                Window("harvest", "05-01", "07-15"),
            ),
            {
                "sow": (2, 3, 4),
                "fertilize": (2, 3, 4, 5),
                "formula": (2, 3, 4, 5),
                "harvest": (5, 6, 7),
                "straw": (6, 7),
                "trial": (7,),
            },
            is_main=True,
            yield_kg=2_500.0,
        ),
        GrownCrop(
            "autumn_vegetable",
            "秋冬菜",
            "Autumn vegetables",
            8,
            (
                Window("sow", "08-10", "10-10"),
                Window("fertilize", "08-01", "11-10", 1.0, 1.0),
                Window("spray", "09-10", "11-10", 2.0),
                Window("lay_film", "09-10", "10-30"),
                Window("pick_film", "03-01", "04-10"),
                Window("harvest", "01-10", "03-31"),
            ),
            {
                "sow": (8, 9, 10),
                "fertilize": (8, 9, 10, 11),
                "formula": (8, 9, 10, 11),
                "harvest": (1, 2, 3),
                "straw": (1, 2, 3),
                "trial": (4,),
                "lay_film": (9, 10),
                "pick_film": (3, 4),
            },
            is_winter=True,
            is_main=True,
            area_mu=3_000.0,
            yield_kg=3_000.0,
        ),
        OTHER,
    ),
    targets={"organic_per_mu": 120.0, "formula_fertilizer": 5_000.0},
    further={"indicators.toml": _ORGANIC_PER_MU, "plan.toml": _AMOUNT_AIMS},
)
