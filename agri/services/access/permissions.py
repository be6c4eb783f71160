"""Permissions: which role may read and do what, in which place.

A person's place is a division code, and codes nest: whatever begins with the code lies inside. What a role
may do at all stands in `ROLES`; where it may do it is `is_within`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, or_
from sqlalchemy.orm import Mapped
from sqlmodel import Session

from agri.errors import Fault, Invalid, NotAllowed, NotFound
from agri.models.org_unit import OrgUnitRow
from agri.models.person import Person
from agri.terms import Level, Role


@dataclass(frozen=True, slots=True)
class Actor:
    """The person who acts, as every service is told.

    `places` are further places beside `org_unit`, the first; `department` is the lead unit whose tasks of the
    ledger a department's person keeps.
    """

    id: UUID
    name: str
    role: Role
    org_unit: str
    must_set_password: bool = False
    places: tuple[str, ...] = ()
    department: str | None = None

    @property
    def every_place(self) -> tuple[str, ...]:
        """All places of the person, the first one first."""
        return (self.org_unit, *self.places)


def actor_of(person: Person) -> Actor:
    """Return a person as services are told of them."""
    return Actor(
        person.id,
        person.name,
        Role(person.role),
        person.org_unit,
        must_set_password(person),
        tuple(person.places or ()),
        person.department,
    )


def must_set_password(person: Person) -> bool:
    """Say whether somebody else chose the password and the account is not the person's own yet."""
    return person.password_set_by is not None and person.owned_at is None


class Act(StrEnum):
    """What can be done, as far as roles differ in it."""

    REPORT = "report"
    READ_REPORTS = "read_reports"
    REVIEW = "review"
    CLOSE = "close"
    CHECK_ON_SPOT = "check_on_spot"
    READ_FIGURES = "read_figures"
    PROJECT = "project"
    RELEASE = "release"
    READ_RELEASES = "read_releases"
    ASK_ABOUT_RELEASE = "ask_about_release"
    ANSWER_ABOUT_RELEASE = "answer_about_release"
    READ_TASKS = "read_tasks"
    ADVANCE_TASKS = "advance_tasks"
    READ_BASELINES = "read_baselines"
    SET_BASELINES = "set_baselines"
    MANAGE_PEOPLE = "manage_people"
    READ_AUDIT = "read_audit"
    READ_DEFINITIONS = "read_definitions"
    CONSENT_TO_DEFINITIONS = "consent_to_definitions"
    CLOSE_YEAR = "close_year"
    READ_STATUS = "read_status"
    READ_CONTACTS = "read_contacts"
    CONFIRM_FILING = "confirm_filing"
    READ_SHARED_FILINGS = "read_shared_filings"
    KEEP_UNITS = "keep_units"
    READ_BURDEN = "read_burden"
    FILE_TASKS = "file_tasks"
    SET_TASK_FIGURES = "set_task_figures"
    KEEP_VIEWS = "keep_views"
    FILL_WORKBOOKS = "fill_workbooks"


_FIELD = {Role.REPORTER, Role.REVIEWER, Role.COMMITTEE}
_OFFICE = {Role.REVIEWER, Role.COMMITTEE}

# The province receives releases and nothing else; the operator keeps server and accounts, not figures.
ROLES: Mapping[Act, frozenset[Role]] = {
    Act.REPORT: frozenset({Role.REPORTER, Role.REVIEWER}),
    Act.READ_REPORTS: frozenset(_FIELD),
    Act.REVIEW: frozenset(_OFFICE),
    Act.CLOSE: frozenset(_OFFICE),
    Act.CHECK_ON_SPOT: frozenset(_OFFICE),
    Act.READ_FIGURES: frozenset(_FIELD),
    Act.PROJECT: frozenset({Role.COMMITTEE}),
    Act.RELEASE: frozenset({Role.COMMITTEE}),
    Act.READ_RELEASES: frozenset({Role.COMMITTEE, Role.PROVINCE}),
    Act.ASK_ABOUT_RELEASE: frozenset({Role.PROVINCE}),
    Act.ANSWER_ABOUT_RELEASE: frozenset({Role.COMMITTEE}),
    # A department sees the ledger's tasks that it leads, and nothing else.
    Act.READ_TASKS: frozenset({*_FIELD, Role.DEPARTMENT}),
    Act.ADVANCE_TASKS: frozenset({Role.COMMITTEE, Role.DEPARTMENT}),
    Act.READ_BASELINES: frozenset(_FIELD),
    Act.SET_BASELINES: frozenset({Role.COMMITTEE}),
    Act.MANAGE_PEOPLE: frozenset({Role.REVIEWER, Role.COMMITTEE, Role.OPERATOR}),
    Act.READ_AUDIT: frozenset({Role.COMMITTEE, Role.OPERATOR}),
    Act.READ_DEFINITIONS: frozenset({Role.COMMITTEE, Role.PROVINCE, Role.OPERATOR}),
    # A target that changes within its year: the one who applied it needs a second person from outside.
    Act.CONSENT_TO_DEFINITIONS: frozenset({Role.PROVINCE, Role.OPERATOR}),
    Act.CLOSE_YEAR: frozenset({Role.COMMITTEE}),
    Act.READ_STATUS: frozenset({Role.COMMITTEE, Role.OPERATOR}),
    Act.READ_CONTACTS: frozenset(Role),
    Act.CONFIRM_FILING: frozenset({Role.REPORTER}),
    Act.READ_SHARED_FILINGS: frozenset({Role.COMMITTEE}),
    Act.KEEP_UNITS: frozenset(_OFFICE),
    Act.KEEP_VIEWS: frozenset(_OFFICE),
    Act.FILL_WORKBOOKS: frozenset(_OFFICE),
    Act.FILE_TASKS: frozenset({*_OFFICE, Role.DEPARTMENT}),
    Act.SET_TASK_FIGURES: frozenset({Role.COMMITTEE}),
    Act.READ_BURDEN: frozenset({Role.COMMITTEE, Role.OPERATOR}),
}

# Where people of a role belong: the level of their place.
HOME: Mapping[Role, Level] = {
    Role.REPORTER: Level.TOWNSHIP,
    Role.REVIEWER: Level.COUNTY,
    Role.COMMITTEE: Level.CITY,
    Role.OPERATOR: Level.CITY,
    Role.PROVINCE: Level.PROVINCE,
    Role.DEPARTMENT: Level.CITY,
}

# Whose accounts each role looks after.
MANAGES: Mapping[Role, frozenset[Role]] = {
    Role.REVIEWER: frozenset({Role.REPORTER}),
    Role.COMMITTEE: frozenset({Role.REPORTER, Role.REVIEWER, Role.PROVINCE, Role.DEPARTMENT}),
    Role.OPERATOR: frozenset(Role),
}


def may(actor: Actor, act: Act) -> bool:
    """Say whether a person's role allows an act at all."""
    return actor.role in ROLES[act]


def is_within(actor: Actor, org_unit: str) -> bool:
    """Say whether a place is one of the person's own or lies below one."""
    return org_unit.startswith(actor.every_place)


def within_places(column: Mapped[str], actor: Actor) -> ColumnElement[bool]:
    """Return the condition that a column holds one of the person's own places or one below."""
    return or_(*(column.startswith(place) for place in actor.every_place))


def looks_after(actor: Actor, role: str, org_unit: str) -> bool:
    """Say whether a person looks after accounts of a role at a place; the province's is above its cities.

    The operator keeps the server, and so the accounts of every city on it.
    """
    if actor.role == Role.OPERATOR:
        return True
    is_above = role == Role.PROVINCE and actor.org_unit.startswith(org_unit)
    return role in MANAGES.get(actor.role, frozenset()) and (is_above or is_within(actor, org_unit))


def require_act(actor: Actor, act: Act) -> None:
    """Refuse what the person's role does not do.

    Raises
    ------
    NotAllowed
        The role may not do this anywhere.
    """
    if not may(actor, act):
        raise NotAllowed(
            f"a {actor.role} may not do this ({act}); ask your county or the municipal committee",
            "您的岗位无此权限；请联系区县或市工作委员会",
        )


def require_author(actor: Actor, author: UUID | None) -> None:
    """Refuse what somebody else wrote: a shared phone must not send it in another's name.

    Raises
    ------
    NotAllowed
        The stated author is not who sends.
    """
    if author is not None and author != actor.id:
        raise NotAllowed(
            "somebody else wrote this; it is sent when they sign in on this phone again",
            "这不是您填写的；请由填写人在此手机上重新登录后发送",
        )


def require_scope(session: Session, actor: Actor, org_unit: str) -> OrgUnitRow:
    """Return a place that the person may act on.

    Raises
    ------
    NotFound
        There is no such place.
    NotAllowed
        It lies outside the person's own.
    """
    unit = session.get(OrgUnitRow, org_unit)
    if unit is None:
        raise NotFound(
            f"there is no org unit {org_unit}; GET /api/v1/org-units lists them",
            f"没有行政区划代码 {org_unit}；可用代码见 /api/v1/org-units",
        )
    if not is_within(actor, org_unit):
        raise NotAllowed(
            f"{org_unit} lies outside your place {actor.org_unit}",
            f"{org_unit} 不在您的辖区（{actor.org_unit}）内",
        )
    return unit


def require_scope_of_field(session: Session, actor: Actor, org_unit: str, *, pointer: str) -> OrgUnitRow:
    """Do the same for a place named in a payload: an unknown one is a fault of the payload.

    Raises
    ------
    Invalid
        There is no such place.
    NotAllowed
        It lies outside the person's own.
    """
    try:
        return require_scope(session, actor, org_unit)
    except NotFound as error:
        fault = Fault(pointer, "unknown-org-unit", error.detail, error.detail_zh)
        raise Invalid(error.detail, error.detail_zh, (fault,)) from error
