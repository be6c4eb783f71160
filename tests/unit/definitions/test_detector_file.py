"""`detectors.toml`: what the check names with file and line, and what packages without one are read with."""

import pytest

from agri.definitions.detection.reading import DETECTORS, FIRST
from agri.definitions.package.check import check_package
from agri.definitions.package.faults import PackageFault
from agri.definitions.plan import read_plan
from agri.definitions.reading import DefinitionFiles, seed_root
from agri.terms import Weight


def contents() -> dict[str, bytes]:
    shipped = DefinitionFiles.in_folder(seed_root() / "zhengzhou")
    return {name: shipped.read(name) for name in shipped.names()}


def faults_with(old: str, new: str) -> list[PackageFault]:
    """Check the shipped package with one change in its detectors."""
    files = contents()
    text = files[DETECTORS].decode()
    assert old in text
    files[DETECTORS] = text.replace(old, new, 1).encode()
    report = check_package(DefinitionFiles.of_bytes(files), 2019)
    return [one for one in report.faults if one.file == DETECTORS and one.kind.weight == Weight.STOP]


def test_the_shipped_detectors_are_sound() -> None:
    report = check_package(DefinitionFiles.of_bytes(contents()), 2019)
    assert not [one for one in report.faults if one.file == DETECTORS]
    assert [one for one in report.passed if one.file == DETECTORS]


@pytest.mark.parametrize(
    ("old", "new", "code", "word"),
    [
        ("season_ratio = 3.0", "seson_ratio = 3.0", "key-missing", "season_ratio"),
        ("season_ratio = 3.0", 'season_ratio = "3"', "wrong-type", "3"),
        ('"packaging.recovered_kg" = 1 }', '"packaging.recoverd_kg" = 1 }', "no-such-element", "recoverd"),
        ('"baseline.{harvested}_mu" = 1.25', '"baseline.{harvested}_ha" = 1.25', "not-among", "_ha"),
        ("straw.{crop}.collectable_ratio", "straw.{crop}.colectable_ratio", "not-among", "colectable"),
        ('baseline = "mu_per_sample"', 'baseline = "mu_per_samples"', "not-among", "mu_per_samples"),
        ('[["packaging.disposed_kg"]', '[["packaging.disposd_kg"]', "no-such-element", "disposd"),
        ('kind = "parts"', 'kind = "part"', "not-among", "part"),
        ('span = "year"', 'span = "season"', "not-among", "season"),
        ('pleases = "fall"\nelements', 'pleases = "drop"\nelements', "not-among", "drop"),
    ],
)
def test_a_slip_in_the_file_is_named_with_its_line(old: str, new: str, code: str, word: str) -> None:
    found = faults_with(old, new)
    one = next(one for one in found if one.kind.code == code)
    text = contents()[DETECTORS].decode()
    line = text[: text.index(old)].count("\n") + 1
    assert one.line is not None
    assert abs(one.line - line) <= (12 if code == "key-missing" else 0)
    assert word in one.text.en


def test_a_package_without_the_file_is_read_with_the_first_detectors() -> None:
    files = contents()
    del files[DETECTORS]
    assert check_package(DefinitionFiles.of_bytes(files), 2019).is_sound
    plan = read_plan(DefinitionFiles.of_bytes(files), 2019)
    assert plan.detectors.bounds
    assert plan.detectors.answers
    assert FIRST.is_file()


def test_a_city_without_a_form_or_a_coefficient_leaves_out_what_speaks_of_it() -> None:
    files = contents()
    del files["forms/06-packaging.toml"]
    plan = read_plan(DefinitionFiles.of_bytes(files), 2019)
    codes = {one.code for one in (*plan.detectors.bounds, *plan.detectors.claims)}
    assert "straw-above-collectable" in codes
    assert not codes & {"packaging-above-pesticide", "packaging-without-evidence"}
