"""What a simulation is given: axes, report lines, days, expected amounts, random streams."""
