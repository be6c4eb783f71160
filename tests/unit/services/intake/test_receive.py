"""The one door for revisions: what it takes, what it refuses and why, and that sending again is harmless."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from sqlmodel import Session, col, func, select

from agri.errors import (
    Invalid,
    NotAllowed,
    PeriodClosed,
    ReportContested,
    RevisionConflict,
    StaleRevision,
)
from agri.models import Audit, ContestedRevision, Report, Revision
from agri.services.intake.receive import receive, receive_all
from agri.services.intake.submission import Outcome, OutcomeKind, Submission
from agri.services.review.close_period import close_period, reopen_period
from agri.services.review.decide import decide
from agri.terms import DecisionKind
from tests.form_versions import version_of
from tests.places import COUNTY, FAR_TOWNSHIP, NOW, OTHER_COUNTY, TOWNSHIP, person_id
from tests.unit.services.submissions import VALUES, a_report, a_revision, actor, an_id


def send(session: Session, *submissions: Submission, by: str = "reporter", **options: Any) -> list[Outcome]:
    return receive(session, actor(by), submissions, now=NOW, **options)


def refused(outcome: Outcome) -> list[tuple[str, str]]:
    """Return the pointers and codes of an invalid submission's faults."""
    assert outcome.kind == OutcomeKind.REFUSED
    assert isinstance(outcome.refusal, Invalid)
    return [(fault.pointer, fault.code) for fault in outcome.refusal.faults]


def stored(session: Session, table: type) -> int:
    return session.exec(select(func.count()).select_from(table)).one()


class TestTaking:
    def test_a_first_revision_makes_its_report_and_a_receipt(self, session: Session) -> None:
        [outcome] = send(session, a_report())
        assert outcome.kind == OutcomeKind.CREATED
        revision = session.exec(select(Revision)).one()
        assert revision.values == VALUES["packaging"]
        assert revision.author == person_id("reporter")
        receipt = outcome.receipt
        assert receipt is not None
        assert (receipt.state, receipt.received_at, receipt.findings) == ("received", NOW, ())

    def test_the_receipt_names_length_and_head_of_the_chain(self, session: Session) -> None:
        [outcome] = send(session, a_report())
        last = session.exec(select(Audit).order_by(col(Audit.seq).desc()).limit(1)).one()
        assert outcome.receipt is not None
        assert outcome.receipt.link is not None
        assert (outcome.receipt.link.length, outcome.receipt.link.head) == (last.seq, last.hash)

    def test_what_was_returned_is_superseded_by_a_second_revision(self, session: Session) -> None:
        first = a_report()
        [_, outcome] = send(session, first, a_revision(first, values={"recovered_kg": 90.0}))
        assert outcome.kind == OutcomeKind.CREATED
        assert stored(session, Report) == 1
        assert stored(session, Revision) == 2

    def test_zero_blank_and_left_out_are_kept_apart(self, session: Session) -> None:
        send(session, a_report(values={"recovered_kg": 0, "disposed_kg": None}))
        assert session.exec(select(Revision.values)).one() == {"recovered_kg": 0.0, "disposed_kg": None}

    def test_a_dry_run_says_the_same_and_stores_nothing(self, session: Session) -> None:
        links = stored(session, Audit)
        outcomes = send(session, a_report(), a_report(period="2019-13"), dry_run=True)
        assert [outcome.kind for outcome in outcomes] == [OutcomeKind.CREATED, OutcomeKind.REFUSED]
        assert outcomes[0].receipt is not None
        assert (outcomes[0].receipt.state, outcomes[0].receipt.link) == ("checked", None)
        assert stored(session, Report) == 0
        assert stored(session, Audit) == links

    def test_one_refused_never_fails_the_others(self, session: Session) -> None:
        good, bad = a_report(), a_report("pest_control", values={"manual_mu": -1.0})
        outcomes = send(session, bad, good)
        assert [outcome.kind for outcome in outcomes] == [OutcomeKind.REFUSED, OutcomeKind.CREATED]
        assert stored(session, Revision) == 1

    def test_several_people_are_served_in_one_batch(self, session: Session) -> None:
        far = a_report(org_unit=FAR_TOWNSHIP)
        items = [(actor("reporter"), a_report()), (actor("far_reporter"), far), (actor("reporter"), far)]
        outcomes = receive_all(session, items, now=NOW)
        assert [outcome.kind for outcome in outcomes] == ["created", "created", "refused"]

    def test_a_form_of_before_any_kept_version_is_read_by_its_names(self, session: Session) -> None:
        older = version_of("packaging") - 1
        [outcome] = send(session, replace(a_report(), form_version=older))
        assert outcome.kind == OutcomeKind.CREATED
        assert session.exec(select(Revision.form_version)).one() == older

    def test_the_running_quarter_of_a_county_is_taken(self, session: Session) -> None:
        [outcome] = send(session, a_report("manure", "2019-Q3", COUNTY), by="reviewer")
        assert outcome.kind == OutcomeKind.CREATED


class TestOnBehalf:
    def test_the_operator_brings_in_a_report_with_its_author_and_instant(self, session: Session) -> None:
        earlier = NOW.replace(month=8)
        past = a_report(period="2019-07", author=person_id("reporter"), received_at=earlier)
        send(session, past, by="operator", on_behalf=True)
        assert session.exec(select(Revision.author, Revision.received_at)).one() == (
            person_id("reporter"),
            earlier,
        )

    def test_nobody_else_can_name_another_author(self, session: Session) -> None:
        [outcome] = send(session, a_report(author=person_id("neighbour")), by="reporter", on_behalf=True)
        assert isinstance(outcome.refusal, NotAllowed)
        assert session.exec(select(Revision.author)).all() == []

    def test_nobody_else_can_name_another_instant(self, session: Session) -> None:
        past = a_report(received_at=NOW.replace(month=8))
        send(session, past, by="reporter", on_behalf=True)
        assert session.exec(select(Revision.author, Revision.received_at)).one() == (
            person_id("reporter"),
            NOW,
        )

    def test_a_period_is_future_as_of_the_instant_of_receipt(self, session: Session) -> None:
        early = a_report(received_at=NOW.replace(month=7))
        [outcome] = send(session, early, by="operator", on_behalf=True)
        assert refused(outcome) == [("/period", "future-period")]

    def test_the_operator_alone_reports_nothing(self, session: Session) -> None:
        [outcome] = send(session, a_report(), by="operator")
        assert isinstance(outcome.refusal, NotAllowed)


class TestSendingAgain:
    def test_the_same_bytes_get_the_first_receipt(self, session: Session) -> None:
        [first] = send(session, a_report())
        again = receive(session, actor("reporter"), [a_report()], now=NOW.replace(hour=9))
        assert again == [replace(first, kind=OutcomeKind.REPLAYED)]
        assert stored(session, Revision) == 1

    def test_1200_equals_1200_0(self, session: Session) -> None:
        send(session, a_report(values={"recovered_kg": 1200}))
        [again] = send(session, a_report(values={"recovered_kg": 1200.0}))
        assert again.kind == OutcomeKind.REPLAYED

    def test_twice_in_one_batch_is_one_revision(self, session: Session) -> None:
        outcomes = send(session, a_report(), a_report())
        assert [outcome.kind for outcome in outcomes] == ["created", "replayed"]
        assert outcomes[0].receipt == outcomes[1].receipt

    def test_other_content_under_a_known_id_is_a_conflict(self, session: Session) -> None:
        send(session, a_report())
        [outcome] = send(session, a_report(values={"recovered_kg": 7.0}))
        assert outcome.kind == OutcomeKind.CONFLICT
        assert isinstance(outcome.refusal, RevisionConflict)
        assert stored(session, ContestedRevision) == 0

    def test_a_replay_succeeds_though_the_month_was_closed_since(self, session: Session) -> None:
        send(session, a_report())
        close_period(session, actor("reviewer"), COUNTY, "2019-08", now=NOW)
        [again] = send(session, a_report())
        assert again.kind == OutcomeKind.REPLAYED


class TestConflicts:
    def test_a_second_first_revision_of_a_cell_is_kept_and_contested(self, session: Session) -> None:
        send(session, a_report())
        other_phone = a_report(report_id=an_id("other"), revision_id=an_id("other first"))
        [outcome] = send(session, other_phone)
        assert isinstance(outcome.refusal, ReportContested)
        assert outcome.refusal.context["kept"] is True
        assert outcome.receipt is not None
        assert outcome.receipt.state == "contested"
        kept = session.exec(select(ContestedRevision)).one()
        assert (kept.report_id, kept.claimed_report_id) == (a_report().report_id, an_id("other"))
        assert stored(session, Report) == 1

    def test_sending_the_contested_version_again_gives_the_same_receipt(self, session: Session) -> None:
        other_phone = a_report(report_id=an_id("other"), revision_id=an_id("other first"))
        [_, first] = send(session, a_report(), other_phone)
        [again] = send(session, other_phone)
        assert (again.kind, again.receipt) == (OutcomeKind.CONFLICT, first.receipt)
        assert stored(session, ContestedRevision) == 1

    def test_a_stale_version_is_kept_and_told_the_current_one(self, session: Session) -> None:
        first = a_report()
        second = a_revision(first)
        late = a_revision(first, "late", values={"recovered_kg": 1.0})
        [_, _, outcome] = send(session, first, second, late)
        assert isinstance(outcome.refusal, StaleRevision)
        assert outcome.refusal.context == {"current": str(second.revision_id), "kept": True}
        assert stored(session, ContestedRevision) == 1

    def test_superseding_what_is_not_there_is_a_fault(self, session: Session) -> None:
        first = a_report()
        [unknown] = send(session, a_revision(first))
        assert refused(unknown) == [("/supersedes", "unknown-revision")]
        july = a_report(period="2019-07")
        [_, _, crossed] = send(session, first, july, a_revision(first, supersedes=july.revision_id))
        assert refused(crossed) == [("/supersedes", "unknown-revision")]

    def test_a_report_id_of_another_cell_is_a_fault(self, session: Session) -> None:
        july = a_report(period="2019-07", report_id=a_report().report_id)
        [_, outcome] = send(session, a_report(), july)
        assert refused(outcome) == [("/report_id", "other-cell")]

    def test_correcting_an_accepted_version_wants_a_reason(self, session: Session) -> None:
        first = a_report()
        send(session, first)
        decide(session, actor("reviewer"), first.revision_id, DecisionKind.ACCEPTED, None, now=NOW)
        [bare] = send(session, a_revision(first))
        assert refused(bare) == [("/reason", "reason-missing")]
        [explained] = send(session, a_revision(first, reason="称重有误"))
        assert explained.kind == OutcomeKind.CREATED


class TestNotYou:
    @pytest.mark.parametrize("name", ["neighbour", "far_reporter", "far_reviewer", "committee", "province"])
    def test_others_may_not_report_for_a_township(self, session: Session, name: str) -> None:
        [outcome] = send(session, a_report(), by=name)
        assert isinstance(outcome.refusal, NotAllowed)
        assert stored(session, Report) == 0


class TestNotThere:
    @pytest.mark.parametrize(
        ("changes", "fault"),
        [
            ({"org_unit": "410191999"}, ("/org_unit", "unknown-org-unit")),
            ({"period": "2019-13"}, ("/period", "unknown-period")),
            ({"period": "2019-Q3"}, ("/period", "not-due")),
            ({"period": "2019-01", "values": {}}, ("/period", "not-due")),
            ({"form_version": version_of("packaging") + 1}, ("/form_version", "unknown-version")),
            ({"form": "packing", "values": {}}, ("/form", "unknown-form")),
            ({"values": {"weight": 1.0}}, ("/values/weight", "unknown-data-element")),
            ({"not_applicable": ["film"]}, ("/not_applicable/0", "unknown-section")),
        ],
    )
    def test_what_does_not_exist_is_named_with_its_place(
        self, session: Session, changes: dict[str, Any], fault: tuple[str, str]
    ) -> None:
        [outcome] = send(session, replace(a_report(), **changes))
        assert fault in refused(outcome)
        assert stored(session, Report) == 0

    def test_a_county_form_is_not_a_townships(self, session: Session) -> None:
        [outcome] = send(session, a_report("manure", "2019-Q2"))
        assert refused(outcome) == [("/form", "other-level")]


class TestNotNow:
    def test_a_month_that_has_not_begun_is_refused_and_the_running_one_taken(self, session: Session) -> None:
        running, future = a_report(period="2019-09"), a_report(period="2019-10")
        [taken, outcome] = send(session, running, future)
        assert taken.kind == OutcomeKind.CREATED
        assert refused(outcome) == [("/period", "future-period")]

    def test_a_closed_month_is_refused_until_it_is_reopened(self, session: Session) -> None:
        reviewer = actor("reviewer")
        close_period(session, reviewer, COUNTY, "2019-08", now=NOW)
        [shut] = send(session, a_report())
        assert (shut.kind, type(shut.refusal)) == (OutcomeKind.CONFLICT, PeriodClosed)
        reopen_period(session, reviewer, COUNTY, "2019-08", reason="补报", now=NOW)
        [taken] = send(session, a_report())
        assert taken.kind == OutcomeKind.CREATED

    def test_one_countys_closing_does_not_touch_another(self, session: Session) -> None:
        close_period(session, actor("far_reviewer"), OTHER_COUNTY, "2019-08", now=NOW)
        [taken] = send(session, a_report())
        assert taken.kind == OutcomeKind.CREATED

    def test_a_quarter_closes_with_its_last_month(self, session: Session) -> None:
        reviewer = actor("reviewer")
        manure = a_report("manure", "2019-Q2", COUNTY)
        close_period(session, reviewer, COUNTY, "2019-05", now=NOW)
        assert send(session, manure, by="reviewer", dry_run=True)[0].kind == OutcomeKind.CREATED
        close_period(session, reviewer, COUNTY, "2019-06", now=NOW)
        assert isinstance(send(session, manure, by="reviewer")[0].refusal, PeriodClosed)


class TestRules:
    def test_what_is_impossible_is_stopped(self, session: Session) -> None:
        values = VALUES["pest_control"] | {"unified_area_mu": 4_000.0}
        [outcome] = send(session, a_report("pest_control", values=values))
        assert refused(outcome) == [("/values/unified_area_mu", "pest-unified-above-treatment")]

    def test_what_is_unlikely_is_taken_and_asked_about(self, session: Session) -> None:
        values = VALUES["pest_control"] | {"pesticide_kg": 3_000.0}
        [outcome] = send(session, a_report("pest_control", values=values))
        assert outcome.kind == OutcomeKind.CREATED
        assert [finding["code"] for finding in session.exec(select(Revision.findings)).one()] == [
            "pest-pesticide-per-treatment"
        ]

    @pytest.mark.parametrize("is_one_batch", [True, False])
    def test_a_season_adds_up_over_months_and_batches(self, session: Session, is_one_batch: bool) -> None:
        area = {"wheat_formula_area_mu": 12_000.0}
        september = a_soil_report("2018-09", area)
        october = a_soil_report("2018-10", area)
        if is_one_batch:
            outcomes = send(session, september, october)
        else:
            outcomes = send(session, september) + send(session, october)
        codes = [[finding["code"] for finding in findings(outcome)] for outcome in outcomes]
        assert codes == [[], ["soil-wheat-formula-above-area"]]

    def test_a_correction_does_not_count_its_own_cell_twice(self, session: Session) -> None:
        first = a_soil_report("2018-10", {"wheat_formula_area_mu": 12_000.0})
        second = a_revision(first, values={"wheat_formula_area_mu": 12_500.0})
        outcomes = send(session, first, second)
        assert [findings(outcome) for outcome in outcomes] == [(), ()]

    def test_a_slip_of_unit_against_last_year_is_asked_about(self, session: Session) -> None:
        values = {"recovered_kg": 100_000.0, "disposed_kg": 80.0}
        outcomes = send(session, a_report(period="2018-08"), a_report(values=values))
        assert [finding["code"] for finding in findings(outcomes[1])] == ["unit-slip"]


def findings(outcome: Outcome) -> Sequence[Any]:
    assert outcome.receipt is not None
    return outcome.receipt.findings


def a_soil_report(period: str, values: dict[str, float | None]) -> Submission:
    return Submission(
        report_id=an_id("soil", period),
        revision_id=an_id("soil", period, "first"),
        form="soil_testing",
        form_version=version_of("soil_testing"),
        org_unit=TOWNSHIP,
        period=period,
        supersedes=None,
        reason=None,
        values=values,
    )
