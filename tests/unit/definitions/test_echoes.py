"""One slip is one fault: what only follows from a file that cannot be read is not named beside it."""

import pytest

from agri.definitions.package.check import check_package
from agri.definitions.package.faults import PackageFault
from agri.definitions.reading import DefinitionFiles
from agri.terms import Weight
from tests.changed_package import YEAR, changed, shipped

PLAN, CALENDAR = "years/2019/plan.toml", "calendar.toml"


def stops(package: dict[str, bytes]) -> list[PackageFault]:
    report = check_package(DefinitionFiles.of_bytes(package), YEAR)
    return [one for one in report.faults if one.kind.weight == Weight.STOP]


@pytest.mark.parametrize(
    ("package", "code"),
    [
        (lambda: changed(PLAN, ('city = "4101"', 'city = 4101"')), "toml-syntax"),
        (lambda: changed(PLAN, ("[rhythm]", "[rhythm")), "toml-syntax"),
        (lambda: shipped() | {PLAN: shipped()[PLAN].decode().encode("gb18030")}, "not-utf8"),
        (lambda: shipped() | {PLAN: b" "}, "file-empty"),
    ],
    ids=["quote", "bracket", "gbk", "empty"],
)
def test_a_plan_that_cannot_be_read_is_one_fault(package, code):
    [fault] = stops(package())
    assert (fault.kind.code, fault.file) == (code, PLAN)


@pytest.mark.parametrize("code", ["toml-syntax", "not-utf8"])
def test_a_calendar_that_cannot_be_read_comes_first_and_leaves_no_empty_list(code):
    text = shipped()[CALENDAR]
    broken = (
        text.decode().encode("gb18030")
        if code == "not-utf8"
        else text.replace(b'code = "wheat"', b"code = wheat", 1)
    )
    first, *others = stops(shipped() | {CALENDAR: broken})
    assert (first.kind.code, first.file) == (code, CALENDAR)
    assert [one.text.en for one in others if one.text.en.endswith("one of: ")] == []


@pytest.mark.parametrize(("crop", "meant"), [("whaet", "wheat"), ("maise", "maize")])
def test_a_main_crop_that_is_none_comes_before_what_follows_from_it(crop, meant):
    first, *_ = stops(changed(PLAN, (f'"{meant}"', f'"{crop}"')))
    assert (first.kind.code, first.file) == ("not-among", PLAN)
    assert f"did you mean {meant}?" in first.text.en


def test_a_name_that_is_wrong_in_a_sound_package_is_still_named():
    [fault] = stops(changed("lines.toml", ('sown = "field"', 'sown = "feild"')))
    assert "did you mean field?" in fault.text.en
