"""Four eyes are two people; and who looks after whose account, as the matrix says."""

import httpx
import pytest

from tests.api.conftest import Caller
from tests.api.revisions import put
from tests.api.test_who_is_who import OPENED, OWN, opened, signed_in
from tests.places import CITY, COUNTY, TOWNSHIP, person_id
from tests.some import some


async def accept(caller: Caller, receipt: httpx.Response) -> httpx.Response:
    assert receipt.status_code in {200, 201}, receipt.text
    body = {"kind": "accepted", "reason": None}
    return await caller.post(f"/revisions/{receipt.json()['revision_id']}/decisions", json=body)


async def taken_back(reviewer: Caller, client: httpx.AsyncClient) -> httpx.Response:
    """Report with a password of one's own, which the reviewer then resets; returns the receipt."""
    user = await opened(reviewer)
    wang = await signed_in(client, OPENED)
    await wang.put("/me/password", json={"current_password": OPENED, "new_password": OWN})
    receipt = await put(wang)
    await reviewer.patch(f"/users/{user['id']}", json={"password": OPENED})
    return receipt


class TestAccountsThatSomebodyElseHolds:
    async def test_until_it_is_its_persons_own_it_reports_nothing(
        self, reviewer: Caller, client: httpx.AsyncClient
    ):
        await opened(reviewer)
        assert (await put(await signed_in(client, OPENED))).status_code == 403

    async def test_who_holds_it_does_not_accept_its_reports(
        self, reviewer: Caller, committee: Caller, client: httpx.AsyncClient
    ):
        receipt = await taken_back(reviewer, client)
        refused = await accept(reviewer, receipt)
        assert refused.status_code == 403
        assert "本人尚未自行设置密码" in refused.json()["detail_zh"]
        many = {"decisions": [{"revision_id": receipt.json()["revision_id"], "kind": "accepted"}]}
        [result] = (await reviewer.post("/decisions", json=many)).json()["results"]
        assert result["problem"]["status"] == 403
        accepted = await accept(committee, receipt)
        assert accepted.status_code == 201
        assert accepted.json()["mark"] is None

    async def test_it_may_be_returned(self, reviewer: Caller, client: httpx.AsyncClient):
        receipt = await taken_back(reviewer, client)
        where = f"/revisions/{receipt.json()['revision_id']}/decisions"
        assert (await reviewer.post(where, json={"kind": "returned", "reason": "请核对"})).status_code == 201

    async def test_once_it_is_its_persons_own_it_is_allowed_marked_and_shown_to_the_city(
        self, reviewer: Caller, committee: Caller, client: httpx.AsyncClient
    ):
        await opened(reviewer)
        wang = await signed_in(client, OPENED)
        await wang.put("/me/password", json={"current_password": OPENED, "new_password": OWN})
        receipt = await put(wang)
        accepted = await accept(reviewer, receipt)
        assert accepted.status_code == 201
        assert accepted.json()["mark"] == "accepted-by-account-keeper"
        [shown] = (await committee.get("/decisions/marked")).json()["decisions"]
        assert shown["by"] == str(person_id("reviewer"))
        assert shown["org_unit"] == TOWNSHIP
        report = (await committee.get(f"/reports/{receipt.json()['report_id']}")).json()
        assert report["revisions"][0]["decisions"][0]["mark"] == "accepted-by-account-keeper"
        assert (await reviewer.get("/decisions/marked")).status_code == 403

    async def test_a_reset_password_takes_it_out_of_its_persons_hands(
        self, reviewer: Caller, reporter: Caller
    ):
        receipt = await put(reporter)
        await reviewer.patch(f"/users/{person_id('reporter')}", json={"password": OPENED})
        assert (await accept(reviewer, receipt)).status_code == 403

    async def test_whoever_issued_the_code_is_marked(
        self, reviewer: Caller, committee: Caller, client: httpx.AsyncClient
    ):
        code = (await reviewer.post(f"/users/{person_id('reporter')}/enrolments")).json()["code"]
        answer = await client.post("/api/v1/enrolments", json={"code": code})
        receipt = await put(Caller(client, answer.json()["token"]))
        assert (await accept(reviewer, receipt)).json()["mark"] == "accepted-by-account-keeper"
        assert len((await committee.get("/decisions/marked")).json()["decisions"]) == 1

    async def test_an_account_that_the_reviewer_never_touched_is_not_marked(
        self, reviewer: Caller, reporter: Caller
    ):
        accepted = await accept(reviewer, await put(reporter))
        assert accepted.status_code == 201
        assert accepted.json()["mark"] is None


async def report_of(caller: Caller, receipt: httpx.Response) -> tuple[dict[str, object], dict[str, object]]:
    """Return a report as the list and as its own address show it to a caller."""
    report_id = receipt.json()["report_id"]
    listed = (await caller.get("/reports")).json()["reports"]
    return (
        next(one for one in listed if one["report_id"] == report_id),
        (await caller.get(f"/reports/{report_id}")).json(),
    )


class TestWhatIsOffered:
    async def test_nobody_is_offered_what_would_be_refused(
        self, reviewer: Caller, committee: Caller, client: httpx.AsyncClient
    ):
        receipt = await taken_back(reviewer, client)
        for shown in await report_of(reviewer, receipt):
            assert "accept" not in shown["may"]
            assert "return" in shown["may"]
            assert "本人尚未自行设置密码" in shown["barred"]["zh"]
            assert "可审核：" in shown["barred"]["zh"]
            assert "It can be decided by" in shown["barred"]["en"]
        for shown in await report_of(committee, receipt):
            assert {"accept", "return"} <= set(shown["may"])
            assert shown["barred"] is None
        assert (await accept(reviewer, receipt)).status_code == 403

    async def test_whoever_entered_it_for_a_township_is_told_who_decides(
        self, reviewer: Caller, committee: Caller
    ):
        receipt = await put(reviewer)
        for shown in await report_of(reviewer, receipt):
            assert not {"accept", "return"} & set(shown["may"])
            assert "不能审核自己填报的报表" in shown["barred"]["zh"]
            assert "（" in shown["barred"]["zh"].partition("可审核：")[2]
        assert (await accept(reviewer, receipt)).status_code == 403
        for shown in await report_of(committee, receipt):
            assert "accept" in shown["may"]

    async def test_whoever_reports_is_offered_no_word_on_review(self, reporter: Caller):
        receipt = await put(reporter)
        for shown in some(await report_of(reporter, receipt)):
            assert shown["barred"] is None
            assert "accept" not in shown["may"]

    async def test_an_ordinary_report_bars_nobody(self, reviewer: Caller, reporter: Caller):
        for shown in some(await report_of(reviewer, await put(reporter))):
            assert "accept" in shown["may"]
            assert shown["barred"] is None


class TestASecondLook:
    @pytest.fixture
    async def marked(self, reviewer: Caller, client: httpx.AsyncClient) -> httpx.Response:
        """A report accepted by who issued the code of its author's phone."""
        code = (await reviewer.post(f"/users/{person_id('reporter')}/enrolments")).json()["code"]
        answer = await client.post("/api/v1/enrolments", json={"code": code})
        receipt = await put(Caller(client, answer.json()["token"]))
        assert (await accept(reviewer, receipt)).json()["mark"] is not None
        return receipt

    async def test_it_is_offered_to_somebody_else_alone(
        self, marked: httpx.Response, reviewer: Caller, committee: Caller
    ):
        [shown] = (await committee.get("/decisions/marked")).json()["decisions"]
        assert shown["is_settled"] is False
        assert shown["may"] == ["accept", "return"]
        for report in await report_of(committee, marked):
            assert {"accept", "return"} <= set(report["may"])
        for report in await report_of(reviewer, marked):
            assert "accept" not in report["may"]
        assert (await accept(reviewer, marked)).status_code == 409

    async def test_accepting_it_again_settles_it_once(self, marked: httpx.Response, committee: Caller):
        second = await accept(committee, marked)
        assert second.status_code == 201
        assert second.json()["mark"] is None
        [shown] = (await committee.get("/decisions/marked")).json()["decisions"]
        assert (shown["is_settled"], shown["may"]) == (True, [])
        for report in await report_of(committee, marked):
            assert "accept" not in report["may"]
        assert (await accept(committee, marked)).status_code == 409

    async def test_returning_it_settles_it_too(self, marked: httpx.Response, committee: Caller):
        where = f"/revisions/{marked.json()['revision_id']}/decisions"
        assert (await committee.post(where, json={"kind": "returned", "reason": "请核对"})).status_code == 201
        [shown] = (await committee.get("/decisions/marked")).json()["decisions"]
        assert shown["is_settled"] is True

    async def test_the_operator_sees_it_and_decides_nothing(self, marked: httpx.Response, operator: Caller):
        [shown] = (await operator.get("/decisions/marked")).json()["decisions"]
        assert shown["may"] == []


PLACES = {"reporter": TOWNSHIP, "reviewer": COUNTY, "committee": CITY, "operator": CITY, "province": "41"}
MAY = {
    "reporter": set(),
    "province": set(),
    "reviewer": {"reporter"},
    "committee": {"reporter", "reviewer", "province"},
    "operator": set(PLACES),
}


class TestWhoLooksAfterWhom:
    @pytest.mark.parametrize("keeper", sorted(MAY))
    @pytest.mark.parametrize("role", sorted(PLACES))
    async def test_open_list_enrol_sign_out_and_close(
        self, callers: dict[str, Caller], client: httpx.AsyncClient, keeper: str, role: str
    ):
        actor = callers[keeper]
        body = {"name": "zhao", "display_name": "赵", "role": role, "org_unit": PLACES[role]}
        answer = await actor.post("/users", json={**body, "password": OPENED})
        if role not in MAY[keeper]:
            assert answer.status_code == 403
            answer = await callers["operator"].post("/users", json={**body, "password": OPENED})
            where = f"/users/{answer.json()['id']}"
            expected = {403, 404}
            assert (await actor.get(f"{where}/devices")).status_code in expected
            assert (await actor.post(f"{where}/enrolments")).status_code in expected
            assert (await actor.patch(where, json={"is_active": False})).status_code in expected
            return
        assert answer.status_code == 201, answer.text
        where = f"/users/{answer.json()['id']}"
        listed = (await actor.get("/users")).json()["users"]
        assert "zhao" in {user["name"] for user in listed}
        zhao = await signed_in(client, OPENED, "zhao")
        [device] = (await actor.get(f"{where}/devices")).json()["devices"]
        assert (await actor.delete(f"/devices/{device['id']}")).status_code == 204
        assert (await zhao.get("/me")).status_code == 401
        assert (await actor.post(f"{where}/enrolments")).status_code == 201
        assert (await actor.patch(where, json={"is_active": False})).json()["is_active"] is False

    async def test_another_province_is_nobodys_here(self, committee: Caller):
        body = {"name": "zhao", "display_name": "赵", "role": "province", "org_unit": "42"}
        assert (await committee.post("/users", json=body)).status_code == 422
