"""Every failure leaves in one shape, whoever raised it."""

import ast
import re
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

import agri.api
from agri.api.dependencies import Desk
from agri.api.http.problems import problems, then, tree
from agri.api.http.validation_messages import body_faults
from agri.errors import NotAllowed, PeriodClosed, StaleRevision
from tests.api.conftest import Caller, client_of
from tests.api.revisions import path, revision
from tests.some import some

MEMBERS = {"type", "title", "title_zh", "status", "detail", "detail_zh", "instance", "then"}
DOCUMENT = Path(__file__).parents[2] / "docs" / "problems.md"


@pytest.fixture
def database() -> str:
    """The shape of a refusal does not depend on the database."""
    return "sqlite"


def check(answer: httpx.Response, status: int, slug: str) -> dict[str, object]:
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert set(problem) >= MEMBERS
    assert problem["type"] == f"/problems/{slug}"
    assert problem["status"] == status
    assert problem["then"] == then(status)
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-request-id"]
    return problem


class TestErrorShape:
    async def test_nobody(self, client: httpx.AsyncClient):
        check(await client.get("/api/v1/me"), 401, "not-signed-in")

    async def test_not_you(self, province: Caller):
        check(await province.put(path(), json=revision()), 403, "not-allowed")

    @pytest.mark.parametrize("where", ["/api/v1/nowhere", "/api", "/api/", "/api/v2/me", "/assets/gone.js"])
    async def test_no_such_address(self, client: httpx.AsyncClient, where: str):
        check(await client.get(where), 404, "not-found")

    async def test_no_such_method_keeps_its_allow_header(self, reporter: Caller):
        answer = await reporter.delete("/forms")
        check(answer, 405, "no-such-method")
        assert answer.headers["allow"] == "GET"

    async def test_a_write_to_a_page_is_no_address(self, client: httpx.AsyncClient):
        check(await client.post("/overview", json={}), 404, "not-found")

    @pytest.mark.parametrize("member", ["answers", "known_by"])
    async def test_a_name_that_is_none(self, reporter: Caller, member: str):
        problem = check(
            await reporter.put(path(), json=revision(**{member: {"氮肥 ": "estimate"}})), 422, "invalid"
        )
        assert [(one["pointer"], one["code"]) for one in some(problem["errors"])] == [
            (f"/{member}/氮肥 /[key]", "bad-format")
        ]

    def test_every_fault_of_our_own_has_words_that_ask_for_nothing(self):
        raised = {
            node.args[0].value
            for file in (Path(agri.api.__file__).parent).rglob("*.py")
            for node in ast.walk(ast.parse(file.read_text("utf-8")))
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "PydanticCustomError"
        }
        for kind in some(sorted(raised)):
            found = body_faults([{"type": kind, "loc": ("body", "x"), "msg": "", "input": 1}])
            assert found[0].code != "bad-value", kind

    async def test_a_body_above_the_limit(self, reporter: Caller):
        answer = await reporter.put(path(), content=b"[" + b"1," * 1_100_000 + b"1]")
        check(answer, 413, "too-large")

    async def test_a_body_above_the_limit_that_does_not_say_how_long_it_is(self, reporter: Caller):
        async def endless():
            for _ in range(60):
                yield b" " * 50_000

        answer = await reporter.put(path(), content=endless(), headers={"Content-Type": "application/json"})
        check(answer, 413, "too-large")

    async def test_a_fault_of_ours_shows_no_traceback_and_names_an_instance(self, own_app: FastAPI):
        @own_app.get("/api/v1/broken")
        def broken() -> None:
            raise ZeroDivisionError("secret inside")

        async with client_of(own_app) as client:
            answer = await client.get("/api/v1/broken")
        problem = check(answer, 500, "unexpected")
        assert "secret" not in answer.text
        assert answer.headers["x-request-id"] in str(problem["instance"])
        assert answer.headers["x-request-id"] in str(problem["detail_zh"])

    async def test_an_asking_person_is_slowed_down(self, desk: Desk, reporter: Caller):
        desk.allowance._capacity = 3.0
        answers = [await reporter.get("/me") for _ in range(5)]
        check(answers[-1], 429, "too-many")
        assert answers[-1].headers["retry-after"] == "5"


class TestTree:
    def test_every_type_is_documented_and_every_documented_type_exists(self):
        documented = re.findall(r"^### `/problems/([a-z-]+)` · (\d+)", DOCUMENT.read_text("utf-8"), re.M)
        assert sorted(documented) == sorted((kind.slug, str(kind.status)) for kind in tree())

    def test_the_document_says_what_the_sender_does(self):
        text = DOCUMENT.read_text("utf-8")
        for kind in some(tree()):
            section = text.split(f"### `/problems/{kind.slug}`")[1].split("###")[0]
            assert f"`{then(kind.status)}`" in section
            assert kind.title in section
            assert kind.title_zh in section

    def test_slugs_are_unique(self):
        slugs = [kind.slug for kind in tree()]
        assert len(slugs) == len(set(slugs))

    def test_refusals_of_one_status_share_an_openapi_answer(self):
        answers = problems(StaleRevision, PeriodClosed, NotAllowed)
        assert set(answers) == {409, 403}
        assert "stale-revision" in answers[409]["description"]
        assert "period-closed" in answers[409]["description"]
