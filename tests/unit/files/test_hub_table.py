"""The long table of a projection: quantiles in order, samples that keep a draw together."""

import csv
from io import StringIO

import numpy as np
import pytest

from agri.files.hub_table import COLUMNS, LEVELS, hub_table
from agri.sim import BASE, project
from agri.terms import Basis
from tests.sim.synthetic import snapshot_of, the_plan
from tests.some import some


@pytest.fixture(scope="module")
def plan():
    return the_plan()


@pytest.fixture(scope="module")
def projection(plan):
    return project(snapshot_of(plan, "2019-08-05", reported="2019-07"), plan, BASE, 1, 40)


@pytest.fixture(scope="module")
def rows(projection, plan):
    return list(csv.DictReader(StringIO(hub_table(projection, plan, samples=10))))


def test_its_columns_are_the_hubs(rows):
    assert tuple(rows[0]) == COLUMNS
    assert {row["output_type"] for row in rows} == {"quantile", "sample"}
    assert {row["origin_date"] for row in rows} == {"2019-08-05"}
    assert {row["target_end_date"] for row in rows} == {"2019-12-31"}


def test_quantiles_rise_and_are_those_of_the_draws(rows, projection, plan):
    own = [r for r in rows if (r["location"], r["target"], r["basis"]) == ("4101", "film_recovery", "true")]
    quantiles = [float(r["value"]) for r in own if r["output_type"] == "quantile"]
    assert [float(r["output_type_id"]) for r in own if r["output_type"] == "quantile"] == list(LEVELS)
    assert quantiles == sorted(quantiles)
    draws = projection.draws_of("film_recovery", "4101", Basis.TRUE)
    assert quantiles[LEVELS.index(0.5)] == pytest.approx(float(np.median(draws)), abs=1e-6)


def test_a_sample_id_names_one_draw_of_every_target_and_place(rows, projection):
    third = [row for row in rows if row["output_type_id"] == "s0003"]
    for row in some(third):
        draws = projection.draws_of(row["target"], row["location"], Basis(row["basis"]))
        assert float(row["value"]) == pytest.approx(float(draws[3]), abs=1e-6)
    assert len({(row["location"], row["target"], row["basis"]) for row in third}) == len(third)
