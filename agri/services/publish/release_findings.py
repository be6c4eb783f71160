"""What the checks remarked on the accepted reports of a year so far, for a release that is to show it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from agri.definitions.forms import Form
from agri.definitions.reading import Title
from agri.files.release.lines import FindingLine
from agri.models import FindingAnswer, Report, Revision
from agri.periods import Period, end_of_day
from agri.services.figures.take_snapshot import last_decisions
from agri.services.intake.answered_findings import finding_names
from agri.services.intake.batch_state import parse_period
from agri.services.reference.reference import Reference
from agri.terms import DecisionKind


def accepted_findings(
    session: Session, reference: Reference, month: Period, as_of: date
) -> tuple[FindingLine, ...]:
    """Return the findings on each report's accepted version, by place, period and form.

    Of the plan year's periods that ended with `month`; received, decided and answered by the end of `as_of`.
    What people wrote as an answer stays with them; a line says whether there is one.
    """
    until = end_of_day(as_of)
    decided = last_decisions(session.connection(), until)
    rows = session.exec(
        select(Report.form, Report.org_unit, Report.period, Revision)
        .join(Revision, col(Revision.report_id) == col(Report.id))
        .where(
            Revision.received_at < until,
            col(Report.period).startswith(str(month.year)),
            col(Report.org_unit).startswith(reference.city),
        )
        .order_by(col(Revision.seq))
    )
    accepted = {
        (org_unit, period, form): revision
        for form, org_unit, period, revision in rows
        if decided.get(revision.seq) == DecisionKind.ACCEPTED
        and _is_over(period, month)
        and form in reference.plan.forms
    }
    answers = select(FindingAnswer).where(col(FindingAnswer.at) < until).order_by(col(FindingAnswer.seq))
    said = {(one.revision_id, one.code): one.text for one in session.exec(answers)}
    promises = reference.plan.detectors.promises_correction
    answered = {name for name, text in said.items() if not promises(text)}
    return tuple(
        _line(
            reference,
            place,
            finding,
            accepted[place],
            is_answered=(accepted[place].id, name) in answered,
        )
        for place in sorted(accepted)
        for finding, name in zip(
            accepted[place].findings, finding_names(accepted[place].findings), strict=True
        )
    )


def _is_over(text: str, month: Period) -> bool:
    period = parse_period(text)
    return period is not None and period.last_day <= month.last_day


def _line(
    reference: Reference,
    place: tuple[str, str, str],
    finding: Mapping[str, Any],
    revision: Revision,
    *,
    is_answered: bool,
) -> FindingLine:
    org_unit, period, code = place
    form: Form = reference.plan.forms[code]
    element = form.element_of.get(finding["element"] or "")
    county = reference.county_of(org_unit)
    return FindingLine(
        org_unit=org_unit,
        name=reference.places[org_unit].name,
        county=county or org_unit,
        form=code,
        form_title=form.title,
        period=period,
        element=element.code if element else None,
        element_title=element.title if element else None,
        unit=element.unit if element else None,
        value=revision.values.get(element.code) if element else None,
        code=finding["code"],
        text=Title.of(finding["text"]),
        is_answered=is_answered,
    )
