"""Reports coming in: submissions, their checks, the write queue, imports, photos."""
