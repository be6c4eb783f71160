"""What a broken phone or a hostile hand sends: a stable type, the place of each fault, nothing stored."""

import gzip
import json
import re
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import func, select
from sqlmodel import Session

from agri.api.dependencies import Desk
from agri.models import Audit, ContestedRevision, Report, Revision
from tests.api.conftest import Caller
from tests.api.revisions import VALUES, path, revision
from tests.form_versions import version_of


@pytest.fixture
def database() -> str:
    """What is refused at the door never meets the database."""
    return "sqlite"


def rows(desk: Desk) -> tuple[int, ...]:
    with Session(desk.engine) as session:
        return tuple(
            session.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (Report, Revision, ContestedRevision, Audit)
        )


async def refused(reporter: Caller, desk: Desk, body: Any) -> httpx.Response:
    """Send a body and make sure that it left no trace."""
    before = rows(desk)
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    answer = await reporter.put(path(), content=content, headers={"Content-Type": "application/json"})
    assert rows(desk) == before
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == answer.status_code
    for words in (problem, *problem.get("errors", [])):
        assert words["detail"]
        assert any("一" <= letter <= "鿿" for letter in words["detail_zh"])
    return answer


def faults(answer: httpx.Response) -> list[tuple[str, str]]:
    assert answer.status_code == 422
    assert answer.json()["type"] == "/problems/invalid"
    return [(fault["pointer"], fault["code"]) for fault in answer.json()["errors"]]


class TestNames:
    async def test_an_unknown_org_unit(self, reporter: Caller, desk: Desk):
        answer = await refused(reporter, desk, revision(org_unit="410191199"))
        assert faults(answer) == [("/org_unit", "unknown-org-unit")]

    async def test_an_unknown_form(self, reporter: Caller, desk: Desk):
        assert faults(await refused(reporter, desk, revision(form="harvest"))) == [("/form", "unknown-form")]

    async def test_an_unknown_version_of_a_form(self, reporter: Caller, desk: Desk):
        answer = await refused(reporter, desk, revision(form_version=version_of("packaging") + 6))
        assert faults(answer) == [("/form_version", "unknown-version")]

    @pytest.mark.parametrize("period", ["2019-13", "201909", "September", "2019-9", "2019-09-01"])
    async def test_an_unknown_period(self, reporter: Caller, desk: Desk, period: str):
        answer = await refused(reporter, desk, revision(period=period))
        assert faults(answer) == [("/period", "unknown-period")]

    async def test_several_unknown_names_are_all_named(self, reporter: Caller, desk: Desk):
        answer = await refused(reporter, desk, revision(org_unit="99", form="harvest", period="now"))
        assert {pointer for pointer, _ in faults(answer)} == {"/org_unit", "/form", "/period"}

    async def test_a_future_period(self, reporter: Caller, desk: Desk):
        answer = await refused(reporter, desk, revision(period="2019-10"))
        assert faults(answer) == [("/period", "future-period")]

    async def test_a_month_in_which_the_form_is_not_asked(self, reporter: Caller, desk: Desk):
        answer = await refused(reporter, desk, revision(period="2019-08", values={"samples_taken": None}))
        assert faults(answer) == [("/period", "not-due")]


class TestNumbers:
    @pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e400"])
    async def test_what_is_not_finite(self, reporter: Caller, desk: Desk, number: str):
        body = json.dumps(revision()).replace('"samples_taken": 6', f'"samples_taken": {number}').encode()
        [(pointer, _)] = faults(await refused(reporter, desk, body))
        assert pointer == "/values/samples_taken"

    @pytest.mark.parametrize("value", ["6", "six", "", True, [6], {"value": 6}])
    async def test_what_is_no_number(self, reporter: Caller, desk: Desk, value: object):
        answer = await refused(reporter, desk, revision(values=VALUES | {"samples_taken": value}))
        assert [pointer for pointer, _ in faults(answer)] == ["/values/samples_taken"]

    @pytest.mark.parametrize("value", [-1, -0.5, 10**400, 1.5])
    async def test_what_is_out_of_bounds_or_no_count(self, reporter: Caller, desk: Desk, value: float):
        answer = await refused(reporter, desk, revision(values=VALUES | {"samples_taken": value}))
        assert {pointer for pointer, _ in faults(answer)} == {"/values/samples_taken"}

    async def test_a_negative_area(self, reporter: Caller, desk: Desk):
        answer = await refused(reporter, desk, revision(values=VALUES | {"other_formula_area_mu": -20}))
        assert faults(answer) == [("/values/other_formula_area_mu", "below-minimum")]

    async def test_every_fault_is_named_at_once(self, reporter: Caller, desk: Desk):
        values = {"samples_taken": -1, "samples_analysed": "six", "no_such_thing": 1}
        answer = await refused(reporter, desk, revision(values=values))
        assert {pointer for pointer, _ in faults(answer)} == {
            "/values/samples_taken",
            "/values/samples_analysed",
            "/values/no_such_thing",
        }


class TestShape:
    async def test_an_unknown_field(self, reporter: Caller, desk: Desk):
        answer = await refused(reporter, desk, revision(weather="sunny"))
        assert faults(answer) == [("/weather", "unknown-field")]

    async def test_an_unknown_data_element(self, reporter: Caller, desk: Desk):
        answer = await refused(reporter, desk, revision(values=VALUES | {"rice_mu": 3}))
        assert faults(answer) == [("/values/rice_mu", "unknown-data-element")]

    async def test_a_missing_field(self, reporter: Caller, desk: Desk):
        body = revision()
        del body["period"], body["form"]
        assert faults(await refused(reporter, desk, body)) == [("/form", "missing"), ("/period", "missing")]

    async def test_wrong_kinds_everywhere(self, reporter: Caller, desk: Desk):
        body = revision(
            form=1,
            form_version=str(version_of("packaging")),
            org_unit=None,
            supersedes=5,
            values=[],
            not_applicable="wheat",
        )
        found = dict(faults(await refused(reporter, desk, body)))
        assert found == {
            "/form": "not-text",
            "/form_version": "not-whole",
            "/org_unit": "not-text",
            "/supersedes": "not-text",
            "/values": "not-an-object",
            "/not_applicable": "not-a-list",
        }

    @pytest.mark.parametrize("body", [[], "text", 3, None, True])
    async def test_json_that_is_no_object(self, reporter: Caller, desk: Desk, body: object):
        answer = await refused(reporter, desk, body)
        assert answer.status_code == 422
        assert [fault["pointer"] for fault in answer.json()["errors"]] == [""]

    @pytest.mark.parametrize("reason", ["", "a\x00b", "a\x1bb", "\ud800"])
    async def test_text_that_cannot_be_kept(self, reporter: Caller, desk: Desk, reason: str):
        assert faults(await refused(reporter, desk, revision(reason=reason)))[0][0] == "/reason"

    async def test_half_a_character_as_a_name(self, reporter: Caller, desk: Desk):
        answer = await refused(reporter, desk, revision(values=VALUES | {"\ud800": 1}))
        assert answer.status_code == 422


class TestGivenTwice:
    async def test_a_key_given_twice_is_named_and_nothing_is_kept(self, reporter: Caller, desk: Desk):
        body = json.dumps(revision()).replace('"samples_taken": 6', '"samples_taken": 6, "samples_taken": 7')
        answer = await refused(reporter, desk, body.encode())
        assert faults(answer) == [("/values/samples_taken", "given-twice")]

    async def test_at_every_door(self, reporter: Caller, reviewer: Caller, client: httpx.AsyncClient):
        one = '{"name": "a", "name": "b", "password": "x"}'
        batch = '{"revisions": [{}, {"values": {"a": 1, "a": 2}}]}'
        check = '{"verified": 1, "period": "2019-07", "verified": 2}'
        doors = (
            (reporter, "POST", "/sync", batch, "/revisions/1/values/a"),
            (reviewer, "POST", "/spot-checks", check, "/verified"),
            (reviewer, "POST", "/users", one, "/name"),
            (reporter, "POST", "/sessions", one, "/name"),
        )
        for caller, method, where, body, pointer in doors:
            headers = {"Content-Type": "application/json"}
            answer = await caller.request(method, where, content=body.encode(), headers=headers)
            assert faults(answer) == [(pointer, "given-twice")], where

    async def test_who_may_not_do_it_is_told_that(self, reporter: Caller):
        headers = {"Content-Type": "application/json"}
        answer = await reporter.post("/spot-checks", content=b'{"form": 1, "form": 2}', headers=headers)
        assert answer.status_code == 403


class TestNotJson:
    @pytest.mark.parametrize(
        "body",
        [b"", b"{", b"values=6", b"\xff\xfe", b'{"a": 1}}', b"[" * 100_000, b'{"n": ' + b"9" * 5_000 + b"}"],
        ids=["empty", "half", "form", "not utf-8", "too much", "too deep", "too long a number"],
    )
    async def test_a_body_that_is_not_json(self, reporter: Caller, desk: Desk, body: bytes):
        answer = await refused(reporter, desk, body)
        assert answer.status_code == 400
        assert answer.json()["type"] == "/problems/not-json"

    @pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "nonsense"])
    async def test_a_body_that_does_not_say_it_is_json(self, reporter: Caller, desk: Desk, kind: str):
        before = rows(desk)
        answer = await reporter.put(
            path(), content=json.dumps(revision()).encode(), headers={"Content-Type": kind}
        )
        assert answer.json()["type"] == "/problems/not-json"
        assert rows(desk) == before


class TestNotForm:
    @pytest.mark.parametrize("where", ["/superior-workbooks?name=x", "/imports"])
    async def test_files_that_cannot_be_taken_apart(self, reviewer: Caller, where: str):
        for kind in ("multipart/form-data; boundary=other", "multipart/form-data"):
            answer = await reviewer.post(where, content=b"--one\r\n\r\nx", headers={"Content-Type": kind})
            assert (answer.status_code, answer.json()["type"]) == (400, "/problems/not-form")
            assert "multipart/form-data" in answer.json()["detail_zh"]


class TestBomb:
    async def test_a_compressed_body_is_never_unpacked(self, reporter: Caller, desk: Desk):
        before = rows(desk)
        bomb = gzip.compress(b" " * 50_000_000)
        assert len(bomb) < desk.settings.max_body_bytes
        answer = await reporter.put(
            path(), content=bomb, headers={"Content-Type": "application/json", "Content-Encoding": "gzip"}
        )
        assert answer.status_code == 400
        assert answer.json()["type"] == "/problems/not-json"
        assert rows(desk) == before


def kinds_of(schema: dict[str, Any]) -> set[str]:
    """Return the types that a parameter may have."""
    return {one.get("type", "") for one in (schema, *schema.get("anyOf", ()))}


class TestAddress:
    async def test_an_id_that_is_none(self, reporter: Caller, desk: Desk):
        before = rows(desk)
        answer = await reporter.put("/reports/7/revisions/8", json=revision())
        assert answer.status_code == 400
        assert answer.json()["type"] == "/problems/bad-parameter"
        pointers = [fault["pointer"] for fault in answer.json()["errors"]]
        assert pointers == ["/path/report_id", "/path/revision_id"]
        assert rows(desk) == before

    async def test_a_query_that_is_no_boolean(self, reporter: Caller):
        answer = await reporter.put(path() + "?dry_run=perhaps", json=revision())
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["pointer"] == "/query/dry_run"

    async def test_a_parameter_given_twice(self, reporter: Caller):
        answer = await reporter.get("/reports?limit=5&limit=6&period=2019-08")
        assert answer.status_code == 400
        assert answer.json()["type"] == "/problems/bad-parameter"
        assert [fault["pointer"] for fault in answer.json()["errors"]] == ["/query/limit"]

    async def test_a_parameter_of_what_a_route_depends_on_given_twice(self, committee: Caller):
        answer = await committee.get("/assessments?as_of=2019-09-01&as_of=2019-09-02")
        assert answer.status_code == 400
        assert [fault["pointer"] for fault in answer.json()["errors"]] == ["/query/as_of"]

    @pytest.mark.parametrize("sign", ["%00", "%1B", "a%00b"])
    async def test_no_text_in_an_address_holds_a_control_character(self, app: FastAPI, committee, sign: str):
        """Every parameter of every operation that is any text; PostgreSQL cannot compare one with NUL."""
        asked = 0
        for where, operations in app.openapi()["paths"].items():
            for method, operation in operations.items():
                for one in operation.get("parameters", ()):
                    if one["in"] == "header" or "string" not in kinds_of(one["schema"]):
                        continue
                    address = re.sub(
                        r"\{(\w+)\}", lambda m, name=one["name"]: sign if m[1] == name else "0", where
                    )
                    query = f"?{one['name']}={sign}" if one["in"] == "query" else ""
                    answer = await committee.request(method.upper(), address.removeprefix("/api/v1") + query)
                    assert answer.status_code == 400, (method, where, one["name"])
                    if method != "head":
                        pointers = [fault["pointer"] for fault in answer.json()["errors"]]
                        assert f"/{one['in']}/{one['name']}" in pointers
                    asked += 1
        assert asked > 30

    async def test_names_that_no_route_knows_are_nobody_s_fault(self, reporter: Caller):
        assert (await reporter.get("/reports?utm=1&utm=2")).status_code == 200
