"""One person, device or address that files for many places: a finding for the city, which asks and decides.

Addresses and devices are those of the sign-ins that are kept anyway: a report counts with that of its
author's last sign-in before it was received, and with none where there was no such sign-in. A county's
office, a carrier or a family may share one, so this proves nothing.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from agri.models import Person, Report, Revision, SignInAttempt
from agri.services.access.permissions import Act, Actor, require_act, within_places
from agri.services.intake.current_revisions import current_revisions

MANY = 3  # places; assumed
FILED_WITHIN = timedelta(days=35)  # the running month's reports and the last one's
_SIGNED_IN_WITHIN = timedelta(days=100)  # longer than a phone stays signed in


class SharedBy(StrEnum):
    """What several places' reports have in common."""

    PERSON = "person"
    DEVICE = "device"
    ADDRESS = "address"


@dataclass(frozen=True, slots=True)
class SharedFiling:
    """Reports of many places that came from one hand, one device or one address."""

    by: SharedBy
    name: str  # the person's name, the end of the device's mark, or the address
    places: tuple[str, ...]
    people: tuple[str, ...]
    reports: int


Filings = Mapping[
    UUID, Mapping[str, Sequence[datetime]]
]  # by person and place: when its reports were received


def list_shared_filings(session: Session, actor: Actor, *, now: datetime) -> list[SharedFiling]:
    """Return who or what filed for many places of the actor's city lately, most places first.

    A person's own places do not count against the person.

    Raises
    ------
    NotAllowed
        The actor does not review for the city.
    """
    require_act(actor, Act.READ_SHARED_FILINGS)
    names, own = _people(session)
    filings = _filings(session, actor, now)
    found = [
        shared
        for person_id, by_place in filings.items()
        if (shared := _of_person(names.get(person_id, ""), by_place, own.get(person_id, ()))) is not None
    ]
    for kind, key in ((SharedBy.DEVICE, "known_device"), (SharedBy.ADDRESS, "address")):
        for name, sent in _sent_from(filings, _signed_in(session, key, now)).items():
            shared = _of_people(kind, name, sent, names)
            if shared is not None:
                found.append(shared)
    return sorted(found, key=lambda one: (-len(one.places), one.by, one.name))


def _filings(session: Session, actor: Actor, now: datetime) -> Filings:
    rows = session.connection().execute(
        current_revisions(
            select(col(Revision.author), col(Report.org_unit), col(Revision.received_at))
            .join(Report, col(Report.id) == col(Revision.report_id))
            .where(within_places(col(Report.org_unit), actor), col(Revision.received_at) > now - FILED_WITHIN)
        )
    )
    found: dict[UUID, dict[str, list[datetime]]] = defaultdict(lambda: defaultdict(list))
    for author, org_unit, received_at in rows:
        found[author][org_unit].append(received_at)
    return found


def _people(session: Session) -> tuple[dict[UUID, str], dict[UUID, tuple[str, ...]]]:
    rows = list(
        session.connection().execute(
            select(col(Person.id), col(Person.display_name), col(Person.org_unit), col(Person.places))
        )
    )
    names = {person_id: name for person_id, name, _, _ in rows}
    return names, {person_id: (place, *(places or ())) for person_id, _, place, places in rows}


def _signed_in(session: Session, key: str, now: datetime) -> dict[UUID, list[tuple[datetime, str | None]]]:
    """Return when each person signed in lately, and from which device or address, the oldest first."""
    column = getattr(SignInAttempt, key)
    rows = session.connection().execute(
        select(column, col(Person.id), col(SignInAttempt.at))
        .join(Person, col(Person.name) == col(SignInAttempt.account))
        .where(
            col(SignInAttempt.is_successful).is_(True),
            col(SignInAttempt.at) > now - _SIGNED_IN_WITHIN,
        )
        .order_by(col(SignInAttempt.at))
    )
    found: dict[UUID, list[tuple[datetime, str | None]]] = defaultdict(list)
    for name, person_id, at in rows:
        found[person_id].append((at, name))
    return found


def _sent_from(
    filings: Filings, signed_in: Mapping[UUID, Sequence[tuple[datetime, str | None]]]
) -> dict[str, dict[UUID, dict[str, int]]]:
    """Return how many reports of which person and place were sent from each device or address."""
    found: dict[str, dict[UUID, dict[str, int]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(int)))
    for person_id, by_place in filings.items():
        sign_ins = signed_in.get(person_id, ())
        times = [at for at, _ in sign_ins]
        for place, received in by_place.items():
            for at in received:
                before = bisect_right(times, at)
                name = sign_ins[before - 1][1] if before else None
                if name is not None:
                    found[name][person_id][place] += 1
    return found


def _of_person(
    name: str, by_place: Mapping[str, Sequence[datetime]], own: Iterable[str]
) -> SharedFiling | None:
    foreign = {place: len(received) for place, received in by_place.items() if place not in own}
    if len(foreign) < MANY:
        return None
    return SharedFiling(SharedBy.PERSON, name, tuple(sorted(foreign)), (name,), sum(foreign.values()))


def _of_people(
    by: SharedBy, name: str, sent: Mapping[UUID, Mapping[str, int]], names: Mapping[UUID, str]
) -> SharedFiling | None:
    filers = list(sent)
    places = {place for one in filers for place in sent[one]}
    if len(filers) < 2 or len(places) < MANY:  # one person alone is named as a person
        return None
    reports = sum(count for one in filers for count in sent[one].values())
    shown = name[-6:] if by == SharedBy.DEVICE else name
    return SharedFiling(
        by, shown, tuple(sorted(places)), tuple(sorted(names[one] for one in filers)), reports
    )
