"""The review desk: due lists, decisions, closures, conflicts, findings, spot checks."""
