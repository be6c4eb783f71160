"""Reporting units of a package: checked with file and line, a blank list allowed, nobody by name."""

from datetime import date

import pytest

from agri.definitions.package.check import PackageReport, check_package
from agri.definitions.reading import DefinitionFiles
from agri.definitions.reporting_units.unit_file import count_units, read_reporting_units
from agri.periods import Period
from agri.terms import Weight
from tests.places import CITY, COUNTY, OTHER_COUNTY, TOWNSHIP, package

HEAD = "code,kind,place,title,since,until"
DEALER = f"D01,dealer,{COUNTY},东川农资,2018-03-01,"


def with_units(*rows: str, head: str = HEAD) -> DefinitionFiles:
    files = package().for_year(2019)
    contents = {name: files.read(name) for name in files.names()}
    contents["reporting_units.csv"] = "\n".join([head, *rows, ""]).encode()
    return DefinitionFiles.of_bytes(contents)


def report_of(*rows: str, head: str = HEAD) -> PackageReport:
    return check_package(with_units(*rows, head=head), 2019)


def faults_of(report: PackageReport) -> list[tuple[str, int | None]]:
    return [
        (fault.kind.code, fault.line)
        for fault in report.faults
        if fault.file == "reporting_units.csv" and fault.kind.weight == Weight.STOP
    ]


@pytest.mark.parametrize(
    "rows",
    [
        (),
        (DEALER,),
        (DEALER, f"V01,village,{TOWNSHIP},柳东村,,", f"L01,laboratory,{CITY},市土肥站,,2019-07-01"),
        (f"R01,recovery_point,{TOWNSHIP},柳林回收点,,", f"S01,straw_user,{COUNTY},东川生物质电厂,,"),
        (f"T01,trial_site,{TOWNSHIP},柳林试验田,2019-01-01,2020-01-01",),
    ],
    ids=["blank", "dealer", "village-and-laboratory", "recovery-and-straw", "trial"],
)
def test_what_is_whole_passes(rows: tuple[str, ...]) -> None:
    report = report_of(*rows)
    assert faults_of(report) == []
    assert f"{len(rows)} reporting units" in {one.text.en for one in report.passed}


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (f"F1,farmer,{TOWNSHIP},老王,,", "unit-is-a-person"),
        (f"F1,farm_household,{TOWNSHIP},x,,", "unit-is-a-person"),
        (f"F1,农户,{TOWNSHIP},x,,", "unit-is-a-person"),
        (f"F1,种植大户,{TOWNSHIP},x,,", "unit-is-a-person"),
        (f"F1,straw_user,{TOWNSHIP},王某某农户,,", "unit-is-a-person"),
        (f"F1,shop,{TOWNSHIP},x,,", "not-among"),
        ("F1,dealer,999999,x,,", "not-among"),
        (f"F1,village,{COUNTY},柳东村,,", "not-among"),
        ("F1,dealer,41,x,,", "not-among"),
        (f",dealer,{COUNTY},x,,", "cell-empty"),
        (f"F1,dealer,{COUNTY},,,", "cell-empty"),
        ("F1,dealer,,x,,", "cell-empty"),
        (f"F1,dealer,{COUNTY},x,2019-02-30,", "not-a-day"),
        (f"F1,dealer,{COUNTY},x,2019-07-01,2019-07-01", "until-before-since"),
        (f"D01,dealer,{COUNTY},x,,", "code-twice"),
    ],
)
def test_a_fault_is_named_with_its_line(row: str, code: str) -> None:
    assert faults_of(report_of(DEALER, row)) == [(code, 3)]


def test_a_farmer_is_refused_in_words_of_both_languages() -> None:
    [fault] = [one for one in report_of(f"F1,farmer,{TOWNSHIP},老王,,").faults if one.kind.code[:4] == "unit"]
    assert "farmers and households are not listed" in fault.text.en
    assert "不登记农户或个人" in fault.text.zh


def test_a_missing_column_is_named() -> None:
    codes = [code for code, _ in faults_of(report_of(head="code,kind,place,title,since"))]
    assert codes == ["column-missing"]


def test_units_are_counted_by_month_and_place() -> None:
    units = read_reporting_units(
        with_units(DEALER, f"D02,dealer,{TOWNSHIP},柳林农资,,2019-08-01", f"D03,dealer,{OTHER_COUNTY},x,,")
    )
    assert units[0].since == date(2018, 3, 1)
    july, august, long_ago = Period(2019, 7), Period(2019, 8), Period(2018, 2)
    assert count_units(units, COUNTY, july) == {"units.dealer": 2}
    assert count_units(units, COUNTY, august) == {"units.dealer": 1}
    assert count_units(units, COUNTY, long_ago) == {"units.dealer": 1}
    assert count_units(units, TOWNSHIP, august) == {"units.dealer": 0}
    assert count_units((), COUNTY, july) == {}
