"""The commands `agri search`, `agri compare` and `agri project --scenario --plot` on the tiny city."""

import json
import signal

import pytest
from typer.testing import CliRunner

from agri.cli import decide, numbers
from agri.cli.decide import INTERRUPTED
from agri.errors import Invalid
from agri.services.outlook.search_measures import search_measures

pytestmark = pytest.mark.slow  # whole runs of the engine: `make test` has them

SCENARIO = """
[[measures]]
measure = "{measure}"
place = "{place}"
amount = {amount}
starts_on = 2019-09-10
"""


@pytest.fixture
def run(monkeypatch, database_url):
    monkeypatch.setenv("AGRI_DATABASE_URL", database_url)

    def invoke(app, *arguments):
        return CliRunner().invoke(app, list(arguments), catch_exceptions=False)

    return invoke


@pytest.fixture
def scenario(tmp_path):
    def write(amount=5, place="4101", measure="spraying_teams"):
        path = tmp_path / "more.toml"
        path.write_text(SCENARIO.format(amount=amount, place=place, measure=measure), encoding="utf-8")
        return str(path)

    return write


ASK = ("--as-of", "2019-09-05", "--probability", "0.5", "--replications", "32")


def test_a_search_prints_its_answer_and_writes_it(run, tmp_path):
    path = tmp_path / "answer.json"
    done = run(decide.app, "search", *ASK, "--json", str(path))
    assert done.exit_code == 0
    assert "演示数据 / synthetic" in done.output
    document = json.loads(path.read_text(encoding="utf-8"))
    assert document["asked"] == 0.5
    assert document["is_complete"]
    assert ("达不到" in done.output) == (not document["is_reached"])


def test_a_search_says_what_its_limits_hold_back(run):
    limits = ("--ceiling", "1", "--without-measure", "balers", "--without-place", "410191")
    done = run(decide.app, "search", *ASK, *limits)
    assert done.exit_code == 0
    assert "资金上限 1 元不够" in done.output
    assert "按要求不采取或不安排：" in done.output
    roomy = run(decide.app, "search", *ASK, "--ceiling", "1e12")
    assert "够用" in roomy.output
    with pytest.raises(Invalid, match="there is no measure 'wishes'"):
        run(decide.app, "search", *ASK, "--without-measure", "wishes")


def test_ctrl_c_answers_with_what_there_is(run, monkeypatch, tmp_path):
    def interrupted(*arguments, progress, **named):
        def tell(done, total):
            progress(done, total)
            if done == 3:
                signal.raise_signal(signal.SIGINT)

        return search_measures(*arguments, progress=tell, **named)

    before = signal.getsignal(signal.SIGINT)
    monkeypatch.setattr(decide, "search_measures", interrupted)  # the same search, with somebody at the keys
    path = tmp_path / "answer.json"
    stopped = run(decide.app, "search", *ASK, "--json", str(path))
    assert stopped.exit_code == INTERRUPTED
    assert "搜索被中断" in stopped.output
    document = json.loads(path.read_text(encoding="utf-8"))
    assert (document["is_complete"], document["runs"]) == (False, 3)
    assert signal.getsignal(signal.SIGINT) == before


def test_a_probability_above_one_is_refused(run):
    with pytest.raises(Invalid, match="between 0 and 1"):
        run(decide.app, "search", "--as-of", "2019-09-05", "--probability", "1.5")


def test_a_scenario_is_compared_with_doing_nothing(run, scenario, tmp_path):
    path = tmp_path / "difference.json"
    day = ("--as-of", "2019-09-05", "--replications", "32")
    done = run(decide.app, "compare", scenario(), *day, "--json", str(path))
    assert done.exit_code == 0
    document = json.loads(path.read_text(encoding="utf-8"))
    assert (document["base"], document["other"], document["cost_yuan"]) == ("base", "more", 200_000)
    same = run(decide.app, "compare", scenario(), "--base", scenario(), *day)
    assert "不变 unchanged" in same.output


@pytest.mark.parametrize("change", [{"amount": -5}, {"place": "9"}])
def test_a_wrong_scenario_is_refused_by_name(run, scenario, change):
    with pytest.raises(Invalid, match=r"more\.toml"):
        run(decide.app, "compare", scenario(**change), "--as-of", "2019-09-05")


@pytest.mark.parametrize(("measure", "is_named"), [("spot_checks", True), ("balers", False)])
def test_a_measure_that_only_tells_more_is_named(run, scenario, measure, is_named):
    day = ("--as-of", "2019-09-05", "--replications", "32")
    done = run(decide.app, "compare", scenario(measure=measure), *day)
    assert (f"{measure} only tell more" in done.output) == is_named


def test_a_projection_takes_a_scenario_and_draws_its_fan(run, scenario, tmp_path):
    plot, out = tmp_path / "fan.svg", tmp_path / "projection.json"
    arguments = ("--as-of", "2019-09-05", "--replications", "32", "--json", str(out), "--plot", str(plot))
    done = run(numbers.app, "project", *arguments, "--scenario", scenario())
    assert done.exit_code == 0
    assert json.loads(out.read_text(encoding="utf-8"))["scenario"] == "more"
    svg = plot.read_text(encoding="utf-8")
    assert svg.startswith("<svg")
    assert "scenario more" in svg
