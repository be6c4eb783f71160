"""Read what indicators are made of: `indicators.toml` of a package, under what the plan's own rows say.

A row of the plan overrides the declaration of the same code, field by field. A declaration that the plan
does not name stands beside the plan as a process indicator, without a target; one whose title stands in plans
alone is left out of a plan that does not name it, with what is read beside it. Packages that were stored
before indicators were declared are read with the declarations of that time, `first-indicators.toml`; those
never change, so that an upgrade moves no figure.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from agri.definitions.calendar import Calendar
from agri.definitions.declared import (
    CROP,
    NUTRIENTS,
    Amount,
    AmountKind,
    CropScope,
    FieldTrials,
    IndicatorKind,
    IndicatorTerm,
    Making,
    ReferenceValue,
    SecondBook,
    Share,
)
from agri.definitions.reading import DefinitionFile, DefinitionFiles, Title, read_toml
from agri.terms import PlanTheme, SeasonRule

INDICATORS = "indicators.toml"
FIRST = Path(__file__).with_name("first-indicators.toml")
TOLERANCE = 0.01  # from the path, where a declaration says nothing
OTHER = "other"  # as season rule: the one that the indicator it is like does not take

_NUTRIENT_WORDS = {
    ("n",): Title("氮肥", "nitrogen"),
    ("p2o5",): Title("磷肥", "phosphate"),
    ("k2o",): Title("钾肥", "potash"),
    NUTRIENTS: Title("氮磷钾合计", "N, P and K together"),
}
_SEASON_WORDS = {
    SeasonRule.SOWN: Title("当年播种", "seasons sown in the year"),
    SeasonRule.HARVESTED: Title("当年收获", "seasons harvested in the year"),
}
# What an indicator of an older package is about, by its code and those of its amounts.
_THEME_WORDS = {
    "formula": PlanTheme.SOIL_TEST,
    "fertilizer": PlanTheme.FERTILIZER,
    "film": PlanTheme.FILM_AND_PACKAGING,
    "packaging": PlanTheme.FILM_AND_PACKAGING,
    "straw": PlanTheme.STRAW,
}
_AMOUNT_FIELDS = frozenset(field.name for field in fields(Amount))
_LISTS = ("elements", "minus", "crops", "others", "area")


@dataclass(frozen=True)
class Declarations:
    """Amounts, shares and the rows of indicators of one package, not yet joined with a plan."""

    amounts: dict[str, Amount]
    shares: tuple[Share, ...]
    second_books: tuple[SecondBook, ...]
    rows: tuple[dict[str, Any], ...]
    left_out: tuple[str, ...] = ()  # the plan does not name them, and they have no title of their own


def declaration_file(files: DefinitionFiles) -> DefinitionFile:
    """Return the package's declarations, or those of packages that had none yet."""
    return files[INDICATORS] if is_declared(files) else FIRST


def is_declared(files: DefinitionFiles) -> bool:
    """Say whether a package declares its indicators itself."""
    return INDICATORS in files


def read_declarations(
    files: DefinitionFiles, plan_rows: Sequence[Mapping[str, Any]], main: Sequence[str], calendar: Calendar
) -> Declarations:
    """Read the declarations and put the plan's rows over them, in the order of the plan.

    A declaration that says ``for_each = "crop"`` gives an indicator for each of the main crops.

    Raises
    ------
    ValueError
        A row lacks a field; the message names file and indicator.
    """
    file = declaration_file(files)
    table = read_toml(file)
    try:
        amounts = _amounts(table.get("amounts", ()))
        shares = tuple(_share(row) for row in table.get("shares", ()))
        books = tuple(_second_book(row) for row in table.get("second_books", ()))
    except KeyError as error:
        raise ValueError(f"{file}: {error} is missing") from error
    declared = {row["code"]: row for row in table.get("indicators", ())}
    in_plan = {row["code"]: row for row in plan_rows}
    rows: list[dict[str, Any]] = []
    for code in (*in_plan, *(code for code in declared if code not in in_plan)):
        if code not in in_plan and not is_declared(files) and declared[code].get("beside") not in in_plan:
            continue
        row = {**_like(declared.get(code, {}), declared), **in_plan.get(code, {})}
        if "like" in row and "title" not in row:
            row["title"] = in_plan.get(row["like"], declared.get(row["like"], {})).get("title")
        if "like" in row:
            row = {**_inherited(in_plan.get(row["like"], {})), **row}
        row.setdefault("is_process", code not in in_plan)
        rows.append(row)
    every, rows = rows, _named(rows, in_plan)
    left_out = tuple(row["code"] for row in every if row["code"] not in {one["code"] for one in rows})
    rows = [one for row in rows for one in _each_crop(row, main, calendar)]
    taken = {amount for share in shares for amount in share.amounts}
    try:
        for row in rows:
            _name_terms(row, amounts, taken)
    except KeyError as error:
        raise ValueError(f"{file}: {error} is missing") from error
    own = tuple(share for row in rows if (share := _own_share(row, amounts, shares, tuple(main))) is not None)
    return Declarations(amounts, (*shares, *own), books, tuple(rows), left_out)


def _like(row: Mapping[str, Any], declared: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    if "like" not in row:
        return dict(row)
    other = _like(declared.get(row["like"], {}), declared)
    other.pop("companions", None)
    return {**other, **row}


def _named(rows: Sequence[dict[str, Any]], in_plan: Collection[str]) -> list[dict[str, Any]]:
    """Leave out what has its title in plans alone and is not in this one, and what is read beside it."""
    out = {row["code"] for row in rows if not row.get("title") and row["code"] not in in_plan}
    while more := {row["code"] for row in rows if row.get("beside") in out} - out:
        out |= more
    kept = [row for row in rows if row["code"] not in out]
    return [
        {**row, "companions": [one for one in row["companions"] if one not in out]}
        if "companions" in row
        else row
        for row in kept
    ]


def _inherited(row: Mapping[str, Any]) -> dict[str, Any]:
    """What an indicator takes over from the plan's row of the one that it is like."""
    own = ("target", "aspiration", "path", "companions", "code", "title", "note")
    return {key: value for key, value in row.items() if key not in own}


def _amounts(rows: Sequence[Mapping[str, Any]]) -> dict[str, Amount]:
    by_code = {row["code"]: row for row in rows}
    return {code: _amount({**by_code.get(row.get("like", ""), {}), **row}) for code, row in by_code.items()}


def _amount(row: Mapping[str, Any]) -> Amount:
    values: dict[str, Any] = {key: tuple(one) if key in _LISTS else one for key, one in row.items()}
    return Amount(**{key: value for key, value in values.items() if key in _AMOUNT_FIELDS})


def _share(row: Mapping[str, Any]) -> Share:
    return Share(
        code=row["code"],
        amounts=tuple(row["amounts"]),
        elements=tuple(row["elements"]),
        any_of=tuple(row.get("any_of", ())),
        due=tuple(row.get("due", ())),
        by_month=row.get("by_month", False),
        two_forms=row.get("two_forms", False),
        by_season=row.get("by_season", False),
    )


def _second_book(row: Mapping[str, Any]) -> SecondBook:
    return SecondBook(
        code=row["code"],
        title=Title.of(row["title"]),
        unit=row["unit"],
        sold=tuple(row["sold"]),
        used=tuple(row["used"]),
        others=tuple(row.get("others", ())),
    )


def _name_terms(row: dict[str, Any], amounts: dict[str, Amount], taken: Collection[str]) -> None:
    """Give amounts that stand inside a term a name of their own: indicator, side, place.

    So does an amount that stands in no share: it is counted here with the reporters of this indicator.
    """
    is_own = any("amount" not in term for side in ("numerator", "denominator") for term in row.get(side, ()))
    for side in ("numerator", "denominator"):
        terms = []
        for i, term in enumerate(row.get(side, ())):
            code = f"{row['code']}.{side}.{i}"
            if "amount" in term:
                shared = amounts.get(term["amount"])
                if shared is None or not is_own or shared.code in taken:
                    terms.append(term)
                    continue
                amounts[code] = replace(shared, code=code, like=shared.like or shared.code)
                terms.append({**term, "amount": code})
                continue
            inside = {"elements": [term["element"]], **term} if "element" in term else dict(term)
            if row.get("kind") == IndicatorKind.GROWTH and "base" not in inside:
                inside["base"] = f"{code}.base"
            amounts.setdefault(code, _amount({**inside, "code": code, "coefficient": inside.get("each")}))
            terms.append({**term, "amount": code})
        row[side] = terms


def _own_share(
    row: Mapping[str, Any], amounts: Mapping[str, Amount], shares: Sequence[Share], main: tuple[str, ...]
) -> Share | None:
    """Match the sides of an indicator whose amounts no share names: month by month where both are told so."""
    if row.get("kind") == IndicatorKind.GROWTH or not row.get("denominator"):
        return None
    taken = {amount for share in shares for amount in share.amounts}
    used = [term["amount"] for side in ("numerator", "denominator") for term in row[side]]
    free = tuple(dict.fromkeys(code for code in used if code in amounts and code not in taken))
    if not free or not row.get("is_matched", True):
        return None
    monthly = all(
        amounts[code].kind in (AmountKind.SUM, AmountKind.WEIGHTED) for code in used if code in amounts
    )
    first = [code for code in free if code in {term["amount"] for term in row["numerator"]}]
    read = free if monthly else (first or free)
    elements = tuple(dict.fromkeys(name for code in read for name in amounts[code].names(main)))
    if not elements:
        return None
    forms = {name.partition(".")[0] for name in elements}
    return Share(row["code"], free, elements, by_month=monthly, two_forms=len(forms) > 1)


def _each_crop(row: dict[str, Any], main: Sequence[str], calendar: Calendar) -> list[dict[str, Any]]:
    """Return one row for each main crop of a declaration that says ``for_each = "crop"``; else the row."""
    if row.get("for_each") != "crop":
        return [row]
    return [_of_crop(row, crop, calendar.crops[crop].title) for crop in main]


def _of_crop(row: Mapping[str, Any], crop: str, title: Title) -> dict[str, Any]:
    one = {**row, "code": row["code"].replace(CROP, crop)}
    for side in ("numerator", "denominator"):
        one[side] = [{**term, "crops": [crop]} for term in row.get(side, ())]
    for key in ("title", "note"):
        if key in row:
            words = row[key]
            one[key] = {
                "zh": words["zh"].replace(CROP, title.zh),
                "en": words["en"].replace(CROP, title.en),
            }
    return one


def theme_of(row: Mapping[str, Any], making: Making) -> PlanTheme | None:
    """Return the theme that a row declares; where it says nothing, as older packages do, that of its name."""
    if "theme" in row:
        return PlanTheme(row["theme"])
    subjects = (row["code"], *(term.amount for term in making.numerator))
    return next((theme for word, theme in _THEME_WORDS.items() if any(word in one for one in subjects)), None)


def making_of(row: Mapping[str, Any], nutrients: Sequence[str]) -> Making:
    """Return what an indicator is made of, from its joined row."""
    reference = row.get("reference")
    trials = row.get("trials")
    return Making(
        kind=IndicatorKind(row["kind"]),
        unit=row["unit"],
        value_unit=row.get("value_unit", "fraction"),
        numerator=tuple(_term(term) for term in row["numerator"]),
        denominator=tuple(_term(term) for term in row.get("denominator", ())),
        scope=CropScope(row.get("scope", CropScope.MAIN)),
        nutrients=tuple(row.get("nutrients", nutrients)),
        trials=FieldTrials(**trials) if trials else None,
        formula=tuple(row.get("formula", ())),
        reports=tuple(row.get("reports", ())),
        companions=tuple(row.get("companions", ())),
        tolerance=float(row.get("tolerance", TOLERANCE)),
        completeness=float(row.get("completeness", 0.0)),
        reference=ReferenceValue(float(reference["value"]), reference["source"], Title.of(reference["title"]))
        if reference
        else None,
        pilots=tuple(row.get("pilots", ())),
        other_of=row.get("like") if row.get("season_year") == OTHER else None,
        counted_in=Title.of(row["counted_in"]) if "counted_in" in row else None,
    )


def _term(row: Mapping[str, Any]) -> IndicatorTerm:
    return IndicatorTerm(
        amount=row["amount"],
        sign=row.get("sign", 1),
        coefficient=row.get("coefficient"),
        is_rest=row.get("is_rest", False),
        factor=float(row.get("factor", 1.0)),
        crops=tuple(row.get("crops", ())),
    )


def season_rule_of(row: Mapping[str, Any], rules: Mapping[str, str]) -> SeasonRule:
    """Return an indicator's season rule; `other` is the one that the indicator it is like does not take."""
    own = row.get("season_year", SeasonRule.USED)
    if own != OTHER:
        return SeasonRule(own)
    taken = rules.get(row["like"], SeasonRule.SOWN)
    return SeasonRule.SOWN if taken == SeasonRule.HARVESTED else SeasonRule.HARVESTED


def title_of(row: Mapping[str, Any], making: Making, rule: SeasonRule) -> Title:
    """Return the title, with what a recovery counts and, where practice is divided, by which season."""
    title = Title.of(row["title"])
    if making.other_of is not None:
        words = _SEASON_WORDS[rule]
        return Title(f"{title.zh}（按{words.zh}计）", f"{title.en}, by {words.en}")
    if making.kind == IndicatorKind.RECOVERY and "beside" not in row:
        counted = nutrient_words(making.nutrients)
        return Title(f"{title.zh}（{counted.zh}）", f"{title.en} ({counted.en})")
    return title


def nutrient_words(nutrients: Sequence[str]) -> Title:
    """Return people's words for the nutrients that are counted."""
    known = _NUTRIENT_WORDS.get(tuple(one for one in NUTRIENTS if one in nutrients))
    if known is not None:
        return known
    parts = [_NUTRIENT_WORDS[one,] for one in NUTRIENTS if one in nutrients]
    return Title("、".join(one.zh for one in parts), " and ".join(one.en for one in parts))
