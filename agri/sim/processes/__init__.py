"""SimPy processes: what waits, competes or depends on dates."""
