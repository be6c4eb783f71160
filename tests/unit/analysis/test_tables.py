"""What an analyst reads of reports, findings and baselines: the kinds of silence, versions, days, marks."""

from datetime import date, timedelta

import pandas as pd
import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session, select

import agri.analysis
from agri.analysis import OpenRecord
from agri.analysis.tables import SYNTHETIC, Origin, TableColumn, declared_tables, make_table
from agri.models import Revision
from agri.periods import SHANGHAI
from agri.services.reference.baselines import set_baselines
from agri.services.review.answer_finding import answer_finding
from agri.terms import Certainty, DecisionKind, Level
from tests.places import NEIGHBOUR, NOW, PLACES, TOWNSHIP
from tests.unit.analysis.conftest import judge, send
from tests.unit.services.submissions import a_report, a_revision, actor

LATER = NOW + timedelta(hours=1)
LONG_AGO = NOW - timedelta(days=20)


def cells(reports: pd.DataFrame, form: str, period: str, org_unit: str = TOWNSHIP) -> pd.DataFrame:
    """Return the cells of one report by element."""
    chosen = (reports["form"] == form) & (reports["period"] == period) & (reports["org_unit"] == org_unit)
    return reports[chosen].set_index("element")


def test_a_number_a_zero_a_blank_and_each_silence_can_be_told_apart(
    engine: Engine, record: OpenRecord
) -> None:
    half = a_report(values={"recovered_kg": 0.0, "disposed_kg": None})
    absent = a_report("pest_control", values={"pesticide_kg": 3.0}, not_applicable=["green"])
    waiting = a_report("pest_control", "2019-07")
    returned = a_report(period="2019-07")
    send(engine, half, absent, waiting, returned)
    judge(engine, half, absent)
    judge(engine, returned, kind=DecisionKind.RETURNED)
    reports = record.reports()
    packaging = cells(reports, "packaging", "2019-08")
    assert packaging.loc["recovered_kg", ["value", "state", "unit"]].tolist() == [0.0, "given", "kg"]
    assert packaging["state"].to_dict() == {"recovered_kg": "given", "disposed_kg": "blank"}
    assert cells(reports, "pest_control", "2019-08").loc["green_area_mu", "state"] == "not_applicable"
    undecided = cells(reports, "pest_control", "2019-07")
    assert set(undecided["state"]) == {"pending"}
    assert undecided["decision"].isna().all()
    assert set(undecided["revision"]) == {str(waiting.revision_id)}
    july = cells(reports, "packaging", "2019-07")
    assert set(july["state"]) == {"not_reported"}
    assert set(july["decision"]) == {"returned"}
    silent = cells(reports, "packaging", "2019-06")
    assert set(silent["state"]) == {"not_reported"}
    assert silent[["revision", "received_at", "decision", "delay_days", "is_late"]].isna().all(axis=None)
    assert (reports["value"].notna() == (reports["state"] == "given")).all()


def test_an_undecided_version_does_not_replace_the_accepted_one(engine: Engine, record: OpenRecord) -> None:
    first = a_report()
    second = a_revision(first, reason="更正", values={"recovered_kg": 7.0, "disposed_kg": 5.0})
    send(engine, first)
    judge(engine, first)
    send(engine, second, at=LATER)
    accepted = cells(record.reports(), "packaging", "2019-08").loc["recovered_kg"]
    assert accepted[["value", "revision", "decision"]].tolist() == [100, str(first.revision_id), "accepted"]
    received = cells(record.reports(basis="received"), "packaging", "2019-08").loc["recovered_kg"]
    assert received[["value", "revision"]].tolist() == [7, str(second.revision_id)]
    assert pd.isna(received["decision"])


@pytest.mark.parametrize("basis", ["accepted", "received"])
def test_every_number_is_that_of_the_version_beside_it(
    engine: Engine, record: OpenRecord, basis: str
) -> None:
    first, other = a_report(), a_report(period="2019-07")
    second = a_revision(first, reason="更正", values={"recovered_kg": 7.0, "disposed_kg": 5.0})
    third = a_revision(second, "third", reason="更正", values={"recovered_kg": 9.0, "disposed_kg": 8.0})
    send(engine, first, other)
    judge(engine, first, other)
    send(engine, second, at=LATER)
    judge(engine, second, at=LATER, kind=DecisionKind.RETURNED)
    send(engine, third, at=LATER)
    reports = record.reports(2019, basis=basis)
    given = reports[reports["state"] == "given"]
    with Session(engine) as session:
        said = {str(one.id): one for one in session.exec(select(Revision))}
    assert len(given) == 4
    assert [said[row.revision].values[row.element] for row in given.itertuples()] == given["value"].tolist()
    assert [said[row.revision].received_at for row in given.itertuples()] == given["received_at"].tolist()


def test_the_day_of_receipt_is_chinas_and_late_is_after_the_due_day(
    engine: Engine, record: OpenRecord
) -> None:
    on_the_third = NOW - timedelta(days=2)
    send(engine, a_report(), at=on_the_third)
    send(engine, a_report(period="2019-07"))
    reports = record.reports()
    assert str(reports["received_at"].dt.tz) == SHANGHAI.key
    in_time, late = (cells(reports, "packaging", month).iloc[0] for month in ("2019-08", "2019-07"))
    assert (in_time["received_at"], late["received_at"]) == (on_the_third, NOW)
    assert (in_time["delay_days"], in_time["is_late"]) == (3, False)
    assert (late["delay_days"], late["is_late"]) == (36, True)


def test_what_is_not_due_yet_has_a_row_only_where_it_came(engine: Engine, record: OpenRecord) -> None:
    assert record.reports()["period"].max() == pd.Period("2019-08", "M")
    send(engine, a_report(period="2019-09"))
    assert set(record.reports().query("period > '2019-08'")["org_unit"]) == {TOWNSHIP}


def test_an_earlier_day_does_not_see_what_came_later(engine: Engine, database_url: str) -> None:
    two_slips = a_report(period="2019-06", values={"recovered_kg": 120_000.0, "disposed_kg": 81_000.0})
    mended = a_revision(two_slips, values={"recovered_kg": 120.0, "disposed_kg": 81.0})
    send(engine, a_report(period="2018-06"), two_slips, at=LONG_AGO)
    send(engine, mended)
    with Session(engine) as session, session.begin():
        answer_finding(
            session,
            actor("reporter"),
            two_slips.revision_id,
            "unit-slip:recovered_kg",
            text="含库存",
            now=NOW,
        )
        set_baselines(
            session,
            actor("committee"),
            org_unit=TOWNSHIP,
            year=2019,
            values={"maize_mu": 1.0},
            source="survey",
            certainty=Certainty.PUBLISHED,
            now=NOW,
        )
    with agri.analysis.open(database_url, as_of="2019-08-31") as then:
        slips = then.findings().query("code == 'unit-slip'")
        assert slips["value"].tolist() == [120_000, 81_000]
        assert set(slips["unit"]) == {"kg"}
        assert slips["answer"].isna().all()
        assert _maize(then.baselines())["value"] == 18_000
    with agri.analysis.open(database_url) as now:
        assert now.findings().query("code == 'unit-slip'").empty
        assert _maize(now.baselines())[["value", "certainty", "unit"]].tolist() == [1, "published", "mu"]


def _maize(baselines: pd.DataFrame) -> pd.Series:
    [row] = baselines.query(f"org_unit == '{TOWNSHIP}' and year == 2019 and key == 'maize_mu'").index
    return baselines.loc[row]


def test_a_finding_stands_beside_its_answer(engine: Engine, record: OpenRecord) -> None:
    two_slips = a_report(period="2019-06", values={"recovered_kg": 120_000.0, "disposed_kg": 81_000.0})
    send(engine, a_report(period="2018-06"), two_slips)
    with Session(engine) as session, session.begin():
        answer_finding(
            session, actor("reporter"), two_slips.revision_id, "unit-slip:disposed_kg", text="含库存", now=NOW
        )
    slips = record.findings().query("code == 'unit-slip'").set_index("element")
    assert slips.loc["disposed_kg", ["answer", "answered_at"]].tolist() == ["含库存", NOW]
    assert pd.isna(slips.loc["recovered_kg", "answer"])


def test_places_are_those_of_the_record(record: OpenRecord) -> None:
    places = record.org_units()
    assert places["org_unit"].tolist() == list(PLACES.codes)
    assert set(places.loc[places["level"] == Level.TOWNSHIP, "county"]) == {"410191", "410192"}
    assert places.set_index("org_unit").loc[NEIGHBOUR, "org_unit_name"] == "河口乡"


@pytest.mark.parametrize("table", declared_tables())
def test_every_table_has_its_declared_columns_and_says_that_it_is_invented(
    record: OpenRecord, table: str
) -> None:
    frame = getattr(record, table)()
    declared = agri.analysis.columns(table)
    assert frame.columns.tolist() == declared["column"].tolist()
    assert [str(dtype) for dtype in frame.dtypes] == declared["dtype"].tolist()
    assert frame.index.name == SYNTHETIC
    assert frame.attrs["synthetic"] is True
    assert SYNTHETIC in frame.to_csv()


def test_real_data_are_not_marked_as_invented() -> None:
    declared = (TableColumn("org_unit", "string", "place"),)
    frame = make_table(declared, {"org_unit": ["4101"]}, Origin("4101", 2019, date(2019, 9, 5), False))
    assert frame.index.name is None
    assert frame.attrs["synthetic"] is False
    with pytest.raises(ValueError, match="declared"):
        make_table(declared, {"place": ["4101"]}, Origin("4101", 2019, date(2019, 9, 5), False))


def test_reading_waits_for_no_writer(engine: Engine, database_url: str) -> None:
    with engine.begin() as writing:  # SQLite: holds the one write lock
        writing.execute(text("UPDATE meta SET value = value"))
        with agri.analysis.open(database_url) as record:
            assert len(record.reports()) > 100
