"""Reading releases: what changed between two editions, questions and answers, what a new one rests on."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

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
from agri.api.http.problems import problems
from agri.api.routes.figures.releases import EditionPath, PeriodPath, ReleasePublic
from agri.api.schema_base import Public, TitlePublic, Wire, Words
from agri.errors import Conflict, NotFound
from agri.services.publish.city_releases import edition_before, lines_of, require_release
from agri.services.publish.make_release import list_releases
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


class QuestionPublic(Public):
    """A question about a release; `answer` is null until the committee answers."""

    id: UUID
    release: str
    text: str
    asked_at: datetime
    answer: str | None
    answered_at: datetime | None


class QuestionPage(Public):
    """Questions about one release, oldest first."""

    questions: list[QuestionPublic]


class OpenCountyPublic(Public):
    """A county whose month is not closed, or that has undecided reports."""

    org_unit: str
    name: str
    name_en: str
    is_closed: bool
    undecided: int


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
    against: Annotated[int | None, Query(ge=1, le=10_000, description="默认上一版 · the one before")] = None,
) -> DiffPublic:
    """Figure by figure, against the edition before or another edition of the same month."""
    release = require_release(reader, actor, f"{period}/{edition}")
    if against is None:
        before = edition_before(list_releases(reader, actor), release)
    else:
        before = require_release(reader, actor, release.number.rpartition("/")[0] + f"/{against}")
    found = compare_releases(lines_of(before), lines_of(release)) if before is not None else []
    return DiffPublic(
        before=before.number if before is not None else None,
        after=release.number,
        differences=[FigureDifferencePublic.model_validate(one) for one in found],
    )


@router.get(
    "/releases/{period}/{edition}/questions",
    summary="问询与答复 · Questions about a release",
    responses=problems(NotFound),
)
def get_questions(
    period: PeriodPath, edition: EditionPath, reader: ReaderDep, actor: ReleaseReader
) -> QuestionPage:
    """What the province asked and what the committee answered."""
    found = list_questions(reader, actor, f"{period}/{edition}")
    return QuestionPage(questions=[QuestionPublic.model_validate(one) for one in found])


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
) -> QuestionPublic:
    """Ask; the committee sees it beside the release, and it stays."""
    return QuestionPublic.model_validate(
        ask_about_release(session, actor, f"{period}/{edition}", question_in.text, now=now)
    )


@router.post(
    "/release-questions/{question_id}/answer",
    summary="答复问询 · Answer a question",
    responses=problems(NotFound, Conflict),
)
def post_question_answer(
    question_id: UUID, answer_in: QuestionCreate, *, session: SessionDep, actor: ReleaseAnswerer, now: NowDep
) -> QuestionPublic:
    """Answer once; the answer stays."""
    return QuestionPublic.model_validate(
        answer_about_release(session, actor, question_id, answer_in.text, now=now)
    )


@router.get("/release-checklist", summary="发布前检查 · Before a release")
def get_checklist(
    reader: ReaderDep, actor: Releaser, now: NowDep, period: Annotated[str, Query(max_length=16)]
) -> ChecklistPublic:
    """What is pending or open for an ended month."""
    return ChecklistPublic.model_validate(read_checklist(reader, actor, period, now=now))
