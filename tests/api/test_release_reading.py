"""What the province reads: each city's latest release, what changed, questions and answers."""

from uuid import uuid4

from tests.api.conftest import Caller
from tests.api.test_figures import CONTROL, accepted

RELEASE = {"period": "2019-08", "replications": 2}


async def two_editions(committee: Caller, reporter: Caller, reviewer: Caller) -> None:
    assert (await committee.post("/releases", json=RELEASE)).status_code == 201
    await accepted(reporter, reviewer, **CONTROL)
    assert (await committee.post("/releases", json=RELEASE)).json()["number"].endswith("2019-08/2")


class TestProvince:
    async def test_a_city_without_a_release_is_listed_as_such(self, province: Caller):
        [city] = (await province.get("/province")).json()["cities"]
        assert city["code"] == "4101"
        assert city["release"] is None
        assert city["figures"] == []

    async def test_a_city_shows_its_latest_edition_and_how_much_changed(
        self, province: Caller, committee: Caller, reporter: Caller, reviewer: Caller
    ):
        await two_editions(committee, reporter, reviewer)
        [city] = (await province.get("/province")).json()["cities"]
        assert city["release"]["edition"] == 2
        assert len(city["release"]["digest"]) == 64
        assert city["before"].endswith("2019-08/1")
        assert city["changed"] > 0
        assert city["missing"] > 0
        [control] = [one for one in city["figures"] if one["indicator"] == "unified_control_coverage"]
        assert 0 < control["reports"] < control["expected"]
        assert control["value"] is not None

    async def test_what_changed_is_named_figure_by_figure(
        self, province: Caller, committee: Caller, reporter: Caller, reviewer: Caller
    ):
        await two_editions(committee, reporter, reviewer)
        diff = (await province.get("/releases/2019-08/2/diff")).json()
        assert diff["before"].endswith("/1")
        reported = {
            (one["org_unit"], one["code"]): (one["before"], one["after"])
            for one in diff["differences"]
            if one["what"]["en"] == "this period"
        }
        assert reported["410191101", "pest_control.drone_mu"] == (None, 4_000)
        rates = [one for one in diff["differences"] if one["code"] == "unified_control_coverage"]
        assert any(one["org_unit"] == "4101" and one["before"] != one["after"] for one in rates)
        against_itself = await province.get("/releases/2019-08/2/diff?against=2")
        assert against_itself.json()["differences"] == []
        assert (await province.get("/releases/2019-08/1/diff")).json()["before"] is None
        assert (await province.get("/releases/2019-08/9/diff")).status_code == 404


class TestQuestions:
    async def test_asked_kept_answered_once(self, province: Caller, committee: Caller):
        await committee.post("/releases", json=RELEASE)
        asked = await province.post("/releases/2019-08/1/questions", json={"text": "包装回收为何下降？"})
        assert asked.status_code == 201
        assert asked.json()["answer"] is None
        path = f"/release-questions/{asked.json()['id']}/answer"
        assert (await province.post(path, json={"text": "x"})).status_code == 403
        answered = await committee.post(path, json={"text": "两个乡镇补报"})
        assert answered.json()["answer"] == "两个乡镇补报"
        assert (await committee.post(path, json={"text": "改口"})).status_code == 409
        [kept] = (await province.get("/releases/2019-08/1/questions")).json()["questions"]
        assert (kept["text"], kept["answer"]) == ("包装回收为何下降？", "两个乡镇补报")
        [city] = (await province.get("/province")).json()["cities"]
        assert [one["id"] for one in city["questions"]] == [kept["id"]]

    async def test_only_about_a_release_that_is_there_and_with_words(
        self, province: Caller, committee: Caller
    ):
        assert (await province.post("/releases/2019-08/1/questions", json={"text": "?"})).status_code == 404
        await committee.post("/releases", json=RELEASE)
        blank = await province.post("/releases/2019-08/1/questions", json={"text": "  "})
        assert blank.status_code == 422
        answer = await committee.post(f"/release-questions/{uuid4()}/answer", json={"text": "x"})
        assert answer.status_code == 404


class TestChecklist:
    async def test_it_names_what_is_open(self, committee: Caller, reporter: Caller, reviewer: Caller):
        before = (await committee.get("/release-checklist?period=2019-08")).json()
        assert before["missing"] == before["expected"] > 0
        assert [one["org_unit"] for one in before["counties"]] == ["410191", "410192"]
        await accepted(reporter, reviewer, **CONTROL)
        await reviewer.post("/closures", json={"org_unit": "410191", "period": "2019-08"})
        after = (await committee.get("/release-checklist?period=2019-08")).json()
        assert after["missing"] == before["missing"] - 1
        assert [one["org_unit"] for one in after["counties"]] == ["410192"]

    async def test_a_month_that_cannot_be_released(self, committee: Caller):
        assert (await committee.get("/release-checklist?period=2019-09")).status_code == 400
