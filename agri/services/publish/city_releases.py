"""Releases by city: each city's, and what one of them holds."""

import json
from collections.abc import Iterable
from functools import lru_cache

from sqlmodel import Session

from agri.files.release import lines
from agri.models import OrgUnitRow, ReleaseRow
from agri.services.access.cities import cities_seen, read_cities, split_name
from agri.services.access.permissions import Actor
from agri.services.publish.make_release import list_releases


def latest_by_city(session: Session, actor: Actor) -> list[tuple[OrgUnitRow, list[ReleaseRow]]]:
    """Return the cities that the actor may ask about by code, each with its releases, the newest first."""
    cities = read_cities(session.connection())
    by_city: dict[str, list[ReleaseRow]] = {}
    for row in list_releases(session, actor):
        by_city.setdefault(split_name(row.number)[0] or cities[0], []).append(row)
    return [
        (session.get_one(OrgUnitRow, city), by_city.get(city, []))
        for city in sorted(cities_seen(cities, actor))
    ]


def edition_before(releases: Iterable[ReleaseRow], release: ReleaseRow) -> ReleaseRow | None:
    """Return the edition before one of the same month and city."""
    series = release.number.rpartition("/")[0]
    earlier = [
        one for one in releases if one.number.rpartition("/")[0] == series and one.edition < release.edition
    ]
    return max(earlier, key=lambda one: one.edition, default=None)


def lines_of(row: ReleaseRow) -> lines.Release:
    """Return what a release holds; it never changes, and reading it takes a while."""
    return _lines(row.content)


@lru_cache(maxsize=40)  # a province's cities, each with the edition before
def _lines(content: str) -> lines.Release:
    return lines.from_document(json.loads(content))
