"""Coefficients with unit, source and certainty, read from nested TOML tables."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from agri.definitions.reading import DefinitionFile, read_toml
from agri.terms import Certainty


@dataclass(frozen=True, slots=True)
class Coefficient:
    """One figure: a number, or a list of twelve by month."""

    name: str
    value: tuple[float, ...]
    unit: str
    source: str
    certainty: Certainty


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
            yield Coefficient(name, figures, child["unit"], child["source"], Certainty(child["certainty"]))
        else:
            yield from _leaves(child, f"{name}.")
