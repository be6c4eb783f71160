"""A city outside the shipped table begins with a file of its own divisions; what is wrong with it is named."""

from pathlib import Path

import pytest

from agri.definitions.new_city.divisions import read_divisions
from agri.definitions.package.check import check_package
from agri.definitions.reading import DefinitionFiles
from agri.errors import Invalid, NotFound
from agri.services.reference.new_package import write_new_city
from agri.terms import Level, Weight

HEAD = "code,name,name_en,kind"
ABOVE = ("44,广东省,Guangdong Province,省", "4419,东莞市,Dongguan City,地级市")
COUNTY, TOWN = "441900,东莞市直辖,,县", "441900101,石碣镇,,镇"
DIRECT = (
    "65,新疆,Xinjiang,自治区",
    "6590,自治区直辖,Directly administered,省直辖",
    "659001,石河子市,Shihezi,市",
    "659001100,北泉镇,Beiquan,镇",
)


def table(folder: Path, *rows: str, head: str = HEAD) -> Path:
    path = folder / "own.csv"
    path.write_text("\n".join([head, *rows, ""]), "utf-8-sig")
    return path


@pytest.mark.parametrize(("city", "rows"), [("4419", (*ABOVE, COUNTY, TOWN)), ("6590", DIRECT)])
def test_a_city_of_a_table_of_ones_own_has_a_package_without_anything_to_mend(tmp_path: Path, city, rows):
    path = table(tmp_path, *rows)
    units = read_divisions(city, path)
    assert [unit.level for unit in units] == [Level.PROVINCE, Level.CITY, Level.COUNTY, Level.TOWNSHIP]
    assert units[-1].is_farming
    assert units[2].name_en
    write_new_city(city, 2020, tmp_path / "new", divisions=path)
    faults = check_package(DefinitionFiles.in_folder(tmp_path / "new"), 2020).faults
    assert [one.text.en for one in faults if one.kind.weight != Weight.NOTE] == []


@pytest.mark.parametrize(
    ("rows", "code", "at"),
    [
        ((*ABOVE, TOWN), "parent-missing", "own.csv:4"),
        ((ABOVE[1], COUNTY, TOWN), "parent-missing", "own.csv:2"),
        ((*ABOVE, COUNTY, "4419001,石碣镇,,镇"), "not-a-code", "own.csv:5"),
        ((*ABOVE, COUNTY, "441900101,,,镇"), "name-missing", "own.csv:5"),
    ],
)
def test_a_fault_of_the_table_is_named_with_its_line(tmp_path: Path, rows, code, at):
    with pytest.raises(Invalid) as refused:
        read_divisions("4419", table(tmp_path, *rows))
    assert [(one.code, one.pointer) for one in refused.value.faults] == [(code, at)]


def test_a_table_that_is_none_is_named(tmp_path: Path):
    with pytest.raises(Invalid, match=r"own\.csv lacks the columns code, kind"):
        read_divisions("4419", table(tmp_path, "东莞市,Dongguan", head="name,name_en"))
    path = tmp_path / "gbk.csv"
    path.write_bytes(f"{HEAD}\n4419,东莞市,,市".encode("gbk"))
    with pytest.raises(Invalid, match="UTF-8"):
        read_divisions("4419", path)


def test_a_city_that_is_in_no_table_is_told_how_to_bring_its_own(tmp_path: Path):
    with pytest.raises(NotFound, match="--divisions FILE"):
        read_divisions("4304")
    with pytest.raises(NotFound, match="it has: 4419"):
        read_divisions("4304", table(tmp_path, *ABOVE, COUNTY, TOWN))


def test_a_county_in_which_nobody_can_report_is_named(tmp_path: Path):
    write_new_city("4419", 2020, tmp_path / "new", divisions=table(tmp_path, *ABOVE, COUNTY, TOWN))
    places = tmp_path / "new/org_units.csv"
    places.write_text(
        places.read_text("utf-8") + "441902,空区,Empty,市辖区,county,4419,false,assumed\n", "utf-8"
    )
    [fault] = [
        one
        for one in check_package(DefinitionFiles.in_folder(tmp_path / "new"), 2020).faults
        if one.kind.code == "county-empty"
    ]
    assert (fault.file, fault.line, fault.kind.weight) == ("org_units.csv", 6, Weight.LATER)
    assert "441902 空区 has no townships" in fault.text.en
