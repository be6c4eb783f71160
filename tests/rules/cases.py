"""The cases that server and phone must judge alike; they live in cases.json and magnitude.json."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

CASES: dict[str, Any] = json.loads((Path(__file__).parent / "cases.json").read_text(encoding="utf-8"))
RULES: list[dict[str, Any]] = CASES["rules"]
UNITS: list[list[Any]] = CASES["units"]
TYPED: list[list[Any]] = CASES["typed"]
NO_NUMBER = "no"
# Of the texts that are expected, `{title}` stands for the data element's own.
MAGNITUDE: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "magnitude.json").read_text(encoding="utf-8")
)


def names() -> list[str]:
    return [case["name"] for case in RULES]
