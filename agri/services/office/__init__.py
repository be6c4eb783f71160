"""What the office looks up beside the figures: what reporting costs those who report."""
