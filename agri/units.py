"""Conversions between the units people think in and the units the record keeps.

The record keeps mu, kilograms and tonnes, as the forms ask; inside the numbers the names of variables carry
the unit. As-entered values and units are kept beside.
"""

MU_PER_HA = 15.0  # 1 mu = 1/15 ha
KG_PER_T = 1000.0
KG_PER_JIN = 0.5  # 1 斤 = 0.5 kg
MU_PER_WAN_MU = 10_000.0

# How many of the first unit one of the second makes; keyed (kept unit, entered unit).
_FACTORS: dict[tuple[str, str], float] = {
    ("mu", "ha"): MU_PER_HA,
    ("mu", "wan_mu"): MU_PER_WAN_MU,
    ("kg", "t"): KG_PER_T,
    ("kg", "jin"): KG_PER_JIN,
    ("t", "kg"): 1 / KG_PER_T,
    ("t", "jin"): KG_PER_JIN / KG_PER_T,
}


def entry_units(unit: str) -> tuple[str, ...]:
    """Return the units in which a quantity kept in `unit` may be entered, its own first."""
    return (unit, *(entered for kept, entered in _FACTORS if kept == unit))


def convert(value: float, *, entered: str, kept: str) -> float:
    """Convert an entered value to the unit that the record keeps.

    Raises
    ------
    ValueError
        The two units do not measure the same thing.

    >>> convert(3, entered="t", kept="kg")
    3000.0
    """
    if entered == kept:
        return float(value)
    try:
        return value * _FACTORS[kept, entered]
    except KeyError:
        raise ValueError(f"{entered!r} cannot be converted to {kept!r}") from None
