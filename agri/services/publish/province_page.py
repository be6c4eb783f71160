"""The province's page: its cities by code, each with what its latest release says and what it lacks."""

from dataclasses import dataclass

from sqlmodel import Session

from agri.files.release import lines
from agri.models import OrgUnitRow, ReleaseQuestion, ReleaseRow
from agri.services.access.permissions import Act, Actor, require_act
from agri.services.publish.city_releases import edition_before, latest_by_city, lines_of
from agri.services.publish.release_differences import FigureDifference, compare_releases
from agri.services.publish.release_questions import questions_about


@dataclass(frozen=True, slots=True)
class CityStanding:
    """One city: its latest release with its lines, the edition before, what changed, what was asked.

    `release` is null where the city has released nothing yet; `edition_before` where there is none.
    """

    city: OrgUnitRow
    release: ReleaseRow | None
    lines: lines.Release | None
    edition_before: ReleaseRow | None
    differences: tuple[FigureDifference, ...]
    questions: tuple[ReleaseQuestion, ...]


def read_city_standings(session: Session, actor: Actor) -> list[CityStanding]:
    """Return every city of the actor's place in code order; nobody is ranked."""
    require_act(actor, Act.READ_RELEASES)
    return [_standing(session, city, releases) for city, releases in latest_by_city(session, actor)]


def _standing(session: Session, city: OrgUnitRow, releases: list[ReleaseRow]) -> CityStanding:
    if not releases:
        return CityStanding(city, None, None, None, (), ())
    latest = max(releases, key=lambda one: (one.period, one.edition))
    before = edition_before(releases, latest)
    differences = compare_releases(lines_of(before), lines_of(latest)) if before is not None else []
    asked = questions_about(session, releases)
    questions = [question for release in releases for question in asked.get(release.number, [])]
    return CityStanding(city, latest, lines_of(latest), before, tuple(differences), tuple(questions))
