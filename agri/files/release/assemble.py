"""Put a release together from snapshot, plan, layout and the assessments of the city and its counties.

The assessments are those that the desk shows; here they become lines. No clock, no database: the caller hands
over number, period and the chain's head.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from agri.definitions.layouts import SheetLayout
from agri.definitions.plan import Indicator, Plan
from agri.definitions.reading import Title
from agri.files.release.form_lines import form_lines
from agri.files.release.lines import (
    BookLine,
    CoefficientLine,
    CompanionLine,
    FindingLine,
    Header,
    IndicatorHeading,
    IndicatorLine,
    PlaceLine,
    Release,
    ReleaseEvidence,
    ReleaseYearEnd,
    SourceLine,
    StepLine,
)
from agri.indicators.snapshot import Snapshot
from agri.periods import Period
from agri.plan.assessment import AssessedIndicator, Assessment, AssessmentEvidence, YearEndOutlook
from agri.terms import Level


@dataclass(frozen=True, slots=True)
class Frozen:
    """What a release freezes beside its figures: number, month, method, seed and the chain's head."""

    number: str
    period: Period
    method: str
    seed: int | None
    replications: int | None
    chain_length: int
    chain_head: str
    definitions: str | None = None


def assemble(
    snapshot: Snapshot,
    plan: Plan,
    layout: SheetLayout,
    frozen: Frozen,
    *,
    assessments: Sequence[Assessment],
    sources: Sequence[SourceLine] = (),
    findings: tuple[FindingLine, ...] | None = None,
) -> Release:
    """Build the release.

    Parameters
    ----------
    assessments : sequence of Assessment
        One for the city, which must be there, and one per county that has any.
    findings : tuple, optional
        What the checks remarked, where the committee chose to hand it on.

    Raises
    ------
    ValueError
        The city's assessment is missing, or an assessment names an unknown indicator.
    """
    by_place = {one.org_unit.code: one for one in assessments}
    if plan.city not in by_place:
        raise ValueError(f"no assessment of the city {plan.city}")
    city = snapshot.places[plan.city]
    counties = [unit.code for unit in snapshot.places.at(Level.COUNTY) if unit.code in by_place]
    headings = tuple(_heading(indicator) for indicator in plan.indicators.values())
    return Release(
        header=Header(
            number=frozen.number,
            period=str(frozen.period),
            as_of=snapshot.as_of,
            plan=plan.code,
            plan_title=plan.title,
            plan_year=plan.year,
            document_number=plan.document.number,
            document_title=plan.document.title,
            document_publisher=plan.document.publisher,
            document_published_on=plan.document.published_on,
            city=city.code,
            city_name=Title(city.name, city.name_en),
            snapshot=snapshot.id,
            snapshot_basis=snapshot.basis,
            method=frozen.method,
            seed=frozen.seed,
            replications=frozen.replications,
            chain_length=frozen.chain_length,
            chain_head=frozen.chain_head,
            is_synthetic=plan.is_synthetic,
            definitions=frozen.definitions,
        ),
        layout=layout,
        evidence=_evidence(by_place[plan.city].evidence),
        places=tuple(
            PlaceLine(unit.code, unit.name, unit.name_en, unit.level)
            for unit in snapshot.places.units
            if unit.level in {Level.CITY, Level.COUNTY}
        ),
        indicators=headings,
        summary=_lines(by_place[plan.city], headings, is_city=True),
        counties=tuple(line for code in counties for line in _lines(by_place[code], headings, is_city=False)),
        forms=form_lines(snapshot, plan.forms, frozen.period),
        coefficients=tuple(
            CoefficientLine(figure.name, figure.value, figure.unit, figure.source, figure.certainty)
            for table in (plan.coefficients, plan.parameters)
            for figure in table
        ),
        sources=tuple(sources),
        companions=tuple(line for code in (plan.city, *counties) for line in _companions(by_place[code])),
        findings=findings,
        steps=tuple(line for code in (plan.city, *counties) for line in _steps(by_place[code])),
        books=_books([by_place[code] for code in (plan.city, *counties)]),
    )


def _heading(indicator: Indicator) -> IndicatorHeading:
    target, aspiration = indicator.target, indicator.aspiration
    return IndicatorHeading(
        code=indicator.code,
        title=indicator.title,
        clause=indicator.clause,
        target=target.value if target else None,
        comparator=target.comparator if target else None,
        aspiration=aspiration.value if aspiration else None,
        aspiration_comparator=aspiration.comparator if aspiration else None,
        season_rule=indicator.season_rule,
        is_estimated=indicator.is_estimated,
        note=indicator.note,
        unit=indicator.making.value_unit,
        is_process=indicator.is_process,
        tolerance=indicator.making.tolerance,
        counted_in=indicator.making.counted_in,
    )


def _lines(
    assessment: Assessment, headings: Sequence[IndicatorHeading], *, is_city: bool
) -> tuple[IndicatorLine, ...]:
    org_unit = assessment.org_unit.code
    rows = {row.indicator: row for row in assessment.assessments}
    unknown = rows.keys() - {heading.code for heading in headings}
    if unknown:
        raise ValueError(f"the assessment of {org_unit} has unknown indicators: {', '.join(sorted(unknown))}")
    return tuple(
        _line(rows[heading.code], org_unit, heading, is_city=is_city)
        for heading in headings
        if heading.code in rows
    )


def _line(
    row: AssessedIndicator, org_unit: str, heading: IndicatorHeading, *, is_city: bool
) -> IndicatorLine:
    progress, outlook = row.progress, row.outlook
    return IndicatorLine(
        indicator=heading.code,
        org_unit=org_unit,
        is_reference=not is_city and heading.target is not None,
        value=progress.value,
        numerator=progress.numerator,
        denominator=progress.denominator,
        path=progress.path,
        word=progress.word,
        reports=progress.reports,
        expected=progress.expected,
        reported=None if outlook is None else _year_end(outlook.reported),
        true=None if outlook is None else _year_end(outlook.true),
        note=row.note,
        matched_path=progress.matched_path,
    )


def _companions(assessment: Assessment) -> tuple[CompanionLine, ...]:
    return tuple(
        CompanionLine(row.indicator, assessment.org_unit.code, one.code, one.title, one.unit, one.value)
        for row in assessment.assessments
        for one in row.companions
    )


def _steps(assessment: Assessment) -> tuple[StepLine, ...]:
    return tuple(
        StepLine(
            row.indicator,
            assessment.org_unit.code,
            str(since.through),
            since.before,
            since.corrected,
            since.late,
            since.done,
            row.progress.value,
        )
        for row in assessment.assessments
        if (since := row.since_last_month) is not None
    )


def _books(assessments: Sequence[Assessment]) -> tuple[BookLine, ...]:
    codes = dict.fromkeys(book.code for one in assessments for book in one.second_books)
    return tuple(
        BookLine(
            book.code,
            book.title,
            book.unit,
            one.org_unit.code,
            str(quarter.quarter),
            quarter.sold,
            quarter.used,
            quarter.share_in,
            quarter.gap,
        )
        for code in codes
        for one in assessments
        for book in one.second_books
        if book.code == code
        for quarter in book.quarters
    )


def _year_end(end: YearEndOutlook) -> ReleaseYearEnd:
    return ReleaseYearEnd(
        mean=end.mean,
        sd=end.sd,
        q05=end.q05,
        q25=end.q25,
        q50=end.q50,
        q75=end.q75,
        q95=end.q95,
        probability=end.probability,
        word=end.word,
    )


def _evidence(evidence: AssessmentEvidence) -> ReleaseEvidence:
    return ReleaseEvidence(
        expected=evidence.expected,
        received=evidence.received,
        missing=evidence.missing,
        pending=evidence.pending,
        spot_checks=evidence.spot_checks,
        text=evidence.text,
    )
