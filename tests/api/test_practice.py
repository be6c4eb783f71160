"""The practice month over HTTP: tried like a report, read by those above, and no figure moves."""

from typing import Any

import pytest
from sqlmodel import Session

from agri.api.dependencies import Desk
from agri.services.reference.practice_month import end_practice, open_practice
from tests.api.conftest import Caller
from tests.api.revisions import put
from tests.drafts import changed_form, with_burned
from tests.form_versions import NEXT
from tests.places import CITY, COUNTY, FAR_TOWNSHIP, NEIGHBOUR, NOW, TOWNSHIP, person_id
from tests.second_city import SECOND, SECOND_TOWNSHIP, add_second_city, b_token_of, second_package
from tests.some import some

TRIAL = f"/practice/reports/packaging/{TOWNSHIP}/2019-08"
VALUES: dict[str, Any] = {"recovered_kg": 100, "burned_kg": None, "disposed_kg": 80}
# Everything that reads the record for people, phones and machines.
READ = (
    ("reporter", "/due"),
    ("reporter", "/forms"),
    ("reporter", "/reports"),
    ("reviewer", "/completeness"),
    ("reviewer", "/findings"),
    ("reviewer", "/reminders"),
    ("committee", "/completeness"),
    ("committee", "/assessments"),
    ("committee", "/indicators"),
    ("committee", "/plan"),
    ("committee", "/tasks"),
    ("committee", "/definitions"),
    ("committee", "/baselines?org_unit=4101&year=2019"),
    ("province", "/releases"),
)


def open_2019(desk: Desk) -> None:
    with Session(desk.engine) as session, session.begin():
        open_practice(session, changed_form(), 2019, month="2019-08", now=NOW)


@pytest.fixture
def practising(desk: Desk) -> None:
    open_2019(desk)


async def all_answers(callers: dict[str, Caller]) -> dict[tuple[str, str], Any]:
    found = {}
    for name, path in some(READ):
        answer = await callers[name].get(path)
        assert answer.status_code == 200, (path, answer.text)
        found[name, path] = answer.json()
    return found


async def test_nothing_is_open_at_first(reporter: Caller) -> None:
    answer = await reporter.get("/practice")
    assert (answer.status_code, answer.json()) == (200, None)
    assert (await reporter.put(TRIAL, json={"form_version": NEXT, "values": VALUES})).status_code == 404
    tries = await reporter.get("/practice/reports")
    assert (tries.status_code, tries.json()) == (200, None)


async def test_no_answer_about_the_record_moves(callers: dict[str, Caller], desk: Desk) -> None:
    await put(callers["reporter"])
    before = await all_answers(callers)
    open_2019(desk)
    for name, place in (("reporter", TOWNSHIP), ("neighbour", NEIGHBOUR)):
        much = {"recovered_kg": 90_000, "burned_kg": 1, "disposed_kg": 2}
        path = f"/practice/reports/packaging/{place}/2019-08"
        answer = await callers[name].put(path, json={"form_version": NEXT, "values": much})
        assert answer.status_code == 200
    assert await all_answers(callers) == before
    with Session(desk.engine) as session, session.begin():
        assert end_practice(session, CITY, now=NOW) == 2
    assert await all_answers(callers) == before


@pytest.mark.usefixtures("practising")
async def test_a_phone_gets_forms_and_cells_in_the_shapes_it_knows(reporter: Caller) -> None:
    found = (await reporter.get("/practice")).json()
    forms = (await reporter.get("/forms")).json()["forms"]
    due = (await reporter.get("/due")).json()["forms"]
    assert (found["year"], found["period"], found["org_unit"]) == (2019, "2019-08", TOWNSHIP)
    assert found["notice"]["zh"] == "练习，不计入任何数字"
    [packaging] = [form for form in found["forms"] if form["code"] == "packaging"]
    assert packaging["version"] == NEXT
    assert packaging.keys() == forms[0].keys()
    assert "burned_kg" in {element["code"] for element in packaging["sections"][0]["elements"]}
    assert {cell["form"] for cell in found["cells"]} == {form["code"] for form in found["forms"]}
    assert {cell["period"] for cell in found["cells"]} == {"2019-08"}
    assert found["cells"][0].keys() == due[0].keys()


@pytest.mark.usefixtures("practising")
async def test_a_trial_says_that_it_counts_nowhere_and_is_there_again(
    reporter: Caller, reviewer: Caller
) -> None:
    sent = await reporter.put(TRIAL, json={"form_version": NEXT, "values": VALUES, "reason": "试一试"})
    assert sent.status_code == 200
    assert sent.json()["notice"]["en"] == "practice: counted in no figure"
    again = (await reporter.get("/practice")).json()
    assert again["trials"] == [sent.json()]
    [cell] = [cell for cell in again["cells"] if cell["form"] == "packaging"]
    assert (cell["values"], cell["state"], cell["report_id"]) == (VALUES, "received", None)
    tries = (await reviewer.get("/practice/reports")).json()
    assert [(trial["org_unit"], trial["by"]) for trial in tries["trials"]] == [
        (TOWNSHIP, str(person_id("reporter")))
    ]
    assert {NEIGHBOUR, COUNTY} <= set(tries["not_tried"])
    assert not [code for code in tries["not_tried"] if not code.startswith(COUNTY)]
    assert FAR_TOWNSHIP not in tries["not_tried"]


@pytest.mark.usefixtures("practising")
@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"values": VALUES | {"recovered_kg": -1}}, 422, "below-minimum"),
        ({"values": VALUES | {"recovered_kg": "many"}}, 422, None),
        ({"form_version": NEXT + 7}, 422, "unknown-version"),
        ({"unheard_of": 1}, 422, None),
    ],
    ids=["an amount below its bound", "no number", "no such version", "an unknown field"],
)
async def test_a_faulty_trial_is_refused_and_not_kept(
    reporter: Caller, changes: dict[str, Any], status: int, code: str | None
) -> None:
    answer = await reporter.put(TRIAL, json={"form_version": NEXT, "values": VALUES} | changes)
    assert answer.status_code == status
    if code is not None:
        assert code in {fault["code"] for fault in answer.json()["errors"]}
    assert (await reporter.get("/practice")).json()["trials"] == []


@pytest.mark.usefixtures("practising")
async def test_each_city_practises_by_itself(callers: dict[str, Caller], desk: Desk) -> None:
    add_second_city(desk.engine)
    client = callers["reporter"].client
    reporter, reviewer = (Caller(client, b_token_of(name)) for name in ("b_reporter", "b_reviewer"))
    assert (await reporter.get("/practice")).json() is None
    assert (await reviewer.get("/practice/reports")).json() is None
    trial = {"form_version": NEXT, "values": VALUES}
    assert (await reporter.put(TRIAL, json=trial)).status_code == 404  # none is open here
    with Session(desk.engine) as session, session.begin():
        open_practice(session, with_burned(second_package()), 2019, month="2019-07", now=NOW)
    own = f"/practice/reports/packaging/{SECOND_TOWNSHIP}/2019-07"
    assert (await reporter.put(own, json=trial)).status_code == 200
    assert (await reporter.put(TRIAL, json=trial)).status_code in {403, 422}
    assert [one["org_unit"] for one in (await reviewer.get("/practice/reports")).json()["trials"]] == [
        SECOND_TOWNSHIP
    ]
    first = (await callers["reporter"].get("/practice")).json()
    assert (first["city"], first["period"], first["trials"]) == (CITY, "2019-08", [])
    with Session(desk.engine) as session, session.begin():
        assert end_practice(session, SECOND, now=NOW) == 1
    assert (await callers["reporter"].get("/practice")).json() is not None


@pytest.mark.usefixtures("practising")
async def test_nothing_of_practice_goes_through_the_real_door(reporter: Caller) -> None:
    answer = await put(reporter, form="packaging", form_version=NEXT, period="2019-08", values=VALUES)
    assert answer.status_code == 422
    assert {fault["code"] for fault in answer.json()["errors"]} == {"unknown-version"}


async def test_all_places_of_a_person_are_practised(
    practising: None, callers: dict[str, Caller], reporter: Caller
) -> None:
    await callers["reviewer"].patch(f"/users/{person_id('reporter')}", json={"places": [TOWNSHIP, NEIGHBOUR]})
    before = (await reporter.get("/practice/reports")).json()
    assert {TOWNSHIP, NEIGHBOUR} <= set(before["not_tried"])
    for place in (TOWNSHIP, NEIGHBOUR):
        found = (await reporter.get(f"/practice?org_unit={place}")).json()
        assert found["org_unit"] == place
        body = {"form_version": NEXT, "values": VALUES | {"burned_kg": 1}}
        tried = await reporter.put(f"/practice/reports/packaging/{place}/2019-08", json=body)
        assert tried.status_code == 200, tried.text
    tries = (await reporter.get("/practice/reports")).json()
    assert {one["org_unit"] for one in tries["trials"]} == {TOWNSHIP, NEIGHBOUR}
    assert not {TOWNSHIP, NEIGHBOUR} & set(tries["not_tried"])
