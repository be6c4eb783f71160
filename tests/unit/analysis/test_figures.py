"""The analyst's figures are those of the commands, to the last bit that JSON keeps."""

import json
from datetime import timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import Engine

from agri.analysis import OpenRecord
from agri.cli import main
from agri.definitions.plan import read_plan
from agri.definitions.reading import seed_root
from tests.places import CITY, COUNTY, FAR_TOWNSHIP, NEIGHBOUR, NOW, OTHER_COUNTY, TOWNSHIP, package
from tests.unit.analysis.conftest import judge, send
from tests.unit.services.submissions import a_report

SEED, REPLICATIONS = 3, 64


@pytest.fixture
def some_reports(engine: Engine) -> None:
    reports = [
        a_report(form, f"{year}-08") for form in ("packaging", "pest_control") for year in (2018, 2019)
    ]
    send(engine, *reports)
    judge(engine, *reports)


@pytest.fixture
def run(database_url: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]):
    """Run a command on the database and return what it prints."""

    def run(arguments: str) -> str:
        monkeypatch.setenv("AGRI_DATABASE_URL", database_url)
        monkeypatch.setattr("sys.argv", ["agri", *arguments.split()])
        with pytest.raises(SystemExit) as ended:
            main()
        assert not ended.value.code
        return capfd.readouterr().out

    return run


def percent(value: float | None) -> float:
    return np.nan if value is None else 100 * value


@pytest.mark.usefixtures("some_reports")
@pytest.mark.parametrize("place", [CITY, COUNTY, OTHER_COUNTY, TOWNSHIP, NEIGHBOUR, FAR_TOWNSHIP])
def test_indicators_are_what_the_assessment_says(record: OpenRecord, run, place: str) -> None:
    rows = json.loads(run(f"assess --json --org-unit {place}"))["assessments"]
    of_place = record.indicators().query(f"org_unit == '{place}'")
    last = of_place[of_place["period"] == "2019-08"].set_index("indicator")
    assert set(last.index) == {row["indicator"] for row in rows}
    for row in rows:
        mine, progress = last.loc[row["indicator"]], row["progress"]
        is_rate = row["unit"] == "fraction"
        expected = {
            "value_pct": percent(progress["value"] if is_rate else None),
            "path_pct": percent(progress["path"]),
            "target_pct": percent(row["target"]),
            "numerator": np.nan if progress["numerator"] is None else progress["numerator"],
            "reports": progress["reports"],
            "reports_expected": progress["expected"],
        }
        np.testing.assert_array_equal(mine[list(expected)].astype(float), list(expected.values()))
        # What is no denominator is null there: nothing yet, or nothing that may be one.
        denominator = mine["denominator"] if mine["denominator"] != 0 else np.nan
        np.testing.assert_array_equal(denominator, progress["denominator"] or np.nan)
        months = of_place[of_place["indicator"] == row["indicator"]].set_index("period")["value_pct"]
        series = {point["period"]: percent(point["value"] if is_rate else None) for point in row["series"]}
        assert {str(month) for month in months.index} == {f"2019-{month:02d}" for month in range(1, 9)}
        np.testing.assert_array_equal(months, [series[str(month)] for month in months.index])
    assert last["value_pct"].notna().any()


@pytest.mark.slow
@pytest.mark.usefixtures("some_reports")
def test_projections_and_draws_are_what_the_projection_says(record: OpenRecord, run, tmp_path: Path) -> None:
    file = tmp_path / "projection.json"
    run(f"project --seed {SEED} --replications {REPLICATIONS} --json {file}")
    lines = json.loads(file.read_text("utf-8"))["indicators"]
    mine = record.projections().set_index(["indicator", "org_unit", "basis"])
    assert len(mine) == len(lines) > 100
    amounts = {
        code
        for code, one in read_plan(package(), 2019).indicators.items()
        if one.making.value_unit != "fraction"
    }
    assert amounts
    for line in lines:
        row = mine.loc[(line["indicator"], line["org_unit"], line["basis"])]
        if line["indicator"] in amounts:  # tonnes have no per cent
            assert row[[f"{name}_pct" for name in ("mean", "q50", "to_date", "probability")]].isna().all()
            continue
        for name, value in (line["year_end"] or {}).items():
            np.testing.assert_array_equal(row[f"{name}_pct"], percent(value))
        for name in ("target", "to_date", "probability"):
            np.testing.assert_array_equal(row[f"{name}_pct"], percent(line[name]))
    assert set(mine["seed"]) == {SEED}
    assert mine["is_current"].all()
    assert set(mine["changes"]) == set(mine["age_days"]) == {0}

    for basis in ("reported", "true"):
        draws = record.draws(org_unit=COUNTY, basis=basis)
        medians = mine.xs((COUNTY, basis), level=["org_unit", "basis"])["q50_pct"]
        assert len(draws) == REPLICATIONS
        assert medians.notna().sum() > 3
        medians = medians.drop(list(amounts))
        assert set(draws.columns) == {f"{code}_pct" for code in medians.index}
        mine_again = draws.median()[[f"{code}_pct" for code in medians.index]]
        np.testing.assert_allclose(mine_again, medians, rtol=1e-12)
    own = record.draws(org_unit=COUNTY, basis="true", seed=SEED, replications=REPLICATIONS)
    pd.testing.assert_frame_equal(own, draws)
    assert not record.draws(org_unit=COUNTY, basis="true", seed=SEED + 1, replications=8).equals(own.head(8))


@pytest.mark.slow
@pytest.mark.usefixtures("some_reports")
def test_a_projection_says_what_it_does_not_know(engine: Engine, record: OpenRecord, run) -> None:
    run("project --replications 8")
    before = record.draws()
    more = a_report(period="2019-07")
    later = NOW + timedelta(hours=6)
    send(engine, more, at=later)
    judge(engine, more, at=later)
    aged = record.projections()
    assert not aged["is_current"].any()
    assert set(aged["changes"]) == {1}
    run("project --replications 8 --seed 2")
    assert set(record.projections().query("is_current")["seed"]) == {2}
    assert not record.draws().equals(before)


def test_every_indicator_of_the_plan_has_the_unit_of_its_amounts() -> None:
    plan = read_plan(seed_root() / "zhengzhou", 2019)
    assert {one.making.unit for one in plan.indicators.values()} == {"t", "mu", "kg", "count"}
