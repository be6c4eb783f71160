"""Offices: a world from above. City totals move by themselves, and are told towards targets."""
