"""What a rule's terms come to over other reports, and when nobody knows."""

import pytest

from agri.definitions.plan import read_plan
from agri.definitions.reading import seed_root
from agri.periods import Period
from agri.services.reference.rule_terms import RuleSums
from agri.services.reference.season_areas import area_limits, harvest_left
from agri.services.reference.years.known_beforehand import known_beforehand


@pytest.fixture(scope="module")
def plan():
    return read_plan(seed_root() / "zhengzhou", 2019)


def sums(plan, form, period, told):
    cells = {(form, month): values for month, values in told.items()}
    found = RuleSums(plan)
    read = found.cells(form, Period.parse(period))
    return found.sums(
        plan.forms[form],
        Period.parse(period),
        lambda cell: cells.get(cell) if cell in read else None,
        {},
    )


def test_a_missing_month_of_what_bears_a_claim_out_counts_as_last_years(plan):
    told = {
        "2018-04": {"used_kg": 300.0},
        "2018-05": {"used_kg": 200.0, "recovered_kg": 70.0},
        "2018-09": {"used_kg": 900.0},
        "2019-05": {"used_kg": 250.0, "recovered_kg": 90.0},
    }
    found = sums(plan, "film", "2019-09", told)
    assert found["used_kg@year_to_date"] == 550.0  # April's of last year and May's
    assert found["recovered_kg@year_to_date"] == 90.0
    told["2019-04"] = {"used_kg": 0.0}
    assert sums(plan, "film", "2019-09", told)["used_kg@year_to_date"] == 250.0
    told["2019-04"] = {"used_kg": None}
    assert sums(plan, "film", "2019-09", told)["used_kg@year_to_date"] == 550.0


def test_nothing_stands_in_for_a_missing_month_of_the_claim_itself(plan):
    told = {
        "2018-05": {"used_kg": 200.0, "recovered_kg": 70.0},
        "2018-03": {"samples_taken": 5.0, "samples_analysed": 4.0},
    }
    assert sums(plan, "film", "2019-09", told)["recovered_kg@year_to_date"] == 0.0
    found = sums(plan, "soil_testing", "2019-06", told)
    assert (found["samples_taken@year_to_date"], found["samples_analysed@year_to_date"]) == (5.0, 0.0)


def test_where_nothing_is_known_of_last_year_a_sum_is_what_was_reported(plan):
    assert sums(plan, "film", "2019-09", {})["used_kg@year_to_date"] == 0.0


def test_a_harvest_may_be_a_tenth_above_the_planted_area_of_its_season(plan):
    form, known = plan.forms["straw"], {"maize_mu": 1000.0}
    cells = {("straw", "2019-09"): {"maize_harvested_mu": 900.0}}

    def limits(period):
        return area_limits(plan, form, Period.parse(period), known, cells.get)

    assert limits("2019-10")["maize_harvested_mu"] == pytest.approx(200.0)
    cells["straw", "2019-09"]["maize_harvested_mu"] = 1200.0
    assert limits("2019-10")["maize_harvested_mu"] == 0.0
    left = harvest_left(plan, form, Period.parse("2019-10"), known, cells.get)
    assert left["maize_harvested_mu"] == 0.0


def test_a_month_that_last_year_does_not_say_is_taken_as_this_years(plan):
    told = {f"2018-{month:02}": {"used_kg": 100.0} for month in range(1, 13) if month != 4}
    told |= {"2019-04": {"used_kg": 900.0}, "2019-05": {"used_kg": 110.0}}
    asked = plan.forms["film"].section_of["used_kg"].months
    assert 4 in asked  # most of the year's film, so that the other months do not stand for it
    found = sums(plan, "film", "2019-09", told)
    assert found["last_year.used_kg@year"] == 900.0 + 100.0 * (len(asked) - 1)


def test_a_door_reads_every_cell_that_its_questions_rest_on(plan):
    """What is not read for a single report is unknown there; the phone knows it, and asks otherwise."""
    sums = RuleSums(plan)
    counted = 0
    for form in plan.forms:
        for month in range(1, 13):
            period = form.period_ending(Period(plan.year, month))
            if period is None:
                continue
            looked_at = set()
            values = {element.code: 1.0 for element in form.elements}

            def values_of(cell, looked_at=looked_at, values=values):
                looked_at.add(cell)
                return values

            known_beforehand(sums, form, period, values_of, baseline={}, known={})
            asked = {one for one in looked_at if plan.forms[one[0]].asks_in(Period.parse(one[1]))}
            assert asked <= {*sums.cells(form.code, period), (form.code, str(period))}
            counted += len(asked)
    assert counted > 0
