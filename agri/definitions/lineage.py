"""From when until when each place is there, and which places a place inherits from."""

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from agri.definitions.heirs import Heir, begins, ends
from agri.periods import Period


@dataclass(frozen=True)
class Lineage:
    """The heirs of a city's townships, and the lives of its places; who is not named was and is always there.

    A place is asked for the periods that begin on a day on which it is there.
    """

    heirs: tuple[Heir, ...] = ()
    since: Mapping[str, date] = field(default_factory=dict)
    until: Mapping[str, date] = field(default_factory=dict)

    @cached_property
    def touched(self) -> frozenset[str]:
        """The places that give or inherit anything; all others are made of themselves at any time."""
        return frozenset(code for one in self.heirs for code in (one.org_unit, one.becomes))

    def is_there(self, org_unit: str, period: Period) -> bool:
        """Say whether a place is asked for a period."""
        since, until = self.since.get(org_unit), self.until.get(org_unit)
        first = period.first_day
        return (since is None or first >= since) and (until is None or first < until)

    def parts_of(self, org_unit: str, period: Period, seen_from: Period) -> dict[str, float]:
        """Return of which places' figures of a past period a place's ground is made, seen from a later one.

        A place that inherits nothing in between is made of itself alone.
        """
        parts = {org_unit: 1.0}
        if org_unit not in self.touched:
            return parts
        for on in sorted({one.on for one in self.heirs}, reverse=True):
            if not period.first_day < on <= seen_from.first_day:
                continue
            rows = [one for one in self.heirs if one.on == on]
            givers = {one.org_unit for one in rows}
            before: dict[str, float] = {}
            for place, weight in parts.items():
                inherited = [one for one in rows if one.becomes == place]
                if place not in givers:
                    before[place] = before.get(place, 0.0) + weight
                for one in inherited:
                    before[one.org_unit] = before.get(one.org_unit, 0.0) + weight * one.share
            parts = before
        if set(parts) == {org_unit}:
            return parts
        return {code: share for code, share in parts.items() if self.is_there(code, period)}

    def givers_to(self, org_unit: str) -> tuple[str, ...]:
        """Return every place that a place has inherited from, directly or through others."""
        if org_unit not in self.touched:
            return ()
        found: list[str] = []
        wanted = [org_unit]
        while wanted:
            heir = wanted.pop()
            fresh = {one.org_unit for one in self.heirs if one.becomes == heir} - {org_unit, *found}
            found += sorted(fresh)
            wanted += sorted(fresh)
        return tuple(found)


STANDING = Lineage()
Figures = Mapping[str, float | None]
Cell = tuple[str, str]  # form and period of one place, as text
ValuesOf = Callable[[Cell], Figures | None]


def on_own_ground(
    ground: Lineage, org_unit: str, asked: Period, reports_of: Callable[[str], ValuesOf]
) -> ValuesOf:
    """Return what was reported of a place's ground, for a question about a period.

    `reports_of` gives what one place reported. What an heir's ground gave under earlier codes is added
    up by its shares; unknown where one of them is silent.
    """
    own = reports_of(org_unit)
    if org_unit not in ground.touched:
        return own

    def look(cell: Cell) -> Figures | None:
        parts = ground.parts_of(org_unit, Period.parse(cell[1]), asked)
        if set(parts) <= {org_unit} and parts.get(org_unit, 1.0) == 1:
            return own(cell)
        return combined(parts, {code: reports_of(code)(cell) for code in parts})

    return look


def lives(
    heirs: tuple[Heir, ...], named: Sequence[tuple[date | None, Sequence[str]]], landed: Container[str]
) -> Lineage:
    """Return the ground of a city.

    Parameters
    ----------
    heirs : tuple of Heir
        Those of the definitions that hold.
    named : sequence
        Of every version in the order of applying: the day from which the places that it is the first to name
        are there, None for the first version; and the codes that it names.
    landed : container of str
        The places of which anything is known beforehand: an heir of which nothing is, of givers of which
        something is, begins with what it inherits, also where the first package names it already.
    """
    born: dict[str, date] = {}
    seen: set[str] = set()
    first_inherits = begins(heirs)
    for day, codes in named:
        for code in codes:
            if code not in seen and day is not None:
                born[code] = first_inherits.get(code, day)
        seen |= set(codes)
    for code, day in first_inherits.items():
        givers = {one.org_unit for one in heirs if one.becomes == code != one.org_unit}
        if code not in born and code not in landed and any(giver in landed for giver in givers):
            born[code] = day
    return Lineage(heirs, born, ends(heirs))


def combined(
    parts: Mapping[str, float], figures: Mapping[str, Mapping[str, float | None] | None]
) -> dict[str, float | None] | None:
    """Return what the parts say together: unknown where one of them is; None where nobody says anything."""
    told = {code: values for code in parts if (values := figures.get(code)) is not None}
    if not told:
        return None
    if len(parts) == 1 and parts == dict.fromkeys(parts, 1.0):
        [only] = told.values()
        return dict(only)
    keys = dict.fromkeys(key for values in told.values() for key in values)
    found: dict[str, float | None] = {}
    for key in keys:
        amounts = [(values.get(key), parts[code]) for code, values in told.items() if key in values]
        known = [amount * share for amount, share in amounts if amount is not None]
        found[key] = sum(known) if len(known) == len(amounts) and len(told) == len(parts) else None
    return found
