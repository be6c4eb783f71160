"""A practice month shows and judges a draft like the real thing, and leaves nothing behind."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import func, insert, select
from sqlmodel import Session, col

from agri.audit_acts import AuditAct
from agri.errors import Conflict, Invalid, NotAllowed, NotFound
from agri.models import Audit, Closure, PracticeFile, PracticeMonth, PracticeReport, Report, Revision
from agri.periods import Period
from agri.services.chain.chain_rows import append_row
from agri.services.figures.assess import assessment
from agri.services.figures.take_snapshot import take_snapshot
from agri.services.intake.practice_reports import PracticeTrial, try_form
from agri.services.intake.receive import receive
from agri.services.publish.verify import verify
from agri.services.reference.apply_package import apply_package
from agri.services.reference.practice_month import end_practice, open_practice
from agri.services.reference.reference import read_reference
from agri.services.review.due import read_due
from agri.services.review.practice import read_practice_due, read_tries
from agri.terms import ClosureAct, SnapshotBasis
from tests.drafts import changed_form, next_year
from tests.form_versions import NEXT
from tests.places import CITY, FAR_TOWNSHIP, NEIGHBOUR, NOW, TOWNSHIP, package
from tests.unit.services.submissions import a_report, actor

TODAY = NOW.date()
DECEMBER = datetime(2019, 12, 20, 2, 0, tzinfo=UTC)
GIVEN = {"recovered_kg": 100.0, "burned_kg": 5.0, "disposed_kg": 80.0}


def try_packaging(session: Session, who: str = "reporter", **changes: Any) -> PracticeTrial:
    fields: dict[str, Any] = {
        "form": "packaging",
        "org_unit": TOWNSHIP,
        "period": "2019-08",
        "form_version": NEXT,
        "values": GIVEN,
        "now": NOW,
    }
    return try_form(session, actor(who), **(fields | changes))


def opened_2019(session: Session, month: str = "2019-08") -> None:
    open_practice(session, changed_form(), 2019, month=month, now=NOW)


def counts(session: Session) -> list[int]:
    tables = (PracticeMonth, PracticeFile, PracticeReport)
    return [
        session.connection().execute(select(func.count()).select_from(one)).scalar_one() for one in tables
    ]


def shown(session: Session) -> Mapping[str, object]:
    """Return what people are shown, apart from the practice month."""
    plan = read_reference(session).plan
    return {
        "due": read_due(session, actor("reporter"), now=NOW),
        "assessment": assessment(session, as_of=TODAY),
        "snapshots": [take_snapshot(session, plan, TODAY, basis).id for basis in SnapshotBasis],
        "forms": sorted(read_reference(session).forms),
        "reports": session.connection().execute(select(func.count()).select_from(Report)).scalar_one(),
        "revisions": session.connection().execute(select(func.count()).select_from(Revision)).scalar_one(),
    }


def test_next_years_form_is_tried_before_the_year_is_open(session: Session) -> None:
    draft = next_year(session, DECEMBER.date())
    done = open_practice(session, draft, 2020, now=DECEMBER)
    assert done.fresh == ("packaging",)
    assert done.practice.periods["packaging"] == done.practice.period
    found = read_practice_due(session, actor("reporter"))
    assert found is not None
    assert {cell.period[:4] for cell in found.cells} == {"2020"}
    [cell] = [cell for cell in found.cells if cell.form == "packaging"]
    assert (cell.version, cell.values, cell.is_closed) == (NEXT, {}, False)
    assert [form.code for form in found.forms] == [cell.form for cell in found.cells]
    period = str(done.practice.period)
    try_packaging(session, period=period, now=DECEMBER)  # a month that has not begun
    assert [
        one for one in read_due(session, actor("reporter"), now=DECEMBER).ahead if "2020" in one.period
    ] == []
    with pytest.raises(Invalid):  # and none of it is a real report
        raise_refusal(session, a_report(period=period, form_version=NEXT, values=GIVEN))


def raise_refusal(session: Session, submission: Any) -> None:
    [outcome] = receive(session, actor("reporter"), [submission], now=DECEMBER)
    assert outcome.refusal is not None
    raise outcome.refusal


def test_a_trial_is_kept_and_the_last_one_alone(session: Session) -> None:
    opened_2019(session)
    try_packaging(session, values={**GIVEN, "recovered_kg": 1.0})
    trial = try_packaging(session)
    assert trial.values == GIVEN
    found = read_practice_due(session, actor("reporter"))
    assert found is not None
    assert found.trials == (trial,)
    [cell] = [cell for cell in found.cells if cell.form == "packaging"]
    assert (cell.values, cell.state, cell.report_id, cell.revision_id) == (GIVEN, "received", None, None)


def test_nothing_that_is_shown_moves(session: Session) -> None:
    receive(session, actor("reporter"), [a_report(period="2019-07")], now=NOW)
    before = shown(session)
    opened_2019(session)
    try_packaging(session, values={"recovered_kg": 90_000.0, "burned_kg": 1.0, "disposed_kg": 1.0})
    assert shown(session) == before
    assert verify(session).is_sound
    end_practice(session, CITY, now=NOW)
    assert shown(session) == before
    assert verify(session).is_sound


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"values": {**GIVEN, "recovered_kg": -1.0}}, "below-minimum"),
        ({"values": {**GIVEN, "recovered_kg": 999_999_999.0}}, "above-maximum"),
        ({"values": {**GIVEN, "unheard_of": 1.0}}, "unknown-data-element"),
        ({"form": "unheard_of"}, "unknown-form"),
        ({"form_version": NEXT + 9}, "unknown-version"),
        ({"period": "2019-07"}, "not-practised"),
        ({"period": "2021-07"}, "year-not-open"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_a_trial_is_refused_as_a_report_is(session: Session, changes: dict[str, Any], code: str) -> None:
    opened_2019(session)
    with pytest.raises(Invalid) as refused:
        try_packaging(session, **changes)
    assert code in {fault.code for fault in refused.value.faults}
    assert counts(session)[2] == 0


def test_a_trial_meets_the_findings_of_a_real_report(session: Session) -> None:
    much = {"recovered_kg": 1.0, "disposed_kg": 900.0}
    [real] = receive(session, actor("reporter"), [a_report(values=much)], now=NOW, dry_run=True)
    assert real.receipt is not None
    opened_2019(session)
    trial = try_packaging(session, values={**much, "burned_kg": 0.0})
    assert trial.findings
    assert list(trial.findings) == list(real.receipt.findings)


def test_what_was_really_reported_for_the_month_is_no_part_of_practice(session: Session) -> None:
    august, july = a_report(values={"recovered_kg": 7.0}), a_report(period="2019-07")
    receive(session, actor("reporter"), [august, july], now=NOW)
    opened_2019(session)
    found = read_practice_due(session, actor("reporter"))
    assert found is not None
    [cell] = [cell for cell in found.cells if cell.form == "packaging"]
    assert (cell.values, cell.report_id) == ({}, None)
    assert cell.last == {"recovered_kg": 100.0, "disposed_kg": 80.0}
    try_packaging(session)  # not contested


def test_only_ones_own_place_is_tried_and_read(session: Session) -> None:
    opened_2019(session)
    with pytest.raises(NotAllowed):
        try_packaging(session, org_unit=NEIGHBOUR)
    with pytest.raises(NotAllowed):
        try_packaging(session, "committee")
    assert end_practice(session, CITY, now=NOW) == 0
    assert read_tries(session, actor("reviewer")) is None
    opened_2019(session)
    try_packaging(session)
    try_packaging(session, "neighbour", org_unit=NEIGHBOUR)
    try_packaging(session, "far_reporter", org_unit=FAR_TOWNSHIP)
    tries = read_tries(session, actor("reviewer"))
    assert tries is not None
    assert [trial.org_unit for trial in tries.trials] == [TOWNSHIP, NEIGHBOUR]
    assert not {TOWNSHIP, NEIGHBOUR, FAR_TOWNSHIP} & set(tries.not_tried)
    far = read_tries(session, actor("far_reviewer"))
    assert far is not None
    assert [trial.org_unit for trial in far.trials] == [FAR_TOWNSHIP]
    assert {"410192102", "410192103"} <= set(far.not_tried)


def test_another_draft_takes_the_place_of_the_first(session: Session) -> None:
    opened_2019(session)
    try_packaging(session)
    done = open_practice(session, package(), 2019, month="2019-09", now=NOW)
    assert (done.thrown_away, done.fresh, str(done.practice.period)) == (1, (), "2019-09")
    assert counts(session)[::2] == [1, 0]
    with pytest.raises(Invalid):
        try_packaging(session, period="2019-09")  # the form has its old version again


def test_ending_it_throws_everything_away_and_is_told_in_the_chain(session: Session) -> None:
    opened_2019(session)
    try_packaging(session)
    assert end_practice(session, CITY, now=NOW) == 1
    assert counts(session) == [0, 0, 0]
    assert end_practice(session, CITY, now=NOW) is None
    assert read_practice_due(session, actor("reporter")) is None
    with pytest.raises(NotFound, match="counted nowhere"):
        try_packaging(session)
    acts = session.connection().execute(
        select(col(Audit.act), col(Audit.before)).order_by(col(Audit.seq).desc())
    )
    (ended, before), (begun, _) = acts.fetchmany(2)
    assert (begun, ended) == (AuditAct.PRACTICE_OPENED, AuditAct.PRACTICE_ENDED)
    assert json.loads(before)["reports"] == 1


def test_applying_the_year_ends_its_practice_and_no_other(session: Session) -> None:
    draft = next_year(session, DECEMBER.date())
    open_practice(session, draft, 2020, now=DECEMBER)
    applied = apply_package(session, changed_form(), 2019, now=DECEMBER, reason="新表")
    assert applied.practice_ended is None
    assert read_practice_due(session, actor("reporter")) is not None
    applied = apply_package(session, draft, 2020, now=DECEMBER)
    assert applied.practice_ended == 0
    assert counts(session) == [0, 0, 0]


def test_a_month_is_chosen_or_refused(session: Session) -> None:
    done = open_practice(session, changed_form(), 2019, now=NOW)
    assert "packaging" in done.practice.periods
    assert done.practice.period in Period(2019).months()
    for month in ("2020-03", "2019-Q1", "spring"):
        with pytest.raises(Invalid) as refused:
            open_practice(session, changed_form(), 2019, month=month, now=NOW)
        assert [fault.pointer for fault in refused.value.faults] == ["--month"]


def test_what_apply_refuses_is_no_draft_either(session: Session) -> None:
    with pytest.raises(Invalid) as refused:
        open_practice(session, changed_form(), 2019, now=NOW, refuses_synthetic=True)
    assert "synthetic-plan" in {fault.code for fault in refused.value.faults}
    raised = changed_form()
    contents = {name: raised.read(name) for name in raised.names()}
    contents["forms/06-packaging.toml"] = contents["forms/06-packaging.toml"].replace(
        f"version = {NEXT}".encode(), f"version = {NEXT - 1}".encode()
    )
    with pytest.raises(Invalid) as refused:
        open_practice(session, type(raised).of_bytes(contents), 2019, now=NOW)
    assert {fault.code for fault in refused.value.faults} == {"version-not-raised"}
    assert counts(session) == [0, 0, 0]


def test_a_closed_year_takes_no_practice(session: Session) -> None:
    row = {
        "org_unit": CITY,
        "period": "2019",
        "act": ClosureAct.CLOSED,
        "by": actor("committee").id,
        "at": NOW,
    }
    opened_2019(session)
    linked = append_row(session, None, Closure, row, at=NOW, act=AuditAct.YEAR_CLOSED, subject="2019")
    session.connection().execute(insert(Closure), [linked])
    assert read_practice_due(session, actor("reporter")) is None
    with pytest.raises(NotFound):
        try_packaging(session)
    with pytest.raises(Conflict):
        open_practice(session, changed_form(), 2019, now=NOW)
