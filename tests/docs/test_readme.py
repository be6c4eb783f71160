"""What the README shows is what its commands print."""

import re
from pathlib import Path

import pytest

from tests.demo import COMMAND, printed_by
from tests.docs.readme import README, ROOT, commands, run

TEXT = README.read_text("utf-8")


@pytest.mark.slow
def test_every_command_prints_what_the_readme_says(demo_template: Path, demo_folder: Path):
    first, *others = commands(TEXT)
    assert first.line == COMMAND
    assert printed_by(demo_template) == first.printed
    assert others
    for command in others:
        assert run(command.line, demo_folder.parent) == command.printed, command.line


def test_every_file_that_the_readme_names_is_there():
    named = set(re.findall(r"\]\((?!http)([^)#]+)\)", TEXT)) | set(re.findall(r'src="([^"]+)"', TEXT))
    assert named
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []


def test_the_two_commands_of_a_newcomer_are_there():
    assert "make run" in TEXT
    assert "make test" in TEXT
