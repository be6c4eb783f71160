"""The province's own plan, held against its cities' sums: of latest releases, or of accepted reports."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlmodel import Session

from agri.definitions.declared import IndicatorKind
from agri.definitions.province.province_plan import ProvincePlan
from agri.errors import NotFound
from agri.files.release import lines
from agri.periods import Period
from agri.plan.province import CityFigure, ProvinceFigure, sum_cities
from agri.services.access.cities import cities_seen
from agri.services.access.permissions import Act, Actor, require_act
from agri.services.figures.assess import assessment
from agri.services.publish.city_releases import latest_by_city, lines_of
from agri.services.reference.province.apply_province import province_plan
from agri.services.reference.reference import record_cities


class ProvinceBasis(StrEnum):
    """What a province's figures are added up from."""

    RELEASED = "released"
    ACCEPTED = "accepted"


@dataclass(frozen=True, slots=True)
class ProvinceAssessment:
    """A province's plan of a year with each indicator's sums; `released` names the releases by city."""

    plan: ProvincePlan
    basis: ProvinceBasis
    as_of: date
    is_synthetic: bool
    figures: tuple[ProvinceFigure, ...]
    sources: Mapping[str, str]


def assess_province(
    session: Session,
    actor: Actor,
    *,
    as_of: date,
    basis: ProvinceBasis = ProvinceBasis.RELEASED,
) -> ProvinceAssessment | None:
    """Return the plan of the actor's province against its cities' sums; None where it has no plan.

    A city of which nothing is released, or nothing known, is named and is in no sum.

    Raises
    ------
    NotAllowed
        The actor does not read releases, or asks for accepted reports without reading figures.
    """
    require_act(actor, Act.READ_RELEASES)
    province = actor.org_unit[:2]
    plan = province_plan(session, province, as_of)
    if plan is None:
        return None
    cities = [city for city in record_cities(session) if city.startswith(province)]
    if basis == ProvinceBasis.RELEASED:
        found = list(_released(session, actor, plan.year))
    else:
        found = list(_accepted(session, cities_seen(cities, actor), as_of, plan.year))
    return ProvinceAssessment(
        plan=plan,
        basis=basis,
        as_of=as_of,
        is_synthetic=plan.is_synthetic or any(one.is_synthetic for one in found),
        figures=tuple(
            sum_cities(
                indicator,
                [one.figures[indicator.code] for one in found if indicator.code in one.figures],
                cities,
            )
            for indicator in plan.indicators
        ),
        sources={one.city: one.source for one in found},
    )


def province_document(found: ProvinceAssessment) -> dict[str, Any]:
    """Return a province's assessment as plain JSON values."""
    return {
        "province": found.plan.province,
        "plan": {
            "code": found.plan.code,
            "year": found.plan.year,
            "title": {"zh": found.plan.title.zh, "en": found.plan.title.en},
            "document": found.plan.document.number,
        },
        "basis": found.basis.value,
        "as_of": found.as_of.isoformat(),
        "is_synthetic": found.is_synthetic,
        "sources": dict(found.sources),
        "figures": [{**asdict(one), "months": [str(month) for month in one.months]} for one in found.figures],
    }


def require_province(found: ProvinceAssessment | None, province: str) -> ProvinceAssessment:
    """Return an assessment that must be there.

    Raises
    ------
    NotFound
        The province has no plan of its own.
    """
    if found is None:
        raise NotFound(
            f"{province} has no plan of its own; write province.toml and apply its folder",
            f"{province} 没有省级方案；请编写 province.toml 并用 agri apply 启用其文件夹",
        )
    return found


@dataclass(frozen=True, slots=True)
class _CityFigures:
    city: str
    source: str
    is_synthetic: bool
    figures: Mapping[str, CityFigure]


def _released(session: Session, actor: Actor, year: int) -> Iterator[_CityFigures]:
    for city, releases in latest_by_city(session, actor):
        own = [one for one in releases if Period.parse(one.period).year == year]
        if not own:
            continue
        latest = max(own, key=lambda one: (one.period, one.edition))
        release = lines_of(latest)
        units = {heading.code: heading for heading in release.indicators}
        month = Period.parse(release.header.period)
        yield _CityFigures(
            city.code,
            latest.number,
            release.header.is_synthetic,
            {
                line.indicator: CityFigure(
                    city=city.code,
                    title=units[line.indicator].title,
                    unit=units[line.indicator].unit,
                    numerator=line.numerator,
                    denominator=line.denominator,
                    through=month,
                    source=latest.number,
                    is_total=_is_total(line, units[line.indicator].unit),
                )
                for line in release.summary
                if line.org_unit == city.code
            },
        )


def _is_total(line: lines.IndicatorLine, unit: str) -> bool:
    """Say whether a line is a total: its lower side is one, and its value has the unit of the upper one."""
    return unit != "fraction" and line.denominator == 1.0 and line.value == line.numerator


def _accepted(session: Session, cities: Sequence[str], as_of: date, year: int) -> Iterator[_CityFigures]:
    for city in cities:
        found = assessment(session, as_of=as_of, org_unit=city)
        if found.plan.year != year:
            continue
        yield _CityFigures(
            city,
            found.snapshot,
            found.synthetic,
            {
                one.indicator: CityFigure(
                    city=city,
                    title=one.title,
                    unit=one.unit,
                    numerator=one.progress.numerator,
                    denominator=one.progress.denominator,
                    through=found.evidence.through,
                    source=found.snapshot,
                    is_total=one.kind == IndicatorKind.TOTAL,
                )
                for one in found.assessments
            },
        )
