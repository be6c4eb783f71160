"""The API's description: complete, in two languages, and changed on purpose only.

After a deliberate change: ``AGRI_WRITE_SNAPSHOTS=1 pytest tests/api/test_openapi_snapshot.py``,
then ``make wire`` for the types of the pages.
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from tests.some import some

SNAPSHOT = Path(__file__).with_name("openapi.json")


@pytest.fixture
def database() -> str:
    """The description does not depend on the database."""
    return "sqlite"


@pytest.fixture
def schema(app: FastAPI) -> dict[str, Any]:
    return app.openapi()


def operations(schema: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


class TestOpenApi:
    def test_it_is_the_one_that_was_agreed_on(self, schema: dict[str, Any]):
        text = json.dumps(schema, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        if os.environ.get("AGRI_WRITE_SNAPSHOTS"):
            SNAPSHOT.write_text(text, "utf-8")
        assert text == SNAPSHOT.read_text("utf-8")

    def test_every_summary_is_chinese_and_english(self, schema: dict[str, Any]):
        for path, method, operation in some(operations(schema)):
            zh, dot, en = operation["summary"].partition(" · ")
            assert dot, f"{method} {path}"
            assert not zh.isascii()
            assert en.isascii()

    def test_every_operation_has_a_tag_and_its_own_name(self, schema: dict[str, Any]):
        known = {tag["name"] for tag in schema["tags"]}
        names = [operation["operationId"] for _, _, operation in operations(schema)]
        assert len(names) == len(set(names))
        for path, method, operation in operations(schema):
            assert set(operation["tags"]) <= known, f"{method} {path}"

    def test_every_refusal_is_a_problem(self, schema: dict[str, Any]):
        for path, method, operation in some(operations(schema)):
            refusals = {
                status: answer for status, answer in operation["responses"].items() if status >= "400"
            }
            for status, answer in some(refusals.items()):
                assert list(answer["content"]) == ["application/problem+json"], f"{method} {path} {status}"

    def test_whatever_needs_a_person_says_401_403_and_429(self, schema: dict[str, Any]):
        for path, method, operation in some(one for one in operations(schema) if one[2].get("security")):
            assert {"401", "403", "429", "503"} <= set(operation["responses"]), f"{method} {path}"

    def test_only_what_takes_a_body_says_422(self, schema: dict[str, Any]):
        for path, method, operation in some(operations(schema)):
            assert ("422" in operation["responses"]) == ("requestBody" in operation), f"{method} {path}"
