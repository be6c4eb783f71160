"""What the detectors ask about received reports, and what settles it."""
