"""A zero too many or too few asks at whichever door it comes in, and says what was compared."""

import csv
from pathlib import Path
from typing import Any
from uuid import uuid4

import openpyxl
import pytest
from sqlmodel import Session, col, select
from typer.testing import CliRunner

from agri.api.dependencies import Desk
from agri.checks.magnitude import SLIP, amount_text, land_findings, nearby_findings, slip_findings
from agri.cli.record import app as command
from agri.definitions.detection.declared import DetectorKind
from agri.definitions.forms import Form, read_forms
from agri.definitions.plan import read_plan
from agri.definitions.reading import seed_root
from agri.files.template import render_template
from agri.models import Revision
from agri.periods import Period
from agri.services.intake.receive import receive
from agri.services.intake.spreadsheets.import_reports import import_reports, read_for_import
from agri.services.reference.reference import read_reference
from tests.api.conftest import Caller
from tests.api.revisions import path, revision
from tests.form_versions import version_of
from tests.places import NOW, PLACES, TOWNSHIP, FakeClock
from tests.unit.services.submissions import a_report, actor, an_id

AUGUST = Period(2019, 8)
HONEST: dict[str, dict[str, float]] = {
    "packaging": {"recovered_kg": 1_000, "disposed_kg": 800},
    "pest_control": {
        "manual_mu": 500,
        "electric_mu": 1_000,
        "stretcher_mu": 200,
        "boom_mu": 300,
        "drone_mu": 1_200,
        "unified_area_mu": 250,
        "green_area_mu": 900,
        "pesticide_kg": 300,
    },
    "fertilizer": {
        "maize_n_t": 60,
        "maize_p2o5_t": 20,
        "maize_k2o_t": 15,
        "maize_compound_t": 40,
        "other_n_t": 12,
        "other_p2o5_t": 8,
        "other_k2o_t": 6,
        "other_compound_t": 10,
        "organic_t": 300,
        "organic_area_mu": 900,
    },
}
# What is known of a place: last year's same month, or the months beside it only.
KNOWN = {"last year": ("2018-08",), "beside": ("2018-07", "2019-07")}
DOORS = ("put", "sync", "command", "template")


@pytest.fixture
def database() -> str:
    """What is asked does not depend on the database."""
    return "sqlite"


@pytest.fixture
def folder(desk: Desk, clock: FakeClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for files, with the command bound to the desk's database and clock."""
    monkeypatch.setenv("AGRI_DATABASE_URL", desk.engine.url.render_as_string(hide_password=False))
    monkeypatch.setattr("agri.cli.opening.clock_of", lambda _session: clock)
    return tmp_path


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("known", KNOWN)
@pytest.mark.parametrize("code", HONEST)
async def test_ten_times_and_a_tenth_of_every_amount_ask(
    reporter: Caller, desk: Desk, folder: Path, code: str, known: str, door: str
) -> None:
    tell(desk, code, KNOWN[known])
    form = form_of(code)
    assert await asked_at(door, reporter, desk, folder, form, HONEST[code]) == []
    for element, amount in HONEST[code].items():
        for factor in (10, 0.1):
            values = HONEST[code] | {element: amount * factor}
            found = await asked_at(door, reporter, desk, folder, form, values)
            texts = [one["text"] for one in found if (one["code"], one["element"]) == ("unit-slip", element)]
            assert len(texts) == 1, (element, factor, found)
            for text in (texts[0]["zh"], texts[0]["en"]):
                assert f"{amount_text(amount)} " in text
                assert amount_text(amount * factor) in text
                assert known != "beside" or KNOWN["beside"][0] in text


@pytest.mark.parametrize("known", KNOWN)
@pytest.mark.parametrize("code", HONEST)
async def test_a_phone_is_told_enough_to_ask_the_same(
    reporter: Caller, desk: Desk, code: str, known: str
) -> None:
    tell(desk, code, KNOWN[known])
    form = form_of(code)
    due = (await reporter.get("/due")).json()
    sheet = next(one for one in due["forms"] if (one["form"], one["period"]) == (code, str(AUGUST)))
    declared = read_plan(seed_root() / "zhengzhou", 2019).detectors
    assert sheet["slip"] == declared.threshold(DetectorKind.SIZE, "month_ratio") == SLIP

    def asked(values: dict[str, float]) -> list[str | None]:
        # The phone's own judgement; the shared cases hold both to the same words.
        found = slip_findings(form, values, sheet["last_year"], AUGUST, sheet["slip"])
        found += nearby_findings(form, values, sheet["nearby"], sheet["slip"])
        found += land_findings(form, values, sheet["limits"], sheet["last_year"], AUGUST)
        return [one.element for one in found if one.code == "unit-slip"]

    assert asked(HONEST[code]) == []
    for element, amount in HONEST[code].items():
        for factor in (10, 0.1):
            assert asked(HONEST[code] | {element: amount * factor}) == [element]


async def test_in_a_first_year_a_month_above_the_whole_of_last_year_asks(
    reporter: Caller, desk: Desk, folder: Path
) -> None:
    form = form_of("fertilizer")
    [found] = await asked_at("put", reporter, desk, folder, form, HONEST["fertilizer"] | {"maize_n_t": 600})
    assert found["element"] == "maize_n_t"
    assert "全年合计 2018 400 吨" in found["text"]["zh"]


def form_of(code: str) -> Form:
    return read_forms(seed_root() / "zhengzhou")[code]


def tell(desk: Desk, code: str, months: tuple[str, ...]) -> None:
    with Session(desk.engine) as session, session.begin():
        told = [a_report(code, period=month, values=asked_in(code, month)) for month in months]
        for outcome in receive(session, actor("reporter"), told, now=NOW):
            assert outcome.receipt is not None, outcome.refusal


def asked_in(code: str, month: str) -> dict[str, float]:
    sections = form_of(code).sections_in(Period.parse(month))
    asked = {element.code for section in sections for element in section.elements}
    return {element: amount for element, amount in HONEST[code].items() if element in asked}


async def asked_at(
    door: str, reporter: Caller, desk: Desk, folder: Path, form: Form, values: dict[str, float]
) -> list[dict[str, Any]]:
    """Send August's report through a door, as a correction of what stands; return what the record asks."""
    stands = newest(desk, form.code)
    if door in {"put", "sync"}:
        body = revision(form=form.code, form_version=version_of(form.code), period=str(AUGUST), values=values)
        body["supersedes"] = str(stands.id) if stands else None
        report_id, revision_id = (stands.report_id if stands else uuid4()), uuid4()
        if door == "put":
            answer = await reporter.put(path(report_id, revision_id), json=body)
            assert answer.status_code == 201, answer.text
        else:
            item = {"report_id": str(report_id), "revision_id": str(revision_id), **body}
            answer = await reporter.post("/sync", json={"revisions": [item]})
            assert [one["outcome"] for one in answer.json()["results"]] == ["created"], answer.text
    elif door == "command":
        file = folder / f"{form.code}.csv"
        with file.open("w", newline="", encoding="utf-8") as out:
            csv.writer(out).writerows([("org_unit", "period", *values), (TOWNSHIP, AUGUST, *values.values())])
        result = CliRunner().invoke(command, ["import", str(file)])
        assert result.exit_code == 0, result.output
    else:
        file = folder / f"{form.code}.xlsx"
        unit = next(unit for unit in PLACES.units if unit.code == TOWNSHIP)
        file.write_bytes(render_template(form, [unit], AUGUST))
        book = openpyxl.load_workbook(file)
        for column, element in enumerate(form.elements, start=4):
            if element.code in values:
                book["填报"].cell(8, column, values[element.code])
        book.save(file)
        with Session(desk.engine) as session, session.begin():
            assert (
                import_reports(
                    session,
                    actor("operator"),
                    read_for_import(read_reference(session, of="4101"), file),
                    now=NOW,
                ).faults
                == ()
            )
    stored = newest(desk, form.code)
    assert stored is not None
    assert stored.id != (stands.id if stands else None)
    return list(stored.findings)


def newest(desk: Desk, code: str) -> Revision | None:
    """Return the version of August's report that the record received last."""
    with Session(desk.engine) as session:
        every = session.exec(select(Revision).order_by(col(Revision.seq).desc())).all()
    known = {an_id(code, TOWNSHIP, month) for months in KNOWN.values() for month in months}
    return next((one for one in every if one.report_id not in known), None)
