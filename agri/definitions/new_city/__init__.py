"""A package for a city that has none: places by the division table, what is taken over, what is missing."""
