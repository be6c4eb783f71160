"""A correction that changes much of what was accepted asks by itself, at whichever door it comes in."""

from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.api.conftest import Caller
from tests.api.revisions import path, revision

FORM = "packaging"
ACCEPTED = {"recovered_kg": 1_000.0, "disposed_kg": 900.0}


async def send(caller: Caller, door: str, report: dict[str, Any], report_id: str, revision_id: str) -> Any:
    """Return the findings that the receipt names."""
    if door == "put":
        answer = await caller.put(path(report_id, revision_id), json=report)
        assert answer.status_code == 201, answer.text
        return answer.json()["findings"]
    item = {**report, "report_id": report_id, "revision_id": revision_id}
    answer = await caller.post("/sync", json={"revisions": [item]})
    assert answer.status_code == 200, answer.text
    (result,) = answer.json()["results"]
    return result["receipt"]["findings"]


class Accepted:
    """One accepted report and the ways on from it."""

    def __init__(self, reporter: Caller, reviewer: Caller, period: str) -> None:
        self.reporter, self.reviewer, self.period = reporter, reviewer, period
        self.report_id, self.current = str(uuid4()), str(uuid4())

    async def begin(self) -> "Accepted":
        report = revision(form=FORM, period=self.period, values=ACCEPTED)
        await send(self.reporter, "put", report, self.report_id, self.current)
        await self.decide("accepted")
        return self

    async def decide(self, kind: str) -> httpx.Response:
        answer = await self.reviewer.post(
            "/decisions", json={"decisions": [{"revision_id": self.current, "kind": kind}]}
        )
        assert answer.status_code == 200, answer.text
        return answer

    async def correct(self, values: dict[str, Any], door: str = "put", **more: Any) -> list[dict[str, Any]]:
        report = revision(
            form=FORM, period=self.period, values=values, supersedes=self.current, reason="核对台账", **more
        )
        self.current = str(uuid4())
        found = await send(self.reporter, door, report, self.report_id, self.current)
        return [one for one in found if one["code"] == "accepted-changed"]

    async def open(self) -> list[str]:
        answer = await self.reviewer.post("/decisions/preview", json={"revisions": [self.current]})
        return [one["name"] for one in answer.json()["questions"]]


@pytest.fixture
async def accepted(reporter: Caller, reviewer: Caller) -> Accepted:
    return await Accepted(reporter, reviewer, "2019-08").begin()


class TestCorrectionOfAccepted:
    @pytest.mark.parametrize("door", ["put", "sync"])
    async def test_a_large_fall_asks_with_both_numbers(self, accepted: Accepted, door: str):
        (found,) = await accepted.correct({"recovered_kg": 700.0, "disposed_kg": 700.0}, door)
        assert found["element"] == "recovered_kg"
        assert "已审核的数 1000 公斤，现改为 700 公斤（少 30%）：依据是什么？" in found["text"]["zh"]
        assert await accepted.open() == ["accepted-changed"]

    async def test_a_small_change_asks_nothing(self, accepted: Accepted):
        assert await accepted.correct({"recovered_kg": 950.0, "disposed_kg": 900.0}) == []

    async def test_a_blank_asks(self, accepted: Accepted):
        (found,) = await accepted.correct({"recovered_kg": None, "disposed_kg": 900.0})
        assert "现改为不填" in found["text"]["zh"]

    async def test_a_section_that_is_said_not_to_apply_asks(self, accepted: Accepted):
        (found,) = await accepted.correct({}, not_applicable=["packaging"])
        assert "现改为不填" in found["text"]["zh"]

    async def test_an_answer_that_comes_along_settles_it(self, accepted: Accepted):
        said = {"accepted-changed:recovered_kg": "有新的依据（台账、磅单或核查）"}
        assert len(await accepted.correct({"recovered_kg": 700.0, "disposed_kg": 700.0}, answers=said)) == 1
        assert await accepted.open() == []

    async def test_that_it_is_wrong_settles_nothing_before_it_is_corrected(self, accepted: Accepted):
        said = {"accepted-changed:recovered_kg": "填错了，将更正"}
        await accepted.correct({"recovered_kg": 700.0, "disposed_kg": 700.0}, answers=said)
        assert await accepted.open() == ["accepted-changed"]

    async def test_a_second_correction_is_held_against_the_accepted_one(self, accepted: Accepted):
        await accepted.correct({"recovered_kg": 700.0, "disposed_kg": 700.0})
        assert len(await accepted.correct({"recovered_kg": 690.0, "disposed_kg": 690.0})) == 1

    async def test_what_was_accepted_anew_is_what_counts(self, accepted: Accepted):
        await accepted.correct({"recovered_kg": 700.0, "disposed_kg": 700.0})
        await accepted.decide("accepted")
        assert await accepted.correct({"recovered_kg": 690.0, "disposed_kg": 690.0}) == []

    async def test_what_nobody_accepted_may_change(self, reporter: Caller, reviewer: Caller):
        report = Accepted(reporter, reviewer, "2019-08")
        first = revision(form=FORM, period=report.period, values=ACCEPTED)
        await send(reporter, "put", first, report.report_id, report.current)
        assert await report.correct({"recovered_kg": 700.0, "disposed_kg": 700.0}) == []

    async def test_a_year_that_growth_is_measured_against_asks_earlier(
        self, reporter: Caller, reviewer: Caller
    ):
        report = await Accepted(reporter, reviewer, "2018-08").begin()
        assert len(await report.correct({"recovered_kg": 1_120.0, "disposed_kg": 900.0})) == 1

    async def test_the_phone_is_told_from_which_share_on(self, reporter: Caller, accepted: Accepted):
        due = (await reporter.get("/due")).json()["forms"]
        (own,) = [one for one in due if (one["form"], one["period"]) == (FORM, accepted.period)]
        assert own["changed"] == 0.25


class TestLeftOut:
    async def test_a_blank_report_of_a_busy_month_asks_once(self, reporter: Caller):
        then = revision(form=FORM, period="2018-08", values=ACCEPTED)
        await send(reporter, "put", then, str(uuid4()), str(uuid4()))
        now = revision(form=FORM, period="2019-08", values={})
        found = await send(reporter, "put", now, str(uuid4()), str(uuid4()))
        assert [one["code"] for one in found] == ["left-out"]
        assert "去年 8 月 1000 公斤，这次没有填：是没有用，还是没有报？" in found[0]["text"]["zh"]
