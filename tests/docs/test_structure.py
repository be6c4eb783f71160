"""The house rules that a machine can hold."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILES = [
    ROOT / name
    for name in subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.splitlines()
    if (ROOT / name).is_file()
]
# Made by `make wire` from the API's description; nobody reads it as a whole or edits it.
MADE = {"web/src/shared/api/schema.ts"}
CODE = [
    path
    for path in FILES
    if path.suffix in {".py", ".ts", ".vue", ".css"} and str(path.relative_to(ROOT)) not in MADE
]
TEXT = [
    path
    for path in FILES
    if path.suffix in {".py", ".ts", ".vue", ".css", ".md", ".toml", ".json", ".lock", ".sh"}
]


def test_no_file_has_more_than_400_lines():
    texts = {str(p.relative_to(ROOT)): p.read_text("utf-8") for p in CODE}
    written = {name: text for name, text in texts.items() if "never change it by hand" not in text[:200]}
    assert len(written) > len(texts) - 3  # what a command makes is read by nobody
    assert {name: n for name, text in written.items() if (n := len(text.splitlines())) > 400} == {}


def test_no_file_is_called_by_what_it_is_not_about():
    vague = [p.name for p in CODE if re.search(r"utils|helpers|common|manager|handler", p.stem)]
    assert vague == []


@pytest.mark.parametrize(
    "pattern", [r"/(?:tmp|root|work)/", r"\bTODO\b(?! #\d)", r"index-url", r'"resolved":']
)
def test_no_trace_of_a_machine_or_of_unfinished_work(pattern):
    here = Path(__file__)
    found = [str(p.relative_to(ROOT)) for p in TEXT if p != here and re.search(pattern, p.read_text("utf-8"))]
    assert found == []


def test_the_clock_is_read_in_one_place():
    found = [
        str(p.relative_to(ROOT))
        for p in CODE
        if (ROOT / "agri") in p.parents
        and re.search(r"datetime\.now|date\.today|time\.time\(", p.read_text("utf-8"))
    ]
    assert found == ["agri/services/store/clock.py"]


def test_no_file_holds_the_boundary_of_a_place():
    # Shapes of China's divisions may be published only with their map-approval number; there are none here.
    shapes = {".geojson", ".topojson", ".shp", ".kml", ".kmz", ".gpkg", ".gml"}
    data = [p for p in FILES if p.suffix in {".json", ".csv", ".toml"} and p.name != "openapi.json"]
    assert [p.name for p in FILES if p.suffix in shapes] == []
    assert len(data) > 10
    geometry = re.compile(r'"(coordinates|geometry|MultiPolygon|arcs)"|POLYGON ?\(\(')
    assert [p.name for p in data if geometry.search(p.read_text("utf-8"))] == []


def test_no_class_name_stands_twice():
    places: dict[str, list[str]] = {}
    for path in CODE:
        if path.suffix == ".py" and ROOT / "agri" in path.parents:
            for name in re.findall(r"^class _?(\w+)", path.read_text("utf-8"), flags=re.MULTILINE):
                places.setdefault(name, []).append(str(path.relative_to(ROOT)))
    assert len(places) > 300
    assert {name: files for name, files in places.items() if len(files) > 1} == {}


def test_no_folder_holds_more_than_some_fifteen_modules():
    counts: dict[str, int] = {}
    for path in CODE:
        if path.suffix == ".py" and ROOT / "agri" in path.parents and path.name != "__init__.py":
            folder = str(path.parent.relative_to(ROOT))
            counts[folder] = counts.get(folder, 0) + 1
    assert max(counts.values()) <= 19, counts


def test_no_test_writes_the_version_of_a_form_by_hand():
    # A form that gains an element gets a new version; the tests go on with it.
    literal = re.compile(r"""form_version["']?\s*[:=]\s*["']?\d""")
    tests = [p for p in CODE if p.suffix == ".py" and ROOT / "tests" in p.parents]
    found = [str(p.relative_to(ROOT)) for p in tests if literal.search(p.read_text("utf-8"))]
    assert len(tests) > 150
    assert found == []


def test_the_unit_tests_mirror_the_package():
    unit = ROOT / "tests" / "unit"
    folders = {p.parent.relative_to(unit) for p in CODE if unit in p.parents and p.parent != unit}
    assert len(folders) > 20
    assert [str(one) for one in sorted(folders) if not (ROOT / "agri" / one).is_dir()] == []
    # Tests of the engine run it whole, tests of the API speak HTTP: both have folders of their own.
    apart = {"api", "sim", "models", "migrations"}
    packages = {p.parent.name for p in CODE if p.parent.parent == ROOT / "agri"}
    tested = {one.parts[0] for one in folders}
    assert packages - tested == apart
