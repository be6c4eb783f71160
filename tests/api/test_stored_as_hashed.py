"""What a door takes, the database gives back as it was hashed: no request makes `verify` find a break."""

import hashlib
import json
from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlmodel import Session

from agri.api.dependencies import Desk
from agri.services.publish.verify import verify
from tests.api.conftest import Caller
from tests.api.revisions import path, put, revision
from tests.places import TOWNSHIP

JPEG = b"\xff\xd8\xff\xe0" + bytes(range(256))
NUMBERS = (-0.0, 5e-324, 0.1 + 0.2, 3, 12345.678901234567, 2**53 + 1, 1e308, -1e-320)
TEXTS = (
    "核对台账  ",
    " \u3000核对",
    "a\nb\tc",
    "e\u0301 \u00e9",
    "👩\u200d🌾",
    "\u2028\u2029\ufeff\uffff",
    "a\x00b",
    "a\x0bb",
    "a\r\nb",
    "\ud800",
    "'; --\\u0000\\",
)
REMARKABLE = {"recovered_kg": 1, "disposed_kg": 900}
Door = Callable[[dict[str, Caller], Any], Awaitable[httpx.Response]]


def month_of(value: object, values: Sequence[object]) -> str:
    """Return a month of its own for each value, as far as there are months."""
    return f"2019-{values.index(value) % 8 + 1:02}"


async def send(caller: Caller, method: str, address: str, body: dict[str, Any]) -> httpx.Response:
    """Send JSON with every odd character escaped, as a client in another language may."""
    headers = {"Content-Type": "application/json"}
    return await caller.request(method, address, content=json.dumps(body), headers=headers)


def check(**changes: Any) -> dict[str, Any]:
    cell = {
        "org_unit": TOWNSHIP,
        "period": "2019-07",
        "form": "soil_testing",
        "data_element": "samples_taken",
    }
    return {**cell, "verified": 1, "drawn": "random", **changes}


async def spot_check(callers: dict[str, Caller], value: Any) -> httpx.Response:
    return await send(callers["reviewer"], "POST", "/spot-checks", check(verified=value))


async def spot_check_note(callers: dict[str, Caller], value: Any) -> httpx.Response:
    return await send(callers["reviewer"], "POST", "/spot-checks", check(note=value))


async def _advance(callers: dict[str, Caller], **said: Any) -> httpx.Response:
    tasks = (await callers["committee"].get("/tasks")).json()["tasks"]
    task = next(one["id"] for one in tasks if not one["is_measured"])
    return await send(callers["committee"], "POST", f"/tasks/{task}/progress", {"state": "under_way", **said})


async def progress(callers: dict[str, Caller], value: Any) -> httpx.Response:
    return await _advance(callers, value=value)


async def progress_words(callers: dict[str, Caller], value: Any) -> httpx.Response:
    return await _advance(callers, note=value, evidence={str(value): value})


async def _figure(callers: dict[str, Caller], **said: Any) -> httpx.Response:
    told = {"value": 1, "unit": "万亩", "document": "豫环文〔2019〕1号", "dated": "2019-05-06"}
    return await send(callers["committee"], "POST", "/tasks/2-02/figure", told | said)


async def task_figure(callers: dict[str, Caller], value: Any) -> httpx.Response:
    return await _figure(callers, value=value)


async def task_figure_words(callers: dict[str, Caller], value: Any) -> httpx.Response:
    return await _figure(callers, document=value, unit=value)


async def filing(callers: dict[str, Caller], value: Any) -> httpx.Response:
    body = {"filer": "4101", "state": "under_way", "note": value}
    return await send(callers["committee"], "POST", "/tasks/2-02/filings", body)


async def baseline(callers: dict[str, Caller], value: Any) -> httpx.Response:
    facts = {"org_unit": TOWNSHIP, "year": 2019, "source": "台账", "certainty": "assumed"}
    return await send(callers["committee"], "PUT", "/baselines", facts | {"values": {"wheat_mu": value}})


async def report(callers: dict[str, Caller], value: Any) -> httpx.Response:
    values = {"recovered_kg": value, "disposed_kg": value}
    body = revision(
        form="packaging", period="2019-08", values=values, entered={"recovered_kg": [value, "kg"]}
    )
    taken = await send(callers["reporter"], "PUT", path(), body)
    await send(callers["reporter"], "PUT", path(), body)  # a second one is kept beside it
    return taken


async def report_words(callers: dict[str, Caller], value: Any) -> httpx.Response:
    cell = {"form": "packaging", "period": month_of(value, TEXTS), "values": REMARKABLE}
    answers = {"packaging-disposed-above-recovered": value}
    body = revision(**cell, reason=value, answers=answers)
    taken = await send(callers["reporter"], "PUT", path(), body)
    if taken.status_code == 201:
        revision_id = taken.json()["revision_id"]
        await send(callers["reviewer"], "POST", f"/revisions/{revision_id}/comments", {"text": value})
        decided = {"kind": "returned", "reason": value}
        returned = await send(callers["reviewer"], "POST", f"/revisions/{revision_id}/decisions", decided)
        assert returned.status_code == 201, returned.text
    return taken


async def photo(callers: dict[str, Caller], value: Any) -> httpx.Response:
    cell = {"form": "packaging", "period": month_of(value, NUMBERS), "values": REMARKABLE}
    taken = (await put(callers["reporter"], **cell)).json()
    facts = {
        "section": "packaging",
        "digest": hashlib.sha256(JPEG).hexdigest(),
        "size": len(JPEG),
        "offset": 0,
        "latitude": value,
        "longitude": value,
        "accuracy_m": value,
    }
    address = f"{path(taken['report_id'], taken['revision_id'])}/photos/{uuid4()}"
    headers = {"Content-Type": "image/jpeg"}
    return await callers["reporter"].put(address, params=facts, content=JPEG, headers=headers)


async def sheet(callers: dict[str, Caller], value: Any) -> httpx.Response:
    content = f"org_unit,period,recovered_kg,disposed_kg\n{TOWNSHIP},2019-08,{value!r},0\n".encode()
    return await callers["reporter"].post("/imports", files=[("files", ("packaging.csv", content))])


ODD = [
    *((door, NUMBERS) for door in (spot_check, progress, task_figure, baseline, report, photo, sheet)),
    *((door, TEXTS) for door in (spot_check_note, progress_words, task_figure_words, filing, report_words)),
]


@pytest.mark.parametrize(("door", "values"), ODD, ids=lambda one: getattr(one, "__name__", ""))
async def test_nothing_that_a_door_takes_reads_as_changed(
    callers: dict[str, Caller], desk: Desk, door: Door, values: Sequence[object]
):
    answers = [await door(callers, value) for value in values]
    assert [answer.text for answer in answers if answer.status_code >= 500] == []
    # The first of each is taken: zero with a sign is zero, and blanks at the end of a text are its own.
    assert answers[0].is_success, answers[0].text
    with Session(desk.engine) as session:
        found = verify(session)
    assert found.is_sound, found.broken
