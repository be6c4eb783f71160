"""Read `detectors.toml`; packages without one are read with the detectors of that time."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from agri.definitions.coefficients import Coefficients
from agri.definitions.declared import CROP, spread
from agri.definitions.detection.declared import (
    Bound,
    BoundSpan,
    BoundTerm,
    Claim,
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
_BASELINE = "baseline."


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
    titles: Mapping[str, Title],
) -> Detectors:
    """Read the detectors of a package and write them out for its crops.

    A declaration whose elements no form has is left out, so that the shipped file serves other cities.

    Raises
    ------
    ValueError
        A declaration lacks a field or names an unknown kind; the message names the file.
    """
    table = read_toml(file)
    reader = _Reader(frozenset(forms.data_elements), coefficients, tuple(main_crops), titles)
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
            falling=tuple(
                names for row in table.get("falling", ()) if (names := reader.known(row["elements"]))
            ),
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


class _Reader:
    """Writes rows out for the crops of a plan; what no form has is left out."""

    def __init__(
        self,
        elements: frozenset[str],
        coefficients: Coefficients,
        main: tuple[str, ...],
        titles: Mapping[str, Title],
    ) -> None:
        self._elements, self._coefficients = elements, coefficients
        self._main, self._titles = main, titles

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
            yield Claim(row["code"], claims, evidence, Title.of(row["text"]))

    def _terms(self, side: Mapping[str, Any], crop: str | None) -> tuple[BoundTerm, ...]:
        terms = []
        for pattern, value in side.items():
            crops = (crop,) if crop is not None else self._main
            for one in crops if CROP in pattern else ("",):
                name = pattern.replace(CROP, one)
                if not name.startswith(_BASELINE) and name not in self._elements:
                    continue
                terms.append(BoundTerm(name, self._factor(value, one)))
        return tuple(terms)

    def _factor(self, value: object, crop: str) -> float:
        if isinstance(value, Mapping):
            coefficient = self._coefficients[str(value["coefficient"]).replace(CROP, crop)]
            return float(value.get("times", 1)) * float(coefficient)
        return float(value)  # type: ignore[arg-type]

    def _text(self, row: Mapping[str, str], crop: str | None) -> Title:
        title = self._titles.get(crop or "", Title("", ""))
        return Title(row["zh"].replace(CROP, title.zh), row["en"].replace(CROP, title.en.lower()))


def _named(text: str, crop: str | None) -> str:
    return text if crop is None else text.replace(CROP, crop)
