"""Which coefficients of a package its indicators are made with."""

from agri.definitions.declared import CROP
from agri.definitions.plan import Plan


def coefficients_of(plan: Plan) -> tuple[str, ...]:
    """Return the names, and the beginnings of names, of the coefficients that enter an indicator's sides.

    The prior of field trials is not among them: its scatter is drawn. Neither is what spreads last year's
    total over its months, nor the ratio that compound fertilizer is split by.
    """
    found: dict[str, None] = {}
    for indicator in plan.indicators.values():
        making = indicator.making
        for term in (*making.numerator, *making.denominator):
            if term.coefficient is not None:
                found[term.coefficient] = None
        for code in making.amounts:
            amount = plan.amounts[code]
            for name in (*amount.weights.values(), *([amount.coefficient] if amount.coefficient else ())):
                crops = amount.each_crop(plan.main_crops) if CROP in name else ("",)
                found |= dict.fromkeys(name.replace(CROP, crop) for crop in crops)
    return tuple(found)
