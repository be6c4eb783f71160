"""What reporting costs those who report, and which fields nobody reads."""

from fastapi import APIRouter

from agri.api.dependencies import BurdenReader, NowDep, ReaderDep, ReferenceDep
from agri.api.http.database_route import FiguresRoute
from agri.api.http.problems import problems
from agri.api.schema_base import Public, TitlePublic
from agri.definitions.burden import FieldUseKind
from agri.errors import NotFound
from agri.services.figures.snapshot_cache import current_snapshot
from agri.services.office.read_burden import BurdenAccount, FormAccount, read_burden
from agri.services.reference.figures_day import bounded_day
from agri.terms import Level

router = APIRouter(tags=["operation"], route_class=FiguresRoute)


class FieldBurdenPublic(Public):
    """One field: when it is asked, what reads it by kind, how often it was given and left blank this year.

    `kept_in`: the own tables that show it; `filled_into`: the superior's workbooks that it is filled into.
    `may_be_dropped`: nothing but a table has read it this year, nor the year before.
    """

    element: str
    title: TitlePublic
    months: list[int]
    read_by: dict[FieldUseKind, list[str]]
    given: int
    blank: int
    kept_in: list[str]
    filled_into: list[str]
    may_be_dropped: bool


class FormBurdenPublic(Public):
    """One form; `seconds` is the median of the `measured` first versions, null while they are too few."""

    form: str
    title: TitlePublic
    level: Level
    cells_a_year: int
    measured: int
    seconds: int | None
    fields: list[FieldBurdenPublic]


class MonthBurdenPublic(Public):
    """What a month asks of one township; `minutes` is short of the `unmeasured` forms."""

    month: str
    forms: int
    cells: int
    minutes: float | None
    unmeasured: int


class BurdenPublic(Public):
    """The account of the plan year; nothing in it tells of a person or a place."""

    year: int
    least_reports: int
    forms: list[FormBurdenPublic]
    months: list[MonthBurdenPublic]


@router.get("/burden", summary="负担账 · What reporting costs", responses=problems(NotFound))
def get_burden(reader: ReaderDep, actor: BurdenReader, reference: ReferenceDep, now: NowDep) -> BurdenPublic:
    """Cells, minutes and readers of every form and field; how long a form takes is known by form alone."""
    day = bounded_day(reference, now, None, "/query/as_of")
    of_day = reference.at(day)
    snapshot = current_snapshot(reader, of_day.plan, day)
    return _public(read_burden(reader, actor, of_day, snapshot))


def _public(account: BurdenAccount) -> BurdenPublic:
    return BurdenPublic(
        year=account.year,
        least_reports=account.least_reports,
        forms=[_form(one) for one in account.forms],
        months=[
            MonthBurdenPublic(
                month=str(one.month),
                forms=one.forms,
                cells=one.cells,
                minutes=one.minutes,
                unmeasured=one.unmeasured,
            )
            for one in account.months
        ],
    )


def _form(account: FormAccount) -> FormBurdenPublic:
    burden = account.burden
    return FormBurdenPublic(
        form=burden.form,
        title=TitlePublic.model_validate(burden.title),
        level=account.level,
        cells_a_year=burden.asked_a_year,
        measured=account.measured,
        seconds=account.seconds,
        fields=[
            FieldBurdenPublic(
                element=field.element,
                title=TitlePublic.model_validate(field.title),
                months=list(field.months),
                read_by={kind: list(codes) for kind, codes in field.read_by.items() if codes},
                given=found.given,
                blank=found.blank,
                kept_in=list(found.kept_in),
                filled_into=list(found.filled_into),
                may_be_dropped=found.is_unread_all_year,
            )
            for field, found in zip(burden.fields, account.fields, strict=True)
        ],
    )
