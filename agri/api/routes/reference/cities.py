"""The cities of the record that a person may ask about."""

from fastapi import APIRouter

from agri.api.dependencies import ReaderDep, SignedInActor
from agri.api.http.database_route import DatabaseRoute
from agri.api.schema_base import Public
from agri.services.access.cities import cities_seen
from agri.services.reference.reference import read_reference, record_cities

router = APIRouter(tags=["org-units"], route_class=DatabaseRoute)


class CityPublic(Public):
    """A city with its open and closed plan years."""

    code: str
    name: str
    name_en: str
    opened: list[int]
    closed: list[int]


class CityPage(Public):
    """Cities in code order."""

    cities: list[CityPublic]


@router.get("/cities", summary="城市 · Cities")
def get_cities(reader: ReaderDep, actor: SignedInActor) -> CityPage:
    """The own city; for the province those in it, for the operator all."""
    found = []
    for code in sorted(cities_seen(record_cities(reader), actor)):
        reference = read_reference(reader, of=code)
        place = reference.places[code]
        found.append(
            CityPublic(
                code=code,
                name=place.name,
                name_en=place.name_en,
                opened=list(reference.counted.plan),
                closed=list(reference.counted.closed),
            )
        )
    return CityPage(cities=found)
