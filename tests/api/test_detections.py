"""What the detectors ask about received reports: seen, answered, opened again by another number."""

from uuid import uuid4

from tests.api.conftest import Caller
from tests.api.revisions import put
from tests.form_versions import version_of
from tests.places import COUNTY, TOWNSHIP, person_id
from tests.some import some

SPRAYED = {
    "manual_mu": 0,
    "electric_mu": 0,
    "stretcher_mu": 0,
    "boom_mu": 0,
    "drone_mu": 30000,
    "unified_area_mu": 0,
    "green_area_mu": 0,
    "pesticide_kg": 0,
}


async def sprayed(reporter: Caller) -> dict[str, str]:
    """Report treatments without any pesticide and return the receipt."""
    answer = await put(
        reporter,
        form="pest_control",
        form_version=version_of("pest_control"),
        period="2019-08",
        values=SPRAYED,
    )
    assert answer.status_code == 201
    return answer.json()


async def corrected(reporter: Caller, receipt: dict[str, str], **values: float) -> None:
    answer = await reporter.put(
        f"/reports/{receipt['report_id']}/revisions/{uuid4()}",
        json={
            "form": "pest_control",
            "form_version": version_of("pest_control"),
            "org_unit": TOWNSHIP,
            "period": "2019-08",
            "supersedes": receipt["revision_id"],
            "reason": "更正",
            "values": SPRAYED | values,
        },
    )
    assert answer.status_code == 201


async def asked(caller: Caller) -> list[dict]:
    return (await caller.get("/detections")).json()["detections"]


class TestDetections:
    async def test_a_detection_says_what_was_compared_and_offers_answers(
        self, reporter: Caller, reviewer: Caller
    ):
        receipt = await sprayed(reporter)
        [one] = await asked(reviewer)
        assert (one["code"], one["org_unit"], one["periods"]) == (
            "treatment-without-pesticide",
            TOWNSHIP,
            ["2019-08"],
        )
        assert one["report_id"] == receipt["report_id"]
        assert one["found"] > one["expected"][1]
        assert "true-amount" in [chip["code"] for chip in one["answers"]]
        assert one["question"]["zh"]
        assert one["question"]["en"]

    async def test_nothing_asked_is_not_called_sound(self, reporter: Caller, reviewer: Caller):
        await put(reporter)
        page = (await reviewer.get("/detections")).json()
        assert page["detections"] == []
        assert (page["compared"], page["never_compared"]) == (0, 1)
        assert [one["org_unit"] for one in page["sample"]] == [TOWNSHIP]
        assert "不等于没有问题" in page["note"]["zh"]

    async def test_what_is_asked_about_is_not_in_the_sample(self, reporter: Caller, reviewer: Caller):
        await sprayed(reporter)
        assert (await reviewer.get("/detections")).json()["sample"] == []

    async def test_another_county_sees_none_and_may_not_ask(self, reporter: Caller, far_reviewer: Caller):
        await sprayed(reporter)
        assert await asked(far_reviewer) == []
        assert (await far_reviewer.get(f"/detections?org_unit={COUNTY}")).status_code == 403

    async def test_a_place_that_is_none_is_not_there(self, committee: Caller):
        assert (await committee.get("/detections?org_unit=410199")).status_code == 404


class TestAnswers:
    async def test_one_tap_settles_it_for_everybody(self, reporter: Caller, reviewer: Caller):
        await sprayed(reporter)
        [one] = await asked(reporter)
        said = await reporter.post(
            f"/detections/{one['id']}/answers", json={"answer": "true-amount", "text": "全部是赤眼蜂"}
        )
        assert said.status_code == 201
        [seen] = await asked(reviewer)
        assert seen["answer"]["text"] == "属实，有台账或磅单：全部是赤眼蜂"

    async def test_what_was_answered_when_it_came_in_is_not_asked_again(self, reporter: Caller):
        heavy = SPRAYED | {"drone_mu": 3000, "pesticide_kg": 9000}
        answer = await put(
            reporter,
            form="pest_control",
            form_version=version_of("pest_control"),
            period="2019-08",
            values=heavy,
            answers={"pest-pesticide-per-treatment": "属实，有台账或磅单"},
        )
        assert answer.status_code == 201
        [one] = [q for q in await asked(reporter) if q["code"] == "pesticide-without-treatment"]
        assert (one["answer"]["text"], one["answer"]["chip"]) == ("属实，有台账或磅单", "true-amount")
        await corrected(reporter, answer.json(), drone_mu=3000, pesticide_kg=12000)
        [again] = [q for q in await asked(reporter) if q["code"] == "pesticide-without-treatment"]
        assert again["answer"] is None

    async def test_a_promise_to_correct_settles_nothing_before_the_number_changes(
        self, reporter: Caller, reviewer: Caller
    ):
        receipt = await sprayed(reporter)
        [one] = await asked(reporter)
        assert one["is_open"]
        said = await reporter.post(f"/detections/{one['id']}/answers", json={"answer": "typing-error"})
        assert said.status_code == 201
        [waits] = await asked(reviewer)
        assert (waits["answer"]["chip"], waits["is_open"]) == ("typing-error", True)
        shown = await reviewer.post("/decisions/preview", json={"revisions": [receipt["revision_id"]]})
        assert any("等待更正" in question["text"]["zh"] for question in shown.json()["questions"])
        said = await reporter.post(f"/detections/{one['id']}/answers", json={"answer": "true-amount"})
        assert said.status_code == 201
        [settled] = await asked(reviewer)
        assert not settled["is_open"]

    async def test_another_number_opens_it_again(self, reporter: Caller):
        receipt = await sprayed(reporter)
        [one] = await asked(reporter)
        said = await reporter.post(f"/detections/{one['id']}/answers", json={"answer": "true-amount"})
        assert said.status_code == 201
        await corrected(reporter, receipt, drone_mu=40000)
        [again] = await asked(reporter)
        assert again["id"] != one["id"]
        assert again["answer"] is None

    async def test_a_correction_elsewhere_leaves_the_answer(self, reporter: Caller):
        receipt = await sprayed(reporter)
        [one] = await asked(reporter)
        said = await reporter.post(f"/detections/{one['id']}/answers", json={"answer": "true-amount"})
        assert said.status_code == 201
        await corrected(reporter, receipt, green_area_mu=5)
        [still] = await asked(reporter)
        assert still["answer"] is not None

    async def test_a_corrected_report_is_not_asked_about(self, reporter: Caller):
        receipt = await sprayed(reporter)
        await corrected(reporter, receipt, pesticide_kg=3000)
        assert await asked(reporter) == []

    async def test_an_answer_must_be_offered_or_written(self, reporter: Caller):
        await sprayed(reporter)
        [one] = await asked(reporter)
        where = f"/detections/{one['id']}/answers"
        for body in ({"answer": "no-such-answer"}, {}):
            assert (await reporter.post(where, json=body)).status_code == 422

    async def test_another_place_does_not_answer(self, reporter: Caller, neighbour: Caller):
        await sprayed(reporter)
        [one] = await asked(reporter)
        where = f"/detections/{one['id']}/answers"
        assert (await neighbour.post(where, json={"answer": "true-amount"})).status_code == 404

    async def test_what_was_said_of_another_number_stands_beside(self, reporter: Caller, reviewer: Caller):
        receipt = await sprayed(reporter)
        [one] = await asked(reporter)
        said = await reporter.post(f"/detections/{one['id']}/answers", json={"answer": "true-amount"})
        assert said.status_code == 201
        await corrected(reporter, receipt, drone_mu=40000)
        [again] = await asked(reviewer)
        assert again["answer"] is None
        earlier = again["earlier_answer"]
        assert (earlier["chip"], earlier["by"]) == ("true-amount", str(person_id("reporter")))
        assert earlier["by_name"]

    async def test_an_answer_says_who_gave_it_and_which(self, reporter: Caller, reviewer: Caller):
        await sprayed(reporter)
        [one] = await asked(reporter)
        where = f"/detections/{one['id']}/answers"
        await reporter.post(where, json={"answer": "true-amount", "text": "全部是赤眼蜂"})
        [seen] = await asked(reviewer)
        assert seen["answer"]["chip"] == "true-amount"
        await reporter.post(where, json={"text": "另有说明"})
        [seen] = await asked(reviewer)
        assert (seen["answer"]["chip"], seen["answer"]["text"]) == (None, "另有说明")
        assert seen["earlier_answer"] is None


class TestEffect:
    async def test_it_says_what_is_moved_what_was_compared_and_last_year(
        self, reporter: Caller, reviewer: Caller
    ):
        await put(
            reporter,
            form="pest_control",
            form_version=version_of("pest_control"),
            period="2018-08",
            values=SPRAYED | {"pesticide_kg": 200, "drone_mu": 4000},
        )
        # A hundred times last year's pesticide.
        await put(
            reporter,
            form="pest_control",
            form_version=version_of("pest_control"),
            period="2019-08",
            values=SPRAYED | {"pesticide_kg": 20000, "drone_mu": 4000},
            reason="核对过",
        )
        found = {one["code"]: one for one in await asked(reviewer) if one["element"] == "pesticide_kg"}
        one = some(found.values())[0]
        assert one["last_year"] == 200
        assert "pesticide_growth" in one["moves"]
        assert one["excess"] == one["found"] - one["expected"][1]
        assert one["share"] == one["excess"] / 20000
        assert one["compared"]["zh"]
        assert one["compared"]["en"].isascii()
