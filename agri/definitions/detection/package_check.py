"""Check `detectors.toml` of a package: its shape, and every element, baseline and coefficient in it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from agri.definitions.detection.declared import BoundSpan, DetectorKind
from agri.definitions.detection.reading import BASELINE, CROP_PATTERNS, DETECTORS, FOR_EACH
from agri.definitions.package.documents import Opening, TomlDocument, texts_in
from agri.definitions.package.faults import PackageFault, meant
from agri.definitions.package.figures import twice
from agri.definitions.package.kinds import FaultKind
from agri.definitions.package.lines import Path
from agri.definitions.package.shape import (
    Anything,
    Each,
    Items,
    Number,
    Shape,
    TableShape,
    Text,
    Words,
    not_among,
    shape_faults,
    value_faults,
)

_KINDS = tuple(map(str, DetectorKind))
_UNITS = ("mu", "kg", "t", "count", "fraction")
_CERTAINTY: Mapping[str, Shape] = {"certainty": Text(("published", "derived", "assumed"))}
_POSITIVE = Number(0)
_TERM = TableShape(
    {}, {"times": Number(), "coefficient": Text(), "baseline": Text(), "years": Number(1, 5, is_whole=True)}
)
THRESHOLDS: Mapping[str, tuple[str, ...]] = {
    "size": (
        "season_ratio",
        "month_ratio",
        "early_month_ratio",
        "deviations",
        "moved_ratio",
        "unknown_ratio",
    ),
    "units": ("deviations", "least_ratio", "nearness"),
    "copies": ("chance", "chance_of_year", "chance_of_neighbour"),
    "digits": ("chance", "roundness", "fewest"),
    "cliff": ("deviations", "least_ratio", "last_months", "from_month"),
    "parts": ("tolerance",),
    "evidence": ("deviations", "least_ratio"),
}
_LATER = {"units": ("near_last_year", "named_within")}  # that packages of earlier versions do not declare
_CORRECTION = ("share", "comparison_share")
SHAPE = TableShape(
    {
        "least": Each(_POSITIVE),
        **{
            kind: TableShape(
                dict.fromkeys(names, _POSITIVE),
                {**_CERTAINTY, **dict.fromkeys(_LATER.get(kind, ()), _POSITIVE)},
            )
            for kind, names in THRESHOLDS.items()
        },
        "answers": Items(TableShape({"code": Text(), "title": Words(), "kinds": Items(Text(_KINDS))})),
    },
    {
        "correction": TableShape(dict.fromkeys(_CORRECTION, Number(0, 1)), _CERTAINTY),
        "unit_factors": Items(
            TableShape(
                {"unit": Text(_UNITS), "factor": Number(1), "text": Words()}, {"elements": Items(Text())}
            )
        ),
        "bounds": Items(
            TableShape(
                {
                    "code": Text(),
                    "kind": Text(_KINDS),
                    "span": Text(tuple(map(str, BoundSpan))),
                    "left": Each(Anything()),
                    "right": Each(Anything()),
                    "text": Words(),
                },
                {FOR_EACH: Text(("main_crops",)), "constant": _POSITIVE, "months": Items(Number(1, 12))},
            )
        ),
        "claims": Items(
            TableShape(
                {"code": Text(), "claims": Items(Text()), "evidence": Items(Items(Text())), "text": Words()},
                {"deviations": _POSITIVE, "pleases": Text(("fall", "rise"))},
            )
        ),
        "cliffs": Items(
            TableShape(
                {
                    "code": Text(),
                    "pleases": Text(("fall", "rise")),
                    "elements": Items(Text()),
                    "text": Words(),
                },
                {"deviations": _POSITIVE},
            )
        ),
        "balances": Items(
            TableShape(
                {
                    "code": Text(),
                    "uses": Items(Text()),
                    "supplies": Items(Text()),
                    "year_ratio": Number(1),
                    "quarter_ratio": Number(1),
                    "level_ratio": Number(1),
                    "text": Words(),
                },
                _CERTAINTY,
            )
        ),
    },
)


@dataclass(frozen=True)
class KnownToDetectors:
    """What names may mean; None where the file that says so cannot be read."""

    crops: Sequence[str]
    elements: Collection[str] | None
    keys: Collection[str] | None
    coefficients: Collection[str]


def check_detectors(opening: Opening, known: KnownToDetectors) -> None:
    """Check the file of detectors; a package without one is read with those that come with the program."""
    document = opening.toml(DETECTORS, is_needed=False)
    if document is None:
        return
    opening.add(list(shape_faults(document, SHAPE)))
    for key in ("bounds", "claims", "cliffs", "balances", "answers"):
        opening.add(list(twice(document, document.rows(key))))
    opening.add(list(_name_faults(document, known)))
    count = sum(len(document.rows(key)) for key in ("bounds", "claims", "cliffs", "balances"))
    opening.note_passed(DETECTORS, f"{count} 项数据疑问的口径", f"{count} comparisons of the detectors")


def _name_faults(document: TomlDocument, known: KnownToDetectors) -> Iterator[PackageFault]:
    for path, row in document.rows("bounds"):
        for side in ("left", "right"):
            terms = row.get(side)
            for name, value in terms.items() if isinstance(terms, dict) else ():
                at = (*path, side, name)
                shape: Shape = _TERM if isinstance(value, dict) else Number()
                yield from value_faults(document, shape, value, at)
                yield from _name_fault(document, name, at, known)
                if isinstance(value, dict):
                    yield from _multiplier_faults(document, value, at, known)
    for key, lists in (
        ("claims", ("claims",)),
        ("cliffs", ("elements",)),
        ("unit_factors", ("elements",)),
        ("balances", ("uses", "supplies")),
    ):
        for path, row in document.rows(key):
            for one in lists:
                for i, name in enumerate(texts_in(row, one)):
                    yield from _name_fault(document, name, (*path, one, i), known)
            groups = row.get("evidence")
            for g, group in enumerate(groups if isinstance(groups, list) else ()):
                for i, name in enumerate(group if isinstance(group, list) else ()):
                    yield from _name_fault(document, str(name), (*path, "evidence", g, i), known)


def _name_fault(
    document: TomlDocument, name: str, path: Path, known: KnownToDetectors
) -> Iterator[PackageFault]:
    """Yield a name that means nothing; what a form that the city has not asks is left out, no fault."""
    every = _written(name, known.crops)
    if name.startswith(BASELINE):
        keys = [one.removeprefix(BASELINE) for one in every]
        if known.keys is not None and keys and not set(keys) & set(known.keys):
            yield not_among(document, path, keys[0], sorted(known.keys))
    elif known.elements is not None and every and not set(every) & set(known.elements):
        forms = {one.partition(".")[0] for one in known.elements}
        if "." not in name or name.partition(".")[0] in forms:
            near = meant(every[0], known.elements)
            yield document.fault(FaultKind.NO_SUCH_ELEMENT, path, found=every[0], meant=near)


def _multiplier_faults(
    document: TomlDocument, value: Mapping[str, object], path: Path, known: KnownToDetectors
) -> Iterator[PackageFault]:
    for key, names in (("coefficient", known.coefficients), ("baseline", known.keys)):
        name = value.get(key)
        if isinstance(name, str) and names is not None:
            every = _written(name, known.crops)
            if every and not set(every) & set(names):
                yield not_among(document, (*path, key), every[0], sorted(names))


def _written(name: str, crops: Sequence[str]) -> list[str]:
    """Return all that a name may stand for, whichever crops it speaks of."""
    pattern = next((one for one in CROP_PATTERNS if one in name), None)
    if pattern is None:
        return [name]
    seasons = [f"{crop}_last_autumn" for crop in crops]
    return [name.replace(pattern, one) for one in (*crops, *seasons)]
