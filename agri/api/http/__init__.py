"""What every answer shares: middleware, guards, problems, limits."""
