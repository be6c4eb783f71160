"""The province's page: its cities by code, each with its latest release."""

from datetime import date

from fastapi import APIRouter

from agri.api.dependencies import ReaderDep, ReleaseReader
from agri.api.http.database_route import FiguresRoute
from agri.api.routes.figures.release_reading import ReleaseQuestionPublic
from agri.api.routes.figures.releases import ReleasePublic
from agri.api.schema_base import Public, TitlePublic
from agri.services.publish.province_page import CityStanding, read_city_standings
from agri.terms import Comparator, ProgressWord

router = APIRouter(tags=["releases"], route_class=FiguresRoute)


class ReleasedFigure(Public):
    """One indicator of a city in its latest release; rates are fractions, `reports` of `expected` were in."""

    indicator: str
    title: TitlePublic
    value: float | None
    path: float | None
    word: ProgressWord | None
    target: float | None
    comparator: Comparator | None
    probability: float | None
    reports: int
    expected: int


class CityReleasePublic(Public):
    """One city; `release` is null where it has released nothing, `changed` counts figures since `before`."""

    code: str
    name: str
    name_en: str
    release: ReleasePublic | None
    as_of: date | None
    missing: int | None
    pending: int | None
    is_synthetic: bool
    definitions: str | None
    figures: list[ReleasedFigure]
    before: str | None
    changed: int
    questions: list[ReleaseQuestionPublic]


class ProvincePublic(Public):
    """Cities in code order; nobody is ranked."""

    cities: list[CityReleasePublic]


@router.get("/province", summary="全省各市最近一期 · Each city's latest release")
def get_province(reader: ReaderDep, actor: ReleaseReader) -> ProvincePublic:
    """Every city of the caller's place with its latest release, what it lacks, and what was asked back."""
    return ProvincePublic(cities=[_city(one) for one in read_city_standings(reader, actor)])


def _city(one: CityStanding) -> CityReleasePublic:
    lines = one.lines
    headings = {} if lines is None else {heading.code: heading for heading in lines.indicators}
    return CityReleasePublic(
        code=one.city.code,
        name=one.city.name,
        name_en=one.city.name_en,
        release=None if one.release is None else ReleasePublic.model_validate(one.release),
        as_of=None if lines is None else lines.header.as_of,
        missing=None if lines is None else lines.evidence.missing,
        pending=None if lines is None else lines.evidence.pending,
        is_synthetic=lines is not None and lines.header.is_synthetic,
        definitions=None if lines is None else lines.header.definitions,
        figures=[
            ReleasedFigure(
                indicator=line.indicator,
                title=TitlePublic.model_validate(headings[line.indicator].title),
                value=line.value,
                path=line.path,
                word=line.word,
                target=headings[line.indicator].target,
                comparator=headings[line.indicator].comparator,
                probability=None if line.reported is None else line.reported.probability,
                reports=line.reports,
                expected=line.expected,
            )
            for line in (() if lines is None else lines.summary)
        ],
        before=None if one.edition_before is None else one.edition_before.number,
        changed=len(one.differences),
        questions=[ReleaseQuestionPublic.model_validate(question) for question in one.questions],
    )
