"""Check a city package: every fault at once, with file, line, rule and way out. No database, no clock."""
