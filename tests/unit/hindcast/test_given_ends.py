"""Year ends from a file: what it names is there, and every fault has its line."""

import numpy as np
import pytest

from agri.errors import Invalid
from agri.hindcast.given_ends import COLUMNS, read_given_ends
from agri.terms import Basis
from tests.sim.synthetic import snapshot_of, the_plan

HEAD = ",".join(COLUMNS)


@pytest.fixture(scope="module")
def plan():
    return the_plan()


@pytest.fixture(scope="module")
def places(plan):
    return snapshot_of(plan).places


def test_rows_of_the_year_are_read_by_indicator_and_basis(tmp_path, plan, places):
    path = tmp_path / "ends.csv"
    path.write_text(
        f"{HEAD}\n4101,film_recovery,2019-12-31,reported,0.82\n4101,film_recovery,2018-12-31,reported,0.5\n",
        encoding="utf-8-sig",
    )
    ends = read_given_ends(path, plan, places)
    assert set(ends) == {("film_recovery", Basis.REPORTED)}
    row = ends["film_recovery", Basis.REPORTED]
    assert row[places.index["4101"]] == 0.82
    assert np.isnan(row).sum() == len(row) - 1


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("9999,film_recovery,2019-12-31,reported,0.8", "location"),
        ("4101,films,2019-12-31,reported,0.8", "target"),
        ("4101,film_recovery,2019-11-30,reported,0.8", "target_end_date"),
        ("4101,film_recovery,,reported,0.8", "target_end_date"),
        ("4101,film_recovery,2019-12-31,told,0.8", "basis"),
        ("4101,film_recovery,2019-12-31,true,82%", "oracle_value"),
    ],
)
def test_a_wrong_row_is_named_by_line_and_column(tmp_path, plan, places, row, column):
    path = tmp_path / "ends.csv"
    path.write_text(f"{HEAD}\n4101,film_recovery,2019-12-31,true,0.8\n{row}\n", encoding="utf-8")
    with pytest.raises(Invalid) as refused:
        read_given_ends(path, plan, places)
    assert [fault.pointer for fault in refused.value.faults] == [f"--truth:3/{column}"]


def test_a_file_without_its_columns_or_without_text_is_refused(tmp_path, plan, places):
    path = tmp_path / "ends.csv"
    path.write_text("location,value\n", encoding="utf-8")
    with pytest.raises(Invalid, match="no column target"):
        read_given_ends(path, plan, places)
    with pytest.raises(Invalid, match="cannot be read"):
        read_given_ends(tmp_path / "none.csv", plan, places)
