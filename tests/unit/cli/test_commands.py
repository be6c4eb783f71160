"""The command line as a whole: every command is there, and each imports only its own module."""

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from typer.main import get_group
from typer.testing import CliRunner

import agri.cli
from agri.cli import COMMANDS, app

ROOT = Path(agri.cli.__file__).parent
MODULES = [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in ROOT.rglob("[a-z]*.py")]


def test_every_command_stands_in_the_table_with_its_module():
    held = {
        command: name
        for name in MODULES
        if hasattr(module := import_module(f"agri.cli.{name}"), "app")
        for command in get_group(module.app).commands
    }
    assert held == COMMANDS


def test_help_lists_every_command_in_the_order_of_the_table():
    told = CliRunner().invoke(app, ["--help"], env={"COLUMNS": "200"})
    assert told.exit_code == 0
    rows = [line.strip("│ ").split(maxsplit=1) for line in told.output.splitlines() if line.startswith("│")]
    named = [row for row in rows if row and row[0] in COMMANDS]
    assert [row[0] for row in named] == list(COMMANDS)
    assert all(" · " in row[1] for row in named)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_is_called_by_its_name(command):
    told = CliRunner().invoke(app, [command, "--help"])
    assert told.exit_code == 0, told.output
    assert f" {command} " in told.output


def test_an_unknown_command_is_refused():
    told = CliRunner().invoke(app, ["project-year"])
    assert told.exit_code == 2
    assert "project-year" in told.output


@pytest.mark.parametrize("words", [["--version"], ["check", "--help"]])
def test_what_is_not_asked_for_is_not_imported(words):
    code = "import sys\nfrom agri.cli import app\ntry:\n    app()\nfinally:\n    print(*sys.modules)"
    run = [sys.executable, "-c", code, *words]
    told = subprocess.run(run, capture_output=True, text=True, check=True, timeout=60)
    loaded = set(told.stdout.splitlines()[-1].split())
    assert "agri.cli" in loaded
    assert loaded.isdisjoint({"fastapi", "agri.cli.server", "agri.cli.numbers", "agri.cli.upkeep"})


@pytest.mark.parametrize(
    ("url", "is_said"),
    [
        ("sqlite:///demo/agri.db", False),
        ("sqlite:///mine.db", True),
        ("postgresql://host/agri", True),
    ],
)
def test_the_demo_says_where_it_lies_where_another_database_is_set(monkeypatch, capsys, url, is_said):
    from agri.cli.demo import _say_other_database

    path = Path("demo") / "agri.db"
    monkeypatch.setenv("AGRI_DATABASE_URL", url)
    _say_other_database(path)
    assert (str(path) in capsys.readouterr().out) == is_said
