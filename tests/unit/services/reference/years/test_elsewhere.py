"""Between which factors beside last year most places lie."""

from agri.services.reference.years.elsewhere import spans_elsewhere


def test_a_tenth_at_either_end_is_left_out_and_at_least_one():
    eight = [({"a": float(n), "b": None}, {"a": 2.0, "b": 3.0}) for n in range(8)]
    assert spans_elsewhere(eight) == {"a": (0.5, 3.0)}
    twenty = [({"a": float(n)}, {"a": 2.0}) for n in range(20)]
    assert spans_elsewhere(twenty) == {"a": (1.0, 8.5)}


def test_fewer_than_eight_places_or_nothing_last_year_say_nothing():
    seven = [({"a": 1.0}, {"a": 2.0})] * 7
    assert spans_elsewhere(seven) == {}
    assert spans_elsewhere([*seven, ({"a": 1.0}, {"a": 0.0}), ({"a": 1.0}, {}), ({}, {"a": 2.0})]) == {}
