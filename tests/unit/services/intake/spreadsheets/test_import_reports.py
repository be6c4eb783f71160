"""The import of whole files: all rows or none, harmless when repeated, every fault in its place."""

from datetime import UTC, datetime, timedelta

import openpyxl
import pytest
from sqlalchemy import func, select
from sqlmodel import Session, col

from agri.definitions.plan import read_plan
from agri.definitions.reading import seed_root
from agri.files.template import render_template
from agri.models import Audit, ContestedRevision, Report, Revision
from agri.periods import Period
from agri.services.intake.receive import receive
from agri.services.intake.spreadsheets.import_reports import import_reports, read_for_import
from agri.services.intake.submission import OutcomeKind
from agri.services.publish.verify import verify
from agri.services.reference.baselines import set_baselines
from agri.services.reference.reference import read_reference
from agri.services.review.close_period import close_period
from agri.services.review.decide import decide
from agri.terms import Certainty, DecisionKind
from tests.places import COUNTY, FAR_TOWNSHIP, NEIGHBOUR, NOW, PLACES, TOWNSHIP
from tests.unit.services.submissions import VALUES, a_report, actor

PACKAGING = "org_unit,period,recovered_kg,disposed_kg,reason,received_at"


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "reports"
    path.mkdir()

    def write(*rows, form="packaging", header=PACKAGING):
        (path / f"{form}.csv").write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
        return path

    return write


def run(session, path, *, by="operator", now=NOW, **choices):
    meanings = choices.pop("meanings", None)
    reading = read_for_import(read_reference(session, of="4101"), path, meanings=meanings)
    return import_reports(session, actor(by), reading, now=now, **choices)


def counts(session):
    tables = (Report, Revision, ContestedRevision, Audit)
    return [session.scalar(select(func.count()).select_from(table)) for table in tables]


def refused(session, path, **choices):
    before = counts(session)
    report = run(session, path, **choices)
    assert counts(session) == before, "something was half-written"
    assert not report.is_success
    return [(fault.place, fault.code) for fault in report.faults]


def test_every_row_becomes_a_report(session, folder):
    path = folder(f"{TOWNSHIP},2019-07,100,80,,", f"{FAR_TOWNSHIP},2019-08,0,,,")
    summary = run(session, path)

    assert (summary.rows, summary.new, summary.corrected, summary.unchanged) == (2, 2, 0, 0)
    values = dict(
        session.execute(
            select(col(Report.org_unit), col(Revision.values)).join(
                Revision, col(Revision.report_id) == col(Report.id)
            )
        ).all()
    )
    assert values == {
        TOWNSHIP: {"recovered_kg": 100.0, "disposed_kg": 80.0},
        FAR_TOWNSHIP: {"recovered_kg": 0.0, "disposed_kg": None},
    }


def test_importing_the_same_file_twice_changes_nothing(session, folder):
    path = folder(f"{TOWNSHIP},2019-07,100,80,,", f"{FAR_TOWNSHIP},2019-08,0,,,")
    run(session, path)
    before = counts(session)
    summary = run(session, path, now=NOW + timedelta(days=1))

    assert (summary.new, summary.corrected, summary.unchanged) == (0, 0, 2)
    assert counts(session) == before


def test_a_changed_row_supersedes_with_its_reason(session, folder):
    run(session, folder(f"{TOWNSHIP},2019-07,100,80,,", f"{NEIGHBOUR},2019-07,5,5,,"))
    summary = run(session, folder(f"{TOWNSHIP},2019-07,120,80,漏报一个村,", f"{NEIGHBOUR},2019-07,6,5,,"))

    assert (summary.new, summary.corrected, summary.unchanged) == (0, 2, 0)
    newest = session.execute(select(Revision).where(col(Revision.supersedes).is_not(None))).scalars().all()
    assert {revision.reason for revision in newest} == {"漏报一个村", "导入更正 / corrected by import"}


def test_an_accepted_report_is_corrected_with_a_reason_of_its_own(session, folder):
    run(session, folder(f"{TOWNSHIP},2019-07,100,80,,"))
    accepted = session.execute(select(Revision.id)).scalar_one()
    decide(session, actor("reviewer"), accepted, DecisionKind.ACCEPTED, None, now=NOW)
    corrected = f"{TOWNSHIP},2019-07,120,80"

    assert refused(session, folder(f"{corrected},,")) == [("packaging.csv E2", "reason-missing")]
    without = folder(corrected, header="org_unit,period,recovered_kg,disposed_kg")
    for by in ("operator", "reviewer", "reporter"):
        [fault] = run(session, without, by=by).faults
        assert (fault.code, "更正原因" in fault.chinese, "更正原因" in fault.english) == (
            "reason-missing",
            True,
            True,
        )
    assert run(session, folder(f"{corrected},漏报一个村,")).corrected == 1
    assert run(session, folder(f"{TOWNSHIP},2019-07,130,80,,")).corrected == 1, "nobody has accepted 120 yet"


def test_a_report_may_come_back_to_what_it_said_before(session, folder):
    for amount in (100, 120, 100):
        run(session, folder(f"{TOWNSHIP},2019-07,{amount},80,,"))

    assert counts(session)[:3] == [1, 3, 0]
    assert verify(session).is_sound


def test_a_report_from_a_phone_is_superseded_under_its_own_id(session, folder):
    sent = a_report("packaging", "2019-08", TOWNSHIP)
    assert receive(session, actor("reporter"), [sent], now=NOW)[0].kind == OutcomeKind.CREATED
    same = ",".join(f"{VALUES['packaging'][code]:g}" for code in ("recovered_kg", "disposed_kg"))

    assert run(session, folder(f"{TOWNSHIP},2019-08,{same},,")).unchanged == 1
    assert run(session, folder(f"{TOWNSHIP},2019-08,101,80,,")).corrected == 1
    assert session.execute(select(Report.id)).scalars().all() == [sent.report_id]
    assert counts(session)[2] == 0


def test_the_operator_says_when_a_report_was_received(session, folder):
    run(session, folder(f"{TOWNSHIP},2019-07,100,80,,2019-08-02T09:00:00+08:00"))

    assert session.execute(select(Revision.received_at)).scalar_one() == datetime(
        2019, 8, 2, 1, 0, tzinfo=UTC
    )


def test_nobody_else_says_when_a_report_was_received(session, folder):
    path = folder(f"{TOWNSHIP},2019-07,100,80,,2019-08-02T09:00:00+08:00")

    assert refused(session, path, by="reviewer") == [("packaging.csv F2", "instant-not-allowed")]


def test_an_instant_in_the_future_is_refused(session, folder):
    path = folder(f"{TOWNSHIP},2019-07,100,80,,2019-09-06T09:00:00+08:00")

    assert refused(session, path) == [("packaging.csv F2", "future-instant")]


def test_a_reviewer_imports_for_the_own_county_only(session, folder):
    assert run(session, folder(f"{TOWNSHIP},2019-07,100,80,,"), by="reviewer").new == 1
    path = folder(f"{NEIGHBOUR},2019-07,100,80,,", f"{FAR_TOWNSHIP},2019-07,1,1,,")

    assert refused(session, path, by="reviewer") == [("packaging.csv A3", "not-yours")]


def test_one_bad_cell_keeps_every_row_out(session, folder):
    path = folder(f"{TOWNSHIP},2019-07,100,80,,", f"{NEIGHBOUR},2019-07,many,80,,")

    assert refused(session, path) == [("packaging.csv C3", "not-a-number")]


def test_what_only_the_rules_know_is_refused_by_row_and_column(session, folder):
    header = "org_unit,period,covered_area_mu,used_kg,sound_used_kg,degradable_used_kg,reason,name"
    path = folder(
        f"{TOWNSHIP},2019-04,10,44,40,0,,", f"{NEIGHBOUR},2019-04,10,44,45,0,,", form="film", header=header
    )

    assert refused(session, path) == [("film.csv E3", "film-sound-above-used")]


def test_a_future_month_is_refused_by_row(session, folder):
    path = folder(f"{TOWNSHIP},2019-09,1,1,,", f"{TOWNSHIP},2019-10,1,1,,")

    assert refused(session, path) == [("packaging.csv B3", "future-period")]


def test_a_closed_month_is_refused_by_row(session, folder):
    close_period(session, actor("reviewer"), COUNTY, "2019-07", now=NOW)
    path = folder(f"{TOWNSHIP},2019-07,1,1,,", f"{FAR_TOWNSHIP},2019-07,1,1,,")

    assert refused(session, path) == [("packaging.csv row 2", "period-closed")]


def test_faults_of_the_record_are_listed_in_the_order_of_the_file(session, folder):
    close_period(session, actor("reviewer"), COUNTY, "2019-06", now=NOW)
    path = folder(f"{TOWNSHIP},2019-10,1,1,,", f"{TOWNSHIP},2019-06,1,1,,", f"{NEIGHBOUR},2019-10,1,1,,")

    assert [pointer for pointer, _ in refused(session, path)] == [
        "packaging.csv B2",
        "packaging.csv row 3",
        "packaging.csv B4",
    ]


def test_a_refused_file_leaves_nothing_in_the_transaction(engine, folder):
    path = folder(f"{TOWNSHIP},2019-07,1,1,,", f"{TOWNSHIP},2019-10,1,1,,")
    with Session(engine) as session, session.begin():
        assert not run(session, path).is_success  # the transaction then commits
    with Session(engine) as session:
        assert counts(session)[:3] == [0, 0, 0]


def test_a_filled_template_is_imported(session, tmp_path):
    form = read_plan(seed_root() / "zhengzhou", 2019).forms["packaging"]
    path = tmp_path / "filled.xlsx"
    path.write_bytes(render_template(form, PLACES.children(COUNTY), Period(2019, 8)))
    book = openpyxl.load_workbook(path)
    book["填报"]["D9"] = 12.5
    book.save(path)
    summary = run(session, path)

    assert (summary.new, summary.files[0].sheets[0].empty_rows) == (1, 2)
    assert session.execute(select(col(Report.org_unit))).scalar_one() == NEIGHBOUR


def test_progress_is_told(session, folder):
    told = []
    path = folder(f"{TOWNSHIP},2019-07,1,1,,", f"{NEIGHBOUR},2019-07,1,1,,")
    reading = read_for_import(read_reference(session, of="4101"), path)
    import_reports(
        session, actor("operator"), reading, now=NOW, progress=lambda done, of: told.append((done, of))
    )

    assert told == [(2, 2)]


def test_the_chain_stays_whole(session, folder):
    run(session, folder(f"{TOWNSHIP},2019-07,100,80,,", f"{FAR_TOWNSHIP},2019-08,0,,,"))
    run(session, folder(f"{TOWNSHIP},2019-07,101,80,,"))

    assert verify(session).is_sound


def current_values(session, org_unit):
    newer = select(col(Revision.supersedes)).where(col(Revision.supersedes).is_not(None))
    return session.execute(
        select(col(Revision.values))
        .join(Report, col(Report.id) == col(Revision.report_id))
        .where(col(Report.org_unit) == org_unit, col(Revision.id).not_in(newer))
    ).scalar_one()


def test_every_correction_is_told_with_the_old_and_the_new_figure(session, folder):
    run(session, folder(f"{TOWNSHIP},2019-07,100,80,,"))
    report = run(session, folder(f"{TOWNSHIP},2019-07,120,80,,"))

    assert [(one.element, one.old, one.new, one.cell) for one in report.changes] == [
        ("recovered_kg", 100.0, 120.0, "C2")
    ]


def test_a_blank_erases_a_figure_only_when_told_to(session, folder):
    run(session, folder(f"{TOWNSHIP},2019-07,100,80,,"))
    blank = f"{TOWNSHIP},2019-07,,90,,"
    report = run(session, folder(blank))

    assert current_values(session, TOWNSHIP) == {"recovered_kg": 100.0, "disposed_kg": 90.0}
    assert [(one.element, one.old) for one in report.kept] == [("recovered_kg", 100.0)]

    report = run(session, folder(blank), clears_blanks=True)

    assert current_values(session, TOWNSHIP) == {"recovered_kg": None, "disposed_kg": 90.0}
    assert [(one.old, one.new) for one in report.changes] == [(100.0, None)]


def test_a_blank_leaves_a_section_not_applicable(session, folder):
    run(session, folder(f"{TOWNSHIP},2019-07,NA,NA,,"))
    report = run(session, folder(f"{TOWNSHIP},2019-07,,,,"))

    assert (report.unchanged, report.corrected, len(report.kept)) == (1, 0, 1)


def test_a_dry_run_tells_the_same_and_writes_nothing(session, folder):
    run(session, folder(f"{TOWNSHIP},2019-07,100,80,,"))
    path = folder(f"{TOWNSHIP},2019-07,120,80,,", f"{NEIGHBOUR},2019-07,5,5,,")
    before = counts(session)
    dry = run(session, path, is_dry_run=True)

    assert counts(session) == before
    wet = run(session, path)
    assert (dry.new, dry.corrected, dry.changes, dry.missing) == (
        wet.new,
        wet.corrected,
        wet.changes,
        wet.missing,
    )
    assert (wet.new, wet.corrected) == (1, 1)


def test_of_a_folder_the_sound_files_go_in_and_the_others_are_named(session, folder):
    path = folder(f"{TOWNSHIP},2019-07,100,80,,")
    (path / "坏.csv").write_text(f"{PACKAGING}\n{NEIGHBOUR},2019-07,many,5,,\n", encoding="utf-8")
    (path / "未来.csv").write_text(f"{PACKAGING}\n{NEIGHBOUR},2019-10,5,5,,\n", encoding="utf-8")
    (path / "照片.jpg").write_bytes(b"\xff\xd8\xff")
    report = run(session, path)

    assert {file.name: str(file.outcome) for file in report.files} == {
        "packaging.csv": "taken", "坏.csv": "refused", "未来.csv": "refused", "照片.jpg": "not_read",
    }  # fmt: skip
    assert counts(session)[0] == 1
    assert not report.is_success


def test_places_that_are_still_missing_are_named(session, folder):
    report = run(session, folder(f"{TOWNSHIP},2019-07,100,80,,"))

    (missing,) = report.missing
    assert NEIGHBOUR in [code for code, _ in missing.places]
    assert TOWNSHIP not in [code for code, _ in missing.places]
    assert missing.expected == len(missing.places) + 1


def test_a_place_that_is_asked_nothing_is_not_missing(session, folder):
    nothing = dict.fromkeys(("peanut_mu", "vegetable_mu", "other_mu"), 0.0)
    set_baselines(
        session,
        actor("committee"),
        org_unit=NEIGHBOUR,
        year=2019,
        values=nothing,
        source="核实",
        certainty=Certainty.ASSUMED,
        now=NOW,
    )
    header = "org_unit,period,peanut_mu,vegetable_mu,other_mu"
    path = folder(f"{TOWNSHIP},2019-05,10,1,1", form="sowing", header=header)
    report = run(session, path)
    assert (report.new, report.missing) == (1, ())


def test_a_template_older_than_the_record_asks_before_it_replaces_figures(session, tmp_path, folder):
    form = read_plan(seed_root() / "zhengzhou", 2019).forms["packaging"]
    path = tmp_path / "filled.xlsx"
    made_at = NOW - timedelta(days=1)
    path.write_bytes(render_template(form, PLACES.children(COUNTY), Period(2019, 8), made_at=made_at))
    book = openpyxl.load_workbook(path)
    book["填报"]["D9"] = 12.5
    book.save(path)
    run(session, folder(f"{NEIGHBOUR},2019-08,10,5,,"))

    assert refused(session, path) == [("filled.xlsx[填报] A9", "newer-in-record")]
    assert run(session, path, overwrites_newer=True).corrected == 1


def test_a_word_means_what_it_is_told_to_mean(session, folder):
    path = folder(f"{TOWNSHIP},2019-07,无,80,,")

    assert refused(session, path) == [("packaging.csv C2", "word-for-nothing")]
    assert run(session, path, meanings={"无": 0.0}).new == 1
    assert current_values(session, TOWNSHIP) == {"recovered_kg": 0.0, "disposed_kg": 80.0}


def test_a_report_of_which_two_versions_wait_says_so_and_corrects_the_current_one(session, folder):
    run(session, folder(f"{TOWNSHIP},2019-08,100,80,,"))
    rival = a_report("packaging", "2019-08", TOWNSHIP, values={"recovered_kg": 7.0, "disposed_kg": 7.0})
    [outcome] = receive(session, actor("reporter"), [rival], now=NOW)
    assert outcome.kind == OutcomeKind.CONFLICT
    report = run(session, folder(f"{TOWNSHIP},2019-08,101,80,,"))

    assert report.corrected == 1
    assert any("两份" in one.chinese and one.place == "packaging.csv A2" for one in report.questions)
    assert current_values(session, TOWNSHIP)["recovered_kg"] == 101.0
