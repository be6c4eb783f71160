"""Cut the Chinese font of the printed forms out of Noto Sans SC; see README.md beside this file.

Run by hand when the characters change: ``python fonts/make_subset.py FONT.ttf``.
"""

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

HERE = Path(__file__).resolve().parent
TARGET = HERE.parent / "agri" / "files" / "release" / "fonts" / "NotoSansSC-subset.ttf"

# What is written beside Chinese characters: letters, punctuation, units, signs (Unicode blocks).
SIGNS = (
    (0x0020, 0x024F),
    (0x0370, 0x03FF),
    (0x2000, 0x206F),
    (0x2070, 0x22FF),
    (0x2460, 0x25FF),
    (0x2E80, 0x303F),
    (0x3200, 0x33FF),
    (0xFF00, 0xFFEF),
)


def gb2312() -> set[str]:
    """Return every character of GB/T 2312-1980."""
    found = set()
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            found.add(bytes([row, cell]).decode("gb2312", "ignore"))
    return found - {""}


def main(source: Path) -> None:
    """Write the subset and say how many characters it holds."""
    font = TTFont(source)
    known = set(font.getBestCmap())
    listed = (HERE / "characters.txt").read_text("utf-8")
    wanted = {ord(character) for character in gb2312() | set(listed) if not character.isspace()}
    absent = wanted - known
    if absent:
        raise SystemExit(f"{source} lacks {', '.join(f'U+{code:04X}' for code in sorted(absent))}")
    wanted |= {code for first, last in SIGNS for code in range(first, last + 1)} & known

    # No layout tables and no hinting: a printed table needs neither, and they are a third of the size.
    options = subset.Options()
    options.layout_features = []
    options.hinting = False
    options.glyph_names = False
    options.notdef_outline = True
    options.name_IDs = ["*"]
    options.name_languages = [0x409]
    options.recalc_timestamp = False
    options.drop_tables += ["BASE", "GDEF", "GPOS", "GSUB", "STAT", "vhea", "vmtx", "VORG", "gasp"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=wanted)
    subsetter.subset(font)
    font.save(TARGET)
    sys.stdout.write(f"{TARGET.name}: {len(wanted)} characters, {TARGET.stat().st_size} bytes\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
