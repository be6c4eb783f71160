import io
from dataclasses import replace

import openpyxl
import pytest

from agri.files.template import render_template
from agri.periods import Period
from tests.some import some

FIRST_ROW = 8


def opened(content):
    return openpyxl.load_workbook(io.BytesIO(content))["填报"]


@pytest.fixture
def townships(places):
    return [unit for unit in places.units if unit.parent == "410122" and unit.is_farming]


def test_every_form_has_a_template_with_its_columns_and_units(plan):
    for form in some(plan.forms):
        sheet = opened(render_template(form))
        codes = [cell.value for cell in sheet[4]]

        assert [sheet["A1"].value, sheet["B1"].value, sheet["C1"].value] == [
            "agri-form",
            form.code,
            str(form.version),
        ]
        assert codes == ["org_unit", "name", "period", *(element.code for element in form.elements), "reason"]
        for column, element in enumerate(form.elements, start=4):
            assert element.title.zh in sheet.cell(6, column).value
            assert element.title.en in sheet.cell(6, column).value
            assert sheet.cell(7, column).value


def test_the_rows_that_the_import_reads_by_are_hidden_and_locked(plan):
    sheet = opened(render_template(plan.forms["film"]))

    assert sheet.row_dimensions[1].hidden
    assert sheet.row_dimensions[4].hidden
    assert sheet.protection.sheet
    assert sheet["D4"].protection.locked
    assert not sheet.cell(FIRST_ROW, 4).protection.locked


def test_places_and_period_are_prepared(plan, townships):
    sheet = opened(render_template(plan.forms["soil_testing"], townships, Period(2019, 9)))
    rows = [[cell.value for cell in row[:3]] for row in sheet.iter_rows(min_row=FIRST_ROW)]

    assert rows == [[unit.code, unit.name, "2019-09"] for unit in townships]


def test_columns_that_the_month_does_not_ask_for_stay_locked(plan, townships):
    form = replace(plan.forms["soil_testing"], other_months=False)
    sheet = opened(render_template(form, townships, Period(2019, 9)))
    locked = {
        element.code: sheet.cell(FIRST_ROW, column).protection.locked
        for column, element in enumerate(form.elements, start=4)
    }

    assert locked["maize_formula_area_mu"]
    assert not locked["wheat_formula_area_mu"]


def test_each_cell_is_validated_against_the_element_s_bounds(plan):
    form = plan.forms["soil_testing"]
    sheet = opened(render_template(form))
    by_column = {str(rule.sqref)[0]: rule for rule in sheet.data_validations.dataValidation}
    whole, area = by_column["D"].formula1, by_column["G"].formula1

    assert len(by_column) == len(form.elements)
    assert whole == 'OR(AND(ISNUMBER(D8),D8>=0,D8<=5000,D8=INT(D8)),D8="不适用",D8="NA")'
    assert "INT(" not in area
    assert "<=300000" in area


def test_equal_templates_are_equal_bytes(plan, townships):
    form = plan.forms["soil_testing"]

    assert render_template(form, townships, Period(2019, 9)) == render_template(
        form, townships, Period(2019, 9)
    )


def test_a_month_that_does_not_ask_for_the_form_is_refused(plan):
    with pytest.raises(ValueError, match="not due in 2019-08"):
        render_template(replace(plan.forms["soil_testing"], other_months=False), (), Period(2019, 8))
    assert render_template(plan.forms["soil_testing"], (), Period(2019, 8))
