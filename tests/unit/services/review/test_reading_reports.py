"""Lists and histories of reports: states, filters, pages, and what each person may do next."""

from typing import Any

import pytest
from sqlmodel import Session

from agri.errors import Invalid, NotAllowed, NotFound
from agri.services.intake.receive import receive
from agri.services.review.answer_finding import answer_finding
from agri.services.review.close_period import close_period
from agri.services.review.decide import decide
from agri.services.review.list_reports import ListedReport, list_reports
from agri.services.review.report_history import read_report
from agri.services.review.report_state import ReportState
from agri.terms import DecisionKind
from tests.places import COUNTY, FAR_TOWNSHIP, NOW, TOWNSHIP
from tests.unit.services.submissions import VALUES, a_report, a_revision, actor, an_id

JUNE, JULY, AUGUST = (a_report(period=f"2019-0{month}") for month in (6, 7, 8))
PEST = a_report("pest_control", values=VALUES["pest_control"] | {"pesticide_kg": 3_000.0})


@pytest.fixture(autouse=True)
def _reports(session: Session) -> None:
    """June accepted, July returned, August returned and sent again, pest control with a finding."""
    receive(session, actor("reporter"), [JUNE, JULY, AUGUST, PEST], now=NOW)
    receive(session, actor("far_reporter"), [a_report(org_unit=FAR_TOWNSHIP)], now=NOW)
    judge(session, JUNE.revision_id, DecisionKind.ACCEPTED)
    judge(session, JULY.revision_id, DecisionKind.RETURNED)
    judge(session, AUGUST.revision_id, DecisionKind.RETURNED)
    receive(session, actor("reporter"), [a_revision(AUGUST)], now=NOW)


def judge(session: Session, revision_id: Any, kind: DecisionKind) -> None:
    decide(session, actor("reviewer"), revision_id, kind, "理由", now=NOW)


def listed(session: Session, by: str = "reviewer", **filters: Any) -> list[ListedReport]:
    return list(list_reports(session, actor(by), **filters).reports)


def names(reports: list[ListedReport]) -> list[tuple[str, str]]:
    return [(report.form, report.period) for report in reports]


class TestList:
    def test_the_states_are_told_from_chain_and_decisions(self, session: Session) -> None:
        states = {(report.form, report.period): report.state for report in listed(session)}
        assert states == {
            ("packaging", "2019-06"): ReportState.ACCEPTED,
            ("packaging", "2019-07"): ReportState.RETURNED,
            ("packaging", "2019-08"): ReportState.RESUBMITTED,
            ("pest_control", "2019-08"): ReportState.RECEIVED,
        }

    @pytest.mark.parametrize("state", [state for state in ReportState if state != ReportState.NOT_REPORTED])
    def test_each_state_can_be_asked_for(self, session: Session, state: ReportState) -> None:
        assert [report.state for report in listed(session, state=state)] == [state]

    def test_form_period_place_and_findings_filter(self, session: Session) -> None:
        assert names(listed(session, form="pest_control")) == [("pest_control", "2019-08")]
        assert names(listed(session, period="2019-07")) == [("packaging", "2019-07")]
        assert names(listed(session, has_findings=True)) == [("pest_control", "2019-08")]
        assert len(listed(session, has_findings=False)) == 3
        assert len(listed(session, by="committee", org_unit=FAR_TOWNSHIP)) == 1

    def test_everybody_sees_the_own_place_and_below(self, session: Session) -> None:
        counts = {name: len(listed(session, name)) for name in ("reporter", "far_reviewer", "committee")}
        assert counts == {"reporter": 4, "far_reviewer": 1, "committee": 5}
        with pytest.raises(NotAllowed):
            listed(session, "reporter", org_unit=FAR_TOWNSHIP)
        with pytest.raises(NotAllowed):
            listed(session, "province")

    def test_pages_hold_every_report_once(self, session: Session) -> None:
        whole, after, pages = names(listed(session)), 0, []
        while True:
            page = list_reports(session, actor("reviewer"), after=after, limit=3)
            pages += names(list(page.reports))
            if page.after is None:
                break
            after = page.after
        assert pages == whole

    def test_since_lists_only_what_was_touched_later(self, session: Session) -> None:
        since = max(report.touched for report in listed(session))
        assert listed(session, after=since) == []
        judge(session, PEST.revision_id, DecisionKind.ACCEPTED)
        assert names(listed(session, after=since)) == [("pest_control", "2019-08")]

    @pytest.mark.parametrize("limit", [0, 501])
    def test_a_limit_out_of_bounds_is_a_fault(self, session: Session, limit: int) -> None:
        with pytest.raises(Invalid):
            listed(session, limit=limit)


class TestMay:
    @pytest.mark.parametrize(
        ("name", "may"),
        [
            ("reporter", {"revise", "answer"}),
            ("reviewer", {"revise", "accept", "return", "answer", "check"}),
            ("committee", {"accept", "return", "answer", "check"}),
        ],
    )
    def test_it_depends_on_who_asks(self, session: Session, name: str, may: set[str]) -> None:
        assert set(read_report(session, actor(name), PEST.report_id).may) == may
        [same] = listed(session, name, form="pest_control")
        assert set(same.may) == may

    def test_it_depends_on_what_was_decided(self, session: Session) -> None:
        assert "accept" not in read_report(session, actor("reviewer"), JUNE.report_id).may
        assert "return" not in read_report(session, actor("reviewer"), JULY.report_id).may

    def test_a_closed_month_is_not_revised(self, session: Session) -> None:
        close_period(session, actor("reviewer"), COUNTY, "2019-08", now=NOW)
        history = read_report(session, actor("reporter"), PEST.report_id)
        assert history.is_closed
        assert history.may == ("answer",)


class TestHistory:
    def test_every_version_and_decision_is_told_in_order(self, session: Session) -> None:
        history = read_report(session, actor("reporter"), AUGUST.report_id)
        assert [version.revision.id for version in history.versions] == [
            AUGUST.revision_id,
            a_revision(AUGUST).revision_id,
        ]
        assert [len(version.decisions) for version in history.versions] == [1, 0]
        assert history.current.id == a_revision(AUGUST).revision_id

    def test_a_version_that_came_second_stands_beside(self, session: Session) -> None:
        other = a_report(period="2019-06", report_id=an_id("x"), revision_id=an_id("y"))
        receive(session, actor("reporter"), [other], now=NOW)
        history = read_report(session, actor("reviewer"), JUNE.report_id)
        assert [item.contested.id for item in history.contested] == [an_id("y")]
        assert "settle" in history.may

    def test_another_places_report_is_not_there(self, session: Session) -> None:
        with pytest.raises(NotFound):
            read_report(session, actor("far_reporter"), JUNE.report_id)


class TestAnswers:
    CODE = "pest-pesticide-per-treatment"

    def test_an_answer_stands_beside_and_changes_no_number(self, session: Session) -> None:
        revision = PEST.revision_id
        answer_finding(session, actor("reporter"), revision, self.CODE, text="含除草剂", now=NOW)
        history = read_report(session, actor("reviewer"), PEST.report_id)
        assert [answer.text for answer in history.versions[0].answers] == ["含除草剂"]
        assert history.current.values["pesticide_kg"] == 3_000.0

    def test_an_unknown_finding_or_a_foreign_one_is_not_there(self, session: Session) -> None:
        for name, code in (("reporter", "no-such-rule"), ("far_reporter", self.CODE)):
            with pytest.raises(NotFound):
                answer_finding(session, actor(name), PEST.revision_id, code, text="x", now=NOW)

    def test_a_blank_answer_is_a_fault(self, session: Session) -> None:
        with pytest.raises(Invalid):
            answer_finding(session, actor("reporter"), PEST.revision_id, self.CODE, text=" ", now=NOW)

    def test_the_province_answers_nothing(self, session: Session) -> None:
        with pytest.raises(NotAllowed):
            answer_finding(session, actor("province"), PEST.revision_id, self.CODE, text="x", now=NOW)


def test_a_township_is_listed_under_its_own_code(session: Session) -> None:
    assert {report.org_unit for report in listed(session, "reporter")} == {TOWNSHIP}
