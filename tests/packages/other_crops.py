"""Crops that are no main ones, as every invented city has them. Synthetic (演示数据)."""

from tests.packages.build import GrownCrop, Window

VEGETABLE = GrownCrop(
    "vegetable",
    "蔬菜",
    "Vegetables",
    1,
    (Window("spray", "04-10", "10-20", 2.0),),
    {"sow": (3, 4, 5, 6, 9, 10)},
    is_remainder=True,
)
OTHER = GrownCrop("other", "其他作物", "Other crops", 1, (), {"sow": (3, 4, 5, 6, 9, 10)}, is_remainder=True)
