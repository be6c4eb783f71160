"""Indicators that a package declares: another city's crops, one indicator more of every kind."""

from datetime import date

import numpy as np
import pytest

from agri.definitions.package.check import check_package
from agri.definitions.plan import Plan, read_plan
from agri.definitions.reading import DefinitionFiles, seed_root
from agri.indicators.companions import companions
from agri.indicators.completeness import forms_of
from agri.indicators.rates import evaluate
from agri.indicators.recovery import recovery_of
from agri.indicators.reported import reported_quantities
from agri.periods import Period
from agri.plan.progress import progress_to_date
from agri.services.reference.check_package import check_city_package
from agri.terms import CellState
from tests.snapshots import PLACES, make_snapshot

FILES = DefinitionFiles.in_folder(seed_root() / "zhengzhou")
SOUND = {name: FILES.read(name) for name in FILES.names()}
INDICATORS, PLAN, CALENDAR = "indicators.toml", "years/2019/plan.toml", "calendar.toml"
A, B, COUNTY, CITY = "410101001", "410101002", "410101", "4101"

MORE = """
[[indicators]]
code = "seed_dressing"
kind = "ratio"
unit = "mu"
family = "coverage"
title = { zh = "种子包衣面积占比", en = "Area sown with dressed seed" }
numerator = [{ element = "pest_control.dressed_mu" }]
denominator = [{ element = "pest_control.green_area_mu" }]

[[indicators]]
code = "organic_growth"
kind = "growth"
unit = "t"
family = "amount"
title = { zh = "有机肥增长率", en = "Growth of organic fertilizer" }
numerator = [{ element = "fertilizer.organic_t" }]

[[indicators]]
code = "mean_pace"
kind = "weighted_mean"
unit = "mu"
family = "sprayer"
title = { zh = "平均沉积率", en = "Mean deposit rate of knapsacks" }
denominator = [{ elements = ["pest_control.manual_mu", "pest_control.electric_mu"] }]
[[indicators.numerator]]
[indicators.numerator.weights]
"pest_control.manual_mu" = "deposit.manual"
"pest_control.electric_mu" = "deposit.electric"

[[indicators]]
code = "straw_fed"
kind = "utilization"
unit = "t"
family = "recovery"
season_year = "harvested_in_year"
title = { zh = "秸秆饲料化率", en = "Straw fed" }
numerator = [{ element = "straw.feed_use_t" }, { element = "straw.sold_out_t", sign = -1 }]
denominator = [{ elements = ["straw.{crop}_output_t"], each = "straw.{crop}.collectable_ratio" }]

[[indicators]]
code = "cards"
kind = "total"
unit = "count"
value_unit = "count"
family = "coverage"
title = { zh = "配方卡", en = "Cards" }
numerator = [{ element = "soil_testing.cards_issued" }]
"""
ELEMENT = '    { code = "green_area_mu"'
_TITLE = '{ zh = "包衣面积", en = "Dressed" }'
DRESSED = f'    {{ code = "dressed_mu", unit = "mu", maximum = 1e5, title = {_TITLE} }},\n'


def package(changes: dict[str, tuple[str, str]] | None = None, more: str = "") -> DefinitionFiles:
    """Return the shipped package with texts replaced, declarations added, and one further form element."""
    files = dict(SOUND)
    form = files["forms/04-pest_control.toml"].decode()
    assert ELEMENT in form
    files["forms/04-pest_control.toml"] = form.replace(ELEMENT, DRESSED + ELEMENT, 1).encode()
    for name, (old, new) in (changes or {}).items():
        text = files[name].decode()
        assert old in text, (name, old)
        files[name] = text.replace(old, new, 1).encode()
    files[INDICATORS] += more.encode()
    return DefinitionFiles.of_bytes(files)


def values(plan: Plan, cells, baselines=None, through="2019-12") -> dict[str, np.ndarray]:
    snapshot = make_snapshot(plan, cells, baselines=baselines)
    quantities = reported_quantities(snapshot, plan, Period.parse(through))
    found = evaluate(quantities, plan, PLACES, recovery_of(snapshot, plan))
    return {code: ratio.value for code, ratio in found.items()}


def at(found, code: str, place: str = CITY) -> float:
    return float(found[code][PLACES.index[place]])


class TestOneMoreOfEveryKind:
    @pytest.fixture
    def plan(self) -> Plan:
        return read_plan(package(more=MORE), 2019)

    def test_the_package_is_sound_with_all_of_them(self):
        report = check_city_package(package(more=MORE), 2019, today=date(2019, 1, 1))
        assert report.is_sound, [fault.document() for fault in report.faults if fault.kind.weight == "stop"]

    def test_a_ratio_is_of_those_who_told_both(self, plan):
        cells = {
            (A, "pest_control.dressed_mu", "2019-08"): 30,
            (A, "pest_control.green_area_mu", "2019-08"): 60,
            (B, "pest_control.dressed_mu", "2019-08"): 30,
            (B, "pest_control.green_area_mu", "2019-08"): CellState.BLANK,
        }
        assert at(values(plan, cells), "seed_dressing") == pytest.approx(0.5)

    def test_a_growth_is_against_the_same_cells(self, plan):
        cells = {
            (A, "fertilizer.organic_t", "2019-06"): 110,
            (A, "fertilizer.organic_t", "2018-06"): 100,
            (A, "fertilizer.organic_t", "2019-07"): 900,
        }
        assert at(values(plan, cells), "organic_growth") == pytest.approx(0.1)

    def test_a_mean_is_weighted_with_its_coefficients(self, plan):
        cells = {
            (A, "pest_control.manual_mu", "2019-08"): 100,
            (A, "pest_control.electric_mu", "2019-08"): 300,
        }
        assert at(values(plan, cells), "mean_pace") == pytest.approx((0.33 * 100 + 0.38 * 300) / 400)

    def test_signs_and_coefficients_of_crops_count(self, plan):
        cells = {
            (A, "straw.wheat_output_t", "2019-06"): 100,
            (A, "straw.maize_output_t", "2019-09"): 100,
            (A, "straw.feed_use_t", "2019-09"): 50,
            (A, "straw.sold_out_t", "2019-09"): 8,
        }
        assert at(values(plan, cells), "straw_fed") == pytest.approx(42 / (103 + 109))

    def test_a_total_is_the_sum_and_nothing_reported_is_no_zero(self, plan):
        cells = {
            (A, "soil_testing.cards_issued", "2019-06"): 4,
            (B, "soil_testing.cards_issued", "2019-06"): 3,
        }
        found = values(plan, cells)
        assert at(found, "cards") == 7
        assert np.isnan(at(found, "cards", "410102"))

    def test_the_forms_that_it_rests_on_follow_from_its_elements(self, plan):
        assert forms_of(plan, "seed_dressing") == ("pest_control",)
        assert forms_of(plan, "straw_fed") == ("straw",)


class TestAnotherCity:
    """Rice and rape: `{crop}` stands for what the plan calls its main crops, winter or not."""

    @pytest.fixture
    def plan(self) -> Plan:
        files = dict(package().by_name.items())
        contents = {name: files[name].read_bytes() for name in files}
        swapped = {"wheat": "rape", "maize": "rice"}
        for name, content in contents.items():
            if name.endswith(".toml"):
                text = content.decode()
                for old, new in swapped.items():
                    text = text.replace(old, new)
                contents[name] = text.encode()
        return read_plan(DefinitionFiles.of_bytes(contents), 2019)

    def test_coverage_counts_rice_of_the_year_and_rape_sown_in_autumn(self, plan):
        cells = {
            (A, "soil_testing.rice_formula_area_mu", "2019-06"): 80,
            (A, "soil_testing.rape_formula_area_mu", "2019-10"): 150,
            (A, "soil_testing.rape_formula_area_mu", "2019-03"): 500,
            (A, "sowing.rice_mu", "2019-06"): 100,
            (A, "sowing.rape_mu", "2019-10"): 200,
        }
        assert at(values(plan, cells), "soil_test_coverage") == pytest.approx(230 / 300)

    def test_growth_recovery_and_straw_know_the_crops(self, plan):
        cells = {
            (A, "fertilizer.rice_n_t", "2019-06"): 90,
            (A, "fertilizer.rice_n_t", "2018-06"): 100,
            (A, "straw.rice_output_t", "2019-09"): 100,
            (A, "straw.rice_harvested_mu", "2019-09"): 100,
            (A, "straw.rice_returned_mu", "2019-09"): 50,
            (A, "sowing.rice_mu", "2019-06"): 100,
        }
        found = values(plan, cells)
        assert at(found, "fertilizer_growth") == pytest.approx(-0.1)
        assert at(found, "straw_utilization") == pytest.approx(0.5)
        assert at(found, "fertilizer_efficiency") == pytest.approx(
            plan.coefficients["recovery_prior.rice.n_conventional"]
        )
        assert at(found, "fertilizer_per_mu_rice") == pytest.approx(900)
        assert plan.indicators["fertilizer_per_mu_rice"].title.zh.startswith(
            plan.calendar.crops["rice"].title.zh
        )


SOIL = {
    (A, "soil_testing.maize_formula_area_mu", "2019-06"): 80,
    (A, "soil_testing.wheat_formula_area_mu", "2019-10"): 150,
    (A, "sowing.maize_mu", "2019-06"): 100,
    (A, "sowing.wheat_mu", "2019-10"): 200,
    (A, "sowing.wheat_mu", "2018-10"): 100,
    (A, "soil_testing.wheat_formula_area_mu", "2018-10"): 10,
}


class TestWhatThePlanSaysHappens:
    def test_the_season_rule_moves_the_number_and_the_other_stands_beside(self):
        shipped = read_plan(package(), 2019)
        turned = read_plan(
            package({PLAN: ('season_year = "sown_in_year"', 'season_year = "harvested_in_year"')}), 2019
        )
        by_sown, by_harvest = 230 / 300, 90 / 200
        for plan, own, other, words in (
            (shipped, by_sown, by_harvest, "当年收获"),
            (turned, by_harvest, by_sown, "当年播种"),
        ):
            found = values(plan, SOIL)
            assert at(found, "soil_test_coverage") == pytest.approx(own)
            assert at(found, "soil_test_coverage_other_season") == pytest.approx(other)
            [beside] = [
                one
                for one in companions(make_snapshot(plan, SOIL), plan, Period(2019, 12))
                if one.indicator == "soil_test_coverage" and one.code == "soil_test_coverage_other_season"
            ]
            assert beside.values[PLACES.index[A]] == pytest.approx(other)
            assert words in beside.title.zh

    def test_nutrients_move_the_number_and_the_title(self):
        cells = {
            (A, "fertilizer.maize_n_t", "2019-06"): 60,
            (A, "fertilizer.maize_p2o5_t", "2019-06"): 40,
        }
        for nutrients, word in ((["n"], "氮肥"), (["n", "p2o5", "k2o"], "氮磷钾"), (["p2o5"], "磷肥")):
            text = str(nutrients).replace("'", '"')
            plan = read_plan(package({PLAN: ('nutrients = ["n"]', f"nutrients = {text}")}), 2019)
            prior = plan.coefficients.under("recovery_prior.maize")
            weights = {"n": 60, "p2o5": 40, "k2o": 0}
            expected = sum(weights[n] * prior[f"{n}_conventional"] for n in nutrients)
            assert at(values(plan, cells), "fertilizer_efficiency") == pytest.approx(
                expected / sum(weights[n] for n in nutrients)
            )
            assert word in plan.indicators["fertilizer_efficiency"].title.zh
            beside = {one.code: one for one in companions(make_snapshot(plan, cells), plan, Period(2019, 12))}
            assert beside["all_nutrients"].values[PLACES.index[A]] == pytest.approx(
                (60 * prior["n_conventional"] + 40 * prior["p2o5_conventional"]) / 100
            )

    def test_main_crops_are_the_scope(self):
        cells = {(A, f"fertilizer.{crop}_n_t", f"{year}-06"): kg for crop, year, kg in GROWN}
        both = read_plan(package(), 2019)
        maize = read_plan(
            package({PLAN: ('main_crops = ["wheat", "maize"]', 'main_crops = ["maize"]')}), 2019
        )
        assert at(values(both, cells), "fertilizer_growth") == pytest.approx(-0.25)
        asked = {key: kg for key, kg in cells.items() if key[1] in maize.forms.data_elements}
        assert asked.keys() < cells.keys(), "the forms no longer ask of wheat"
        assert at(values(maize, asked), "fertilizer_growth") == pytest.approx(-0.1)

    def test_the_scope_of_an_indicator_takes_in_the_other_crops(self):
        cells = {(A, f"fertilizer.{crop}_n_t", f"{year}-06"): kg for crop, year, kg in GROWN}
        title = 'en = "Growth of fertilizer use on main crops" }'
        plan = read_plan(package({PLAN: (title, f'{title}\nscope = "all_crops"')}), 2019)
        assert at(values(plan, cells), "fertilizer_growth") == pytest.approx(350 / 300 - 1)

    @pytest.mark.parametrize(("tolerance", "word"), [("0.01", "behind"), ("0.2", "on_path")])
    def test_the_tolerance_moves_the_word(self, tolerance, word):
        plan = read_plan(package({PLAN: ('code = "unified_control_coverage"', UNIFIED + tolerance)}), 2019)
        cells = {
            (A, "pest_control.unified_area_mu", "2019-08"): 30,
            (A, "pest_control.manual_mu", "2019-08"): 100,
        }
        progress = progress_to_date(make_snapshot(plan, cells), plan, Period(2019, 8))
        assert progress["unified_control_coverage"].word(PLACES.index[CITY]) == word

    @pytest.mark.parametrize(("needed", "word"), [("0.5", "behind"), ("0.9", None)])
    def test_the_completeness_needed_silences_the_word(self, needed, word):
        code = 'code = "unified_control_coverage"'
        plan = read_plan(package({PLAN: (code, f"{code}\ncompleteness = {needed}")}), 2019)
        cells = {
            (A, "pest_control.unified_area_mu", "2019-08"): 30,
            (A, "pest_control.manual_mu", "2019-08"): 100,
            (A, "pest_control.manual_mu", "2019-07"): CellState.NOT_REPORTED,
        }
        progress = progress_to_date(make_snapshot(plan, cells), plan, Period(2019, 8))
        assert progress["unified_control_coverage"].word(PLACES.index[CITY]) == word

    def test_the_campaigns_of_the_path_move_the_path(self):
        old = 'path = ["maize_base", "maize_topdressing", "wheat_base"]'
        early = read_plan(package({PLAN: (old, 'path = ["maize_base"]')}), 2019)
        late = read_plan(package({PLAN: (old, 'path = ["wheat_base"]')}), 2019)
        areas = {(A, "maize_mu"): 100.0, (A, "wheat_mu"): 100.0}
        paths = [
            progress_to_date(make_snapshot(plan, {}, baselines=areas), plan, Period(2019, 8))[
                "soil_test_coverage"
            ].path[PLACES.index[CITY]]
            for plan in (early, late)
        ]
        assert paths == [pytest.approx(0.85), pytest.approx(0.0)]

    def test_an_impurity_of_the_package_moves_the_rate(self):
        cells = {(A, "film.used_kg", "2019-04"): 100, (A, "film.recovered_kg", "2019-05"): 100}
        shipped = values(read_plan(package(), 2019), cells)
        clean = read_plan(
            package({"coefficients.toml": ("impurity = { value = 0.30", "impurity = { value = 0.25")}), 2019
        )
        assert at(shipped, "film_recovery") == pytest.approx(0.7)
        assert at(values(clean, cells), "film_recovery") == pytest.approx(0.75)


GROWN = (
    ("wheat", 2019, 60),
    ("wheat", 2018, 100),
    ("maize", 2019, 90),
    ("maize", 2018, 100),
    ("other", 2019, 200),
    ("other", 2018, 100),
)
UNIFIED = 'code = "unified_control_coverage"\ntolerance = '

# What is written instead, the code of the fault, a word of the message.
FAULTS = [
    ('["pest_control.unified_area_mu"]', '["pest_control.unified_mu"]', "no-such-element", "unified_area_mu"),
    ('due_of = "garlic"', 'due_of = "garlick"', "not-among", "garlic"),
    ('kind = "weighted_mean"', 'kind = "mean"', "not-among", "weighted_mean"),
    ('denominator = [{ amount = "manure_produced_t" }]', "", "kind-needs", "denominator"),
    ('{ amount = "unified_mu" }', '{ amount = "unify_mu" }', "not-among", "unified_mu"),
    ('coefficient = "film.impurity"', 'coefficient = "film.impure"', "needed-by-program", "film.impure"),
    ("tolerance = 0.01", "tolerance = 2.0", "percent-for-fraction", "0.02"),
    ('pilots = ["410122"]', 'pilots = ["410199"]', "place-unknown", "410199"),
    ('companions = ["all_crops", "change"]', 'companions = ["all_crop", "change"]', "not-among", "all_crops"),
    ('unreported = "{crop}_mu"', 'unreported = "{crop}_area"', "needed-by-program", "_area"),
    ('like = "soil_test_coverage"', 'like = "soil_testing"', "not-among", "soil_test_coverage"),
    ('code = "packaging_kg"', 'code = "unified_mu"', "code-twice", "line"),
    ("by_season = true", "by_seasons = true", "key-misspelt", "by_season"),
    ('value_unit = "count"\ncounted_in', 'value_unit = "t"\ncounted_in', "not-counted", "measure word"),
    ('counted_in = { zh = "份", en = "cards" }', 'counted_in = "份"', "wrong-type", "zh"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "code", "words"), FAULTS)
def test_a_fault_of_a_declaration_is_named_with_its_line(old, new, code, words):
    report = check_package(package({INDICATORS: (old, new)}), 2019)
    found = [one for one in report.faults if one.kind.code == code and words in one.text.en]
    assert found, [one.document() for one in report.faults if one.kind.weight == "stop"]
    assert not report.is_sound
    assert all(one.line for one in found if one.file == INDICATORS)
    assert any(one.file in (INDICATORS, "coefficients.toml", "baseline-keys.toml") for one in found)


def test_a_season_rule_that_would_move_nothing_is_refused():
    files = package({PLAN: ('season_year = "month_of_use"', 'season_year = "sown_in_year"')})
    [fault] = [one for one in check_package(files, 2019).faults if one.kind.code == "season-rule-idle"]
    assert fault.file == PLAN
    assert "month_of_use" in fault.text.en


def test_a_package_of_before_is_read_with_the_declarations_of_that_time():
    files = {name: content for name, content in SOUND.items() if name != INDICATORS}
    plan = read_plan(DefinitionFiles.of_bytes(files), 2019)
    shipped = read_plan(FILES, 2019)
    assert not plan.is_declared
    assert list(plan.indicators) == [code for code, one in shipped.indicators.items() if not one.is_process]
    assert at(values(plan, SOIL), "soil_test_coverage") == at(values(shipped, SOIL), "soil_test_coverage")
    report = check_package(DefinitionFiles.of_bytes(files), 2019)
    assert report.is_sound
    assert [one.file for one in report.faults if one.kind.code == "indicators-built-in"] == [PLAN]
