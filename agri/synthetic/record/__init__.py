"""The invented record: events, decisions, notes, spot checks."""
