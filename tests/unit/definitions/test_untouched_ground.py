"""A place that neither gives nor inherits is made of itself, whatever happens to others."""

from datetime import date

from agri.definitions.heirs import Heir
from agri.definitions.lineage import Lineage, on_own_ground
from agri.periods import Period

MERGED = Lineage((Heir(org_unit="410122101", becomes="410122102", on=date(2019, 7, 1), share=1.0),))
BEFORE, AFTER = Period(2019, 6), Period(2019, 8)


def test_only_who_gives_or_inherits_is_touched():
    assert MERGED.touched == {"410122101", "410122102"}
    assert MERGED.parts_of("410122103", BEFORE, AFTER) == {"410122103": 1.0}
    assert MERGED.parts_of("410122102", BEFORE, AFTER) == {"410122102": 1.0, "410122101": 1.0}


def test_an_untouched_place_is_asked_for_its_own_reports_alone():
    asked = []

    def reports_of(org_unit):
        def values_of(cell):
            asked.append((org_unit, *cell))
            return {"recovered_kg": 1.0}

        return values_of

    on_own_ground(MERGED, "410122103", AFTER, reports_of)(("packaging", "2019-06"))
    assert asked == [("410122103", "packaging", "2019-06")]


def test_an_heir_is_asked_for_its_givers_reports_too():
    given = {"410122101": {"recovered_kg": 2.0}, "410122102": {"recovered_kg": 3.0}}
    look = on_own_ground(MERGED, "410122102", AFTER, lambda place: lambda _cell: given[place])
    assert look(("packaging", "2019-06")) == {"recovered_kg": 5.0}
