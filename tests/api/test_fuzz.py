"""Schemathesis over the whole description: no 5xx, no undocumented status, no answer off its schema.

Short in `make test`, on SQLite; three hundred requests for each operation on both databases in `make soak`.
"""

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
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
    allow_header_conformance,
    content_type_conformance,
    ensure_resource_availability,
    ignored_auth,
    missing_required_header,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
    use_after_free,
)

from agri.api.app import build_app, open_desk
from agri.settings import Env, Settings
from tests.places import FakeClock, token_of
from tests.postgres import fresh_city

# All but one: what a schema cannot know (which places there are, which months are due) is refused with 400 or
# 422, and `positive_data_acceptance` takes that for a fault.
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    allow_header_conformance,
    ensure_resource_availability,
    ignored_auth,
    missing_required_header,
    negative_data_rejection,
    unsupported_method,
    use_after_free,
]
# One bad item never fails the others: its fault is told in its own result, under a 200 for the whole.
PER_ITEM = {"post_sync": negative_data_rejection}
# What is computed takes its time with its replications.
FEWEST = {"post_projection": 5, "post_release": 5, "post_scenario_comparison": 5, "post_search": 32}
# Signing oneself out or closing one's own account ends the run; both have their own tests.
ENDING = ["delete_session", "delete_device", "patch_user"]


@asynccontextmanager
async def _no_lifespan(_: FastAPI) -> AsyncIterator[None]:
    yield


@dataclass(frozen=True)
class Effort:
    """How many requests each operation gets, on which database."""

    database: str
    examples: int


@dataclass(frozen=True)
class Fuzzed:
    """The app's description, loaded from the app itself, and how many requests it gets."""

    schema: Any
    examples: int


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(Effort("sqlite", 15), marks=pytest.mark.slow, id="short"),
        pytest.param(Effort("sqlite", 300), marks=pytest.mark.soak, id="long"),
        pytest.param(Effort("postgresql", 300), marks=pytest.mark.soak, id="long-postgresql"),
    ],
)
def fuzzed(
    request: pytest.FixtureRequest, city_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Fuzzed]:
    """The app on a database of its own."""
    effort: Effort = request.param
    if effort.database == "postgresql":
        with fresh_city(request.getfixturevalue("postgres")) as address:
            yield from _fuzzed(address, effort)
        return
    path = tmp_path_factory.mktemp("fuzz") / "agri.db"
    copyfile(city_file, path)
    yield from _fuzzed(f"sqlite:///{path}", effort)


def _fuzzed(address: str, effort: Effort) -> Iterator[Fuzzed]:
    clock = FakeClock()
    desk = open_desk(
        Settings(env=Env.DEV, database_url=address, requests_per_minute=10**9), clock=clock, wall_clock=clock
    )
    app = build_app(desk)
    # Schemathesis starts and ends the app for each request; the desk outlives them here.
    app.router.lifespan_context = _no_lifespan
    yield Fuzzed(schemathesis.openapi.from_asgi("/api/v1/openapi.json", app), effort.examples)
    desk.close()


TOKENS = {name: token_of(name) for name in ("reporter", "reviewer", "committee", "operator")}
OPERATIONS = sorted(
    operation["operationId"]
    for methods in json.loads(Path(__file__).with_name("openapi.json").read_text("utf-8"))["paths"].values()
    for operation in methods.values()
)


@pytest.mark.parametrize("operation_id", [name for name in OPERATIONS if name not in ENDING])
def test_no_request_breaks_the_api(fuzzed: Fuzzed, operation_id: str) -> None:
    operation = fuzzed.schema.find_operation_by_id(operation_id)
    modes = st.one_of(
        operation.as_strategy(generation_mode=GenerationMode.POSITIVE),
        operation.as_strategy(generation_mode=GenerationMode.NEGATIVE),
    )

    @seed(20190905)
    @settings(
        max_examples=fuzzed.examples,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    @given(case=modes, role=st.sampled_from(sorted(TOKENS)))
    def fuzz(case: Any, role: str) -> None:
        if isinstance(case.body, dict) and operation_id in FEWEST:
            fewest = FEWEST[operation_id]
            replications = case.body.setdefault("replications", fewest)
            # As long as it is a number in bounds, a small one asks the same of the door.
            case.body["replications"] = (
                min(replications, fewest) if type(replications) is int else replications
            )
        response = case.call(headers={"Authorization": f"Bearer {TOKENS[role]}"})
        checks = [one for one in CHECKS if one is not PER_ITEM.get(operation_id)]
        case.validate_response(response, checks=checks)

    fuzz()
