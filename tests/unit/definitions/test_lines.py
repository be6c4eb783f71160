"""What the engine knows of the forms is declared: lines of the shipped package, of older ones, of other crops."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from agri.definitions.lines import FIRST, LINES, LineRole, read_lines
from agri.definitions.package.check import check_package
from agri.definitions.plan import Plan, read_plan
from agri.definitions.reading import DefinitionFiles, StoredFile, seed_root
from tests.some import some

CITY = seed_root() / "zhengzhou"
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def plan() -> Plan:
    return read_plan(CITY, 2019)


def test_months_of_a_line_are_those_that_its_form_asks_by_season(plan):
    assert plan.lines["fertilizer_wheat"].groups == ((2, 3, 4), (9, 10, 11, 12))
    assert plan.lines["straw_used"].groups == ((6, 7), (9, 10, 11))
    assert plan.lines["film_laid"].groups == ((4, 5),)  # what is laid in autumn falls due next year


def test_a_season_follows_from_the_calendar(plan):
    contents = {
        name: DefinitionFiles.in_folder(CITY).read(name) for name in DefinitionFiles.in_folder(CITY).names()
    }
    contents["calendar.toml"] = contents["calendar.toml"].replace(b"first_month = 9", b"first_month = 10", 1)
    later = read_plan(DefinitionFiles.of_bytes(contents), 2019)
    assert later.lines["fertilizer_wheat"].groups == ((2, 3, 4, 9), (10, 11, 12))


def test_a_package_without_lines_is_read_with_those_of_before(plan):
    files = DefinitionFiles.in_folder(CITY)
    contents = {name: files.read(name) for name in files.names() if name != LINES}
    assert read_plan(DefinitionFiles.of_bytes(contents), 2019).lines == plan.lines


def test_a_line_whose_elements_no_form_asks_is_left_out(plan):
    forms = replace(
        plan.forms, by_code={code: form for code, form in plan.forms.by_code.items() if code != "film"}
    )
    lines = read_lines(FIRST, forms, plan.calendar, plan.main_crops)
    assert lines.of(LineRole.FILM_RECOVERED) is None
    assert "film" not in lines.strands
    assert lines.of(LineRole.STRAW_USED) == plan.lines.of(LineRole.STRAW_USED)


def test_a_further_line_borrows_its_widths_from_its_family(plan):
    text = (CITY / LINES).read_text("utf-8").replace("[strands]", '[strands]\norganic = "amount"')
    text += """
[[lines]]
code = "organic"
strand = "organic"
elements = ["fertilizer.organic_t"]
measures = "amount"
months = "together"
exposure = "planted_area"
"""
    files = DefinitionFiles.in_folder(CITY)
    contents = {name: files.read(name) for name in files.names()} | {LINES: text.encode()}
    further = read_plan(DefinitionFiles.of_bytes(contents), 2019)
    assert [line.code for line in further.lines.without_process] == ["organic"]
    assert further.parameters["strand.organic.noise_sd"] == max(
        plan.parameters[f"strand.{one}.noise_sd"] for one in ("fertilizer", "fertilizer_other", "pesticide")
    )
    assert "strand.organic.noise_sd" in further.borrowed
    assert not plan.borrowed


def test_a_line_on_a_form_of_counties_is_said_to_project_nothing():
    files = DefinitionFiles.in_folder(CITY)
    contents = {name: files.read(name) for name in files.names()}
    contents[LINES] += b"""
[[lines]]
code = "manure_used"
strand = "straw"
elements = ["manure.used_t"]
measures = "amount"
months = "each"
exposure = "planted_area"
"""
    further = DefinitionFiles.of_bytes(contents)
    [found] = [one for one in check_package(further, 2019).faults if one.kind.code == "line-of-county"]
    assert found.file == LINES
    assert found.line
    assert "manure.used_t" in found.text.en
    assert "manure_used" not in read_plan(further, 2019).lines


def test_what_a_line_lacks_names_file_and_field(plan):
    broken = StoredFile(LINES, FIRST.read_bytes().replace(b'measures = "amount"\n', b"", 1))
    with pytest.raises(ValueError, match=r"lines\.toml: 'measures'"):
        read_lines(broken, plan.forms, plan.calendar, plan.main_crops)


@pytest.mark.parametrize(
    "folder", ["api", "checks", "cli", "definitions", "files", "indicators", "plan", "services", "sim"]
)
def test_no_code_names_a_crop(folder, plan):
    crops = re.compile("|".join(code for code in plan.calendar.crops if code not in {"other", "vegetable"}))
    named = {
        f"{path.relative_to(ROOT)}:{number}"
        for path in some(sorted((ROOT / "agri" / folder).rglob("*.py")))
        for number, line in enumerate(_code_lines(path), start=1)
        if crops.search(line)
    }
    assert named == set()


def _code_lines(path: Path) -> list[str]:
    """Return a file's lines, docstrings and comments blanked."""
    text = re.sub(r'"""[\s\S]*?"""', lambda match: "\n" * match[0].count("\n"), path.read_text("utf-8"))
    return [
        line.partition(" #")[0] if not line.lstrip().startswith("#") else "" for line in text.splitlines()
    ]
