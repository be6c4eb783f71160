"""The tables of docs/hindcast.md are what the command writes, whole and of the engine of today."""

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from agri.cli import app
from agri.cli.printing.score_document import section_of
from agri.definitions.plan import read_plan
from agri.definitions.reading import seed_root
from agri.errors import Invalid
from agri.sim import METHOD
from agri.synthetic.model_errors import MODEL_ERRORS
from agri.synthetic.schools.catalogue import SCHOOLS
from agri.synthetic.schools.school import SchoolUse
from tests.docs.readme import README, ROOT

DOCUMENT = ROOT / "docs" / "hindcast.md"
TEXT = DOCUMENT.read_text("utf-8")


def written(section: str, tmp_path: Path) -> str:
    """Repeat the run that a section names and return what it writes."""
    named = re.match(r"`agri (hindcast [^`]*)`", section_of(TEXT, section))
    assert named is not None
    copy = tmp_path / "hindcast.md"
    copy.write_text(TEXT.replace(section_of(TEXT, section), "old\n"), "utf-8")
    words = [*shlex.split(named.group(1)), "--workers", "1", "--document", str(copy), "--section", section]
    done = CliRunner().invoke(app, words, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return section_of(copy.read_text("utf-8"), section)


@pytest.mark.slow
def test_a_short_run_gives_the_tables_that_the_document_shows(tmp_path):
    assert written("short", tmp_path) == section_of(TEXT, "short")


@pytest.mark.soak
def test_the_whole_run_gives_the_tables_that_the_document_shows(tmp_path):
    assert written("measured", tmp_path) == section_of(TEXT, "measured")


def test_no_row_is_missing():
    section = section_of(TEXT, "measured")
    plan = read_plan(seed_root() / "zhengzhou", 2019)
    named = [code for code, one in plan.indicators.items() if not one.is_process]  # the others are not scored
    assert len(named) == 11
    tables = re.split(r"^`(?:reported|true)`, ", section, flags=re.MULTILINE)[1:]
    assert len(tables) == 4, "schools of the last look first, then the worlds that the engine was tuned on"
    for table in tables:
        rows = re.findall(r"^\| `?(\w+)`? \|", table, flags=re.MULTILINE)
        assert rows[: len(named) + 2] == ["indicator", *named, "all"]
    last_look = [school.code for school in SCHOOLS.values() if school.use == SchoolUse.LAST_LOOK]
    assert len(last_look) >= 2
    for kind in (*MODEL_ERRORS, *last_look, "month 6", "month 8", "month 10"):
        for basis in ("reported", "true"):
            assert f"| {kind} · {basis} |" in section, kind
    assert "All targets at once" in section
    assert "Counties inside their intervals" in section
    said = section.split("| said | came | forecasts |")[1]
    assert len(re.findall(r"^\| \d\.\d\d \| \d\.\d\d \| \d+ \|$", said, flags=re.MULTILINE)) >= 5
    assert all(line.startswith("|") for line in said.strip().splitlines())


def test_the_short_run_is_of_the_engine_of_today():
    assert f"method `{METHOD}`" in section_of(TEXT, "short")


def test_the_readme_quotes_the_reported_table():
    table = section_of(TEXT, "measured").split("\n\n")[2]
    assert table.startswith("| indicator |")
    assert table in README.read_text("utf-8")


def test_a_document_without_marks_is_refused_before_the_work(tmp_path):
    path = tmp_path / "empty.md"
    path.write_text("nothing\n", "utf-8")
    words = ["hindcast", "--worlds", "1", "--no-record", "--document", str(path)]
    with pytest.raises(Invalid, match="hindcast measured"):
        CliRunner().invoke(app, words, catch_exceptions=False)
    assert path.read_text("utf-8") == "nothing\n"
