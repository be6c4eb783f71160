"""The state that processes act on: scenario, set-up, reporting, rates of the record."""
