"""Which amounts the engine projects by processes and lines of its own; the others are carried on.

An amount is known by its code, as a package declares it: a city that measures the same thing by other
elements declares it under the same code.
"""

from collections.abc import Collection

from agri.definitions.declared import AmountKind
from agri.definitions.lines import ExposureKind, Line, LineRole
from agri.definitions.plan import Indicator, Plan
from agri.terms import Level

ENGINE = frozenset(
    {
        "fertilizer_t",
        "fertilizer_compared_t",
        "fertilizer_base_t",
        "formula_mu",
        "sown_mu",
        "formula_base_mu",
        "planted_mu",
        "unified_mu",
        "treated_mu",
        "deposited_mu",
        "green_mu",
        "pesticide_kg",
        "pesticide_compared_kg",
        "pesticide_base_kg",
        "film_due_kg",
        "film_recovered_kg",
        "packaging_kg",
        "straw_collectable_t",
        "straw_returned_t",
        "straw_used_t",
        "straw_bought_t",
        "straw_sold_t",
        "manure_produced_t",
        "manure_used_t",
    }
)
_OF_COUNTIES = frozenset({"manure_produced_t", "manure_used_t"})  # which the engine follows there


def carried_indicators(plan: Plan) -> tuple[str, ...]:
    """Return the codes of indicators that rest on an amount which the engine does not know."""
    return tuple(code for code, one in plan.indicators.items() if carried_amounts(plan, one))


def carried_amounts(plan: Plan, indicator: Indicator) -> tuple[str, ...]:
    """Return the amounts of an indicator that the engine does not know."""
    return tuple(code for code in indicator.making.amounts if not _is_known(plan, code))


def resting_on(plan: Plan, lines: Collection[str]) -> tuple[str, ...]:
    """Return the codes of indicators that rest on some lines, or on lines whose work is done on theirs."""
    unknown = set(lines)
    if not unknown:
        return ()
    leans = {
        ExposureKind.STRAW: {one.code for one in plan.lines.with_role(LineRole.OUTPUT)},
        ExposureKind.FILM_DUE: {one.code for one in plan.lines.with_role(LineRole.FILM_LAID)},
    }
    for line in plan.lines:  # a line stands behind those that it leans on
        on = leans.get(line.exposure.kind, {line.exposure.of})
        if not unknown.isdisjoint(on):
            unknown.add(line.code)
    elements = {name for code in unknown for name in plan.lines[code].names}
    return tuple(
        code
        for code, one in plan.indicators.items()
        if any(
            not elements.isdisjoint(plan.amounts[name].names(plan.main_crops)) for name in one.making.amounts
        )
    )


def _is_known(plan: Plan, code: str) -> bool:
    is_served = code in ENGINE or plan.amounts[code].like in ENGINE
    return (is_served and not _is_of_counties(plan, code)) or code in by_lines(plan)


def _is_of_counties(plan: Plan, code: str) -> bool:
    """Say whether counties are asked, or by quarter, what the engine follows in townships month by month."""
    if code in _OF_COUNTIES:
        return False
    forms = (plan.forms[name.partition(".")[0]] for name in plan.amounts[code].names(plan.main_crops))
    return any(form.level != Level.TOWNSHIP or form.frequency != "month" for form in forms)


def by_lines(plan: Plan) -> dict[str, tuple[Line, ...]]:
    """Return the amounts that are sums of whole lines without a process, with these lines."""
    line_of = {name: line for line in plan.lines.without_process for name in line.names}
    found: dict[str, tuple[Line, ...]] = {}
    for code, amount in plan.amounts.items():
        names = amount.names(plan.main_crops)
        if code in ENGINE or amount.kind != AmountKind.SUM or not set(names) <= set(line_of):
            continue
        lines = tuple({line_of[name].code: line_of[name] for name in names}.values())
        if {name for line in lines for name in line.names} == set(names):
            found[code] = lines
    return found
