"""Everything that an address names, aimed from another city: made from the API's own description.

An operation with a parameter in its path that has no thing of the second city here fails the test.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI
from sqlmodel import Session

from agri.api.dependencies import Desk
from agri.services.outlook.job_queue import open_job
from agri.terms import JobKind
from tests.api.conftest import Caller
from tests.api.operations import ELEMENT, FIGURE, OPERATIONS
from tests.api.revisions import VALUES, put, revision
from tests.api.test_photos import JPEG, PACKAGING
from tests.api.test_photos import send as send_photo
from tests.api.test_superior_workbooks import MAP, sent
from tests.form_versions import NEXT
from tests.places import NOW
from tests.second_city import SECOND, SECOND_TOWNSHIP, add_second_city, b_person_id, b_token_of
from tests.some import some

OWN_ROLES = ("reporter", "neighbour", "reviewer", "committee", "department")
REFUSED = {403, 404}
# What names nothing of a city by its parameter: its own device, a code at the door, the own city's year or
# month; and what a paper may be asked by anybody.
NOT_OF_A_CITY = {
    "get_template",
    "delete_device",
    "post_enrolment_by_path",
    "post_year_closure",
    "get_month_workbook",
    "get_genuine",
    "post_year_reopening",
}
# A place of the other city in a payload or address of a form is no place of the own plan.
AS_UNKNOWN_PLACE = {"put_revision": {403, 404, 409, 422}, "put_trial": {403, 404}}
BODIES: dict[str, Any] = {
    "post_city_question": {"text": "?"},
    "post_question": {"text": "?"},
    "post_question_answer": {"text": "x"},
    "post_resolution": {"act": "dismissed", "reason": "x"},
    "post_answer": {"text": "x"},
    "post_detection_answer": {"text": "x"},
    "post_decision": {"kind": "accepted"},
    "post_comment": {"text": "x"},
    "post_filing": {"filer": SECOND, "state": "done"},
    "post_task_figure": FIGURE,
    "post_progress": {"state": "under_way"},
    "patch_user": {"is_active": False},
    "put_unit_end": {"until": "2019-08-01"},
    "put_trial": {"form_version": NEXT, "values": {}},
    "put_revision": revision(org_unit=SECOND_TOWNSHIP),
}


@dataclass(frozen=True)
class ById:
    """One operation of the description, its path filled with things of the second city."""

    name: str
    method: str
    path: str

    def request(self) -> dict[str, Any]:
        if self.name == "put_photo":
            query = {"section": "packaging", "digest": "0" * 64, "size": 20, "offset": 0}
            return {"params": query, "content": JPEG[:4], "headers": {"Content-Type": "image/jpeg"}}
        return {"json": BODIES[self.name]} if self.name in BODIES else {}


@pytest.fixture
async def second(client: httpx.AsyncClient, callers: dict[str, Caller], desk: Desk) -> dict[str, Caller]:
    del callers
    add_second_city(desk.engine)
    return {
        name: Caller(client, b_token_of(f"b_{name}"))
        for name in ("reporter", "neighbour", "reviewer", "committee")
    }


@pytest.fixture
async def things(second: dict[str, Caller], callers: dict[str, Caller], desk: Desk) -> dict[str, str]:
    """What the second city has, by what a parameter of a path names; a more exact key says of what."""
    committee, reporter = second["committee"], second["reporter"]
    received = (await put(reporter, **PACKAGING, org_unit=SECOND_TOWNSHIP)).json()
    photo = str(uuid4())
    assert (await send_photo(reporter, received, JPEG, photo_id=photo)).status_code in {200, 201}
    await put(reporter, org_unit=SECOND_TOWNSHIP)
    other = await put(reporter, org_unit=SECOND_TOWNSHIP, values=VALUES | {"samples_taken": 8})
    assert other.status_code == 409, other.text
    kept = (await committee.post("/scenarios", json={"name": "x", "measures": []})).json()["id"]
    view = await committee.post("/table-views", json={"name": "x", "view": {"elements": [ELEMENT]}})
    assert view.status_code == 201, view.text
    comparison = {"scenario": kept, "replications": 2}
    release = await committee.post("/releases", json={"period": "2019-08", "replications": 2})
    assert release.status_code == 201, release.text
    asked = await callers["province"].post(
        f"/cities/{SECOND}/releases/2019-08/1/questions", json={"text": "?"}
    )
    assert asked.status_code == 201, asked.text
    with Session(desk.engine) as session, session.begin():
        payload = {
            "city": SECOND,
            "period": "2019-07",
            "seed": 1,
            "replications": 2,
            "include_findings": False,
        }
        by = b_person_id("b_committee")
        job = open_job(session, JobKind.RELEASE, uuid4(), asked_by=by, now=NOW, payload=payload).id
    workbook = await committee.post("/superior-workbooks?name=x", **sent(MAP))
    assert workbook.status_code == 201, workbook.text
    tasks = (await committee.get("/tasks")).json()["tasks"]
    unit = {"org_unit": SECOND_TOWNSHIP, "kind": "dealer", "title": "惠民农资", "since": None}
    opened = await committee.post("/reporting-units", json=unit)
    assert opened.status_code == 201, opened.text
    sheet = f"org_unit,period,recovered_kg,disposed_kg\n{SECOND_TOWNSHIP},2019-06,5,5\n".encode()
    imported = await second["reviewer"].post("/imports", files=[("files", ("packaging.csv", sheet))])
    assert imported.status_code == 201, imported.text
    return {
        "detection_id": "0" * 24,  # nothing is asked of so young a record
        "import_id": imported.json()["id"],
        "code": opened.json()["code"],
        "city": SECOND,
        "period": "2019-08",
        "edition": "1",
        "export_format": "csv",
        "document_format": "docx",
        "kind": "monthly",
        "year": "2019",
        "number": "1",
        "report_id": received["report_id"],
        "revision_id": received["revision_id"],
        "name": "forms/06-packaging.toml",
        "view_id": view.json()["id"],
        "workbook_id": workbook.json()["id"],
        "scenario_id": kept,
        "photo_id": photo,
        "conflict_id": other.json()["receipt"]["revision_id"],
        "finding_id": f"{received['revision_id']}:no-such-code",
        "form": "packaging",
        "org_unit": SECOND_TOWNSHIP,
        "task_id": f"{SECOND}%2F{tasks[0]['id']}",
        "user_id": str(b_person_id("b_reporter")),
        "projections/question_id": (await committee.post("/projections", json={"replications": 2})).json()[
            "id"
        ],
        "searches/question_id": (await committee.post("/searches", json={"replications": 32})).json()["id"],
        "comparisons/question_id": (await committee.post("/comparisons", json=comparison)).json()["id"],
        "release-jobs/question_id": str(job),
        "release-questions/question_id": asked.json()["id"],
    }


def by_id(app: FastAPI, things: dict[str, str]) -> Iterator[ById]:
    for path, methods in app.openapi()["paths"].items():
        short = path.removeprefix("/api/v1")
        for method, operation in methods.items():
            if "{" in short and operation["operationId"] not in NOT_OF_A_CITY:
                yield ById(operation["operationId"], method.upper(), filled(short, things))


def filled(path: str, things: dict[str, str]) -> str:
    kind = path.split("/")[1]
    return re.sub(r"\{(\w+)\}", lambda m: things.get(f"{kind}/{m[1]}") or things[m[1]], path)


async def test_each_thing_of_another_city_is_refused(
    app: FastAPI, callers: dict[str, Caller], things: dict[str, str]
) -> None:
    aims = 0
    for one in some(list(by_id(app, things))):
        for role in some(OWN_ROLES):
            answer = await callers[role].request(one.method, one.path, **one.request())
            allowed = AS_UNKNOWN_PLACE.get(one.name, REFUSED)
            assert answer.status_code in allowed, (one, role, answer.status_code, answer.text)
            aims += 1
    assert aims > 150


async def test_each_is_there_for_its_own_city(
    app: FastAPI, second: dict[str, Caller], things: dict[str, str]
) -> None:
    """So that what the others are refused is no thing that is not there at all."""
    roles = {operation.name: operation.roles for operation in OPERATIONS}
    seen = set()
    for one in some(list(by_id(app, things))):
        readers = [second[role] for role in ("committee", "reviewer", "reporter") if role in roles[one.name]]
        if one.method != "GET" or not readers or one.path.endswith("/events"):
            continue
        if one.name in {"get_release", "get_export", "get_document", "get_diff", "get_questions"}:
            continue  # a number without a city is the first city's
        answer = await readers[0].get(one.path.replace(f"{SECOND}%2F", ""))  # within the own city by its name
        assert answer.status_code == 200, (one, answer.text)
        seen.add(one.name)
    assert {"get_photo", "get_release_job", "get_city_questions", "get_progress", "get_comparison"} <= seen
