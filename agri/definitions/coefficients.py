"""Coefficients with unit, source and certainty, read from nested TOML tables."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from agri.definitions.reading import DefinitionFile, read_toml
from agri.terms import Certainty


@dataclass(frozen=True, slots=True)
class Coefficient:
    """One figure: a number, or a list of twelve by month.

    `range` holds the published figures of a single number, lowest and highest, and so the figure itself;
    `range_source` names where they were read.
    """

    name: str
    value: tuple[float, ...]
    unit: str
    source: str
    certainty: Certainty
    range: tuple[float, float] | None = None
    range_source: str | None = None


@dataclass(frozen=True)
class Coefficients:
    """Figures by dotted name, e.g. ``film.impurity``."""

    by_name: Mapping[str, Coefficient]

    def __getitem__(self, name: str) -> float:
        """Return a single figure."""
        value = self.by_name[name].value
        if len(value) != 1:
            raise ValueError(f"{name} is a list of {len(value)}: use series()")
        return value[0]

    def __iter__(self) -> Iterator[Coefficient]:
        return iter(self.by_name.values())

    def series(self, name: str) -> tuple[float, ...]:
        """Return a list of figures, usually one a month."""
        return self.by_name[name].value

    def under(self, prefix: str) -> dict[str, float]:
        """Return the single figures below a prefix by the rest of their names."""
        start = prefix + "."
        return {
            name.removeprefix(start): self[name]
            for name, figure in self.by_name.items()
            if name.startswith(start) and len(figure.value) == 1
        }


def read_coefficients(file: DefinitionFile) -> Coefficients:
    """Read a file of coefficients.

    Raises
    ------
    ValueError
        A leaf lacks its value, unit, source or certainty.
    """
    try:
        return Coefficients({figure.name: figure for figure in _leaves(read_toml(file), "")})
    except (KeyError, ValueError, TypeError) as error:
        raise ValueError(f"{file}: {error}") from error


def _range(name: str, figures: tuple[float, ...], ends: object) -> tuple[float, float]:
    if not (isinstance(ends, list) and len(ends) == 2 and all(isinstance(one, int | float) for one in ends)):
        raise ValueError(f"{name}: a range is two numbers, the lowest and the highest")
    low, high = map(float, ends)
    if len(figures) != 1 or not 0 < low <= figures[0] <= high:
        raise ValueError(f"{name}: a range is above zero and holds the figure, {figures} is outside {ends}")
    return low, high


def _leaves(table: Mapping[str, Any], prefix: str) -> Iterator[Coefficient]:
    for key, child in table.items():
        name = f"{prefix}{key}"
        if not isinstance(child, Mapping):
            raise ValueError(f"{name} is not a coefficient: it needs value, unit, source and certainty")
        if "value" in child:
            value = child["value"]
            if any(isinstance(one, str | bool) for one in (value if isinstance(value, list) else [value])):
                raise ValueError(f"{name}: {value!r} is not a number")
            figures = tuple(map(float, value)) if isinstance(value, list) else (float(value),)
            yield Coefficient(
                name,
                figures,
                child["unit"],
                child["source"],
                Certainty(child["certainty"]),
                _range(name, figures, child["range"]) if "range" in child else None,
                child.get("range_source"),
            )
        else:
            yield from _leaves(child, f"{name}.")
