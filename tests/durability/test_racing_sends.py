"""The same fifty versions sent four times at once to a real server."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import UUID, uuid5

import httpx
import pytest
from sqlalchemy import func, select
from sqlmodel import Session

from agri.models import Report, Revision
from agri.services.store.database import make_engine
from tests.durability.serving import Server, sign_in
from tests.form_versions import version_of
from tests.places import NOW, TOWNSHIP

pytestmark = pytest.mark.slow
AT_ONCE = 4
_IDS = UUID("c0a8d1f2-25a7-4d4c-9f60-6a41f0d2b7e3")
# Months that the form asks, up to the running one of the tests' clock: a later one is refused.
CELLS = [
    ("packaging", f"{year}-{month:02d}")
    for year, last in ((2017, 12), (2018, 12), (2019, NOW.month))
    for month in range(3, last + 1)
]


def version(number: int) -> tuple[str, dict[str, Any]]:
    """Return where a version is put, and its content: fifty in the cells of one township."""
    cell = number % 25
    form, period = CELLS[cell]
    report_id = uuid5(_IDS, f"report/{cell}")
    first, second = uuid5(report_id, "first"), uuid5(report_id, "second")
    is_first = number < 25
    body = {
        "form": form,
        "form_version": version_of(form),
        "org_unit": TOWNSHIP,
        "period": period,
        "supersedes": None if is_first else str(first),
        "values": {},
    }
    return f"/reports/{report_id}/revisions/{first if is_first else second}", body


def test_fifty_rows_and_two_hundred_equal_answers(server: Server) -> None:
    barrier = Barrier(AT_ONCE)
    token = sign_in(server.database_url, "reporter")

    def send_all(_: int) -> list[httpx.Response]:
        headers = {"Authorization": f"Bearer {token}"}
        with httpx.Client(base_url=f"{server.address}/api/v1", headers=headers, timeout=60) as client:
            barrier.wait()
            return [client.put(path, json=body) for path, body in map(version, range(50))]

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(send_all, range(AT_ONCE)))
    for same in zip(*answers, strict=True):
        assert sorted(answer.status_code for answer in same) == [200, 200, 200, 201], same[0].text
        assert len({answer.text for answer in same}) == 1
    engine = make_engine(server.database_url)
    with Session(engine) as session:
        counts = [
            session.execute(select(func.count()).select_from(t)).scalar_one() for t in (Revision, Report)
        ]
    engine.dispose()
    assert counts == [50, 25]
