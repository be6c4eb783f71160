"""Commands that score: projections against what came, detectors against what was planted."""
