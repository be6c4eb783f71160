"""A package for any city of the division table: sound, blank where nothing is known."""

from pathlib import Path

import pytest

from agri.definitions.package.check import PackageReport
from agri.definitions.places import read_org_units
from agri.definitions.plan import read_plan
from agri.definitions.reading import DefinitionFiles, seed_root
from agri.errors import Invalid, NotFound
from agri.services.reference.check_package import check_city_package
from agri.services.reference.new_package import write_new_city
from agri.services.reference.package_conflicts import require_real
from agri.terms import Level

CITIES = (*(str(code) for code in range(4101, 4118)), "4190")


@pytest.mark.parametrize("code", CITIES)
def test_any_city_of_henan_begins_with_a_sound_package(code: str, tmp_path: Path) -> None:
    write_new_city(code, 2020, tmp_path / "own")
    files = DefinitionFiles.in_folder(tmp_path / "own")
    report = check_city_package(files, 2020)
    assert report.is_sound, [fault.text.en for fault in report.faults]
    of_year = files.for_year(2020)
    plan = read_plan(of_year, 2020)
    assert (plan.city, plan.year, plan.is_synthetic, plan.tasks) == (code, 2020, False, ())
    assert not plan.targets
    places = read_org_units(of_year["org_units.csv"])
    assert {one[:4] for one in places.codes} == {"41", code}
    assert places.at(Level.COUNTY)
    assert any(unit.is_farming for unit in places.at(Level.TOWNSHIP))
    assert all(one.by_certainty.get("published", 0) == 0 for one in report.founded)
    for name in of_year.names():
        if code != "4101" and name.endswith((".toml", ".csv")):
            assert "郑州市" not in of_year.read(name).decode("utf-8"), name
    code, name, _, *cells = (
        of_year.read("baselines-township.csv").decode("utf-8-sig").splitlines()[1].split(",")
    )
    assert set(cells) == {""}
    assert name == places[code].name


@pytest.mark.parametrize(("code", "year"), [("4102", 2020), ("4101", 2019)])
def test_figures_that_a_city_fills_in_are_its_own_and_ask_for_their_source(
    code: str, year: int, tmp_path: Path
) -> None:
    write_new_city(code, year, tmp_path / "own")
    table = tmp_path / "own" / "baselines-township.csv"
    heading, first, *rest = table.read_text("utf-8-sig").splitlines()
    cells = first.split(",")
    cells[heading.split(",").index("maize_mu")] = "30000"
    table.write_text("\n".join([heading, ",".join(cells), *rest, ""]), "utf-8-sig")
    kinds = [fault.kind.code for fault in _checked(tmp_path / "own", year).faults]
    assert kinds.count("source-to-fill") == 1
    files = DefinitionFiles.in_folder(tmp_path / "own").for_year(year)
    require_real(files, read_plan(files, year))
    sources = tmp_path / "own" / "SOURCES.md"
    named = sources.read_text("utf-8").replace("待填 to be filled in", "统计年鉴 yearbook 2019, table 12-3")
    sources.write_text(named, "utf-8")
    assert "source-to-fill" not in {fault.kind.code for fault in _checked(tmp_path / "own", year).faults}


def _checked(folder: Path, year: int) -> PackageReport:
    return check_city_package(DefinitionFiles.in_folder(folder), year)


def test_what_is_missing_is_told_in_the_order_of_what_it_would_do(tmp_path: Path) -> None:
    write_new_city("4102", 2020, tmp_path / "own")
    gaps = check_city_package(DefinitionFiles.in_folder(tmp_path / "own"), 2020).gaps
    names = [gap.name for gap in gaps]
    assert names[0] == "plan.toml"
    order = ["maize_mu", "garlic_mu", "last_year_pesticide_kg", "film_last_autumn_kg", "collection_trucks"]
    assert [name for name in names if name in order] == order
    assert all(gap.blank == gap.places > 0 for gap in gaps)
    scores = [gap.score for gap in gaps]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) > 10
    whole = check_city_package(DefinitionFiles.in_folder(seed_root() / "zhengzhou"), 2019)
    assert "plan.toml" not in {gap.name for gap in whole.gaps}


def test_codes_of_all_cities_differ_in_their_plans(tmp_path: Path) -> None:
    codes = set()
    for code in CITIES[:3]:
        write_new_city(code, 2021, tmp_path / code)
        codes.add(read_plan(DefinitionFiles.in_folder(tmp_path / code).for_year(2021), 2021).code)
    assert len(codes) == 3


def test_an_unknown_city_and_a_missing_year_are_named(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="4102"):
        write_new_city("3201", 2020, tmp_path / "a")
    with pytest.raises(Invalid, match="--year"):
        write_new_city("4102", None, tmp_path / "b")


def test_a_city_of_rice_gains_it_and_any_other_may(tmp_path: Path) -> None:
    write_new_city("4115", 2020, tmp_path / "own")
    write_new_city("4107", 2020, tmp_path / "wished", ["rice"])
    write_new_city("4107", 2020, tmp_path / "plain")
    for folder, has_rice in (("own", True), ("wished", True), ("plain", False)):
        report = _checked(tmp_path / folder, 2020)
        assert report.is_sound, [fault.text.en for fault in report.faults]
        assert all(one.by_certainty.get("published", 0) == 0 for one in report.founded)
        plan = read_plan(DefinitionFiles.in_folder(tmp_path / folder).for_year(2020), 2020)
        assert ("rice" in plan.main_crops) is has_rice
        assert ("rice_mu" in {gap.name for gap in report.gaps}) is has_rice
        [form] = [one for one in plan.forms if one.code == "fertilizer"]
        assert ("rice_n_t" in {element.code for element in form.elements}) is has_rice
        path = plan.indicators["green_control_coverage"].path
        assert ("rice_sprays" in path) is has_rice
    with pytest.raises(NotFound, match="rice"):
        write_new_city("4107", 2020, tmp_path / "other", ["tea"])
    assert not (tmp_path / "other").exists()


def test_what_stands_directly_under_the_province_is_called_by_its_name(tmp_path: Path) -> None:
    write_new_city("4190", 2020, tmp_path / "own")
    files = DefinitionFiles.in_folder(tmp_path / "own").for_year(2020)
    places = read_org_units(files["org_units.csv"])
    assert places["4190"].name == "济源市（省直辖）"
    assert {places["419001"].name, places["419001100"].name} == {"济源市", "克井镇"}
    assert read_plan(files, 2020).title.zh.startswith("济源市")
    assert "济农减" in files.read("forms/03-soil_testing.toml").decode("utf-8")
