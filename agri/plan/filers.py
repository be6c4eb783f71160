"""Who files a task of the ledger: its lead unit, each department beside it, all counties where it says so."""

import re
from dataclasses import dataclass

from agri.definitions.places import Places
from agri.definitions.plan import Task
from agri.terms import Level

_BETWEEN = re.compile(r"[、,，]")
# What plans call all counties and all development zones of a city.
_COUNTIES = re.compile(r"县[(（]市[)）]区")
_ZONES = re.compile(r"各(相关)?开发区")
_ZONE_KIND = "开发区"


@dataclass(frozen=True, slots=True)
class Filer:
    """One who files a task: `code` is a county's code, or a unit's name as the plan writes it."""

    code: str
    name: str
    is_lead: bool


def filers_of(task: Task, places: Places) -> tuple[Filer, ...]:
    """Return who files a task, the lead first; each once.

    Where the plan says all counties or all development zones, each of them files; a task for which it names
    nobody is the city's own.
    """
    found: dict[str, Filer] = {}
    for text, is_lead in ((task.lead, True), (task.responsible, False)):
        for name in (part.strip() for part in _BETWEEN.split(text)):
            for filer in _named(name, places, is_lead=is_lead):
                found.setdefault(filer.code, filer)
    city = places.at(Level.CITY)[0]
    return tuple(found.values()) or (Filer(city.code, city.name, is_lead=True),)


def _named(name: str, places: Places, *, is_lead: bool) -> list[Filer]:
    if not name:
        return []
    has_counties, has_zones = bool(_COUNTIES.search(name)), bool(_ZONES.search(name))
    if not (has_counties or has_zones):
        return [Filer(name, name, is_lead)]
    return [
        Filer(place.code, place.name, is_lead)
        for place in places.at(Level.COUNTY)
        if (has_zones if place.kind == _ZONE_KIND else has_counties)
    ]
