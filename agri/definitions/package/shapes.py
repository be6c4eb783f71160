"""The shape of every TOML file of a city package."""

from agri.definitions.crops.crop_sections import CROP_SETS, SELECTORS
from agri.definitions.forms import BLANKS
from agri.definitions.package.indicator_shape import OVERRIDES
from agri.definitions.package.shape import (
    Anything,
    Day,
    Each,
    Either,
    Flag,
    Items,
    Number,
    Shape,
    TableShape,
    Text,
    Words,
)
from agri.terms import Certainty, Comparator, Level, SeasonRule, Severity

CERTAINTY = Text(tuple(map(str, Certainty)))
LEVEL = Text(tuple(map(str, Level)))
ELEMENT_UNITS = ("mu", "kg", "t", "count", "fraction")
CAMPAIGN_KINDS = ("sow", "fertilize", "spray", "harvest", "lay_film", "pick_film", "sample")
POOLS = ("film", "laboratory", "spraying", "straw")
NUTRIENTS = ("n", "p2o5", "k2o")
_MONTHS = Items(Number(1, 12, is_whole=True))
_ASKED = Either(Text(), _MONTHS)  # or some work of the crops, "fertilize"
_CROPS = Either(Text(CROP_SETS), Items(Text()))
FOR_EACH_CROP = {"for_each": Text(SELECTORS)}
_OVER_WINTER = {"season": Text(("over_winter", "within_year"))}
_SHARE = Number(0, 1, is_fraction=True)
_REVIEWED = {"reviewed_on": Day()}
_FIGURE = {"source": Text(), "certainty": CERTAINTY}
_TARGET = TableShape({"value": Number(), "comparator": Text(tuple(map(str, Comparator)))})

PLAN = TableShape(
    {
        "code": Text(),
        "city": Text(),
        "year": Number(1990, 2100, is_whole=True),
        "is_synthetic": Flag(),
        "has_ledger": Flag(),
        "main_crops": Items(Text()),
        "title": Words(),
        "document": TableShape(
            {"number": Text(), "title": Text(), "publisher": Text(), "published_on": Day()}
        ),
        "rhythm": TableShape(
            {
                "due_day": Number(1, 28, is_whole=True),
                "close_day": Number(1, 28, is_whole=True),
                "dispatch_day": Number(1, 31, is_whole=True),
                "certainty": CERTAINTY,
            },
            {"source": Text(), **_REVIEWED},
        ),
        "fertilizer_efficiency": TableShape(
            {"nutrients": Items(Text(NUTRIENTS)), "certainty": CERTAINTY}, {"source": Text(), **_REVIEWED}
        ),
        "over_reporting": Each(TableShape({"mean": Number(-1, 1), "sd": Number(0, 1), **_FIGURE}, _REVIEWED)),
        "indicators": Items(
            TableShape(
                {
                    "code": Text(),
                    "title": Words(),
                    "clause": Text(),
                    "season_year": Text(tuple(map(str, SeasonRule))),
                    "family": Text(),
                },
                {
                    "target": _TARGET,
                    "aspiration": _TARGET,
                    "path": Items(Text(), may_be_empty=True),
                    "has_township_rate": Flag(),
                    "is_estimated": Flag(),
                    "note": Words(),
                    **OVERRIDES,
                },
            )
        ),
    },
    {"base_years": Items(Number(1990, 2100, is_whole=True))},
)

_TERMS = Each(Either(Text(), Number()))
FORM = TableShape(
    {
        "code": Text(),
        "version": Number(1, 9999, is_whole=True),
        "level": LEVEL,
        "months": _ASKED,
        "table_number": Text(),
        "title": Words(),
        "sections": Items(
            TableShape(
                {
                    "code": Text(),
                    "title": Words(),
                    "elements": Items(
                        TableShape(
                            {
                                "code": Text(),
                                "title": Words(),
                                "unit": Text(ELEMENT_UNITS),
                                "maximum": Number(),
                            },
                            {
                                "minimum": Number(),
                                "help": Words(),
                                "first_help": Words(),
                                "renamed_from": Text(),
                                "summed_from": Text(),
                                "products": Items(TableShape({"title": Words(), "content": Number()})),
                                "by_area": Flag(),
                                "short_title": Words(),
                                "counted_in": Words(),
                                "optional": Flag(),
                                **FOR_EACH_CROP,
                            },
                        )
                    ),
                },
                {
                    "crops": _CROPS,
                    "months": _ASKED,
                    **FOR_EACH_CROP,
                    **_OVER_WINTER,
                    "totals": Items(
                        TableShape({"title": Words(), "unit": Text(ELEMENT_UNITS), "elements": Items(Text())})
                    ),
                    "photo": Flag(),
                    "location": Flag(),
                    "area_times": Flag(),
                },
            )
        ),
    },
    {
        "frequency": Text(("month", "quarter")),
        "other_months": Flag(),
        "crops": _CROPS,
        "rules": Items(
            TableShape(
                {
                    "code": Text(),
                    "severity": Text(tuple(map(str, Severity))),
                    "left": _TERMS,
                    "text": Words(),
                },
                {
                    "right": _TERMS,
                    "constant": Number(),
                    "months": _ASKED,
                    "blanks": Text(BLANKS),
                    **FOR_EACH_CROP,
                    **_OVER_WINTER,
                },
            ),
            may_be_empty=True,
        ),
    },
)

CALENDAR = TableShape(
    {
        "crops": Items(
            TableShape(
                {
                    "code": Text(),
                    "title": Words(),
                    "first_month": Number(1, 12, is_whole=True),
                    "is_harvested_next_year": Flag(),
                },
                {
                    "is_remainder": Flag(),
                    "months": Each(Items(Number(1, 12, is_whole=True))),
                    "limits": Each(Number()),
                    "help": Words(),
                },
            )
        ),
        "campaigns": Items(
            TableShape(
                {
                    "code": Text(),
                    "title": Words(),
                    "kind": Text(CAMPAIGN_KINDS),
                    "crop": Text(),
                    "first": Text(),
                    "last": Text(),
                    "share": Number(0, 20, is_fraction=True),  # a crop may be sprayed several times
                    **_FIGURE,
                },
                {
                    "formula": _SHARE,
                    "pool": Text(POOLS),
                    "limit_days": Number(1, 366, is_whole=True),
                    **_REVIEWED,
                },
            )
        ),
    }
)

COEFFICIENT = TableShape(
    {"value": Anything(), "unit": Text(), **_FIGURE},
    {"range": Items(Number()), "range_source": Text(), **_REVIEWED},
)

_MEASURE: dict[str, Shape] = {
    "code": Text(),
    "resource": Text(),
    "title": Words(),
    "unit": Words(),
    "step": Number(1e-9),
    "cost_yuan": Number(0),
    "most_share": Number(0),
    "most_at_least": Number(0),
    "lead_days": Number(0, 366, is_whole=True),
    **_FIGURE,
}
MEASURES = TableShape({"measures": Items(TableShape(_MEASURE, _REVIEWED))})

BASELINE_KEYS = TableShape(
    {
        "keys": Items(
            TableShape(
                {"code": Text(), "title": Words(), "unit": Text(), "level": LEVEL, **_FIGURE},
                _REVIEWED | {"carried": TableShape({"elements": Items(Text())}, {"months": _MONTHS})},
            )
        )
    }
)

_LAYOUT_WORDS = ("units", "states", "legend", "progress", "seasons", "certainty", "comparators")
_LAYOUT_TITLES = (
    "title",
    "authority",
    "compiler",
    "approval",
    "valid_until",
    "synthetic",
    "synthetic_note",
    "seal",
)
_LAYOUT_TEXTS = (
    "code",
    "summary_table",
    "county_table",
    "ratio_table",
    "companion_table",
    "body_font",
    "title_font",
)
LAYOUT = TableShape(
    {
        **{name: Text() for name in _LAYOUT_TEXTS},
        **{name: Words() for name in _LAYOUT_TITLES},
        "signatures": Items(Words()),
        **{name: Each(Words()) for name in _LAYOUT_WORDS},
    },
    {"phrases": Each(Words())},
)
