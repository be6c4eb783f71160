"""Accounts in bulk: a spreadsheet of people, a sheet of enrolment codes; and whom to call."""

from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body, Query, Request
from pydantic import Field

from agri.api.dependencies import (
    AccountKeeper,
    ContactReader,
    DeskDep,
    ReaderDep,
    SessionDep,
    WallNowDep,
)
from agri.api.http.database_route import DatabaseRoute
from agri.api.http.problems import problems
from agri.api.routes.access.users import UserPublic, user_public
from agri.api.schema_base import Id, Public, Wire
from agri.errors import NotFound
from agri.files.code_sheet import qr_path
from agri.services.access.contacts import read_contacts
from agri.services.access.enrolment import issue_codes
from agri.services.access.import_people import import_people
from agri.terms import Role

router = APIRouter(tags=["users"], route_class=DatabaseRoute)
_MOST = 300  # accounts on one sheet: a county's


class PeopleImportPublic(Public):
    """The rows that were read, and the accounts that were opened; none on a dry run."""

    rows: int
    users: list[UserPublic]


class CodesCreate(Wire):
    """For whom codes are made."""

    users: Annotated[list[Id], Field(min_length=1, max_length=_MOST)]


class CodePublic(Public):
    """One person's fresh code; `path` is what its QR leads to, `qr` draws it on a square of `side` units."""

    user: UserPublic
    code: str
    path: str
    qr: str
    side: int


class CodeSheetPublic(Public):
    """Fresh codes, shown only here; each signs one phone in, once, until it expires."""

    codes: list[CodePublic]
    expires_at: datetime


class ContactPublic(Public):
    """Somebody to call; `telephone` is the office's."""

    name: str
    role: Role
    org_unit: str
    place: str
    place_en: str
    telephone: str | None


class ContactPage(Public):
    """Who reviews the caller's places, the nearest first."""

    contacts: list[ContactPublic]


@router.post(
    "/users/import",
    summary="批量开设账号 · Open accounts from a spreadsheet",
    responses=problems(NotFound),
)
def post_users(
    content: Annotated[bytes, Body(media_type="application/octet-stream", max_length=2_000_000)],
    *,
    session: SessionDep,
    actor: AccountKeeper,
    now: WallNowDep,
    dry_run: Annotated[bool, Query(description="只检查 · only say what is wrong")] = False,
) -> PeopleImportPublic:
    """A .csv or .xlsx file with the columns name, role, places, contact: every row or none."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "people"
        path.write_bytes(content)
        done = import_people(session, actor, path, now=now, is_dry_run=dry_run)
    return PeopleImportPublic(rows=done.rows, users=[user_public(person) for person in done.opened])


@router.post(
    "/enrolment-sheets",
    status_code=201,
    summary="绑定码页 · A sheet of enrolment codes",
    responses=problems(NotFound),
)
def post_code_sheet(
    codes_in: CodesCreate,
    request: Request,
    *,
    session: SessionDep,
    actor: AccountKeeper,
    desk: DeskDep,
    now: WallNowDep,
) -> CodeSheetPublic:
    """Make a code for each of some accounts, to be printed and handed over."""
    lifetime = timedelta(hours=desk.settings.enrolment_hours)
    people: list[UUID] = list(dict.fromkeys(codes_in.users))
    issued = issue_codes(session, actor, people, key=desk.key, lifetime=lifetime, now=now)
    origin = desk.settings.origin or str(request.base_url).rstrip("/")
    codes = []
    for person, one in issued:
        path = f"/enrol#{one.code}"
        qr, side = qr_path(origin + path)
        codes.append(CodePublic(user=user_public(person), code=one.code, path=path, qr=qr, side=side))
    return CodeSheetPublic(codes=codes, expires_at=now + lifetime)


@router.get("/contacts", summary="联系人 · Whom to call")
def get_contacts(reader: ReaderDep, actor: ContactReader) -> ContactPage:
    """Names and office telephones of those who review the caller's places."""
    return ContactPage(contacts=[ContactPublic.model_validate(one) for one in read_contacts(reader, actor)])
