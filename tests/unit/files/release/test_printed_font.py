"""Every PDF carries its own font, and what the font lacks is said: the machine that opens it has none."""

import dataclasses
import shutil
import subprocess
from pathlib import Path

import pytest

from agri.definitions.places import read_org_units
from agri.definitions.reading import seed_root
from agri.files.release.printed import render_printed
from agri.files.release.printed_font import FILE, MISSING, printable, register_font

FONTS = Path(__file__).resolve().parents[4] / "fonts"
# Of the names of Henan's divisions: what GB/T 2312 lacks.
OF_HENAN = "伾垕垱堌堽岞嵖洺浉滍瀍禇酂"
# Of people's names: what GB/T 2312 lacks, up to the code points beyond 16 bits.
OF_PEOPLE = "喆镕堃淼翀祎珺昇玥璟晞垚頔彧旻燚翾赟芃甯䶮㛃㬎㵘𬭚𬀩𫍲𫖯𬱖𬸚𫠆𬘭"
LETTERS = "AZaz09áüΔμ㎡²³≤≥±×÷—…“”《》、。·①⑳ⅠⅫ℃％（）：；〓○△※"


def gb2312() -> str:
    found = (
        bytes([row, cell]).decode("gb2312", "ignore")
        for row in range(0xA1, 0xF8)
        for cell in range(0xA1, 0xFF)
    )
    return "".join(found)


@pytest.fixture(scope="module")
def renamed(release):
    """The release with a place whose name is rare, and one whose name no font of ours holds."""
    [lines, *rest] = release.forms
    names = iter([OF_HENAN, "王𰻝镇"])
    rows = tuple(
        dataclasses.replace(row, name=next(names)) if i < 2 else row for i, row in enumerate(lines.rows)
    )
    return dataclasses.replace(release, forms=(dataclasses.replace(lines, rows=rows), *rest), findings=None)


@pytest.fixture(scope="module")
def printed(renamed, tmp_path_factory):
    path = tmp_path_factory.mktemp("printed") / "release.pdf"
    path.write_bytes(render_printed(renamed))
    return path


def tool(name, *words):
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed: the printed form was NOT looked at")
    done = subprocess.run([found, *words], check=True, capture_output=True, timeout=120)
    return done.stdout.decode(), done.stderr.decode()


@pytest.mark.parametrize(
    "characters",
    [
        gb2312(),
        OF_HENAN,
        OF_PEOPLE,
        LETTERS,
        (FONTS / "characters.txt").read_text("utf-8").replace("\n", ""),
        "".join(unit.name for unit in read_org_units(seed_root() / "zhengzhou" / "org_units.csv").units),
    ],
    ids=["gb2312", "divisions", "people", "signs", "listed", "places"],
)
def test_the_font_holds_what_is_written(characters):
    assert len(characters) > 10
    assert {character for character in characters if ord(character) not in register_font()} == set()
    assert printable(characters) == characters


def test_a_missing_character_is_named_and_what_has_no_shape_goes():
    assert printable("王𰻝") == f"王{MISSING}(缺字U+30EDD)"
    assert printable("李\u200b\ufe00四\t五\n六") == "李四 五\n六"
    assert printable("张😀") == f"张{MISSING}(缺字U+1F600)"


def test_the_font_travels_with_its_licence():
    licence = (FILE.parent / "OFL.txt").read_text("utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    assert FILE.stat().st_size < 4_000_000


@pytest.mark.slow
def test_every_font_of_the_pdf_is_embedded_and_mapped_to_unicode(printed):
    table, complaints = tool("pdffonts", str(printed))
    rows = [line.split() for line in table.splitlines()[2:]]
    assert complaints == ""
    assert rows
    for row in rows:
        embedded, subset, unicode_map = row[-5:-2]
        assert (embedded, subset, unicode_map) == ("yes", "yes", "yes"), row
        assert "NotoSansSC" in row[0]


@pytest.mark.slow
def test_rare_names_are_read_back_and_a_missing_character_is_named(printed):
    text = "".join(tool("pdftotext", "-layout", str(printed), "-")[0].split())
    assert "汇总表" in text
    for character in OF_HENAN:
        assert character in text
    assert f"王{MISSING}" in text
    assert "缺字U+30EDD" in text
    assert "𰻝" not in text


@pytest.mark.slow
def test_the_first_page_shows_ink_where_the_title_stands(printed, tmp_path):
    """Drawn as a picture: a font that is only named leaves the title's band white."""
    tool("pdftoppm", "-r", "60", "-gray", "-f", "1", "-l", "1", str(printed), str(tmp_path / "page"))
    [picture] = tmp_path.glob("page*.pgm")
    width, height, pixels = read_pgm(picture.read_bytes())
    band = pixels[round(height * 0.03) * width : round(height * 0.10) * width]
    middle = [value for i, value in enumerate(band) if 0.35 < (i % width) / width < 0.65]
    dark = sum(value < 128 for value in middle)
    assert dark > 100
    assert dark < len(middle) / 3


def read_pgm(content):
    """Return width, height and the grey values of a binary PGM picture."""
    kind, width, height, most, pixels = content.split(maxsplit=4)
    assert (kind, most) == (b"P5", b"255")
    return int(width), int(height), pixels
