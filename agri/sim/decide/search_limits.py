"""What a search may not do: spend more than a sum, take some measures, work in some counties."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class SearchLimits:
    """The limits of one search; without any of them everything may be tried.

    ================ ================================================================ ====
    Field            Meaning                                                          Unit
    ================ ================================================================ ====
    ceiling_yuan     the most that all measures together may cost; None: no ceiling   yuan
    without_measures codes of measures that are not to be taken                       —
    without_places   codes of counties in which nothing is to be done                 —
    ================ ================================================================ ====
    """

    ceiling_yuan: float | None = None
    without_measures: tuple[str, ...] = ()
    without_places: tuple[str, ...] = ()

    @property
    def excludes(self) -> bool:
        """Whether measures or counties are left out."""
        return bool(self.without_measures or self.without_places)

    def allows(self, measure: str, place: str) -> bool:
        """Say whether a measure may be taken in a county."""
        return measure not in self.without_measures and place not in self.without_places


NO_LIMITS = SearchLimits()


def limits_document(limits: SearchLimits) -> dict[str, Any] | None:
    """Return limits as they are stored: in one order, so that equal ones are equal; None without any."""
    if limits == NO_LIMITS:
        return None
    return {
        "ceiling_yuan": limits.ceiling_yuan,
        "without_measures": sorted(set(limits.without_measures)),
        "without_places": sorted(set(limits.without_places)),
    }


def limits_of(document: dict[str, Any] | None) -> SearchLimits:
    """Return limits from the way they are stored."""
    if document is None:
        return NO_LIMITS
    return SearchLimits(
        document["ceiling_yuan"], tuple(document["without_measures"]), tuple(document["without_places"])
    )
