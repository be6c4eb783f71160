"""What a report left blank beside other parts is unknown: the engine puts it in, the record does not."""

from dataclasses import replace

import numpy as np
import pytest

from agri.sim import BASE, project
from agri.sim.inputs.blank_parts import LAST, NOW, put_in
from agri.sim.inputs.expected_amounts import expect
from agri.sim.inputs.layout import layout_of
from agri.terms import Basis, CellState
from tests.sim.synthetic import places_of, snapshot_of, the_plan, without_bias
from tests.some import some

PLACES = places_of(4, 6)
LONE = "410102003"
COMPOUND = "fertilizer.maize_compound_t"


def told(plan, as_of="2019-09-05"):
    month = int(as_of[5:7]) - 1
    return snapshot_of(plan, as_of, reported=f"2019-{month:02d}", places=PLACES)


def left(snapshot, element, months, *, codes, state=CellState.BLANK):
    """Leave one element blank in some months, (year, month), of some places."""
    values, states = snapshot.values.copy(), snapshot.state.copy()
    rows = [snapshot.places.index[code] for code in codes]
    at = snapshot.element_index[element]
    for year, month in months:
        column = snapshot.months_of(year)[month - 1]
        values[rows, at, column] = np.nan
        states[rows, at, column] = state
    return replace(snapshot, values=values, state=states)


def townships(*counties):
    return [u.code for u in PLACES.units if len(u.code) == 9 and u.code[:6] in counties]


@pytest.fixture(scope="module")
def plan():
    return the_plan()


class TestWhatIsPutIn:
    line = the_plan().lines["fertilizer_maize"]

    def parts(self, told, blank):
        """One township; `told` is (year, element, month 6..8)."""
        cells = np.full((2, 4, 1, 12), np.nan)
        cells[:, :, 0, 5:8] = told
        is_blank = np.zeros(cells.shape, dtype=np.bool_)
        for year, element, month in blank:
            cells[year, element, 0, month - 1] = np.nan
            is_blank[year, element, 0, month - 1] = True
        return put_in(self.line, cells, is_blank)

    def year(self, *months):
        return np.array(months, dtype=float).T

    def test_follows_the_same_month_of_the_other_year(self):
        last = self.year([10, 1, 1, 12], [8, 0, 0, 0], [4, 0, 0, 0])
        this = self.year([20, 2, 2, 99], [8, 0, 0, 0], [4, 0, 0, 0])
        found = self.parts([last, this], [(NOW, 3, 6)])
        assert found.sum_whole(NOW)[0, 5] == pytest.approx(24 + 24)
        assert found.sum_told(NOW)[0, 5] == pytest.approx(24)
        assert found.sum_whole(LAST)[0, 5] == pytest.approx(24)

    def test_follows_the_season_where_the_other_year_left_it_blank_too(self):
        last = self.year([10, 1, 1, 12], [10, 1, 1, 6], [10, 1, 1, 6])
        found = self.parts([last, last], [(NOW, 3, 6), (LAST, 3, 6)])
        assert found.sum_whole(NOW)[0, 5] == pytest.approx(12 * 1.5)

    def test_a_part_that_is_never_given_is_none(self):
        last = self.year([10, 1, 1, 12], [10, 1, 1, 6], [10, 1, 1, 6])
        always = [(year, 3, month) for year in (LAST, NOW) for month in (6, 7, 8)]
        found = self.parts([last, last], always)
        assert found.sum_whole(NOW)[0, 5] == pytest.approx(12)
        assert not found.is_thin.any()

    def test_too_small_a_part_tells_nothing_of_the_whole(self):
        last = self.year([3, 0, 0, 12], [10, 1, 1, 6], [10, 1, 1, 6])
        found = self.parts([last, last], [(NOW, 3, 6)])
        assert found.is_thin[NOW, 0, 5]
        assert found.is_thin.sum() == 1

    def test_beside_nothing_a_part_that_is_usually_all_stays_unknown(self):
        last = self.year([10, 1, 1, 12], [8, 0, 0, 0], [4, 0, 0, 0])
        found = self.parts([last, last], [(NOW, 0, 7)])
        assert found.is_thin[NOW, 0, 6]
        none = self.parts([last, last], [(NOW, 3, 7)])
        assert not none.is_thin.any()
        assert none.sum_whole(NOW)[0, 6] == pytest.approx(8)

    def test_a_report_that_gives_nothing_stays_unknown(self):
        last = self.year([10, 1, 1, 12], [8, 0, 0, 0], [4, 0, 0, 0])
        found = self.parts([last, last], [(NOW, element, 6) for element in range(4)])
        assert np.isnan(found.sum_whole(NOW)[0, 5])


class TestEngine:
    def test_what_is_put_in_is_near_what_was_left_blank(self, plan):
        whole = told(plan)
        some = left(whole, COMPOUND, [(2019, 6)], codes=townships("410102"))
        right, found = (expect(s, plan, layout_of(s, plan))["fertilizer_maize"] for s in (whole, some))
        assert found.value == pytest.approx(right.value, rel=1e-6)
        assert found.told.sum() < 0.95 * right.told.sum()

    def test_nothing_applicable_is_an_answer(self, plan):
        whole = told(plan)
        none = whole
        for element in the_plan().lines["fertilizer_maize"].names:
            none = left(none, element, [(2019, 6)], codes=[LONE], state=CellState.NOT_APPLICABLE)
        found = expect(none, plan, layout_of(none, plan))["fertilizer_maize"]
        row = layout_of(none, plan).townships.index(LONE)
        assert found.given[row, 5]
        assert found.value[row, 5] == 0

    @pytest.mark.slow
    @pytest.mark.parametrize("year", [2018, 2019])
    @pytest.mark.parametrize(
        ("code", "element", "month"),
        [
            ("fertilizer_growth", COMPOUND, 6),
            ("fertilizer_growth", "fertilizer.wheat_n_t", 3),
            ("unified_control_coverage", "pest_control.manual_mu", 6),
            ("pesticide_efficiency", "pest_control.boom_mu", 6),
            ("straw_utilization", "straw.feed_use_t", 6),
            ("straw_utilization", "straw.wheat_harvested_mu", 6),
            ("straw_utilization", "straw.wheat_returned_mu", 6),
            ("straw_utilization", "straw.wheat_output_t", 6),
            ("film_recovery", "film.degradable_used_kg", 5),
            ("film_recovery", "film.used_kg", 5),
            ("packaging_recovery", "packaging.recovered_kg", 6),
        ],
    )
    def test_a_blank_of_a_third_of_the_places_moves_no_outlook(self, year, code, element, month):
        """The places of a county do alike, so who is left out changes no share, on either basis."""
        plan = without_bias(the_plan())
        whole = told(plan)
        third = [u.code for u in PLACES.units if u.code[6:] in ("001", "002")]
        partly = left(whole, element, [(year, month)], codes=third)
        # Uses of straw that are left blank beside others count as none in the indicator.
        moved = {Basis.REPORTED} if element == "straw.feed_use_t" else set()
        for basis in some(set(Basis) - moved):
            right, found = (
                project(s, plan, BASE, 3, 32).line(code, "4101", basis).year_end.mean for s in (whole, partly)
            )
            assert found == pytest.approx(right, abs=0.005), basis
