"""The demo as a reader of the README makes it: once for a whole test run."""

from pathlib import Path

from tests.docs.readme import run

DEMO = "demo"  # the folder that the command makes
COMMAND = "agri demo --no-serve"
_PRINTED = "printed.txt"


def make_demo(folder: Path) -> None:
    """Run the command in a folder and keep what it prints beside what it makes."""
    printed = run(COMMAND, folder)
    if not (folder / DEMO / "agri.db").is_file():
        raise RuntimeError(f"{COMMAND} made no database:\n{printed}")
    (folder / _PRINTED).write_text(printed, encoding="utf-8")


def printed_by(template: Path) -> str:
    """Return what the command printed when this template was made."""
    return (template / _PRINTED).read_text("utf-8")
