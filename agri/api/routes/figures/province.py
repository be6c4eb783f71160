"""The province's page: its cities by code, each with its latest release."""

from datetime import date

from fastapi import APIRouter

from agri.api.dependencies import NowDep, ReaderDep, ReleaseReader
from agri.api.http.database_route import FiguresRoute
from agri.api.routes.figures.release_reading import ReleaseQuestionPublic
from agri.api.routes.figures.releases import ReleasePublic
from agri.api.schema_base import Public, TitlePublic
from agri.definitions.province.province_plan import is_province
from agri.periods import day_of
from agri.services.publish.province_figures import ProvinceAssessment, assess_province
from agri.services.publish.province_page import CityStanding, read_city_standings
from agri.terms import Comparator, ProgressWord

router = APIRouter(tags=["releases"], route_class=FiguresRoute)


class ReleasedFigure(Public):
    """One indicator of a city in its latest release, in its `unit`; `reports` of `expected` were in.

    The word holds the value beside `matched_path`, null in releases made before it was kept. Its target is
    met with `probability` as reported, with `true_probability` as verified.
    """

    indicator: str
    title: TitlePublic
    unit: str
    value: float | None
    path: float | None
    matched_path: float | None
    word: ProgressWord | None
    target: float | None
    comparator: Comparator | None
    probability: float | None
    true_probability: float | None
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


class ProvinceFigurePublic(Public):
    """One indicator of the province's plan: the sums of the cities that are added up, and who is not.

    `value` is numerator over denominator, never a mean of the cities' rates; `months` are those that the
    cities' latest releases speak of.
    """

    indicator: str
    title: TitlePublic
    clause: str
    unit: str
    target: float | None
    comparator: Comparator | None
    value: float | None
    numerator: float | None
    denominator: float | None
    is_met: bool | None
    cities: list[str]
    without: list[str]
    months: list[str]


class ProvincePlanPublic(Public):
    """The province's own plan against its cities' latest releases."""

    code: str
    year: int
    title: TitlePublic
    document: str
    as_of: date
    is_synthetic: bool
    sources: dict[str, str]
    figures: list[ProvinceFigurePublic]


class ProvincePublic(Public):
    """Cities in code order; nobody is ranked. `plan` is the province's own, null where it has none."""

    cities: list[CityReleasePublic]
    plan: ProvincePlanPublic | None = None


@router.get("/province", summary="全省各市最近一期 · Each city's latest release")
def get_province(reader: ReaderDep, actor: ReleaseReader, now: NowDep) -> ProvincePublic:
    """Every city of the caller's place with its latest release, what it lacks, and what was asked back.

    The province's own plan is held against the sums of the cities' latest releases.
    """
    own = assess_province(reader, actor, as_of=day_of(now)) if is_province(actor.org_unit) else None
    return ProvincePublic(
        cities=[_city(one) for one in read_city_standings(reader, actor)],
        plan=None if own is None else _plan(own),
    )


def _plan(own: ProvinceAssessment) -> ProvincePlanPublic:
    return ProvincePlanPublic(
        code=own.plan.code,
        year=own.plan.year,
        title=TitlePublic.model_validate(own.plan.title),
        document=own.plan.document.number,
        as_of=own.as_of,
        is_synthetic=own.is_synthetic,
        sources=dict(own.sources),
        figures=[
            ProvinceFigurePublic(
                **{
                    **{name: getattr(one, name) for name in ProvinceFigurePublic.model_fields},
                    "title": TitlePublic.model_validate(one.title),
                    "months": [str(month) for month in one.months],
                }
            )
            for one in own.figures
        ],
    )


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
                unit=headings[line.indicator].unit,
                value=line.value,
                path=line.path,
                matched_path=line.matched_path,
                word=line.word,
                target=headings[line.indicator].target,
                comparator=headings[line.indicator].comparator,
                probability=None if line.reported is None else line.reported.probability,
                true_probability=None if line.true is None else line.true.probability,
                reports=line.reports,
                expected=line.expected,
            )
            for line in (() if lines is None else lines.summary)
        ],
        before=None if one.edition_before is None else one.edition_before.number,
        changed=len(one.differences),
        questions=[ReleaseQuestionPublic.model_validate(question) for question in one.questions],
    )
