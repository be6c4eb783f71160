"""Forms, places and plan: what a phone keeps to work offline. All three answer with an ETag."""

from fastapi import APIRouter, Request, Response

from agri.api.dependencies import DeskDep, NowDep, ReferenceDep
from agri.api.http.database_route import DatabaseRoute
from agri.api.http.etags import NOT_MODIFIED, answer_text
from agri.api.http.problems import problems
from agri.api.schema_base import Public, TitlePublic
from agri.errors import NotFound
from agri.periods import Period, day_of
from agri.terms import Level, Severity, Span

router = APIRouter(tags=["forms"], route_class=DatabaseRoute)


class ProductPublic(Public):
    """A product whose mass times `content` is what is asked."""

    title: TitlePublic
    content: float


class DataElementPublic(Public):
    """One asked quantity; the month's own amount.

    It may be worked out from `products`, or, with `is_by_area`, as an area times what is usual on a mu.
    `short_title` stands where the section's title is above it, `counted_in` is the measure word of a count.
    Nobody is asked why an optional one is blank.
    """

    code: str
    title: TitlePublic
    unit: str
    minimum: float
    maximum: float
    is_whole: bool
    help: TitlePublic | None
    products: list[ProductPublic]
    is_by_area: bool
    short_title: TitlePublic | None
    counted_in: TitlePublic | None
    is_optional: bool


class TotalPublic(Public):
    """A sum of the form's own data elements, shown while they are typed."""

    title: TitlePublic
    unit: str
    elements: list[str]


class SectionPublic(Public):
    """Data elements asked together, in these months, where one of these crops is grown."""

    code: str
    title: TitlePublic
    crops: list[str]
    months: list[int]
    elements: list[DataElementPublic]
    totals: list[TotalPublic]
    asks_photo: bool
    asks_location: bool


class TermPublic(Public):
    """One term of a rule; `key` is its name in the sums that GET /due ships."""

    key: str
    owner: str | None
    name: str
    span: Span
    factor: float


class RulePublic(Public):
    """Σ left ≤ Σ right + constant, or a finding with this text.

    `passes_blanks`: nothing is asked where a blank keeps the rule from being checked.
    """

    code: str
    severity: Severity
    left: list[TermPublic]
    right: list[TermPublic]
    constant: float
    months: list[int]
    text: TitlePublic
    passes_blanks: bool


class FormPublic(Public):
    """One form in its version in force."""

    code: str
    version: int
    title: TitlePublic
    table_number: str
    level: Level
    frequency: str
    months: list[int]
    crops: list[str]
    sections: list[SectionPublic]
    rules: list[RulePublic]
    other_months: bool


class FormPage(Public):
    """The forms in force, in the order of their numbers, and other versions of open years.

    In January last year's December may still be asked by a version of its own; `GET /due` names it.
    """

    forms: list[FormPublic]
    other_versions: list[FormPublic]


@router.get(
    "/forms", summary="报表 · Forms", response_model=FormPage, responses=NOT_MODIFIED | problems(NotFound)
)
def get_forms(request: Request, reference: ReferenceDep, desk: DeskDep, now: NowDep) -> Response:
    """Every form with its data elements, bounds and rules; the phone checks by the same rules."""
    own = reference.of(Period.of(day_of(now)))

    def write() -> str:
        forms = {(form.code, form.version): form for form in own.plan.forms}
        others = [
            form
            for year in own.counted.plan
            for form in own.for_year(year).plan.forms
            if (form.code, form.version) not in forms
        ]
        return FormPage(
            forms=[FormPublic.model_validate(form) for form in forms.values()],
            other_versions=[FormPublic.model_validate(form) for form in others],
        ).model_dump_json()

    return answer_text(request, desk.answers.get(("forms", own.city, own.year, own.stamp), write))
