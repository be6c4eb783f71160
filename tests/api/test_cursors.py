"""Where a page goes on: a place in the chain, up to the last that every database can keep."""

import pytest

from agri.api.schema_base import MOST_SEQ
from tests.api.conftest import Caller

PAGES = ("/reports?since=", "/findings?after=", "/audit?after=")


@pytest.mark.parametrize("page", PAGES)
async def test_beyond_the_end_there_is_nothing(committee: Caller, page: str):
    answer = await committee.get(f"{page}{MOST_SEQ}")
    assert answer.status_code == 200
    assert [] in answer.json().values()


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("place", [-1, MOST_SEQ + 1, 2**62, 2**70])
async def test_no_place_in_a_chain_is_refused(committee: Caller, page: str, place: int):
    answer = await committee.get(f"{page}{place}")
    assert answer.status_code == 400
    assert answer.json()["type"] == "/problems/bad-parameter"


@pytest.mark.parametrize("place", [MOST_SEQ, MOST_SEQ + 1, 2**62])
async def test_a_sync_goes_on_from_a_place_in_the_chain(reporter: Caller, place: int):
    answer = await reporter.post("/sync", json={"since": place, "revisions": []})
    if place == MOST_SEQ:
        assert answer.status_code == 200
        assert answer.json()["changes"] == {"reports": [], "closures": []}
    else:
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["pointer"] == "/since"
