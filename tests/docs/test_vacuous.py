"""No test passes because there was nothing to look at."""

import subprocess
from pathlib import Path

import pytest

from tests.docs.vacuous import vacuous
from tests.some import some

ROOT = Path(__file__).resolve().parents[2]


def test_no_test_asserts_only_inside_a_loop_that_may_be_empty():
    named = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "tests/**/test_*.py"]
    listed = subprocess.run(named, cwd=ROOT, check=True, capture_output=True, text=True).stdout.splitlines()
    files = [path for name in listed if (path := ROOT / name).is_file()]
    assert len(files) > 100
    assert [f"{path.name}: {name}" for path in files for name in vacuous(path.read_text("utf-8"))] == []


@pytest.mark.parametrize(
    "body",
    [
        "for row in rows:\n        assert row",
        "for row in rows.items():\n        for one in [1, 2]:\n            assert row",
        "assert all(row for row in rows)",
        "assert [row for row in rows if row] == []",
        "assert {} == {row: 1 for row in rows}",
        "assert not any(row for row in rows)",
        "assert not [row for row in rows if row]",
        "for row in [1, 2]:\n        if row in rows:\n            assert row",
        "for row in [1, 2]:\n        if row > 3:\n            continue\n        assert row",
        "for i, row in enumerate(rows):\n        assert row",
        "for row, one in zip(rows, [1]):\n        assert row",
        "with thing():\n        for row in rows:\n            assert row",
        "for row in range(0):\n        assert row",
        "rows = []\n    for row in rows:\n        assert row",
        "def inner():\n        assert rows",
        "pass",
    ],
)
def test_one_that_may_look_at_nothing_is_found(body):
    assert list(vacuous(f"def test_it(rows):\n    {body}\n")) == ["test_it"]
    assert list(vacuous(f"class TestIt:\n  async def test_it(self, rows):\n    {body}\n")) == ["test_it"]


@pytest.mark.parametrize(
    "body",
    [
        "for row in some(rows):\n        assert row",
        "for row in [1, 2]:\n        assert row",
        "for row in range(3):\n        assert row",
        "for row in sorted({1, 2}):\n        assert row",
        "assert rows\n    for row in rows:\n        assert row",
        "assert [row for row in rows] == [1]",
        "assert rows == []",
        "assert not rows",
        "with pytest.raises(ValueError):\n        rows()",
        "names = ('a', 'b')\n    assert all(name in rows for name in names)",
    ],
)
def test_one_that_looks_at_something_is_not_found(body):
    assert list(vacuous(f"def test_it(rows):\n    {body}\n")) == []


def test_nothing_to_look_at_fails():
    assert some(iter([1, 2])) == [1, 2]
    with pytest.raises(AssertionError, match="nothing to look at"):
        some([])
