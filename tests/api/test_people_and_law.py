"""People and law: what docs/law.md promises about persons, names, findings, rankings and maps."""

import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select, update
from sqlmodel import Session

from agri.api.dependencies import Desk
from agri.models import Audit
from agri.models.person import EnrolmentCode, Person, SessionToken
from agri.services.chain.prove import append_proved
from agri.services.publish.verify import verify
from tests.api.conftest import Caller
from tests.api.revisions import VALUES, path, put, revision
from tests.form_versions import version_of
from tests.places import COUNTY, FAR_TOWNSHIP, NEIGHBOUR, NOW, TOWNSHIP
from tests.some import some

NAME, PERSON, TELEPHONE, DEVICE = "wangxiuying", "王秀英", "13800138000", "王秀英的手机"
MANURE = {
    "form": "manure",
    "form_version": version_of("manure"),
    "period": "2019-Q2",
    "org_unit": COUNTY,
    "values": {"produced_t": 15_000, "used_t": 11_000},
}


async def colleague(operator: Caller, role: str, org_unit: str) -> Caller:
    """Open an account for somebody else of an office and sign in with an enrolment code."""
    body = {"name": NAME, "display_name": f"{PERSON} {TELEPHONE}", "role": role, "org_unit": org_unit}
    user = (await operator.post("/users", json=body)).json()
    code = (await operator.post(f"/users/{user['id']}/enrolments")).json()["code"]
    answer = await operator.client.post(f"/api/v1/enrolments/{code}", json={"device": DEVICE})
    return Caller(operator.client, answer.json()["token"])


async def decide(caller: Caller, receipt: httpx.Response, kind: str = "accepted") -> int:
    revision_id = receipt.json()["revision_id"]
    answer = await caller.post(f"/revisions/{revision_id}/decisions", json={"kind": kind, "reason": "已核对"})
    return answer.status_code


class TestPersons:
    async def test_who_sent_a_report_does_not_decide_on_it_a_colleague_does(
        self, reviewer: Caller, operator: Caller
    ):
        second = await colleague(operator, "reviewer", COUNTY)
        receipt = await put(reviewer)
        assert await decide(reviewer, receipt) == 403
        assert await decide(second, receipt) == 201

    async def test_a_countys_own_form_is_reviewed_by_the_city_not_by_a_colleague(
        self, reviewer: Caller, committee: Caller, operator: Caller
    ):
        second = await colleague(operator, "reviewer", COUNTY)
        receipt = await put(reviewer, **MANURE)
        assert receipt.status_code == 201, receipt.text
        assert await decide(second, receipt) == 403
        assert await decide(committee, receipt) == 201

    async def test_every_act_names_a_person_not_an_office(
        self, reviewer: Caller, operator: Caller, desk: Desk
    ):
        second = await colleague(operator, "reviewer", COUNTY)
        receipts = [await put(second), await put(reviewer, org_unit=NEIGHBOUR)]
        assert await decide(second, receipts[1]) == await decide(reviewer, receipts[0]) == 201
        with Session(desk.engine) as session:
            actors = session.exec(
                select(Audit.actor).where(Audit.act == "revision.accepted").order_by(Audit.seq)
            ).scalars()
            assert len(set(actors)) == 2


async def everything(callers: dict[str, Caller], somebody: Caller) -> list[int]:
    """Let somebody and the others do one of each act that the chain holds."""
    reviewer, committee = callers["reviewer"], callers["committee"]
    first = await put(somebody, values=VALUES | {"samples_analysed": 400})
    found = first.json()
    finding = f"{found['revision_id']}:soil-analysed-above-taken"
    answers = [
        first,
        await somebody.post(f"/findings/{finding}/answers", json={"text": f"问{PERSON}，电话{TELEPHONE}"}),
        await reviewer.post(
            f"/revisions/{found['revision_id']}/decisions",
            json={"kind": "returned", "reason": f"请{PERSON}核对，{TELEPHONE}"},
        ),
        await somebody.put(
            path(found["report_id"]),
            json=revision(supersedes=found["revision_id"], reason=f"{PERSON}更正"),
        ),
        await reviewer.post(
            "/spot-checks",
            json={
                "org_unit": TOWNSHIP,
                "period": "2019-07",
                "form": "soil_testing",
                "data_element": "samples_taken",
                "verified": 5,
                "drawn": "random",
                "note": f"{PERSON}在场，{TELEPHONE}",
            },
        ),
        await reviewer.post("/closures", json={"org_unit": COUNTY, "period": "2019-07"}),
        await reviewer.post(
            "/closures",
            json={"org_unit": COUNTY, "period": "2019-07", "act": "reopened", "reason": f"{PERSON}补报"},
        ),
        await committee.post("/scenarios", json={"name": PERSON, "measures": []}),
        await committee.post("/releases", json={"period": "2019-08", "replications": 2}),
        await somebody.delete("/sessions/current"),
    ]
    contested = await put(callers["reporter"], values=VALUES | {"samples_taken": 8})
    answers.append(
        await reviewer.post(
            f"/conflicts/{contested.json()['receipt']['revision_id']}/resolution",
            json={"act": "dismissed", "reason": f"以{PERSON}的为准"},
        )
    )
    task = (await committee.get("/tasks")).json()["tasks"][0]["id"]
    words = {"state": "under_way", "note": f"{PERSON} {TELEPHONE}"}
    answers.append(await committee.post(f"/tasks/{task}/progress", json=words))
    return [answer.status_code for answer in answers]


def chain_of(desk: Desk) -> str:
    with Session(desk.engine) as session:
        return "\n".join(str(tuple(row)) for row in session.execute(select(Audit.__table__)))


class TestNames:
    async def test_the_chain_holds_no_name_telephone_or_device(
        self, callers: dict[str, Caller], operator: Caller, desk: Desk
    ):
        somebody = await colleague(operator, "reporter", TOWNSHIP)
        assert set(await everything(callers, somebody)) <= {201, 204}
        chain = chain_of(desk)
        acts = set(re.findall(r"'([a-z]+\.[a-z_]+)'", chain))
        assert len(acts) >= 12, acts
        assert [word for word in (NAME, PERSON, TELEPHONE, DEVICE) if word in chain] == []

    async def test_a_person_who_is_renamed_or_forgotten_leaves_the_chain_as_it_was(
        self, callers: dict[str, Caller], operator: Caller, desk: Desk
    ):
        await everything(callers, await colleague(operator, "reporter", TOWNSHIP))
        before = chain_of(desk)
        with Session(desk.engine) as session, session.begin():
            session.execute(update(Person).values(display_name="", password_hash=None, is_active=False))
            session.execute(update(Person).where(Person.name == NAME).values(name="someone else"))
            session.execute(SessionToken.__table__.delete())
            session.execute(EnrolmentCode.__table__.delete())
            append_proved(session, None, at=NOW, act="person.erased", subject=TOWNSHIP, proved=[Person])
        assert chain_of(desk)[: len(before)] == before
        with Session(desk.engine) as session:
            assert verify(session).is_sound


class TestFindings:
    async def test_the_province_gets_no_finding_with_a_release_and_finds_none_by_itself(
        self, reporter: Caller, committee: Caller, province: Caller
    ):
        question = {
            "form": "packaging",
            "period": "2019-08",
            "values": {"recovered_kg": 1, "disposed_kg": 900},
        }
        finding = (await put(reporter, **question)).json()["findings"][0]
        where = (await reporter.get("/findings")).json()["findings"][0]["id"]
        await reporter.post(f"/findings/{where}/answers", json={"text": "含上年库存"})
        answer = await committee.post("/releases", json={"period": "2019-08", "replications": 2})
        assert answer.status_code == 201
        for kind in ("csv", "json"):
            text = (await province.get(f"/releases/2019-08/1/export.{kind}")).text
            assert "packaging" in text
            held = [
                word
                for word in (finding["code"], finding["text"]["zh"], finding["text"]["en"], "含上年库存")
                if word in text
            ]
            assert held == []
        for door in ("/findings", "/reports", f"/reports/{uuid4()}"):
            assert (await province.get(door)).status_code == 403

    async def test_the_committee_may_hand_on_what_was_asked_about_accepted_reports(
        self, reporter: Caller, reviewer: Caller, committee: Caller, province: Caller, desk: Desk
    ):
        question = {"form": "packaging", "values": {"recovered_kg": 1, "disposed_kg": 900}}
        first = await put(reporter, **question, period="2019-08")
        await put(reporter, **question, period="2019-07")  # waits for its reviewer
        where = (await reporter.get("/findings")).json()["findings"][0]["id"]
        await reporter.post(f"/findings/{where}/answers", json={"text": f"{PERSON}：含上年库存"})
        assert await decide(reviewer, first) == 201
        body = {"period": "2019-08", "replications": 2}
        plain = await committee.post("/releases", json=body)
        chosen = await committee.post("/releases", json=body | {"include_findings": True})
        assert [plain.json()["number"], chosen.json()["number"]] == ["2019-08/1", "2019-08/2"]
        document = (await province.get("/releases/2019-08/2/export.json")).json()
        assert [
            (line["org_unit"], line["period"], line["code"], line["value"], line["is_answered"])
            for line in document["findings"]
        ] == [(TOWNSHIP, "2019-08", first.json()["findings"][0]["code"], 900, True)]
        assert "库存" not in (await province.get("/releases/2019-08/2/export.csv")).text
        assert "findings" not in (await province.get("/releases/2019-08/1/export.json")).json()
        with Session(desk.engine) as session:
            acts = session.scalars(select(Audit.after).where(Audit.act == "release.made").order_by(Audit.seq))
            assert ['"with_findings":true' in (act or "") for act in acts] == [False, True]


class TestPolicy:
    async def test_pages_load_nothing_from_elsewhere_and_run_nothing_inline(self, client: httpx.AsyncClient):
        policy = (await client.get("/")).headers["content-security-policy"]
        directives = dict(part.strip().partition(" ")[::2] for part in policy.split(";"))
        assert directives["default-src"] == "'self'"
        assert directives["object-src"] == directives["frame-ancestors"] == "'none'"
        assert "script-src" not in directives  # the default holds
        assert "style-src" not in directives
        allowed = {word for words in directives.values() for word in words.split()}
        assert allowed == {"'self'", "'none'", "data:", "blob:"}


def places_of(document: Any) -> Iterator[list[str]]:
    """Yield the places of every list in a document, in the order in which they stand."""
    if isinstance(document, dict):
        for value in document.values():
            yield from places_of(value)
    elif isinstance(document, list):
        for key in ("org_unit", "county", "code"):
            found = [one[key] for one in document if isinstance(one, dict) and key in one]
            yield [code for code in found if isinstance(code, str) and code.isdecimal()]
        for value in document:
            yield from places_of(value)


class TestNoRanking:
    @pytest.mark.parametrize(
        "address",
        [
            "/indicators?indicator=unified_control_coverage",
            "/completeness?period=2019-08",
            "/assessments",
            "/reminders",
            "/org-units",
        ],
    )
    async def test_places_stand_in_the_order_of_codes_whatever_they_did(
        self, callers: dict[str, Caller], address: str
    ):
        # The last in the order of codes reports first and best.
        await put(callers["far_reporter"], org_unit=FAR_TOWNSHIP)
        document = (await callers["committee"].get(address)).json()
        lists = [codes for codes in places_of(document) if len(codes) > 1]
        assert lists
        for codes in lists:
            assert list(dict.fromkeys(codes)) == sorted(set(codes))

    def test_no_answer_has_a_rank_and_no_question_asks_for_an_order(self, app: FastAPI):
        schema = app.openapi()
        fields = {
            name for shape in schema["components"]["schemas"].values() for name in shape.get("properties", {})
        }
        asked = {
            parameter["name"]
            for methods in schema["paths"].values()
            for operation in methods.values()
            for parameter in operation.get("parameters", [])
        }
        assert len(fields) > 100
        forbidden = re.compile(r"rank|score|league|position|percentile|^(sort|order|order_by)$")
        assert {name for name in fields | asked if forbidden.search(name)} == set()


class TestMaps:
    async def test_places_have_codes_and_names_and_no_boundary(self, committee: Caller):
        units = (await committee.get("/org-units")).json()["org_units"]
        allowed = {"code", "name", "name_en", "kind", "level", "parent", "is_farming", "since", "until"}
        assert all(set(unit) <= allowed for unit in some(units))
