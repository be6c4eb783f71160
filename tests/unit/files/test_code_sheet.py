"""The sheet of enrolment codes: a camera reads every card, on paper and on the screen."""

from datetime import UTC, datetime
from pathlib import Path

from agri.files.code_sheet import CodeCard, qr_path, render_code_sheet
from tests.qr_codes import code_of_path, codes_of_pdf


def card(number: int) -> CodeCard:
    code = f"ABCD-EFGH-{number:04}"
    address = f"https://agri.example.cn/enrol#{code}"
    return CodeCard(f"李{number}", "填报员", "柳林镇", code, datetime(2019, 9, 8, tzinfo=UTC), address)


def test_every_card_of_the_sheet_is_read_by_a_camera(tmp_path: Path) -> None:
    cards = [card(number) for number in range(13)]  # the last one stands on a second page
    read = codes_of_pdf(render_code_sheet(cards), tmp_path)
    assert sorted(read) == [one.address for one in cards]


def test_the_code_on_the_screen_is_read_too() -> None:
    address = str(card(1).address)
    assert code_of_path(*qr_path(address)) == [address]
