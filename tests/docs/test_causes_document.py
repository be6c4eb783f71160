"""docs/causes.md holds what the command writes; no kind of sentence that is said misses the rule."""

import re
import shlex

import pytest
from typer.testing import CliRunner

from agri.cli import app
from agri.cli.printing.causes_document import causes_section
from agri.cli.printing.score_document import section_of
from agri.errors import Invalid
from agri.plan.driver import Cause
from agri.scoring.causes import SaidCause
from tests.docs.readme import ROOT
from tests.unit.scoring.test_causes import DAY

DOCUMENT = ROOT / "docs" / "causes.md"
COMMAND = "score-causes"


def test_a_kind_that_is_false_too_often_is_named_first() -> None:
    said = [SaidCause(Cause.LOWER, world, DAY, "4101", "film_recovery", is_false=True) for world in (1, 2)]
    text = causes_section(said, "agri score-causes")
    assert "False in more than one of twenty: “the truth is lower than what is reported”." in text
    assert "| 2 | 2 | 2 | **1.000** | 2 | `film_recovery`: 2 of 2 |" in text


def test_the_document_was_written_by_the_command_that_it_names() -> None:
    text = section_of(DOCUMENT.read_text("utf-8"), "measured", COMMAND)
    named = re.match(rf"`agri {COMMAND} --worlds (\d+) [^`]*`", text)
    assert named is not None
    assert f"演示数据 / synthetic, {named.group(1)} worlds" in text
    assert "**False in more than one of twenty: none.**" in text


@pytest.mark.slow
def test_the_command_writes_the_table_of_its_worlds(tmp_path) -> None:
    copy = tmp_path / "causes.md"
    copy.write_text(DOCUMENT.read_text("utf-8"), "utf-8")
    words = f"{COMMAND} --worlds 1 --counties 410122,410185 --replications 8 --workers 1 --document {copy}"
    done = CliRunner().invoke(app, shlex.split(words), catch_exceptions=False)
    assert done.exit_code == 0, done.output
    text = section_of(copy.read_text("utf-8"), "measured", COMMAND)
    assert text.startswith(
        "`agri score-causes --worlds 1 --counties 410122,410185 --replications 8`: 演示数据"
    )
    with pytest.raises(Invalid, match="no county 419999"):
        CliRunner().invoke(
            app, shlex.split(f"{COMMAND} --worlds 1 --counties 419999 --workers 1"), catch_exceptions=False
        )
