"""The tables of docs/findings.md are what the command writes, losses first, of all kinds that are planted."""

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from agri.cli import app
from agri.cli.printing.findings_document import findings_section, goal_of, power_of
from agri.cli.printing.score_document import section_of
from agri.errors import Invalid
from agri.hindcast.planted_worlds import PlantedScore
from agri.scoring.questions import AskedReports, SeenPlant
from agri.synthetic.plants.kinds import KINDS
from tests.docs.readme import ROOT
from tests.some import some

COMMAND = "score-detectors"
DOCUMENT = ROOT / "docs" / "findings.md"
TEXT = DOCUMENT.read_text("utf-8")


def written(section: str, tmp_path: Path) -> str:
    """Repeat the run that a section names and return what it writes."""
    named = re.match(rf"`agri ({COMMAND} [^`]*)`", section_of(TEXT, section, COMMAND))
    assert named is not None
    copy = tmp_path / "findings.md"
    copy.write_text(TEXT.replace(section_of(TEXT, section, COMMAND), "old\n"), "utf-8")
    words = [*shlex.split(named.group(1)), "--workers", "1", "--document", str(copy), "--section", section]
    done = CliRunner().invoke(app, words, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return section_of(copy.read_text("utf-8"), section, COMMAND)


@pytest.mark.slow
def test_a_short_run_gives_the_tables_that_the_document_shows(tmp_path):
    assert written("short", tmp_path) == section_of(TEXT, "short", COMMAND)


@pytest.mark.soak
def test_the_whole_run_gives_the_tables_that_the_document_shows(tmp_path):
    assert written("measured", tmp_path) == section_of(TEXT, "measured", COMMAND)


@pytest.mark.parametrize("section", ["measured", "short"])
def test_no_kind_is_missing_and_losses_come_first(section):
    text = section_of(TEXT, section, COMMAND)
    assert "演示数据 / synthetic" in text
    assert text.index("Goals that are missed") < text.index("Frauds and slips")
    for kind in some(KINDS.values()):
        rows = re.findall(rf"^\| {re.escape(f'{kind.title.zh} · {kind.title.en}')} \| ", text, re.MULTILINE)
        assert len(rows) >= len(kind.strengths), kind.code


@pytest.mark.parametrize("section", ["measured", "short"])
def test_every_bold_power_stands_among_the_missed_goals(section):
    text = section_of(TEXT, section, COMMAND)
    first, rest = text.split("Frauds and slips:")
    bold = re.findall(r"^\| .+ \| \*\*(\d\.\d\d)\*\* \|", rest.split("Honest oddities")[0], re.MULTILINE)
    missed = re.findall(r"^\| .+ \| power ≥ \d\.\d\d \| \*\*(\d\.\d\d)\*\* \|", first, re.MULTILINE)
    assert bold == missed


def score(*seen: SeenPlant, asked: int = 0, refused: int = 0) -> PlantedScore:
    return PlantedScore(9_001, AskedReports(9_001, 1_000, asked, asked, refused), seen)


def plant(kind: str, strength: float, *codes: str) -> SeenPlant:
    return SeenPlant(kind, strength, 9_001, frozenset(codes), frozenset())


def test_a_missed_goal_is_named_and_a_reached_one_is_not():
    one = score(plant("zero-too-many", 10), plant("zero-too-few", 0.1, "size"), asked=6, refused=1)
    first = findings_section([one], "agri score-detectors").split("Frauds and slips:")[0]
    assert "A zero too many (10) | power ≥ 0.95 | **0.00** | 0.00 |" in first
    assert "A zero too few" not in first
    assert "honest reports asked about, of 200 | ≤ 1 | **1.2** | 1.2 |" in first
    assert "honest reports refused | 0 | **1** |" in first


def test_kinds_of_a_family_are_pooled_by_their_plants():
    one = score(
        plant("zero-too-many", 10),
        plant("zero-too-few", 0.1, "door/unit-slip"),
        plant("zero-too-few", 0.1, "size"),
        plant("season-inflated", 3),
    )
    assert "| size | 0.95 | 3 | **0.67** | 0.33 | 0.00 |" in findings_section([one], "agri score-detectors")


def test_without_a_missed_goal_it_says_none():
    one = score(plant("zero-too-many", 10, "size"), asked=5)
    assert "\nNone.\n" in findings_section([one], "agri score-detectors")


def test_the_goal_of_a_cliff_is_that_of_its_strength():
    plants = [plant("year-end-cliff", strength) for strength in (0.2, 0.35, 0.5)]
    goals = {line.strength: goal_of(line) for line in power_of([score(*plants)], is_honest=False)}
    assert goals == {0.2: None, 0.35: 0.8, 0.5: None}


def test_a_document_without_marks_is_refused_before_the_work(tmp_path):
    path = tmp_path / "empty.md"
    path.write_text("nothing\n", "utf-8")
    with pytest.raises(Invalid, match="score-detectors measured"):
        CliRunner().invoke(app, [COMMAND, "--worlds", "1", "--document", str(path)], catch_exceptions=False)
    assert path.read_text("utf-8") == "nothing\n"
