"""What a package declares of its detectors: thresholds, which amounts are held against which, answers."""
