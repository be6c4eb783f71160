"""What this month asks of a place: forms and sections, prefilled, with all that the phone's rules read."""

from bisect import bisect_left
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache, partial
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlmodel import Session

from agri.definitions.counted_periods import no_open_year, open_periods
from agri.definitions.detection.declared import DetectorAnswer, DetectorKind
from agri.definitions.forms import Form
from agri.definitions.lineage import ValuesOf, on_own_ground
from agri.definitions.places import OrgUnit
from agri.definitions.reading import Title
from agri.periods import Period, day_of
from agri.services.access.permissions import Act, Actor, require_act, require_scope
from agri.services.intake.asked_sections import asked_sections, may_report
from agri.services.intake.closed_months import read_closed
from agri.services.intake.current_versions import CurrentVersion, Values, read_current
from agri.services.intake.told_elsewhere import (
    ToldElsewhere,
    nothing_elsewhere,
    told_elsewhere,
)
from agri.services.reference.reference import Reference, read_reference
from agri.services.reference.season_areas import harvest_left
from agri.services.reference.years.corrections import asked_change
from agri.services.reference.years.elsewhere import Spans
from agri.services.reference.years.known_beforehand import known_beforehand
from agri.services.review.desk.comments import SignedComment, read_comments
from agri.services.review.filed_for import Filing, read_filed
from agri.services.review.report_state import ReportState, state_of
from agri.terms import DecisionKind

Span = tuple[date, date]  # a period's first and last day, which order periods
_OF_ONE_REPORT = frozenset(
    {DetectorKind.SIZE, DetectorKind.UNITS, DetectorKind.PARTS, DetectorKind.CORRECTION}
)
MONTHS_AHEAD = 2  # that a phone can go on by itself when it hears nothing


@dataclass(frozen=True, slots=True)
class DueForm:
    """One form of one period as a phone shows it before anything is typed.

    =============== ====================================================================
    Field           Meaning
    =============== ====================================================================
    not_applicable  sections of the month whose crops the baseline says are not grown
    values          the current version's, empty where nothing was reported
    entered         as typed in another unit, of the current version: (amount, unit)
    answers         what came with the current version to what was asked of it, by finding
    known_by        how the figures of its sections are known
    prefill         what is known beforehand: the area left of a season's harvest
    last            the latest earlier period's values
    last_period     which period that is; None: none was reported
    last_year       the same period's of the year before
    sums            what the rules read beside the form itself, by term key
    limits          areas above which the place's land makes one ask, by element, mu
    nearby          where last year's same month has no amount: what else is known, by month
    expected        what last year leads one to expect at most of a section that is worked out of products
    busy            elements that had their season in the same month last year
    slip            from which factor beside last year an amount looks mistyped, as the package declares it
    moved           by how much the season's earlier months came to more than a year ago, by element
    elsewhere       what other places tell of the month, times last year's, from and to, by element
    changed         from which share of an accepted amount its change is asked about
    reason          why it was returned
    filing          who filed it, where that was somebody else than who asks
    comments        what reviewers remarked on it
    =============== ====================================================================
    """

    form: str
    version: int
    period: str
    sections: tuple[str, ...]
    not_applicable: tuple[str, ...]
    report_id: UUID | None
    revision_id: UUID | None
    state: ReportState
    reason: str | None
    values: Values
    entered: Mapping[str, list[Any]]
    answers: Mapping[str, str]
    known_by: Mapping[str, str]
    prefill: Values
    last: Values
    last_period: str | None
    last_year: Values
    sums: Values
    limits: Mapping[str, float]
    nearby: Mapping[str, Mapping[str, float]]
    expected: Mapping[str, float]
    busy: tuple[str, ...]
    slip: float
    moved: Mapping[str, float]
    elsewhere: Spans
    changed: float
    due_on: date
    closes_on: date
    is_closed: bool
    author_name: str | None = None
    filing: Filing | None = None
    comments: tuple[SignedComment, ...] = ()


@dataclass(frozen=True, slots=True)
class Due:
    """What is asked of one place on one day, and what the months after will ask.

    `ahead` stands as of this day: a phone that hears nothing for a month goes on with it. It ends with the
    open plan years. `others` are forms that the same months do not ask for and take all the same. `notice`
    says that no plan year is open for the running month; `counted_years` are those whose reports some figure
    counts. `places` are all places that the person reports for. `answers` settle what is asked of one report.
    """

    org_unit: str
    day: date
    forms: tuple[DueForm, ...]
    ahead: tuple[DueForm, ...]
    others: tuple[DueForm, ...]
    notice: Title | None
    counted_years: tuple[int, ...]
    places: tuple[OrgUnit, ...] = ()
    answers: tuple[DetectorAnswer, ...] = ()


def read_due(session: Session, actor: Actor, org_unit: str | None = None, *, now: datetime) -> Due:
    """Return what the running month and the one before it ask of a place, and what comes next.

    Raises
    ------
    NotAllowed, NotFound
        The place is not the actor's, or does not exist.
    """
    require_act(actor, Act.READ_REPORTS)
    code = org_unit or actor.org_unit
    if org_unit is not None:
        require_scope(session, actor, org_unit)
    reference = read_reference(session, of=code)
    today = day_of(now)
    running = Period.of(today)
    months = open_periods((running.previous(), running), reference.counted)
    coming = open_periods(_coming(running), reference.counted)
    current = read_current(session, code)
    givers = {place: read_current(session, place) for place in givers_of(reference, months + coming, code)}
    county = reference.county_of(code)
    counties = {county} if county is not None else set()
    closed = {
        month for _, month in read_closed(session.connection(), counties, set(map(str, (*months, *coming))))
    }

    asked = partial(
        asked_forms,
        reference,
        code,
        current=current,
        closed=closed,
        givers=givers,
        elsewhere=told_elsewhere(session, reference, now),
    )
    return Due(
        org_unit=code,
        day=today,
        forms=_with_authors(session, actor, code, asked(months), current),
        ahead=asked(coming),
        others=asked(months, is_asked=False),
        notice=no_open_year(running, reference.counted),
        counted_years=reference.counted.every,
        places=tuple(reference.places[place] for place in actor.every_place if place in reference.places),
        answers=tuple(one for one in reference.plan.detectors.answers if one.kinds & _OF_ONE_REPORT),
    )


def _with_authors(
    session: Session,
    actor: Actor,
    org_unit: str,
    forms: tuple[DueForm, ...],
    current: Mapping[tuple[str, str], CurrentVersion],
) -> tuple[DueForm, ...]:
    """Name who filed what somebody else than the person did, and add what reviewers remarked."""
    told = read_comments(session, [form.report_id for form in forms if form.report_id is not None])
    forms = tuple(
        replace(one, comments=told[one.report_id]) if one.report_id in told else one for one in forms
    )
    others = {
        own.revision_id: (own.author, org_unit)
        for form in forms
        if (own := current.get((form.form, form.period))) is not None and own.author != actor.id
    }
    filed = read_filed(session, others)
    return tuple(
        replace(form, author_name=found.author_name, filing=found.filing)
        if form.revision_id is not None and (found := filed.get(form.revision_id)) is not None
        else form
        for form in forms
    )


def givers_of(reference: Reference, months: Iterable[Period], org_unit: str) -> set[str]:
    """Return every place that a place has inherited from, by the definitions of some months."""
    return {place for month in months for place in reference.of(month).ground.givers_to(org_unit)}


def asked_forms(
    reference: Reference,
    org_unit: str,
    months: Iterable[Period],
    current: Mapping[tuple[str, str], CurrentVersion],
    *,
    closed: Container[str] = (),
    givers: Mapping[str, Mapping[tuple[str, str], CurrentVersion]] = MappingProxyType({}),
    is_asked: bool = True,
    elsewhere: ToldElsewhere = nothing_elsewhere,
) -> tuple[DueForm, ...]:
    """Return what some months ask of a place; or what they do not ask for and take.

    `current` holds its reports by form and period, `givers` those of the places that it inherited from;
    `elsewhere` looks up what other places tell of a month.
    """
    spans = _spans_by_form(current)
    return tuple(
        _due_form(
            own,
            org_unit,
            form,
            period,
            current,
            givers=givers,
            spans=spans,
            is_closed=str(month) in closed,
            elsewhere=elsewhere,
        )
        for month in months
        for own in (reference.of(month),)
        for form in own.plan.forms
        if (period := form.period_ending(month)) is not None
        and bool(asked_sections(own, org_unit, form, period)) == is_asked
        and (is_asked or (form.takes_in(period) and may_report(own, org_unit, form, period)))
    )


def _coming(running: Period) -> tuple[Period, ...]:
    months = [running]
    for _ in range(MONTHS_AHEAD):
        months.append(months[-1].next())
    return tuple(months[1:])


def _due_form(
    reference: Reference,
    org_unit: str,
    form: Form,
    period: Period,
    current: Mapping[tuple[str, str], CurrentVersion],
    *,
    givers: Mapping[str, Mapping[tuple[str, str], CurrentVersion]],
    spans: Mapping[str, Sequence[tuple[Span, str]]],
    is_closed: bool,
    elsewhere: ToldElsewhere,
) -> DueForm:
    def reports_of(place: str) -> ValuesOf:
        versions = givers.get(place, current if place == org_unit else {})
        return lambda cell: versions[cell].values if cell in versions else None

    values_of = on_own_ground(reference.ground, org_unit, period, reports_of)
    asked = asked_sections(reference, org_unit, form, period)
    baseline = reference.baseline(org_unit, period.year)
    told = reference.known(org_unit, period)
    known = known_beforehand(
        reference.rule_sums,
        form,
        period,
        values_of,
        baseline=baseline,
        known=told,
        elsewhere=elsewhere(form, period),
    )
    own = current.get((form.code, str(period)))
    last = _last_before(spans.get(form.code, ()), period)
    last_month = period.closing_month
    rhythm = reference.plan.rhythm
    return DueForm(
        form=form.code,
        version=form.version,
        period=str(period),
        sections=asked,
        not_applicable=tuple(s.code for s in form.sections_in(period) if s.code not in asked),
        report_id=own.report_id if own is not None else None,
        revision_id=own.revision_id if own is not None else None,
        state=_state(own),
        reason=own.reason if own is not None and own.decision == DecisionKind.RETURNED else None,
        values=own.values if own is not None else {},
        entered=own.entered if own is not None else {},
        answers=own.answers if own is not None else {},
        known_by=own.known_by if own is not None else {},
        prefill={
            element: left
            for element, left in harvest_left(reference.plan, form, period, baseline, values_of).items()
            if form.section_of[element].code in asked
        },
        last=current[form.code, last].values if last is not None else {},
        last_period=last,
        last_year=known.last_year,
        limits=known.limits,
        nearby=known.nearby,
        expected=known.expected,
        busy=known.busy,
        slip=known.slip,
        moved=known.moved,
        elsewhere=known.elsewhere,
        changed=asked_change(reference, period),
        sums=known.sums,
        due_on=rhythm.due_on(last_month),
        closes_on=last_month.next().first_day.replace(day=rhythm.close_day),
        is_closed=is_closed,
    )


def _state(own: CurrentVersion | None) -> ReportState:
    if own is None:
        return ReportState.NOT_REPORTED
    return state_of(own.decision, was_returned=own.before == DecisionKind.RETURNED)


def _spans_by_form(current: Iterable[tuple[str, str]]) -> dict[str, list[tuple[Span, str]]]:
    """Return what was reported on each form, oldest first."""
    spans: dict[str, list[tuple[Span, str]]] = {}
    for form, period in current:
        spans.setdefault(form, []).append((_span(period), period))
    for reported in spans.values():
        reported.sort()
    return spans


def _last_before(reported: Sequence[tuple[Span, str]], period: Period) -> str | None:
    before = bisect_left(reported, (_span(str(period)), ""))
    return reported[before - 1][1] if before else None


@lru_cache(maxsize=10_000)
def _span(text: str) -> Span:
    """Return a period's span; every place reports for the same ones."""
    period = Period.parse(text)
    return period.first_day, period.last_day
