"""The state of the system, as the operator's page shows it."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from fastapi import FastAPI
from sqlmodel import Session

from agri.api.dependencies import Desk
from agri.services.chain.anchor import write_anchor
from agri.services.outlook.job_queue import open_job
from agri.services.store.backup import back_up
from agri.services.store.backup_folder import name_backup
from agri.terms import JobKind
from tests.api.conftest import Caller
from tests.places import NOW, person_id


class TestStatus:
    async def test_it_says_what_is_open_in_force_and_assumed(self, operator: Caller):
        status = (await operator.get("/status")).json()
        [year] = status["years"]
        assert (year["city"], year["year"], year["is_open"]) == ("4101", 2019, True)
        assert year["until"] == "2020-01-05"
        assert year["version"]["name"] == "4101/2019/1"
        assert len(year["version"]["digest"]) == 64
        assert any(one["file"] == "simulation.toml" and one["assumed"] > 0 for one in status["assumed"])
        assert status["waiting"] == []
        assert status["chain"]["length"] > 0
        assert status["version"]
        assert status["schema_version"]

    async def test_nobody_said_where_backups_and_anchors_lie(self, operator: Caller):
        status = (await operator.get("/status")).json()
        assert (status["knows_backups"], status["backed_up_at"]) == (False, None)
        assert (status["knows_anchors"], status["anchored_at"]) == (False, None)

    async def test_the_last_backup_and_anchor_are_found(
        self, operator: Caller, app: FastAPI, desk: Desk, tmp_path: Path
    ):
        folder, anchors = tmp_path / "backups", tmp_path / "anchors"
        changes = {"backup_folder": folder, "anchor_file": anchors}
        app.state.desk = replace(desk, settings=desk.settings.model_copy(update=changes))
        assert (await operator.get("/status")).json()["knows_backups"]
        folder.mkdir()
        now = datetime(2019, 9, 5, 4, 0, tzinfo=UTC)
        if desk.engine.dialect.name == "sqlite":
            back_up(desk.engine, name_backup(folder, now=now))
        with Session(desk.engine) as session:
            write_anchor(session, anchors, now=now)
        status = (await operator.get("/status")).json()
        assert (status["backed_up_at"] is not None) == (desk.engine.dialect.name == "sqlite")
        assert status["anchored_at"] == "2019-09-05T04:00:00Z"

    async def test_an_open_question_is_counted(self, operator: Caller, desk: Desk):
        with Session(desk.engine) as session, session.begin():
            open_job(session, JobKind.SEARCH, uuid4(), asked_by=person_id("committee"), now=NOW)
        [job] = (await operator.get("/status")).json()["jobs"]
        assert (job["kind"], job["state"], job["count"]) == ("search", "waiting", 1)
