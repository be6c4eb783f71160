"""The stored reference year: what the model said of the synthetic city when its numbers last changed.

On the kind of machine that wrote it every digit is the same. Elsewhere vector instructions and libraries
round otherwise, which may turn a single draw of the 256. What is allowed there stands in `TOLERANCE`, for
each variable in its own unit; a width that is a tenth too large is more.

A difference is no fault as such. It says that the numbers moved: change METHOD, and write the reference anew
with ``python -m tests.sim.test_reference_year``.
"""

import csv
import platform
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from agri.sim import BASE, METHOD, project
from agri.terms import Basis
from tests.sim.synthetic import snapshot_of, the_plan
from tests.some import some

FILE = Path(__file__).parent / "reference_year.csv"
AS_OF = (("2019-01-02", "2018-12"), ("2019-05-05", "2019-04"), ("2019-09-05", "2019-08"))
COLUMNS = ("method", "machine", "as_of", "indicator", "basis", "mean", "sd")

# How far mean and standard deviation may move on another kind of machine: fractions, like the indicators.
TOLERANCE = {
    "fertilizer_growth": 3e-4,
    "fertilizer_efficiency": 2e-4,
    "soil_test_coverage": 1e-3,
    "unified_control_coverage": 9e-4,
    "green_control_coverage": 5e-4,
    "pesticide_efficiency": 7e-5,
    "pesticide_growth": 1e-3,
    "film_recovery": 4e-3,
    "packaging_recovery": 6e-4,
    "straw_utilization": 2e-3,
    "manure_utilization": 1e-3,
}


def machine() -> str:
    """Name what decides how sums are rounded: system, processor, numpy and its vector instructions."""
    used = np.show_config(mode="dicts")["SIMD Extensions"]["found"]
    return f"{platform.system()} {platform.machine()} numpy {np.__version__} {used[-1] if used else 'plain'}"


def rows() -> Iterator[dict[str, str]]:
    plan = the_plan()
    for as_of, reported in AS_OF:
        found = project(snapshot_of(plan, as_of, reported=reported), plan, BASE, 7, 256)
        for code in TOLERANCE:  # what the plan names; the others rest on the same lines or on last year
            for basis in Basis:
                end = found.line(code, "4101", basis).year_end
                cells = (
                    METHOD,
                    machine(),
                    as_of,
                    code,
                    str(basis),
                    repr(float(end.mean)),
                    repr(float(end.sd)),
                )
                yield dict(zip(COLUMNS, cells, strict=True))


def differences(stored: list[dict[str, str]], found: list[dict[str, str]]) -> list[str]:
    """Return what moved: any digit on the same kind of machine, more than the tolerance on another."""
    moved = []
    for before, now in zip(some(stored), found, strict=True):
        key = " ".join(before[name] for name in ("as_of", "indicator", "basis"))
        assert key == " ".join(now[name] for name in ("as_of", "indicator", "basis"))
        for name in ("mean", "sd"):
            allowed = 0.0 if before["machine"] == now["machine"] else TOLERANCE[before["indicator"]]
            if abs(float(now[name]) - float(before[name])) > allowed:
                moved.append(f"{key}: {name} {before[name]} -> {now[name]}")
    return moved


def stored_rows() -> list[dict[str, str]]:
    with FILE.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.slow
def test_the_model_says_what_it_said() -> None:
    stored = stored_rows()
    assert stored[0]["method"] == METHOD, "METHOD moved: write the reference year anew"
    assert differences(stored, list(rows())) == []


@pytest.mark.parametrize("name", ["mean", "sd"])
def test_on_one_kind_of_machine_the_last_digit_counts(name: str) -> None:
    stored = stored_rows()
    moved = [{**row, name: repr(np.nextafter(float(row[name]), 1).item())} for row in stored]
    assert len(differences(stored, moved)) == len(stored)
    assert differences(stored, stored) == []


def test_elsewhere_rounding_passes_and_a_tenth_more_width_does_not() -> None:
    stored = stored_rows()
    elsewhere = [{**row, "machine": "another"} for row in stored]
    assert differences(stored, elsewhere) == []
    rounded = [{**row, "mean": repr(float(row["mean"]) + 1e-6)} for row in elsewhere]
    assert differences(stored, rounded) == []
    wider = [{**row, "sd": repr(float(row["sd"]) * 1.1)} for row in elsewhere]
    moved = differences(stored, wider)
    for indicator in {row["indicator"] for row in some(stored)}:
        assert any(indicator in line for line in moved), f"the tolerance of {indicator} hides a wrong width"


def test_every_variable_has_a_tolerance() -> None:
    named = {code for code, one in the_plan().indicators.items() if not one.is_process}
    assert {row["indicator"] for row in stored_rows()} == set(TOLERANCE) == named


if __name__ == "__main__":
    with FILE.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows())
