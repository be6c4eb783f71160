"""The command line as a whole: every command is there, and the quick ones import only their part."""

import subprocess
import sys
from importlib import import_module

import pytest

from agri.cli import PARTS, QUICK


def commands_of(part):
    app = import_module(f"agri.cli.{part}").app
    return {command.name or command.callback.__name__ for command in app.registered_commands}


@pytest.mark.parametrize(("command", "part"), QUICK.items())
def test_a_quick_command_stands_in_its_part_and_in_no_other(command, part):
    assert [other for other in PARTS if command in commands_of(other)] == [part]


def test_a_quick_command_is_called_by_its_name_though_it_is_imported_alone():
    asked = [sys.executable, "-c", "from agri.cli import main; main()", "project", "--help"]
    told = subprocess.run(asked, capture_output=True, text=True, check=True, timeout=60)
    assert "--replications" in told.stdout
    assert "project" in told.stdout
