"""The stored reference year: what the model said of the synthetic city when its numbers last changed.

A difference is no fault as such. It says that the numbers moved: change METHOD, and write the reference anew
with ``python -m tests.sim.test_reference_year``.
"""

import csv
from pathlib import Path

import pytest

from agri.sim import BASE, METHOD, project
from agri.terms import Basis
from tests.sim.synthetic import snapshot_of, the_plan

FILE = Path(__file__).parent / "reference_year.csv"
AS_OF = (("2019-01-02", "2018-12"), ("2019-05-05", "2019-04"), ("2019-09-05", "2019-08"))
TOLERANCE = {"mean": 0.15, "sd": 0.15}  # in standard deviations of the stored year: other machines round


def rows():
    plan = the_plan()
    for as_of, reported in AS_OF:
        found = project(snapshot_of(plan, as_of, reported=reported), plan, BASE, 7, 256)
        for code in plan.indicators:
            for basis in Basis:
                end = found.line(code, "4101", basis).year_end
                yield [METHOD, as_of, code, str(basis), f"{end.mean:.6g}", f"{end.sd:.6g}"]


@pytest.mark.slow
def test_the_model_says_what_it_said():
    with FILE.open(newline="", encoding="utf-8") as file:
        stored = list(csv.reader(file))[1:]
    assert stored[0][0] == METHOD, "METHOD moved: write the reference year anew"
    for (*key, mean, sd), (*key_now, mean_now, sd_now) in zip(stored, rows(), strict=True):
        assert key == key_now
        spread = float(sd) + 1e-6
        assert float(mean_now) == pytest.approx(float(mean), abs=TOLERANCE["mean"] * spread), key
        assert float(sd_now) == pytest.approx(float(sd), abs=TOLERANCE["sd"] * spread), key


if __name__ == "__main__":
    with FILE.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["method", "as_of", "indicator", "basis", "mean", "sd"])
        writer.writerows(rows())
