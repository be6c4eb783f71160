"""What is wrong with a submission by itself, before the record is asked: names, instants, content."""

from collections.abc import Iterator
from datetime import datetime

from agri.checks.shape import shape_faults
from agri.definitions.counted_periods import uncounted_fault
from agri.definitions.forms import Form
from agri.errors import Fault
from agri.periods import Period, day_of
from agri.services.intake.batch_state import parse_period
from agri.services.intake.submission import Submission
from agri.services.reference.reference import Reference
from agri.visible_text import shows


def name_faults(reference: Reference, submission: Submission) -> list[Fault]:
    """Return a fault for each thing that a submission names and that does not exist."""
    return list(_name_faults(reference, submission))


def _name_faults(reference: Reference, submission: Submission) -> Iterator[Fault]:
    is_place = submission.org_unit in reference.places
    unit = reference.places[submission.org_unit] if is_place else None
    if unit is None:
        yield Fault(
            "/org_unit",
            "unknown-org-unit",
            f"there is no org unit {submission.org_unit!r}; GET /api/v1/org-units lists them",
            f"没有行政区划代码 {submission.org_unit!r}；可用代码见 /api/v1/org-units",
        )
    period = parse_period(submission.period)
    if period is None:
        yield Fault(
            "/period",
            "unknown-period",
            f"{submission.period!r} is not a period: write 2019-08 for a month, 2019-Q3 for a quarter",
            f"{submission.period!r} 不是有效期别：月报写 2019-08，季报写 2019-Q3",
        )
    elif not reference.counted.holds(period):
        yield uncounted_fault(period, reference.counted)
        period = None  # nothing more is to be said of it
    forms = (reference if period is None else reference.of(period)).plan.forms
    if submission.form not in forms:
        yield Fault(
            "/form",
            "unknown-form",
            f"there is no form {submission.form!r}; the forms are: {', '.join(forms.by_code)}",
            f"没有报表 {submission.form!r}；可用：{'、'.join(forms.by_code)}",
        )
        return
    form = forms[submission.form]
    if (form.code, submission.form_version) not in reference.forms:
        yield Fault(
            "/form_version",
            "unknown-version",
            f"form {form.code} is in force in version {form.version}; fetch the forms and fill in again",
            f"报表“{form.title.zh}”现行版本为 {form.version}；请更新报表后重新填写",
        )
    if unit is not None and unit.level != form.level:
        yield Fault(
            "/form",
            "other-level",
            f"form {form.code} is filled in by a {form.level}, {unit.code} is a {unit.level}",
            f"报表“{form.title.zh}”由{_LEVEL_WORDS[form.level]}填报，{unit.name}不是",
        )
    if (
        unit is not None
        and period is not None
        and not reference.of(period).ground.is_there(unit.code, period)
    ):
        yield Fault(
            "/org_unit",
            "place-not-there",
            f"{unit.code} {unit.name_en} is not there in {period}: it was merged, split or begins later; its "
            "heirs report",
            f"{period} 时没有 {unit.code} {unit.name}（已撤并、拆分或尚未设立）；请由承接单位填报",
        )
    is_told = any(value is not None for value in submission.values.values())
    if period is not None and not (form.asks_in(period) or (is_told and form.takes_in(period))):
        months = ", ".join(map(str, form.months))
        yield Fault(
            "/period",
            "not-due",
            f"form {form.code} is not asked in {period}; it is due by {form.frequency} in months {months}",
            f"{period} 不填报“{form.title.zh}”；应报月份：{months}",
        )


_LEVEL_WORDS = {"township": "乡镇", "county": "区县", "city": "市", "province": "省"}


def content_faults(form: Form, period: Period, submission: Submission, received_at: datetime) -> list[Fault]:
    """Return every fault of a submission's content and reason, and a future period."""
    faults = []
    if period.first_day > day_of(received_at):
        faults.append(
            Fault(
                "/period",
                "future-period",
                f"{period} has not begun; the running month is the last that can be reported",
                f"{period} 尚未开始；最多填报到本月",
            )
        )
    if submission.reason is not None and not shows(submission.reason):
        faults.append(Fault("/reason", "blank", "give a reason or null", "请填写原因，或留空（null）"))
    faults += shape_faults(
        form, period, submission.values, submission.not_applicable, submission.entered or {}
    )
    return [*faults, *_known_by_faults(form, submission)]


def _known_by_faults(form: Form, submission: Submission) -> Iterator[Fault]:
    sections = {section.code for section in form.sections}
    for code in submission.known_by or {}:
        if code not in sections:
            yield Fault(
                f"/known_by/{code}",
                "unknown-section",
                f"form {form.code} has no section {code!r}; its sections: {', '.join(sorted(sections))}",
                f"报表“{form.title.zh}”没有分节 {code!r}；可用：{'、'.join(sorted(sections))}",
            )
