"""Codes, periods and amounts as people and programs write them."""

from datetime import date

import pytest

from agri.definitions.forms import DataElement
from agri.definitions.reading import Title
from agri.files.intake.amounts import read_amount, read_meanings
from agri.files.intake.months import period_in_title, read_period
from agri.files.intake.places import PlaceReader
from agri.files.sheets.faults import ReadFault
from agri.terms import Level

KG = DataElement("a_kg", Title("回收", "Recovered"), "kg", 0.0, 200_000.0, False, None)
COUNT = DataElement("a", Title("数", "Count"), "count", 0.0, 1000.0, True, None)
SHARE = DataElement("a", Title("率", "Share"), "fraction", 0.0, 1.0, False, None)


@pytest.mark.parametrize(
    "written",
    [
        "2019年9月",
        "2019年09月份",
        "2019.9",
        "2019.09",
        "2019/9",
        "2019-9",
        "201909",
        "2019-09-01",
        "2019/9/1",
        "2019-09-30",
        "2019年9月30日",
        "Sep-19",
        "43709",
        "2019-09-01 00:00:00",
        "二〇一九年九月",
        "２０１９年９月",
        "2019 - 09",
        "2019-09",
        "20190915",
        "9/2019",
        "September 2019",
        "2019年 9 月",
        "'2019-09",
        201909,
        43709,
        date(2019, 9, 17),
    ],
)
def test_a_month_is_read_however_it_is_written(written):
    assert str(read_period(written)) == "2019-09"


@pytest.mark.parametrize("written", ["9月", "九月", "09月份"])
def test_a_month_without_a_year_takes_that_of_the_sheet_or_asks(written):
    assert str(read_period(written, year=2019)) == "2019-09"
    with pytest.raises(ReadFault) as fault:
        read_period(written)
    assert "年份" in fault.value.chinese


@pytest.mark.parametrize("written", [2019.1, 2019.9, 2019.09, 2019.12, "2019.10", "2019.1"])
def test_a_decimal_number_is_never_a_month(written):
    with pytest.raises(ReadFault) as fault:
        read_period(written)
    assert fault.value.code == "unknown-period"
    assert "小数" in fault.value.chinese


@pytest.mark.parametrize(
    "written", ["2019-13", "2019-00", "09-10-19", "昨天", "2019-02-30", "99999", True, "2019-1-2019-3", ""]
)
def test_what_is_no_period_says_what_to_write(written):
    with pytest.raises(ReadFault) as fault:
        read_period(written)
    assert "2019-08" in fault.value.chinese
    assert "2019-08" in fault.value.english


@pytest.mark.parametrize(
    "written",
    [
        "2019-Q2",
        "2019Q2",
        "2019年第二季度",
        "2019年二季度",
        "2019年2季度",
        "2019年第2季度",
        "2019二季度",
        "2019年4-6月",
        "2019.2季度",
        "Q2 2019",
        "２０１９年第二季度",
        "2019年4月—6月",
        "2Q2019",
        "2019/Q2",
    ],
)
def test_a_quarter_is_read_however_it_is_written(written):
    assert str(read_period(written)) == "2019-Q2"


def test_a_title_names_its_one_period_or_none():
    assert str(period_in_title("某县2019年10月份统计表")) == "2019-10"
    assert str(period_in_title("某县2019年第三季度统计表")) == "2019-Q3"
    assert period_in_title("2019年8月与2019年9月对照") is None


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1,200", 1200),
        ("１，２００", 1200),
        ("1，200.5", 1200.5),
        ("12。5", 12.5),
        ("12．5", 12.5),
        (" 120 ", 120),
        ("\u00a0120\u3000", 120),
        ("+120", 120),
        ("1.2E+03", 1200),
        ("120公斤", 120),
        ("80 kg", 80),
        ("120千克", 120),
        ("-0", 0),
        (12, 12),
        ("1,234,567.5E-1", None),
        ("12\u200b0", 120),
        (".5", 0.5),
        ("120.", 120),
    ],
)
def test_an_amount_is_read_as_on_the_phone(written, value):
    if value is None:
        with pytest.raises(ReadFault):
            read_amount(written, KG)
    else:
        assert read_amount(written, KG) == value


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("12 5", "two-numbers"),
        ("320\n280", "two-numbers"),
        ("1 200", "two-numbers"),
        ("12,5", "two-numbers"),
        ("1.2.3", "two-numbers"),
        ("1、200", "two-numbers"),
        ("100+20", "two-numbers"),
        ("1，20", "two-numbers"),
        ("约1200", "not-a-number"),
        ("12O", "not-a-number"),
        ("同上", "not-a-number"),
        ("(120)", "not-a-number"),
        ("1万", "not-a-number"),
        ("一百二十", "not-a-number"),
        ("0.12吨", "wrong-unit"),
        ("240斤", "wrong-unit"),
        ("80%", "percent"),
        ("=50+70", "formula"),
        ("#REF!", "broken-cell"),
        ("无", "word-for-nothing"),
        ("—", "word-for-nothing"),
        ("/", "word-for-nothing"),
        ("-5", "negative"),
        ("1e9", "above-maximum"),
        (True, "not-a-number"),
        (date(2019, 9, 1), "not-a-number"),
        ("nan", "not-finite"),
    ],
)
def test_what_may_be_two_things_is_never_guessed(written, code):
    with pytest.raises(ReadFault) as fault:
        read_amount(written, KG)
    assert fault.value.code == code
    assert "None" not in fault.value.chinese + fault.value.english


def test_another_unit_says_the_converted_amount():
    with pytest.raises(ReadFault, match="write 120") as fault:
        read_amount("0.12吨", KG)
    assert "请写 120" in fault.value.chinese


def test_binary_dust_of_a_whole_number_is_wiped_off_and_nothing_more():
    assert read_amount(56.99999999999999, COUNT) == 57
    assert read_amount("110.00000000000001", COUNT) == 110
    with pytest.raises(ReadFault, match=r"56\.999"):
        read_amount(56.999, COUNT)


def test_percent_cells_are_shares_and_no_amounts():
    assert read_amount("85%", SHARE) == pytest.approx(0.85)
    assert read_amount(0.85, SHARE, is_percent=True) == 0.85
    with pytest.raises(ReadFault, match="percentage 80%"):
        read_amount(0.8, KG, is_percent=True)
    with pytest.raises(ReadFault, match="85 %"):
        read_amount(85, SHARE)


def test_words_mean_what_they_are_told_to_mean():
    told = read_meanings(["无=0", "—=blank", "/=NA"])

    assert read_amount("无", KG, meanings=told) == 0
    assert read_amount("—", KG, meanings=told) is None
    assert str(read_amount("/", KG, meanings=told)) == "Mark.NOT_APPLICABLE"
    for wrong in ("无", "无=5", "=0", "5=0"):
        with pytest.raises(ValueError, match=r"."):
            read_meanings([wrong])


@pytest.mark.parametrize(
    "code",
    [
        "410122101",
        410122101,
        410122101.0,
        "410122101.0",
        "'410122101",
        "’410122101",
        "４１０１２２１０１",
        "410122101000",
        410122101000,
        " 410122101 ",
        "410 122 101",
        "4.10122101E+8",
        "410122101韩寺镇",
        "410122101 韩寺镇",
        "韩寺镇",
        "中牟县韩寺镇",
        "郑州市中牟县韩寺镇",
        "韩寺",
        "韩 寺 镇",
        "韩寺镇人民政府",
    ],
)
def test_a_place_is_read_by_code_or_by_name(places, code):
    assert PlaceReader(places, Level.TOWNSHIP).read(code, None) == "410122101"


@pytest.mark.parametrize("code", ["410122", "410122000", "410122000000", "中牟县", "中牟"])
def test_a_county_is_read_with_its_zeros(places, code):
    assert PlaceReader(places, Level.COUNTY).read(code, None) == "410122"


@pytest.mark.parametrize("name", ["韩寺镇", "韩寺", "中牟县韩寺镇", "韩寺镇（含园区）", "Hansi Town"])
def test_code_and_name_agree(places, name):
    name = places["410122101"].name_en if name == "Hansi Town" else name
    assert PlaceReader(places, Level.TOWNSHIP).read("410122101", name) == "410122101"


@pytest.mark.parametrize(
    ("code", "name", "kind", "says"),
    [
        ("410122101", "官渡镇", "name-and-code", "410122102"),
        ("410122101", "张三", "name-and-code", "韩寺镇"),
        ("410122101 官渡镇", None, "name-and-code", "不一致"),
        ("4.10122E+08", None, "unknown-org-unit", "文本"),
        ("410122199", None, "unknown-org-unit", "没有代码"),
        ("410122199", "韩寺镇", "unknown-org-unit", "410122101"),
        ("寒寺镇", None, "unknown-org-unit", "韩寺镇"),
        ("410122", None, "wrong-level", "中牟县"),
        (None, None, "unknown-org-unit", "代码"),
    ],
)
def test_a_place_that_is_in_doubt_stops(places, code, name, kind, says):
    with pytest.raises(ReadFault) as fault:
        PlaceReader(places, Level.TOWNSHIP).read(code, name)
    assert fault.value.code == kind
    assert says in fault.value.chinese


def test_a_name_that_several_places_bear_asks_for_the_code(places):
    names = [unit.name for unit in places.at(Level.TOWNSHIP)]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is None:
        pytest.skip("every township's name is its own")
    with pytest.raises(ReadFault) as fault:
        PlaceReader(places, Level.TOWNSHIP).read(twice, None)
    assert "同名" in fault.value.chinese
