"""What coefficients that nobody measured here add to the doubt, beside the width."""

from dataclasses import replace

import numpy as np
import pytest

from agri.definitions.coefficients import Coefficients
from agri.sim.world.record_rates import coefficient_errors, to_date, uncertain
from agri.sim.world.setup import set_up
from agri.terms import Certainty
from tests.sim.synthetic import snapshot_of


def errors_of(plan, **options):
    setup = set_up(snapshot_of(plan, **options), plan)
    return coefficient_errors(setup, to_date(setup))


def published(plan, name):
    figure = replace(plan.coefficients.by_name[name], certainty=Certainty.PUBLISHED)
    return replace(plan, coefficients=Coefficients({**plan.coefficients.by_name, name: figure}))


@pytest.fixture(scope="module")
def errors(plan):
    return errors_of(plan, reported="2019-11")


class TestCoefficientErrors:
    def test_a_factor_of_the_rate_is_off_as_the_coefficient_is(self, plan, errors):
        error, impurity = plan.parameters["coefficients.error"], plan.coefficients["film.impurity"]
        assert errors["packaging_recovery"] == pytest.approx(1 - 1 / (1 + error))
        assert errors["film_recovery"] == pytest.approx(error * impurity / (1 - impurity))

    def test_independent_ones_partly_make_up_for_each_other(self, plan, errors):
        error = plan.parameters["coefficients.error"]
        assert 0.3 * error < errors["pesticide_efficiency"] < 0.9 * error

    def test_a_rate_without_coefficients_is_not_off(self, errors):
        for code in ("soil_test_coverage", "unified_control_coverage", "green_control_coverage"):
            assert errors[code] == 0

    def test_a_published_figure_is_not_off(self, plan):
        name = "packaging.kg_per_kg_pesticide"
        assert name in uncertain(plan)
        assert errors_of(published(plan, name), reported="2019-11")["packaging_recovery"] == 0

    def test_before_any_report_nothing_is_said(self, plan):
        assert np.isnan(errors_of(plan, as_of="2019-01-02", reported="2018-12")["film_recovery"])
