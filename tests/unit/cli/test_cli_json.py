"""What the commands print with --json is JSON for every reader."""

from __future__ import annotations

import json
import math

import pytest

from agri.cli.output import print_json


def test_a_figure_that_does_not_exist_is_null_at_any_depth(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"mean": math.nan, "rows": [{"gain": (math.inf, 0.25)}], "name": "NaN", "count": 0})

    def refuse(constant: str) -> None:
        pytest.fail(f"{constant} is no JSON")

    answer = json.loads(capsys.readouterr().out, parse_constant=refuse)
    assert answer == {"mean": None, "rows": [{"gain": [None, 0.25]}], "name": "NaN", "count": 0}
