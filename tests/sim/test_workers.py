"""The same bits from one worker, from several processes and from a cluster."""

import joblib
import numpy as np
import pytest

from agri.sim import BASE, project
from tests.sim.synthetic import snapshot_of

pytestmark = pytest.mark.slow


def assert_same(found, expected):
    for key, drawn in expected.draws.items():
        assert np.array_equal(found.draws[key], drawn, equal_nan=True), key
    # Digit by digit; unlike the values, their words are equal where a value is unknown.
    assert [repr(line) for line in found.lines] == [repr(line) for line in expected.lines]


def test_two_processes_give_the_bits_of_one(plan, projection):
    assert_same(project(snapshot_of(plan), plan, BASE, 7, 256, workers=2), projection)


def test_a_cluster_gives_the_bits_of_one_process(plan, projection):
    distributed = pytest.importorskip("distributed")
    options = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": None}
    with (
        distributed.LocalCluster(**options) as cluster,
        distributed.Client(cluster),
        joblib.parallel_config(backend="dask"),
    ):
        found = project(snapshot_of(plan), plan, BASE, 7, 256, workers=2, block_elements=400)
    assert_same(found, projection)
