"""Reading releases: what changed between two editions, questions and answers, what a new one rests on."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from sqlmodel import Session

from agri.api.dependencies import (
    NowDep,
    ReaderDep,
    ReleaseAnswerer,
    ReleaseAsker,
    Releaser,
    ReleaseReader,
    SessionDep,
)
from agri.api.http.database_route import FiguresRoute
from agri.api.http.problems import BadParameter, problems
from agri.api.routes.figures.releases import CityPath, EditionPath, PeriodPath, ReleasePublic
from agri.api.schema_base import Public, TitlePublic, Wire, Words
from agri.errors import Conflict, Invalid, NotFound
from agri.services.access.permissions import Actor
from agri.services.publish.city_releases import edition_before, lines_of
from agri.services.publish.make_release import list_releases, read_release
from agri.services.publish.release_checklist import read_checklist
from agri.services.publish.release_differences import compare_releases
from agri.services.publish.release_questions import answer_about_release, ask_about_release, list_questions

router = APIRouter(tags=["releases"], route_class=FiguresRoute)


class FigureDifferencePublic(Public):
    """One figure that two editions give differently; null: the edition does not hold it."""

    org_unit: str
    name: str
    name_en: str
    code: str
    title: TitlePublic
    what: TitlePublic
    unit: str
    before: float | None
    after: float | None


class DiffPublic(Public):
    """Two editions of a month and the figures that differ; `before` is null where there is no earlier one."""

    before: str | None
    after: str
    differences: list[FigureDifferencePublic]


class QuestionCreate(Wire):
    """What is asked about a release, or answered."""

    text: Words


class ReleaseQuestionPublic(Public):
    """A question about a release; `answer` is null until the committee answers."""

    id: UUID
    release: str
    text: str
    asked_at: datetime
    answer: str | None
    answered_at: datetime | None


class QuestionPage(Public):
    """Questions about one release, oldest first."""

    questions: list[ReleaseQuestionPublic]


class OpenCountyPublic(Public):
    """A county whose month is not closed, or with undecided reports; some may correct accepted ones."""

    org_unit: str
    name: str
    name_en: str
    is_closed: bool
    undecided: int
    corrections: int


class ChecklistPublic(Public):
    """What a release of a month would rest on today; nothing of it stops the release."""

    period: str
    as_of: date
    expected: int
    missing: int
    counties: list[OpenCountyPublic]
    conflicts: int
    questions: int
    releases: list[ReleasePublic]


Against = Annotated[int | None, Query(ge=1, le=10_000, description="默认上一版 · the one before")]


@router.get(
    "/releases/{period}/{edition}/diff",
    summary="两期对照 · What changed between two editions",
    responses=problems(NotFound),
)
def get_diff(
    *,
    period: PeriodPath,
    edition: EditionPath,
    reader: ReaderDep,
    actor: ReleaseReader,
    against: Against = None,
) -> DiffPublic:
    """Figure by figure, against the edition before or another edition of the same month."""
    return _diff(reader, actor, f"{period}/{edition}", against)


@router.get(
    "/cities/{city}/releases/{period}/{edition}/diff",
    summary="某市两期对照 · What changed between two editions of a city",
    responses=problems(NotFound),
)
def get_city_diff(
    *,
    city: CityPath,
    period: PeriodPath,
    edition: EditionPath,
    reader: ReaderDep,
    actor: ReleaseReader,
    against: Against = None,
) -> DiffPublic:
    """The same for a release whose number begins with its city's code."""
    return _diff(reader, actor, f"{city}/{period}/{edition}", against)


@router.get(
    "/releases/{period}/{edition}/questions",
    summary="问询与答复 · Questions about a release",
    responses=problems(NotFound),
)
def get_questions(
    period: PeriodPath, edition: EditionPath, reader: ReaderDep, actor: ReleaseReader
) -> QuestionPage:
    """What the province asked and what the committee answered."""
    return _questions(reader, actor, f"{period}/{edition}")


@router.get(
    "/cities/{city}/releases/{period}/{edition}/questions",
    summary="某市问询与答复 · Questions about a release of a city",
    responses=problems(NotFound),
)
def get_city_questions(
    city: CityPath, period: PeriodPath, edition: EditionPath, reader: ReaderDep, actor: ReleaseReader
) -> QuestionPage:
    """The same for a release whose number begins with its city's code."""
    return _questions(reader, actor, f"{city}/{period}/{edition}")


@router.post(
    "/releases/{period}/{edition}/questions",
    status_code=201,
    summary="提出问询 · Ask about a release",
    responses=problems(NotFound),
)
def post_question(
    period: PeriodPath,
    edition: EditionPath,
    question_in: QuestionCreate,
    *,
    session: SessionDep,
    actor: ReleaseAsker,
    now: NowDep,
) -> ReleaseQuestionPublic:
    """Ask; the committee sees it beside the release, and it stays."""
    asked = ask_about_release(session, actor, f"{period}/{edition}", question_in.text, now=now)
    return ReleaseQuestionPublic.model_validate(asked)


@router.post(
    "/cities/{city}/releases/{period}/{edition}/questions",
    status_code=201,
    summary="向某市提出问询 · Ask about a release of a city",
    responses=problems(NotFound),
)
def post_city_question(
    city: CityPath,
    period: PeriodPath,
    edition: EditionPath,
    question_in: QuestionCreate,
    *,
    session: SessionDep,
    actor: ReleaseAsker,
    now: NowDep,
) -> ReleaseQuestionPublic:
    """The same for a release whose number begins with its city's code."""
    asked = ask_about_release(session, actor, f"{city}/{period}/{edition}", question_in.text, now=now)
    return ReleaseQuestionPublic.model_validate(asked)


@router.post(
    "/release-questions/{question_id}/answer",
    summary="答复问询 · Answer a question",
    responses=problems(NotFound, Conflict),
)
def post_question_answer(
    question_id: UUID, answer_in: QuestionCreate, *, session: SessionDep, actor: ReleaseAnswerer, now: NowDep
) -> ReleaseQuestionPublic:
    """Answer once; the answer stays."""
    return ReleaseQuestionPublic.model_validate(
        answer_about_release(session, actor, question_id, answer_in.text, now=now)
    )


@router.get("/release-checklist", summary="发布前检查 · Before a release")
def get_checklist(
    reader: ReaderDep, actor: Releaser, now: NowDep, period: Annotated[str, Query(max_length=16)]
) -> ChecklistPublic:
    """What is pending or open for an ended month."""
    try:
        found = read_checklist(reader, actor, period, now=now)
    except Invalid as error:  # the period stands in the address
        raise BadParameter(error.detail, error.detail_zh, error.faults) from error
    return ChecklistPublic.model_validate(found)


def _diff(session: Session, actor: Actor, number: str, against: int | None) -> DiffPublic:
    release, after = read_release(session, number, actor)
    before = edition_before(list_releases(session, actor), release)
    if against is not None:
        before, _ = read_release(session, f"{number.rpartition('/')[0]}/{against}", actor)
    found = compare_releases(lines_of(before), after) if before is not None else []
    return DiffPublic(
        before=before.number if before is not None else None,
        after=release.number,
        differences=[FigureDifferencePublic.model_validate(one) for one in found],
    )


def _questions(session: Session, actor: Actor, number: str) -> QuestionPage:
    found = list_questions(session, actor, number)
    return QuestionPage(questions=[ReleaseQuestionPublic.model_validate(one) for one in found])
