"""What the pages say in Chinese is set as Chinese is: marks between its characters are as wide as they."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.some import some

WEB = Path(__file__).resolve().parents[2] / "web"
HAN = "[\u4e00-\u9fff]"
# A comma, colon or semicolon between characters, a parenthesis beside one; a gap such as {count} is one too.
NARROW = re.compile(rf"(?:{HAN}|\}})[,:;](?:{HAN}|\{{)|{HAN} ?[()]|[()] ?{HAN}")


def test_the_pattern_knows_narrow_marks_from_wide_ones() -> None:
    for narrow in ("折纯,与上年比", "测算值:按亩次", "共 {count};{clean} 份", "方案三(五)4"):
        assert NARROW.search(narrow), narrow
    for wide in ("折纯，与上年比", "9:05 前报送", "截至 2019-08", "{name}：{value}", "CSV, xlsx"):
        assert not NARROW.search(wide), wide


@pytest.mark.parametrize("file", ["strings.zh.json", "strings.desk.zh.json"])
def test_no_half_width_mark_stands_between_chinese_characters(file: str) -> None:
    said = json.loads((WEB / file).read_text("utf-8"))
    narrow = {word: text for word, text in some(said.items()) if NARROW.search(text)}
    assert narrow == {}
