"""One change for each field of the plan file and of indicators.toml, and where it must be seen.

`DECLARED` is added to the shipped declarations on both sides of a comparison: it holds what the shipped
package has no use for.
"""

from dataclasses import dataclass
from enum import StrEnum

INDICATORS, PLAN = "indicators.toml", "years/2019/plan.toml"


class Seen(StrEnum):
    """Where a change is looked for."""

    VALUE = "value"  # numerator and denominator of a place
    PATH = "path"
    WORD = "word"
    CARD = "card"  # everything an assessment shows
    RELEASE = "release"  # what stands in a release and its workbook
    OUTLOOK = "outlook"  # year ends of the projection
    FORMS = "forms"  # what is asked
    CHECK = "check"  # what `agri check` says
    DAYS = "days"  # when something is due, closed or dispatched
    YEARS = "years"  # which years count
    TABLE = "table"  # tables of the analysis
    THEME = "theme"  # which page of the desk it stands on


@dataclass(frozen=True)
class Change:
    """A text that is replaced in a file, and what must move with it."""

    seen: Seen
    old: str
    new: str
    file: str = INDICATORS


def _row(code: str, rest: str, kind: str = "ratio") -> str:
    words = f'{{ zh = "{code}", en = "{code}" }}'
    return f'[[indicators]]\ncode = "{code}"\nkind = "{kind}"\nunit = "mu"\ntitle = {words}\n{rest}\n'


_UPPER = 'numerator = [{ elements = ["pest_control.unified_area_mu"]'
_LOWER = 'denominator = [{ element = "pest_control.manual_mu" }]'
DECLARED = "\n".join(
    (
        _row("with_known", f'{_UPPER}, known = "maize_mu" }}]\n{_LOWER}'),
        _row("with_times", f'{_UPPER}, times = "mu_per_sample" }}]\n{_LOWER}'),
        _row("with_sign", f"{_UPPER}, sign = 1 }}]\n{_LOWER}"),
        _row("with_factor", f"{_UPPER}, factor = 2.0 }}]\n{_LOWER}"),
        _row(
            "with_crops",
            'season_year = "harvested_in_year"\n'
            'numerator = [{ elements = ["sowing.{crop}_mu"], by_season = true, crops = ["wheat"] }]\n'
            'denominator = [{ amount = "sown_mu" }]',
        ),
        _row(
            "with_others",
            'numerator = [{ elements = ["fertilizer.{crop}_n_t"], others = ["other"] }]\n'
            'denominator = [{ element = "pest_control.manual_mu" }]',
        ),
        _row(
            "of_{crop}",
            'for_each = "crop"\nseason_year = "sown_in_year"\n'
            'numerator = [{ amount = "formula_mu" }]\ndenominator = [{ amount = "sown_mu" }]',
        ),
        _row("of_kind", "numerator = [{ element = 'packaging.recovered_kg' }]", "total"),
        _row(
            "with_family",
            'family = "field"\nnumerator = [{ element = "soil_testing.samples_analysed" }]\n'
            'denominator = [{ element = "film.used_kg" }]',
        ),
        _row(
            "of_blanks",
            'is_matched = true\nnumerator = [{ element = "packaging.recovered_kg" }]\n'
            'denominator = [{ element = "pest_control.pesticide_kg" }]',
        ),
        "",
    )
)


def _in_row(code: str, line: str) -> tuple[str, str]:
    head = f'code = "{code}"'
    return head, f"{head}\n{line}"


_TESTED = 'code = "soil_test_coverage"\n'
_FILM = 'code = "film"\namounts = ["film_due_kg", "film_recovered_kg"]\n'
_OTHER_USES = ', "straw.fuel_use_t", "straw.substrate_use_t", "straw.material_use_t"]\n\n[[shares]]'
_TRIAL = '"field_trial.{crop}_{nutrient}_formula_recovery"'
_OTHER_TRIAL = '"field_trial.{crop}_{nutrient}_conventional_recovery"'

CHANGES: dict[str, Change] = {
    # what amounts are made of
    "Amount.elements": Change(
        Seen.VALUE, 'elements = ["packaging.recovered_kg"]', 'elements = ["film.recovered_kg"]'
    ),
    "Amount.minus": Change(
        Seen.VALUE, 'minus = ["film.degradable_used_kg"]', 'minus = ["film.recovered_kg"]'
    ),
    "Amount.by_season": Change(
        Seen.VALUE,
        'numerator = [{ elements = ["sowing.{crop}_mu"], by_season = true, crops',
        'numerator = [{ elements = ["sowing.{crop}_mu"], by_season = false, crops',
    ),
    "Amount.crops": Change(Seen.VALUE, 'crops = ["wheat"]', 'crops = ["maize"]'),
    "Amount.others": Change(Seen.VALUE, ', others = ["other"] }]', " }]"),
    "Amount.area": Change(Seen.CARD, 'area = ["film.covered_area_mu"]', 'area = ["film.used_kg"]'),
    "Amount.known": Change(Seen.VALUE, 'known = "maize_mu"', 'known = "peanut_mu"'),
    "Amount.times": Change(
        Seen.VALUE,
        'times = "mu_per_sample" }]\ndenominator = [{ element',
        'times = "peanut_mu" }]\ndenominator = [{ element',
    ),
    "Amount.unreported": Change(Seen.VALUE, 'unreported = "{crop}_mu"', 'unreported = "peanut_mu"'),
    "Amount.last_autumn": Change(
        Seen.VALUE, 'last_autumn = "film_last_autumn_kg"', 'last_autumn = "peanut_mu"'
    ),
    "Amount.last_autumn_minus": Change(
        Seen.VALUE, 'last_autumn_minus = "film_last_autumn_degradable_kg"', 'last_autumn_minus = "peanut_mu"'
    ),
    "Amount.due_of": Change(
        Seen.VALUE,
        'minus = ["film.degradable_used_kg"]\ndue_of = "garlic"',
        'minus = ["film.degradable_used_kg"]\ndue_of = "peanut"',
    ),
    "Amount.weights": Change(
        Seen.VALUE, '"pest_control.drone_mu" = "deposit.drone"', '"pest_control.drone_mu" = "deposit.manual"'
    ),
    "Amount.coefficient": Change(
        Seen.VALUE,
        'elements = ["straw.{crop}_output_t"]\ncoefficient = "straw.{crop}.collectable_ratio"\n\n',
        'elements = ["straw.{crop}_output_t"]\n\n',
    ),
    "Amount.part": Change(
        Seen.VALUE, 'part = "straw.{crop}_returned_mu"', 'part = "straw.{crop}_harvested_mu"'
    ),
    "Amount.whole": Change(
        Seen.VALUE, 'whole = "straw.{crop}_harvested_mu"', 'whole = "straw.{crop}_returned_mu"'
    ),
    "Amount.straight": Change(
        Seen.VALUE,
        'straight = "fertilizer.{crop}_{nutrient}_t"',
        'straight = "fertilizer.{crop}_compound_t"',
    ),
    "Amount.compound": Change(
        Seen.VALUE, 'compound = "fertilizer.{crop}_compound_t"', 'compound = "fertilizer.{crop}_n_t"'
    ),
    "Amount.ratio": Change(Seen.VALUE, 'ratio = "fertilizer.ratio"\n', ""),
    "Amount.base": Change(
        Seen.VALUE,
        'code = "pesticide_compared_kg"\nbase = "pesticide_base_kg"\n'
        'elements = ["pest_control.pesticide_kg"]',
        'code = "pesticide_compared_kg"\nbase = "pesticide_base_kg"\nelements = ["packaging.recovered_kg"]',
    ),
    "Amount.baseline": Change(Seen.VALUE, 'baseline = "last_year_pesticide_kg"', 'baseline = "peanut_mu"'),
    "Amount.month_share": Change(
        Seen.VALUE, 'month_share = "pesticide.month_share"', 'month_share = "fertilizer.month_share"'
    ),
    "Amount.like": Change(
        Seen.VALUE,
        'code = "planted_mu" # sown, where `green_mu` is known\nlike = "sown_mu"',
        'code = "planted_mu"\nlike = "formula_mu"',
    ),
    # terms of an indicator
    "IndicatorTerm.amount": Change(
        Seen.VALUE, 'numerator = [{ amount = "green_mu" }]', 'numerator = [{ amount = "unified_mu" }]'
    ),
    "IndicatorTerm.sign": Change(Seen.VALUE, "sign = 1 }]", "sign = -1 }]"),
    "IndicatorTerm.coefficient": Change(
        Seen.VALUE, 'coefficient = "film.impurity"', 'coefficient = "packaging.kg_per_kg_pesticide"'
    ),
    "IndicatorTerm.is_rest": Change(Seen.VALUE, "is_rest = true", "is_rest = false"),
    "IndicatorTerm.factor": Change(Seen.VALUE, "factor = 2.0", "factor = 3.0"),
    "IndicatorTerm.crops": Change(
        Seen.VALUE, 'for_each = "crop"\nseason_year = "sown', 'season_year = "sown'
    ),
    # field trials
    "FieldTrials.formula": Change(Seen.VALUE, f"formula = {_TRIAL}", f"formula = {_OTHER_TRIAL}"),
    "FieldTrials.conventional": Change(
        Seen.VALUE, f"conventional = {_OTHER_TRIAL}", f"conventional = {_TRIAL}"
    ),
    "FieldTrials.plots": Change(
        Seen.OUTLOOK, 'plots = "field_trial.{crop}_plots"', 'plots = "field_trial.{crop}_n_formula_recovery"'
    ),
    "FieldTrials.sd": Change(
        Seen.OUTLOOK, 'sd = "field_trial.{crop}_recovery_sd"', 'sd = "field_trial.{crop}_n_formula_recovery"'
    ),
    "FieldTrials.prior": Change(Seen.CHECK, 'prior = "recovery_prior"', 'prior = "recovery_priors"'),
    # who counts together
    "Share.amounts": Change(Seen.VALUE, _FILM, 'code = "film"\namounts = ["film_recovered_kg"]\n'),
    "Share.elements": Change(
        Seen.VALUE, _FILM + 'elements = ["film.recovered_kg"]', _FILM + 'elements = ["film.used_kg"]'
    ),
    "Share.any_of": Change(
        Seen.VALUE,
        f'"straw.fertilizer_use_t", "straw.feed_use_t"{_OTHER_USES}',
        '"straw.feed_use_t"]\n\n[[shares]]',
    ),
    "Share.due": Change(Seen.VALUE, 'due = ["film.used_kg", "film.degradable_used_kg"]\n', ""),
    "Share.by_month": Change(Seen.VALUE, "by_month = true\ntwo_forms = true", "two_forms = true"),
    "Share.two_forms": Change(Seen.VALUE, "two_forms = true\n", ""),
    "Share.by_season": Change(
        Seen.VALUE,
        'elements = ["soil_testing.{crop}_formula_area_mu"]\nby_season = true\n\n',
        'elements = ["soil_testing.{crop}_formula_area_mu"]\n\n',
    ),
    # a value of another text
    "ReferenceValue.value": Change(Seen.CARD, "reference = { value = 0.75", "reference = { value = 0.7"),
    "ReferenceValue.source": Change(Seen.CARD, 'source = "nation-film-goal"', 'source = "nation-straw"'),
    "ReferenceValue.title": Change(Seen.CARD, "全国2020年水平", "全国水平"),
    # how an indicator is made
    "Making.kind": Change(Seen.VALUE, *_in_row("of_kind", "denominator = [{ element = 'film.used_kg' }]")),
    "Making.unit": Change(
        Seen.TABLE,
        'completeness = 0.8\nkind = "ratio"\nunit = "kg"',
        'completeness = 0.8\nkind = "ratio"\nunit = "t"',
    ),
    "Making.value_unit": Change(
        Seen.CARD,
        'theme = "soil_test"\nkind = "total"\nunit = "count"\nvalue_unit = "count"',
        'theme = "soil_test"\nkind = "total"\nunit = "count"\nvalue_unit = "t"',
    ),
    "Making.counted_in": Change(
        Seen.RELEASE, 'counted_in = { zh = "份", en = "cards" }', 'counted_in = { zh = "张", en = "cards" }'
    ),
    "Making.numerator": Change(
        Seen.VALUE,
        'numerator = [{ element = "film.degradable_used_kg" }]',
        'numerator = [{ element = "film.recovered_kg" }]',
    ),
    "Making.denominator": Change(
        Seen.VALUE,
        'denominator = [{ amount = "straw_collectable_t" }]',
        'denominator = [{ amount = "straw_used_t" }]',
    ),
    "Making.scope": Change(Seen.VALUE, *_in_row("fertilizer_growth", 'scope = "all_crops"'), PLAN),
    "Making.nutrients": Change(Seen.VALUE, *_in_row("fertilizer_efficiency", 'nutrients = ["p2o5"]'), PLAN),
    "Making.trials": Change(Seen.VALUE, f"formula = {_TRIAL}", f"formula = {_OTHER_TRIAL}"),
    "Making.formula": Change(
        Seen.VALUE, 'formula = ["formula_mu", "formula_base_mu"]', 'formula = ["sown_mu", "formula_base_mu"]'
    ),
    "Making.reports": Change(
        Seen.CARD, 'reports = ["fertilizer", "field_trial"]', 'reports = ["fertilizer"]'
    ),
    "Making.companions": Change(Seen.CARD, 'companions = ["sound_share", ', "companions = ["),
    "Making.tolerance": Change(Seen.WORD, *_in_row("unified_control_coverage", "tolerance = 0.001"), PLAN),
    "Making.completeness": Change(
        Seen.WORD, *_in_row("unified_control_coverage", "completeness = 1.0"), PLAN
    ),
    "Making.reference": Change(
        Seen.CARD,
        *_in_row(
            "packaging_disposal",
            'reference = { value = 0.5, source = "nation-straw", certainty = "published", '
            'title = { zh = "某", en = "Some" } }',
        ),
    ),
    "Making.pilots": Change(Seen.CARD, 'pilots = ["410101"]', 'pilots = ["410102"]'),
    "Making.other_of": Change(
        Seen.VALUE,
        'code = "soil_test_coverage_other_season"\nlike = "soil_test_coverage"\nseason_year = "other"',
        'code = "soil_test_coverage_other_season"\nlike = "soil_test_coverage"\nseason_year = "sown_in_year"',
    ),
    # what the plan says of an indicator
    "Indicator.title": Change(Seen.RELEASE, "主要农作物化肥使用量增长率", "化肥增长率", PLAN),
    "Indicator.clause": Change(
        Seen.RELEASE,
        'clause = "三(五)4"\nseason_year = "sown',
        'clause = "三(六)"\nseason_year = "sown',
        PLAN,
    ),
    "Indicator.theme": Change(
        Seen.THEME, 'code = "formula_cards"\ntheme = "soil_test"', 'code = "formula_cards"\ntheme = "straw"'
    ),
    "Indicator.season_rule": Change(Seen.VALUE, '"sown_in_year"', '"harvested_in_year"', PLAN),
    "Indicator.family": Change(Seen.OUTLOOK, 'family = "field"\nnumerator', 'family = "coverage"\nnumerator'),
    "Indicator.target": Change(Seen.PATH, "value = 0.85", "value = 0.8", PLAN),
    "Indicator.aspiration": Change(
        Seen.RELEASE,
        'aspiration = { value = 0.0, comparator = "<" }',
        'aspiration = { value = -0.01, comparator = "<" }',
        PLAN,
    ),
    "Indicator.path": Change(
        Seen.PATH, 'path = ["maize_base", "maize_topdressing", "wheat_base"]', 'path = ["maize_base"]', PLAN
    ),
    "Indicator.has_township_rate": Change(
        Seen.CARD, *_in_row("unified_control_coverage", "has_township_rate = false"), PLAN
    ),
    "Indicator.is_estimated": Change(Seen.CARD, "is_estimated = true", "is_estimated = false", PLAN),
    "Indicator.note": Change(Seen.CARD, "折纯，与上年同月比", "折纯", PLAN),
    "Indicator.beside": Change(
        Seen.CARD,
        'code = "evidence_ceiling" # area that the analysed samples can stand for, over the sown area\n'
        'kind = "ratio"\nunit = "mu"\nbeside = "soil_test_coverage"',
        'code = "evidence_ceiling"\nkind = "ratio"\nunit = "mu"\n',
    ),
    # the plan itself
    "Target.value": Change(Seen.CARD, "value = 0.287", "value = 0.3", PLAN),
    "Target.comparator": Change(
        Seen.WORD, 'value = 0.287, comparator = ">="', 'value = 0.287, comparator = "<="', PLAN
    ),
    "OverReporting.mean": Change(Seen.OUTLOOK, "mean = -0.02", "mean = 0.1", PLAN),
    "OverReporting.sd": Change(Seen.OUTLOOK, "sd = 0.08", "sd = 0.2", PLAN),
    "OverReporting.source": Change(
        Seen.CHECK, 'source = "over-reporting-prior"', 'source = "no-such-source"', PLAN
    ),
    "OverReporting.certainty": Change(
        Seen.CHECK,
        'over-reporting-prior"\ncertainty = "assumed"',
        'over-reporting-prior"\ncertainty = "published"',
        PLAN,
    ),
    "Document.number": Change(Seen.RELEASE, 'number = "005252362', 'number = "1', PLAN),
    "Document.title": Change(
        Seen.RELEASE,
        '[document]\nnumber = "005252362/2019-00421"\ntitle = "郑州市',
        '[document]\nnumber = "005252362/2019-00421"\ntitle = "某市',
        PLAN,
    ),
    "Document.publisher": Change(Seen.RELEASE, 'publisher = "郑州市', 'publisher = "某市', PLAN),
    "Document.published_on": Change(
        Seen.RELEASE, "published_on = 2019-04-03", "published_on = 2019-04-04", PLAN
    ),
    "Rhythm.due_day": Change(Seen.CARD, "due_day = 3", "due_day = 8", PLAN),
    "Rhythm.close_day": Change(Seen.DAYS, "close_day = 5", "close_day = 6", PLAN),
    "Rhythm.dispatch_day": Change(Seen.OUTLOOK, "dispatch_day = 8", "dispatch_day = 27", PLAN),
    "Rhythm.certainty": Change(
        Seen.CHECK, 'dispatch_day = 8\ncertainty = "assumed"', 'dispatch_day = 8\ncertainty = "derived"', PLAN
    ),
    "plan.base_years": Change(Seen.YEARS, "base_years = [2017, 2018]", "base_years = [2018]", PLAN),
    "plan.is_synthetic": Change(Seen.RELEASE, "is_synthetic = true", "is_synthetic = false", PLAN),
    "plan.has_ledger": Change(Seen.FORMS, "has_ledger = true", "has_ledger = false", PLAN),
    "plan.main_crops": Change(Seen.FORMS, 'main_crops = ["wheat", "maize"]', 'main_crops = ["maize"]', PLAN),
    "plan.title": Change(Seen.RELEASE, 'title = { zh = "郑州市2019年', 'title = { zh = "某市2019年', PLAN),
    "plan.fertilizer_efficiency": Change(
        Seen.VALUE, 'nutrients = ["n"]', 'nutrients = ["n", "p2o5", "k2o"]', PLAN
    ),
    "plan.code": Change(Seen.RELEASE, 'code = "zhengzhou-2019"', 'code = "other-2019"', PLAN),
}

# Fields that are names, or are said by other fields: what they stand for is changed above.
NAMES = {
    "Amount.code": "the name by which terms call it",
    "Share.code": "its name",
    "Indicator.code": "the name by which targets, paths and releases call it",
    "Indicator.making": "the fields of Making",
    "Indicator.is_process": "said by whether the plan names the indicator",
    "plan.city": "the place whose package it is; another one is refused",
    "plan.year": "the year of the folder; another one is refused",
    "plan.indicators": "the fields of Indicator",
    "plan.over_reporting": "the fields of OverReporting",
    "plan.document": "the fields of Document",
    "plan.rhythm": "the fields of Rhythm",
}
