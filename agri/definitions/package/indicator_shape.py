"""The shape of indicators.toml."""

from agri.definitions.declared import NUTRIENTS, CropScope, IndicatorKind
from agri.definitions.indicator_file import OTHER
from agri.definitions.package.shape import Day, Each, Flag, Items, Number, Shape, TableShape, Text, Words
from agri.terms import Certainty, PlanTheme, SeasonRule

AMOUNT_UNITS = ("mu", "kg", "t", "count")
VALUE_UNITS = ("fraction", "kg/mu", "t/mu", "mu", "kg", "t", "count")

_SUM: dict[str, Shape] = {
    "elements": Items(Text()),
    "minus": Items(Text()),
    "by_season": Flag(),
    "crops": Items(Text()),
    "others": Items(Text()),
    "known": Text(),
    "times": Text(),
    "unreported": Text(),
    "last_autumn": Text(),
    "last_autumn_minus": Text(),
    "due_of": Text(),
    "weights": Each(Text()),
    "part": Text(),
    "whole": Text(),
    "base": Text(),
    "baseline": Text(),
    "month_share": Text(),
    "area": Items(Text()),
}
_AMOUNT = TableShape(
    {"code": Text()},
    {**_SUM, "like": Text(), "coefficient": Text(), "straight": Text(), "compound": Text(), "ratio": Text()},
)
_TERM = TableShape(
    {},
    {
        **_SUM,
        "amount": Text(),
        "element": Text(),
        "sign": Number(-1, 1, is_whole=True),
        "coefficient": Text(),
        "each": Text(),
        "is_rest": Flag(),
        "factor": Number(0),
    },
)
_SHARE = TableShape(
    {"code": Text(), "amounts": Items(Text()), "elements": Items(Text())},
    {
        "any_of": Items(Text()),
        "due": Items(Text()),
        "by_month": Flag(),
        "two_forms": Flag(),
        "by_season": Flag(),
    },
)
_SECOND_BOOK = TableShape(
    {
        "code": Text(),
        "title": Words(),
        "unit": Text(AMOUNT_UNITS),
        "sold": Items(Text()),
        "used": Items(Text()),
    },
    {"others": Items(Text())},
)
# What a row of the plan may say otherwise than the declaration does.
OVERRIDES: dict[str, Shape] = {
    "scope": Text(tuple(map(str, CropScope))),
    "nutrients": Items(Text(NUTRIENTS)),
    "reports": Items(Text()),
    "companions": Items(Text(), may_be_empty=True),
    "tolerance": Number(0, 1, is_fraction=True),
    "completeness": Number(0, 1, is_fraction=True),
    "reference": TableShape(
        {
            "value": Number(0),
            "source": Text(),
            "certainty": Text(tuple(map(str, Certainty))),
            "title": Words(),
        },
        {"reviewed_on": Day()},
    ),
    "pilots": Items(Text(), may_be_empty=True),
    "theme": Text(tuple(map(str, PlanTheme))),
}
_INDICATOR = TableShape(
    {"code": Text()},
    {
        **OVERRIDES,
        "title": Words(),
        "note": Words(),
        "clause": Text(may_be_empty=True),
        "family": Text(),
        "season_year": Text((*map(str, SeasonRule), OTHER)),
        "has_township_rate": Flag(),
        "is_estimated": Flag(),
        "kind": Text(tuple(map(str, IndicatorKind))),
        "unit": Text(AMOUNT_UNITS),
        "value_unit": Text(VALUE_UNITS),
        "counted_in": Words(),
        "numerator": Items(_TERM),
        "denominator": Items(_TERM),
        "formula": Items(Text()),
        "trials": TableShape(
            {"formula": Text(), "conventional": Text(), "plots": Text(), "sd": Text(), "prior": Text()}
        ),
        "like": Text(),
        "beside": Text(),
        "for_each": Text(("crop",)),
        "is_matched": Flag(),
    },
)
INDICATOR_FILE = TableShape(
    {"indicators": Items(_INDICATOR)},
    {"amounts": Items(_AMOUNT), "shares": Items(_SHARE), "second_books": Items(_SECOND_BOOK)},
)
