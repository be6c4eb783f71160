"""Revisions as a phone sends them, for tests to change one thing at a time."""

from typing import Any
from uuid import uuid4

import httpx

from tests.api.conftest import Caller
from tests.form_versions import version_of
from tests.places import TOWNSHIP

VALUES = {
    "samples_taken": 6,
    "samples_analysed": 0,
    "cards_issued": 0,
    "wheat_formula_area_mu": None,
    "other_formula_area_mu": 0,
    "formula_fertilizer_t": 0,
}


def revision(**changes: Any) -> dict[str, Any]:
    """Return September's soil testing report of the tiny city's first township, or one of another form."""
    return {
        "form": "soil_testing",
        "form_version": version_of(changes.get("form", "soil_testing")),
        "org_unit": TOWNSHIP,
        "period": "2019-09",
        "supersedes": None,
        "reason": None,
        "values": dict(VALUES),
        "not_applicable": [],
        "entered": {},
        **changes,
    }


def path(report_id: object = None, revision_id: object = None) -> str:
    """Return where a revision is put; ids not given are new ones."""
    return f"/reports/{report_id or uuid4()}/revisions/{revision_id or uuid4()}"


async def put(caller: Caller, **changes: Any) -> httpx.Response:
    """Put one new revision."""
    return await caller.put(path(), json=revision(**changes))
