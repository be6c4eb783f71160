"""docs/asks.md names tests: each of them exists."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs" / "asks.md"


class TestAsks:
    def test_every_named_test_exists(self):
        written = {
            name
            for path in (ROOT / "tests").rglob("test_*.py")
            for name in re.findall(r"def (test_\w+)", path.read_text("utf-8"))
        }
        named = set(re.findall(r"`(test_\w+)`", DOCUMENT.read_text("utf-8")))
        assert len(named) > 30
        assert named <= written, sorted(named - written)

    def test_all_thirty_eight_are_answered(self):
        numbers = re.findall(r"^\| (\d+) \|", DOCUMENT.read_text("utf-8"), re.M)
        assert [int(number) for number in numbers] == list(range(1, 39))
