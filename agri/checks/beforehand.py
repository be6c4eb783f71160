"""Ask about one report what every door asks: the phone's, an import's, the practice month's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from agri.checks.finding import Finding
from agri.checks.last_year import idle_findings, left_out_findings, product_findings
from agri.checks.magnitude import land_findings, nearby_findings, slip_findings
from agri.checks.rules import other_month_findings, rule_findings
from agri.definitions.forms import Form
from agri.periods import Period


@dataclass(frozen=True, slots=True)
class Beforehand:
    """What is known of a cell before its report comes; `GET /due` ships it to the phone.

    `sums` are the other terms of the form's rules by `Term.key`; `last_year` the amounts of the same month;
    `limits` the most that an area may be, mu; `nearby` what to compare with where last year has none;
    `expected` the most of each section of products; `busy` the elements whose season last year was now;
    `slip` the factor from which a change is asked about; `moved` by how much the season's earlier months came
    to more than a year ago, by element; `elsewhere` what other places tell of the month, times last year's,
    from and to, by element.
    """

    sums: Mapping[str, float | None]
    last_year: Mapping[str, float | None]
    limits: Mapping[str, float]
    nearby: Mapping[str, Mapping[str, float]]
    expected: Mapping[str, float]
    busy: tuple[str, ...]
    slip: float
    moved: Mapping[str, float]
    elsewhere: Mapping[str, tuple[float, float]]


def report_findings(
    form: Form,
    period: Period,
    values: Mapping[str, float | None],
    known: Beforehand,
    not_applicable: Sequence[str] = (),
) -> list[Finding]:
    """Return everything that a report is asked or stopped for, in the order in which the phone shows it."""
    last_year, slip = known.last_year, known.slip
    rules = rule_findings(form, period, values, known.sums, not_applicable, last_year=last_year)
    return [
        *rules,
        *other_month_findings(form, period, values),
        *slip_findings(form, values, last_year, period, slip, moved=known.moved, elsewhere=known.elsewhere),
        *nearby_findings(form, values, known.nearby, slip),
        *land_findings(form, values, known.limits, last_year, period),
        *product_findings(form, values, last_year, known.expected, period, slip=slip),
        *idle_findings(form, values, last_year, known.busy, period),
        *left_out_findings(
            form, values, last_year, known.busy, period, said=[finding.element for finding in rules]
        ),
    ]
