"""The seed data as it ships: forms, plan, calendar, coefficients."""

import re
from datetime import date

import pytest

from agri.definitions.calendar import read_calendar
from agri.definitions.coefficients import read_coefficients
from agri.definitions.forms import read_form, read_forms
from agri.definitions.plan import read_plan
from agri.definitions.reading import DefinitionFiles, seed_root
from agri.periods import Period
from tests.some import some

CITY = seed_root() / "zhengzhou"


@pytest.fixture(scope="module")
def plan():
    return read_plan(CITY, 2019)


def test_the_six_targets_are_those_of_the_document(plan):
    targets = {i.code: (i.target.value, i.target.comparator) for i in plan.targets}
    assert targets == {
        "fertilizer_growth": (0.004, "<="),
        "fertilizer_efficiency": (0.393, ">="),
        "soil_test_coverage": (0.85, ">="),
        "unified_control_coverage": (0.393, ">="),
        "green_control_coverage": (0.287, ">="),
        "pesticide_efficiency": (0.393, ">="),
    }
    assert {i.clause for i in plan.indicators.values()} == {"三(五)4"}


def test_targets_agree_with_the_ledger(plan):
    rows = {task.indicator: task.value for task in plan.tasks if task.indicator and task.value}
    for indicator in some(plan.targets):
        assert rows[indicator.code] == pytest.approx(indicator.target.value)


@pytest.mark.parametrize(
    ("as_of", "month"), [("2019-08-31", "2019-08"), ("2019-09-05", "2019-09"), ("2019-09-02", "2019-08")]
)
def test_the_engine_starts_after_the_last_month_whose_due_day_has_passed(plan, as_of, month):
    assert plan.rhythm.first_open_month(date.fromisoformat(as_of)) == Period.parse(month)


def test_wheat_of_autumn_belongs_to_the_season_sown_in_that_year(plan):
    wheat, maize = plan.calendar.crops["wheat"], plan.calendar.crops["maize"]
    assert wheat.sown_in(Period.parse("2019-03")) == 2018
    assert wheat.sown_in(Period.parse("2019-10")) == 2019
    assert maize.sown_in(Period.parse("2019-07")) == 2019


def test_a_window_passes_day_by_day(plan):
    sowing = plan.calendar.campaigns["maize_sowing"]
    assert sowing.passed(date(2019, 6, 9)) == 0
    assert sowing.passed(date(2019, 6, 12)) == pytest.approx(0.5)
    assert sowing.passed(date(2019, 12, 31)) == 1


def test_the_shares_of_a_crop_add_up_over_its_campaigns(plan):
    for kind, crop in (("fertilize", "wheat"), ("fertilize", "maize"), ("sow", "wheat"), ("sample", "wheat")):
        shares = [c.share for c in plan.calendar.of_kind(kind) if c.crop == crop]
        assert sum(shares) == pytest.approx(1), (kind, crop)
    assert sum(plan.coefficients.series("fertilizer.month_share")) == pytest.approx(1)
    assert sum(plan.coefficients.series("pesticide.month_share")) == pytest.approx(1)


def test_every_rule_and_element_has_words_in_both_languages():
    for form in some(read_forms(seed_root() / "zhengzhou")):
        titles = [form.title, *(s.title for s in form.sections), *(e.title for e in form.elements)]
        titles += [total.title for section in form.sections for total in section.totals]
        for title in (*titles, *(rule.text for rule in form.rules)):
            assert re.search("[一-鿿]", title.zh), title
            assert re.search("[A-Za-z]", title.en), title


class TestBrokenFiles:
    def test_a_rule_that_names_no_element_is_refused_by_name(self, tmp_path):
        source = (seed_root() / "forms" / "06-packaging.toml").read_text(encoding="utf-8")
        (tmp_path / "x.toml").write_text(
            source.replace('"recovered_kg@year_to_date"', '"colour@month"'), "utf-8"
        )
        with pytest.raises(
            ValueError, match=r"packaging-disposed-above-recovered: no form has packaging.colour"
        ):
            read_forms(tmp_path)

    @pytest.mark.parametrize(
        ("old", "new"), [('"drone_mu"]', '"pesticide_kg"]'), ('"drone_mu"]', '"no_such_thing"]')]
    )
    def test_a_total_of_what_does_not_add_up_is_refused(self, old, new):
        files = DefinitionFiles.in_folder(CITY).for_year(2019)
        contents = {name: files.read(name) for name in files.names()}
        name = "forms/04-pest_control.toml"
        assert old.encode() in contents[name]
        contents[name] = contents[name].replace(old.encode(), new.encode())
        with pytest.raises(ValueError, match="form pest_control: total 'All sprayers together"):
            read_forms(DefinitionFiles.of_bytes(contents))

    def test_a_missing_field_names_file_and_field(self, tmp_path):
        path = tmp_path / "x.toml"
        path.write_text('code = "x"\nmonths = [1]\n', "utf-8")
        with pytest.raises(ValueError, match=r"x\.toml: 'version'"):
            read_form(path)

    def test_text_that_is_not_toml_names_the_file(self, tmp_path):
        path = tmp_path / "x.toml"
        path.write_text("code = ", "utf-8")
        with pytest.raises(ValueError, match=r"x\.toml"):
            read_form(path)

    def test_a_coefficient_without_its_source_is_refused(self, tmp_path):
        path = tmp_path / "c.toml"
        path.write_text(
            '[film]\nimpurity = { value = 0.3, unit = "fraction", certainty = "assumed" }\n', "utf-8"
        )
        with pytest.raises(ValueError, match=r"c\.toml.*source"):
            read_coefficients(path)

    def test_a_campaign_of_an_unknown_crop_is_refused(self, tmp_path):
        source = (CITY / "calendar.toml").read_text(encoding="utf-8")
        path = tmp_path / "calendar.toml"
        path.write_text(source.replace('crop = "peanut"', 'crop = "rice"', 1), "utf-8")
        with pytest.raises(ValueError, match="no crop rice"):
            read_calendar(path)


@pytest.mark.parametrize(
    ("code", "month", "period"),
    [
        ("packaging", "2019-06", "2019-06"),
        ("packaging", "2019-02", "2019-02"),  # its months are another question
        ("manure", "2019-06", "2019-Q2"),
        ("manure", "2019-12", "2019-Q4"),
        ("manure", "2019-05", None),
    ],
)
def test_a_month_ends_the_period_of_a_form(plan, code, month, period):
    found = plan.forms[code].period_ending(Period.parse(month))
    assert found == (None if period is None else Period.parse(period))


def test_a_year_of_months_ends_every_period_that_a_form_asks_for(plan):
    for form in some(plan.forms):
        ends = [form.period_ending(month) for month in Period(2019).months()]
        asked = [period for period in ends if period is not None and form.asks_in(period)]
        assert [period.last_month for period in asked] == list(form.months)
