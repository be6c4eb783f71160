"""Read `detectors.toml`; packages without one are read with the detectors of that time."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from agri.definitions.calendar import Crop
from agri.definitions.coefficients import Coefficients
from agri.definitions.declared import CROP, spread
from agri.definitions.detection.declared import (
    Balance,
    Bound,
    BoundSpan,
    BoundTerm,
    Claim,
    Cliff,
    DetectorAnswer,
    DetectorKind,
    Detectors,
    UnitFactor,
)
from agri.definitions.forms import Forms
from agri.definitions.reading import DefinitionFile, DefinitionFiles, Title, read_toml

DETECTORS = "detectors.toml"
FIRST = Path(__file__).with_name("first-detectors.toml")
FOR_EACH = "for_each"
BASELINE = "baseline."
_HARVESTED = "{harvested}"  # the season of a main crop that is harvested in the plan year
_OTHER = "{other}"  # each crop that is no main one
_SIGNS = {"fall": -1, "rise": 1}
CROP_PATTERNS = (CROP, _HARVESTED, _OTHER)


def detector_file(files: DefinitionFiles) -> DefinitionFile:
    """Return the package's detectors, or those of packages that had none yet."""
    if DETECTORS not in files:
        return FIRST
    return files[DETECTORS]


def read_detectors(
    file: DefinitionFile,
    forms: Forms,
    coefficients: Coefficients,
    main_crops: Sequence[str],
    crops: Mapping[str, Crop],
) -> Detectors:
    """Read the detectors of a package and write them out for its crops.

    A declaration whose elements no form has is left out, so that the shipped file serves other cities.

    Raises
    ------
    ValueError
        A declaration lacks a field or names an unknown kind; the message names the file.
    """
    table = read_toml(file)
    reader = _RowWriter(frozenset(forms.data_elements), coefficients, tuple(main_crops), crops)
    try:
        return Detectors(
            least={unit: float(amount) for unit, amount in table["least"].items()},
            thresholds={
                kind: {name: float(one) for name, one in table.get(kind, {}).items() if _is_number(one)}
                for kind in DetectorKind
            },
            unit_factors=tuple(reader.unit_factor(row) for row in table.get("unit_factors", ())),
            bounds=tuple(one for row in table.get("bounds", ()) for one in reader.bounds(row)),
            claims=tuple(one for row in table.get("claims", ()) for one in reader.claims(row)),
            cliffs=tuple(one for row in table.get("cliffs", ()) for one in reader.cliffs(row)),
            balances=tuple(one for row in table.get("balances", ()) for one in reader.balances(row)),
            answers=tuple(
                DetectorAnswer(
                    row["code"], Title.of(row["title"]), frozenset(map(DetectorKind, row["kinds"]))
                )
                for row in table["answers"]
            ),
        )
    except (KeyError, ValueError, AttributeError, TypeError) as error:
        raise ValueError(f"{file}: {error}") from error


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


class _RowWriter:
    """Writes rows out for the crops of a plan; what no form has is left out."""

    def __init__(
        self,
        elements: frozenset[str],
        coefficients: Coefficients,
        main: tuple[str, ...],
        crops: Mapping[str, Crop],
    ) -> None:
        self._elements, self._coefficients = elements, coefficients
        self._main, self._crops = main, crops

    def known(self, patterns: Sequence[str], crop: str | None = None) -> tuple[str, ...]:
        """Write out names for one crop or all main ones; those that some form has."""
        crops = (crop,) if crop is not None else self._main
        return tuple(name for name in spread(tuple(patterns), crops) if name in self._elements)

    def unit_factor(self, row: Mapping[str, Any]) -> UnitFactor:
        """Read one wrong unit."""
        elements = frozenset(self.known(row.get("elements", ())))
        return UnitFactor(row["unit"], float(row["factor"]), elements, Title.of(row["text"]))

    def bounds(self, row: Mapping[str, Any]) -> Iterator[Bound]:
        """Write one bound out, for each main crop where it says so."""
        for crop in self._main if row.get(FOR_EACH) == "main_crops" else (None,):
            if not self._has_coefficients((*row["left"].values(), *row["right"].values()), crop):
                continue
            left, right = self._terms(row["left"], crop), self._terms(row["right"], crop)
            if not left or not right:
                continue
            yield Bound(
                code=_named(row["code"], crop),
                kind=DetectorKind(row["kind"]),
                left=left,
                right=right,
                constant=float(row.get("constant", 0)),
                span=BoundSpan(row["span"]),
                months=tuple(row.get("months", ())),
                text=self._text(row["text"], crop),
            )

    def claims(self, row: Mapping[str, Any]) -> Iterator[Claim]:
        """Read one claim with its evidence; nothing where no form has either."""
        claims = self.known(row["claims"])
        evidence = tuple(names for group in row["evidence"] if (names := self.known(group)))
        if claims and evidence:
            sign = _SIGNS[row.get("pleases", "rise")]
            yield Claim(row["code"], claims, evidence, sign, _own(row), Title.of(row["text"]))

    def cliffs(self, row: Mapping[str, Any]) -> Iterator[Cliff]:
        """Read one group that is looked at together; nothing where no form has any of it."""
        elements = self.known(row["elements"])
        if elements:
            sign = _SIGNS[row["pleases"]]
            yield Cliff(row["code"], elements, sign, _own(row), Title.of(row["text"]))

    def balances(self, row: Mapping[str, Any]) -> Iterator[Balance]:
        """Read what is used of what was supplied; nothing where no form has either."""
        uses, supplies = self.known(row["uses"]), self.known(row["supplies"])
        if uses and supplies:
            year, quarter, level = (float(row[f"{span}_ratio"]) for span in ("year", "quarter", "level"))
            yield Balance(row["code"], uses, supplies, year, quarter, level, Title.of(row["text"]))

    def _has_coefficients(self, values: Sequence[object], crop: str | None) -> bool:
        """Say whether the package has the coefficients of some terms; `agri check` names those it has not."""
        names = [
            str(one["coefficient"]) for one in values if isinstance(one, Mapping) and "coefficient" in one
        ]
        crops = (crop,) if crop is not None else self._main
        return all(name in self._coefficients.by_name for name in spread(tuple(names), crops))

    def _terms(self, side: Mapping[str, Any], crop: str | None) -> tuple[BoundTerm, ...]:
        terms = []
        for pattern, value in side.items():
            for name, of in self._written(pattern, crop):
                if name.startswith(BASELINE) or name in self._elements:
                    terms.append(self._term(name, value, of))
        return tuple(terms)

    def _written(self, pattern: str, crop: str | None) -> Iterator[tuple[str, str]]:
        """Write a name out for the crops that it speaks of, each with its crop."""
        main = (crop,) if crop is not None else self._main
        if _HARVESTED in pattern:
            for one in main:
                season = f"{one}_last_autumn" if self._crops[one].is_harvested_next_year else one
                yield pattern.replace(_HARVESTED, season), one
        elif _OTHER in pattern:
            yield from ((pattern.replace(_OTHER, one), one) for one in self._crops if one not in self._main)
        elif CROP in pattern:
            yield from ((pattern.replace(CROP, one), one) for one in main)
        else:
            yield pattern, crop or ""

    def _term(self, name: str, value: object, crop: str) -> BoundTerm:
        if not isinstance(value, Mapping):
            return BoundTerm(name, float(value))  # type: ignore[arg-type]
        factor = float(value.get("times", 1))
        if "coefficient" in value:
            factor *= self._coefficients[str(value["coefficient"]).replace(CROP, crop)]
        baseline = str(value["baseline"]).replace(CROP, crop) if "baseline" in value else None
        return BoundTerm(name, factor, baseline, int(value.get("years", 1)))

    def _text(self, row: Mapping[str, str], crop: str | None) -> Title:
        if crop is None:
            return Title.of(row)
        title = self._crops[crop].title
        return Title(row["zh"].replace(CROP, title.zh), row["en"].replace(CROP, title.en.lower()))


def _named(text: str, crop: str | None) -> str:
    return text if crop is None else text.replace(CROP, crop)


def _own(row: Mapping[str, Any]) -> float | None:
    return float(row["deviations"]) if "deviations" in row else None
