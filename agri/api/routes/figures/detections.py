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
from agri.api.schema_base import Public, SideWords, TitlePublic, Wire
from agri.definitions.detection.declared import DetectorKind
from agri.errors import NotFound
from agri.services.detections.answer_detection import answer_detection
from agri.services.detections.list_detections import (
    AskedDetection,
    DetectionList,
    GivenAnswer,
    list_detections,
)

router = APIRouter(tags=["review"], route_class=DatabaseRoute)

NOT_CLEARED = TitlePublic(
    zh="没有提问不等于没有问题：只说明与去年和邻近乡镇相比没有明显出入",
    en="Nothing asked does not mean nothing wrong: only that the amounts are not far from last year's and "
    "the neighbours'",
)


COMPARED = {
    DetectorKind.SIZE: TitlePublic(
        zh="与本单位去年同期和其他月份、与各地当月的共同变化相比",
        en="the same months last year, the place's other months, and what all places have in common",
    ),
    DetectorKind.UNITS: TitlePublic(
        zh="与去年同期和本单位其他月份相比，相差倍数是否正好是单位换算",
        en="last year and the place's other months: is the ratio that of another unit?",
    ),
    DetectorKind.COPIES: TitlePublic(
        zh="与本单位上月、去年和邻近乡镇的同一张表逐项相比",
        en="amount by amount with last month, last year and the neighbours' same form",
    ),
    DetectorKind.DIGITS: TitlePublic(
        zh="全年各数的末位、整数和变化的整齐程度",
        en="the last digits, the roundness and the evenness of the year's amounts",
    ),
    DetectorKind.CLIFF: TitlePublic(
        zh="年末几个月与今年前几个月和去年同期的走势相比",
        en="the year's last months with the months before and last year's course",
    ),
    DetectorKind.PARTS: TitlePublic(
        zh="与同一单位其他数所能支持的上限相比",
        en="with the most that the place's other amounts bear out",
    ),
    DetectorKind.EVIDENCE: TitlePublic(
        zh="与土样、配方卡、机械、农药等佐证数的变化相比",
        en="with how samples, cards, machines and inputs changed that bear it out",
    ),
    DetectorKind.CORRECTION: TitlePublic(
        zh="更正后的数与已审核的数相比",
        en="the corrected amount with the accepted one",
    ),
}


class DetectionAnswerPublic(Public):
    """An answer that is offered as a chip."""

    code: str
    title: TitlePublic


class GivenAnswerPublic(AnswerPublic):
    """An answer, who gave it, and which of the offered ones it was; null where it was only written."""

    by_name: str
    chip: str | None


class DetectionPublic(Public):
    """One question: what was compared, what would not be asked about, and how far off it is.

    `strength` is 1 at the threshold. `moves` are the indicators that the amount enters; `excess` is how far
    it is from what would not be asked about, `share` that over the city's amount of the year. `answer` is the
    last one to this number: a changed number is asked about anew, and `earlier_answer` says what was said of
    another one. `reports` are all that the months come from.
    `is_open`: nothing settles it, also where the answer is that the number is wrong and it was not corrected.
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
    answer: GivenAnswerPublic | None
    compared: TitlePublic
    last_year: float | None
    moves: list[str]
    excess: float | None
    share: float | None
    reports: list[UUID]
    earlier_answer: GivenAnswerPublic | None
    is_open: bool


class SampledReportPublic(Public):
    """A report about which nothing is asked, drawn to be looked at."""

    report_id: UUID
    revision_id: UUID
    org_unit: str
    form: str
    period: str


class DetectionListPublic(Public):
    """What is asked, the strongest first; how many reports were compared and how many never were.

    `waiting` are the undecided versions among those never compared.
    """

    snapshot: str
    as_of: date
    detections: list[DetectionPublic]
    compared: int
    never_compared: int
    waiting: list[UUID]
    sample: list[SampledReportPublic]
    note: TitlePublic


class DetectionAnswerCreate(Wire):
    """The chip that was tapped, or some words, or both."""

    answer: Annotated[str, Field(pattern=r"^[0-9a-z-]{1,60}$")] | None = None
    text: SideWords | None = None


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
        detections=[show_detection(one) for one in found.detections],
        compared=found.compared,
        never_compared=found.never_compared,
        waiting=list(found.waiting),
        sample=[SampledReportPublic.model_validate(one) for one in found.sample],
        note=NOT_CLEARED,
    )


def show_detection(asked: AskedDetection) -> DetectionPublic:
    """Return one question with its answer, as every list of them shows it."""
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
        answer=_given(asked.answer),
        is_open=asked.is_open,
        compared=COMPARED[one.kind],
        last_year=asked.effect.last_year,
        moves=list(asked.effect.indicators),
        excess=asked.effect.excess,
        share=asked.effect.share,
        reports=list(asked.reports),
        earlier_answer=_given(asked.earlier),
    )


def _given(answer: GivenAnswer | None) -> GivenAnswerPublic | None:
    if answer is None:
        return None
    said = AnswerPublic.model_validate(answer.row)
    return GivenAnswerPublic(**said.model_dump(), by_name=answer.by_name, chip=answer.chip)
