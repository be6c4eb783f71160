"""Accounts below one's own, their enrolment codes, and the devices they are signed in on."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field, Strict
from sqlmodel import Session

from agri.api.dependencies import (
    AccountKeeper,
    Desk,
    DeskDep,
    ReaderDep,
    SessionDep,
    SignedInActor,
    WallNowDep,
)
from agri.api.http.database_route import DatabaseRoute
from agri.api.http.problems import problems
from agri.api.schema_base import Name, OrgUnitCode, Public, Wire
from agri.errors import Conflict, NotAllowed, NotFound
from agri.models import Person
from agri.services.access.accounts import (
    NewPerson,
    change_person,
    create_person,
    find_managed,
    list_people,
    require_new_person,
    revoke_device,
)
from agri.services.access.enrolment import issue_code
from agri.services.access.second_factor import has_factor, reset_factor
from agri.services.access.sessions import hash_good_password, list_devices
from agri.terms import Role

router = APIRouter(tags=["users"], route_class=DatabaseRoute)
_Password = Annotated[str, Field(max_length=256)]
_Places = Annotated[
    tuple[OrgUnitCode, ...], Strict(False), Field(max_length=50, description="还管哪些单位 · further places")
]
_Telephone = Annotated[str, Field(max_length=40, pattern=r"^[0-9+() \-转]*$", examples=["0371-6123 4567"])]

_HouseName = Annotated[
    str,
    Field(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$", description="单位账号 · who this is at the house"),
]


class UserCreate(Wire):
    """Who shall have an account; without a password only an enrolment code lets them in."""

    name: Name
    display_name: Name
    role: Annotated[Role, Strict(False)]
    org_unit: OrgUnitCode
    password: _Password | None = None
    places: _Places = ()
    department: Name | None = None
    telephone: _Telephone | None = None
    house_name: _HouseName | None = None


class UserUpdate(Wire):
    """What changes; what is left out stays. `places` are all places, the first one first.

    A blank `house_name` unlinks the account from the house's; `reset_second_factor` takes a lost one away.
    """

    is_active: bool | None = None
    password: _Password | None = None
    places: Annotated[tuple[OrgUnitCode, ...], Strict(False), Field(min_length=1, max_length=50)] | None = (
        None
    )
    telephone: _Telephone | None = None
    house_name: _HouseName | None = None
    reset_second_factor: bool = False


class UserPublic(Public):
    """An account, without anything that lets anybody in.

    `places` are further places beside `org_unit`; `is_own` once the person has set a password or used a code.
    """

    id: UUID
    name: str
    display_name: str
    role: Role
    org_unit: str
    is_active: bool
    created_at: datetime
    places: list[str]
    department: str | None
    telephone: str | None
    is_own: bool
    has_password: bool
    house_name: str | None
    has_second_factor: bool


class UserPage(Public):
    """Accounts by name."""

    users: list[UserPublic]


class EnrolmentPublic(Public):
    """A fresh enrolment code; it is shown only here. `path` is what its QR leads to."""

    code: str
    path: str
    expires_at: datetime


class DevicePublic(Public):
    """One device that is signed in."""

    id: UUID
    device: str
    created_at: datetime
    last_used_at: datetime
    expires_at: datetime


class DevicePage(Public):
    """Devices, newest first."""

    devices: list[DevicePublic]


def user_public(person: Person) -> UserPublic:
    """Return an account as it goes over the wire."""
    return UserPublic(
        id=person.id,
        name=person.name,
        display_name=person.display_name,
        role=Role(person.role),
        org_unit=person.org_unit,
        is_active=person.is_active,
        created_at=person.created_at,
        places=person.places or [],
        department=person.department,
        telephone=person.telephone,
        is_own=person.owned_at is not None,
        has_password=person.password_hash is not None,
        house_name=person.house_name,
        has_second_factor=has_factor(person),
    )


@router.get("/users", summary="账号列表 · List accounts")
def get_users(actor: AccountKeeper, reader: ReaderDep) -> UserPage:
    """The accounts that the caller looks after."""
    return UserPage(users=[user_public(person) for person in list_people(reader, actor)])


@router.post("/users", status_code=201, summary="开设账号 · Open an account", responses=problems(Conflict))
async def post_user(user_in: UserCreate, actor: AccountKeeper, desk: DeskDep, now: WallNowDep) -> UserPublic:
    """Open an account below one's own: a county for its townships, the operator for everybody."""
    new = NewPerson(
        user_in.name,
        user_in.display_name,
        user_in.role,
        user_in.org_unit,
        places=user_in.places,
        department=user_in.department,
        telephone=user_in.telephone,
        house_name=(user_in.house_name or "").strip() or None,
    )
    await desk.read(lambda session: require_new_person(session, actor, new))
    new = replace(new, password_hash=await _hash(desk, user_in.password, new.name))
    return user_public(await desk.write(lambda session: create_person(session, actor, new, now=now)))


@router.patch("/users/{user_id}", summary="修改账号 · Change an account", responses=problems(NotFound))
async def patch_user(
    user_id: UUID, user_in: UserUpdate, actor: AccountKeeper, desk: DeskDep, now: WallNowDep
) -> UserPublic:
    """Close, re-open, set a password, reset the second factor (each ends its sign-ins), or change data."""
    if user_in.reset_second_factor and user_id == actor.id:
        raise NotAllowed(
            "nobody resets a second factor of their own: remove it by a code, or ask another operator",
            "不能重置自己的动态验证码；请用验证码停用，或请其他管理员重置",
        )
    if user_in.is_active is False and user_id == actor.id:
        raise NotAllowed(
            "nobody closes an account of their own: ask another operator",
            "不能停用自己的账号；请其他管理员停用",
        )
    name = await desk.read(lambda session: find_managed(session, actor, user_id).name)
    hashed = await _hash(desk, user_in.password, name)

    def change(session: Session) -> Person:
        if user_in.reset_second_factor:
            reset_factor(session, actor, user_id, now=now)
        return change_person(
            session,
            actor,
            user_id,
            is_active=user_in.is_active,
            password_hash=hashed,
            places=user_in.places,
            telephone=user_in.telephone,
            house_name=user_in.house_name,
            now=now,
        )

    return user_public(await desk.write(change))


@router.post(
    "/users/{user_id}/enrolments",
    status_code=201,
    summary="发放绑定码 · Issue an enrolment code",
    responses=problems(NotFound),
)
def post_user_enrolment(
    user_id: UUID, actor: AccountKeeper, session: SessionDep, desk: DeskDep, now: WallNowDep
) -> EnrolmentPublic:
    """Make a code that signs one phone in, once."""
    lifetime = timedelta(hours=desk.settings.enrolment_hours)
    issued = issue_code(session, actor, user_id, key=desk.key, lifetime=lifetime, now=now)
    return EnrolmentPublic(code=issued.code, path=f"/enrol#{issued.code}", expires_at=issued.expires_at)


@router.get(
    "/users/{user_id}/devices", summary="他人设备 · An account's devices", responses=problems(NotFound)
)
def get_user_devices(user_id: UUID, actor: AccountKeeper, reader: ReaderDep, now: WallNowDep) -> DevicePage:
    """Where an account that the caller looks after is signed in."""
    person = find_managed(reader, actor, user_id)
    return _page(reader, person.id, now)


@router.get("/devices", summary="我的设备 · My devices")
def get_devices(actor: SignedInActor, reader: ReaderDep, now: WallNowDep) -> DevicePage:
    """Where the caller is signed in."""
    return _page(reader, actor.id, now)


@router.delete(
    "/devices/{device_id}",
    status_code=204,
    summary="注销设备 · Sign a device out",
    responses=problems(NotFound),
)
def delete_device(device_id: UUID, actor: SignedInActor, session: SessionDep, now: WallNowDep) -> None:
    """Sign out one's own device, or one of an account that the caller looks after."""
    revoke_device(session, actor, device_id, now=now)


async def _hash(desk: Desk, password: str | None, name: str) -> str | None:
    """Return a new password's hash; made by the threads for passwords, while no transaction is open."""
    if password is None:
        return None
    return await desk.passwords.run(lambda: hash_good_password(password, name))


def _page(reader: ReaderDep, person_id: UUID, now: datetime) -> DevicePage:
    devices = list_devices(reader, person_id, now=now)
    return DevicePage(devices=[DevicePublic.model_validate(device) for device in devices])
