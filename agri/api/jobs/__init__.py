"""Questions computed in the background."""
