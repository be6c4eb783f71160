"""The recipes of CONTRIBUTING.md: the blocks of a section, put into the files that they name."""

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from tests.docs.readme import ROOT

PAGE = ROOT / "CONTRIBUTING.md"
_BLOCK = re.compile(
    r"^```\w+ (?P<file>[\w/.-]+)(?: after (?P<after>[^\n]+))?\n(?P<text>.*?)^```$", re.M | re.S
)


@dataclass(frozen=True)
class Block:
    """A text and the file that it goes into: after the first line that holds `after`, or at the end."""

    file: str
    after: str | None
    text: str

    def put_into(self, root: Path) -> None:
        """Change the file below a folder."""
        path = root / self.file
        lines = path.read_text("utf-8").splitlines(keepends=True) if path.exists() else []
        place = len(lines)
        if self.after is not None:
            [place, *_] = [i + 1 for i, line in enumerate(lines) if self.after in line]
        path.write_text("".join([*lines[:place], self.text, *lines[place:]]), encoding="utf-8")


def blocks(recipe: str) -> list[Block]:
    """Return the blocks of one recipe, by its heading."""
    sections = re.split(r"^### ", PAGE.read_text("utf-8"), flags=re.M)[1:]
    [section] = [one for one in sections if one.startswith(f"{recipe}\n")]
    section = re.split(r"^## ", section, flags=re.M)[0]
    return [Block(one["file"], one["after"], one["text"]) for one in _BLOCK.finditer(section)]


def carried_out(recipe: str, root: Path) -> Path:
    """Copy the tree into a folder and carry the recipe out there."""
    shutil.copytree(ROOT / "seed_data", root / "seed_data")
    leave_out = shutil.ignore_patterns("web", "__pycache__")
    shutil.copytree(ROOT / "agri", root / "agri", ignore=leave_out)
    for block in blocks(recipe):
        block.put_into(root)
    return root


def raise_version(path: Path) -> None:
    """Raise the version of a form by one, as the recipes say."""
    before = path.read_text("utf-8")
    [version] = re.findall(r"^version = (\d+)$", before, re.M)
    text = before.replace(f"\nversion = {version}\n", f"\nversion = {int(version) + 1}\n")
    assert text != before
    path.write_text(text, encoding="utf-8")
