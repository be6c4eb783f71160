"""Every field of the plan file and of indicators.toml, changed, with what moves."""
