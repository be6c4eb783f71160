"""`agri check`: exit code, words for people, JSON for machines."""

import json
import shutil

import pytest
from typer.testing import CliRunner

from agri.cli import app
from agri.definitions.reading import seed_root
from agri.errors import NotFound


@pytest.fixture
def package(tmp_path):
    shutil.copytree(seed_root(), tmp_path / "all")
    return tmp_path / "all" / "zhengzhou"


def run(*arguments: str):
    return CliRunner().invoke(app, list(arguments))


def test_a_sound_package_ends_with_0_and_says_what_passed():
    done = run("check", str(seed_root() / "zhengzhou"), "--year", "2019")
    assert done.exit_code == 0
    assert "146 项任务 · 146 tasks" in done.output
    assert "not reviewed 235" in done.output


def test_a_fault_ends_with_1_and_names_file_and_line(package):
    plan = package / "years/2019/plan.toml"
    plan.write_text(plan.read_text("utf-8").replace("value = 0.85", "value = 85"), "utf-8")
    done = run("check", str(package))
    assert done.exit_code == 1
    assert "years/2019/plan.toml:86 indicators[3].target.value [percent-for-fraction]" in done.output
    assert "please either write 0.85" in done.output
    assert "请写 0.85" in done.output


def test_machines_read_the_same_as_json(package):
    (package / "org_units.csv").unlink()
    done = run("check", str(package), "--json")
    assert done.exit_code == 1
    document = json.loads(done.stdout)
    assert not document["is_sound"]
    [fault] = [one for one in document["faults"] if one["severity"] == "stop"]
    assert (fault["code"], fault["file"], fault["line"]) == ("file-missing", "org_units.csv", None)
    assert fault["text"].keys() == {"zh", "en"}


def test_a_year_without_a_plan_and_an_empty_folder_are_named(package, tmp_path):
    assert "years/2031/plan.toml [file-missing]" in run("check", str(package), "--year", "2031").output
    (tmp_path / "empty").mkdir()
    done = run("check", str(tmp_path / "empty"))
    assert done.exit_code == 1
    assert "org_units.csv [file-missing]" in done.output


def test_a_folder_that_is_not_there_is_refused():
    done = run("check", "no-such-folder")
    assert isinstance(done.exception, NotFound)
