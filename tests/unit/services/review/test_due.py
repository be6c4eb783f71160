"""What a month asks of a place, prefilled with what is known."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session

from agri.errors import NotAllowed, NotFound
from agri.services.intake.receive import receive
from agri.services.review.close_period import close_period
from agri.services.review.decide import decide
from agri.services.review.due import Due, DueForm, read_due
from agri.services.review.report_state import ReportState
from agri.terms import DecisionKind
from tests.places import COUNTY, ESTATE, NEIGHBOUR, NOW, TOWNSHIP
from tests.unit.services.submissions import VALUES, a_report, a_revision, actor


def due(session: Session, org_unit: str | None = None, by: str = "reporter", days: int = 0) -> Due:
    return read_due(session, actor(by), org_unit, now=NOW + timedelta(days=days))


def form(found: Due, code: str, period: str) -> DueForm:
    [only] = [form for form in found.forms if (form.form, form.period) == (code, period)]
    return only


def test_the_month_that_ended_and_the_running_one_are_asked(session: Session) -> None:
    found = due(session)
    assert found.day == date(2019, 9, 5)
    assert {form.period for form in found.forms} == {"2019-08", "2019-09"}
    august = {form.form for form in found.forms if form.period == "2019-08"}
    assert august == {"fertilizer", "pest_control", "packaging"}


def test_it_says_until_when(session: Session) -> None:
    packaging = form(due(session), "packaging", "2019-08")
    assert (packaging.due_on, packaging.closes_on) == (date(2019, 9, 3), date(2019, 9, 5))
    assert not packaging.is_closed
    close_period(session, actor("reviewer"), COUNTY, "2019-08", now=NOW)
    assert form(due(session), "packaging", "2019-08").is_closed


def test_crops_that_are_not_grown_are_not_asked(session: Session) -> None:
    own = form(due(session), "sowing", "2019-09")
    assert (own.sections, own.not_applicable) == (("other",), ("garlic",))
    neighbour = form(due(session, NEIGHBOUR, by="reviewer"), "sowing", "2019-09")
    assert (neighbour.sections, neighbour.not_applicable) == (("garlic", "other"), ())


def test_a_place_that_does_not_farm_is_asked_nothing(session: Session) -> None:
    found = due(session, ESTATE, by="reviewer")
    assert (found.forms, found.ahead) == ((), ())


def test_the_two_months_after_are_told_ahead(session: Session) -> None:
    receive(session, actor("reporter"), [a_report(period="2019-09")], now=NOW)
    ahead = due(session).ahead
    assert {form.period for form in ahead} == {"2019-10", "2019-11"}
    october = {form.form: form for form in ahead if form.period == "2019-10"}
    assert {"sowing", "packaging", "straw"} < october.keys()
    assert october["sowing"].sections == ("wheat", "other")
    assert october["packaging"].last == VALUES["packaging"]
    assert october["packaging"].sums["recovered_kg@year_to_date"] == 100.0
    assert october["packaging"].due_on == date(2019, 11, 3)


def test_forms_that_the_months_do_not_ask_for_are_offered(session: Session) -> None:
    found = due(session)
    cells = {(form.form, form.period): form for form in found.others}
    assert ("sowing", "2019-08") in cells
    assert not cells.keys() & {(form.form, form.period) for form in found.forms}
    assert {form.sections for form in found.others} == {()}
    assert due(session, ESTATE, by="reviewer").others == ()


def test_what_was_reported_outside_its_months_comes_back(session: Session) -> None:
    sown = a_report("sowing", "2019-08", values={"wheat_mu": 30.0})
    receive(session, actor("reporter"), [sown], now=NOW)
    [own] = [one for one in due(session).others if (one.form, one.period) == ("sowing", "2019-08")]
    assert (own.report_id, own.values["wheat_mu"]) == (sown.report_id, 30.0)


def test_answers_to_what_one_report_is_asked_are_told(session: Session) -> None:
    codes = [one.code for one in due(session).answers]
    assert {"typing-error", "true-amount", "work-shifted"} <= set(codes)
    assert "same-by-chance" not in codes  # of copies, which one report cannot answer


def test_nothing_is_told_of_a_year_without_a_plan(session: Session) -> None:
    december = due(session, days=92)
    assert december.day == date(2019, 12, 6)
    assert december.ahead == ()
    assert {form.period for form in due(session, days=62).ahead} == {"2019-12"}


def test_what_was_typed_in_another_unit_comes_back_so(session: Session) -> None:
    report = a_report(entered={"recovered_kg": [0.1, "t"]})
    receive(session, actor("reporter"), [report], now=NOW)
    assert form(due(session), "packaging", "2019-08").entered == {"recovered_kg": [0.1, "t"]}


def test_a_county_is_asked_its_own_forms(session: Session) -> None:
    found = due(session, by="reviewer", days=26)  # October 1
    assert {(form.form, form.period) for form in found.forms} == {
        ("manure", "2019-Q3"),
        ("dealer_sales", "2019-09"),
        ("dealer_sales", "2019-10"),
    }


def test_it_is_filled_with_the_last_and_last_years_values(session: Session) -> None:
    last_year = a_report(period="2018-08", values={"recovered_kg": 70.0})
    june = a_report(period="2019-06", values={"recovered_kg": 60.0})
    receive(session, actor("reporter"), [last_year, june], now=NOW)
    august = form(due(session), "packaging", "2019-08")
    assert august.last_year == {"recovered_kg": 70.0}
    assert august.last == {"recovered_kg": 60.0}
    assert august.values == {}
    assert august.state == ReportState.NOT_REPORTED


def test_it_ships_the_sums_that_the_rules_read(session: Session) -> None:
    june = a_report(period="2019-06")
    last_year = a_report(period="2018-06")
    receive(session, actor("reporter"), [june, a_report(), last_year], now=NOW)
    sums = form(due(session), "packaging", "2019-08").sums
    assert sums == {
        "disposed_kg@year_to_date": 80.0,
        "recovered_kg@year_to_date": 100.0,
        "recovered_kg@year": 100.0,
        "last_year.recovered_kg@year": None,  # one month of ten does not say what the year came to
        "pest_control.pesticide_kg@year_to_date": None,  # nothing was reported: it is not known to be nothing
    }
    assert form(due(session), "pest_control", "2019-08").sums["baseline.maize_mu"] == 18_000.0


def test_the_area_harvested_is_filled_in(session: Session) -> None:
    maize = form(due(session), "straw", "2019-09")
    assert maize.prefill == {"maize_harvested_mu": 18_000.0}


def test_the_area_harvested_is_filled_in_once(session: Session) -> None:
    def october() -> DueForm:
        [only] = [form for form in due(session).ahead if (form.form, form.period) == ("straw", "2019-10")]
        return only

    assert october().prefill == {}  # nobody knows yet what September leaves
    receive(session, actor("reporter"), [a_report("straw", "2019-09")], now=NOW)
    assert october().prefill == {"maize_harvested_mu": 5_000.0}
    # A tenth of the whole season's 18,000 mu more than what is left of it.
    assert october().limits["maize_harvested_mu"] == pytest.approx(5_000.0 + 1_800.0)


def test_a_returned_report_comes_back_with_the_reason(session: Session) -> None:
    receive(session, actor("reporter"), [a_report()], now=NOW)
    first = a_report()
    decide(session, actor("reviewer"), first.revision_id, DecisionKind.RETURNED, "单位应为公斤", now=NOW)
    returned = form(due(session), "packaging", "2019-08")
    assert (returned.state, returned.reason) == (ReportState.RETURNED, "单位应为公斤")
    assert (returned.report_id, returned.revision_id) == (first.report_id, first.revision_id)
    assert returned.values == VALUES["packaging"]
    receive(session, actor("reporter"), [a_revision(first)], now=NOW)
    again = form(due(session), "packaging", "2019-08")
    assert (again.state, again.reason) == (ReportState.RESUBMITTED, None)


def test_a_foreign_place_is_not_yours(session: Session) -> None:
    with pytest.raises(NotAllowed):
        due(session, NEIGHBOUR)
    with pytest.raises(NotAllowed):
        due(session, by="province", org_unit=TOWNSHIP)
    with pytest.raises(NotFound):
        due(session, "410191999", by="reviewer")
