"""Where a page names tests, each of them exists."""

import re
from pathlib import Path

import pytest

from tests.some import some

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs" / "asks.md"
PAGES = {"asks.md": 30, "law.md": 15, "operate.md": 3}  # and how many tests it names at least


@pytest.mark.parametrize("page", PAGES)
class TestNamedTests:
    def test_every_named_test_exists(self, page: str):
        written = {
            name
            for path in (ROOT / "tests").rglob("test_*.py")
            for name in re.findall(r"def (test_\w+)", path.read_text("utf-8"))
        }
        named = set(re.findall(r"`(test_\w+)`", (ROOT / "docs" / page).read_text("utf-8")))
        assert len(named) >= PAGES[page]
        assert named <= written, sorted(named - written)


def test_every_named_file_of_tests_exists():
    written = "\n".join(page.read_text("utf-8") for page in (ROOT / "docs").rglob("*.md"))
    named = sorted(set(re.findall(r"`(tests/[\w/]+\.py)`", written)))
    assert [name for name in some(named) if not (ROOT / name).is_file()] == []


class TestAsks:
    def test_all_thirty_eight_are_answered(self):
        numbers = re.findall(r"^\| (\d+) \|", DOCUMENT.read_text("utf-8"), re.M)
        assert [int(number) for number in numbers] == list(range(1, 39))
