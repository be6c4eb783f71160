"""Reports, photos and their review."""
