"""The signed form of a place and a period: one version of one report, gathered for paper and workbook."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from agri.definitions.forms import DataElement, Form, Section
from agri.definitions.layouts import read_layout
from agri.definitions.value_units import unit_words
from agri.errors import NotFound
from agri.files.signed.lines import SignedCell, SignedForm, SignedSection
from agri.models import Person, Report, Revision
from agri.periods import Period, day_of
from agri.services.access.permissions import Act, Actor, require_act, require_scope
from agri.services.reference.reference import Reference, read_reference
from agri.services.review.report_history import ReportHistory, read_report
from agri.services.review.report_state import ReportState
from agri.terms import CellState, DecisionKind, KnownBy, Level

_LAYOUT = "layouts/province.toml"
_STATES = {
    ReportState.NOT_REPORTED: "未报",
    ReportState.RECEIVED: "已报，待审核",
    ReportState.RESUBMITTED: "退回后重报，待审核",
    ReportState.ACCEPTED: "已审核通过",
    ReportState.RETURNED: "已退回，待更正",
}
_KNOWN_BY = {
    KnownBy.WEIGHING: "据磅单",
    KnownBy.LEDGER: "据台账",
    KnownBy.DEALER: "据经销商",
    KnownBy.ESTIMATE: "估算",
}
_ENTERED_UNITS = {"jin": "斤", "ha": "公顷", "wan_mu": "万亩"}


@dataclass(frozen=True, slots=True)
class _People:
    """Who filed a version and who accepted it, as paper names them."""

    filled_by: str
    telephone: str
    reviewed_by: str


def read_signed_form(session: Session, actor: Actor, report_id: UUID, *, origin: str | None) -> SignedForm:
    """Return the current version of a report as a form to sign; `origin` is the server's public address.

    Raises
    ------
    NotFound
        There is no such report in the actor's place.
    """
    history = read_report(session, actor, report_id)
    report, current = history.report, history.current
    reference = read_reference(session, of=report.org_unit).of(Period.parse(report.period))
    form = reference.forms.get((report.form, current.form_version), reference.plan.forms[report.form])
    people = _people(session, history)
    return SignedForm(
        layout=read_layout(reference.files[_LAYOUT]),
        title=form.title.zh,
        table_number=form.table_number,
        org_unit=report.org_unit,
        place=_place(reference, report.org_unit),
        period=report.period,
        revision_id=current.id,
        digest=current.digest,
        number=len(history.versions),
        state=_STATES[history.state],
        filled_by=people.filled_by,
        reviewed_by=people.reviewed_by,
        telephone=people.telephone,
        reported_on=day_of(current.received_at),
        is_synthetic=reference.plan.is_synthetic,
        sections=_sections(form, Period.parse(report.period), current),
        remarks=_remarks(form, current),
        address=f"{origin or ''}/genuine/{current.id}/{current.digest}",
    )


def read_signed_month(
    session: Session, actor: Actor, org_unit: str, period: str, *, origin: str | None
) -> list[SignedForm]:
    """Return every report of a place and a period as a form to sign, in the order of the table numbers.

    Raises
    ------
    NotAllowed
        The place is not the actor's.
    NotFound
        Nothing was reported for it.
    """
    require_act(actor, Act.READ_REPORTS)
    require_scope(session, actor, org_unit)
    found = session.exec(
        select(Report.id).where(col(Report.org_unit) == org_unit, col(Report.period) == period)
    ).all()
    if not found:
        raise NotFound(f"{org_unit} has reported nothing of {period}", f"{org_unit} 没有 {period} 的报表")
    forms = [read_signed_form(session, actor, report_id, origin=origin) for report_id in found]
    return sorted(forms, key=lambda form: form.table_number)


def find_report(session: Session, form: str, org_unit: str, period: str) -> UUID:
    """Return the report of a form, a place and a period.

    Raises
    ------
    NotFound
        Nothing was reported for it.
    """
    found = session.exec(
        select(Report.id).where(
            col(Report.form) == form, col(Report.org_unit) == org_unit, col(Report.period) == period
        )
    ).one_or_none()
    if found is None:
        raise NotFound(
            f"{org_unit} has not reported {form} of {period}", f"{org_unit} 没有报 {period} 的“{form}”"
        )
    return found


def _people(session: Session, history: ReportHistory) -> _People:
    last = history.versions[-1]
    author = session.get(Person, history.current.author)
    accepted = [one for one in last.decisions if one.kind == DecisionKind.ACCEPTED]
    is_accepted = history.state == ReportState.ACCEPTED and bool(accepted)
    reviewer = session.get(Person, accepted[-1].by) if is_accepted else None
    return _People(
        filled_by=author.display_name if author is not None else "",
        telephone=(author.telephone if author is not None else None) or "",
        reviewed_by=reviewer.display_name if reviewer is not None else "",
    )


def _place(reference: Reference, org_unit: str) -> str:
    """Name a place with the county before it, as paper does."""
    place = reference.places[org_unit]
    county = reference.county_of(org_unit)
    if place.level == Level.COUNTY or county is None or county not in reference.places:
        return place.name
    return reference.places[county].name + place.name


def _sections(form: Form, period: Period, version: Revision) -> tuple[SignedSection, ...]:
    """Return the sections that the period asks for, and those beyond it that say something."""
    month = period.closing_month.month
    known_by = version.known_by or {}
    return tuple(
        SignedSection(
            title=section.title.zh,
            known_by=_KNOWN_BY[KnownBy(known_by[section.code])] if section.code in known_by else "",
            cells=tuple(_cell(element, section, version) for element in section.elements),
        )
        for section in form.sections
        if month in section.months or any(one.code in version.values for one in section.elements)
    )


def _cell(element: DataElement, section: Section, version: Revision) -> SignedCell:
    value = version.values.get(element.code)
    state = CellState.GIVEN
    if value is None:
        state = CellState.NOT_APPLICABLE if section.code in version.not_applicable else CellState.BLANK
    typed = version.entered.get(element.code)
    counted_in = element.counted_in.zh if element.counted_in else ""
    if section.is_area_times and element.unit == "mu":
        counted_in = "亩次"
    return SignedCell(
        title=element.title.zh,
        unit=element.unit,
        counted_in=counted_in,
        value=value,
        state=state,
        typed=_typed(typed, element.unit) if typed else "",
    )


def _typed(entered: Sequence[Any], unit: str) -> str:
    """Say what was typed where that is another unit, and how it was worked out where that was said."""
    words = []
    if entered[1] != unit:
        words.append(f"原填 {_plain(entered[0])} {_entered_unit(entered[1])}")
    words += [f"算法：{text}" for text in entered[2:]]
    return "；".join(words)


def _plain(amount: float) -> str:
    return f"{amount:,.4f}".rstrip("0").rstrip(".")


def _entered_unit(unit: str) -> str:
    return _ENTERED_UNITS.get(unit) or unit_words(unit).zh


def _remarks(form: Form, version: Revision) -> tuple[str, ...]:
    """Return what was asked of a version with the answers, and why it was made."""
    answers = version.answers or {}
    said: Sequence[str] = [
        f"核实：{finding['text']['zh']}" + (f"；答：{answer}" if answer else "")
        for finding in version.findings
        for answer in (answers.get(f"{finding['code']}:{finding['element'] or ''}"),)
    ]
    reason = (f"更正或说明：{version.reason}",) if version.reason else ()
    numbers = f"本表为“{form.title.zh}”第 {form.version} 版表式。"
    return (*said, *reason, numbers)
