"""docs/adopt.md: its commands print what the page says.

``python -m tests.docs.test_adopt`` puts the real output into the page.
"""

import tempfile
from pathlib import Path

from tests.docs.readme import ROOT, commands, rewritten, run

PAGE = ROOT / "docs" / "adopt.md"


def prepare(folder: Path) -> Path:
    (folder / "seed_data").symlink_to(ROOT / "seed_data")
    return folder


def test_every_command_prints_what_the_page_says(tmp_path: Path):
    shown = list(commands(PAGE.read_text("utf-8")))
    assert [command.line for command in shown if command.line.startswith("agri check")]
    folder = prepare(tmp_path)
    for command in shown:
        assert run(command.line, folder) == command.printed, command.line


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        PAGE.write_text(rewritten(PAGE.read_text("utf-8"), prepare(Path(name))), encoding="utf-8")
