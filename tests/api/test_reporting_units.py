"""Reporting units in the record: applied, read, counted by the dealers' report, proved and never dropped."""

from datetime import date
from typing import Any

import httpx
import pytest
from sqlmodel import Session, select

from agri.analysis.record import OpenRecord
from agri.api.dependencies import Desk
from agri.definitions.reading import DefinitionFiles
from agri.errors import Invalid
from agri.models import ReportingUnitRow
from agri.services.publish.verify import verify
from agri.services.reference.apply_package import apply_package
from tests.api.conftest import Caller
from tests.api.revisions import put
from tests.form_versions import version_of
from tests.places import CITY, COUNTY, NOW, OTHER_COUNTY, TOWNSHIP, package
from tests.second_city import SECOND, add_second_city, b_token_of, second_package

TODAY = date(2019, 9, 5)
HEAD = "code,kind,place,title,since,until"
ROWS = (
    f"D01,dealer,{COUNTY},东川农资,2018-03-01,",
    f"D02,dealer,{TOWNSHIP},柳林农资,,2019-08-01",
    f"D03,dealer,{COUNTY},河口农资,,",
    f"V01,village,{TOWNSHIP},柳东村,,",
)
SOLD = {"n_t": 10.0, "p2o5_t": 1.0, "k2o_t": 1.0, "compound_t": 2.0}


def with_units(*rows: str) -> DefinitionFiles:
    files = package().for_year(2019)
    contents = {name: files.read(name) for name in files.names()}
    contents["reporting_units.csv"] = "\n".join([HEAD, *rows, ""]).encode()
    return DefinitionFiles.of_bytes(contents)


def apply(desk: Desk, *rows: str) -> None:
    with Session(desk.engine) as session, session.begin():
        apply_package(session, with_units(*rows), 2019, now=NOW, reason="登记")


async def units_of(caller: Caller, query: str = "") -> list[str]:
    answer = await caller.get(f"/reporting-units{query}")
    assert answer.status_code == 200, answer.text
    return [one["code"] for one in answer.json()["reporting_units"]]


async def send_sales(caller: Caller, dealers: float | None) -> httpx.Response:
    return await put(
        caller,
        form="dealer_sales",
        form_version=version_of("dealer_sales"),
        org_unit=COUNTY,
        period="2019-08",
        values={"dealers_reported": dealers, **SOLD},
        reason="说明",
    )


async def test_units_are_read_by_place_kind_and_day(callers: dict[str, Caller], desk: Desk) -> None:
    assert await units_of(callers["committee"]) == []
    apply(desk, *ROWS)
    assert await units_of(callers["committee"]) == ["D01", "D02", "D03", "V01"]
    assert await units_of(callers["reviewer"], "?kind=dealer&on=2019-08-01") == ["D01", "D03"]
    assert await units_of(callers["reporter"]) == ["D02", "V01"]
    assert await units_of(callers["committee"], f"?org_unit={OTHER_COUNTY}") == []
    assert (await callers["committee"].get("/reporting-units?kind=farmer")).status_code == 400
    [first, *_] = (await callers["committee"].get("/reporting-units")).json()["reporting_units"]
    assert first == {
        "code": "D01",
        "kind": "dealer",
        "org_unit": COUNTY,
        "title": "东川农资",
        "since": "2018-03-01",
        "until": None,
    }


async def test_the_dealers_report_says_how_many_of_how_many(callers: dict[str, Caller], desk: Desk) -> None:
    async def counts() -> dict[str, tuple[Any, Any]]:
        found = (await callers["committee"].get("/reporting-units/reported?period=2019-08")).json()["counts"]
        assert {one["element"] for one in found} == {"dealers_reported"}
        return {one["org_unit"]: (one["reported"], one["listed"]) for one in found}

    assert await counts() == {COUNTY: (None, None), OTHER_COUNTY: (None, None)}
    apply(desk, *ROWS)
    assert await counts() == {COUNTY: (None, 2), OTHER_COUNTY: (None, 0)}
    sent = await send_sales(callers["reviewer"], 1)
    assert sent.status_code == 201, sent.text
    assert sent.json()["findings"] == []
    assert await counts() == {COUNTY: (1, 2), OTHER_COUNTY: (None, 0)}


@pytest.mark.parametrize(("listed", "is_asked"), [(ROWS, True), ((), False)])
async def test_more_dealers_than_are_listed_are_asked_about(
    callers: dict[str, Caller], desk: Desk, listed: tuple[str, ...], is_asked: bool
) -> None:
    apply(desk, *listed)
    sent = await send_sales(callers["reviewer"], 3)
    codes = [one["code"] for one in sent.json()["findings"]]
    assert ("dealers-above-listed" in codes) == is_asked
    due = (await callers["reviewer"].get(f"/due?org_unit={COUNTY}")).json()["forms"]
    [cell] = [one for one in due if (one["form"], one["period"]) == ("dealer_sales", "2019-08")]
    assert cell["sums"]["units.dealer"] == (2 if is_asked else None)


async def test_a_unit_is_never_dropped_and_everything_is_proved(
    callers: dict[str, Caller], desk: Desk
) -> None:
    apply(desk, *ROWS)
    with pytest.raises(Invalid, match="D01 东川农资 is in the record") as refused:
        apply(desk, *ROWS[1:])
    assert [fault.code for fault in refused.value.faults] == ["reporting-unit-gone"]
    apply(desk, ROWS[0] + "2019-09-01", *ROWS[1:])
    assert "D01" not in await units_of(callers["committee"], "?on=2019-09-05")
    with Session(desk.engine) as session:
        assert verify(session).is_sound
        session.exec(select(ReportingUnitRow).where(ReportingUnitRow.code == "D03")).one().title = "x"
        session.flush()
        broken = verify(session).broken
    assert broken is not None
    assert (broken.table, broken.key) == ("reporting_unit", "D03")


async def test_two_cities_may_list_the_same_code(
    callers: dict[str, Caller], desk: Desk, client: httpx.AsyncClient
) -> None:
    apply(desk, *ROWS)
    files = second_package()
    contents = {name: files.read(name) for name in files.names()}
    text = "\n".join([HEAD, *ROWS, ""]).replace(CITY, SECOND)
    contents["reporting_units.csv"] = text.encode()
    add_second_city(desk.engine, DefinitionFiles.of_bytes(contents))
    for caller, city in ((callers["committee"], CITY), (Caller(client, b_token_of("b_committee")), SECOND)):
        page = (await caller.get("/reporting-units")).json()["reporting_units"]
        assert [one["code"] for one in page] == ["D01", "D02", "D03", "V01"]
        assert {one["org_unit"][:4] for one in page} == {city}
    with Session(desk.engine) as session:
        assert verify(session).is_sound


def test_the_analyst_reads_them_as_of_a_day(desk: Desk) -> None:
    apply(desk, *ROWS)
    with OpenRecord(desk.engine, TODAY, CITY) as record:
        table = record.reporting_units()
    assert list(table["unit"]) == ["D01", "D02", "D03", "V01"]
    assert list(table["county"]) == [COUNTY] * 4
    assert str(table["since"][0])[:10] == "2018-03-01"
    with OpenRecord(desk.engine, TODAY.replace(month=8), CITY) as record:
        assert len(record.reporting_units()) == 0
