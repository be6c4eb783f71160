"""Accepting with open eyes: a sample, what was never compared, open questions; kept at every door."""

from collections.abc import Sequence
from typing import Any

from tests.api.conftest import Caller
from tests.api.revisions import put
from tests.api.test_detections import SPRAYED, asked, sprayed
from tests.form_versions import version_of
from tests.places import NEIGHBOUR
from tests.some import some

MONTHS = ("2019-04", "2019-05", "2019-06", "2019-07", "2019-08")


async def many(reporter: Caller, neighbour: Caller) -> list[str]:
    """Report ten months that nothing is asked about, and return the versions."""
    found = []
    for period in MONTHS:
        for caller, place in ((reporter, {}), (neighbour, {"org_unit": NEIGHBOUR})):
            values = {"recovered_kg": 5.0, "disposed_kg": 5.0}
            answer = await put(
                caller,
                form="packaging",
                form_version=version_of("packaging"),
                period=period,
                values=values,
                reason="补报",
                **place,
            )
            assert answer.status_code == 201, answer.text
            found.append(answer.json()["revision_id"])
    return found


async def preview(reviewer: Caller, ids: Sequence[str]) -> dict[str, Any]:
    answer = await reviewer.post("/decisions/preview", json={"revisions": list(ids)})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def accept(reviewer: Caller, ids: Sequence[str]) -> dict[str, Any]:
    decisions = [{"revision_id": one, "kind": "accepted"} for one in ids]
    answer = await reviewer.post("/decisions", json={"decisions": decisions})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def kept(caller: Caller) -> list[dict[str, Any]]:
    return (await caller.get("/acceptances")).json()["acceptances"]


class TestPreview:
    async def test_it_draws_the_same_sample_for_the_same_reports_in_any_order(
        self, reporter: Caller, neighbour: Caller, reviewer: Caller
    ):
        ids = await many(reporter, neighbour)
        first, again = await preview(reviewer, ids), await preview(reviewer, ids[::-1])
        assert first == again
        drawn = [one["revision_id"] for one in first["sample"]]
        assert len(set(drawn)) == 5
        assert set(drawn) < set(ids)
        assert (first["count"], first["never_compared"], first["questions"]) == (10, 10, [])
        assert "不等于没有问题" in first["note"]["zh"]

    async def test_other_reports_draw_another_sample(
        self, reporter: Caller, neighbour: Caller, reviewer: Caller
    ):
        ids = await many(reporter, neighbour)
        samples = {
            tuple(
                one["revision_id"]
                for one in (await preview(reviewer, some(ids[i:] + ids[:i])[:-1]))["sample"]
            )
            for i in range(4)
        }
        assert len(samples) > 1

    async def test_it_speaks_of_no_comparison_only_where_one_is_missing(self, reviewer: Caller):
        shown = await preview(reviewer, [])
        assert (shown["never_compared"], shown["note"]) == (0, None)

    async def test_it_decides_nothing(self, reporter: Caller, neighbour: Caller, reviewer: Caller):
        ids = await many(reporter, neighbour)
        await preview(reviewer, ids)
        states = {one["state"] for one in (await reviewer.get("/reports")).json()["reports"]}
        assert states == {"received"}
        assert await kept(reviewer) == []

    async def test_another_countys_reports_are_left_out(
        self, reporter: Caller, neighbour: Caller, far_reviewer: Caller
    ):
        ids = await many(reporter, neighbour)
        assert (await preview(far_reviewer, ids))["count"] == 0

    async def test_it_lists_what_is_asked_and_not_answered(self, reporter: Caller, reviewer: Caller):
        receipt = await sprayed(reporter)
        [question] = (await preview(reviewer, [receipt["revision_id"]]))["questions"]
        assert question["name"].startswith("treatment-without-pesticide:")
        [one] = await asked(reporter)
        await reporter.post(f"/detections/{one['id']}/answers", json={"answer": "true-amount"})
        assert (await preview(reviewer, [receipt["revision_id"]]))["questions"] == []


class TestKept:
    async def test_a_bulk_keeps_the_sample_that_was_shown(
        self, reporter: Caller, neighbour: Caller, reviewer: Caller
    ):
        ids = await many(reporter, neighbour)
        shown = await preview(reviewer, ids)
        acceptance = (await accept(reviewer, ids))["acceptance"]
        assert acceptance["sample"] == [one["revision_id"] for one in shown["sample"]]
        [row] = await kept(reviewer)
        assert (row["sample"], row["never_compared"]) == (acceptance["sample"], 10)
        assert sorted(row["revisions"]) == sorted(ids)
        assert row["by_name"]

    async def test_what_a_bulk_accepts_against_a_question_is_kept_with_its_words(
        self, reporter: Caller, neighbour: Caller, reviewer: Caller
    ):
        receipt = await sprayed(reporter)
        await accept(reviewer, [receipt["revision_id"], *await many(reporter, neighbour)])
        [row] = await kept(reviewer)
        [question] = row["questions"]
        assert question["revision_id"] == receipt["revision_id"]
        assert "没有农药" in question["text"]["zh"]

    async def test_a_single_acceptance_against_a_question_is_kept_too(
        self, reporter: Caller, reviewer: Caller, committee: Caller
    ):
        receipt = await sprayed(reporter)
        where = f"/revisions/{receipt['revision_id']}/decisions"
        assert (await reviewer.post(where, json={"kind": "accepted"})).status_code == 201
        [row] = await kept(committee)
        assert (row["revisions"], row["sample"]) == ([receipt["revision_id"]], [])
        assert len(row["questions"]) == 1

    async def test_a_rule_of_the_form_that_asked_counts_as_well(self, reporter: Caller, reviewer: Caller):
        values = {"recovered_kg": 1.0, "disposed_kg": 900.0}
        fields = {"form": "packaging", "form_version": version_of("packaging"), "period": "2019-08"}
        receipt = (await put(reporter, values=values, reason="已核对", **fields)).json()
        names = [one["code"] for one in receipt["findings"]]
        await accept(reviewer, [receipt["revision_id"]])
        [row] = await kept(reviewer)
        assert set(some(names)) <= {one["name"].partition(":")[0] for one in row["questions"]}

    async def test_a_single_one_without_a_question_and_a_return_keep_nothing(
        self, reporter: Caller, neighbour: Caller, reviewer: Caller
    ):
        asked_about = (await sprayed(reporter))["revision_id"]
        quiet = (await many(reporter, neighbour))[0]
        await accept(reviewer, [quiet])
        returned = {"kind": "returned", "reason": "请核对"}
        await reviewer.post(f"/revisions/{asked_about}/decisions", json=returned)
        assert await kept(reviewer) == []

    async def test_a_refused_bulk_keeps_nothing(
        self, reporter: Caller, neighbour: Caller, far_reviewer: Caller
    ):
        ids = await many(reporter, neighbour)
        answer = await accept(far_reviewer, ids)
        assert all(one["problem"] for one in some(answer["results"]))
        assert answer["acceptance"] is None

    async def test_another_county_reads_none_of_it(
        self, reporter: Caller, reviewer: Caller, far_reviewer: Caller
    ):
        receipt = await sprayed(reporter)
        await accept(reviewer, [receipt["revision_id"]])
        assert len(await kept(reviewer)) == 1
        assert await kept(far_reviewer) == []

    async def test_a_question_of_a_number_received_since_the_last_look_is_not_overlooked(
        self, reporter: Caller, reviewer: Caller
    ):
        quiet = SPRAYED | {"pesticide_kg": 3000}
        fields = {"form": "pest_control", "form_version": version_of("pest_control")}
        await put(reporter, period="2019-07", values=quiet, reason="补报", **fields)
        assert await asked(reviewer) == []
        receipt = await sprayed(reporter)
        await accept(reviewer, [receipt["revision_id"]])
        assert len(await kept(reviewer)) == 1
