"""Pure: from a snapshot's arrays to indicators, completeness and evidence. No clock, no database."""
