"""The invented history: ordered, well-formed, late and wrong in the ways that real reporting is."""

from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from agri.checks.shape import shape_faults
from agri.periods import SHANGHAI, Period, day_of
from agri.synthetic.record.baselines import SEED
from agri.synthetic.record.events import Closed, DecisionEvent, SpotChecked, Submitted
from agri.synthetic.record.history import history
from agri.synthetic.record.replay import batches
from agri.terms import ClosureAct, DecisionKind, Drawn, Level
from tests.some import some

pytestmark = pytest.mark.slow  # the whole city tells two and a half years, twice

TODAY = datetime(2019, 9, 5, 10, 0, tzinfo=SHANGHAI)


@pytest.fixture(scope="module")
def events(plan, places, baselines, truths):
    return history(plan, places, baselines, truths, seed=SEED, until=TODAY)


@pytest.fixture(scope="module")
def whole(plan, places, baselines, truths):
    """To the very end of 2019."""
    return history(plan, places, baselines, truths, seed=SEED)


def of(kind, events):
    return [event for event in events if isinstance(event, kind)]


def final_versions(events):
    """Reports by (form, org unit, period), their latest version."""
    return {(e.form, e.org_unit, e.period): e for e in of(Submitted, events)}


def test_events_come_in_order_of_time_and_none_after_today(events):
    instants = [event.at for event in events]
    assert instants == sorted(instants)
    assert instants[-1] <= TODAY
    assert all(instant.tzinfo is UTC for instant in instants)


def test_the_same_world_tells_the_same_history(plan, places, baselines, truths, events):
    year = {2017: truths[2017]}
    again = history(plan, places, baselines, year, seed=SEED, until=datetime(2018, 1, 1, tzinfo=UTC))
    assert again == tuple(event for event in events if event.at <= datetime(2018, 1, 1, tzinfo=UTC))


def test_what_happened_does_not_depend_on_how_far_it_is_told(events, whole):
    assert len(whole) > len(events)
    assert tuple(event for event in whole if event.at <= TODAY) == events


def test_ids_are_unique_and_another_world_has_others(plan, places, baselines, truths, events):
    ids = [event.revision_id for event in of(Submitted, events)]
    assert len(set(ids)) == len(ids)
    reports = defaultdict(set)
    for event in of(Submitted, events):
        reports[event.report_id].add((event.form, event.org_unit, event.period))
    assert all(len(cells) == 1 for cells in reports.values())
    other = history(plan, places, baselines, {2017: truths[2017]}, seed=SEED + 1)
    assert not set(ids) & {event.revision_id for event in of(Submitted, other)}


def test_a_version_supersedes_the_current_one_of_its_own_report(events):
    current = {}
    for event in some(of(Submitted, events)):
        assert current.get(event.report_id) == event.supersedes
        current[event.report_id] = event.revision_id


def test_every_decision_follows_its_version_and_precedes_the_next(events):
    received, superseded = {}, set()
    for event in some(events):
        if isinstance(event, Submitted):
            received[event.revision_id] = event.at
            superseded.add(event.supersedes)
        elif isinstance(event, DecisionEvent):
            assert event.revision_id in received
            assert event.revision_id not in superseded
            assert timedelta(0) < event.at - received[event.revision_id] < timedelta(days=5)
    assert of(DecisionEvent, events)


def test_nobody_decides_on_what_they_sent(events):
    author = {event.revision_id: event.org_unit for event in of(Submitted, events)}
    for event in some(of(DecisionEvent, events)):
        assert author[event.revision_id] != event.by
        assert author[event.revision_id].startswith(event.by)


def test_returns_and_corrections_say_why(events):
    returned = [event for event in of(DecisionEvent, events) if event.kind == DecisionKind.RETURNED]
    corrected = [event for event in of(Submitted, events) if event.supersedes is not None]
    reopened = [event for event in of(Closed, events) if event.act == ClosureAct.REOPENED]
    for event in (*some(returned), *some(corrected), *reopened):
        assert event.reason


def test_nothing_is_sent_into_a_closed_month(events, places):
    closed = set()
    for event in some(events):
        if isinstance(event, Closed):
            (closed.add if event.act == ClosureAct.CLOSED else closed.discard)((event.org_unit, event.period))
        elif isinstance(event, Submitted):
            month = str(Period.parse(event.period).closing_month)
            assert (places.county_of(event.org_unit), month) not in closed
    assert closed


def test_months_are_closed_on_day_five_and_august_2019_is_open(events, places):
    first = {}
    for event in of(Closed, events):
        first.setdefault((event.org_unit, event.period), event.at)
    for (_, period), instant in first.items():
        month = Period.parse(period)
        assert day_of(instant) == month.next().first_day + timedelta(days=4)
    counties = {unit.parent for unit in places.at(Level.TOWNSHIP) if unit.is_farming}
    assert len(first) == len(counties) * 31
    assert "2019-08" not in {period for _, period in first}


def test_most_reports_are_in_by_day_three_and_some_never_come(events, whole, truths, plan):
    delays = []
    for event in of(Submitted, whole):
        if event.supersedes is None:
            delays.append((day_of(event.at) - Period.parse(event.period).last_day).days)
    assert 0.85 < np.mean([days <= 3 for days in delays]) < 0.95
    assert np.mean([days > 3 for days in delays]) > 0.04
    assert min(delays) >= 1

    got = final_versions(whole)
    expected = 0
    for year, hidden in truths.items():
        for form in plan.forms:
            if form.level == Level.TOWNSHIP:
                columns = [hidden.element_index[f"{form.code}.{e.code}"] for e in form.elements]
                asked = ~np.isnan(hidden.values[:, columns, :]).all(axis=1)
                expected += int(asked.sum())
                for unit, month in np.argwhere(asked):
                    got.setdefault((form.code, hidden.org_units[unit], f"{year}-{month + 1:02d}"), None)
    missing = sum(report is None for report in got.values())
    assert 0.03 < missing / expected < 0.05


def test_august_is_partly_in_and_partly_undecided_on_the_morning_of_september_5(events, whole):
    told = [e for e in of(Submitted, events) if e.period == "2019-08"]
    assert all(day_of(e.at).month == 9 for e in told)
    everything = [e for e in of(Submitted, whole) if e.period == "2019-08"]
    assert 0.8 < len(told) / len(everything) < 1
    decided = {e.revision_id for e in of(DecisionEvent, events)}
    pending = [e for e in told if e.revision_id not in decided]
    assert 0.1 < len(pending) / len(told) < 0.6


def test_every_submission_has_the_shape_that_the_door_asks_for(events, plan):
    for event in some(of(Submitted, events)):
        form = plan.forms[event.form]
        faults = shape_faults(
            form, Period.parse(event.period), event.values, event.not_applicable, event.entered
        )
        assert not faults, (event, faults)


def test_only_forms_due_are_sent_and_only_by_whom_they_ask(events, plan, places):
    for event in some(of(Submitted, events)):
        form, unit = plan.forms[event.form], places[event.org_unit]
        assert form.asks_in(Period.parse(event.period))
        assert unit.level == form.level
        assert unit.level == Level.COUNTY or unit.is_farming


def test_a_section_without_its_crop_is_not_applicable(events, baselines):
    maize = {(row.org_unit, row.year): row.value for row in baselines if row.key == "maize_mu"}
    seen = Counter()
    for event in of(Submitted, events):
        if event.form == "sowing" and event.period.endswith("-06"):
            has_none = maize[event.org_unit, int(event.period[:4])] == 0
            assert ("maize" in event.not_applicable) == has_none
            assert ("maize_mu" in event.values) != has_none
            seen[has_none] += 1
    assert seen[True] > 0
    assert seen[False] > 300


def test_blanks_are_rare_and_zeros_are_typed(events, plan):
    optional = {(form.code, one.code) for form in plan.forms for one in form.elements if one.is_optional}
    sent = [
        (event.form, code, value) for event in of(Submitted, events) for code, value in event.values.items()
    ]
    values = [value for form, code, value in sent if (form, code) not in optional]
    assert 0.005 < np.mean([value is None for value in values]) < 0.02
    assert sum(value == 0 for value in values) > 1000


def test_some_reports_were_wrong_by_a_unit_and_most_of_them_were_returned(events):
    remarks = Counter(
        e.reason
        for e in of(DecisionEvent, events)
        if (e.reason and "单位" in e.reason) or (e.reason and "实物量" in e.reason)
    )
    assert len(remarks) >= 3
    assert 20 < sum(remarks.values()) < 120


def test_some_think_in_tonnes_or_wan_mu_and_the_record_keeps_both(events):
    units = Counter(pair[1] for event in of(Submitted, events) for pair in event.entered.values())
    assert {"t", "wan_mu", "kg"} <= set(units)


def test_spot_checks_find_nearly_the_truth(events, truths):
    errors = []
    for check in of(SpotChecked, events):
        period = Period.parse(check.period)
        hidden = truths[period.year]
        true = hidden.of(f"{check.form}.{check.data_element}")[hidden.org_units.index(check.org_unit)]
        errors.append(
            abs(check.verified / true[period.last_day.month - 1] - 1)
            if true[period.last_day.month - 1] > 20
            else 0
        )
    assert len(errors) > 1000
    assert max(errors) < 0.03


def test_about_three_cells_in_a_hundred_are_checked_most_of_them_drawn_at_random(events, whole):
    checks = of(SpotChecked, whole)
    drawn = Counter(check.drawn for check in checks)
    assert drawn[Drawn.RANDOM] > drawn[Drawn.TARGETED] > 50
    checked = {(c.form, c.data_element) for c in checks}
    cells = sum(
        1
        for event in final_versions(whole).values()
        for code, value in event.values.items()
        if value and (event.form, code) in checked and len(event.org_unit) == 9
    )
    assert 0.02 < len(checks) / cells < 0.05


def test_random_checks_show_coverage_told_larger_and_fertilizer_smaller(events):
    told = final_versions(events)
    log_ratio = defaultdict(list)
    for check in of(SpotChecked, events):
        if check.drawn == Drawn.RANDOM:
            value = told[check.form, check.org_unit, check.period].values[check.data_element]
            family = {"soil_testing": "coverage", "fertilizer": "amount"}.get(check.form)
            if family and check.verified > 20:
                log_ratio[family].append(np.log(value / check.verified))
    assert 0.01 < np.median(log_ratio["coverage"]) < 0.08
    assert -0.05 < np.median(log_ratio["amount"]) < -0.005


def test_the_reported_year_end_of_2019_lies_near_the_targets(whole, truths, plan, places, city_rates):
    amounts = {year: np.full_like(hidden.values, np.nan) for year, hidden in truths.items()}
    index = {name: i for i, name in enumerate(plan.forms.data_elements)}
    for (form, org_unit, period), event in final_versions(whole).items():
        when = Period.parse(period)
        for code, value in event.values.items():
            if value is not None:
                at = places.index[org_unit], index[f"{form}.{code}"], when.last_day.month - 1
                amounts[when.year][at] = value
    rates = city_rates(2019, amounts)
    # What never came lowers the shares whose denominators are known beforehand by two or three points.
    expected = {
        # Months that a place told in one year only are left out of both: -0.7 % of the rest.
        "fertilizer_growth": (-0.009, 0.009),
        "fertilizer_efficiency": (0.388, 0.402),
        "soil_test_coverage": (0.82, 0.88),
        "unified_control_coverage": (0.38, 0.42),
        "green_control_coverage": (0.26, 0.31),
        "pesticide_efficiency": (0.388, 0.398),
        "film_recovery": (0.70, 0.83),
        "packaging_recovery": (0.60, 0.75),
        "straw_utilization": (0.85, 0.92),
        "manure_utilization": (0.74, 0.82),
    }
    for code, (low, high) in expected.items():
        assert low <= rates[code] <= high, (code, rates[code])


def test_batches_keep_every_event_in_order_and_never_mix_stages(events):
    cut = list(batches(events))
    assert [event for batch in cut for event in batch] == list(events)
    for batch in cut:
        assert len({isinstance(event, Closed) for event in batch}) == 1
        assert len({isinstance(event, SpotChecked) for event in batch}) == 1
    assert len(cut) < 400


def test_two_and_a_half_years_are_told_in_full(events):
    kinds = Counter(type(event).__name__ for event in events)
    assert kinds["Submitted"] > 15_000
    assert kinds["DecisionEvent"] > 15_000
