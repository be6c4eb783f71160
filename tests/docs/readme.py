"""The README's console blocks: read them, run them, write what they print.

``python -m tests.docs.readme`` runs every block on a fresh demo and puts the real output into the README.
"""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.e2e.serving import demo_served

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "README.md"
_BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)
WIDTH = 118  # columns of a terminal


@dataclass(frozen=True)
class Command:
    """One command of a block and what the README says that it prints."""

    line: str
    printed: str


def commands(text: str) -> Iterator[Command]:
    """Yield the commands of all console blocks in order."""
    for block in _BLOCK.findall(text):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            line, _, printed = part.partition("\n")
            yield Command(line, tidy(printed))


def tidy(printed: str) -> str:
    """Drop what cannot be seen: spaces at the ends of lines, empty lines at the end."""
    return "\n".join(line.rstrip() for line in printed.splitlines()).rstrip()


def run(line: str, folder: Path) -> str:
    """Run a command of the README in a folder and return what it prints."""
    environment = {
        **os.environ,
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
        "PYTHONPATH": str(ROOT),
        "COLUMNS": str(WIDTH),
        "AGRI_DATABASE_URL": "sqlite:///demo/agri.db",
    }
    if "docs/examples/" not in line:
        return _output(line, folder, environment)
    with demo_served(folder / "demo") as address:
        return _output(line, folder, {**environment, "AGRI_ADDRESS": address})


def _output(line: str, folder: Path, environment: dict[str, str]) -> str:
    done = subprocess.run(  # noqa: S602 - the README's own commands, as a reader would type them
        line.replace("docs/examples/", f"{ROOT}/docs/examples/"),
        shell=True,
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return tidy(done.stdout) or tidy(done.stderr)


def rewritten(text: str, folder: Path) -> str:
    """Return the README with every block's output as it is now."""

    def fresh(match: re.Match[str]) -> str:
        lines = (command.line for command in commands(match[0]))
        body = "\n".join(f"$ {line}\n{run(line, folder)}".rstrip() for line in lines)
        return f"```console\n{body}\n```"

    return _BLOCK.sub(fresh, text)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        README.write_text(rewritten(README.read_text("utf-8"), Path(name)), encoding="utf-8")
