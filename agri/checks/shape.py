"""What a submission's values must look like before any rule may look at them."""

import math
from collections.abc import Iterator, Mapping, Sequence

from agri.definitions.forms import DataElement, Form
from agri.errors import Fault, json_pointer
from agri.periods import Period
from agri.units import convert, entry_units

_LONGEST_WORKING = 120  # characters that say how an amount was worked out
_UNIT_WORDS = {
    "mu": "亩",
    "ha": "公顷",
    "wan_mu": "万亩",
    "kg": "公斤",
    "t": "吨",
    "jin": "斤",
    "count": "个",
    "fraction": "小数",
}


def shape_faults(
    form: Form,
    period: Period,
    values: Mapping[str, object],
    not_applicable: Sequence[str],
    entered: Mapping[str, object],
) -> list[Fault]:
    """Return every fault of a submission's content, each with its JSON pointer.

    A data element that is left out is blank, as if it were null. Sections that the month does not ask for
    take no numbers, unless the form takes work of other months; neither do sections declared not applicable.
    """
    month = period.last_month
    faults, excluded = _excluded(form, not_applicable) if not_applicable else ([], frozenset())
    elements, section_of = form.element_of, form.section_of
    for code, value in values.items():
        element = elements.get(code)
        if element is None:
            faults.append(
                _fault(
                    json_pointer(["values", code]),
                    "unknown-data-element",
                    f"form {form.code} has no data element {code!r}",
                    f"表 {form.code} 没有数据项 {code!r}",
                )
            )
        elif value is not None:
            if not _is_plain(element, value):
                faults.extend(amount_faults(f"/values/{code}", element, value))
            if code in excluded:
                faults.append(
                    _fault(
                        f"/values/{code}",
                        "not-applicable-has-value",
                        "the section is marked not applicable: clear the number or the mark",
                        "该部分已标为“不适用”，请清除数值或取消标记",
                    )
                )
            elif month not in section_of[code].months and not form.other_months:
                faults.append(
                    _fault(
                        f"/values/{code}",
                        "not-asked",
                        f"{period} does not ask for {code}: leave it out",
                        f"{period} 不填报“{element.title.zh}”，请删去",
                    )
                )
    if entered:
        faults.extend(_entered_faults(elements, values, entered))
    return faults


def _excluded(form: Form, not_applicable: Sequence[str]) -> tuple[list[Fault], frozenset[str]]:
    """Return a fault for each section that does not exist, and the data elements of those that do."""
    sections = {section.code: section for section in form.sections}
    faults = [
        _fault(
            f"/not_applicable/{i}",
            "unknown-section",
            f"form {form.code} has no section {code!r}; its sections: {', '.join(sections)}",
            f"表 {form.code} 没有 {code!r} 这一部分；可用：{'、'.join(sections)}",
        )
        for i, code in enumerate(not_applicable)
        if code not in sections
    ]
    known = [sections[code] for code in not_applicable if code in sections]
    return faults, frozenset(element.code for section in known for element in section.elements)


def _is_plain(element: DataElement, value: object) -> bool:
    """Say at once that a value is without fault, as nearly all are; NaN and infinities are not."""
    return (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and element.minimum <= value <= element.maximum
        and not (element.is_whole and value != int(value))
    )


def _number(value: object) -> float | None:
    """Return a value as a finite number; None for anything else, also for an integer that fits no float."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def amount_faults(pointer: str, element: DataElement, given: object) -> Iterator[Fault]:
    """Yield what is wrong with an amount of an element: no number, out of its bounds, or no whole one."""
    value = _number(given)
    if value is None:
        # Not echoed: it may be a whole page of text, or too long a number to be written out.
        yield _fault(
            pointer,
            "not-a-number",
            "this is not a number: type digits, 0 for none, or leave it blank",
            f"“{element.title.zh}”应填数字；没有发生填 0，不清楚请留空",
        )
        return
    unit = _UNIT_WORDS[element.unit]
    if value < element.minimum:
        yield _fault(
            pointer,
            "below-minimum",
            f"{value} is below {element.minimum:g} {element.unit}",
            f"“{element.title.zh}”不能小于 {element.minimum:g} {unit}",
        )
    if value > element.maximum:
        yield _fault(
            pointer,
            "above-maximum",
            f"{value} is above {element.maximum:g} {element.unit}: check the unit",
            f"“{element.title.zh}”最多 {element.maximum:g} {unit}，请核对数和单位",
        )
    if element.is_whole and value != int(value):
        yield _fault(
            pointer,
            "not-whole",
            f"{value} is not a whole number",
            f"“{element.title.zh}”应填整数",
        )


def _entered_faults(
    elements: Mapping[str, DataElement], values: Mapping[str, object], entered: Mapping[str, object]
) -> Iterator[Fault]:
    """What was typed in another unit must come to the value that is kept."""
    for code, pair in entered.items():
        pointer = json_pointer(["entered", code])
        element = elements.get(code)
        kept = _number(values.get(code))
        if element is None or kept is None:
            yield _fault(
                pointer,
                "entered-without-value",
                f"{code!r} has no value in this submission",
                f"{code!r} 没有对应的数值",
            )
            continue
        match pair:
            case [given, str() as unit, *worked] if (
                (amount := _number(given)) is not None
                and unit in entry_units(element.unit)
                and _is_working(worked)
            ):
                converted = convert(amount, entered=unit, kept=element.unit)
                if not math.isclose(converted, kept, rel_tol=1e-9, abs_tol=1e-9):
                    yield _fault(
                        pointer,
                        "entered-mismatch",
                        f"{amount:g} {unit} is {converted:g} {element.unit}, not {kept:g}",
                        f"{amount:g} {_UNIT_WORDS[unit]}折合 {converted:g} {_UNIT_WORDS[element.unit]}，"
                        f"与 {kept:g} 不符",
                    )
            case _:
                yield _fault(
                    pointer,
                    "entered-unit",
                    f"write [amount, unit] with a unit of {', '.join(entry_units(element.unit))}, or "
                    f"[amount, unit, how it was worked out] with at most {_LONGEST_WORKING} characters",
                    f"应为 [数量, 单位] 或 [数量, 单位, 算法]，算法不超过 {_LONGEST_WORKING} 个字；"
                    f"单位可用：{'、'.join(entry_units(element.unit))}",
                )


def _is_working(words: list[object]) -> bool:
    """Say whether nothing, or one short text, says how an amount was worked out."""
    match words:
        case []:
            return True
        case [str() as text]:
            return bool(text.strip()) and len(text) <= _LONGEST_WORKING
        case _:
            return False


def _fault(pointer: str, code: str, detail: str, detail_zh: str) -> Fault:
    return Fault(pointer, code, detail, detail_zh)
