"""Honest work outside a form's months is taken at every door, counted and asked about, never refused."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import update
from sqlmodel import Session, select

from agri.api.dependencies import Desk
from agri.definitions.forms import read_forms
from agri.definitions.reading import seed_root
from agri.models import Revision
from agri.models.person import SessionToken
from agri.services.intake.spreadsheets.import_reports import import_reports, read_for_import
from agri.services.reference.reference import read_reference
from tests.api.conftest import Caller
from tests.api.revisions import path, revision
from tests.form_versions import version_of
from tests.places import TOWNSHIP, FakeClock
from tests.unit.services.submissions import actor

HONEST = [
    ("sowing", "2019-11", {"wheat_mu": 120}),
    ("film", "2019-06", {"recovered_kg": 300, "machine_picked_mu": 40}),
    ("film", "2019-10", {"recovered_kg": 300}),
    ("fertilizer", "2019-01", {"wheat_n_t": 2.5, "wheat_p2o5_t": 0, "wheat_k2o_t": 0, "wheat_compound_t": 0}),
    ("pest_control", "2019-02", {"manual_mu": 90, "pesticide_kg": 12}),
    ("straw", "2019-12", {"feed_use_t": 30, "sold_out_t": 12}),
    ("straw", "2019-08", {"maize_harvested_mu": 60, "maize_output_t": 20, "maize_returned_mu": 0}),
]
NAMES = [f"{form} in {period}" for form, period, _ in HONEST]


@pytest.fixture
def database() -> str:
    """The doors are the same on every database."""
    return "sqlite"


@pytest.fixture
def december(desk: Desk, clock: FakeClock) -> None:
    """A day on which the whole year may be reported."""
    clock.now = datetime(2019, 12, 28, 2, tzinfo=UTC)
    with Session(desk.engine) as session, session.begin():
        session.execute(update(SessionToken).values(expires_at=datetime(2020, 2, 1, tzinfo=UTC)))


def _body(form: str, period: str, values: dict[str, Any]) -> dict[str, Any]:
    return revision(form=form, form_version=version_of(form), period=period, values=values)


@pytest.mark.usefixtures("december")
class TestHonestWork:
    @pytest.mark.parametrize(("form", "period", "values"), HONEST, ids=NAMES)
    async def test_it_is_taken_and_asked_about(
        self, reporter: Caller, form: str, period: str, values: dict[str, Any]
    ) -> None:
        answer = await reporter.put(path(), json=_body(form, period, values))
        assert answer.status_code == 201, answer.text
        asked = [one for one in answer.json()["findings"] if one["code"] == "other-month"]
        assert asked
        assert {one["severity"] for one in asked} == {"ask"}
        assert period in asked[0]["text"]["zh"]

    async def test_a_phone_syncs_it(self, reporter: Caller) -> None:
        items = [{"report_id": str(uuid4()), "revision_id": str(uuid4()), **_body(*one)} for one in HONEST]
        answer = await reporter.post("/sync", json={"since": None, "revisions": items})
        assert [one["outcome"] for one in answer.json()["results"]] == ["created"] * len(HONEST)

    @pytest.mark.parametrize(("form", "period", "values"), HONEST, ids=NAMES)
    def test_an_import_takes_it(
        self, desk: Desk, tmp_path: Path, clock: FakeClock, form: str, period: str, values: dict[str, Any]
    ) -> None:
        elements = _elements(form)
        cells = [str(values.get(code, "")) for code in elements]
        file = tmp_path / f"{form}.csv"
        file.write_text(f"org_unit,period,{','.join(elements)}\n{TOWNSHIP},{period},{','.join(cells)}\n")
        with Session(desk.engine) as session, session.begin():
            report = import_reports(
                session, actor("operator"), read_for_import(read_reference(session), file), now=clock.now
            )
        assert not report.faults, [one.document() for one in report.faults]
        with Session(desk.engine) as session:
            kept = session.exec(select(Revision)).one().values
        assert {code: kept[code] for code in values} == values

    async def test_the_impossible_stays_refused(self, reporter: Caller) -> None:
        nothing = await reporter.put(path(), json=_body("sowing", "2019-11", {"wheat_mu": None}))
        assert nothing.status_code == 422
        assert "not-due" in nothing.text
        quarter = await reporter.put(path(), json=_body("sowing", "2019-Q4", {"wheat_mu": 3}))
        assert quarter.status_code == 422
        stop = await reporter.put(
            path(), json=_body("straw", "2019-08", {"maize_harvested_mu": 10, "maize_returned_mu": -1})
        )
        assert stop.status_code == 422


def _elements(form: str) -> list[str]:
    return [one.code for one in read_forms(seed_root() / "zhengzhou")[form].elements]
