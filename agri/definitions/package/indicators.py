"""Check what indicators are made of: every name that a declaration uses, and what its kind needs."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from agri.definitions.calendar import Calendar, Crop
from agri.definitions.declared import CROP, NUTRIENTS, Amount, AmountKind, IndicatorKind, spread
from agri.definitions.indicator_file import (
    INDICATORS,
    OTHER,
    Declarations,
    read_declarations,
    season_rule_of,
)
from agri.definitions.lines import Lines
from agri.definitions.package.documents import Opening, TomlDocument, text_in, texts_in
from agri.definitions.package.faults import PackageFault, asked_of_other_crops, meant, shown
from agri.definitions.package.figures import twice
from agri.definitions.package.indicator_shape import INDICATOR_FILE
from agri.definitions.package.kinds import FaultKind
from agri.definitions.package.lines import Path
from agri.definitions.package.shape import not_among, shape_faults
from agri.definitions.reading import Title
from agri.definitions.value_units import COUNT, FRACTION
from agri.terms import SeasonRule

_LEFT_OUT = Title(
    "此处也没有标题，因此不计算；要当作过程指标，请写上 title",
    "without a title here it is left out; to show it as a process indicator, please give it one",
)
BY_KIND = ("change", "prior_share")
_SIDES = {
    "numerator": Title("分子", "numerator"),
    "denominator": Title("分母", "denominator"),
}
_NEEDED: Mapping[str, tuple[str, ...]] = {
    IndicatorKind.RATIO: ("denominator",),
    IndicatorKind.WEIGHTED_MEAN: ("denominator",),
    IndicatorKind.UTILIZATION: ("denominator",),
    IndicatorKind.RECOVERY: ("formula", "trials"),
}


@dataclass(frozen=True)
class Known:
    """What names in a declaration may mean; None where the file that says so cannot be read."""

    crops: Sequence[str]
    main: Sequence[str]
    elements: Mapping[str, str] | Collection[str] | None
    coefficients: Collection[str] | None
    keys: Collection[str] | None
    places: Collection[str] | None


def check_indicators(opening: Opening, plan: TomlDocument | None) -> TomlDocument | None:
    """Check the shape of the declarations; a package without any is read with those of that time."""
    document = opening.toml(INDICATORS, is_needed=False)
    if document is None:
        if plan is not None and INDICATORS not in opening.files:
            opening.faults.append(plan.fault(FaultKind.INDICATORS_BUILT_IN, ("indicators",)))
        return None
    opening.add(list(shape_faults(document, INDICATOR_FILE)))
    for key in ("amounts", "shares", "second_books", "indicators"):
        opening.add(list(twice(document, document.rows(key))))
    rows = document.rows("indicators")
    opening.note_passed(INDICATORS, f"{len(rows)} 项指标的口径", f"what {len(rows)} indicators are made of")
    return document


def declared_in(opening: Opening, plan: TomlDocument | None, crops: Sequence[str]) -> Declarations | None:
    """Read the declarations as the program does; None where a fault of shape stands in the way."""
    if plan is None or opening.has_stops(INDICATORS):
        return None
    winter = dict.fromkeys(crops, Crop("", Title("", ""), 1, is_harvested_next_year=False))
    main = [code for code in texts_in(plan.table, "main_crops") if code in winter]
    try:
        return read_declarations(
            opening.files, [row for _, row in plan.rows("indicators")], main, Calendar(winter, {})
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def elements_needed(one: Declarations, row: Mapping[str, Any], main: Sequence[str]) -> dict[str, set[str]]:
    """Return the elements of an indicator's sides: side → ``form.element``."""
    sides: dict[str, set[str]] = {"numerator": set(), "denominator": set()}
    for side, found in sides.items():
        codes = [term["amount"] for term in row.get(side, ())]
        if side == "numerator":
            codes += list(row.get("formula", ()))[:1]
        else:
            codes += list(row.get("formula", ()))[1:]
        for code in codes:
            if code in one.amounts:
                found |= set(one.amounts[code].names(tuple(main)))
    trials = row.get("trials")
    if isinstance(trials, Mapping):
        patterns = tuple(
            str(trials[key]) for key in ("formula", "conventional", "plots", "sd") if key in trials
        )
        sides["numerator"] |= set(spread(patterns, tuple(main)))
    return sides


def coefficients_needed(one: Declarations, main: Sequence[str]) -> tuple[str, ...]:
    """Return the coefficients that the declarations name, without tables of several."""
    found: dict[str, None] = {}
    for amount in one.amounts.values():
        if amount.coefficient:
            found |= dict.fromkeys(spread((amount.coefficient,), amount.each_crop(tuple(main))))
        found |= {f"{name}.any": None for name in amount.weights.values()}
        if amount.ratio:
            found |= {f"{amount.ratio}.{nutrient}": None for nutrient in NUTRIENTS}
        if amount.month_share:
            found[amount.month_share] = None
    for row in one.rows:
        for term in (*row.get("numerator", ()), *row.get("denominator", ())):
            if "coefficient" in term:
                found[term["coefficient"]] = None
        trials = row.get("trials")
        if isinstance(trials, Mapping):
            ways = [f"{n}_{way}" for n in NUTRIENTS for way in ("formula", "conventional")]
            found |= {f"{trials['prior']}.{crop}.{way}": None for crop in main for way in (*ways, "sd")}
    return tuple(found)


def keys_needed(one: Declarations, main: Sequence[str]) -> tuple[str, ...]:
    """Return the baseline keys that the declarations name."""
    found: dict[str, None] = {}
    for amount in one.amounts.values():
        named = (amount.known, amount.times, amount.unreported, amount.baseline, amount.last_autumn_minus)
        crops = amount.each_crop(tuple(main))
        found |= dict.fromkeys(spread(tuple(name for name in named if name), crops))
    return tuple(found)


def name_faults(
    document: TomlDocument, one: Declarations, plan: TomlDocument, known: Known
) -> Iterator[PackageFault]:
    """Yield the names of the declarations that nothing in the package has, each where it stands."""
    for path, row in document.rows("amounts"):
        yield from _amount_faults(document, path, row, one.amounts[text_in(row, "code")], known)
    for path, row in document.rows("shares"):
        for i, code in enumerate(texts_in(row, "amounts")):
            if code not in one.amounts:
                yield not_among(document, (*path, "amounts", i), code, tuple(one.amounts))
        for key in ("elements", "any_of", "due"):
            yield from _element_faults(document, (*path, key), texts_in(row, key), known, known.main)
    for path, row in document.rows("second_books"):
        crops = (*known.main, *texts_in(row, "others"))
        for key in ("sold", "used"):
            yield from _element_faults(document, (*path, key), texts_in(row, key), known, crops)
    joined = {row["code"]: row for row in one.rows}
    raw = {text_in(row, "code"): row for _, row in document.rows("indicators")}
    in_plan = {text_in(row, "code") for _, row in plan.rows("indicators")}
    for path, row in document.rows("indicators"):
        code = text_in(row, "code")
        yield from _standing_faults(document, path, row, tuple(raw), known)
        whole = joined.get(code) or _of_first_crop(one, code)
        if whole is None:
            if code not in in_plan and "title" not in row and "like" not in row and "beside" not in row:
                yield document.fault(FaultKind.NOT_PLANNED, path, found=code, then=_LEFT_OUT)
            continue
        yield from _side_faults(document, path, row, one, known)
        yield from _kind_faults(document, path, row, whole)


def _standing_faults(
    document: TomlDocument, path: Path, row: Mapping[str, Any], codes: Sequence[str], known: Known
) -> Iterator[PackageFault]:
    """Yield what an indicator is like or beside, its companions and pilots, where there are none such."""
    for key in ("like", "beside"):
        if text_in(row, key) and text_in(row, key) not in codes:
            yield not_among(document, (*path, key), text_in(row, key), codes)
    for i, companion in enumerate(texts_in(row, "companions")):
        if companion not in codes and companion not in BY_KIND:
            yield not_among(document, (*path, "companions", i), companion, (*codes, *BY_KIND))
    for i, place in enumerate(texts_in(row, "pilots")):
        if known.places is not None and place not in known.places:
            yield document.fault(
                FaultKind.PLACE_UNKNOWN, (*path, "pilots", i), found=place, meant=meant(place, known.places)
            )


def season_faults(plan: TomlDocument, one: Declarations) -> Iterator[PackageFault]:
    """Yield season rules of the plan that would move nothing in what its indicator is made of."""
    rules = {row["code"]: row.get("season_year", SeasonRule.USED) for row in one.rows}
    joined = {row["code"]: row for row in one.rows}
    for path, row in plan.rows("indicators"):
        whole = joined.get(text_in(row, "code"))
        if whole is None or not text_in(row, "season_year"):
            continue
        fitting = fitting_rules(one, whole)
        if season_rule_of(whole, rules) not in fitting:
            yield plan.fault(
                FaultKind.SEASON_RULE_IDLE,
                (*path, "season_year"),
                found=text_in(row, "season_year"),
                known=", ".join(fitting),
            )


def family_faults(
    plan: TomlDocument, one: Declarations, lines: Lines | None, main: Sequence[str]
) -> Iterator[PackageFault]:
    """Yield families of the plan that the engine's lines give to none of the indicator's elements.

    Only an amount that no line knows takes its family from the indicator.
    """
    of_element = {name: line.family for line in lines or () for name in line.names}
    joined = {row["code"]: row for row in one.rows}
    for path, row in plan.rows("indicators"):
        found, whole = text_in(row, "family"), joined.get(text_in(row, "code"))
        if whole is None or not found:
            continue
        names = set().union(*elements_needed(one, whole, main).values())
        families = {of_element.get(name) for name in names}
        known = sorted(family for family in families if family is not None)
        if known and found not in known and None not in families:
            yield plan.fault(FaultKind.FAMILY_IDLE, (*path, "family"), found=found, known=", ".join(known))


def fitting_rules(one: Declarations, row: Mapping[str, Any]) -> tuple[SeasonRule, ...]:
    """Return the season rules that have a meaning for what an indicator is made of."""
    codes = [term["amount"] for side in ("numerator", "denominator") for term in row.get(side, ())]
    amounts = [one.amounts[code] for code in codes if code in one.amounts]
    if row.get("kind") == IndicatorKind.UTILIZATION:
        return (SeasonRule.HARVESTED,)
    if any(amount.kind == AmountKind.DUE for amount in amounts):
        return (SeasonRule.DUE,)
    if any(amount.kind == AmountKind.SEASONS for amount in amounts):
        return (SeasonRule.SOWN, SeasonRule.HARVESTED)
    return (SeasonRule.USED,)


def _of_first_crop(one: Declarations, code: str) -> Mapping[str, Any] | None:
    beginning, mark, end = code.partition(CROP)
    if not mark:
        return None
    return next(
        (row for row in one.rows if row["code"].startswith(beginning) and row["code"].endswith(end)), None
    )


def _amount_faults(
    document: TomlDocument, path: Path, row: Mapping[str, Any], amount: Amount, known: Known
) -> Iterator[PackageFault]:
    crops = amount.each_crop(tuple(known.main))
    for key in ("elements", "minus", "area"):
        yield from _element_faults(document, (*path, key), texts_in(row, key), known, crops)
    for key in ("part", "whole", "straight", "compound"):
        if text_in(row, key):
            yield from _element_faults(document, (*path, key), [text_in(row, key)], known, crops)
    weights = row.get("weights")
    if isinstance(weights, Mapping):
        yield from _element_faults(document, (*path, "weights"), list(weights), known, crops)
    for i, crop in enumerate(texts_in(row, "crops")):
        if crop not in known.crops:
            yield not_among(document, (*path, "crops", i), crop, known.crops)
    if amount.due_of is not None and amount.due_of not in known.crops:
        yield not_among(document, (*path, "due_of"), amount.due_of, known.crops)


def _element_faults(
    document: TomlDocument, path: Path, patterns: Sequence[str], known: Known, crops: Sequence[str]
) -> Iterator[PackageFault]:
    if known.elements is None:
        return
    for i, pattern in enumerate(patterns):
        for name in spread((pattern,), tuple(crops)):
            if name not in known.elements and not asked_of_other_crops(name, crops, known.elements):
                yield document.fault(
                    FaultKind.NO_SUCH_ELEMENT,
                    (*path, i) if len(patterns) > 1 else path,
                    found=shown(name),
                    meant=meant(name, known.elements),
                )


def _side_faults(
    document: TomlDocument, path: Path, row: Mapping[str, Any], one: Declarations, known: Known
) -> Iterator[PackageFault]:
    for side in _SIDES:
        terms = row.get(side)
        if not isinstance(terms, list):
            continue
        for i, term in enumerate(terms):
            at = (*path, side, i)
            code, element = text_in(term, "amount"), text_in(term, "element")
            if code and code not in one.amounts:
                yield not_among(document, (*at, "amount"), code, tuple(one.amounts))
            if not code and not (
                element or texts_in(term, "elements") or term.get("weights") or term.get("known")
            ):
                yield document.fault(FaultKind.KEY_MISSING, at, key="amount")
            names = [element] if element else texts_in(term, "elements")
            crops = (*(texts_in(term, "crops") or known.main), *texts_in(term, "others"))
            yield from _element_faults(document, at, names, known, crops)
            due_of = text_in(term, "due_of")
            if due_of and due_of not in known.crops:
                yield not_among(document, (*at, "due_of"), due_of, known.crops)
            for key in ("known", "times", "unreported", "baseline"):
                for name in spread((text_in(term, key),), tuple(crops)) if text_in(term, key) else ():
                    if known.keys is not None and name not in known.keys:
                        yield not_among(document, (*at, key), name, tuple(known.keys))


def _kind_faults(
    document: TomlDocument, path: Path, row: Mapping[str, Any], whole: Mapping[str, Any]
) -> Iterator[PackageFault]:
    kind = text_in(whole, "kind")
    for key in ("kind", "unit"):
        if key not in whole:
            yield document.fault(FaultKind.KEY_MISSING, path, key=key)
    if not whole.get("numerator"):
        yield document.fault(FaultKind.KEY_MISSING, path, key="numerator")
    for key in _NEEDED.get(kind, ()):
        if not whole.get(key):
            yield document.fault(FaultKind.KIND_NEEDS, path, found=kind, key=key)
    if kind in (IndicatorKind.TOTAL, IndicatorKind.GROWTH) and whole.get("denominator"):
        yield document.fault(FaultKind.KIND_HAS_NO, (*path, "denominator"), found=kind, key="denominator")
    if "counted_in" in row and whole.get("value_unit") != COUNT:
        unit = str(whole.get("value_unit", FRACTION))
        yield document.fault(FaultKind.NOT_COUNTED, (*path, "counted_in"), found=unit)
    if text_in(row, "season_year") == OTHER and not text_in(row, "like"):
        yield document.fault(FaultKind.KEY_MISSING, path, key="like")
