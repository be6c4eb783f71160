"""The snapshot: each state of a cell, and that the past stays what it was."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from sqlmodel import Session

from agri.definitions.plan import Plan
from agri.indicators.snapshot import Snapshot
from agri.models import Baseline
from agri.periods import Period
from agri.services.figures.take_snapshot import take_snapshot
from agri.services.intake.receive import receive
from agri.services.intake.submission import Submission
from agri.services.reference.reference import read_reference
from agri.services.review.close_period import close_period, reopen_period
from agri.services.review.decide import Verdict, decide_many
from agri.services.review.spot_check import record_spot_check
from agri.terms import CellState, DecisionKind, Drawn, SnapshotBasis
from tests.form_versions import version_of
from tests.places import COUNTY, ESTATE, FAR_TOWNSHIP, NEIGHBOUR, NOW, TOWNSHIP
from tests.unit.services.submissions import a_report, a_revision, actor

TODAY = date(2019, 9, 5)
AUGUST = Period(2019, 8)
RECOVERED = "packaging.recovered_kg"


@pytest.fixture
def plan(session: Session) -> Plan:
    return read_reference(session).plan


def send(session: Session, *submissions: Submission, at: datetime = NOW, by: str = "reporter") -> None:
    outcomes = receive(session, actor(by), submissions, now=at)
    assert [outcome.refusal for outcome in outcomes] == [None] * len(submissions)


def judge(session: Session, submission: Submission, kind: str = "accepted", at: datetime = NOW) -> None:
    verdict = Verdict(submission.revision_id, DecisionKind(kind), reason="请核对")
    [outcome] = decide_many(session, actor("reviewer"), [verdict], now=at)
    assert outcome.refusal is None


def cell(
    snapshot: Snapshot, element: str = RECOVERED, org_unit: str = TOWNSHIP, period: Period = AUGUST
) -> tuple[float | None, CellState]:
    """Return one cell's number (None for NaN) and its state."""
    at = (snapshot.places.index[org_unit], snapshot.element_index[element], snapshot.period_index[period])
    value = float(snapshot.values[at])
    return None if np.isnan(value) else value, CellState(snapshot.state[at])


class TestOtherMonths:
    def test_work_that_no_month_asks_for_counts_and_what_is_blank_beside_it_is_nothing(
        self, session: Session, plan: Plan
    ) -> None:
        february = Period(2019, 2)
        honest = a_report(
            form="pest_control",
            form_version=version_of("pest_control"),
            period=str(february),
            values={"manual_mu": 90, "pesticide_kg": 12, "drone_mu": None},
        )
        send(session, honest)
        before = take_snapshot(session, plan, TODAY)
        assert cell(before, "pest_control.manual_mu", period=february) == (None, CellState.NOT_DUE)
        judge(session, honest)
        snapshot = take_snapshot(session, plan, TODAY)
        assert cell(snapshot, "pest_control.manual_mu", period=february) == (90.0, CellState.GIVEN)
        assert cell(snapshot, "pest_control.drone_mu", period=february) == (None, CellState.NOT_DUE)
        assert cell(snapshot, "pest_control.manual_mu", NEIGHBOUR, february) == (None, CellState.NOT_DUE)


class TestStates:
    def test_an_accepted_number_is_given(self, session: Session, plan: Plan) -> None:
        send(session, a_report())
        judge(session, a_report())
        assert cell(take_snapshot(session, plan, TODAY)) == (100.0, CellState.GIVEN)

    def test_a_zero_is_given_and_a_blank_is_not(self, session: Session, plan: Plan) -> None:
        report = a_report(values={"recovered_kg": 0, "disposed_kg": None})
        send(session, report)
        judge(session, report)
        snapshot = take_snapshot(session, plan, TODAY)
        assert cell(snapshot) == (0.0, CellState.GIVEN)
        assert cell(snapshot, "packaging.disposed_kg") == (None, CellState.BLANK)

    def test_what_is_left_out_of_a_report_is_blank(self, session: Session, plan: Plan) -> None:
        report = a_report(values={"recovered_kg": 3.0})
        send(session, report)
        judge(session, report)
        assert cell(take_snapshot(session, plan, TODAY), "packaging.disposed_kg") == (None, CellState.BLANK)

    def test_a_section_declared_not_applicable_says_so(self, session: Session, plan: Plan) -> None:
        report = a_report("pest_control", values={"pesticide_kg": 3.0}, not_applicable=["green"])
        send(session, report)
        judge(session, report)
        state = cell(take_snapshot(session, plan, TODAY), "pest_control.green_area_mu")
        assert state == (None, CellState.NOT_APPLICABLE)

    def test_what_nobody_sent_is_not_reported(self, session: Session, plan: Plan) -> None:
        assert cell(take_snapshot(session, plan, TODAY)) == (None, CellState.NOT_REPORTED)

    def test_what_nobody_decided_is_pending(self, session: Session, plan: Plan) -> None:
        send(session, a_report())
        snapshot = take_snapshot(session, plan, TODAY)
        assert cell(snapshot) == (None, CellState.PENDING)
        assert snapshot.pending == 1

    def test_what_was_returned_is_not_reported_until_it_comes_again(
        self, session: Session, plan: Plan
    ) -> None:
        send(session, a_report())
        judge(session, a_report(), "returned")
        snapshot = take_snapshot(session, plan, TODAY)
        assert cell(snapshot) == (None, CellState.NOT_REPORTED)
        assert snapshot.pending == 0
        send(session, a_revision(a_report()))
        assert cell(take_snapshot(session, plan, TODAY)) == (None, CellState.PENDING)


class TestDue:
    @pytest.mark.parametrize(
        ("element", "org_unit", "period"),
        [
            ("packaging.recovered_kg", TOWNSHIP, Period(2019, 1)),  # not this month
            ("packaging.recovered_kg", ESTATE, AUGUST),  # does not farm
            ("packaging.recovered_kg", COUNTY, AUGUST),  # a township's form
            ("sowing.garlic_mu", TOWNSHIP, Period(2019, 9)),  # grows none
            ("sowing.wheat_mu", TOWNSHIP, Period(2019, 9)),  # a section of October
            ("manure.used_t", COUNTY, Period(2019, 5)),  # not a quarter's last month
            ("manure.used_t", TOWNSHIP, Period(2019, 6)),  # a county's form
        ],
    )
    def test_what_is_not_asked_is_not_due(
        self, session: Session, plan: Plan, element: str, org_unit: str, period: Period
    ) -> None:
        state = cell(take_snapshot(session, plan, TODAY), element, org_unit, period)
        assert state == (None, CellState.NOT_DUE)

    @pytest.mark.parametrize(
        ("element", "org_unit", "period"),
        [
            ("sowing.garlic_mu", NEIGHBOUR, Period(2019, 9)),
            ("manure.used_t", COUNTY, Period(2019, 6)),
            ("field_trial.wheat_plots", COUNTY, Period(2019, 7)),
            ("fertilizer.wheat_n_t", TOWNSHIP, Period(2018, 10)),
        ],
    )
    def test_what_is_asked_is_due(
        self, session: Session, plan: Plan, element: str, org_unit: str, period: Period
    ) -> None:
        state = cell(take_snapshot(session, plan, TODAY), element, org_unit, period)
        assert state == (None, CellState.NOT_REPORTED)

    def test_a_quarter_stands_at_its_last_month(self, session: Session, plan: Plan) -> None:
        manure = a_report("manure", "2019-Q2", COUNTY)
        send(session, manure, by="reviewer")
        decide_many(
            session, actor("committee"), [Verdict(manure.revision_id, DecisionKind.ACCEPTED)], now=NOW
        )
        state = cell(take_snapshot(session, plan, TODAY), "manure.used_t", COUNTY, Period(2019, 6))
        assert state == (11_000.0, CellState.GIVEN)


class TestWhichRevision:
    def test_an_accepted_version_stays_while_a_newer_one_is_undecided(
        self, session: Session, plan: Plan
    ) -> None:
        newer = a_revision(a_report(), values={"recovered_kg": 7.0}, reason="更正")
        send(session, a_report())
        judge(session, a_report())
        send(session, newer)
        snapshot = take_snapshot(session, plan, TODAY)
        assert cell(snapshot) == (100.0, CellState.GIVEN)
        assert snapshot.pending == 1
        judge(session, newer)
        assert cell(take_snapshot(session, plan, TODAY)) == (7.0, CellState.GIVEN)

    def test_the_last_decision_on_a_version_counts(self, session: Session, plan: Plan) -> None:
        send(session, a_report())
        judge(session, a_report())
        judge(session, a_report(), "returned")
        assert cell(take_snapshot(session, plan, TODAY)) == (None, CellState.NOT_REPORTED)
        judge(session, a_report())
        assert cell(take_snapshot(session, plan, TODAY)) == (100.0, CellState.GIVEN)

    def test_by_choice_the_latest_received_counts(self, session: Session, plan: Plan) -> None:
        send(session, a_report(), a_revision(a_report(), values={"recovered_kg": 7.0}))
        snapshot = take_snapshot(session, plan, TODAY, SnapshotBasis.RECEIVED)
        assert cell(snapshot) == (7.0, CellState.GIVEN)

    def test_a_contested_version_counts_only_once_it_is_adopted(self, session: Session, plan: Plan) -> None:
        send(session, a_report())
        judge(session, a_report())
        receive(session, actor("reporter"), [a_revision(a_report(), "a", supersedes=None)], now=NOW)
        assert cell(take_snapshot(session, plan, TODAY)) == (100.0, CellState.GIVEN)


class TestAsOf:
    def test_a_day_ends_at_midnight_in_china(self, session: Session, plan: Plan) -> None:
        last_second = datetime(2019, 9, 5, 15, 59, 59, tzinfo=UTC)
        send(session, a_report(), at=last_second)
        judge(session, a_report(), at=last_second + timedelta(seconds=1))
        assert cell(take_snapshot(session, plan, TODAY - timedelta(days=1)))[1] == CellState.NOT_REPORTED
        assert cell(take_snapshot(session, plan, TODAY))[1] == CellState.PENDING
        assert cell(take_snapshot(session, plan, TODAY + timedelta(days=1)))[1] == CellState.GIVEN

    def test_what_happens_later_does_not_change_the_past(self, session: Session, plan: Plan) -> None:
        send(session, a_report())
        judge(session, a_report())
        before = take_snapshot(session, plan, TODAY)
        later = NOW + timedelta(days=2)
        send(session, a_revision(a_report(), values={"recovered_kg": 7.0}, reason="更正"), at=later)
        judge(session, a_revision(a_report()), at=later)
        close_period(session, actor("reviewer"), COUNTY, "2019-08", now=later)
        a_check(session, later)
        session.add(
            Baseline(
                org_unit=TOWNSHIP,
                year=2019,
                key="maize_mu",
                value=1.0,
                source="a-survey",
                certainty="published",
                recorded_at=later,
            )
        )
        session.flush()
        assert take_snapshot(session, plan, TODAY).id == before.id
        after = take_snapshot(session, plan, later.date())
        assert after.id != before.id
        assert after.baseline("maize_mu", 2019)[after.places.index[TOWNSHIP]] == 1.0
        assert cell(after) == (7.0, CellState.GIVEN)

    def test_the_first_known_baseline_holds_from_the_beginning(self, session: Session, plan: Plan) -> None:
        snapshot = take_snapshot(session, replace(plan, year=2019), date(2017, 6, 1))
        assert snapshot.baseline("maize_mu", 2019)[snapshot.places.index[TOWNSHIP]] == 18_000.0

    def test_the_delay_counts_days_from_the_periods_end_to_the_first_receipt(
        self, session: Session, plan: Plan
    ) -> None:
        july = a_report(period="2019-07")
        send(session, a_report(), july)
        send(session, a_revision(a_report()), at=NOW + timedelta(hours=3))
        snapshot = take_snapshot(session, plan, TODAY)
        row, form = snapshot.places.index[TOWNSHIP], snapshot.forms.index("packaging")
        months = [snapshot.period_index[period] for period in (AUGUST, Period(2019, 7), Period(2019, 6))]
        np.testing.assert_array_equal(snapshot.delay_days[row, form, months], [5, 36, np.nan])


class TestBeside:
    def test_a_closed_month_is_closed_for_the_county_and_all_below(
        self, session: Session, plan: Plan
    ) -> None:
        close_period(session, actor("reviewer"), COUNTY, "2019-08", now=NOW)
        snapshot = take_snapshot(session, plan, TODAY)
        closed = snapshot.is_closed[:, snapshot.period_index[AUGUST]]
        by_code = dict(zip(snapshot.places.codes, closed, strict=True))
        assert by_code[COUNTY]
        assert by_code[TOWNSHIP]
        assert not by_code[FAR_TOWNSHIP]
        assert not by_code["4101"]
        reopen_period(session, actor("reviewer"), COUNTY, "2019-08", reason="补报", now=NOW)
        assert not take_snapshot(session, plan, TODAY).is_closed.any()

    def test_a_spot_check_stands_beside_what_the_snapshot_holds(self, session: Session, plan: Plan) -> None:
        a_check(session, NOW)
        [unreported] = take_snapshot(session, plan, TODAY).spot_checks
        assert unreported.reported is None
        send(session, a_report())
        judge(session, a_report())
        [check] = take_snapshot(session, plan, TODAY).spot_checks
        assert (check.data_element, check.reported, check.verified) == (RECOVERED, 100.0, 88.0)

    def test_equal_records_give_equal_ids(self, session: Session, plan: Plan) -> None:
        assert take_snapshot(session, plan, TODAY).id == take_snapshot(session, plan, TODAY).id

    def test_another_plan_year_reads_its_own_months(self, session: Session, plan: Plan) -> None:
        october = a_report(period="2017-10")
        send(session, october)
        judge(session, october)
        snapshot = take_snapshot(session, replace(plan, year=2018), TODAY)
        assert snapshot.years == (2017, 2018)
        assert cell(snapshot, period=Period(2017, 10)) == (100.0, CellState.GIVEN)


def a_check(session: Session, at: datetime) -> None:
    record_spot_check(
        session,
        actor("reviewer"),
        org_unit=TOWNSHIP,
        period="2019-08",
        form="packaging",
        data_element="recovered_kg",
        verified=88.0,
        drawn=Drawn.RANDOM,
        now=at,
    )
