"""Conversions between what is typed and what is kept."""

import pytest

from agri.units import convert, entry_units


@pytest.mark.parametrize(
    ("value", "entered", "kept", "expected"),
    [
        (3, "t", "kg", 3000),
        (2, "jin", "kg", 1),
        (1, "wan_mu", "mu", 10_000),
        (1, "ha", "mu", 15),
        (500, "kg", "t", 0.5),
    ],
)
def test_amounts_keep_their_meaning(value, entered, kept, expected):
    assert convert(value, entered=entered, kept=kept) == pytest.approx(expected)


def test_mass_is_no_area():
    with pytest.raises(ValueError, match="cannot be converted"):
        convert(1, entered="kg", kept="mu")


def test_every_unit_offered_for_entry_can_be_converted():
    for kept in ("mu", "kg", "t", "count", "fraction"):
        assert entry_units(kept)[0] == kept
        for entered in entry_units(kept):
            assert convert(1, entered=entered, kept=kept) > 0
