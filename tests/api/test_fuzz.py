"""Schemathesis over the whole description: no 5xx, no undocumented status, no answer off its schema.

Short here, with fixed seeds; `make soak` gives it more examples through AGRI_FUZZ_EXAMPLES.
"""

import json
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from shutil import copyfile
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from agri.api.app import build_app, open_desk
from agri.settings import Env, Settings
from tests.places import FakeClock, token_of

EXAMPLES = int(os.environ.get("AGRI_FUZZ_EXAMPLES", "15"))
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
# Signing oneself out or closing one's own account ends the run; both have their own tests.
ENDING = ["delete_session", "delete_device", "patch_user"]


@asynccontextmanager
async def _no_lifespan(_: FastAPI) -> AsyncIterator[None]:
    yield


@pytest.fixture(scope="module")
def fuzzed(city_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The app's description, loaded from the app itself, on a database of its own."""
    path = tmp_path_factory.mktemp("fuzz") / "agri.db"
    copyfile(city_file, path)
    clock = FakeClock()
    desk = open_desk(
        Settings(env=Env.DEV, database_url=f"sqlite:///{path}", requests_per_minute=10**9),
        clock=clock,
        wall_clock=clock,
    )
    app = build_app(desk)
    # Schemathesis starts and ends the app for each request; the desk outlives them here.
    app.router.lifespan_context = _no_lifespan
    yield schemathesis.openapi.from_asgi("/api/v1/openapi.json", app)
    desk.close()


TOKENS = {name: token_of(name) for name in ("reporter", "reviewer", "committee", "operator")}
OPERATIONS = sorted(
    operation["operationId"]
    for methods in json.loads(Path(__file__).with_name("openapi.json").read_text("utf-8"))["paths"].values()
    for operation in methods.values()
)


@pytest.mark.slow
@pytest.mark.parametrize("operation_id", [name for name in OPERATIONS if name not in ENDING])
def test_no_request_breaks_the_api(fuzzed: Any, operation_id: str) -> None:
    operation = fuzzed.find_operation_by_id(operation_id)
    modes = st.one_of(
        operation.as_strategy(generation_mode=GenerationMode.POSITIVE),
        operation.as_strategy(generation_mode=GenerationMode.NEGATIVE),
    )

    @seed(20190905)
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    @given(case=modes, role=st.sampled_from(sorted(TOKENS)))
    def fuzz(case: Any, role: str) -> None:
        if isinstance(case.body, dict) and operation_id in {"post_projection", "post_release"}:
            replications = case.body.setdefault("replications", 2)
            # As long as it is a number in bounds, a small one asks the same of the door.
            case.body["replications"] = min(replications, 5) if type(replications) is int else replications
        response = case.call(headers={"Authorization": f"Bearer {TOKENS[role]}"})
        case.validate_response(response, checks=CHECKS)

    fuzz()
