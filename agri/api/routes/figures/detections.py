"""What the detectors ask about received reports, and the answers that settle it."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path
from pydantic import Field

from agri.api.dependencies import AsOf, NowDep, ReaderDep, ReportReader, SessionDep
from agri.api.http.database_route import DatabaseRoute
from agri.api.http.problems import problems
from agri.api.routes.figures.figures import OrgUnitQuery
from agri.api.routes.reports.findings_and_conflicts import AnswerPublic
from agri.api.schema_base import Public, TitlePublic, Wire, Words
from agri.definitions.detection.declared import DetectorKind
from agri.errors import NotFound
from agri.services.detections.answer_detection import answer_detection
from agri.services.detections.list_detections import AskedDetection, DetectionList, list_detections

router = APIRouter(tags=["review"], route_class=DatabaseRoute)

NOT_CLEARED = TitlePublic(
    zh="没有提问不等于没有问题：只说明与去年和邻近乡镇相比没有明显出入",
    en="Nothing asked does not mean nothing wrong: only that the amounts are not far from last year's and "
    "the neighbours'",
)


class DetectionAnswerPublic(Public):
    """An answer that is offered as a chip."""

    code: str
    title: TitlePublic


class DetectionPublic(Public):
    """One question: what was compared, what would not be asked about, and how far off it is.

    `strength` is 1 at the threshold. `answer` is the last one to this number: a changed number is asked about
    anew.
    """

    id: str
    code: str
    kind: DetectorKind
    org_unit: str
    form: str
    element: str | None
    periods: list[str]
    found: float
    expected: tuple[float, float]
    strength: float
    question: TitlePublic
    answers: list[DetectionAnswerPublic]
    report_id: UUID
    revision_id: UUID
    answer: AnswerPublic | None


class SampledReportPublic(Public):
    """A report about which nothing is asked, drawn to be looked at."""

    report_id: UUID
    revision_id: UUID
    org_unit: str
    form: str
    period: str


class DetectionListPublic(Public):
    """What is asked, the strongest first; how many reports were compared and how many never were."""

    snapshot: str
    as_of: date
    detections: list[DetectionPublic]
    compared: int
    never_compared: int
    sample: list[SampledReportPublic]
    note: TitlePublic


class DetectionAnswerCreate(Wire):
    """The chip that was tapped, or some words, or both."""

    answer: Annotated[str, Field(pattern=r"^[0-9a-z-]{1,60}$")] | None = None
    text: Words | None = None


@router.get("/detections", summary="数据疑问 · What the detectors ask", responses=problems(NotFound))
def get_detections(
    reader: ReaderDep, actor: ReportReader, as_of: AsOf, org_unit: OrgUnitQuery = None
) -> DetectionListPublic:
    """Questions about received reports of the caller's place or one below, with the last answer to each."""
    return _public(list_detections(reader, actor, as_of=as_of, org_unit=org_unit))


@router.post(
    "/detections/{detection_id}/answers",
    status_code=201,
    summary="说明数据疑问 · Answer a question",
    responses=problems(NotFound),
)
def post_detection_answer(
    *,
    detection_id: Annotated[str, Path(pattern=r"^[0-9a-f]{24}$")],
    answer_in: DetectionAnswerCreate,
    session: SessionDep,
    actor: ReportReader,
    as_of: AsOf,
    now: NowDep,
) -> AnswerPublic:
    """Say why a questioned number stands; the number stays as it is."""
    answer = answer_detection(
        session, actor, detection_id, answer=answer_in.answer, text=answer_in.text, as_of=as_of, now=now
    )
    return AnswerPublic.model_validate(answer)


def _public(found: DetectionList) -> DetectionListPublic:
    return DetectionListPublic(
        snapshot=found.snapshot,
        as_of=found.as_of,
        detections=[_detection(one) for one in found.detections],
        compared=found.compared,
        never_compared=found.never_compared,
        sample=[SampledReportPublic.model_validate(one) for one in found.sample],
        note=NOT_CLEARED,
    )


def _detection(asked: AskedDetection) -> DetectionPublic:
    one = asked.detection
    return DetectionPublic(
        id=asked.id,
        code=one.code,
        kind=one.kind,
        org_unit=one.org_unit,
        form=one.form,
        element=one.element,
        periods=[str(period) for period in one.periods],
        found=one.found,
        expected=one.expected,
        strength=one.strength,
        question=TitlePublic.model_validate(one.question),
        answers=[DetectionAnswerPublic.model_validate(answer) for answer in one.answers],
        report_id=asked.report_id,
        revision_id=asked.revision_id,
        answer=None if asked.answer is None else AnswerPublic.model_validate(asked.answer),
    )
