"""Which definitions give the numbers their meaning, since when, and who agreed to a changed target."""

from datetime import date, datetime
from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Path, Response

from agri.api.dependencies import (
    DefinitionConsenter,
    DefinitionReader,
    NowDep,
    ReaderDep,
    ReferenceDep,
    SessionDep,
    YearKeeper,
)
from agri.api.http.database_route import DatabaseRoute
from agri.api.http.problems import problems
from agri.api.schema_base import Public, Wire, Words
from agri.errors import Conflict, NotFound
from agri.services.reference.apply_package import consent_to_version
from agri.services.reference.close_year import close_year, reopen_year
from agri.services.reference.list_definitions import (
    definitions_archive,
    list_definitions,
    read_definition_files,
)

router = APIRouter(tags=["plan"], route_class=DatabaseRoute)
Year = Annotated[int, Path(ge=2000, le=2100)]
CityCode = Annotated[str, Path(pattern=r"^[0-9]{2}([0-9]{2})?$")]
Number = Annotated[int, Path(ge=1, le=9999)]
_ZIP, _BYTES = "application/zip", "application/octet-stream"
_TEXTS = (".toml", ".csv", ".md", ".txt", ".json")


class TargetDifference(Public):
    """One target that differs from the version before."""

    indicator: str
    before: str
    after: str


class DefinitionsPublic(Public):
    """One version of a year's definitions; `in_force_on` is null while it waits for a second person."""

    name: str
    city: str
    year: int
    number: int
    digest: str
    in_force_on: date | None
    reason: str | None
    by: UUID | None
    at: datetime
    agreed_by: UUID | None
    changed: list[str]
    targets: list[TargetDifference]


class DefinitionsPage(Public):
    """Every version in the order of applying, and the plan years that are open and closed."""

    definitions: list[DefinitionsPublic]
    opened: list[int]
    closed: list[int]


class DefinitionFilePublic(Public):
    """One file of a version; `is_text` says whether a person can read it as it is."""

    name: str
    digest: str
    size: int
    is_text: bool


class DefinitionFilePage(Public):
    """The files of a version by name."""

    version: str
    files: list[DefinitionFilePublic]


class ConsentPublic(Public):
    """A version that a second person agreed to."""

    name: str
    in_force_on: date | None


class YearAct(Wire):
    """Why a closed year is opened again."""

    reason: Words


class YearPublic(Public):
    """Whether a plan year takes reports."""

    year: int
    is_closed: bool


@router.get("/definitions", summary="定义版本 · Definitions", responses=problems(NotFound))
def get_definitions(reader: ReaderDep, actor: DefinitionReader, reference: ReferenceDep) -> DefinitionsPage:
    """Every version of every year: who applied it, why, what changed, whether it is in force."""
    return DefinitionsPage(
        definitions=[
            DefinitionsPublic(
                name=one.version.name,
                city=one.version.city,
                year=one.version.year,
                number=one.version.number,
                digest=one.version.digest,
                in_force_on=one.version.in_force_on,
                reason=one.version.reason,
                by=one.version.by,
                at=one.version.at,
                agreed_by=one.version.agreed_by,
                changed=list(one.changed),
                targets=[
                    TargetDifference(indicator=target.indicator, before=target.before, after=target.after)
                    for target in one.targets
                ],
            )
            for one in list_definitions(reader, actor)
        ],
        opened=list(reference.counted.plan),
        closed=list(reference.counted.closed),
    )


@router.get(
    "/definitions/{city}/{year}/{number}/files",
    summary="定义文件 · The files of a version",
    responses=problems(NotFound),
)
def get_definition_files(
    city: CityCode, year: Year, number: Number, *, reader: ReaderDep, actor: DefinitionReader
) -> DefinitionFilePage:
    """What the version consists of, each file with its digest."""
    version, files = read_definition_files(reader, actor, city, year, number)
    return DefinitionFilePage(
        version=version.name,
        files=[
            DefinitionFilePublic(
                name=name,
                digest=version.files[name],
                size=len(files.read(name)),
                is_text=_is_text(name),
            )
            for name in sorted(version.files)
        ],
    )


@router.get(
    "/definitions/{city}/{year}/{number}/files/{name:path}",
    summary="定义文件原文 · One file of a version",
    response_class=Response,
    responses={200: {"description": "文件 · The file", "content": {_BYTES: {}}}, **problems(NotFound)},
)
def get_definition_file(
    city: CityCode,
    year: Year,
    number: Number,
    name: Annotated[str, Path(max_length=200, pattern=r"^[\w./-]+$")],
    *,
    reader: ReaderDep,
    actor: DefinitionReader,
) -> Response:
    """The bytes as they were applied."""
    version, files = read_definition_files(reader, actor, city, year, number)
    if name not in version.files:
        raise NotFound(
            f"{version.name} has no file {name}; GET …/files lists them",
            f"{version.name} 没有文件 {name}；清单见 …/files",
        )
    media_type = "text/plain; charset=utf-8" if _is_text(name) else _BYTES
    return Response(files.read(name), media_type=media_type, headers=_as_download(name.split("/")[-1]))


@router.get(
    "/definitions/{city}/{year}/{number}/package.zip",
    summary="定义整包 · A version as one file",
    response_class=Response,
    responses={200: {"description": "文件 · The file", "content": {_ZIP: {}}}, **problems(NotFound)},
)
def get_definition_package(
    city: CityCode, year: Year, number: Number, *, reader: ReaderDep, actor: DefinitionReader
) -> Response:
    """All files; unpacked it is a folder that `agri check` takes."""
    _, files = read_definition_files(reader, actor, city, year, number)
    headers = _as_download(f"definitions-{city}-{year}-{number}.zip")
    return Response(definitions_archive(files), media_type=_ZIP, headers=headers)


@router.post(
    "/definitions/{city}/{year}/{number}/consent",
    summary="同意年内变更目标 · Agree to a changed target",
    responses=problems(NotFound, Conflict),
)
def post_consent(
    city: CityCode,
    year: Year,
    number: Number,
    *,
    session: SessionDep,
    actor: DefinitionConsenter,
    now: NowDep,
) -> ConsentPublic:
    """A target that changes within its year holds once a second person has agreed: operator or province."""
    version = consent_to_version(session, actor, city, year, number, now=now)
    return ConsentPublic(name=version.name, in_force_on=version.in_force_on)


@router.post(
    "/years/{year}/closure", summary="年度封账 · Close a year", responses=problems(NotFound, Conflict)
)
def post_year_closure(year: Year, session: SessionDep, actor: YearKeeper, now: NowDep) -> YearPublic:
    """After the release of December: nothing more is taken for the year."""
    close_year(session, actor, year, now=now)
    return YearPublic(year=year, is_closed=True)


@router.post(
    "/years/{year}/reopening", summary="重新启用年度 · Reopen a year", responses=problems(NotFound, Conflict)
)
def post_year_reopening(
    year: Year, act: YearAct, session: SessionDep, actor: YearKeeper, now: NowDep
) -> YearPublic:
    """With a reason, where a figure of a closed year must be corrected."""
    reopen_year(session, actor, year, reason=act.reason, now=now)
    return YearPublic(year=year, is_closed=False)


def _is_text(name: str) -> bool:
    return name.endswith(_TEXTS)


def _as_download(name: str) -> dict[str, str]:
    return {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
