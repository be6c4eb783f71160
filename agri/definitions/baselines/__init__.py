"""Baselines held against each other and against what the package says is possible."""
