"""The workbook to fill in for one form, its rows prepared for the places of a month."""

from datetime import datetime

from agri.definitions.counted_periods import uncounted_fault
from agri.definitions.forms import Form
from agri.definitions.places import OrgUnit
from agri.errors import Fault, Invalid, NotFound
from agri.files.template import render_template
from agri.periods import Period, day_of
from agri.services.intake.batch_state import parse_period
from agri.services.reference.reference import Reference
from agri.terms import Level


def make_template(
    reference: Reference, code: str, *, period: str | None, org_unit: str | None, now: datetime
) -> bytes:
    """Return the workbook of a form as .xlsx.

    Parameters
    ----------
    code : str
        The form's.
    period : str, optional
        Prepares a month such as ``2019-09``, and closes the columns that it does not ask for.
    org_unit : str, optional
        Prepares a row for every place at or below it that fills the form in.

    Raises
    ------
    NotFound
        There is no such form.
    Invalid
        The period is none, is counted by no year, or does not ask this form.
    """
    month = None if period is None else _month(period)
    own = reference.at(day_of(now)) if month is None else reference.of(month)
    forms = own.plan.forms
    if code not in forms:
        known = ", ".join(forms.by_code)
        raise NotFound(f"no form {code!r}; there are: {known}", f"没有报表 {code!r}；有：{known}")
    form = forms[code]
    if month is not None:
        _require_due(reference, form, month)
    places = () if org_unit is None else _places(own, form, org_unit)
    return render_template(form, places, month, made_at=now if org_unit is not None else None)


def _month(period: str) -> Period:
    month = parse_period(period)
    if month is None:
        raise _invalid(
            "unknown-period",
            f"{period!r} is no period: write 2019-09 or 2019-Q3",
            f"“{period}”不是报告期，应写成 2019-09 或 2019-Q3",
        )
    return month


def _require_due(reference: Reference, form: Form, month: Period) -> None:
    if not reference.counted.holds(month):
        raise Invalid.of([uncounted_fault(month, reference.counted)])
    if not form.takes_in(month):
        raise _invalid(
            "not-due", f"form {form.code} is not due in {month}", f"{month} 不填报“{form.title.zh}”"
        )


def _invalid(code: str, detail: str, detail_zh: str) -> Invalid:
    return Invalid(detail, detail_zh, (Fault("/query/period", code, detail, detail_zh),))


def _places(reference: Reference, form: Form, org_unit: str) -> tuple[OrgUnit, ...]:
    return tuple(
        unit
        for unit in reference.places.subtree(org_unit)
        if unit.level == form.level and (unit.is_farming or form.level != Level.TOWNSHIP)
    )
