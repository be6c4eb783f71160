"""Two cities in one database: nobody of one sees or makes anything of the other, through any door."""

import json
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlmodel import Session

from agri.api.dependencies import Desk
from agri.errors import NotFound
from agri.models import Person
from agri.services.access.permissions import actor_of
from agri.services.figures.tasks import Advance, advance_task
from agri.services.office.task_filings import file_task
from agri.services.publish.verify import verify
from tests.api.conftest import Caller
from tests.api.operations import OPERATIONS, Operation, Request, World
from tests.api.revisions import put
from tests.api.test_permissions import LET_THROUGH, send
from tests.places import CITY, COUNTY, NOW, TOWNSHIP, person_id
from tests.second_city import (
    SECOND,
    SECOND_COUNTY,
    SECOND_TOWNSHIP,
    add_second_city,
    b_person_id,
    b_token_of,
    moved,
    second_package,
)
from tests.some import some

OWN_ROLES = ("reporter", "reviewer", "committee")
REFUSED = {403, 404}
# A code of the other city in a payload is no place of the own plan: refused as a fault of the payload.
OF_FIELD = {"post_scenario": 422}


@pytest.fixture
async def second(client: httpx.AsyncClient, callers: dict[str, Caller], desk: Desk) -> dict[str, Caller]:
    """The people of the second city, which came after the first."""
    del callers
    add_second_city(desk.engine)
    names = ("b_reporter", "b_neighbour", "b_far_reporter", "b_reviewer", "b_committee")
    return {name.removeprefix("b_"): Caller(client, b_token_of(name)) for name in names}


@pytest.fixture
async def there(second: dict[str, Caller]) -> dict[str, Any]:
    """What the second city has: a report, a scenario, a projection, a search, a comparison, a release."""
    committee = second["committee"]
    receipt = (await put(second["reporter"], org_unit=SECOND_TOWNSHIP)).json()
    decided = await second["reviewer"].post(
        f"/revisions/{receipt['revision_id']}/decisions", json={"kind": "accepted"}
    )
    assert decided.status_code == 201, decided.text
    kept = (await committee.post("/scenarios", json={"name": "x", "measures": []})).json()
    projection = (await committee.post("/projections", json={"replications": 2})).json()
    search = (await committee.post("/searches", json={"replications": 32})).json()
    comparison = (
        await committee.post("/comparisons", json={"scenario": kept["id"], "replications": 2})
    ).json()
    release = await committee.post("/releases", json={"period": "2019-08", "replications": 2})
    assert release.status_code == 201, release.text
    assert release.json()["number"] == f"{SECOND}/2019-08/1"
    return {
        "report": receipt["report_id"],
        "revision": receipt["revision_id"],
        "scenario": kept["id"],
        "projections": projection["id"],
        "searches": search["id"],
        "comparisons": comparison["id"],
    }


def aimed(operation: Operation, world: World, things: dict[str, Any]) -> list[Request]:
    """Return the requests that aim an operation at something of the second city; none where it has no aim."""
    request = operation.ask(world)
    if operation.name in {"patch_user", "post_user_enrolment", "get_user_devices"}:
        own_id = request.path.split("/")[2]
        return [replace(request, path=request.path.replace(own_id, str(b_person_id("b_reporter"))))]
    if operation.ask_of is not None:
        return [operation.ask_of(world, place) for place in (SECOND_TOWNSHIP, SECOND_COUNTY, SECOND)]
    measure = {"resource": "extension_staff", "place": SECOND, "amount": 1, "starts_on": "2019-10-01"}
    questions = {"scenario": things["scenario"], "replications": 2}
    bodies = {
        "post_scenario": {"name": "x", "measures": [measure]},
        "post_projection": questions,
        "post_scenario_comparison": questions,
    }
    paths = {
        "get_photo": f"/reports/{things['report']}/photos/{uuid4()}",
        "get_city_release": f"/cities/{SECOND}/releases/2019-08/1",
        "get_city_export": f"/cities/{SECOND}/releases/2019-08/1/export.csv",
        "get_org_units": f"/org-units?city={SECOND}",
        "get_forms": f"/forms?city={SECOND}",
        "get_plan": f"/plan?city={SECOND}",
        "get_definitions": f"/definitions?city={SECOND}",
        "get_progress": f"/tasks/{SECOND}%2F{world.task}/progress",
        "post_progress": f"/tasks/{SECOND}%2F{world.task}/progress",
    }
    kind, _, rest = request.path.removeprefix("/").partition("/")
    if kind in {"projections", "searches", "comparisons"} and rest:
        paths[operation.name] = "/".join(["", kind, things[kind], *rest.split("/")[1:]])
    if operation.name in bodies:
        return [replace(request, json=bodies[operation.name])]
    return [replace(request, path=paths[operation.name])] if operation.name in paths else []


class TestEveryOperation:
    async def test_nothing_of_the_other_city_is_there(
        self, callers: dict[str, Caller], second: dict[str, Caller], there: dict[str, Any]
    ) -> None:
        tasks = (await callers["committee"].get("/tasks")).json()["tasks"]
        place = {SECOND_TOWNSHIP: there["report"]}, {SECOND_TOWNSHIP: there["revision"]}
        world = World(place[1], place[0], tasks[0]["id"])
        aims = 0
        for operation in OPERATIONS:
            for request in aimed(operation, world, there):
                for role in some(OWN_ROLES):
                    answer = await send(callers[role], request)
                    expected = {OF_FIELD.get(operation.name, 404), *REFUSED}
                    assert answer.status_code in expected, (operation.name, role, request, answer.text)
                    aims += 1
        assert aims > 100

    async def test_each_goes_on_in_its_own_city(
        self, callers: dict[str, Caller], second: dict[str, Caller]
    ) -> None:
        looks = 0
        for operation in OPERATIONS:
            if operation.name in {"delete_session", "put_password", "post_search", "post_release"}:
                continue
            for name, caller in second.items():
                if name not in operation.roles or name not in OWN_ROLES:
                    continue
                world = World({}, {}, "none")
                if operation.ask_of is None:
                    request = operation.ask(world)
                    if f"/{CITY}/" in request.path:
                        continue
                else:
                    request = operation.ask_of(world, SECOND_TOWNSHIP)
                answer = await send(caller, request)
                assert answer.status_code in LET_THROUGH | {422}, (operation.name, name, answer.text)
                looks += 1
        assert looks > 60


LISTS = (
    "/org-units",
    "/cities",
    "/forms",
    "/plan",
    "/due",
    "/reports",
    "/findings",
    "/conflicts",
    "/closures?period=2019-08",
    "/spot-checks",
    "/assessments",
    "/indicators?is_whole=true",
    "/completeness?is_whole=true",
    "/chance-history",
    "/reminders",
    "/today",
    "/tasks",
    "/scenarios",
    "/measures",
    "/releases",
    "/definitions",
    "/users",
    "/audit?limit=1000",
    "/decisions/marked",
    "/detections",
    "/acceptances",
)


def names_of(document: object, is_foreign: Callable[[str], bool]) -> list[str]:
    """Return every text in a document that names something foreign."""
    if isinstance(document, dict):
        pairs = [*document.keys(), *document.values()]
        return [name for one in pairs for name in names_of(one, is_foreign)]
    if isinstance(document, list):
        return [name for one in document for name in names_of(one, is_foreign)]
    return [document] if isinstance(document, str) and is_foreign(document) else []


class TestEveryList:
    async def test_a_list_of_one_city_names_nothing_of_the_other(
        self, callers: dict[str, Caller], second: dict[str, Caller], there: dict[str, Any]
    ) -> None:
        await put(callers["reporter"])
        await callers["committee"].post("/scenarios", json={"name": "ours", "measures": []})
        ids = {*there.values(), *(str(b_person_id(f"b_{name}")) for name in second)}
        looked_at = 0
        for path in LISTS:
            for city, people, other in ((CITY, callers, SECOND), (SECOND, second, CITY)):
                for role in OWN_ROLES:
                    answer = await people[role].get(path)
                    if answer.status_code == 403:
                        continue
                    assert answer.status_code == 200, (path, city, role, answer.text)

                    def is_foreign(text: str, *, own: str = city, foreign: str = other) -> bool:
                        is_code = text.startswith(foreign) and text[4:5] in {"", "/", *"0123456789"}
                        return (is_code and text[:9].isdigit()) or (own == CITY and text in ids)

                    assert not names_of(answer.json(), is_foreign), (path, city, role)
                    looked_at += 1
        assert looked_at > 2 * len(LISTS)

    async def test_equal_scenarios_are_each_citys_own(
        self, callers: dict[str, Caller], second: dict[str, Caller]
    ) -> None:
        kept = [
            (await people["committee"].post("/scenarios", json={"name": "x", "measures": []})).json()["id"]
            for people in (callers, second)
        ]
        assert kept[0] != kept[1]
        for people, own in ((callers, kept[0]), (second, kept[1])):
            found = (await people["committee"].get("/scenarios")).json()["scenarios"]
            assert [one["id"] for one in found] == [own]

    async def test_a_batch_of_decisions_and_reports_is_refused_one_by_one(
        self, callers: dict[str, Caller], second: dict[str, Caller], there: dict[str, Any]
    ) -> None:
        body = {"decisions": [{"revision_id": there["revision"], "kind": "returned", "reason": "x"}]}
        answer = await callers["committee"].post("/decisions", json=body)
        [outcome] = answer.json()["results"]
        assert outcome["decision"] is None
        assert outcome["problem"]["status"] == 404
        foreign = await put(callers["reporter"], org_unit=SECOND_TOWNSHIP)
        assert foreign.status_code == 403

    async def test_the_ledger_is_each_citys_own(
        self, callers: dict[str, Caller], second: dict[str, Caller]
    ) -> None:
        said = {"state": "under_way", "note": "theirs"}
        task = (await second["committee"].get("/tasks")).json()["tasks"][0]["id"]
        assert (await second["committee"].post(f"/tasks/{task}/progress", json=said)).status_code == 201
        there = (await second["committee"].get(f"/tasks/{task}/progress")).json()["progress"]
        here = (await callers["committee"].get(f"/tasks/{task}/progress")).json()["progress"]
        assert [one["note"] for one in there] == ["theirs"]
        assert [one["task_id"] for one in there] == [task]
        assert here == []

    async def test_nobody_files_a_task_of_another_city(
        self, callers: dict[str, Caller], second: dict[str, Caller], desk: Desk
    ) -> None:
        filings = (await second["committee"].get("/tasks/filings")).json()["filings"]
        filing = next(one for one in filings if not one["filer"].isdigit())  # both cities have such a unit
        foreign = f"{SECOND}/{filing['task_id']}"
        with Session(desk.engine) as session:
            actor = actor_of(session.get_one(Person, person_id("committee")))
            for do in (
                partial(file_task, filer=filing["filer"], state=Advance.DONE, note=None),
                partial(advance_task, state=Advance.UNDER_WAY, note="x", value=None, evidence=None),
            ):
                with pytest.raises(NotFound):
                    do(session, actor, foreign, now=NOW)


class TestReleases:
    async def test_old_addresses_mean_the_first_city_for_ever(
        self, callers: dict[str, Caller], second: dict[str, Caller], there: dict[str, Any]
    ) -> None:
        first = await callers["committee"].get("/releases/2019-08/1")
        assert first.status_code == 404  # the second city's release has not taken the number
        made = await callers["committee"].post("/releases", json={"period": "2019-08", "replications": 2})
        assert made.json()["number"] == "2019-08/1"
        for path in ("/releases/2019-08/1", f"/cities/{CITY}/releases/2019-08/1"):
            found = await callers["committee"].get(path)
            assert found.json()["digest"] == made.json()["digest"]
            assert (await second["committee"].get(path)).status_code == 404
        own = await second["committee"].get(f"/cities/{SECOND}/releases/2019-08/1/export.json")
        assert own.status_code == 200
        assert f"{SECOND}-2019-08-1.json" in own.headers["content-disposition"]
        assert TOWNSHIP not in own.text
        assert COUNTY not in own.text

    async def test_the_province_sees_all(
        self, callers: dict[str, Caller], second: dict[str, Caller], there: dict[str, Any]
    ) -> None:
        await callers["committee"].post("/releases", json={"period": "2019-08", "replications": 2})
        province = callers["province"]
        numbers = [one["number"] for one in (await province.get("/releases")).json()["releases"]]
        assert sorted(numbers) == ["2019-08/1", f"{SECOND}/2019-08/1"]
        assert (await province.get(f"/cities/{SECOND}/releases/2019-08/1")).status_code == 200
        cities = (await province.get("/cities")).json()["cities"]
        assert [one["code"] for one in cities] == [CITY, SECOND]
        for city in (CITY, SECOND):
            plan = (await province.get(f"/plan?city={city}")).json()
            assert plan["city"] == city
        assert (await province.get("/plan")).status_code == 200  # an old page names none

    async def test_the_operator_keeps_the_accounts_of_all(
        self, callers: dict[str, Caller], second: dict[str, Caller]
    ) -> None:
        people = (await callers["operator"].get("/users")).json()["users"]
        assert {SECOND_TOWNSHIP, TOWNSHIP} <= {one["org_unit"] for one in people}
        acts = (await callers["operator"].get("/audit?limit=1000")).json()["links"]
        assert any(one["subject"] == SECOND for one in acts)

    async def test_no_single_city_lets_somebody_in_as_the_province(
        self, callers: dict[str, Caller], second: dict[str, Caller]
    ) -> None:
        body = {"name": "leak", "display_name": "x", "role": "province", "org_unit": "41"}
        for people in (callers, second):
            answer = await people["committee"].post("/users", json=body)
            assert answer.status_code in {403, 422}, answer.text
            listed = (await people["committee"].get("/users")).json()["users"]
            assert "41" not in {one["org_unit"] for one in listed}


class TestForms:
    async def test_a_form_of_one_city_never_reaches_the_others_phone(
        self, callers: dict[str, Caller], desk: Desk, client: httpx.AsyncClient
    ) -> None:
        element = '{ code = "recovered_kg", title'
        fresh = (
            '{ code = "burned_kg", title = { zh = "焚烧", en = "Burned" }, unit = "kg", maximum = 9 },\n    '
        )
        files = second_package()
        name = next(one for one in files.names() if "packaging" in one)
        changed = second_package(**{name.partition(".")[0]: (element, fresh + element)})
        assert changed.read(name) != files.read(name)
        add_second_city(desk.engine, changed)
        reporter = Caller(client, b_token_of("b_reporter"))
        for caller, is_asked in ((callers["reporter"], False), (reporter, True)):
            text = (await caller.get("/forms")).text
            assert ("burned_kg" in text) == is_asked
            assert (await caller.get("/due")).status_code == 200
        received = await put(reporter, org_unit=moved(TOWNSHIP))
        assert received.status_code == 201, received.text
        with Session(desk.engine) as session:
            found = verify(session)
        assert found.is_sound, found.broken
        assert json.loads(received.text)["state"] == "received"
