"""One projection from set-up to document."""
