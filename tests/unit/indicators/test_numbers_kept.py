"""The demo's assessments say what they said before indicators were declared, to the last digits."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.demo import DEMO
from tests.fixtures.numbers.make import KEPT, assess, figures

WITHIN = 1e-12
CHECKED = ("2019-05-05 410122", "2019-09-05 4101", "2019-09-05 410122101")  # the others: see `make`


def _differences(before: Any, after: Any, at: str) -> list[str]:
    """Name what differs; what is new beside the old is no difference."""
    if isinstance(before, dict):
        return [
            line for key, one in before.items() for line in _differences(one, after.get(key), f"{at}/{key}")
        ]
    if isinstance(before, list):
        return [
            line
            for i, (one, other) in enumerate(zip(before, after, strict=True))
            for line in _differences(one, other, f"{at}/{i}")
        ]
    if isinstance(before, float) and isinstance(after, int | float):
        is_same = abs(before - after) <= WITHIN * max(abs(before), 1)
    else:
        is_same = before == after
    return [] if is_same else [f"{at}: {before} was, {after} is"]


@pytest.mark.parametrize("key", CHECKED)
def test_an_assessment_of_the_demo_agrees_to_twelve_digits(demo_template: Path, key: str) -> None:
    kept = json.loads(KEPT.read_text("utf-8"))
    found = figures(assess(demo_template / DEMO / "agri.db", *key.split()))
    assert not _differences(kept[key], found, key)
    assert len(kept[key]) == 11
