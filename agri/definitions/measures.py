"""The measures that a city can take: what each adds to, its cost, how much can be had and how soon."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import floor
from typing import Any

from agri.definitions.reading import DefinitionFile, Title, read_toml
from agri.terms import Certainty


@dataclass(frozen=True, slots=True)
class MeasureKind:
    """One kind of measure; all figures are assumptions that a city replaces in its own file.

    ============= ==================================================================== ============
    Field         Meaning                                                              Unit
    ============= ==================================================================== ============
    resource      what it adds to, a baseline key of counties                          —
    step          the least amount that can be bought                                  `unit`
    cost_yuan     one unit until the year's end                                        yuan/`unit`
    most_share    how much a county may add, of what it has                            fraction
    most_at_least what any county may add                                              `unit`
    lead_days     from the decision to the first day at work                           day
    ============= ==================================================================== ============
    """

    code: str
    resource: str
    title: Title
    unit: Title
    step: float
    cost_yuan: float
    most_share: float
    most_at_least: float
    lead_days: int
    source: str
    certainty: Certainty

    def most_steps(self, held: float) -> int:
        """Return how many steps a county that holds an amount (the resource's unit) may add."""
        return floor(max(self.most_share * held, self.most_at_least) / self.step + 1e-9)


@dataclass(frozen=True)
class Measures:
    """The measures of a city by code, in the order of the file."""

    by_code: Mapping[str, MeasureKind]

    def __getitem__(self, code: str) -> MeasureKind:
        return self.by_code[code]

    def __contains__(self, code: object) -> bool:
        return isinstance(code, str) and code in self.by_code

    def __iter__(self) -> Iterator[MeasureKind]:
        return iter(self.by_code.values())

    def adding_to(self, resource: str) -> MeasureKind | None:
        """Return the measure that adds to a resource; None where the file has none."""
        return next((kind for kind in self if kind.resource == resource), None)


def read_measures(file: DefinitionFile) -> Measures:
    """Read a city's ``measures.toml``.

    Raises
    ------
    ValueError
        A field is missing, a code comes twice, or a figure makes no sense; the message names it.
    """
    kinds: dict[str, MeasureKind] = {}
    for i, row in enumerate(read_toml(file).get("measures", ())):
        try:
            kind = _kind(row)
        except KeyError as error:
            raise ValueError(f"{file}, measure {i + 1}: {error} is missing") from error
        if kind.code in kinds:
            raise ValueError(f"{file}: measure {kind.code} comes twice")
        if kind.step <= 0 or min(kind.cost_yuan, kind.most_share, kind.most_at_least, kind.lead_days) < 0:
            raise ValueError(f"{file}: {kind.code} needs a step above 0 and no negative figure")
        kinds[kind.code] = kind
    return Measures(kinds)


def _kind(row: Mapping[str, Any]) -> MeasureKind:
    return MeasureKind(
        code=row["code"],
        resource=row["resource"],
        title=Title.of(row["title"]),
        unit=Title.of(row["unit"]),
        step=float(row["step"]),
        cost_yuan=float(row["cost_yuan"]),
        most_share=float(row["most_share"]),
        most_at_least=float(row["most_at_least"]),
        lead_days=int(row["lead_days"]),
        source=row["source"],
        certainty=Certainty(row["certainty"]),
    )
