"""The plan of a province: a year's targets for indicators that its cities' plans define.

A province reports nothing of its own. Its figures are its cities' sums, upper side over lower side; what an
indicator is made of stands in the cities' packages.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from agri.definitions.plan import Document, Target
from agri.definitions.reading import DefinitionFiles, Title, read_toml
from agri.terms import Comparator

PROVINCE = "province.toml"
PROVINCE_LENGTH = 2  # digits of a province's division code


@dataclass(frozen=True, slots=True)
class ProvinceIndicator:
    """One indicator of the province's plan; without a target it is shown and held against nothing."""

    code: str
    clause: str
    target: Target | None


@dataclass(frozen=True, slots=True)
class ProvincePlan:
    """A province's targets of one year."""

    code: str
    province: str
    year: int
    title: Title
    document: Document
    is_synthetic: bool
    indicators: tuple[ProvinceIndicator, ...]


def is_province_package(files: DefinitionFiles) -> bool:
    """Say whether a package is a province's: it holds ``province.toml``, for every year or for one."""
    return any(PROVINCE in files.for_year(year) for year in (*files.years(), 0))


def is_province(code: str) -> bool:
    """Say whether a division code is a province's."""
    return len(code) == PROVINCE_LENGTH


def read_province_plan(files: DefinitionFiles) -> ProvincePlan:
    """Read the plan from the files of one year.

    Raises
    ------
    ValueError, KeyError
        There is no such file, or a field is missing or wrong.
    """
    table = read_toml(files[PROVINCE])
    document = table["document"]
    return ProvincePlan(
        code=table["code"],
        province=table["province"],
        year=table["year"],
        title=Title.of(table["title"]),
        document=Document(
            document["number"], document["title"], document["publisher"], document["published_on"]
        ),
        is_synthetic=table["is_synthetic"],
        indicators=tuple(
            ProvinceIndicator(row["code"], row.get("clause", ""), _target(row.get("target")))
            for row in table["indicators"]
        ),
    )


def _target(row: Mapping[str, Any] | None) -> Target | None:
    return Target(float(row["value"]), Comparator(row["comparator"])) if row else None
